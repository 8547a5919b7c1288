"""The one form of a page that is watched, and what is remembered of it: neither tokens nor values."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from probes.forms.form import Form, Kind, Page, Purpose, Role
from results.records import FormField, FormShape

LONGEST = 100
"""Characters of a name or a path that are remembered."""
LABEL = 80
SPARSE = 200
"""A page with scripts, no form and fewer letters than this is drawn by its scripts."""
_UNSEEN = frozenset({Role.HIDDEN, Role.SUBMIT, Role.HONEYPOT})
_RUN = re.compile(r"\w{8,}")
_HEX = re.compile(r"[0-9a-fA-F]{8,}|\d{4,}")


def door(forms: Sequence[Form]) -> Form | None:
    """Return the form that leads to support: of several the one that asks for most; None if there is none."""
    doors = [form for form in forms if form.kind is Kind.CONTACT]
    return max(doors, key=_weight, default=None)


def _weight(form: Form) -> tuple[bool, int, int]:
    essential = {"email", "message"} <= set(form.mapping)
    return essential, len(form.mapping), -form.index


def login(forms: Sequence[Form]) -> Form | None:
    """Return the page's form for logging in; None if there is none."""
    return next((form for form in forms if form.purpose is Purpose.LOGIN), None)


def has_room_for_words(forms: Sequence[Form]) -> bool:
    """Whether some form takes a message, whatever it is for."""
    return any(field.role is Role.MESSAGE and not field.concealed for form in forms for field in form.fields)


def drawn_by_scripts(page: Page, body: bytes) -> bool:
    """Whether *page* loads its forms from a service, or is nothing before its scripts have run."""
    if page.embeds:
        return True
    tree = LexborHTMLParser(body)
    if page.forms or tree.css_first("script") is None or tree.body is None:
        return False
    tree.strip_tags(["script", "style", "noscript", "template"])
    return len(tree.body.text(strip=True)) < SPARSE


def shape_of(form: Form) -> FormShape:
    """Tell what is remembered of *form*."""
    shown = [field for field in form.fields if field.role not in _UNSEEN and not field.concealed]
    return FormShape(
        purpose=form.purpose,
        kind=form.kind,
        method=form.method,
        action=_place(form.action),
        fields=tuple(
            FormField(
                name=without_tokens(field.name),
                role=field.role,
                required=field.required,
                label=field.label[:LABEL],
            )
            for field in shown
        ),
        captcha=form.captcha,
        honeypots=tuple(map(without_tokens, form.honeypots)),
    )


def without_tokens(name: str) -> str:
    """Put a star for each part of *name* that looks like chance: long digits and hexadecimals, mixed letters."""
    return _RUN.sub(_star, _HEX.sub("*", name[:LONGEST]))


def _star(found: re.Match[str]) -> str:
    run = found.group()
    mixed = sum(letter.isdigit() for letter in run) > 1 and run.lower() != run and run.upper() != run
    return "*" if mixed else run


def _place(action: str) -> str:
    try:
        parts = urlsplit(action)
    except ValueError:
        return "*"
    return parts.netloc.rpartition("@")[2] + without_tokens(parts.path.partition(";")[0])
