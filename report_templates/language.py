"""One language of a report: its sentences, its numbers, and its clock in the comparison's zone."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from datetime import date as Day  # noqa: N812 -- a method is called date
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_timezone_name
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from report_templates.catalogue import SOURCE, translations
from report_templates.durations import duration
from results.judge.comparison import Comparison

_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
_FINEST = 6
_ALL = Decimal(100)
_UTC = frozenset({"UTC", "Etc/UTC"})
_COUNTRIES = {"en": "en_GB"}


class Language:
    """Says things in the language *code* about one comparison, whose period decides how exact its clock is."""

    def __init__(self, code: str, comparison: Comparison) -> None:
        self.code = code
        self.messages = translations(code)
        self.locale = Locale.parse(_COUNTRIES.get(code, code))
        self.zone = ZoneInfo(comparison.timezone)
        self._start = comparison.start.astimezone(self.zone)
        self._end = comparison.end.astimezone(self.zone)
        self._as_of = comparison.as_of.astimezone(self.zone)

    def gettext(self, message: str) -> str:
        """Return *message* in this language, typeset."""
        return self.messages.gettext(message).replace("'", _APOSTROPHE)

    def ngettext(self, one: str, many: str, n: int) -> str:
        """Return the form of the message that fits *n*, typeset."""
        return self.messages.ngettext(one, many, n).replace("'", _APOSTROPHE)

    def say(self, message: str, **values: object) -> str:
        """Return *message* in this language with its %(name)s filled in."""
        said = self.gettext(message)
        return said % values if values else said

    def count(self, one: str, many: str, n: int, **values: object) -> str:
        """Return the form of the message that fits *n*, which it may name as %(n)s."""
        return self.ngettext(one, many, n) % {"n": self.number(n), **values}

    def pick(self, texts: Mapping[str, str]) -> str:
        """Return the text in this language, else in the source language, else in any; empty if there is none."""
        return texts.get(self.code) or texts.get(SOURCE) or next(iter(texts.values()), "")

    def number(self, value: float, digits: int = 0) -> str:
        """Return *value* with exactly *digits* decimals, grouped."""
        pattern = "#,##0" + "." * bool(digits) + "0" * digits
        return str(format_decimal(Decimal(repr(value)), format=pattern, locale=self.locale))

    def percent(self, value: float, digits: int = 0) -> str:
        """
        Return *value* (0 to 100) as per cent with *digits* decimals.

        It gets more of them where rounding would say 100 though something failed, or 0 though something did not.
        """
        exact = Decimal(repr(value))
        while digits < _FINEST and _rounds_to_an_end(exact, digits):
            digits += 1
        if _rounds_to_an_end(exact, digits):
            exact = Decimal("99.999999") if exact > 1 else Decimal("0.000001")
        if exact in {Decimal(0), _ALL}:
            digits = 0
        return self._percent(exact, "0" + "." * bool(digits) + "0" * digits)

    def share(self, value: float) -> str:
        """Return *value* (0 to 100) as per cent with as many decimals as it needs: a threshold, a weight."""
        return self._percent(Decimal(repr(value)), "0.###")

    def _percent(self, value: Decimal, decimals: str) -> str:
        pattern = self.locale.percent_formats[None].pattern.replace("0", decimals)
        return format_percent(value / 100, format=pattern, locale=self.locale)

    def listing(self, items: Sequence[str], *, either: bool = False) -> str:
        """Return *items* in a row as the language joins them: with "and", or with "or" for *either* of them."""
        return str(format_list(list(items), style="or" if either else "standard", locale=self.locale))

    def duration(self, seconds: float) -> str:
        """Return *seconds* in the unit that fits."""
        return duration(seconds, self.locale)

    @property
    def zone_name(self) -> str:
        """The zone in words and by its IANA name."""
        if self.zone.key in _UTC:
            return "UTC"
        return f"{get_timezone_name(self.zone, width='long', locale=self.locale)} ({self.zone.key})"

    @property
    def start(self) -> datetime:
        """When the period begins, in UTC: what is added to it is time that passes."""
        return self._start.astimezone(UTC)

    @property
    def end(self) -> datetime:
        """When it ends, in UTC."""
        return self._end.astimezone(UTC)

    @property
    def _one_day(self) -> bool:
        return self._start.date() == self._as_of.date()

    def clock(self, at: datetime) -> str:
        """Return the time of day: to the second in a comparison of less than a week, else to the minute."""
        precise = self._end - self._start < timedelta(days=7)
        return self.time_of_day(at, seconds=precise)

    def time_of_day(self, at: datetime, *, seconds: bool) -> str:
        """Return the time of day, with its *seconds* or to the minute."""
        return format_time(at, "medium" if seconds else "short", tzinfo=self.zone, locale=self.locale)

    def moment(self, at: datetime) -> str:
        """Return date and time as tables tell them: without what every moment of the comparison shares."""
        if self._one_day:
            return self.clock(at)
        skeleton = "MMMd" if self._start.year == self._as_of.year else "yMMMd"
        day = format_skeleton(skeleton, at, tzinfo=self.zone, locale=self.locale)
        return f"{day} {self.clock(at)}"

    def date(self, at: datetime) -> str:
        """Return the day in words."""
        return format_date(at.astimezone(self.zone).date(), "long", locale=self.locale)

    def day(self, day: Day) -> str:
        """Return a calendar day as lists tell it."""
        return format_date(day, "medium", locale=self.locale)

    def local_day(self, at: datetime) -> Day:
        """Return the calendar day of *at* in the comparison's zone."""
        return at.astimezone(self.zone).date()

    def month(self, day: Day, *, short: bool = True) -> str:
        """Return the name of the month of *day*, as charts have it."""
        return format_date(day, "LLL" if short else "LLLL", locale=self.locale)

    def weekday(self, number: int) -> str:
        """Return the name of the weekday *number*: 0 is Monday."""
        return str(self.locale.days["stand-alone"]["wide"][number])

    def instant(self, at: datetime) -> str:
        """Return day and time in full."""
        return self.say("%(date)s at %(time)s", date=self.date(at), time=self.clock(at))

    @property
    def period(self) -> str:
        """The period of the comparison in words; with times of day if it is within one day."""
        if self._start.date() == self._end.date():
            return self.say(
                "%(date)s, %(start)s to %(end)s",
                date=self.date(self._start),
                start=self.clock(self._start),
                end=self.clock(self._end),
            )
        return self.say("%(start)s to %(end)s", start=self.date(self._start), end=self.date(self._end))


def _rounds_to_an_end(value: Decimal, digits: int) -> bool:
    rounded = round(value, digits)
    return (rounded >= _ALL > value) or (rounded <= 0 < value)
