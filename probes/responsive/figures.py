"""From what a visit saw to the figures of the record. Whatever is not known is absent."""

from dataclasses import dataclass, field

from probes.line.surroundings import Counters
from probes.responsive.direction import Course, Direction, Way
from probes.responsive.stability import foreign_seconds, trimmed_mean
from results.records import Hop

_OK = 200


@dataclass
class Seen:
    """What a visit saw so far."""

    server: str = ""
    idle_seconds: float | None = None
    """The median of some requests without load."""
    ceiling: float | None = None
    directions: dict[Way, Direction] = field(default_factory=dict)
    interface: str | None = None
    before: Counters | None = None
    after: Counters | None = None
    own_bytes: int | None = None


def figures_of(seen: Seen) -> dict[str, float]:
    """Tell the metrics of a visit."""
    found: dict[str, float | None] = {
        "idle_http_seconds": seen.idle_seconds,
        "device_ceiling_bits_per_second": None if seen.ceiling is None else round(seen.ceiling),
        "warnings": sum(bool(one.warning) for one in seen.directions.values()) or None,
    }
    if seen.before is not None and seen.after is not None:
        found["cross_traffic_bytes"] = seen.after.crossed(seen.before, seen.own_bytes)
        found["cpu_busy_ratio"] = seen.after.busy_share(seen.before)
    for way, direction in seen.directions.items():
        found |= {f"{way}_{name}": value for name, value in _of(direction).items()}
    return {name: float(value) for name, value in found.items() if value is not None}


def _of(direction: Direction) -> dict[str, float | None]:
    progress = direction.progress
    if not progress.intervals:
        return {}
    rpm, goodput = progress.rpm, progress.goodput
    return {
        "rpm": None if rpm is None else round(rpm, 1),
        "confidence": None if rpm is None else progress.confidence,
        "loaded_seconds": trimmed_mean(progress.own),
        "foreign_seconds": foreign_seconds(progress.foreign),
        "bits_per_second": None if goodput is None else round(goodput),
        "capacity_confidence": progress.capacity_confidence,
        "connections": direction.opened,
    }


def hop_of(course: Course, direction: Direction) -> Hop:
    """Make the record of one direction; its address is told without what may be a token in its query."""
    path = course.paths.large if course.way == "download" else course.paths.upload
    progress = direction.progress
    return Hop(
        url=f"https://{course.server.authority}{path.partition('?')[0]}",
        address=course.server.address,
        status=_OK,
        clock="kernel" if course.account.clock == "kernel" else "process",
        metrics={
            "content_bytes": float(direction.content_bytes),
            "content_seconds": direction.seconds,
            "foreign_probes": float(len(progress.foreign)),
            "self_probes": float(len(progress.own)),
            "lost_probes": float(direction.lost),
        },
    )


def told_of(seen: Seen) -> str:
    """Tell the server, by what it paces, and how directions ended where that was not as it should be: one line."""
    paced_by = next((one.paced_by for one in seen.directions.values() if one.paced_by), None)
    ours = next((one.we_pace_by for one in seen.directions.values() if one.we_pace_by), None)
    words = [f"server={seen.server}"] if seen.server else []
    words += [f"congestion_server={paced_by}"] if paced_by else []
    words += [f"congestion_client={ours}"] if ours else []
    return "; ".join([*words, *(f"warning: {one.warning}" for one in seen.directions.values() if one.warning)])
