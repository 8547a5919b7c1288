"""What machines say when a question has arrived, in English."""

from results.judge.mail.answer import Kind
from results.judge.mail.phrases.table import Table

THING = (
    r"(?:e-?mail|message|request|enquiry|inquiry|ticket|question|query|case|correspondence|"
    r"application|submission|report|issue|mail|feedback|comments?|letter|complaint|booking|registration|"
    r"claim|appeal|information request)"
)
"""What somebody has sent; stands for THING in the phrases."""

PHRASES: Table = {
    Kind.MACHINE: (
        r"\bthis (?:is|was) an? (?:automat|auto-|auto |system[- ]generated|computer[- ]generated)",
        r"\bthis (?:automat\w{1,4}|auto-?generated|system[- ]generated) (?:e-?mail|message|reply|response|notice)",
        (
            r"\b(?:automatic|automated|auto-?generated) (?:reply|response|acknowledge?ment) (?:to|from|for|that|"
            r"is sent)\b"
        ),
        (
            r"\b(?:this|message|e-?mail|mail|reply|response|acknowledge?ment|notification)\b.{0,40}\b(?:has been|"
            r"was|is) "
            r"(?:automatic(?:ally)? (?:generated|created|sent|issued)|auto-?generated|(?:generated|"
            r"sent) automatically)"
        ),
        r"^(?:this )?automatic(?:ally)? (?:generated )?(?:reply|response|acknowledge?ment|message|e-?mail)\b",
        (
            r"(?:do not|don't|not necessary to|no need to|cannot|unable to) (?:reply|respond|answer) to this "
            r"(?:automat\w{0,8} )?(?:e-?mail|message|mail|notification|acknowl|confirm|address)"
        ),
        r"please do not (?:reply|respond)\b|replies to this (?:e-?mail|message|address) (?:are|will|is) not",
        (
            r"this (?:mailbox|e-?mail address|address|inbox|account) is (?:not|un)\s?-?(?:monitored|read|attended|"
            r"checked)"
        ),
        r"unattended (?:mailbox|address)|this (?:acknowledge?ment|confirmation) is (?:sent|generated)",
    ),
    Kind.RECEIVED: (
        r"\byour (?:\w{1,15} ){0,2}THING (?:has |have )?(?:arrived|reached us|come in)\b",
        (
            r"\byour (?:\w{1,15} ){0,2}THING (?:was|has been|is) (?:successfully |safely )?(?:received|submitted|"
            r"sent|forwarded|queued|logged)"
        ),
        r"\bwe(?: have|\'ve)? (?:now |just )?(?:got|received|logged|registered) (?:it|the following|your\b)",
        (
            r"\b(?:an?|the) (?:case|ticket|request|incident|issue) (?:\w{1,15} )?(?:has been|"
            r"was) (?:\w{1,12} )?(?:opened|created|logged|raised|registered)"
        ),
        r"\byour THING (?:has )?reached (?:the|us|our)\b",
        r"\b(?:got|received) your THING\b",
        (
            r"\b(?:request|ticket|case|incident) #?[\w-]{1,20} (?:has been|is|was) (?:opened|created|received|"
            r"registered)"
        ),
        (
            r"(?:we|i) (?:have |hereby |can |are pleased to |'ve |wish to |would like to |"
            r"are writing to )?(?:confirm(?: that)? )?(?:we )?(?:have |'ve )?(?:successfully |now |"
            r"just )?(?:received|registered|logged|acknowledge)\b.{0,25}\byour\b.{0,40}\bTHING"
        ),
        (
            r"\byour (?:new |recent |support |original |\w{1,15} )?THING\b.{0,80}\b(?:has|have|was|is) (?:been |"
            r"now |successfully |being |now been |also been ){0,4}(?:received|registered|logged|created|opened|"
            r"assigned|queued|submitted|recorded|entered|forwarded to our|added|acknowledged|reviewed by our|"
            r"safely received)"
        ),
        (
            r"\ba (?:new )?(?:support )?(?:ticket|case|request|helpdesk ticket|work order|incident|"
            r"service request)\b.{0,40}\b(?:has|is|was)(?: now)?(?: been)? (?:been )?(?:created|opened|logged|"
            r"registered|submitted|raised|generated)"
        ),
        (
            r"(?:acknowledge?|confirm)(?:s|ing|e?ment of|ation of)?(?: the)? (?:receipt|reception|"
            r"that we (?:have )?received)"
        ),
        (
            r"your (?:ticket|case|request|reference|tracking|incident|query|enquiry|support) ?(?:id|number|no\.?|"
            r"reference|ref|#)(?: number)?(?: for \w{1,20} \w{1,20})?(?: is|:|\s#|\s\d)"
        ),
        r"(?:ticket|case|request|incident|reference) (?:id|number|no\.?|#)\s?(?:is|:|\[|#)",
        r"has been assigned (?:a |an |the |to )?(?:ticket|case|number|id|reference|tracking)",
        r"(?:been|is) placed in (?:our|the) queue|been added to (?:our|the) queue|ticket details (?:are|below)",
        r"you will be notified when",
        r"just confirming that we got your request|we're on it|successfully (?:received|submitted)",
        r"received and is being (?:reviewed|processed)",
        r"thank(?:s| you) for (?:submitting|opening|creating) (?:a|your|this) (?:ticket|request|case|support)",
    ),
    Kind.PROMISE: (
        (
            r"\b(?:we|our team|someone|team)\b.{0,30}\bwill\b.{0,40}\b(?:begin responding|get to (?:it|your)|"
            r"process|handle|work on|review|follow up|respond|attend|examine)"
        ),
        r"\b(?:get|be) back (?:to|with) you\b.{0,60}(?:soon|within|shortly|asap|possible|business|hours|days)",
        (
            r"\b(?:we|i|you|team|staff|agents?|representatives?|experts?|specialists?|support|one|someone|"
            r"somebody|member|"
            r"colleagues?|advis[eo]rs?|officers?)\b.{0,60}\b(?:will|shall|'ll|aim to|endeavou?r to|try to|strive to|"
            r"do our best to|should|can expect)\b.{0,30}\b(?:get back|be in touch|get in touch|come back|respond|"
            r"reply|"
            r"answer|contact|review|look into|deal with|attend to|reach out|follow[- ]up|receive a|hear from|"
            r"expect a)\b"
        ),
        (
            r"we'll (?:get back|be in touch|get in touch|respond|reply|answer|reach out|follow up)\b|expect (?:a|"
            r"our) (?:reply|response)"
        ),
        (
            r"we (?:typically|usually|normally|generally|aim to|try to) (?:reply|respond|answer)|be in touch (?:soon|"
            r"shortly)"
        ),
        (
            r"\b(?:request|enquiry|inquiry|message|e-?mail|correspondence|ticket|query|application|they|"
            r"it)\b.{0,40}\bwill be "
            r"(?:answered|dealt with|handled|reviewed|responded to|replied to|attended|actioned|considered)"
        ),
        (
            r"(?:requests?|enquiries|messages|e-?mails|tickets) (?:are|will be) (?:answered|dealt with|"
            r"handled).{0,30}in the order"
        ),
    ),
    Kind.HOURS: (
        (
            r"\b(?:reply|respond|answer|write)\b.{0,60}\breopen|\b(?:will|can) be reopened|\b(?:reopen|"
            r"re-open) (?:it|the|this|your)\b"
        ),
        (
            r"\b(?:our )?(?:office|support|service|phone lines?) (?:is|are) (?:currently )?(?:closed|open)\b|"
            r"normal business hours|\bhours are\b|monday (?:to|through|-) friday"
        ),
        (
            r"response times?|turnaround|working days|business (?:hours|days)|opening hours|office hours|"
            r"in the order (?:in|of|they)"
        ),
        (
            r"(?:if|should) (?:you|your).{0,40}(?:urgent|emergency)|knowledge ?base|\bfaqs?\b|help cent(?:re|er)|"
            r"status page"
        ),
    ),
    Kind.POLITE: (
        (
            r"thank(?:s| you)(?: very much| so much| again)? for (?:contacting|your|reaching|getting|writing|"
            r"e-?mailing|taking|the|submitting|messaging|sending|you)\b"
        ),
        r"(?:we )?appreciate (?:your|you|the) (?:patience|contact|interest|feedback|taking)",
        r"thank you for your patience|have a (?:nice|great|good) day",
    ),
    Kind.ABSENCE: (
        (
            r"\baway (?:on (?:a |an )?(?:course|business|leave|holiday|training)|today|this week|until|"
            r"for the (?:day|"
            r"week))"
        ),
        (
            r"\b(?:i am|i'm|i will be|i'll be|am|will be|is|currently|be|we are|been)(?: currently| now| away|"
            r" presently| away and)? (?:on (?:\w{1,12} ){0,2}(?:leave|vacation|holidays?|sabbatical|training|"
            r"travel|sick leave|a course)|on (?:maternity|paternity|parental|annual) leave|out of (?:the |"
            r"my )?(?:office|town|country)|away from (?:the |my )?(?:office|desk|e-?mail|work)|away until|abroad|"
            r"travell?ing|unavailable until|not in the office|absent)"
        ),
        (
            r"^(?:i am |i'm |currently )?(?:on (?:annual |parental |maternity |paternity )?(?:leave|vacation|"
            r"holiday)|out of (?:the )?office|away from)"
        ),
        (
            r"(?:limited|no|intermittent|little|infrequent|sporadic|"
            r"restricted)(?: or no)? access to (?:my )?(?:e-?mail|internet|messages)"
        ),
        r"not (?:be )?(?:reading|checking|able to (?:read|check|access)|have access to) (?:my )?(?:e-?mail|mail)",
        (
            r"\b(?:is|am|has|i|he|she|who) no longer (?:works?|working|with|employed|at|part)\b|"
            r"no longer (?:works?|employed) (?:for|at|here|with)\b"
        ),
        r"has left (?:the )?(?:company|organi[sz]ation|university|department)|i have left",
        r"(?:office|offices) (?:is|are|will be) closed (?:from|until|for|between|over|on)",
        r"(?:e-?mail|mail) (?:will|is) not (?:be )?(?:read|forwarded|checked)",
        r"not working (?:on )?(?:today|mondays|tuesdays|wednesdays|thursdays|fridays)|out-?of-?office",
    ),
    Kind.RETURN: (
        r"\bback (?:tomorrow|next week|on \w{3,9})",
        (
            r"(?:reach out to|contact) \w{1,20} (?:at|on|\(|\w{1,20} at)\b|(?:until|when) i(?:\'m| am) back|"
            r"through (?:\w{3,9} \d|\d)"
        ),
        (
            r"(?:i|we)(?:'ll| will| shall)? (?:be )?(?:back|return|returning)\b.{0,40}\b(?:on|in|at|until|by|"
            r"monday|\d)"
        ),
        r"(?:back|return(?:ing)?) (?:in|to) (?:the )?(?:office|work)\b|upon my return",
        r"when i(?:'m| am| get)? (?:return|back)|on my return|in my absence|while i(?:'m| am) away",
        (
            r"(?:for|in case of|if|should)\b.{0,40}(?:urgent|immediate|emergenc|assistance|"
            r"matters?).{0,80}(?:contact|call|e-?mail|phone|please)"
        ),
        r"please contact\b.{0,60}(?:instead|in my|@)|until (?:monday|tuesday|wednesday|thursday|friday|further|\d)",
    ),
    Kind.CLOSED: (
        (
            r"(?:your|this) (?:\w{1,15} )?(?:ticket|request|case|issue|incident|enquiry|"
            r"inquiry)\b.{0,80}\b(?:has been|was|is|have been|is now|has now been|will be|been)(?: automatically|"
            r" now| marked as| marked| set to){0,4} (?:closed|solved|resolved|marked as)\b"
        ),
        r"(?:ticket|request|case) (?:closed|solved|resolved)\b",
        (
            r"(?:we|i) (?:have|'ve|are|will)(?: now)? (?:automatically )?clos(?:ed?|ing) (?:this|your|"
            r"the) (?:ticket|case|request)"
        ),
        r"believe (?:this|your) (?:request|issue|ticket|case) (?:has been|is) (?:solved|resolved)",
        r"your request has been (?:deemed )?(?:solved|resolved)",
        r"according to our records, your request has been resolved",
    ),
    Kind.VERIFY: (
        (
            r"(?:click|follow|visit|use|open|tap|press)\b.{0,80}\b(?:link|button|url|below|"
            r"here)\b.{0,80}\b(?:verify|confirm|validate|activate|authenticate|prove)\b"
        ),
        (
            r"(?:verify|confirm|validate|activate) (?:your|that your|this|that you) (?:e-?mail|address|account|"
            r"request|ticket|identity|submission|message|are|sent)\b.{0,80}\b(?:click|link|button|https?:|below|"
            r"by (?:replying|clicking|visiting))"
        ),
        (
            r"(?:needs?|require[sd]?|must|has to|have to|is required|waiting|before)\b.{0,60}\b(?:verification|"
            r"(?:be )?(?:verified|confirm(?:ed)? (?:by|your)))\b.{0,80}(?:e-?mail|address|click|link|request)?"
        ),
        r"(?:message|mail|e-?mail)\b.{0,60}\b(?:is|being|has been|been|was) held\b.{0,80}|verification link",
        r"confirmation link|challenge[- ]response|sender verification",
        r"prove (?:that )?you are (?:a )?(?:human|person)",
        (
            r"\b(?:click|follow|visit|use)\b.{0,80}\b(?:link|button|url|here)\b.{0,80}\b(?:ensure delivery|added to|"
            r"release (?:it|your|the)|deliver(?:ed)? your|allowed list|white-?list|guest list|approved sender)"
        ),
        r"\b(?:account|mailbox|inbox|address|user) is protected by\b|\bwait-?listed\b|\bmy \w{1,15} guest list\b",
        r"to (?:verify|confirm|activate) your (?:e-?mail|request|address|ticket|account)",
    ),
    Kind.BOT: (
        (
            r"\b(?:i'm|i am|this is|it's|my name is \w{1,20}, (?:and i'm )?)(?: \w{1,20},?)?(?: and i'm|"
            r" and i am)? (?:an?|the|your|our|\w{1,20}'s) (?:\w{1,20} )?(?:ai|a\.i\.|virtual|digital|automated|"
            r"artificial)[ -](?:\w{1,15} )?(?:assistant|agent|support|bot|helper|specialist)"
        ),
        (
            r"\b(?:ai|virtual|digital|automated)[ -](?:support |customer |service )?(?:assistant|agent|"
            r"bot)\b.{0,40}\b(?:here|answer|repl|help|at your)"
        ),
        (
            r"(?:answer|reply|response|message|e-?mail) (?:was|is|has been) (?:\w{1,15} )?(?:generated|written|"
            r"created|drafted|provided|composed|answered|sent) (?:by|with|using) (?:\w{1,15} ){0,3}(?:ai\b|"
            r"artificial|bot\b|chat\s?bot|virtual|fin\b|language model|copilot|gpt)"
        ),
        r"\bai-generated (?:answer|reply|response|message)|\bchat\s?bot\b.{0,30}(?:answer|here|reply)|as an ai\b",
        (
            r"\b(?:reply|type|ask|say|click|write|prefer|rather|want)\b.{0,40}(?:talk|speak|connected?|escalate|"
            r"transfer\w{0,4}) (?:to|with) a (?:human|real person|person|"
            r"live agent|human agent)"
        ),
        (
            r"(?:suggested|these|following|some) (?:articles?|help articles?|answers?)\b.{0,60}\b(?:may|might|"
            r"could|can) (?:help|answer|solve)"
        ),
    ),
    Kind.SURVEY: (
        r"\bhear what you think of\b|\b(?:rate|grade) (?:your|this) (?:conversation|interaction|ticket)\b",
        (
            r"(?:how would you rate|rate (?:the|your|our|my) (?:support|service|experience|help|answer)|"
            r"(?:customer )?satisfaction survey|short survey|how did we do|tell us about your experience|"
            r"take (?:a|our|this) (?:\w{1,10} )?survey)"
        ),
    ),
    Kind.PERSON: (r"\b(?:i|i'm|i've|i'll|i'd|me|my|myself)\b",),
}
