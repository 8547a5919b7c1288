"""How many bytes of disk a sample of each kind takes, committed as the daemon commits."""

import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from benchmarks.stored import FULL, Sizes, tell
from results.keep import Store
from results.keep.narrow import encode
from results.keep.samples import Samples
from results.keep.shared import Shared
from results.records import Hop, Metrics, Observation, Session

BAR = 64.0
SERIES = 120
"""20 providers x 6 checks."""
BY_THE_SECOND = SERIES // 12
"""Of 120 series at 60 s, whose starts are spread over 12 s, so many end in a second and are committed together."""
FULL_BATCH = 1_000
START = datetime(2026, 5, 3, tzinfo=UTC)
BOOTED = START - timedelta(days=3, milliseconds=217)
EXPIRES = START + timedelta(days=61, seconds=4_321)
_OF_A_HOP = ("status", "redirects", "total_seconds")


class Width(NamedTuple):
    """Bytes of the whole file over its samples."""

    kind: str
    by_the_second: float
    by_the_thousand: float


class Found(NamedTuple):
    """What a visit brought."""

    metrics: Metrics
    seconds: float
    """How long it took."""
    detail: str = ""


def main(sizes: Sizes = FULL) -> None:
    """Print the bytes per sample of each kind, in commits of a second's worth and in full batches."""
    with tempfile.TemporaryDirectory(prefix="kaklet-bench-") as folder:
        for one in widths(Path(folder), sizes.wide):
            name = f"bytes per sample of {one.kind}, committed by the second"
            in_full = round(one.by_the_thousand, 1)
            tell(name, one.by_the_second, None, BAR, met=one.by_the_second <= BAR, in_batches_of_1000=in_full)


def widths(folder: Path, samples: int) -> Iterator[Width]:
    """Tell the width of each kind of sample, by files of so many *samples* in *folder*."""
    for kind in VISITS:
        found = [
            _width(folder / f"{kind}-{batch}.sqlite3", kind, samples, batch) for batch in (BY_THE_SECOND, FULL_BATCH)
        ]
        yield Width(kind, *found)


def _width(path: Path, kind: str, samples: int, batch: int) -> float:
    with closing(Store.create(path)) as store:
        store.keep([SESSION])
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        # Whether a commit waits for the disk changes no byte, and would be most of the benchmark's time.
        db.execute("PRAGMA synchronous = OFF")
        shared = Shared(db)
        rows, asked = Samples(db, shared), _asked(kind, samples)
        while waiting := list(islice(asked, batch)):
            db.execute("BEGIN IMMEDIATE")
            rows.insert(encode(one, shared) for one in waiting)
            db.execute("COMMIT")
        kept = rows.count()
    # A benchmark that stored less than it says would be worth nothing.
    if kept != samples:
        raise RuntimeError(f"{kept} of {samples} samples of {kind} were kept")
    size = path.stat().st_size
    path.unlink()
    return size / samples


