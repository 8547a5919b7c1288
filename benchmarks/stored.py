"""What the benchmarks of storing have in common: made-up samples, a bare connection, a line for each bar."""

import json
import random
import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from results.records import Hop, Observation

RUNS = 5
PROVIDERS, CHECKS = 20, 6
SERIES = PROVIDERS * CHECKS
START = datetime(2026, 1, 1, tzinfo=UTC)
BOOTED = START - timedelta(days=3, milliseconds=217)
START_MS = round(START.timestamp() * 1000)
MINUTE_MS = 60_000
DICE = random.Random(11)  # noqa: S311 -- repeatable on purpose


class Sizes(NamedTuple):
    """How much is done; the tests do less of it."""

    wide: int = 200_000
    """Samples of each kind, about a day of 120 series at 60 s."""
    ingested: int = 200_000
    raw: int = 6_000_000
    days: int = 365
    histories: int = 10


FULL = Sizes()


def tell(name: str, ours: float, peer: float | None, bar: float | None, *, met: bool, **more: object) -> None:
    """Print one line."""
    ratio = None if peer is None else round(ours / peer, 3)
    line = {"name": name, "ours": round(ours, 3), "peer": peer and round(peer, 3), "ratio": ratio, "bar": bar}
    sys.stdout.write(json.dumps({**line, "met": met, **more}) + "\n")
    sys.stdout.flush()


def seconds_of(work: Callable[[], object]) -> float:
    """Tell how long *work* takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def connected(path: Path) -> sqlite3.Connection:
    """Open *path* as the store does."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    return db


def exchange(slot: int, series: int) -> Observation:
    """Make a sample of HTTPS with all phases."""
    at = START + timedelta(minutes=slot)
    names = ("resolve_seconds", "connect_seconds", "tls_seconds", "ttfb_seconds", "transfer_seconds", "rtt_seconds")
    metrics = {name: DICE.lognormvariate(-4, 0.8) for name in names}
    metrics["total_seconds"] = sum(metrics.values()) - metrics["rtt_seconds"]
    metrics["server_seconds"] = max(metrics["ttfb_seconds"] - metrics["rtt_seconds"], 0.0)
    metrics |= {"body_bytes": 24_000.0 + DICE.randrange(400), "wire_bytes": 29_000.0, "retransmits": 0.0}
    address = f"192.0.2.{series}"
    of_hop = {name: value for name, value in metrics.items() if name != "total_seconds"}
    hop = Hop(url=f"https://{series}.example/", address=address, status=200, clock="kernel", metrics=of_hop)
    return Observation(
        agent="bench",
        provider=f"host-{series % PROVIDERS}",
        target="site",
        task=f"check-{series // PROVIDERS}",
        kind="http",
        slot=at,
        started_at=at + timedelta(milliseconds=DICE.randrange(12_000)),
        duration_seconds=metrics["total_seconds"] + 0.004,
        address=address,
        metrics={**metrics, "status": 200.0, "redirects": 0.0},
        hops=(hop,),
        loop_lag_seconds=DICE.expovariate(1_000),
        clock_synchronised=True,
        clock_error_seconds=0.016,
        booted_at=BOOTED,
    )
