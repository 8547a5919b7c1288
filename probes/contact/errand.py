"""One letter of an approved plan: who gets which words, from whom. A visit that carries one sends just that."""

import msgspec

from probes.forms.door import FormDoor
from results.records import Step


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that decides what leaves, as a person has approved it."""

    plan: str
    """SHA-256 of the approved plan."""
    case: str
    number: int = 0
    """0 for the question, 1 and up for follow-ups."""
    step: Step = Step.QUESTION
    url: str
    """The address that is approved. A target that leads elsewhere by now is refused."""
    server: str | None = None
    """The target's own mail server, where it has one."""
    form: FormDoor | None = None
    """What the plan says of the form, where the letter goes by one."""
    question: str
    persona: str
    address: str
    """The reply address of the case."""
    message_id: str
    subject: str
    text: str
    """The whole letter, greeting and name included."""
    in_reply_to: str | None = None
    """For a follow-up: the Message-ID of the letter before, which is our own."""
    references: str = ""
    """For a follow-up: the Message-IDs of all letters before."""
    seed: bool = False
    """Whether it goes to an address of the study's own: then nobody is contacted."""