def _asked(kind: str, samples: int) -> Iterator[Observation]:
    """Yield *samples* slot by slot, within each in a shuffled order, as the scheduler asks."""
    dice = random.Random(3)  # noqa: S311 -- repeatable on purpose
    for slot in range(-(-samples // SERIES)):
        turns = dice.sample(range(SERIES), SERIES)[: samples - slot * SERIES]
        for turn, number in enumerate(turns):
            at = START + slot * timedelta(minutes=1)
            yield _sample(kind, at, at + timedelta(milliseconds=turn * 100 + dice.randrange(9)), number, dice)


def _sample(kind: str, slot: datetime, started_at: datetime, number: int, dice: random.Random) -> Observation:
    found = VISITS[kind](started_at, number, dice)
    address = f"192.0.2.{number}"
    hops: tuple[Hop, ...] = ()
    if "status" in found.metrics:
        of_hop = {name: value for name, value in found.metrics.items() if name not in _OF_A_HOP}
        url = f"{kind}://{number}.example/"
        hops = (Hop(url=url, address=address, status=200, clock="kernel", metrics=of_hop),)
    return Observation(
        agent="bench",
        provider=f"host-{number % 20}",
        target="site",
        task=f"check-{number // 20}",
        kind=kind.replace("https", "http"),
        slot=slot,
        started_at=started_at,
        duration_seconds=found.seconds + dice.uniform(0.0002, 0.02),
        detail=found.detail,
        address=address,
        metrics=found.metrics,
        hops=hops,
        loop_lag_seconds=dice.expovariate(1_000),
        clock_synchronised=True,
        clock_error_seconds=0.016,
        booted_at=BOOTED,
        session=SESSION.id,
    )


def _around(dice: random.Random, median: float) -> float:
    return median * dice.lognormvariate(0.0, 0.6)


def _https(_: datetime, number: int, dice: random.Random, *, tls: bool = True) -> Found:
    medians = {"resolve": 0.0002, "connect": 0.018, "tls": 0.024, "ttfb": 0.12, "transfer": 0.03}
    metrics = {f"{name}_seconds": _around(dice, median) for name, median in medians.items() if tls or name != "tls"}
    total = sum(metrics.values())
    rtt = metrics["connect_seconds"] * dice.uniform(0.9, 1.3)
    body = float(20_000 + 500 * number + dice.randrange(400))
    metrics |= {"total_seconds": total, "rtt_seconds": rtt, "server_seconds": max(metrics["ttfb_seconds"] - rtt, 0.0)}
    metrics |= {"status": 200.0, "redirects": 0.0, "retransmits": float(dice.random() < 0.02)}  # noqa: PLR2004 -- a share
    metrics |= {"body_bytes": body, "wire_bytes": body + dice.randrange(4_000, 5_000)}
    return Found(metrics, total)


def _http(at: datetime, number: int, dice: random.Random) -> Found:
    return _https(at, number, dice, tls=False)


def _tcp(_: datetime, __: int, dice: random.Random) -> Found:
    metrics = {"resolve_seconds": _around(dice, 0.0002), "connect_seconds": _around(dice, 0.018)}
    return Found(metrics, sum(metrics.values()))


def _tls(at: datetime, number: int, dice: random.Random) -> Found:
    metrics = {**_tcp(at, number, dice).metrics, "tls_seconds": _around(dice, 0.024)}
    took = sum(metrics.values())
    seen = at + timedelta(seconds=took)
    return Found({**metrics, "days_left": (EXPIRES - seen) / timedelta(days=1)}, took, "TLSv1.3")


def _dns(_: datetime, number: int, dice: random.Random) -> Found:
    seconds = _around(dice, 0.015)
    # A resolver's answer gets older until it is fetched again.
    return Found(
        {"query_seconds": seconds, "answers": 1.0 + number % 3, "ttl_seconds": float(dice.randrange(3_600))},
        seconds,
        "NOERROR",
    )


def _icmp(_: datetime, __: int, dice: random.Random) -> Found:
    received = 5 - (dice.random() < 0.01)  # noqa: PLR2004 -- a share
    times = sorted(_around(dice, 0.018) for _ in range(received))
    metrics = {"resolve_seconds": _around(dice, 0.0002), "sent": 5.0, "received": float(received)}
    metrics |= {"rtt_min_seconds": times[0], "rtt_median_seconds": times[2], "rtt_max_seconds": times[-1]}
    return Found(metrics, 0.8 + times[-1], "1 of 5 packets lost" if received < 5 else "")  # noqa: PLR2004 -- of five


def _loss(_: datetime, __: int, dice: random.Random) -> Found:
    times = sorted(_around(dice, 0.018) for _ in range(132))
    metrics = {"resolve_seconds": _around(dice, 0.0002), "sent": 133.0, "received": 132.0, "rows": 1.0}
    metrics |= dict.fromkeys(("late", "duplicates", "out_of_order", "refused", "unreachable", "unsent"), 0.0)
    metrics |= {"rtt_min_seconds": times[0], "rtt_mean_seconds": 0.0181, "rtt_median_seconds": times[66]}
    metrics |= {"rtt_max_seconds": times[-2], "rtt_deviation_seconds": 0.002, "jitter_seconds": dice.random() / 1_000}
    metrics |= {"first_packet_seconds": 0.731, "last_packet_seconds": 199.2, "longest_gap_seconds": 2.248}
    at = round(150 * dice.random(), 3)
    bounds = {"before": at, "first": at + 1.5, "last": at + 1.5, "after": at + 3}
    metrics |= {f"row_1_{name}_seconds": round(value, 3) for name, value in bounds.items()}
    metrics |= {"row_1_packets": 1.0, "cross_traffic_bytes": float(dice.randrange(10**6)), "cpu_busy_ratio": 0.031}
    return Found(metrics, 199.3, "1 of 133 packets lost")


def _smtp(at: datetime, number: int, dice: random.Random) -> Found:
    found = _tls(at, number, dice)
    metrics = {**found.metrics, "greeting_seconds": _around(dice, 0.06), "login_seconds": _around(dice, 0.09)}
    seconds = sum(value for name, value in metrics.items() if name != "days_left")
    return Found(metrics, seconds, f"mx{number}.example ESMTP Postfix")


def _imap(at: datetime, number: int, dice: random.Random) -> Found:
    # A login. With the round trip of a message, which nobody asks for every minute, it would be 8 bytes more.
    found, select = _smtp(at, number, dice), _around(dice, 0.03)
    return Found({**found.metrics, "select_seconds": select}, found.seconds + select, "Dovecot ready.")


def _form(at: datetime, number: int, dice: random.Random) -> Found:
    found = _https(at, number, dice)
    return Found({**found.metrics, "fields": 4.0, "submittable": 1.0}, found.seconds, f"form {number:016x}")


def _ndt7(_: datetime, __: int, dice: random.Random) -> Found:
    down, up = round(dice.gauss(92e6, 2e6)), round(dice.gauss(9.4e6, 1e5))
    metrics = {"resolve_seconds": _around(dice, 0.0002), "minimum_rtt_seconds": _around(dice, 0.018)}
    metrics |= {"download_bits_per_second": float(down), "upload_bits_per_second": float(up)}
    metrics |= {"download_seconds": 10.0, "download_bytes": float(down * 10 // 8)}
    metrics |= {
        "upload_seconds": 9.8,
        "upload_bytes": float(up * 98 // 80),
        "retransmission_ratio": dice.random() / 100,
    }
    metrics |= {"device_ceiling_bits_per_second": 9e8, "cross_traffic_bytes": float(dice.randrange(10**6))}
    return Found({**metrics, "cpu_busy_ratio": dice.random()}, 20.4, "server=ndt.example:443; congestion_server=bbr")


def _responsiveness(_: datetime, __: int, dice: random.Random) -> Found:
    metrics = {"resolve_seconds": _around(dice, 0.0002), "idle_http_seconds": _around(dice, 0.018)}
    for way, rate, connections in (("download", 92e6, 14.0), ("upload", 9.4e6, 11.0)):
        loaded, foreign = _around(dice, 0.12), _around(dice, 0.06)
        metrics |= {
            f"{way}_rpm": round(30 / loaded + 30 / foreign, 1),
            f"{way}_confidence": 2.0,
            f"{way}_capacity_confidence": 2.0,
            f"{way}_loaded_seconds": loaded,
            f"{way}_foreign_seconds": foreign,
            f"{way}_bits_per_second": float(round(dice.gauss(rate, rate / 50))),
            f"{way}_connections": connections,
        }
    metrics |= {"device_ceiling_bits_per_second": 9e8, "cross_traffic_bytes": float(dice.randrange(10**6))}
    return Found({**metrics, "cpu_busy_ratio": dice.random()}, 27.4, "server=nq.example:4043; congestion_server=bbr")


def _web(_: datetime, __: int, dice: random.Random) -> Found:
    first, document = _around(dice, 0.06), _around(dice, 0.02)
    metrics = {"resolve_seconds": _around(dice, 0.0002), "first_byte_seconds": first}
    metrics |= {"document_seconds": first + document, "page_seconds": first + document + _around(dice, 0.2)}
    metrics |= {"resources": 22.0, "resources_failed": 0.0, "page_bytes": 1_048_576.0, "connections": 8.0}
    metrics["page_fingerprint"] = float(0x0123456789AB)
    return Found(metrics, metrics["page_seconds"], "22 resources, fingerprint 0123456789ab")


VISITS: dict[str, Callable[[datetime, int, random.Random], Found]] = {
    "http": _http,
    "https": _https,
    "tcp": _tcp,
    "tls": _tls,
    "dns": _dns,
    "icmp": _icmp,
    "loss": _loss,
    "ndt7": _ndt7,
    "web": _web,
    "responsiveness": _responsiveness,
    "smtp": _smtp,
    "imap": _imap,
    "form_health": _form,
}
"""By kind, what an ordinary visit to a web host in the same country brings."""
SESSION = Session(
    id="bench", agent="bench", started_at=START, software="0", config_sha256="ab" * 32, boot_id="", method="1"
)
