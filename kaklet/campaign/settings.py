"""The shape of the ``[campaign]`` table, and of the study's own questions and seeds."""

from datetime import date, time
from enum import StrEnum
from typing import Literal

import msgspec

from kaklet.mail.account import Account
from probes.contact.budget import CEILING
from probes.contact.post import Question


class Weekday(StrEnum):
    """A day of the week, Monday first."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class Wording(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question in one language."""

    subject: str
    body: str


class StudyQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question of the study's own: one text for all, greeting included, or one for each language."""

    id: str
    subject: str = ""
    body: str = ""
    text: dict[str, Wording] = {}

    def wording(self, language: str) -> Wording | None:
        """Tell it in *language*; None if it has no text for that."""
        if self.text:
            return self.text.get(language)
        return Wording(subject=self.subject, body=self.body)

    @property
    def for_all(self) -> Question:
        """The text for all providers alike, as a study without a campaign sends it."""
        wording = next(iter(self.text.values()), Wording(subject=self.subject, body=self.body))
        return Question(id=self.id, subject=wording.subject, body=wording.body)


class Seed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An address of the study's own, written to with each day's letters to prove that they arrive."""

    name: str
    address: str
    inbox: Account | None = None
    """The account that mail to *address* is read from; None where it comes back to the study's own mailbox."""


class Complaint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The last step, at those providers only whose customer the study really is."""

    after_business_days: int
    """From the question; later than the reminder."""
    we_hold: dict[str, str]
    """By provider: which account or contract the study really holds there. It is printed with the plan."""


class Campaign(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When, how often and in whose name providers are written to."""

    id: str = "campaign"
    """With the study's id it is what the dice are seeded by."""
    start: date
    """Its first week is the one that holds this day, from this day on."""
    weeks: int
    contacts: dict[str, int]
    """How many questions each provider gets in a week, by the task that asks them."""
    mode: Literal["open", "blind"]
    """Whether providers were told before it began; after its end they are told in any case."""
    weekdays: tuple[Weekday, ...] = (Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI)
    windows: tuple[str, ...] = ("09:00-11:30", "13:00-16:00")
    """The times of day in which questions leave, in the study's zone."""
    bank: Literal["web_host", "isp"] | None = "web_host"
    questions: tuple[str, ...] = ()
    """By id, from the bank or the study's own; all of both where it is empty."""
    reminder_after_business_days: int | None = None
    complaint: Complaint | None = None
    budget_per_week: int = CEILING
    """Contacts of any sort that one provider may get within seven days."""

    @property
    def hours(self) -> tuple[tuple[time, time], ...]:
        """The windows as times. Raises `ValueError` where one is not written as 09:00-11:30."""
        return tuple((time.fromisoformat(one[:5]), time.fromisoformat(one[6:])) for one in self.windows)
