"""How wide a sample is on disk, and what is stored once for many of them."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from results.keep import Store
from results.records import Failure, Hop, Observation, Session

Observed = Callable[..., Observation]

SAMPLES = 100_000
BOOTED = datetime(2026, 5, 1, 7, 31, 12, 345_000, tzinfo=UTC)
SERIES = 120
PHASES = {
    "resolve_seconds": 0.0002,
    "connect_seconds": 0.018,
    "tls_seconds": 0.024,
    "ttfb_seconds": 0.12,
    "transfer_seconds": 0.03,
}
"""Medians of a web host in the same country."""


def exchange(usual: Observation, dice: random.Random, number: int, slot: int) -> Observation:
    """Make the record of a whole exchange over HTTPS: one hop, all phases, figures with all their digits."""
    metrics = {name: median * dice.lognormvariate(0.0, 0.6) for name, median in PHASES.items()}
    metrics["total_seconds"] = sum(metrics.values())
    metrics["rtt_seconds"] = metrics["connect_seconds"] * dice.uniform(0.9, 1.3)
    metrics["server_seconds"] = max(metrics["ttfb_seconds"] - metrics["rtt_seconds"], 0.0)
    metrics |= {"status": 200.0, "retransmits": float(dice.random() < 0.02)}
    metrics["body_bytes"] = float(20_000 + 500 * number + dice.randrange(400))
    metrics["wire_bytes"] = metrics["body_bytes"] + dice.randrange(4_000, 5_000)
    address = f"192.0.2.{number}"
    of_hop = {name: value for name, value in metrics.items() if name not in {"status", "total_seconds"}}
    hop = Hop(url=f"https://{number}.example/", address=address, status=200, clock="kernel", metrics=of_hop)
    at = usual.slot + slot * timedelta(seconds=60)
    return msgspec.structs.replace(
        usual,
        provider=f"host-{number % 20}",
        task=f"check-{number // 20}",
        slot=at,
        started_at=at + timedelta(milliseconds=dice.randrange(12_000)),
        duration_seconds=metrics["total_seconds"] + dice.uniform(0.0002, 0.02),
        address=address,
        metrics={**metrics, "redirects": 0.0},
        hops=(hop,),
        loop_lag_seconds=dice.expovariate(1_000),
        clock_synchronised=True,
        clock_error_seconds=0.016,
        booted_at=BOOTED,
        session="s1",
    )


def a_realistic_set(usual: Observation, count: int) -> Iterator[Observation]:
    """Yield *count* samples slot by slot, within a slot in a shuffled order, as the scheduler asks."""
    dice = random.Random(3)  # noqa: S311 -- repeatable on purpose
    for slot in range(-(-count // SERIES)):
        for number in dice.sample(range(SERIES), SERIES)[: count - slot * SERIES]:
            yield exchange(usual, dice, number, slot)


@pytest.mark.parametrize("batch", [1_000, 7])
def test_a_sample_takes_64_bytes_at_most(
    tmp_path: Path, observed: Observed, session: Session, batch: int, record_property: Callable[[str, object], None]
) -> None:
    """What the file grows by over its samples: key, shared tables and pages that are not full included."""
    path = tmp_path / "kaklet.sqlite3"
    Store.create(path).close()
    empty = path.stat().st_size
    with closing(Store.create(path)) as store:
        store.keep([session])
        waiting: list[Observation] = []
        for one in a_realistic_set(observed(), SAMPLES):
            waiting.append(one)
            if len(waiting) == batch:
                store.keep(waiting)
                waiting.clear()
        store.keep(waiting)
        assert store.count("observations") == SAMPLES
    width = (path.stat().st_size - empty) / SAMPLES
    record_property("bytes_per_sample", width)
    print(f"{width:.1f} bytes a sample in batches of {batch}")  # noqa: T201 -- shown by pytest -s
    assert width <= 64


def test_what_is_shared_is_stored_once(tmp_path: Path, observed: Observed, session: Session) -> None:
    """A thousand samples of one run have one context; their addresses and statuses have a row each."""
    with closing(Store.create(tmp_path / "kaklet.sqlite3")) as store:
        store.keep([session, *a_realistic_set(observed(), 1_200)])
    with closing(sqlite3.connect(tmp_path / "kaklet.sqlite3")) as db:
        (contexts,) = db.execute("SELECT count(*) FROM contexts").fetchone()
        (texts,) = db.execute("SELECT count(*), count(DISTINCT text) FROM texts").fetchall()
        (answers,) = db.execute("SELECT count(*) FROM answers").fetchone()
    assert contexts == 1
    assert texts == (2 * SERIES + 1, 2 * SERIES + 1)  # addresses, where they were asked, and the clock's name
    assert SERIES <= answers <= 2 * SERIES  # with and without a packet that was sent again


@pytest.mark.parametrize("state", [True, False, None])
def test_the_state_of_the_clock_and_the_lag_come_back(store: Store, observed: Observed, *, state: bool | None) -> None:
    """What was noted of the prober itself is kept: also that it is not known."""
    lag = None if state is None else 0.001234
    one = observed(clock_synchronised=state, loop_lag_seconds=lag)
    store.keep([one])
    assert store.newest_observations() == [one]


def test_what_a_machine_knew_of_its_clock_comes_back(store: Store, observed: Observed) -> None:
    """Error, start of the machine and what it was re-dated by; when it began by the even clock follows from them."""
    one = observed(clock_error_seconds=0.032, booted_at=BOOTED, redated_by_seconds=-12.5)
    store.keep([one])
    (found,) = store.newest_observations()
    assert found == one
    assert found.started_monotonic_seconds == (one.started_at - BOOTED).total_seconds()


def test_an_error_that_is_no_power_of_two_is_kept_rounded_up(store: Store, observed: Observed) -> None:
    """What comes from elsewhere is kept as ours is, so that it makes no row of its own each time."""
    store.keep([observed(clock_error_seconds=0.017)])
    assert store.newest_observations()[0].clock_error_seconds == 0.032


def test_the_number_of_a_failure_never_changes(tmp_path: Path, observed: Observed) -> None:
    """Another program, another order of failures: each keeps the number that it had first."""
    path = tmp_path / "kaklet.sqlite3"
    at = observed().slot
    with closing(Store.create(path)) as store:
        store.keep([observed(failure=Failure.UNREACHABLE)])
    with closing(Store.create(path)) as store:
        both = [Failure.TIMEOUT, Failure.UNREACHABLE]
        store.keep([observed(slot=at + n * timedelta(minutes=1), failure=one) for n, one in enumerate(both, 1)])
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT id, name FROM failures").fetchall() == [(1, "unreachable"), (2, "timeout")]
        assert db.execute(
            "SELECT failure FROM samples JOIN answers ON answers.id = answer ORDER BY samples.id"
        ).fetchall() == [(1,), (2,), (1,)]


def test_a_second_delivery_leaves_what_stands_beside_the_first(store: Store, observed: Observed) -> None:
    """Neither details nor figures nor hops of a later record get mixed with those on record."""
    plain = observed(hops=(), metrics={})
    more = observed(detail="later", metrics={"days_left": 7.25}, hops=(Hop(url="http://a/"), Hop(url="http://b/")))
    store.keep([plain])
    store.keep([more])
    store.keep([more, plain])
    assert store.newest_observations() == [plain]


def test_a_series_that_ended_long_ago_still_has_a_newest_observation(store: Store, observed: Observed) -> None:
    """However far back one must look."""
    old = observed(provider="gone", slot=observed().slot - timedelta(days=400))
    store.keep([observed(), old])
    assert {one.provider: one for one in store.newest_observations()} == {"gone": old, "bjorkhost": observed()}
