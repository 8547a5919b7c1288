"""The store gives back what it was given, whole or not at all, and says what to do when it cannot."""

import math
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from results.keep import Store, StoreError, layouts
from results.keep import store as store_module
from results.keep.errors import StoreBusyError, StoreFullError
from results.records import (
    Approval,
    Assignment,
    CallBack,
    Case,
    Failure,
    Followed,
    FollowUp,
    Forgotten,
    Handover,
    Heartbeat,
    Hop,
    Message,
    Observation,
    Plan,
    Record,
    Review,
    Session,
    Sighting,
)

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)

Observed = Callable[..., Observation]


def everything(store: Store) -> list[Record]:
    """Read back one record of each kind, in the order of the fixture *records*."""
    return [
        *store.all(Session),
        *store.observations(*ALWAYS),
        *store.all(Plan),
        *store.all(Approval),
        *store.all(Case),
        *store.all(FollowUp),
        *store.all(Handover),
        *store.all(Message),
        *store.all(Sighting),
        *store.all(Followed),
        *store.all(Review),
        *store.all(Assignment),
        *store.all(CallBack),
        *store.all(Forgotten),
    ]


def test_every_record_comes_back_as_it_went_in(store: Store, records: list[Record]) -> None:
    """Every field of every kind of record survives, times to the millisecond."""
    store.keep(records)
    assert everything(store) == records


def test_records_survive_closing_and_opening(tmp_path: Path, records: list[Record]) -> None:
    """What was kept is there for the next program."""
    path = tmp_path / "kaklet.sqlite3"
    with closing(Store.create(path)) as store:
        store.keep(records)
    with closing(Store.read(path)) as store:
        assert everything(store) == records


def test_a_second_delivery_changes_nothing(store: Store, records: list[Record]) -> None:
    """The same records delivered again are not counted twice."""
    store.keep(records)
    store.keep(records)
    assert everything(store) == records


def test_a_second_delivery_with_other_contents_changes_nothing(store: Store, observed: Observed) -> None:
    """A fact that is on record is never rewritten by a later record of the same key."""
    store.keep([observed()])
    store.keep([observed(failure=Failure.TIMEOUT, detail="later thoughts")])
    assert list(store.observations(*ALWAYS)) == [observed()]


