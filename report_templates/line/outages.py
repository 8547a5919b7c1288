"""Disconnections in sentences: when, whose doing it was, what was seen, and how exactly both ends are known."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.line.words import CAUSED
from results.judge.line.disconnections import Disconnection, Sign

MOST_OUTAGES = 20
"""Of a line with more disconnections than this, the longest are listed."""
_TO_THE_SECOND = timedelta(minutes=5)
"""Bounds nearer to each other than this are told with their seconds."""
_SECOND, _MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def outages_told(language: Language, outages: Sequence[Disconnection], *, most: int = MOST_OUTAGES) -> tuple[str, ...]:
    """List disconnections by time; of more than *most* the longest."""
    kept = sorted(outages, key=lambda one: -one.lasted_seconds)[:most]
    told = [_told(language, one) for one in sorted(kept, key=lambda one: one.start)]
    if more := len(outages) - len(kept):
        told.append(language.count("%(n)s shorter one", "%(n)s shorter ones", more))
    return tuple(told)


def _told(language: Language, one: Disconnection) -> str:
    whole = language.say(
        "%(start)s to %(end)s (%(length)s): %(cause)s",
        start=language.moment(one.start),
        end=language.moment(one.end),
        length=language.duration(one.lasted_seconds),
        cause=language.say(CAUSED[one.cause], server=plain(one.provider, at_most=60)),
    )
    return " ".join((f"{whole}.", _seen(language, one), *_bounds(language, one)))


def _seen(language: Language, one: Disconnection) -> str:
    match one.sign:
        case Sign.FAILED_SAMPLES:
            return language.count(
                "%(n)s measurement failed; the times are those of its slot.",
                "%(n)s measurements failed; the times are those of their slots.",
                one.failed,
            )
        case Sign.SILENT:
            return language.count(
                "At least %(n)s packet had no answer.", "At least %(n)s packets had no answer.", one.failed
            )
        case Sign.UNREACHABLE:
            return language.count(
                "At least %(n)s packet was lost, and a router said that the way does not go on.",
                "At least %(n)s packets were lost, and a router said that the way does not go on.",
                one.failed,
            )
        case Sign.REFUSED:
            return language.count(
                "At least %(n)s packet arrived at its host, where nothing listened.",
                "At least %(n)s packets arrived at its host, where nothing listened.",
                one.failed,
            )
        case Sign.NOT_SENT:
            return language.count(
                "The device could not send %(n)s packet: it had no link or no route.",
                "The device could not send %(n)s packets: it had no link or no route.",
                one.failed,
            )
        case Sign.RESTARTED:
            return language.say("The device started anew; the times are its last sign of life and its next start.")


def _bounds(language: Language, one: Disconnection) -> Iterator[str]:
    """Tell between which packets it began and ended; nothing where no packets tell it."""
    if one.last_lost is None:
        return
    if one.last_good is None:
        yield language.say("When it began is not known: nothing is known of the moments before.")
    else:
        yield language.say("It began between %(low)s and %(high)s.", **_between(language, one.last_good, one.start))
    if one.first_good is None:
        yield language.say("When it ended is not known: nothing is known of the moments after.")
    else:
        yield language.say(
            "It ended between %(low)s and %(high)s.", **_between(language, one.last_lost, one.first_good)
        )


def _between(language: Language, low: datetime, high: datetime) -> dict[str, str]:
    """Tell two times of day, to the second where they lie near each other; with the days where these differ."""
    if language.local_day(low) != language.local_day(high):
        return {"low": language.moment(low), "high": language.moment(_rounded_up(high, _MINUTE))}
    seconds = high - low < _TO_THE_SECOND
    return {
        "low": language.time_of_day(low, seconds=seconds),
        "high": language.time_of_day(_rounded_up(high, _SECOND if seconds else _MINUTE), seconds=seconds),
    }


def _rounded_up(at: datetime, unit: timedelta) -> datetime:
    """Round the later bound up: what is said to hold the moment must hold it when it is told by whole units."""
    return at + (datetime.min.replace(tzinfo=UTC) - at) % unit
