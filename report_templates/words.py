"""What the closed vocabularies are called in sentences. Every word is marked for the catalogues here."""

from collections.abc import Sequence

from report_templates.foreign import plain
from report_templates.language import Language
from results.judge.comparison import Check, PromiseKept, Withheld
from results.judge.mail.verdict import Verdict
from results.judge.rules import Metric
from results.judge.support import State, Story, Support
from results.judge.waits import Clock
from results.records import Channel, Failure


def mark(message: str) -> str:
    """Mark *message* for extraction; it is translated where it is said."""
    return message


FAILURES = {
    Failure.NAME_NOT_RESOLVED: mark("the name was not resolved"),
    Failure.NAME_SERVER_FAILED: mark("the name server failed"),
    Failure.NAME_SERVER_REFUSED: mark("the name server refused to answer"),
    Failure.UNEXPECTED_ANSWER: mark("the name server gave another answer than agreed"),
    Failure.CONNECTION_REFUSED: mark("the connection was refused"),
    Failure.CONNECTION_CLOSED: mark("the connection was cut"),
    Failure.UNREACHABLE: mark("the server could not be reached"),
    Failure.TIMEOUT: mark("no answer in time"),
    Failure.CERTIFICATE_INVALID: mark("the certificate was not valid"),
    Failure.TLS_FAILED: mark("no encrypted connection came about"),
    Failure.PROTOCOL_ERROR: mark("the server broke the protocol"),
    Failure.TOO_MANY_REDIRECTS: mark("too many redirects"),
    Failure.UNEXPECTED_STATUS: mark("the server reported an error"),
    Failure.UNEXPECTED_BODY: mark("the page was not the one expected"),
    Failure.TOO_LARGE: mark("the answer was too large"),
    Failure.MAIL_REJECTED: mark("the mail was refused"),
    Failure.MAIL_DEFERRED: mark("the mail was refused for now"),
    Failure.MAIL_PUT_OFF: mark("the mail server asked to come later, for as long as we could"),
    Failure.FORM_MISSING: mark("the form was gone"),
    Failure.BLOCKED: mark("our prober was turned away as a machine"),
    Failure.NEEDS_PERSON: mark("the door asked for a person (a CAPTCHA)"),
    Failure.FORM_NOT_UNDERSTOOD: mark("our prober did not understand the form"),
    Failure.FORM_REJECTED: mark("the form said that something was wrong with the message"),
    Failure.LOGIN_REFUSED: mark("the login was refused"),
    Failure.PROBE_FAULT: mark("our prober failed"),
    Failure.RESOLVER_SILENT: mark("our own name server was silent"),
    Failure.RESOLVER_FAILED: mark("our own name look-up failed"),
    Failure.CLOCK_STEPPED: mark("our own clock was set"),
    Failure.PRIVATE_ADDRESS: mark("the name led to an address that is not public"),
    Failure.OUTCOME_UNKNOWN: mark("our prober was cut off before it knew the outcome"),
    Failure.NOT_APPROVED: mark("the sending was not approved on our side"),
    Failure.CONTACT_BUDGET: mark("the provider had been written to often enough that week"),
    Failure.MISSED_LATE: mark("our prober was late"),
    Failure.MISSED_DOWN: mark("our prober was not running"),
    Failure.MISSED_OVERRUN: mark("our prober was still busy"),
    Failure.PAUSED: mark("our asking was paused"),
}

VERDICTS = {
    Verdict.HUMAN: mark("a person's answer"),
    Verdict.AUTO_ACK: mark("automatic acknowledgement"),
    Verdict.OUT_OF_OFFICE: mark("out-of-office reply"),
    Verdict.BOUNCE: mark("bounce"),
    Verdict.DELAY_NOTICE: mark("notice of delay"),
    Verdict.VERIFICATION_REQUIRED: mark("demand for verification"),
    Verdict.BOT_ANSWER: mark("answer by a robot"),
    Verdict.CLOSED_NOTICE: mark("notice that the case is closed"),
    Verdict.OTHER: mark("something else"),
    Verdict.UNDETERMINED: mark("undetermined"),
}

STATES = {
    State.ANSWERED: mark("answered by a person"),
    State.UNDETERMINED: mark("undetermined"),
    State.SILENT: mark("no answer within the window"),
    State.WAITING: mark("window still open"),
    State.UNDELIVERABLE: mark("could not be delivered"),
    State.UNPROVEN: mark("delivery not proven: our seed messages did not arrive either"),
    State.UNKNOWN: mark("unknown: our prober failed"),
}

_IN_HAND = mark("begun by a person in a browser, and not yet told whether it was sent")
_BEHIND_A_LINK = {
    State.UNDELIVERABLE: mark("waits behind a link in a mail that we did not open"),
    State.UNKNOWN: mark("unknown: whether the link that we opened served"),
}


def state_words(story: Story) -> str:
    """Return the words for where *story* stands, for the catalogues."""
    if story.in_hand and story.state is State.UNKNOWN:
        return _IN_HAND
    behind = _BEHIND_A_LINK.get(story.state) if story.proof and story.failure is None else None
    return behind or STATES[story.state]