@pytest.mark.parametrize(
    "change",
    [
        {"agent": "other"},
        {"provider": "other"},
        {"target": "other"},
        {"task": "other"},
        {"kind": "other"},
        {"slot": datetime(2026, 5, 3, 12, 0, 0, 1000, tzinfo=UTC)},
        {"attempt": 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_each_part_of_the_key_tells_observations_apart(
    store: Store, observed: Observed, change: dict[str, object]
) -> None:
    """Two observations that differ in any one part of the key are both kept."""
    store.keep([observed(), observed(**change)])
    assert store.count("observations") == 2


def test_a_batch_is_all_or_nothing(store: Store, observed: Observed) -> None:
    """One record that cannot be kept takes the whole batch back."""
    with pytest.raises(StoreError):
        store.keep([observed(), observed(attempt=1, session="never-begun")])
    assert store.count("observations") == 0
    assert store.count("series") == 0


def test_a_batch_taken_back_leaves_the_store_usable(store: Store, observed: Observed) -> None:
    """The number of a series that was rolled back is not used afterwards."""
    with pytest.raises(StoreError):
        store.keep([observed(provider="new"), observed(session="never-begun")])
    store.keep([observed(provider="first"), observed(provider="new")])
    assert {one.provider for one in store.observations(*ALWAYS)} == {"first", "new"}


@pytest.mark.parametrize("which", [Handover, Message])
def test_foreign_keys_hold(store: Store, records: list[Record], which: type[Record]) -> None:
    """What belongs to a case is refused where there is no such case."""
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        store.keep([record for record in records if isinstance(record, which)])


@pytest.mark.parametrize("change", [{"detail": "name \udce9"}, {"attempt": 2**64}], ids=["text", "number"])
def test_what_sqlite_has_no_form_for_is_refused_in_one_sentence(
    store: Store, observed: Observed, change: dict[str, object]
) -> None:
    """Text that is no UTF-8 and numbers beyond 64 bits end in a StoreError, and take the batch back."""
    with pytest.raises(StoreError, match="cannot be written"):
        store.keep([observed(provider="other"), observed(**change)])
    assert store.count("observations") == 0


def test_a_message_without_a_case_is_kept(store: Store, records: list[Record]) -> None:
    """Mail that belongs to nothing waits for a person."""
    stray = Message(id="maildir:9", received_at=datetime(2026, 5, 3, tzinfo=UTC), evidence="99" * 32)
    store.keep([*records, stray])
    assert store.all(Message)[-1] == stray


def test_the_newest_heartbeat_of_a_session_is_kept(store: Store, session: Session) -> None:
    """Heartbeats replace each other, but a reading of the mailbox is not forgotten by one that knows of none."""
    at = session.started_at
    read = Heartbeat(session="s1", at=at + timedelta(seconds=5), running=("a b",), mailbox_read_at=at)
    last = Heartbeat(session="s1", at=at + timedelta(seconds=10), ended=True)
    store.keep([session, read, last])
    (beat,) = store.heartbeats()
    assert beat == Heartbeat(session="s1", at=last.at, running=(), mailbox_read_at=at, ended=True)


def test_a_session_without_heartbeat_was_alive_when_it_began(store: Store, session: Session) -> None:
    """Beginning is a sign of life too."""
    store.keep([session])
    assert store.heartbeats() == [Heartbeat(session="s1", at=session.started_at)]


def test_observations_are_those_of_the_half_open_period(store: Store, observed: Observed) -> None:
    """A slot on the start is inside, one on the end is not."""
    first, second = observed(), observed(slot=observed().slot + timedelta(seconds=60))
    store.keep([first, second])
    assert list(store.observations(first.slot, second.slot)) == [first]
    assert (store.first_slot(), store.last_slot()) == (first.slot, second.slot)


def test_the_newest_observation_of_a_series_ignores_confirmations(store: Store, observed: Observed) -> None:
    """A confirmation of an older slot, or of this one, is never taken for the newest result."""
    newest = observed(slot=observed().slot + timedelta(seconds=60))
    store.keep([observed(), newest, observed(slot=newest.slot, attempt=1, failure=Failure.TIMEOUT)])
    assert store.newest_observations() == [newest]


def test_an_empty_store_has_no_slots(store: Store) -> None:
    """There is neither a first nor a last slot before anything was measured."""
    assert (store.first_slot(), store.last_slot()) == (None, None)


def test_cases_are_found_by_address_and_by_message_id(store: Store, case: Case) -> None:
    """The two ways to a case lead to it, and nothing else does."""
    store.keep([case])
    assert store.case_by_address(case.address) == "c1"
    assert store.case_by_message_id(case.message_id or "") == "c1"
    assert store.case_by_address("' OR 1=1 --") is None
    assert store.case_by_message_id("<m2@brevlada.localhost>") is None


def test_a_missing_database_is_told(tmp_path: Path) -> None:
    """Reading before the first run says which command comes first, and leaves no empty file behind."""
    path = tmp_path / "none.sqlite3"
    with pytest.raises(StoreError, match=r"There are no results yet: .* Start `kaklet run` first\."):
        Store.read(path)
    assert not path.exists()


@pytest.mark.parametrize("opened", [Store.create, Store.read])
def test_a_newer_database_is_refused(tmp_path: Path, opened: Callable[[Path], Store]) -> None:
    """A file with a step that this version does not know is left alone."""
    path = tmp_path / "kaklet.sqlite3"
    Store.create(path).close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('kaklet', '999_later', '2031')"
        )
    with pytest.raises(StoreError, match=r"newer Kaklet \(step 999_later\): update Kaklet, or name another"):
        opened(path)


def test_an_older_database_is_not_read_before_it_is_brought_up_to_date(tmp_path: Path) -> None:
    """A reader never changes the tables, so it asks for the writer."""
    path = tmp_path / "kaklet.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE something (id)")
    with pytest.raises(StoreError, match="older Kaklet: start `kaklet run` once"):
        Store.read(path)


@pytest.mark.parametrize("opened", [Store.create, Store.read])
def test_garbage_is_no_database(tmp_path: Path, opened: Callable[[Path], Store]) -> None:
    """A file of anything else is refused in a sentence and is not overwritten."""
    path = tmp_path / "kaklet.sqlite3"
    path.write_bytes(b"This is no database. " * 500)
    with pytest.raises(StoreError, match="is not a sound Kaklet database: restore it from a copy"):
        opened(path)
    assert path.read_bytes().startswith(b"This is no database.")


def test_a_sealed_folder_is_told(sealed_folder: Path) -> None:
    """A folder that cannot be written says whose right is missing."""
    with pytest.raises(StoreError, match="cannot be written: give this account the right to write there"):
        Store.create(sealed_folder / "kaklet.sqlite3")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file where the folder should be ends in a sentence, not in a traceback."""
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreError, match="cannot be used"):
        Store.create(tmp_path / "data" / "kaklet.sqlite3")


def test_a_locked_database_is_told(
    store: Store, tmp_path: Path, observed: Observed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program's lock is waited for, then told, and the same call succeeds once the lock is gone."""
    monkeypatch.setattr(store_module, "BUSY_SECONDS", 0.05)
    with closing(Store.create(tmp_path / "kaklet.sqlite3")) as impatient:
        with closing(sqlite3.connect(tmp_path / "kaklet.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreBusyError, match="is locked by another program: close that program"):
                impatient.keep([observed()])
        impatient.keep([observed()])
    assert store.count("observations") == 1


def test_a_reader_does_not_disturb_the_writer(store: Store, tmp_path: Path, observed: Observed) -> None:
    """A report that is being read keeps its own picture while the daemon goes on writing."""
    store.keep([observed()])
    with closing(Store.read(tmp_path / "kaklet.sqlite3")) as reader:
        rows = reader.observations(*ALWAYS)
        first = next(rows)
        store.keep([observed(attempt=1)])
        assert first == observed()
    assert store.count("observations") == 2


def test_a_reader_cannot_write(store: Store, tmp_path: Path, observed: Observed) -> None:
    """A store opened for reading refuses records."""
    assert store.count("observations") == 0
    with (
        closing(Store.read(tmp_path / "kaklet.sqlite3")) as reader,
        pytest.raises(StoreError, match="cannot be written"),
    ):
        reader.keep([observed()])


def test_a_full_disk_is_told(small_disk: Path, observed: Observed) -> None:
    """What fills the disk is taken back, and the sentence says to free some space."""
    with closing(Store.create(small_disk / "kaklet.sqlite3")) as store:
        (small_disk / "filler").write_bytes(bytes(14 << 20))
        with pytest.raises(StoreFullError, match="is full: free some space, then start again"):
            store.keep([observed(attempt=number, detail="x" * 4000) for number in range(2000)])
        assert store.count("observations") == 0


milliseconds = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2900, 1, 1)).map(  # noqa: DTZ001 -- made aware below
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=UTC)
)
figures = st.floats(allow_nan=False, allow_infinity=False)
durations = st.floats(-1e8, 1e8)
WITH_COLUMN = tuple(figure.metric for figure in layouts.USUAL if figure.metric.endswith("_seconds"))
"""Durations that are kept as whole microseconds; a made-up name that ends the same is kept as it is."""
names = st.sampled_from(WITH_COLUMN)
counted = st.sampled_from(["status", "redirects", "sent", "body_bytes", "wire_bytes"])
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
observations = st.builds(
    Observation,
    agent=words,
    provider=words,
    target=words,
    task=words,
    kind=words.filter(lambda kind: kind not in layouts.LAYOUTS),  # these have a test of their own
    slot=milliseconds,
    attempt=st.integers(0, 2**31),
    started_at=st.none() | milliseconds,
    duration_seconds=st.none() | durations,
    failure=st.none() | st.sampled_from(Failure),
    detail=words,
    address=st.none() | words,
    clock=st.none() | words,
    metrics=st.dictionaries(words | names | counted, figures | st.integers(0, 999).map(float), max_size=6),
    hops=st.lists(
        st.builds(
            Hop,
            url=words,
            address=st.none() | words,
            status=st.none() | st.integers(100, 599),
            clock=st.none() | words,
            metrics=st.dictionaries(words, figures, max_size=2),
        ),
        max_size=3,
    ).map(tuple),
    loop_lag_seconds=st.none() | durations,
    clock_synchronised=st.none() | st.booleans(),
    clock_error_seconds=st.none() | st.sampled_from([0.001, 0.016, 16.384]),
    booted_at=st.none() | milliseconds,
    redated_by_seconds=st.none() | st.integers(-(10**12), 10**12).map(lambda ms: ms / 1_000),
    session=st.none(),
)


