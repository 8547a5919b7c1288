"""What a line of an answer may say, and the shape of a language's table of words."""

from collections.abc import Mapping
from enum import StrEnum


class Said(StrEnum):
    """What a line of an answer may say."""

    THANKS = "thanks"
    """That the message was sent, has arrived, or thanks for it."""
    WRONG = "wrong"
    """That something in the form is wrong or missing, or that it could not be sent."""
    MACHINE = "machine"
    """That the sender is taken for a machine, or is to prove that it is none."""
    LIMIT = "limit"
    """That too much came from here in a short time."""
    VERIFY = "verify"
    """That a link in a mail is to be opened first."""


Table = Mapping[Said, tuple[str, ...]]
"""
Regular expressions by what they say. They meet one line in lower case with single spaces.

Nothing in them may repeat without a bound, so that no page can make them slow.
"""
