"""When one provider is written to: days and times that are balanced, apart from each other, and within the budget."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, permutations, product
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from kaklet.campaign.business_days import working_days_after
from kaklet.campaign.rotation import Dice

SLACK_MINUTES = 20
"""A letter may begin late by up to 15 minutes: so much is left beside the rule that it holds for what is sent, too."""
WEEK_DAYS = 7
_EASED = ((0, 0), (1, 0), (2, 0), (2, 1))
"""Where holidays leave no way, follow-ups may come one or two business days later; then counts may differ by two."""
_STEPS, _STARTS = 400, 25
"""After so many steps without an end the search starts again with other dice, which finds one sooner than going on;
after so many starts there is taken to be none."""


class Place(NamedTuple):
    """A moment for one question of one task, with those of its follow-ups."""

    task: str
    week: int
    day: date
    window: int
    at: datetime
    follow_ups: tuple[datetime, ...]


class Diary(msgspec.Struct, frozen=True, kw_only=True):
    """What one provider's days are chosen by."""

    country: str
    zone: ZoneInfo
    weeks: Sequence[Sequence[date]]
    """The days of each week on which letters may leave."""
    tasks: Sequence[Sequence[str]]
    """For each week, the tasks that ask in it, one entry for each question."""
    windows: Sequence[tuple[time, time]]
    follow_up_days: Mapping[str, tuple[int, ...]]
    """By task: on the how manieth business day after it a question is followed up."""
    budget: int


class NoRoomError(Exception):
    """There are no such days."""


class Day(NamedTuple):
    """A question on its day, and its follow-ups on theirs; each with the number of its window."""

    task: str
    week: int
    day: date
    window: int
    later: tuple[tuple[date, int], ...]

    @property
    def letters(self) -> tuple[tuple[date, int], ...]:
        """All letters of it: day and window."""
        return ((self.day, self.window), *self.later)


