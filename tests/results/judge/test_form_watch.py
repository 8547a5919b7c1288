"""What became of a watched form, from single looks."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from results.judge.form_shapes import Turn, differences
from results.judge.form_watch import Closed, FormWatch, watch
from results.records import Failure, FormField, FormSeen, FormShape, Observation
from results.records.form import detail_of

START = datetime(2026, 5, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def field(name: str, role: str | None = None, *, required: bool = False) -> FormField:
    """Return a field whose role is its name, unless told otherwise."""
    return FormField(name=name, role=role or name, required=required, label=name.title())


PLAIN = FormShape(
    purpose="contact",
    kind="contact",
    method="post",
    action="host.example/send",
    fields=(field("name"), field("email"), field("message")),
    captcha=None,
    honeypots=(),
)
GUARDED = msgspec.structs.replace(PLAIN, captcha="hCaptcha")
LONGER = msgspec.structs.replace(PLAIN, fields=(*PLAIN.fields, field("phone", required=True)))
LOGIN = msgspec.structs.replace(PLAIN, purpose="login", kind="login", fields=(field("user", "other"),))
SHAPES = {"p": PLAIN, "g": GUARDED, "l": LONGER, "w": LOGIN}


def seen(shape: FormShape) -> FormSeen:
    """Return the record of *shape*."""
    return FormSeen(
        provider="p",
        target="t",
        signature=shape.signature,
        at=START,
        description=msgspec.json.encode(shape).decode(),
        evidence=f"page of {shape.signature}",
    )


SEEN = [seen(shape) for shape in SHAPES.values()]


def sample(hour: int, state: str) -> Observation:
    """Return a look: a shape by its letter, "-" without a form, "x" where nothing could be told, else any signature."""
    failure = {"-": Failure.FORM_MISSING, "x": Failure.TIMEOUT}.get(state)
    shape = SHAPES.get(state)
    detail = "" if failure else detail_of(shape.signature if shape else state)
    return Observation(
        agent="a", provider="p", target="t", task="form", kind="form_health", slot=START + hour * HOUR, failure=failure,
        detail=detail,
    )  # fmt: skip


def watched(states: str | list[str]) -> FormWatch:
    """Tell of hourly looks, delivered in another order."""
    samples = [sample(hour, state) for hour, state in enumerate(states)]
    random.Random(1).shuffle(samples)  # noqa: S311 -- an order, not a secret
    return watch("form", "t", samples, SEEN)


def turns(found: FormWatch) -> list[list[Turn]]:
    """Tell what each change was."""
    return [[one.what for one in change.differences] for change in found.changes]


def test_a_form_that_stays_has_no_changes() -> None:
    """It was looked at, and nothing is told."""
    found = watched("pppp")
    assert (found.looks, found.seen, found.changes, found.variants, found.closed) == (4, 4, (), (), None)


def test_a_captcha_that_appears_has_a_before_and_an_after() -> None:
    """With the last look that saw none, the first that saw it, and both pages."""
    found = watched("pppggg")
    (change,) = found.changes
    assert (change.last_before, change.first_after) == (START + 2 * HOUR, START + 3 * HOUR)
    assert (change.before, change.after) == (PLAIN.signature, GUARDED.signature)
    assert (change.before_page, change.after_page) == (
        f"page of {PLAIN.signature}",
        f"page of {GUARDED.signature}",
    )
    assert [(one.what, one.after) for one in change.differences] == [(Turn.CAPTCHA_APPEARED, "hCaptcha")]
    assert (found.closed, found.captcha) == (Closed.CAPTCHA, "hCaptcha")


def test_what_could_not_be_looked_at_is_no_change() -> None:
    """A time-out says nothing of the form; the bounds around it are wider."""
    assert watched("ppxxpp").changes == ()
    (change,) = watched("ppxxgg").changes
    assert change.first_after - change.last_before == 3 * HOUR


def test_a_form_that_goes_and_comes_back() -> None:
    """Is told as two changes; what is different when it is back is held against what was there before."""
    assert turns(watched("pp--pp")) == [[Turn.FORM_GONE], [Turn.FORM_BACK]]
    assert turns(watched("pp--ll")) == [[Turn.FORM_GONE], [Turn.FORM_BACK, Turn.DEMANDED_FIELD_ADDED]]


def test_a_form_that_was_never_there() -> None:
    """Is seen in no look, and nothing became of it."""
    found = watched("----")
    assert (found.looks, found.seen, found.signature, found.changes) == (4, 0, None, ())


def test_a_login_before_the_form() -> None:
    """Closes the door; what the form for logging in asks for is no change of the contact form."""
    found = watched("ppww")
    assert (turns(found), found.closed) == ([[Turn.LOGIN_DEMANDED]], Closed.LOGIN)


def test_a_change_that_is_undone_is_two_changes() -> None:
    """There and back, once."""
    assert turns(watched("pppgggppp")) == [[Turn.CAPTCHA_APPEARED], [Turn.CAPTCHA_GONE]]


def test_variants_are_no_changes() -> None:
    """Hundreds of switches between two forms are one line, with how often each was seen."""
    dice = random.Random(7)  # noqa: S311 -- repeatable
    found = watched("".join(dice.choice("pl") for _ in range(600)))
    assert found.changes == ()
    (unsteady,) = found.variants
    assert unsteady.switches > 200
    assert unsteady.number == 2
    assert {one.signature for one in unsteady.variants} == {PLAIN.signature, LONGER.signature}


def test_a_test_of_variants_that_ends_with_another_form_is_a_change() -> None:
    """It began with one, both were shown for a while, and it ended with the other."""
    found = watched("ppppp" + "lplpl" + "p" + "llllll")
    assert turns(found) == [[Turn.DEMANDED_FIELD_ADDED]]
    (unsteady,) = found.variants
    assert (found.changes[0].last_before, found.changes[0].first_after) == (unsteady.first, unsteady.last)


def test_a_form_that_is_never_the_same_twice_is_unsteady() -> None:
    """A page that draws the names of its fields by lot, in a way that is not known for one."""
    found = watched([f"sig{number}" for number in range(300)])
    assert (found.changes, [one.number for one in found.variants]) == ((), [300])
    assert len(found.variants[0].variants) == 5


def test_changes_around_an_unsteady_time_are_told() -> None:
    """What came before and after it."""
    found = watched("gggg" + "pppp" + "lplpl" + "pppppp" + "gggg")
    assert turns(found) == [[Turn.CAPTCHA_GONE], [Turn.CAPTCHA_APPEARED]]
    assert len(found.variants) == 1


def test_a_form_that_is_gone_once_is_no_variant_of_a_later_test() -> None:
    """A long steady time lies between them."""
    found = watched("p" * 30 + "-" + "p" * 30 + "lplplpl" + "p" * 30)
    assert turns(found) == [[Turn.FORM_GONE], [Turn.FORM_BACK]]
    assert [one.number for one in found.variants] == [2]


def test_a_form_that_is_another_each_few_days_is_not_hundreds_of_changes() -> None:
    """However long it is steady in between."""
    states = [state for number in range(99) for state in (*(["p"] * 40), f"odd{number}")] + ["p"] * 40
    found = watched(states)
    assert (found.changes, [one.number for one in found.variants]) == ((), [100])


def test_a_form_that_is_gone_now_and_then_is_told_each_time() -> None:
    """A few absences in a long time are no variants."""
    found = watched(("p" * 100 + "-") * 5 + "p" * 100)
    assert turns(found) == [[Turn.FORM_GONE], [Turn.FORM_BACK]] * 5
    assert found.variants == ()


def test_a_form_of_each_weekend_is_a_variant() -> None:
    """So many changes of the same two forms are none."""
    found = watched(("p" * 120 + "l" * 48) * 30)
    assert (found.changes, [(one.number, one.switches) for one in found.variants]) == ((), [(2, 59)])


DIFFERENT = {
    "a field": ({"fields": (*PLAIN.fields, field("phone"))}, [Turn.FIELD_ADDED]),
    "a field less": ({"fields": PLAIN.fields[1:]}, [Turn.FIELD_REMOVED]),
    "another name": ({"fields": (field("name"), field("mail", "email"), field("message"))}, [Turn.FIELD_RENAMED]),
    "a demand": ({"fields": (field("name", required=True), *PLAIN.fields[1:])}, [Turn.FIELD_DEMANDED]),
    "another role": ({"fields": (field("name", "company"), *PLAIN.fields[1:])}, [Turn.ROLE_CHANGED]),
    "another address": ({"action": "host.example/take"}, [Turn.ACTION_MOVED]),
    "another method": ({"method": "get"}, [Turn.METHOD_CHANGED]),
    "a trap": ({"honeypots": ("trap",)}, [Turn.TRAPS_CHANGED]),
    "two things": ({"captcha": "sum", "method": "get"}, [Turn.CAPTCHA_APPEARED, Turn.METHOD_CHANGED]),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_is_different_is_told(name: str) -> None:
    """Each in its own word; whatever is told makes another signature."""
    other, told = DIFFERENT[name]
    shape = msgspec.structs.replace(PLAIN, **other)
    assert [one.what for one in differences(PLAIN, shape)] == told
    assert shape.signature != PLAIN.signature


def test_labels_and_order_are_no_difference() -> None:
    """The same form in other words."""
    fields = tuple(msgspec.structs.replace(one, label="x") for one in reversed(PLAIN.fields))
    other = msgspec.structs.replace(PLAIN, fields=fields)
    assert (list(differences(PLAIN, other)), other.signature) == ([], PLAIN.signature)
