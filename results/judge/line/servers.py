"""Which servers a line was measured against, and what paced them: latency under load depends on it."""

from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec

from results.records import Observation
from results.records.pacing import paced_by

_FIGURES = ("download_bits_per_second", "upload_bits_per_second", "download_rpm", "upload_rpm")


class ServerSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One server that tests of speed or responsiveness were taken against."""

    provider: str
    """Whose it is, by its id in the study: mostly a control."""
    target: str
    """The name of the target."""
    tests: int
    """Those that it took part in: they told a figure of at least one direction."""
    congestion: dict[str, int]
    """How many tests the server told that it paced by each congestion control, such as bbr or cubic."""
    untold: int
    """Tests of which the server did not say it: unknown."""


def servers(tests: Iterable[Observation]) -> tuple[ServerSeen, ...]:
    """Tell which servers *tests* of speed and responsiveness were taken against."""
    found: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for one in tests:
        if any(name in one.metrics for name in _FIGURES):
            found[one.provider, one.target].append(one)
    seen = [_server(provider, target, many) for (provider, target), many in found.items()]
    return tuple(sorted(seen, key=lambda one: (-one.tests, one.provider, one.target)))


def _server(provider: str, target: str, tests: list[Observation]) -> ServerSeen:
    said = [control for one in tests if (control := paced_by(one.detail))]
    return ServerSeen(
        provider=provider,
        target=target,
        tests=len(tests),
        congestion=dict(sorted(Counter(said).items())),
        untold=len(tests) - len(said),
    )