class Arranger:
    """
    Finds the days of one provider, week by week, by *dice*; goes back where it comes to a dead end.

    Of each task, weekdays come equally often, and so do windows: counts differ by at most one. Between any two
    letters, follow-ups included as if all of them were sent, lies a whole day; in any seven days there are no more than
    the budget. First the days and windows are found, then the minutes. None of these is in *taken*, which all
    providers share.
    """

    def __init__(self, diary: Diary, dice: Dice, taken: set[datetime]) -> None:
        self._diary = diary
        self._dice = dice
        self._taken = taken
        self._weekdays = sorted({day.weekday() for week in diary.weeks for day in week})
        self._totals = Counter(task for week in diary.tasks for task in week)
        self._counts: Counter[tuple[str, str, int]] = Counter()
        self._together: Counter[tuple[str, int, int]] = Counter()
        self._letters: dict[date, int] = {}
        """The window of the letter of each day that has one."""
        self._days: list[Day] = []
        self._longer, self._looser = _EASED[0]
        self._steps = 0

    def places(self) -> list[Place]:
        """Return the places in the order of time. Raises `NoRoomError` if there are none such."""
        for self._longer, self._looser in (eased for eased in _EASED for _ in range(_STARTS)):
            self._steps = 0
            if self._week(0) and (minutes := self._minutes()) is not None:
                return self._told(minutes)
            self._take_back(list(self._days))
        raise NoRoomError

    def _week(self, week: int) -> bool:
        if week == len(self._diary.weeks):
            return True
        for way in self._ways(week):
            self._steps += 1
            if self._steps > _STEPS:
                return False
            added = self._put(week, way)
            if added is not None:
                if self._even() and self._week(week + 1):
                    return True
                self._take_back(added)
        return False

    def _ways(self, week: int) -> list[tuple[tuple[str, date, int], ...]]:
        """List ways to place the week's questions, those first that even the counts out most."""
        tasks = self._diary.tasks[week]
        ways = [
            tuple(zip(tasks, days, windows, strict=True))
            for days in permutations((day for day in self._diary.weeks[week] if day not in self._letters), len(tasks))
            # Two questions of one task in the other order would be the same way.
            if all(one < other for place, (one, other) in enumerate(pairwise(days)) if tasks[place] == tasks[place + 1])
            for windows in product(range(len(self._diary.windows)), repeat=len(tasks))
        ]
        return sorted(self._dice.shuffled(ways), key=self._crowding)

    def _crowding(self, way: tuple[tuple[str, date, int], ...]) -> int:
        return sum(
            2 * self._counts[task, "weekday", day.weekday()]
            + 2 * self._counts[task, "window", window]
            + self._together[task, day.weekday(), window]
            for task, day, window in way
        )

    def _put(self, week: int, way: tuple[tuple[str, date, int], ...]) -> list[Day] | None:
        added: list[Day] = []
        for task, day, window in sorted(way, key=lambda one: one[1]):
            choices = (Day(task, week, day, window, later) for later in self._follow_ups(task, day))
            chosen = next((one for one in choices if self._fits(one.letters)), None)
            if chosen is None:
                self._take_back(added)
                return None
            self._note(chosen)
            added.append(chosen)
        return added

    def _follow_ups(self, task: str, day: date) -> Iterator[tuple[tuple[date, int], ...]]:
        """Yield ways to follow up a question of *day*, as soon as it should be first."""
        counts = self._diary.follow_up_days[task]
        for longer in sorted(product(range(self._longer + 1), repeat=len(counts)), key=sum):
            due = [
                working_days_after(day, count + more, self._diary.country)
                for count, more in zip(counts, longer, strict=True)
            ]
            levels = self._dice.shuffled(list(product(range(len(self._diary.windows)), repeat=len(due))))
            yield from (tuple(zip(due, one, strict=True)) for one in levels)

    def _fits(self, letters: Sequence[tuple[date, int]]) -> bool:
        """Whether *letters* keep all rules beside those that are there, as far as days and windows tell."""
        if any(day in self._letters for day, _ in letters) or len({day for day, _ in letters}) < len(letters):
            return False
        windows = {**self._letters, **dict(letters)}
        return all(windows[one] <= windows[other] for one, other in self._ordered(windows)) and self._within(windows)

    def _ordered(self, windows: Mapping[date, int]) -> Iterator[tuple[date, date]]:
        """Yield pairs of days of which the second must not be earlier in the day: 24 hours, or 7 days, must be over."""
        days = sorted(windows)
        yield from ((one, other) for one, other in pairwise(days) if (other - one).days == 1)
        further = zip(days, days[self._diary.budget :], strict=False)
        yield from ((one, other) for one, other in further if (other - one).days == WEEK_DAYS)

    def _within(self, windows: Mapping[date, int]) -> bool:
        days = sorted(windows)
        further = zip(days, days[self._diary.budget :], strict=False)
        return all((other - one).days >= WEEK_DAYS for one, other in further)

    def _note(self, day: Day, sign: int = 1) -> None:
        self._counts[day.task, "weekday", day.day.weekday()] += sign
        self._counts[day.task, "window", day.window] += sign
        self._together[day.task, day.day.weekday(), day.window] += sign
        if sign > 0:
            self._days.append(day)
            self._letters.update(day.letters)
        else:
            self._days.remove(day)
            for when, _ in day.letters:
                del self._letters[when]

    def _take_back(self, days: list[Day]) -> None:
        for day in days:
            self._note(day, -1)

    def _even(self) -> bool:
        """Whether the counts can still end up within one of each other."""
        for task, total in self._totals.items():
            for sort, levels in (("weekday", self._weekdays), ("window", range(len(self._diary.windows)))):
                counts = [self._counts[task, sort, level] for level in levels]
                least, extra = divmod(total, len(levels))
                most = least + bool(extra) + self._looser
                if sum(max(0, count - least) for count in counts) > extra + self._looser or max(counts) > most:
                    return False
        return True

    def _minutes(self) -> dict[date, int] | None:
        """
        Choose the minute of the day for each letter; None if there is no room.

        What must not be earlier in the day than another is later by the slack. Each gets the latest minute that leaves
        room for those after it, and then, in the order of time, one by the dice from what is left.
        """
        follows: dict[date, list[date]] = {day: [] for day in self._letters}
        after: dict[date, list[date]] = {day: [] for day in self._letters}
        for one, other in self._ordered(self._letters):
            if self._letters[one] == self._letters[other]:
                follows[one].append(other)
                after[other].append(one)
        latest: dict[date, int] = {}
        for day in sorted(self._letters, reverse=True):
            end = _minute(self._diary.windows[self._letters[day]][1]) - 1
            latest[day] = min([end, *(latest[other] - self._gap(day, other) for other in follows[day])])
        chosen: dict[date, int] = {}
        for day in sorted(self._letters):
            begin = _minute(self._diary.windows[self._letters[day]][0])
            earliest = max([begin, *(chosen[one] + self._gap(one, day) for one in after[day])])
            free = [m for m in range(earliest, latest[day] + 1) if self._at(day, m) not in self._taken]
            if not free:
                return None
            chosen[day] = free[self._dice.below(len(free))]
        return chosen

    def _gap(self, one: date, other: date) -> int:
        """Tell by how many minutes *other* is to be later in its day; where clocks go forward between, by more."""
        offsets = [datetime.combine(day, time(12), self._diary.zone).utcoffset() or timedelta() for day in (one, other)]
        return SLACK_MINUTES + round((offsets[1] - offsets[0]).total_seconds() / 60)

    def _at(self, day: date, minute: int) -> datetime:
        return datetime.combine(day, time(minute // 60, minute % 60), self._diary.zone).astimezone(UTC)

    def _told(self, minutes: Mapping[date, int]) -> list[Place]:
        at = {day: self._at(day, minute) for day, minute in minutes.items()}
        self._taken.update(at.values())
        exact = {day: moment + timedelta(seconds=self._dice.below(60)) for day, moment in sorted(at.items())}
        places = [
            Place(one.task, one.week, one.day, one.window, exact[one.day], tuple(exact[day] for day, _ in one.later))
            for one in self._days
        ]
        return sorted(places, key=lambda one: one.at)


def _minute(at: time) -> int:
    return 60 * at.hour + at.minute
