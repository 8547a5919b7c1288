"""What answers to forms say, in English."""

from results.judge.form_outcome.words.said import Said, Table

WORDS: Table = {
    Said.THANKS: (
        (
            r"\bthank(?:s| you)\b.{0,60}\b(?:contact\w{0,3}|message|enquiry|inquiry|request|interest|"
            r"getting in touch|reaching out|writing|email|submission|question|feedback|support|"
            r"submitting|filling)\b"
        ),
        (
            r"^thank you[ !.]{0,4}$|^thanks[ !.]{0,4}$|\bthank you,? .{0,40}(?:we will|we'll|has "
            r"been)\b"
        ),
        (
            r"\b(?:your|the) (?:\w{1,15} )?(?:message|enquiry|inquiry|request|e-?mail|question|"
            r"form|submission|details|ticket)\b.{0,20}\b(?:was|has been|have been|is|were)\b.{0,20}\b(?:sent|"
            r"submitted|received|delivered|created|on its way)\b"
        ),
        r"\bwe(?:'ve| have)? (?:received|got) your\b",
        r"\bwe(?:'ll| will) (?:be in touch|get back to you|contact you|reply|respond|answer)\b",
        (
            r"\b(?:message|request|form|enquiry|inquiry) (?:was |has been )?(?:successfully )?(?:sent|"
            r"submitted|received)(?: successfully)?\b|\bsuccessfully (?:sent|submitted)\b"
        ),
    ),
    Said.WRONG: (
        r"\b(?:field|this|it) is (?:required|mandatory)\b|\brequired field\b|\b(?:is|are) (?:in)?valid\b.{0,3}$",
        (
            r"\b(?:please|you must|must) (?:enter|fill|provide|complete|correct|check|select|choose|"
            r"accept|tick)\b"
        ),
        (
            r"\b(?:not|isn't|is not) (?:a )?valid\b|\binvalid\b|\b(?:cannot|can't|may not|must "
            r"not) be (?:blank|empty)\b"
        ),
        (
            r"\b(?:could|can|was|has) ?(?:not|n't) (?:be |been )?(?:sent|submitted|processed|delivered|"
            r"saved)\b"
        ),
        (
            r"\b(?:an )?error (?:has )?(?:occurred|while|trying|sending)\b|\bthere (?:was|were) "
            r"(?:an? |\w{1,10} )?(?:errors?|problems?)\b|\bsomething went wrong\b|\btry (?:again|"
            r"submitting)\b|\bone or more fields\b"
        ),
        (
            r"\b(?:session|token|form) (?:has )?expired\b|\bcsrf (?:verification|token)\b|\bfailed "
            r"to send\b"
        ),
    ),
    Said.MACHINE: (
        r"\b(?:are|you're|you are) (?:you )?(?:a )?(?:human|robot|not a robot)\b|\bnot a robot\b",
        (
            r"\b(?:characters|letters|code|text) (?:that )?you (?:entered|typed)\b.{0,30}"
            r"\b(?:match|incorrect|wrong|image)|"
            r"\b(?:captcha|recaptcha|turnstile|security (?:code|check|question))\b.{0,40}\b(?:wrong|"
            r"incorrect|invalid|required|failed|missing|enter|complete|match|error|expired)"
        ),
        (
            r"\b(?:complete|solve|enter|verify|wrong|incorrect|invalid|failed|missing) .{0,20}\b(?:captcha|"
            r"recaptcha|security code)\b"
        ),
        (
            r"\b(?:marked|flagged|identified|detected|classified|considered|rejected|blocked)\b.{0,20}\b(?:as "
            r")?spam\b"
        ),
        r"\bspam (?:detected|protection|filter|check)\b|\blooks like spam\b|\banti-?spam\b",
        (
            r"\bverify(?:ing)? (?:that )?you are (?:a )?human\b|\bchecking your browser\b|\bunusual "
            r"traffic\b|\bautomated (?:requests?|queries|traffic)\b|\baccess (?:to this \w{1,12} "
            r")?(?:has been )?(?:denied|blocked)\b|\bsorry, you have been blocked\b|\brequest (?:was "
            r"|has been )?(?:blocked|unsuccessful)\b"
        ),
    ),
    Said.LIMIT: (
        (
            r"\bmore than \d{1,4} (?:messages|times|submissions)\b|"
            r"\btoo many (?:requests|attempts|submissions|messages)\b|\brate limit\w{0,4}\b|\bslow "
            r"down\b"
        ),
        (
            r"\b(?:too (?:fast|quickly|soon)|wait .{0,20}(?:seconds|minutes|before))\b|\balready "
            r"(?:sent|submitted)\b"
        ),
    ),
    Said.VERIFY: (
        r"\b(?:check|see|open) your (?:e-?mail|inbox)\b|\bsent you (?:an? )?(?:e-?mail|link)\b",
        (
            r"\b(?:verify|confirm) your (?:e-?mail|address|request)\b|\bverification (?:e-?mail|"
            r"link)\b"
        ),
    ),
}
