"""What may be said about who is better: the records. They are made by `results.judge.ranking.ranking`."""

from enum import IntEnum, StrEnum

import msgspec

LEVEL = 0.05
"""The chance that a report holds any false comparison, over all of them together."""
SEED = 20261122
"""Of all that is drawn for a report: printed with it, so that anyone can draw it again."""
TOTAL = "total"
"""The column of the totals; no criterion may have this id."""


class Method(StrEnum):
    """How a difference is held against chance; `docs/method.md` defines each."""

    SWAPPED_WEEKS = "swapped_weeks"
    """The ratio of two downtimes, when weeks are exchanged between the providers."""
    SIGNS_OF_WEEKS = "signs_of_weeks"
    """The differences of two weekly medians, when any of them could as well have been the other way round."""
    SHUFFLED_WEEKS = "shuffled_weeks"
    """Downtime or weekly medians of two periods of one provider, when weeks are dealt to the periods anew."""
    FISHER = "fisher"
    """Answered or not, in a table of two by two (Fisher 1935)."""
    LOG_RANK = "log_rank"
    """The waits for an answer (Mantel 1966)."""
    TOTALS = "totals"
    """The chances of two totals, from what is known of each figure."""


class Contrast(msgspec.Struct, frozen=True, kw_only=True):
    """Two providers held against each other in one column."""

    column: str
    """The id of the criterion, or `TOTAL`."""
    test: Method
    first: str
    """The providers' ids, in the order of the alphabet."""
    second: str
    better: str | None
    """The one whose figure is better; None where they are equal, or too close for anybody to notice."""
    size: float | None
    """The better's downtime, response or wait over the worse's; of shares and totals, the better's less the worse's."""
    p: float
    """Two-sided, for this pair alone."""
    adjusted: float = 1.0
    """The same by Holm over all contrasts of the report."""

    @property
    def proven(self) -> bool:
        """Whether a report may say that `better` is better."""
        return self.better is not None and self.adjusted <= LEVEL

    @property
    def worse(self) -> str | None:
        """The other one of `better`."""
        if self.better is None:
            return None
        return self.second if self.better == self.first else self.first


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """The places that one provider may hold in one column. None where it is not ranked."""

    provider: str
    best: int | None
    """One more than there are providers that are better for certain."""
    worst: int | None
    """The number of ranked providers less those that are worse for certain."""


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column of the table, ranked."""

    id: str
    """Of the criterion, or `TOTAL`."""
    ranked: int
    """How many providers are."""
    standings: tuple[Standing, ...]
    """In the order of the providers."""
    weeks: int | None = None
    """How many weeks its tests could exchange; None where they do not go by weeks."""
    weeks_needed: int | None = None
    """So many it takes before they can set any two providers apart, however unlike those are."""

    @property
    def is_too_short(self) -> bool:
        """Whether nobody could be ahead in it, since there were too few weeks."""
        return self.weeks is not None and self.weeks_needed is not None and self.weeks < self.weeks_needed

    @property
    def leaders(self) -> tuple[str, ...]:
        """Name those that nobody beats for certain: the best one is among them."""
        return tuple(one.provider for one in self.standings if one.best == 1)


class Robustness(msgspec.Struct, frozen=True, kw_only=True):
    """How one provider's place depends on the weights alone: its grades stay as they are."""

    provider: str
    first_share: float
    """In which share of all weightings nobody has a higher total; where several are tied, it counts for each."""
    first_share_nearby: float
    """The same with each weight within half of itself around the published one."""
    can_be_first: bool
    """Whether there is a weighting among those tried in which nobody has a higher total."""
    best: int
    """The best place in any of them."""
    worst: int


class Rung(IntEnum):
    """The ladder of claims: what a sentence that compares must stand on."""

    FACT = 0
    """Measured, with its gaps told: it compares nobody."""
    RANK_INTERVAL = 1
    """The places that a provider may hold, all providers' at once."""
    PAIR = 2
    """Better than named others, corrected over all comparisons of the report."""
    BEST_GROUP = 3
    """Those that nobody beats for certain."""
    WINNER = 4
    """Alone on rung 3, first under nearly all weightings near the published one, and held down by no cap."""


class Outcome(StrEnum):
    """How the test ends."""

    WINNER = "winner"
    JOINT = "joint"
    """Several that nobody beats for certain, and others that somebody does."""
    NONE = "none"
    """Nobody is set apart, or nobody is ranked."""


class Doubt(StrEnum):
    """Why somebody who leads alone is not called the winner."""

    WEIGHTS = "weights"
    """Another would lead under too many weightings near the published one."""
    CAP = "cap"
    TOO_FEW = "too_few"
    """Fewer than two providers are ranked."""
    CHANCE = "chance"
    """Nobody's lead is more than chance."""


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """How the test ends, and why not with a winner."""

    outcome: Outcome
    providers: tuple[str, ...] = ()
    """The winner, or the joint winners."""
    doubts: tuple[Doubt, ...] = ()


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    level: float = LEVEL
    seed: int = SEED
    contrasts: tuple[Contrast, ...] = ()
    columns: tuple[Column, ...] = ()
    """One for each criterion in their order, then that of the totals."""
    robustness: tuple[Robustness, ...] = ()
    """Of the providers with a total."""
    ending: Ending = Ending(outcome=Outcome.NONE, doubts=(Doubt.TOO_FEW,))

    def column(self, name: str) -> Column | None:
        """Return one column; None if there is none of that name."""
        return next((one for one in self.columns if one.id == name), None)