WITHHELD = {
    Withheld.TOO_FEW: mark(
        "Too little data for a grade: %(samples)s measurements or %(questions)s questions are needed."
    ),
    Withheld.LOW_COVERAGE: mark(
        "Too much is unknown for a grade: %(coverage)s of what was due must have been measured."
    ),
    Withheld.NOT_MEASURED: mark("Not measured in this period."),
    Withheld.NOT_OFFERED: mark("The provider does not offer this. Its total is made without it."),
    Withheld.UNDETERMINED: mark(
        "Some messages may or may not be a person's answers, and the grade depends on them. A person decides first."
    ),
    Withheld.NEEDS_PERSON: mark(
        "Every try met a CAPTCHA, which asks for a person. We do not get around it, and we give no grade."
    ),
}

KEPT = {
    PromiseKept.KEPT: mark("kept in this period"),
    PromiseKept.BROKEN: mark("not kept in this period"),
    PromiseKept.UNKNOWN: mark("cannot be told"),
}

BETTER: dict[Metric | None, str] = {
    None: mark("A better total than %(others)s."),
    Metric.UPTIME_PERCENT: mark("%(column)s: down less than %(others)s."),
    Metric.RESPONSE_SECONDS: mark("%(column)s: faster than %(others)s."),
    Metric.ANSWERED_PERCENT: mark("%(column)s: people answered more of our questions than at %(others)s."),
    Metric.ANSWER_SECONDS: mark("%(column)s: let us wait less than %(others)s."),
}
"""Who is better than whom for certain, by the metric; None for the total."""

WORSE: dict[Metric | None, str] = {
    None: mark("A worse total than %(others)s."),
    Metric.UPTIME_PERCENT: mark("%(column)s: down more than %(others)s."),
    Metric.RESPONSE_SECONDS: mark("%(column)s: slower than %(others)s."),
    Metric.ANSWERED_PERCENT: mark("%(column)s: people answered fewer of our questions than at %(others)s."),
    Metric.ANSWER_SECONDS: mark("%(column)s: let us wait longer than %(others)s."),
}

METRICS = {
    Metric.UPTIME_PERCENT: mark(
        "Share of the measured slots in which the check succeeded. What was not measured counts neither way."
    ),
    Metric.RESPONSE_SECONDS: mark(
        "Median time of the whole exchange, over every measured slot. A failed one counts as longer than the timeout."
    ),
    Metric.ANSWERED_PERCENT: mark(
        "Share of the questions that a person answered within the window, of those whose window has closed."
    ),
    Metric.ANSWER_SECONDS: mark(
        "Median wait for a person's answer (Kaplan-Meier). Unanswered questions count as waits that were not over."
    ),
}

MEASURES = {
    Metric.UPTIME_PERCENT: mark("uptime"),
    Metric.RESPONSE_SECONDS: mark("median response time"),
    Metric.ANSWERED_PERCENT: mark("questions answered"),
    Metric.ANSWER_SECONDS: mark("median wait"),
}

CLOCKS = {Clock.WALL: mark("wall clock"), Clock.BUSINESS: mark("its own hours")}

HORIZONS = {
    "1h": mark("within 1 h"),
    "1bd": mark("within 1 day"),
    "3bd": mark("within 3 days"),
    "10bd": mark("within 10 days"),
}

DOORS = {Channel.EMAIL: mark("Questions by e-mail"), Channel.FORM: mark("Questions by web form")}

_KINDS = {
    "http": mark("Web site"),
    "dns": mark("Name server (DNS)"),
    "form_health": mark("Contact form"),
    "icmp": mark("Network (ping)"),
    "loss": mark("Packet loss"),
    "tcp": mark("Connection (TCP)"),
    "tls": mark("Encryption (TLS)"),
}

_PHASES = {
    "resolve_seconds": mark("name look-up"),
    "connect_seconds": mark("connection"),
    "tls_seconds": mark("encryption"),
    "ttfb_seconds": mark("request to first byte"),
    "transfer_seconds": mark("transfer"),
}


def phase(language: Language, metric: str) -> str:
    """Return what the phase of the name *metric* is called; a phase unknown here keeps its own name."""
    known = _PHASES.get(metric)
    return language.say(known) if known else plain(metric.removesuffix("_seconds").replace("_", " "))


def task_name(task: str) -> str:
    """Return the study's own name of a task, readable."""
    return plain(task.replace("_", " "))


def check_title(language: Language, check: Check) -> str:
    """Return what a check looks at: as the study has it, else by its kind; else its task's name."""
    known = _KINDS.get(check.kind)
    return plain(language.pick(check.title)) or (language.say(known) if known else task_name(check.task))


def door_title(language: Language, support: Support) -> str:
    """Return what a task that asks is called: as the study has it, else by the door that it asks through."""
    return plain(language.pick(support.title)) or language.say(DOORS[support.channel])


def check_name(language: Language, check: Check, among: Sequence[Check]) -> str:
    """Return what a check looks at; with its task's name where another *among* a provider's checks is called so."""
    title = check_title(language, check)
    alone = sum(check_title(language, other) == title for other in among) <= 1
    return title if alone else f"{title} ({task_name(check.task)})"
