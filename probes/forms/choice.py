"""Which form of a page is the door to support, and what its fields are: by a person's word, else beyond doubt."""

from collections.abc import Iterator, Mapping

import msgspec

from probes.forms import verdict
from probes.forms.door import FormDoor
from probes.forms.form import Field, Form, Kind, Page, Purpose, Role
from probes.probe import ProbeFailed
from results.records import Failure

_LINES = frozenset({"text", "email", "tel", "url", "search", "number", "textarea"})
_LISTS = frozenset({"select", "radio"})
_TYPES: Mapping[Role, frozenset[str]] = {
    Role.EMAIL: frozenset({"text", "email"}),
    Role.EMAIL_CONFIRM: frozenset({"text", "email"}),
    Role.MESSAGE: frozenset({"textarea", "text"}),
    Role.DEPARTMENT: _LINES | _LISTS,
    Role.URGENCY: _LINES | _LISTS,
    Role.CONSENT: frozenset({"checkbox"}),
}
_RENEWED = frozenset({"required", "missing", "doubt", "trap", "captcha", "login", "order"})
"""Reasons that hang on the roles of fields, and so are asked again where a person has given them."""
_REFUSED = frozenset({Purpose.SEARCH, Purpose.LOGIN, Purpose.NEWSLETTER, Purpose.ORDER})
_FOR_READERS = frozenset({Kind.COMMENT, Kind.REVIEW, Kind.SHARE})
_DRAWN_BY_SCRIPT = "javascript"


def is_door(form: Form) -> bool:
    """Whether *form* leads to the people behind the page, and not to its readers (a comment) or to a friend."""
    return form.kind is Kind.CONTACT


def chosen(page: Page, door: FormDoor | None = None) -> Form:
    """
    Return the form of *page* that is meant, ready to be filled in.

    With confirmed fields in *door* it is the one form that has them, and its fields are what the person said. Else it
    is the page's one contact form, if that is fully understood. Raises `ProbeFailed`: FORM_MISSING, NEEDS_PERSON for
    one that is guarded by a CAPTCHA, FORM_NOT_UNDERSTOOD.
    """
    form = _confirmed(page, door.fields) if door is not None and door.fields else _only_one(page)
    if form.captcha:
        raise ProbeFailed(Failure.NEEDS_PERSON, f"the form asks for a CAPTCHA ({form.captcha})")
    if not form.submittable:
        raise ProbeFailed(Failure.FORM_NOT_UNDERSTOOD, "; ".join(_sentences(form)))
    return form


def needs_scripts(page: Page, door: FormDoor | None = None) -> bool:
    """Whether what is on the screen with scripts may have a usable form where *page*, read without them, has none."""
    try:
        chosen(page, door)
    except ProbeFailed as failed:
        if failed.failure is Failure.NEEDS_PERSON:
            return False
    else:
        return False
    doors = [form for form in page.forms if is_door(form)]
    return not doors or any(why.startswith(f"{_DRAWN_BY_SCRIPT}:") for form in doors for why in form.reasons)


def _only_one(page: Page) -> Form:
    doors = [form for form in page.forms if is_door(form)]
    if len(doors) > 1:
        raise ProbeFailed(
            Failure.FORM_NOT_UNDERSTOOD,
            f"{len(doors)} contact forms are on the page: confirm the fields of the one that is meant",
        )
    if doors:
        return doors[0]
    if page.embeds:
        raise ProbeFailed(
            Failure.FORM_NOT_UNDERSTOOD, f"the page's form comes from {' and '.join(page.embeds)}, by a script"
        )
    if any(map(_may_be_one, page.forms)):
        raise ProbeFailed(
            Failure.FORM_NOT_UNDERSTOOD,
            "it is not clear what a form on the page is for: confirm its fields if it is the one that is meant",
        )
    raise ProbeFailed(Failure.FORM_MISSING, "no contact form is on the page")


