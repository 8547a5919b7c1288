"""The summary for people: a line for each check, in 80 columns."""

from collections.abc import Iterator

from kaklet.tables.changes import edition_lines
from kaklet.tables.lines import line_lines
from kaklet.tables.noted import noted_lines
from kaklet.tables.support import support_lines
from results.judge.summary import CheckSummary, Summary


def summary_lines(summary: Summary) -> Iterator[str]:
    """Yield the lines of a table of all checks, then of all doors, then of what people noted."""
    if summary.synthetic:
        yield "SYNTHETIC: a program made these figures up. Nothing was measured."
    yield f"{summary.period.start:%Y-%m-%d %H:%M:%S} to {summary.period.end:%Y-%m-%d %H:%M:%S} UTC"
    yield from edition_lines(summary.edition)
    yield from _checks(summary)
    yield from support_lines(summary)
    yield from line_lines(summary.lines)
    yield from _agents(summary)
    yield from noted_lines(summary)


def _checks(summary: Summary) -> Iterator[str]:
    """Tell what was asked of providers; nothing where there are lines alone."""
    checks = [(provider.id, check) for provider in summary.providers for check in provider.checks]
    if not checks and summary.lines.plans:
        return
    yield ""
    yield f"{'provider':<16} {'task':<14} {'uptime':>9} {'95 % interval':>17} {'cover':>6} {'out':>4} {'p50':>7}"
    yield from (_line(provider, check) for provider, check in checks)


def _agents(summary: Summary) -> Iterator[str]:
    """Tell what became of all that agents elsewhere made."""
    if not summary.agents:
        return
    yield ""
    counts = ("produced", "collected", "late", "frozen", "refused", "lost", "under_way")
    yield f"{'agent':<14}" + "".join(f" {name.replace('_', ' '):>9}" for name in counts).replace(
        "  under way", " under way"
    )
    for one in summary.agents:
        yield f"{one.agent[:14]:<14}" + "".join(f" {getattr(one, name):>9}" for name in counts)
    for one in summary.agents:
        if one.days_unlike:
            yield f"{one.agent}: {one.days_unlike} of {one.days} days are not what the agent says it made."


def _line(provider: str, check: CheckSummary) -> str:
    interval = f"{_percent(check.uptime_low)}-{_percent(check.uptime_high)}"
    p50 = check.latency_seconds.p50
    return (
        f"{provider[:16]:<16} {check.task[:14]:<14} {_percent(check.uptime):>9} {interval:>17} "
        f"{100 * check.coverage:>5.1f}% {len(check.outages):>4} {'-' if p50 is None else f'{p50:.3f} s':>7}"
    )


def _percent(share: float | None) -> str:
    """Tell a share in per cent, never rounded up to 100."""
    if share is None:
        return "?"
    shown = f"{100 * share:.3f}%"
    return "99.999%" if shown == "100.000%" and share < 1 else shown
