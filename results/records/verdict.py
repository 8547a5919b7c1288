"""What a message that came back may be: the vocabulary of the classifier, and of the people who correct it."""

from enum import StrEnum


class Verdict(StrEnum):
    """What a message is. ``docs/method.md`` tells each apart."""

    HUMAN = "human"
    """A person wrote it, whatever the help desk that sent it says of itself."""
    AUTO_ACK = "auto_ack"
    """A machine says that the question, or a mail, has arrived."""
    OUT_OF_OFFICE = "out_of_office"
    BOUNCE = "bounce"
    """The question was not delivered."""
    DELAY_NOTICE = "delay_notice"
    """The question is not delivered yet; the server goes on trying."""
    VERIFICATION_REQUIRED = "verification_required"
    """The question waits until its sender has clicked on a link."""
    BOT_ANSWER = "bot_answer"
    """A machine answers the question itself, and says that it is one."""
    CLOSED_NOTICE = "closed_notice"
    """The help desk says that it holds the question for answered, or closes it."""
    OTHER = "other"
    """A machine's message of another sort: a newsletter, a survey, a complaint report."""
    UNDETERMINED = "undetermined"
    """The signs do not suffice; a person has to look."""
