"""What each kind keeps in the columns of its rows: it comes back equal, by whichever layout it was written."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probes import KINDS
from results.judge.histogram import bucket_of
from results.judge.rolling import merged, roll_up
from results.keep import Folding, Store
from results.keep.layouts import COLUMNS, LAYOUTS, USUAL, Figure, Layout, layout_of
from results.keep.shared import DETAIL_LENGTH, DETAILS_SHARED
from results.records import Failure, Observation

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
SLOT = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
SECONDS = {
    "http": ("resolve", "connect", "tls", "ttfb", "transfer", "total", "rtt", "server"),
    "tcp": ("resolve", "connect", "rtt"),
    "tls": ("resolve", "connect", "tls", "rtt"),
    "dns": ("resolve", "query"),
    "icmp": ("resolve", "rtt_min", "rtt_median", "rtt_max"),
    "ndt7": ("resolve", "minimum_rtt", "download", "upload"),
    "web": ("resolve", "first_byte", "document", "page"),
    "smtp": ("resolve", "connect", "greeting", "tls", "login"),
    "form_health": ("resolve", "connect", "tls", "ttfb", "transfer", "total", "rtt", "server"),
    "imap": ("resolve", "connect", "greeting", "tls", "login", "select", "taken", "seen"),
}
"""The durations of each kind that measures: kept to the microsecond."""
OTHERS = ("days_left", "status", "body_bytes", "wire_bytes", "answers", "ttl_seconds", "sent", "received", "made_up")
"""Figures that come back as they are, whatever kind has them."""
MEASURING = sorted(kind for kind, probe in KINDS.items() if probe.channel is None)

Observed = Callable[..., Observation]


def of_kind(kind: str, metrics: dict[str, float], **more: object) -> Observation:
    """Make a sample of *kind*."""
    usual = Observation(agent="a", provider="p", target="t", task="t", kind=kind, slot=SLOT, metrics=metrics)
    return msgspec.structs.replace(usual, **more)


def test_every_kind_that_measures_is_looked_at() -> None:
    """A kind that is added has its durations listed here."""
    assert sorted(SECONDS) == MEASURING


@pytest.mark.parametrize("kind", MEASURING)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_figures_of_a_kind_come_back(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    """Durations to the microsecond, all else equal: also what fits no column, and what other kinds have."""
    durations = [f"{name}_seconds" for name in SECONDS[kind]]
    made = st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(durations, st.floats(-1e6, 1e6) | st.floats(0, 1)),
            **dict.fromkeys(OTHERS, st.floats(allow_nan=False, allow_infinity=False) | st.integers(0, 999).map(float)),
        },
    )
    metrics = data.draw(made)
    one = of_kind(kind, metrics, duration_seconds=data.draw(st.none() | st.integers(0, 10**9).map(lambda us: us / 1e6)))
    path = tmp_path_factory.mktemp("kind") / "kaklet.sqlite3"
    with closing(Store.create(path)) as store:
        store.keep([one])
        (found,) = store.observations(*ALWAYS)
    rounded = {name: round(value * 1e6) / 1e6 if name in durations else value for name, value in metrics.items()}
    assert found == msgspec.structs.replace(one, metrics=rounded)
    with closing(sqlite3.connect(path)) as db:
        (told, seconds) = db.execute("SELECT metrics, duration_seconds FROM observations_told").fetchone()
    assert msgspec.json.decode(told, type=dict[str, float]) == pytest.approx(rounded, rel=1e-12, abs=1e-9)
    assert seconds == one.duration_seconds


@pytest.mark.parametrize("kind", MEASURING)
def test_what_a_kind_measures_stands_in_columns(tmp_path: Path, kind: str) -> None:
    """Nothing of an ordinary sample is left for a row beside."""
    metrics = {f"{name}_seconds": 0.0125 for name in SECONDS[kind]} | (
        {"days_left": (timedelta(days=61, seconds=5) - timedelta(microseconds=123_457)) / timedelta(days=1)}
        if kind in {"tls", "smtp", "imap"}
        else {"answers": 2.0, "ttl_seconds": 299.0, "sent": 5.0, "received": 5.0}
    )
    path = tmp_path / "kaklet.sqlite3"
    with closing(Store.create(path)) as store:
        store.keep([of_kind(kind, metrics, detail="a few words")])
        assert store.newest_observations()[0].metrics == metrics
    with closing(sqlite3.connect(path)) as db:
        beside = [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("figures", "details", "hops")]  # noqa: S608 -- our names
    assert beside == [0, 0, 0]


@pytest.mark.parametrize("kind", sorted(LAYOUTS))
def test_a_layout_breaks_no_rule(kind: str) -> None:
    """The round trip's column is not given away, no metric leaves its usual column, nor loses the kind's speed its."""
    layout, usual = LAYOUTS[kind], {figure.metric: column for figure, column in zip(USUAL, COLUMNS, strict=True)}
    assert layout.instead.keys() <= set(COLUMNS) - {"rtt_over_us"}
    metrics = [figure.metric for figure in layout.instead.values()]
    assert len(set(metrics)) == len(metrics)
    assert not set(metrics) & usual.keys()
    speed = KINDS[kind].speed
    assert speed in {figure.metric for figure in layout.figures}
    assert usual.get(speed) not in layout.instead


def test_rows_are_read_by_the_layout_that_they_were_written_by(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kind that changes its mind reads its old rows as before, in the store and in the view."""
    metrics = {"query_seconds": 0.0125, "ttl_seconds": 299.0}
    store.keep([of_kind("dns", metrics)])
    monkeypatch.setitem(LAYOUTS, "dns", Layout({"tls_us": Figure("query_seconds", 1_000_000)}))
    store.keep([of_kind("dns", metrics, slot=SLOT + timedelta(minutes=1))])
    monkeypatch.delitem(LAYOUTS, "dns")
    store.keep([of_kind("dns", metrics, slot=SLOT + timedelta(minutes=2))])
    assert [one.metrics for one in store.observations(*ALWAYS)] == [metrics] * 3
    with closing(sqlite3.connect(tmp_path / "kaklet.sqlite3")) as db:
        told = [msgspec.json.decode(text) for (text,) in db.execute("SELECT metrics FROM observations_told")]
        (layouts,) = db.execute("SELECT count(*) FROM layouts").fetchone()
    assert told == [metrics] * 3
    assert layouts == 2


