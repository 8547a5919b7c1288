"""
How long a fixed reference page takes to load over a line.

Source: FCC, Measuring Broadband America, technical appendix, web browsing (measured by SamKnows): the time in which a
page and the images, scripts and style sheets that it names are there. A page that was not whole is no load, and one
that is not the agreed page is another page: both are told, and neither is in a figure.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from results.judge.line.durations import Placed, Taken, taken, told
from results.records import Blame, Failure, Observation

SOURCE = "FCC, Measuring Broadband America, technical appendix, web browsing"
_OTHERS = frozenset({Failure.UNEXPECTED_BODY, Failure.TOO_LARGE})
"""What a load says of a page that is not the agreed one."""
_LINES = frozenset({Failure.RESOLVER_SILENT, Failure.RESOLVER_FAILED})
"""The prober's trouble with a host, and a part of loading a page over a line."""
Page = tuple[str, str]
"""A task, and whose page it asks for."""


class PageFound(msgspec.Struct, frozen=True, kw_only=True):
    """One reference page, over one line or over all lines of a plan."""

    task: str
    provider: str
    """Whose page it is: the id of a control or provider."""
    n: int
    """Loads of the whole page, which are what the times are of."""
    failed: int
    """Loads in which the page, or a part of it, did not come."""
    changed: int
    """Loads of what is not the same page: in no figure."""
    unknown: int
    """Slots of which nothing is known: the prober's own fault, or a server that turned a machine away; those that were
    paused are none."""
    page_seconds: Taken
    """The whole page."""
    first_byte_seconds: Taken
    """From the beginning to the first byte of the document."""
    resources: int | None = None
    """How many the page names; None where it never came."""
    page_bytes: int | None = None
    """All that it consists of."""


def settled(samples: Iterable[Observation]) -> Mapping[Page, float]:
    """
    Tell for each page which of its fingerprints is the page: the one of most loads over all lines.

    Of two with equally many it is the one that was seen first.
    """
    seen: dict[Page, Counter[float]] = defaultdict(Counter)
    for one in sorted(samples, key=lambda one: one.slot):
        if one.failure is None and "page_fingerprint" in one.metrics:
            seen[one.task, one.provider][one.metrics["page_fingerprint"]] += 1
    return {page: prints.most_common(1)[0][0] for page, prints in seen.items()}


def pages(samples: Iterable[Placed], known: Mapping[Page, float]) -> tuple[PageFound, ...]:
    """Tell of each page that *samples* asked for; *known* is what `settled` says of all lines."""
    found: dict[Page, list[Placed]] = defaultdict(list)
    for one in samples:
        if one[0].failure is not Failure.PAUSED:
            found[one[0].task, one[0].provider].append(one)
    return tuple(_page(page, many, known.get(page)) for page, many in sorted(found.items()))


def _page(page: Page, samples: Sequence[Placed], fingerprint: float | None) -> PageFound:
    came = [one for one in samples if one[0].failure is None]
    same = [one for one in came if one[0].metrics.get("page_fingerprint") == fingerprint]
    failures = [one.failure for one, _ in samples if one.failure is not None]
    others = sum(one in _OTHERS for one in failures)
    failed = sum(one.blame is Blame.TARGET or one in _LINES for one in failures) - others
    return PageFound(
        task=page[0],
        provider=page[1],
        n=len(same),
        failed=failed,
        changed=len(came) - len(same) + others,
        unknown=len(failures) - failed - others,
        page_seconds=taken(told(same, "page_seconds")),
        first_byte_seconds=taken(told(same, "first_byte_seconds")),
        resources=_whole(same, "resources"),
        page_bytes=_whole(same, "page_bytes"),
    )


def _whole(same: Sequence[Placed], metric: str) -> int | None:
    """Tell a figure that is the same in all loads of one page."""
    return next((round(one.metrics[metric]) for one, _ in same if metric in one.metrics), None)
