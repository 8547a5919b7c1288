"""What machines say in English of absences, of closed questions, of links to click, and of themselves."""

from results.judge.mail.answer import Kind
from results.judge.mail.phrases.table import Table

NOTICES: Table = {
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
}
