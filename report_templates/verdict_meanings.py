"""What each verdict on a message means to a reader."""

from report_templates.words import mark
from results.judge.mail.verdict import Verdict

MEANINGS = {
    Verdict.HUMAN: mark("A person wrote it. Only this counts as an answer; whether it helped is not judged."),
    Verdict.AUTO_ACK: mark("A machine says that the question has arrived."),
    Verdict.OUT_OF_OFFICE: mark("A machine says that a person is away."),
    Verdict.BOUNCE: mark("A mail server says that the question could not be delivered."),
    Verdict.DELAY_NOTICE: mark("A mail server says that it is still trying to deliver the question."),
    Verdict.VERIFICATION_REQUIRED: mark(
        "A machine asks the sender to prove an address before anyone reads the question."
    ),
    Verdict.BOT_ANSWER: mark("A machine answers in full sentences and shows that it is one."),
    Verdict.CLOSED_NOTICE: mark("A machine says that the case is closed or solved."),
    Verdict.OTHER: mark("Something else by a machine, such as a survey."),
    Verdict.UNDETERMINED: mark(
        "No rule could tell whether a person wrote it. It is counted as neither, and shown as a range in the figures."
    ),
}
