"""From what both tests saw to the figures of the record. Whatever is not known is absent."""

import statistics
from collections.abc import Mapping

from yarl import URL

from probes.line.client import Run
from probes.line.messages import share
from results.records import Hop

_US = 1_000_000
_SWITCHED = 101
_BITS = 8
_LEAST_LOOKS = 5


def figures_of(download: Run | None, upload: Run | None, ceiling: float | None) -> dict[str, float]:
    """Tell the metrics of a visit."""
    runs = [run for run in (download, upload) if run is not None]
    found: dict[str, float | None] = {
        **_downloaded(download),
        **_uploaded(upload),
        "minimum_rtt_seconds": _minimum_rtt(runs),
        "loaded_rtt_seconds": _loaded_rtt(download),
        "retransmission_ratio": _sent_again(download),
        "device_ceiling_bits_per_second": None if ceiling is None else round(ceiling),
        "cross_traffic_bytes": _crossed(runs),
        "cpu_busy_ratio": _busy(runs),
        "warnings": sum(bool(run.warning) for run in runs) or None,
    }
    return {name: float(value) for name, value in found.items() if value is not None}


def _downloaded(run: Run | None) -> Mapping[str, float | None]:
    if run is None or not run.content_bytes or run.seconds <= 0:
        return {}
    return {
        "download_bits_per_second": round(_BITS * run.content_bytes / run.seconds),
        "download_bytes": run.content_bytes,
        "download_seconds": run.seconds,
    }


def _uploaded(run: Run | None) -> Mapping[str, float | None]:
    """By the server's count: what a sender hands to its system may still wait in a queue."""
    said = None if run is None or run.server is None else run.server.tcp_info
    rate = None if said is None else share(said.bytes_received, said.elapsed)
    if said is None or rate is None:
        return {}
    return {
        "upload_bits_per_second": round(_BITS * _US * rate),
        "upload_bytes": said.bytes_received,
        "upload_seconds": None if said.elapsed is None else said.elapsed / _US,
    }


def _minimum_rtt(runs: list[Run]) -> float | None:
    """Tell the shortest of both connections, by the server's kernel; by ours where the server says nothing."""
    said = [
        run.server.tcp_info.minimum_rtt for run in runs if run.server is not None and run.server.tcp_info is not None
    ]
    times = [one for one in said if one is not None and one > 0]
    if not times:
        times = [run.flow.minimum_rtt for run in runs if run.flow is not None and run.flow.minimum_rtt < _US * 60]
    return min(times) / _US if times else None


def _loaded_rtt(download: Run | None) -> float | None:
    """
    Tell the median of the server's smoothed round trips in the second half of the download.

    Until then the connection has reached its rate on all but the slowest lines, and the queue is as long as it gets.
    None where the server told of fewer than five there.
    """
    if download is None or not download.looks:
        return None
    half = max(elapsed for elapsed, _ in download.looks) / 2
    found = [rtt for elapsed, rtt in download.looks if elapsed >= half]
    return statistics.median(found) / _US if len(found) >= _LEAST_LOOKS else None


def _sent_again(download: Run | None) -> float | None:
    said = None if download is None or download.server is None else download.server.tcp_info
    return None if said is None else share(said.bytes_again, said.bytes_sent)


def _crossed(runs: list[Run]) -> int | None:
    found = [
        None if run.after is None or run.before is None else run.after.crossed(run.before, run.own_bytes)
        for run in runs
    ]
    known = [one for one in found if one is not None]
    return sum(known) if known and len(known) == len(found) else None


def _busy(runs: list[Run]) -> float | None:
    found = [
        one
        for run in runs
        if run.after is not None and run.before is not None and (one := run.after.busy_share(run.before)) is not None
    ]
    return max(found) if found else None


def hop_of(place: URL, address: str | None, run: Run) -> Hop:
    """Make the record of one test's connection; its address is told without the token or password that it may hold."""
    return Hop(
        url=str(place.with_user(None).with_query(None)),
        address=address,
        status=_SWITCHED,
        clock="process",
        metrics={"content_bytes": float(run.content_bytes), "content_seconds": run.seconds},
    )


def told_of(place: URL, *runs: Run) -> str:
    """Tell the server, who paced by what, and how the tests ended where that was not as it should be: one line."""
    server = next((run.server_paces_by for run in runs if run.server_paces_by), None)
    ours = next((run.we_pace_by for run in runs if run.we_pace_by), None)
    words = [f"server={place.with_user(None).authority}"]
    words += [f"congestion_server={server}"] if server else []
    words += [f"congestion_client={ours}"] if ours else []
    return "; ".join([*words, *(f"warning: {run.warning}" for run in runs if run.warning)])