def test_a_new_kind_needs_no_new_table(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry among the layouts gives it columns; without one its figures stand beside the row."""
    metrics = {"connect_seconds": 0.018, "greeting_seconds": 0.25, "capacity_bits_per_second": 93_500_000.0}
    store.keep([of_kind("ftp", metrics)])
    layout = {"ttfb_us": Figure("greeting_seconds", 1_000_000), "body_bytes": Figure("capacity_bits_per_second", 1)}
    monkeypatch.setitem(LAYOUTS, "ftp", Layout(layout))
    store.keep([of_kind("ftp", metrics, slot=SLOT + timedelta(minutes=1))])
    assert [one.metrics for one in store.observations(*ALWAYS)] == [metrics, metrics]
    with closing(sqlite3.connect(tmp_path / "kaklet.sqlite3")) as db:
        assert db.execute("SELECT count(*) FROM figures").fetchone() == (1,)


@pytest.mark.parametrize("kind", MEASURING)
def test_roll_ups_count_a_kinds_speed_from_its_column(store: Store, kind: str) -> None:
    """Of a sample whose speed has a column and of one whose speed has none, each falls into its own bucket."""
    speed = KINDS[kind].speed
    one = of_kind(kind, {speed: 0.0125}, duration_seconds=0.9)
    old = of_kind(kind, {speed: 2e9}, duration_seconds=0.9, slot=SLOT + timedelta(minutes=1))
    store.keep([one, old])
    speeds = {name: probe.speed for name, probe in KINDS.items()}
    counted = []

    def counting(series, start, seconds, samples):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 -- as roll_up
        many = list(samples)
        counted.extend(bucket_of(timed.microseconds) for timed in many)
        return roll_up(series, start, seconds, many)

    store.roll_up(Folding(roll_up=counting, merged=merged, speeds=speeds))
    assert counted == [bucket_of(12_500), bucket_of(2_000_000_000_000_000)]


def test_the_detail_of_a_success_is_stored_once(tmp_path: Path) -> None:
    """What a kind says each time stands in one row; a failure's words and long ones stand beside the samples."""
    path = tmp_path / "kaklet.sqlite3"
    details = ["TLSv1.3"] * 5 + ["x" * (DETAIL_LENGTH + 1)]
    many = [of_kind("tls", {}, detail=one, slot=SLOT + n * timedelta(minutes=1)) for n, one in enumerate(details)]
    many.append(of_kind("tls", {}, detail="TLSv1.3", failure=Failure.TIMEOUT, slot=SLOT + timedelta(hours=1)))
    with closing(Store.create(path)) as store:
        store.keep(many)
        assert list(store.observations(*ALWAYS)) == many
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM details").fetchone() == (2,)
        assert db.execute("SELECT detail FROM observations_told ORDER BY slot").fetchall() == [
            (one.detail,) for one in many
        ]


def test_details_that_never_repeat_do_not_fill_the_shared_tables(tmp_path: Path) -> None:
    """After so many different ones the others stand beside their rows, and all come back."""
    path = tmp_path / "kaklet.sqlite3"
    many = [
        of_kind("icmp", {}, detail=f"reply {n}", slot=SLOT + n * timedelta(minutes=1))
        for n in range(DETAILS_SHARED + 9)
    ]
    with closing(Store.create(path)) as store:
        store.keep(many)
        assert list(store.observations(*ALWAYS)) == many
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM details").fetchone() == (9,)
        assert db.execute("SELECT count(*) FROM texts").fetchone() == (DETAILS_SHARED,)


def test_a_kind_without_a_layout_has_the_usual_one() -> None:
    """The plain layout is that of http and tcp, and of whatever is not known here."""
    assert layout_of("http").figures == layout_of("anything").figures == USUAL
