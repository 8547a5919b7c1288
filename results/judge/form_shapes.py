"""What is different between two forms that were seen at one place."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from results.records import FormField, FormShape


class Turn(StrEnum):
    """What can be different."""

    FORM_GONE = "form_gone"
    FORM_BACK = "form_back"
    LOGIN_DEMANDED = "login_demanded"
    LOGIN_GONE = "login_gone"
    CAPTCHA_APPEARED = "captcha_appeared"
    CAPTCHA_GONE = "captcha_gone"
    CAPTCHA_CHANGED = "captcha_changed"
    FIELD_ADDED = "field_added"
    DEMANDED_FIELD_ADDED = "demanded_field_added"
    FIELD_REMOVED = "field_removed"
    FIELD_RENAMED = "field_renamed"
    FIELD_DEMANDED = "field_demanded"
    """It has to be filled in now."""
    FIELD_OPTIONAL = "field_optional"
    ROLE_CHANGED = "role_changed"
    ACTION_MOVED = "action_moved"
    METHOD_CHANGED = "method_changed"
    TRAPS_CHANGED = "traps_changed"
    OTHER = "other"
    """Another form, of which nothing more is known."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is different."""

    what: Turn
    field: str = ""
    """The name of the field that it is about; empty if it is about none."""
    label: str = ""
    """What the page calls that field."""
    before: str = ""
    after: str = ""
    """Vendor, role, address or method, as far as there is one."""


def differences(before: FormShape | None, after: FormShape | None) -> Iterator[Difference]:
    """Yield what is different in *after*; None is a form that nothing more is known of."""
    if before is None or after is None:
        yield Difference(what=Turn.OTHER)
        return
    if "login" in {before.purpose, after.purpose} and before.purpose != after.purpose:
        yield Difference(what=Turn.LOGIN_DEMANDED if after.purpose == "login" else Turn.LOGIN_GONE)
        return
    yield from _guards(before, after)
    yield from _fields(before.fields, after.fields)
    if before.action != after.action:
        yield Difference(what=Turn.ACTION_MOVED, before=before.action, after=after.action)
    if before.method != after.method:
        yield Difference(what=Turn.METHOD_CHANGED, before=before.method, after=after.method)
    if sorted(before.honeypots) != sorted(after.honeypots):
        yield Difference(what=Turn.TRAPS_CHANGED)


def _guards(before: FormShape, after: FormShape) -> Iterator[Difference]:
    if before.captcha == after.captcha:
        return
    what = Turn.CAPTCHA_CHANGED
    if before.captcha is None or after.captcha is None:
        what = Turn.CAPTCHA_APPEARED if before.captcha is None else Turn.CAPTCHA_GONE
    yield Difference(what=what, before=before.captcha or "", after=after.captcha or "")


def _fields(before: Sequence[FormField], after: Sequence[FormField]) -> Iterator[Difference]:
    """Match fields by their names, then those that are left by their roles, and tell each pair."""
    old, new = {one.name: one for one in before}, {one.name: one for one in after}
    left = [one for name, one in old.items() if name not in new]
    for name, one in new.items():
        if name in old:
            yield from _field(old[name], one)
            continue
        renamed = next((other for other in left if other.role == one.role and one.role != "other"), None)
        if renamed is None:
            what = Turn.DEMANDED_FIELD_ADDED if one.required else Turn.FIELD_ADDED
            yield Difference(what=what, field=name, label=one.label, after=one.role)
        else:
            left.remove(renamed)
            yield Difference(what=Turn.FIELD_RENAMED, field=name, label=one.label, before=renamed.name, after=name)
            yield from _field(renamed, one)
    for one in left:
        yield Difference(what=Turn.FIELD_REMOVED, field=one.name, label=one.label, before=one.role)


def _field(old: FormField, new: FormField) -> Iterator[Difference]:
    if old.role != new.role:
        yield Difference(what=Turn.ROLE_CHANGED, field=new.name, label=new.label, before=old.role, after=new.role)
    if old.required != new.required:
        what = Turn.FIELD_DEMANDED if new.required else Turn.FIELD_OPTIONAL
        yield Difference(what=what, field=new.name, label=new.label)


def between(
    before: str | None, after: str | None, shapes: Mapping[str, FormShape], known: str | None
) -> tuple[Difference, ...]:
    """
    Tell what is different between the forms of two signatures, of which None is no form at all.

    A form that is back is held against the one that was *known* before it went.
    """
    if after is None:
        return (Difference(what=Turn.FORM_GONE),)
    if before is not None:
        return tuple(differences(shapes.get(before), shapes.get(after)))
    back = Difference(what=Turn.FORM_BACK)
    if known is None or known == after:
        return (back,)
    return (back, *differences(shapes.get(known), shapes.get(after)))
