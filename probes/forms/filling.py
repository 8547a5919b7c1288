"""A chosen form, filled in with answers by role: only what is understood, never what a person does not see."""

import re
from collections.abc import Mapping

import msgspec

from probes.forms.form import Field, Form, Role

_HELP = re.compile(
    r"support|tekni|techni|technical|help|hjälp|hjelp|hjælp|hilfe|annat|andet|annet|other|overig|anders|sonstig|övrig|øvrig|question|fråg|spørg|vraag|frage",
    re.IGNORECASE,
)
_TEXT = frozenset({"text", "email", "tel", "textarea", "url", "search", "number"})


class NotFillableError(Exception):
    """A form cannot be filled in with what is known and allowed; the sentence says why."""


class Filling(msgspec.Struct, frozen=True):
    """What a person would put into a form."""

    values: dict[str, str]
    """By the name of the field: what to write, or which option to choose or tick. All else stays as the page has it."""


def fill(form: Form, answers: Mapping[Role, str], *, consent: bool = False) -> Filling:
    """
    Fill *form* in with *answers* by role.

    A box for a required consent is ticked only with *consent*; a newsletter is never taken. Of a required closed list
    the answer's option is chosen, else one that speaks of help, else the first. Raises `NotFillableError`.
    """
    if not form.submittable:
        raise NotFillableError(f"The form cannot be sent by a program: {'; '.join(form.reasons)}.")
    values: dict[str, str] = {}
    for field in form.fields:
        unsure = field.concealed or field.doubtful
        if unsure or field.name in form.honeypots or (not field.name and field.role is not Role.CONSENT):
            continue
        value = _value(field, answers, consent=consent)
        if value is not None:
            if field.name:  # a box without a name is ticked for the page alone
                values[field.name] = value
        elif field.required and field.role not in {Role.HIDDEN, Role.SUBMIT}:
            raise NotFillableError(f"The form demands {field.name!r} ({field.role}), for which there is no answer.")
    return Filling(values)


def _value(field: Field, answers: Mapping[Role, str], *, consent: bool) -> str | None:
    if field.type in _TEXT:
        role = Role.EMAIL if field.role is Role.EMAIL_CONFIRM and field.role not in answers else field.role
        return answers.get(role)
    if field.role is Role.CONSENT and field.type == "checkbox":
        return field.options[0].value if field.required and consent and field.options else None
    if field.type in {"select", "radio"} and field.role in {Role.DEPARTMENT, Role.URGENCY}:
        return _chosen(field, answers.get(field.role)) if field.required or field.role in answers else None
    return None


def _chosen(field: Field, answer: str | None) -> str | None:
    offered = [option for option in field.options if option.value.strip()]
    if answer is not None:
        return next((option.value for option in offered if answer in {option.value, option.label}), None)
    helpful = [option for option in offered if _HELP.search(f"{option.label} {option.value}"[:200])]
    return next((option.value for option in (*helpful, *offered)), None)