def rounded(one: Observation | Hop) -> Observation | Hop:
    """Round the durations of *one* to the microsecond, as the store does."""
    changes: dict[str, object] = {"metrics": {name: to_microsecond(name, v) for name, v in one.metrics.items()}}
    if isinstance(one, Observation):
        changes["hops"] = tuple(map(rounded, one.hops))
        changes["duration_seconds"] = to_microsecond(WITH_COLUMN[0], one.duration_seconds)
        changes["loop_lag_seconds"] = to_microsecond(WITH_COLUMN[0], one.loop_lag_seconds)
    return msgspec.structs.replace(one, **changes)


def to_microsecond(name: str, value: float | None) -> float | None:
    """Round *value* to six digits if *name* is `WITH_COLUMN`, as far as floats have digits."""
    if value is None or name not in WITH_COLUMN or abs(value) >= 1e9:
        return value
    return round(value * 1e6) / 1e6


@settings(max_examples=60, deadline=None)
@given(st.lists(observations, max_size=5, unique_by=lambda one: one.key))
def test_any_observations_come_back(tmp_path_factory: pytest.TempPathFactory, many: list[Observation]) -> None:
    """Whatever the texts, figures and times of observations are, they come back equal, to the microsecond."""
    with closing(Store.create(tmp_path_factory.mktemp("any") / "kaklet.sqlite3")) as store:
        store.keep(many)
        found = {one.key: one for one in store.observations(*ALWAYS)}
    assert found == {one.key: rounded(one) for one in many}
    assert all(math.isfinite(one.duration_seconds or 0.0) for one in found.values())
