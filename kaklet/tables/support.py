"""The summary of answers for people: a line for each door and clock, in 80 columns."""

from collections.abc import Iterator

from results.judge.summary import Summary
from results.judge.support_summary import SupportSummary
from results.judge.waits import HORIZONS

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0


def support_lines(summary: Summary) -> Iterator[str]:
    """Yield the lines of a table of all doors; nothing where no question was asked."""
    entries = [(provider.id, entry) for provider in summary.providers for entry in provider.support]
    if not any(_asked(entry) for _, entry in entries):
        return
    yield ""
    heads = "    1h   1bd   3bd  10bd   median    mean"
    yield f"{'provider':<12} {'door':<5} {'clock':<5} {'n':>4} {'answered':>8} {heads}"
    for who, entry in entries:
        if _asked(entry):
            yield from _lines(who, entry)
    yield ""
    yield "Shares by the curve of all questions; mean: restricted to the window, in which"
    yield "no answer counts as the whole of it. * too few questions to be ranked."
    for who, entry in entries:
        if entry.clock == "wall" and (aside := _aside(entry)):
            yield f"{who[:12]:<12} {entry.channel:<5} {aside}"


def _asked(entry: SupportSummary) -> bool:
    return bool(entry.n or entry.undeliverable or entry.unproven or entry.unknown)


def _lines(who: str, entry: SupportSummary) -> Iterator[str]:
    """Yield the certain figures, and below them those with every undetermined message counted as an answer."""
    clock = {"wall": "wall", "business": "own"}[entry.clock]
    shares = [entry.answered_by[name].share for name in HORIZONS]
    mark = " " if entry.ranked else "*"
    figures = _figures(entry, entry.answered, shares, entry.median_seconds, entry.restricted_mean_seconds)
    yield f"{who[:12]:<12} {entry.channel:<5} {clock:<5} {entry.n:>4} {figures}{mark}"
    if entry.undetermined:
        most = [entry.answered_by[name].share_with_undetermined for name in HORIZONS]
        median, mean = entry.median_seconds_with_undetermined, entry.restricted_mean_seconds_with_undetermined
        figures = _figures(entry, entry.answered + entry.undetermined, most, median, mean)
        yield f"{'  or, with the undetermined':<28} {figures}"


def _figures(
    entry: SupportSummary, answered: int, shares: list[float | None], median: float | None, mean: float | None
) -> str:
    told = " ".join(f"{_percent(share):>5}" for share in shares)
    reached = _length(median)
    if median is None and entry.n:
        reached = f">{_length(min(entry.followed_seconds, entry.window_seconds))}"
    return f"{answered:>8} {told} {reached:>8} {_length(mean):>6}"


def _aside(entry: SupportSummary) -> str:
    """Tell what became of the rest, as far as there is any."""
    told = {
        "undetermined": entry.undetermined,
        "undeliverable": entry.undeliverable,
        "unproven": entry.unproven,
        "waiting": entry.waiting,
        "closed unanswered": entry.closed_without_answer,
        "promises broken": entry.promises.broken,
    }
    if entry.outcomes is not None:
        said = entry.outcomes
        told |= {
            "thanked and silent": said.thanked_and_silent,
            "confirmed and silent": said.confirmed_and_silent,
            "rejected by the form": said.rejected,
            "blocked by the form": said.blocked,
        }
    return ", ".join(f"{count} {name}" for name, count in told.items() if count)


def _percent(share: float | None) -> str:
    """Tell a share without its digits; never rounded to 100 or 0 that it is not."""
    if share is None:
        return "-"
    return f"{min(99, max(1, round(100 * share))) if 0 < share < 1 else round(100 * share)}%"


def _length(seconds: float | None) -> str:
    """Tell a duration in the largest unit that leaves it at least 1."""
    if seconds is None:
        return "?"
    for unit, name in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "m")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.1f}{name}"
    return f"{seconds:.1f}s"
