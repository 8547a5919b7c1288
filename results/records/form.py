"""A form as it was seen on a provider's page, and the tasks that a form guarded against machines leaves to a person."""

import hashlib
from datetime import datetime

import msgspec

_PREFIX = "form "


class FormField(msgspec.Struct, frozen=True, kw_only=True):
    """One field that a person fills in or chooses from."""

    name: str
    """Without what looks like a token."""
    role: str
    required: bool
    label: str = ""
    """What the page called it when it was first seen; no part of the signature."""


class FormShape(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a form the same form when it is seen again: neither tokens nor values, and no words around it."""

    purpose: str
    kind: str
    method: str
    action: str
    """Host and path of where it leads, without what looks like a token."""
    fields: tuple[FormField, ...]
    """In the order of the page."""
    captcha: str | None
    """The vendor of what keeps machines out; None if nothing does."""
    honeypots: tuple[str, ...]

    @property
    def signature(self) -> str:
        """64 bits of SHA-256, in hexadecimal, over all but the labels and the order of the fields."""
        fields = sorted((one.name, one.role, one.required) for one in self.fields)
        told = (self.purpose, self.kind, self.method, self.action, fields, self.captcha, sorted(self.honeypots))
        return hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:16]


class FormSeen(msgspec.Struct, frozen=True, kw_only=True, tag="form_seen"):
    """A form that was seen for the first time at that target. Provider, target and signature are the key."""

    provider: str
    target: str
    signature: str
    at: datetime
    description: str
    """A `FormShape`, as JSON."""
    evidence: str
    """SHA-256 of the page, in the evidence store."""

    @property
    def shape(self) -> FormShape:
        """The description, read."""
        return msgspec.json.decode(self.description, type=FormShape)


class FormStart(msgspec.Struct, frozen=True, kw_only=True, tag="form_start"):
    """A person has begun to put the question of a case into a form that machines are kept out of."""

    case: str
    """The key: a case is begun once."""
    at: datetime
    by: str


class FormDone(msgspec.Struct, frozen=True, kw_only=True, tag="form_done"):
    """What came of a `FormStart`; or a task that nobody had begun was put aside, unsent."""

    case: str
    """The key."""
    at: datetime
    by: str
    sent: bool
    why: str = ""
    """Why it was not sent."""


def detail_of(signature: str) -> str:
    """Tell in an observation's detail which form was seen."""
    return f"{_PREFIX}{signature}"


def signature_in(detail: str) -> str | None:
    """Tell which form the *detail* of a success names; None if it names none."""
    return detail.removeprefix(_PREFIX) if detail.startswith(_PREFIX) else None
