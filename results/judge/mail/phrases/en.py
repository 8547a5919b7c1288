"""What machines say when a question has arrived, in English."""

from results.judge.mail.answer import Kind
from results.judge.mail.phrases.en_notices import NOTICES
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
        r"\byour (?:\w{1,15} ){0,2}THING (?:is|has been placed|was placed) (?:now )?in (?:our|the) (?:\w{1,12} )?queue",
        (
            r"\ban? (?:\w{1,15} ){1,3}(?:ticket|case|request|incident) (?:has been|was|"
            r"is) (?:\w{1,12} )?(?:created|opened|logged|registered)\b"
        ),
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
            r"\b(?:someone|one of us|a member|an agent|an advis[eo]r|we|our team)\b.{0,40}"
            r"\bwill be (?:with|in touch with) you\b"
        ),
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
        r"\byou recently (?:logged|opened|created|submitted) an? (?:ticket|case|request)\b",
        r"\bkeep(?:ing)? the subject (?:line )?(?:intact|unchanged)\b|\bview (?:and update )?this ticket online\b",
        r"\bsent to you as a (?:user|customer) of our (?:support|service)\b|\bthe resolution provided was\b",
    ),
    Kind.POLITE: (
        (
            r"thank(?:s| you)(?: very much| so much| again)? for (?:contacting|your|reaching|getting|writing|"
            r"e-?mailing|taking|the|submitting|messaging|sending|you)\b"
        ),
        r"(?:we )?appreciate (?:your|you|the) (?:patience|contact|interest|feedback|taking)",
        r"thank you for your patience|have a (?:nice|great|good) day",
    ),
    **NOTICES,
    Kind.PERSON: (r"\b(?:i|i'm|i've|i'll|i'd|me|my|myself)\b",),
}
