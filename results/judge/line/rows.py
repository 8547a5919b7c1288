"""What is told of lines as rows: one for each figure and each verdict."""

from collections.abc import Iterator

from results.judge.line.durations import Taken
from results.judge.line.found import DirectionFound, LineFound, Lines, PlanFound, Shares
from results.judge.line.pages import PageFound
from results.judge.line.resolvers import DnsFound
from results.judge.line.responsiveness import ResponsivenessFound

Row = tuple[str, str, str, str, str, float | None, str, int, str]
"""Provider, plan, agent (empty for all lines of the plan), direction, figure, value, verdict, n, unit."""


def line_rows(found: Lines) -> Iterator[Row]:
    """Yield the rows of each plan, then those of each line."""
    for plan in found.plans:
        yield from _rows((plan.plan.provider, plan.plan.id, ""), plan)
    for one in found.lines:
        key = (one.line.provider, one.line.plan, one.line.agent)
        yield from _rows(key, one)
        yield (*key, "", "days_tested", one.days_tested, "", one.days, "days")
        yield (*key, "", "device_ceiling", one.ceiling_mbits, "", one.days_tested, "Mbit/s")


def _rows(key: tuple[str, str, str], found: PlanFound | LineFound) -> Iterator[Row]:
    for way in found.directions:
        yield from _of_direction((*key, way.direction.value), way)
    loss, whole = found.loss, (*key, "")
    yield (*whole, "loss", loss.share, "", loss.sent, "share")
    yield (*whole, "loss_peak", loss.peak_share, "", loss.peak_sent, "share")
    yield (*whole, "loss_left_out", loss.left_out, "", loss.sent, "samples")
    for page in found.web:
        yield from _of_page(whole, page)
    if found.dns is not None:
        yield from _of_resolvers(whole, found.dns)
    if found.responsiveness is not None:
        yield from _of_responsiveness(key, found.responsiveness)
    for server in found.servers:
        named = f"server:{server.provider}:{server.target}"
        for name, n in (*server.congestion.items(), ("", server.untold)):
            yield (*whole, named, n, name, server.tests, "tests")


def _of_page(key: tuple[str, str, str, str], page: PageFound) -> Iterator[Row]:
    name = f"{page.task}:{page.provider}"
    for figure in ("failed", "changed", "unknown"):
        yield (*key, f"page_{figure}:{name}", getattr(page, figure), "", page.n, "loads")
    yield from _of_times(key, "page_seconds", page.page_seconds, f":{name}")
    yield from _of_times(key, "first_byte_seconds", page.first_byte_seconds, f":{name}")


def _of_resolvers(key: tuple[str, str, str, str], found: DnsFound) -> Iterator[Row]:
    yield (*key, "dns_unanswered", found.unanswered_share, "", found.asked, "share")
    yield (*key, "dns_unanswered_peak", found.peak_unanswered_share, "", found.peak_asked, "share")
    yield (*key, "dns_failed", found.failed, "", found.asked, "questions")
    yield from _of_times(key, "query_seconds", found.query_seconds)
    for one in found.resolvers:
        yield (*key, f"resolver:{one.address}", one.asked, one.where.value, found.asked, "questions")


def _of_responsiveness(key: tuple[str, str, str], found: ResponsivenessFound) -> Iterator[Row]:
    if (idle := found.idle_seconds) is not None:
        yield (*key, "", "idle_seconds_p50", idle.p50, "", idle.n, "s")
    for way in found.directions:
        whole = (*key, way.direction.value)
        for name in ("low_confidence", "device_limited", "cross_traffic"):
            yield (*whole, f"rpm_{name}", getattr(way, name), "", way.counted, "tests")
        for hours, rpm in (("", way.rpm), ("_peak", way.peak_rpm), ("_off_peak", way.off_peak_rpm)):
            if rpm is not None:
                yield (*whole, f"rpm_p20{hours}", rpm.p20, "", rpm.n, "RPM")
                yield (*whole, f"rpm_p50{hours}", rpm.p50, "", rpm.n, "RPM")
        for band in way.bands.__struct_fields__:
            yield (*whole, f"rpm_{band}", getattr(way.bands, band), "", way.counted, "tests")
        if (loaded := way.loaded_seconds) is not None:
            yield (*whole, "loaded_seconds_p50", loaded.p50, "", loaded.n, "s")


def _of_times(key: tuple[str, str, str, str], figure: str, found: Taken, after: str = "") -> Iterator[Row]:
    for hours, times in (("", found.all), ("_peak", found.peak), ("_off_peak", found.off_peak)):
        if times is not None:
            yield (*key, f"{figure}_p50{hours}{after}", times.p50, "", times.n, "s")
            yield (*key, f"{figure}_p95{hours}{after}", times.p95, "", times.n, "s")


def _of_direction(key: tuple[str, str, str, str], way: DirectionFound) -> Iterator[Row]:
    yield (*key, "device_limited", way.device_limited, "", way.counted, "tests")
    yield (*key, "cross_traffic", way.cross_traffic, "", way.counted, "tests")
    for hours, shares in (("peak", way.peak), ("off_peak", way.off_peak)):
        if shares is not None and shares.n:
            for band in ("above_95", "between", "below_80"):
                yield (*key, f"{band}_{hours}", _share(shares, band), "", shares.n, "share")
    if way.quantiles is not None:
        for name in way.quantiles.__struct_fields__:
            yield (*key, name, getattr(way.quantiles, name), "", way.counted, "Mbit/s")
    for hour in way.hours:
        for name in ("p20", "p50", "p80"):
            yield (*key, f"{name}:hour_{hour.hour:02}", getattr(hour, name), "", hour.n, "Mbit/s")
    yield from _of_rules(key, way)


def _of_rules(key: tuple[str, str, str, str], way: DirectionFound) -> Iterator[Row]:
    for one in way.rulings:
        yield (*key, one.rule.id, one.mbits, one.outcome.value, one.n, "Mbit/s")
        for name, n in one.counts.items():
            yield (*key, f"{one.rule.id}:{name}", n, "", one.n, "count")
        for tally in one.tallies:
            about = f"{tally.about or tally.of}_reached"
            yield (*key, f"{one.rule.id}:{about}", tally.reached, "", tally.n, tally.of.value)


def _share(shares: Shares, band: str) -> float:
    count: int = getattr(shares, band)
    return count / shares.n