def _may_be_one(form: Form) -> bool:
    """Whether *form* has room for words and an address, and is known to be for nothing else: then none is missing."""
    roles = {field.role for field in form.fields}
    return form.kind is Kind.OTHER and {Role.EMAIL, Role.MESSAGE} <= roles


def _confirmed(page: Page, fields: Mapping[Role, str]) -> Form:
    objections = {form.index: list(_objections(form, fields)) for form in page.forms}
    fitting = [form for form in page.forms if not objections[form.index]]
    if len(fitting) > 1:
        fitting = [form for form in fitting if is_door(form)] or fitting
    if len(fitting) == 1:
        return _as_confirmed(fitting[0], fields)
    if fitting:
        raise ProbeFailed(Failure.FORM_NOT_UNDERSTOOD, f"{len(fitting)} forms of the page have the confirmed fields")
    if not page.forms:
        raise ProbeFailed(Failure.FORM_MISSING, "no form is on the page")
    nearest = min(page.forms, key=lambda form: (not is_door(form), len(objections[form.index])))
    raise ProbeFailed(
        Failure.FORM_NOT_UNDERSTOOD,
        f"the confirmed fields no longer fit the page: {'; '.join(objections[nearest.index])}",
    )


def _objections(form: Form, fields: Mapping[Role, str]) -> Iterator[str]:
    """Yield why the confirmed *fields* are not those of *form*."""
    if form.purpose in _REFUSED or form.kind in _FOR_READERS:
        yield f"the form is for something else ({form.kind})"
    named = {field.name: field for field in form.fields if field.name}
    for role, name in fields.items():
        field = named.get(name)
        if field is None:
            yield f"{name!r} ({role}) is not there"
        elif field.concealed or name in form.honeypots:
            yield f"people do not see {name!r} ({role})"
        elif field.type not in _TYPES.get(role, _LINES):
            yield f"{name!r} ({role}) is of another kind ({field.type})"
    for field in form.fields:
        if field.required and not _is_told(field, fields) and field.role not in verdict.GIVEN | {Role.CAPTCHA}:
            yield f"{(field.name or field.label or field.type)!r} is demanded, and was not confirmed"


def _is_told(field: Field, fields: Mapping[Role, str]) -> bool:
    """Whether *field* is one of the confirmed, or one more box of the consent that was."""
    return field.name in fields.values() or (field.role is Role.CONSENT and Role.CONSENT in fields)


def _as_confirmed(form: Form, fields: Mapping[Role, str]) -> Form:
    """Return *form* with the roles that a person gave its fields; all other fields stay as the page has them."""
    roles = {name: role for role, name in fields.items()}
    told = tuple(
        msgspec.structs.replace(
            field,
            role=roles.get(field.name, _left(field, fields)),
            # A person has seen it.
            doubtful=field.doubtful and field.name not in roles,
        )
        for field in form.fields
    )
    why = [
        *verdict.reasons(Purpose.CONTACT, Kind.CONTACT, told, form.captcha),
        *(one for one in form.reasons if one.partition(":")[0] not in _RENEWED and not _about_names(one)),
    ]
    return msgspec.structs.replace(
        form,
        purpose=Purpose.CONTACT,
        kind=Kind.CONTACT,
        fields=told,
        submittable=not why,
        reasons=tuple(dict.fromkeys(why)),
        mapping={role.value: name for role, name in fields.items()},
    )


def _left(field: Field, fields: Mapping[Role, str]) -> Role:
    """Tell the role of a field that nobody confirmed: one that is left alone."""
    if field.role in verdict.GIVEN | {Role.CAPTCHA} or _is_told(field, fields):
        return field.role
    return Role.OTHER


def _about_names(reason: str) -> bool:
    return reason.startswith(f"{_DRAWN_BY_SCRIPT}:the field for ")


def _sentences(form: Form) -> list[str]:
    return [why.partition(":")[2] for why in form.reasons]
