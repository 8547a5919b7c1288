"""When a made-up line, its house and the servers did not answer, as the truth tells it and as samples show it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from kaklet.simulate.lines.cast import HOMES, agent_of
from kaklet.simulate.lines.study_file import PACKETS_SECONDS, SERVERS
from kaklet.simulate.plan import Plan, apart, spans
from kaklet.simulate.truth import LineOutage, LineTruth, Span
from results.judge.line.disconnections import Cause, Sign

REFUSING = "ref-west"
"""The server on whose host nobody listens for a while."""
ALONE = "ref-north"
"""The server that alone was asked in the hour of a line that nobody can explain."""
_MONTH = 28
_UNPLUGGED, _REFUSED, _UNEXPLAINED = (0.3, 25), (0.45, 50), (0.62, 40)
"""Where in the study these lie, 0 to 1, and for how many minutes."""
_TOLD_BY_ROUTERS = 3
"""Of so many outages of a line, one is told by a router."""


class Dark(msgspec.Struct, frozen=True, kw_only=True):
    """What was away from one line."""

    outages: tuple[LineOutage, ...]
    """In order; what this machine could not send comes last, since it hides the rest."""
    missing: tuple[Span, ...]
    alone: tuple[Span, ...]
    """When only `ALONE` was asked."""

    def restarts(self) -> Iterator[LineOutage]:
        """Yield the times in which the agent's machine was off."""
        return (one for one in self.outages if one.sign is Sign.RESTARTED)

    def absent(self, moment: datetime) -> bool:
        """Tell whether nothing was recorded at *moment*."""
        return _holds(self.missing, moment) or any(one.holds(moment) for one in self.restarts())

    def unplugged(self, moment: datetime) -> bool:
        """Tell whether the machine had no link at *moment*."""
        return any(one.holds(moment) for one in self.outages if one.sign is Sign.NOT_SENT)

    def down(self, moment: datetime) -> bool:
        """Tell whether nothing came over the line at *moment*."""
        dark = {Cause.LINE, Cause.UNKNOWN}
        return any(one.holds(moment) for one in self.outages if one.cause in dark)

    def without(self, server: str, moment: datetime) -> bool:
        """Tell whether *server*, or all of them, did not answer at *moment*."""
        return self.down(moment) or any(one.holds(moment) for one in self.outages if one.server == server)

    def of_packets(self, server: str) -> list[LineOutage]:
        """List what packets to *server* meet."""
        return [one for one in self.outages if one.server in {"", server} and one.sign is not Sign.RESTARTED]


def _holds(many: Sequence[Span], moment: datetime) -> bool:
    return any(one.holds(moment) for one in many)


def darkness(plan: Plan) -> tuple[Dark, ...]:
    """Throw what was away from each line."""
    servers = [*_of_servers(plan), _fixed(plan, _REFUSED, cause=Cause.SERVER, sign=Sign.REFUSED, server=REFUSING)]
    return tuple(_of_line(plan, number, servers) for number in range(len(HOMES)))


def truth_of(dark: Sequence[Dark]) -> tuple[LineTruth, ...]:
    """Tell it as the truth has it."""
    return tuple(
        LineTruth(
            agent=agent_of(number),
            outages=tuple(sorted(one.outages, key=lambda each: each.start)),
            missing=one.missing,
        )
        for number, one in enumerate(dark)
    )


def _of_servers(plan: Plan) -> Iterator[LineOutage]:
    for server in SERVERS:
        for one in _times(plan, f"server/{server}", 1.5, 2_400.0):
            yield LineOutage(start=one.start, end=one.end, cause=Cause.SERVER, sign=Sign.SILENT, server=server)


def _of_line(plan: Plan, number: int, servers: Sequence[LineOutage]) -> Dark:
    home = HOMES[number]
    found = list(servers)
    for turn, one in enumerate(_times(plan, f"line/{number}", home.line_outages, 5_000.0)):
        sign = Sign.SILENT if (number + turn) % _TOLD_BY_ROUTERS else Sign.UNREACHABLE
        found.append(LineOutage(start=one.start, end=one.end, cause=Cause.LINE, sign=sign))
    found += (
        LineOutage(start=one.start, end=one.end, cause=Cause.HOUSE, sign=Sign.RESTARTED)
        for one in _times(plan, f"house/{number}", home.house_outages, 9_000.0)
    )
    alone = []
    if home.one_server:
        unexplained = _fixed(plan, _UNEXPLAINED, cause=Cause.UNKNOWN, sign=Sign.SILENT, server=ALONE)
        found.append(unexplained)
        beside = timedelta(seconds=2 * PACKETS_SECONDS)
        alone.append(Span(start=unexplained.start - beside, end=unexplained.end + beside))
    if home.unplugged:
        found.append(_fixed(plan, _UNPLUGGED, cause=Cause.HOUSE, sign=Sign.NOT_SENT))
    return Dark(
        outages=tuple(sorted(found, key=lambda one: (one.sign is Sign.NOT_SENT, one.start))),
        missing=_times(plan, f"missing/{number}", home.missing_hours / 8, 30_000.0),
        alone=tuple(alone),
    )


def _fixed(plan: Plan, when: tuple[float, int], *, cause: Cause, sign: Sign, server: str = "") -> LineOutage:
    share, minutes = when
    start = plan.start + (plan.end - plan.start) * share
    start = start.replace(microsecond=0)
    return LineOutage(start=start, end=start + timedelta(minutes=minutes), cause=cause, sign=sign, server=server)


def _times(plan: Plan, about: str, a_month: float, median_seconds: float) -> tuple[Span, ...]:
    if not a_month:
        return ()
    dice = plan.dice("lines", about)
    return tuple(apart(list(spans(dice, plan.start, plan.end, a_day=a_month / _MONTH, median_seconds=median_seconds))))
