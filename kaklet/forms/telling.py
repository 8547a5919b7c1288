"""What is told of watched forms in lines for people, in plain English; reports have words of their own."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from kaklet.mail.showing import one_line as printable
from results.judge.form_shapes import Difference, Turn, differences
from results.judge.form_watch import KIND, Closed, closed_by
from results.keep import Store
from results.records import Failure, FormSeen, Observation
from results.records.form import signature_in

_TOLD: Mapping[Turn, str] = {
    Turn.FORM_GONE: "the form is gone",
    Turn.FORM_BACK: "the form is back",
    Turn.LOGIN_DEMANDED: "it demands a login",
    Turn.LOGIN_GONE: "it no longer demands a login",
    Turn.CAPTCHA_APPEARED: "it asks for a CAPTCHA ({after})",
    Turn.CAPTCHA_GONE: "it no longer asks for a CAPTCHA",
    Turn.CAPTCHA_CHANGED: "another CAPTCHA ({after})",
    Turn.FIELD_ADDED: "new field {field} ({after})",
    Turn.DEMANDED_FIELD_ADDED: "new field {field} ({after}), which is demanded",
    Turn.FIELD_REMOVED: "field {field} is gone",
    Turn.FIELD_RENAMED: "field {before} is now called {after}",
    Turn.FIELD_DEMANDED: "field {field} is demanded now",
    Turn.FIELD_OPTIONAL: "field {field} is no longer demanded",
    Turn.ROLE_CHANGED: "field {field} asks for {after} instead of {before}",
    Turn.ACTION_MOVED: "it leads to {after} instead of {before}",
    Turn.METHOD_CHANGED: "it is sent by {after} instead of {before}",
    Turn.TRAPS_CHANGED: "other traps",
    Turn.OTHER: "another form",
}


def told(one: Difference) -> str:
    """Tell *one* difference in a few words."""
    words = {"field": one.field, "before": one.before, "after": one.after}
    return _TOLD[one.what].format(**{name: printable(value)[:60] for name, value in words.items()})


def form_lines(store: Store, newest: Sequence[Observation]) -> Iterator[str]:
    """Yield how each watched form stood at its newest look, and the newest form that was seen there; else nothing."""
    seen: dict[tuple[str, str], list[FormSeen]] = defaultdict(list)
    for one in store.all(FormSeen):
        seen[one.provider, one.target].append(one)
    looks = [one for one in newest if one.kind == KIND]
    if looks:
        yield "Watched forms:"
    for look in sorted(looks, key=lambda one: (one.provider, one.task)):
        forms = sorted(seen[look.provider, look.target], key=lambda one: one.at)
        yield f"  {look.provider} {look.task}: {_state(look, forms)}."
        for before, after in list(pairwise(forms))[-1:]:
            what = "; ".join(map(told, differences(before.shape, after.shape))) or "other words"
            yield f"    {len(forms)} forms seen; the newest since {after.at:%Y-%m-%d %H:%M} UTC: {what}."


def _state(look: Observation, forms: Sequence[FormSeen]) -> str:
    if look.failure is Failure.FORM_MISSING:
        if not forms:
            return "no form was ever seen; is the address right?"
        return "the form is not there"
    if look.failure is not None:
        return f"not known ({look.failure})"
    signature = signature_in(look.detail)
    shape = next((one.shape for one in forms if one.signature == signature), None)
    closed = closed_by(shape)
    if closed is Closed.CAPTCHA and shape:
        return f"there, but for a person only (CAPTCHA: {shape.captcha})"
    return "there, but behind a login" if closed is Closed.LOGIN else "there"
