"""The plan: balanced, apart, within the budget, the same from the same file, and another one after any edit."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaklet.campaign.bank import bank, personas
from kaklet.campaign.document import Document, decoded
from kaklet.campaign.layout import lay_out
from kaklet.campaign.rotation import rotation
from kaklet.campaign.settings import Campaign
from kaklet.config import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kaklet.campaign.document import Contact
    from kaklet.study import Study

DAY = timedelta(days=1)
ZONE = ZoneInfo("Europe/Stockholm")
SEEDS = '[[mail.seed]]\nname = "our-gmail"\naddress = "seed@elsewhere.localhost"\n'


@pytest.fixture
def study(study_file: Callable[..., Path]) -> Study:
    """Return a study of three providers in two countries."""
    return load(study_file(providers=3, countries=("SE", "NO"), languages='["sv", "en"]', seeds=SEEDS)).study


def changed(study: Study, **changes: object) -> Study:
    """Return *study* with its campaign changed."""
    assert study.campaign is not None
    return msgspec.structs.replace(study, campaign=msgspec.structs.replace(study.campaign, **changes))


def by_provider(document: Document) -> dict[str, list[Contact]]:
    """Sort the contacts by provider."""
    found = defaultdict(list)
    for contact in document.contacts:
        found[contact.provider].append(contact)
    return found


def moments(contacts: list[Contact]) -> list[datetime]:
    """List the times of all letters to one provider, follow-ups as if all of them were sent."""
    return sorted(at for one in contacts for at in (one.at, *(later.at for later in one.follow_ups)))


CAMPAIGNS = st.fixed_dictionaries(
    {
        "start": st.dates(date(2026, 1, 1), date(2029, 12, 31)),
        "weeks": st.integers(2, 14),
        "contacts": st.sampled_from([{"ask": 1}, {"ask": 2}]),
        "reminder_after_business_days": st.sampled_from([None, 2, 3, 5]),
        "id": st.sampled_from(["a", "b", "c"]),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CAMPAIGNS)
def test_every_plan_keeps_the_rules(study: Study, changes: dict[str, Any]) -> None:
    """Whatever the campaign: whole days apart, budget held, minutes unique, no holiday, everything balanced."""
    document = lay_out(changed(study, **changes))
    every_minute = [one.at.replace(second=0) for one in [*document.contacts, *document.seeds]]
    assert len(set(every_minute)) == len(every_minute)
    assert len({len(own) for own in by_provider(document).values()}) == 1
    for provider, own in by_provider(document).items():
        country = next(one.country for one in study.provider if one.id == provider)
        days = {f"{one.at.astimezone(ZONE):%Y-%m-%d}" for one in own}
        assert len(days) == len(own)
        assert not days & set(document.days_off[country or ""])
        times = moments(own)
        assert all(after - before >= DAY for before, after in pairwise(times))
        assert all(
            last - first > 7 * DAY for first, last in zip(times, times[document.budget_per_week :], strict=False)
        )
        for factor, levels in LEVELS.items():
            counts = Counter(getattr(one, factor) for one in own)
            everything = [counts[level] for level in levels]
            # Where holidays leave no other way weekdays and windows may differ by two.
            assert max(everything) - min(everything) <= (2 if factor in {"weekday", "window"} else 1), factor
        counts = Counter(one.persona for one in own)
        for language in ("sv", "en"):
            assert {one.persona for one in own if one.language == language} <= {one.name for one in personas(language)}


LEVELS = {
    "question": list(bank("web_host")),
    "weekday": ["mon", "tue", "wed", "thu", "fri"],
    "window": ["09:00-11:30", "13:00-16:00"],
    "language": ["sv", "en"],
}


def test_without_holidays_counts_differ_by_at_most_one(study: Study) -> None:
    """In ordinary weeks weekdays, windows, questions and personas come equally often, to within one."""
    only = msgspec.structs.replace(
        study, provider=tuple(msgspec.structs.replace(one, languages=("sv",)) for one in study.provider)
    )
    document = lay_out(changed(only, start=date(2027, 9, 6), weeks=12, contacts={"ask": 2}))
    for own in by_provider(document).values():
        assert len(own) == 24
        for factor in ("question", "persona", "weekday", "window"):
            counts = Counter(getattr(one, factor) for one in own).values()
            assert max(counts) - min(counts) <= 1, factor
        assert Counter(one.question for one in own) == dict.fromkeys(bank("web_host"), 2)


def test_the_same_file_makes_the_same_plan(study: Study) -> None:
    """Laid out again, read back or in another order of tables, a plan has the same bytes."""
    document = lay_out(study)
    assert lay_out(study).encoded() == document.encoded()
    assert decoded(document.encoded()).sha256 == document.sha256
    assert lay_out(changed(study, id="another")).sha256 != document.sha256


def test_an_edit_anywhere_gives_another_hash(study: Study) -> None:
    """Every leaf of the document counts: change one, and the hash is another."""
    document = lay_out(changed(study, weeks=2))
    plain = json.loads(document.encoded())
    hashes = set()
    leaves = list(_leaves(plain))
    assert len(leaves) > 100
    for path in leaves:
        edited = json.loads(document.encoded())
        place = edited
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = _other(place[path[-1]], path[-1])
        try:
            hashes.add(decoded(json.dumps(edited)).sha256)
        except msgspec.ValidationError:
            hashes.add(str(path))  # not even a plan any more
    assert document.sha256 not in hashes
    assert len(hashes) == len(leaves)


def _leaves(plain: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 - JSON
    if isinstance(plain, dict):
        return [leaf for key, value in plain.items() for leaf in _leaves(value, (*path, key))]
    if isinstance(plain, list):
        return [leaf for key, value in enumerate(plain) for leaf in _leaves(value, (*path, key))]
    return [path]


def _other(value: Any, key: object) -> Any:  # noqa: ANN401 - JSON
    if key == "at":
        return value.replace("2027-", "2028-")
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return f"{value or ''}x"


@pytest.mark.parametrize(
    "changes",
    [
        {"reminder_after_business_days": 5},
        {"mode": "open"},
        {"weeks": 7},
        {"windows": ("09:00-11:00", "13:00-16:00")},
        {"questions": ("ssh", "ipv6")},
        {"budget_per_week": 4},
        {"bank": "isp"},
    ],
)
def test_a_change_of_the_campaign_is_another_plan(study: Study, changes: dict[str, Any]) -> None:
    """What decides what is sent is in the hash."""
    assert lay_out(changed(study, **changes)).sha256 != lay_out(study).sha256


def test_another_recipient_is_another_plan(study: Study) -> None:
    """Where a letter goes is in the hash, and so is the server that it goes through."""
    first, *others = study.provider
    for change in ({"url": "mailto:help@host-1.localhost"}, {"server": "smtp://127.0.0.1:10"}):
        target = {"support": msgspec.structs.replace(first.target["support"], **change)}
        moved = msgspec.structs.replace(study, provider=(msgspec.structs.replace(first, target=target), *others))
        assert lay_out(moved).sha256 != lay_out(study).sha256


@given(order=st.integers(2, 15), turns=st.integers(1, 6), row=st.integers(0, 40))
def test_a_rotation_is_even_and_never_repeats(order: int, turns: int, row: int) -> None:
    """At any point the counts differ by at most one, and no level comes twice in a row."""
    found = rotation(order, order * turns - turns % order, row)
    assert all(one != other for one, other in pairwise(found))
    for end in range(1, len(found) + 1):
        counts = [found[:end].count(level) for level in range(order)]
        assert max(counts) - min(counts) <= 1


@pytest.mark.parametrize("order", range(3, 14))
def test_what_follows_what_is_balanced(order: int) -> None:
    """Over all rows each level follows each other one equally often (Williams 1949)."""
    blocks = 1 if order % 2 == 0 else 2
    pairs: Counter[tuple[int, int]] = Counter()
    for row in range(order):
        whole = rotation(order, order * blocks, row)
        for block in range(blocks):
            pairs.update(pairwise(whole[block * order : (block + 1) * order]))
    assert set(pairs.values()) == {blocks}
    assert len(pairs) == order * (order - 1)
    assert all(len({rotation(order, order, row)[place] for row in range(order)}) == order for place in range(order))


def test_campaign_is_told_by_its_type() -> None:
    """The template's defaults are those of the type: a budget at the ceiling, working days, two windows."""
    fields = {field.name: field.default for field in msgspec.structs.fields(Campaign)}
    assert (fields["budget_per_week"], len(fields["weekdays"]), len(fields["windows"])) == (5, 5, 2)
