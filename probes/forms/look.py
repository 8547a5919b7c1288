"""What a form looks like as a whole, and which combinations of names only forms of one purpose have."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from probes.forms.controls import BUTTONS, Control
from probes.forms.form import Field, Role

_ROOM = frozenset({"text", "email", "tel", "url", "search", "number", "textarea", "select", "password", "date", "file"})
_FRIEND = re.compile(r"friend|recipient|receiver|target_?e?mail|to_?email|email_?to|mail_?to|sendto|e_?ami\b")
_OWN_SITE = re.compile(r"(?:^|\s)(?:(?:author|user)?_?url|web_?site|homepage|web|www)(?:\s|$)")
_ACCOUNT = frozenset({"login", "username", "user_name", "user_login", "uname", "loginname"})
_STARS = re.compile(r"rating|criterion|\brate\b|stars|\bvote\b|score")
_RESUME = re.compile(r"resume|\bcv\b|cover_?letter|lebenslauf|curriculum|\bcv_?file")
FEW = 4
"""Fields up to which a form asks for little beside words."""
_MANY = 9
"""Fields from which on a form asks for more than a question."""


class Look(NamedTuple):
    """What a form looks like as a whole: counts of what a person sees of it."""

    fields: Sequence[Field]
    controls: Sequence[Control]

    def has(self, *roles: Role) -> bool:
        """Whether it has fields of all *roles*."""
        return set(roles) <= {field.role for field in self.fields}

    def count(self, kind: str) -> int:
        """How many fields of *kind* a person sees."""
        return sum(field.type == kind and not field.concealed for field in self.fields)

    @property
    def rooms(self) -> int:
        """How many fields a person can fill in or choose from."""
        return sum(
            field.type in _ROOM and not field.concealed and field.role not in {Role.CAPTCHA, Role.HONEYPOT}
            for field in self.fields
        )


def by_names(look: Look, *, message: bool, rooms: int) -> Iterator[tuple[str, float, str]]:
    """Judge by combinations that only forms of one purpose have."""
    seen = [field for field in look.fields if not field.concealed and field.type not in {"hidden", *BUTTONS}]
    names = " ".join(field.name.lower() for field in seen)
    if _FRIEND.search(names):
        yield "share", 6.0, "field=recipient"
        yield "contact", (-4.0 if message and look.has(Role.EMAIL) else 0.0), ""
    if message and _OWN_SITE.search(names) and not (look.has(Role.SUBJECT) or look.has(Role.PHONE)):
        # Readers leave the address of their own site with their words.
        yield "comment", 3.5, "field=website"
        yield "contact", -2.0, ""
    if _STARS.search(names):
        yield "review", 5.5, "field=rating"
    if not _ACCOUNT.isdisjoint(field.name.lower() for field in seen) and look.has(Role.EMAIL):
        # Beside words, and without a password, it is what somebody goes by.
        words_alone = message and not look.count("password") and rooms <= FEW + 1
        yield "registration", (2.0 if words_alone else 4.0), "field=username"
        yield "contact", (-1.0 if words_alone else -3.0), ""
    dates = sum(field.type in {"date", "datetime-local"} for field in seen)
    yield "booking", (4.5 if dates > 1 else 1.5 * dates), "type=date"
    yield "contact", (-4.5 if dates > 1 else 0.0), ""
    if _RESUME.search(names):
        yield "application", 6.0, "field=resume"
    # Software against spam hides the field that it expects machines to fill in under the real one's name.
    if message and {"author", "comment"} <= {field.name.lower() for field in look.fields}:
        yield "comment", 9.0, "field=author"
    unknown = sum(field.role is Role.OTHER for field in seen)
    if len(seen) >= _MANY and unknown * 2 > len(seen):
        yield "contact", -2.5 - (6.0 if len(seen) >= 2 * _MANY else 0.0), ""
