"""Whether a polite robot could send a form as it is; what speaks against it is told."""

from collections.abc import Iterator, Sequence

from probes.forms.form import Field, Kind, Purpose, Role

GIVEN = frozenset({Role.HIDDEN, Role.SUBMIT, Role.HONEYPOT})
"""Roles of what nobody fills in."""
DOORS = frozenset({Kind.CONTACT, Kind.CALLBACK})
"""Kinds of form that lead to support."""
UNKNOWN = frozenset({Role.OTHER})
_PAYMENT = ("card", "cvc", "cvv", "iban", "credit", "kortnummer", "kreditkarte")


def reasons(purpose: Purpose, kind: Kind, fields: Sequence[Field], captcha: str | None) -> Iterator[str]:
    """Yield why a form cannot be sent by a polite robot: a stable id, a colon, and a sentence."""
    if captcha:
        yield f"captcha:it is guarded by a CAPTCHA ({captcha})"
    if purpose is Purpose.LOGIN or any(field.type == "password" and not field.concealed for field in fields):
        yield "login:it asks for a password"
    if purpose is Purpose.ORDER or any(_pays(field) for field in fields):
        yield "order:it orders or pays something"
    yield from _demanded(fields)
    traps = {field.name for field in fields if field.role is Role.HONEYPOT and field.name}
    for name in sorted(traps & {field.name for field in fields if field.role not in GIVEN}):
        yield f"trap:the name {name!r} belongs to a trap, too"
    if kind in DOORS:
        yield from _essentials(kind, fields)


def _demanded(fields: Sequence[Field]) -> Iterator[str]:
    for field in fields:
        if not field.required or field.role in GIVEN:
            continue
        shown = field.name or field.label or field.type
        if not field.name:
            yield f"javascript:{shown!r} is demanded, and has no name: a browser would not send it"
        elif field.role is Role.ATTACHMENT:
            yield f"required:a file is demanded in {shown!r}"
        elif field.role in UNKNOWN:
            yield f"required:it is not understood what {shown!r} asks for"
        elif field.concealed:
            yield f"required:{shown!r} is demanded, and a person would not see it"


def _essentials(kind: Kind, fields: Sequence[Field]) -> Iterator[str]:
    usable = {field.role for field in fields if field.name and not field.concealed and not field.doubtful}
    essential = (Role.EMAIL, Role.MESSAGE) if kind is Kind.CONTACT else (Role.PHONE,)
    for role in essential:
        if role in usable:
            continue
        if any(field.role is role and field.name and field.doubtful for field in fields):
            yield f"doubt:a style sheet that was not read may hide the field for {role}"
            continue
        nameless = any(field.role is role and not field.name for field in fields)
        yield f"javascript:the field for {role} has no name" if nameless else f"missing:no field was found for {role}"


def _pays(field: Field) -> bool:
    return field.type != "hidden" and any(word in field.name.lower() for word in _PAYMENT)
