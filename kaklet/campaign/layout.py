"""Lays a campaign out: from a study file to the document of its plan. The same file makes the same document."""

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from kaklet.campaign.bank import Persona, bank, follow_up_words, personas
from kaklet.campaign.business_days import off
from kaklet.campaign.days import Arranger, Diary, NoRoomError, Place
from kaklet.campaign.document import Contact, Document, PlannedFollowUp, SeedLetter
from kaklet.campaign.rotation import Dice, rotation
from kaklet.campaign.settings import Campaign, Weekday, Wording
from kaklet.study import Address, Mail, Provider, Study
from probes.contact.post import message_id_of, names
from probes.support_form import SupportFormProbe
from results.records import Channel, Step
from scheduler import Task

WEEKDAYS = tuple(Weekday)
LINE = 72
"""Mail is wrapped at so many columns, as mail programs do; what is typed into a form is not."""
_DAY = timedelta(days=1)
_MARGIN = timedelta(days=60)
"""How far beyond the last week follow-ups can fall."""


class PlanError(Exception):
    """The campaign cannot be laid out: one sentence that says what to change."""


class Asked(NamedTuple):
    """A question that may be chosen: its wordings, and whether they are whole letters."""

    id: str
    wordings: dict[str, Wording]
    whole: bool


def lay_out(study: Study) -> Document:
    """
    Lay out the campaign of *study*, which has one and was checked.

    Raises `PlanError` where there are no days that keep all rules.
    """
    campaign, mail = study.campaign, study.mail
    if campaign is None or mail is None:
        raise PlanError("The study has no [campaign]: add one, as the file that `kaklet init` writes shows it.")
    layout = _Layout(study, campaign, mail)
    contacts = tuple(layout.contacts())
    return Document(
        study=study.study.id,
        campaign=campaign.id,
        dice=layout.dice,
        agent=study.study.agent,
        mode=campaign.mode,
        timezone=study.study.timezone,
        domain=mail.domain,
        server=mail.relay,
        budget_per_week=campaign.budget_per_week,
        reminder_after_business_days=campaign.reminder_after_business_days,
        complaint_after_business_days=campaign.complaint.after_business_days if campaign.complaint else None,
        we_hold=dict(campaign.complaint.we_hold) if campaign.complaint else {},
        attributions={one: follow_up_words(one).attribution for one in sorted({c.language for c in contacts})},
        days_off={
            country: {day.isoformat(): name for day, name in days.items()} for country, days in layout.days_off.items()
        },
        contacts=contacts,
        seeds=tuple(layout.seeds(contacts)),
    )


def questions_of(study: Study, campaign: Campaign) -> list[Asked]:
    """List the questions that *campaign* chooses from the bank and the study's own."""
    known = {id_: Asked(id_, dict(texts), whole=False) for id_, texts in _bank(campaign).items()}
    languages = {language for provider in study.provider for language in provider.languages}
    for own in study.question:
        texts = {language: wording for language in sorted(languages) if (wording := own.wording(language))}
        known[own.id] = Asked(own.id, texts, whole=True)
    return [known[id_] for id_ in campaign.questions or known]


def _bank(campaign: Campaign) -> dict[str, dict[str, Wording]]:
    return {id_: dict(texts) for id_, texts in bank(campaign.bank).items()} if campaign.bank else {}


def days_of(campaign: Campaign) -> list[list[date]]:
    """List, for each week, the days that the weekdays and the start leave; holidays are not taken out."""
    monday = campaign.start - campaign.start.weekday() * _DAY
    chosen = sorted(WEEKDAYS.index(one) for one in campaign.weekdays)
    days = [[monday + (7 * week + day) * _DAY for day in chosen] for week in range(campaign.weeks)]
    return [[day for day in week if day >= campaign.start] for week in days]


class _Layout:
    """The parts of one campaign while it is laid out."""

    def __init__(self, study: Study, campaign: Campaign, mail: Mail) -> None:
        self._study, self._campaign, self._mail = study, campaign, mail
        self.dice = f"{study.study.id}/{campaign.id}"
        self._tasks = {task.name: task for task in study.task if campaign.contacts.get(task.name)}
        self._asked = Dice(f"{self.dice}/questions").shuffled(questions_of(study, campaign))
        self._zone = ZoneInfo(study.study.timezone)
        weeks = days_of(campaign)
        self._last = max((day for week in weeks for day in week), default=campaign.start)
        countries = sorted({one.country or "" for one in self._contacted()})
        self.days_off = {country: off(country, campaign.start, self._last + _MARGIN) for country in countries}
        self._weeks = {
            country: [[d for d in week if d not in self.days_off[country]] for week in weeks] for country in countries
        }
        self._room = [min(len(self._weeks[country][week]) for country in countries) for week in range(len(weeks))]
        self._taken: set[datetime] = set()

    def _contacted(self) -> list[Provider]:
        return [one for one in self._study.provider if any(task.target in one.target for task in self._tasks.values())]

    def contacts(self) -> Iterator[Contact]:
        """Yield all contacts in the order of time."""
        found = [one for row, provider in enumerate(self._contacted()) for one in self._of_provider(row, provider)]
        yield from sorted(found, key=lambda one: one.at)

    def _of_provider(self, row: int, provider: Provider) -> Iterator[Contact]:
        try:
            places = Arranger(self._diary(provider), Dice(f"{self.dice}/{provider.id}/days"), self._taken).places()
        except NoRoomError:
            raise PlanError(
                f"There are no days for {provider.id} that keep all rules (24 hours apart, at most "
                f"{self._campaign.budget_per_week} contacts in seven days with all follow-ups, each weekday and time "
                "of day equally often): ask fewer questions a week in campaign.contacts, or set "
                "campaign.reminder_after_business_days to 5, or to none."
            ) from None
        # Each door has a rotation of its own: half a square apart, so that they do not ask the same at the same time.
        for turn, task in enumerate(self._tasks.values()):
            own = [place for place in places if place.task == task.name]
            asked = rotation(len(self._asked), len(own), row + turn * (len(self._asked) // 2))
            faces = self._faces(row + turn, provider, len(own))
            for place, which, (language, persona) in zip(own, asked, faces, strict=True):
                yield self._contact(provider, task, place, self._asked[which], language, persona)

    def _diary(self, provider: Provider) -> Diary:
        country = provider.country or ""
        offered = [
            task.name
            for task in self._tasks.values()
            if task.target in provider.target
            for _ in range(self._campaign.contacts[task.name])
        ]
        return Diary(
            country=country,
            zone=self._zone,
            weeks=self._weeks[country],
            tasks=[self._asked_in(offered, room) for room in self._room],
            windows=self._campaign.hours,
            follow_up_days={name: self._follow_up_days(task, provider) for name, task in self._tasks.items()},
            budget=self._campaign.budget_per_week,
        )

    def _asked_in(self, offered: Sequence[str], room: int) -> list[str]:
        """Tell what of *offered* is asked in a week with *room*. One that is short for anybody is short for all."""
        asked = []
        for name in offered:
            room -= max(1 + len(self._follow_up_days(self._tasks[name], one)) for one in self._contacted())
            if room < 0:
                break
            asked.append(name)
        return asked

    def _follow_up_days(self, task: Task, provider: Provider) -> tuple[int, ...]:
        campaign = self._campaign
        if task.probe.channel is not Channel.EMAIL or campaign.reminder_after_business_days is None:
            return ()
        if campaign.complaint and provider.id in campaign.complaint.we_hold:
            return campaign.reminder_after_business_days, campaign.complaint.after_business_days
        return (campaign.reminder_after_business_days,)

    def _faces(self, row: int, provider: Provider, count: int) -> list[tuple[str, Persona]]:
        """Tell in which language and by whom each of *count* questions is asked."""
        languages = [provider.languages[one] for one in rotation(len(provider.languages), count, row)]
        known = {one: Dice(f"{self.dice}/personas/{one}").shuffled(personas(one)) for one in provider.languages}
        turns = rotation(min(map(len, known.values())), count, row)
        return [(language, known[language][turn]) for language, turn in zip(languages, turns, strict=True)]

    def _contact(
        self, provider: Provider, task: Task, place: Place, asked: Asked, language: str, persona: Persona
    ) -> Contact:
        target: Address = provider.target[task.target]
        wording = asked.wordings[language]
        channel = task.probe.channel or Channel.EMAIL
        name = names(
            study=self._study.study.id,
            domain=self._mail.domain,
            provider=provider.id,
            task=task.name,
            slot=place.at,
            persona=persona.name,
        )
        return Contact(
            case=name.case,
            provider=provider.id,
            task=task.name,
            target=task.target,
            channel=channel,
            url=target.url,
            server=target.server,
            consent=isinstance(task.probe, SupportFormProbe) and task.probe.consents(target.form),
            form=target.form or msgspec.UNSET,
            at=place.at,
            week=place.week + 1,
            weekday=WEEKDAYS[place.day.weekday()],
            window=self._campaign.windows[place.window],
            language=language,
            question=asked.id,
            persona=persona.name,
            address=name.address,
            message_id=name.message_id,
            subject=wording.subject.strip(),
            text=_text(wording, persona, channel, whole=asked.whole),
            follow_ups=tuple(self._follow_ups(place, name.case, wording, language, persona)),
        )

    def _follow_ups(
        self, place: Place, case: str, wording: Wording, language: str, persona: Persona
    ) -> Iterator[PlannedFollowUp]:
        words = follow_up_words(language)
        for number, at in enumerate(place.follow_ups, 1):
            step = Step.REMINDER if number == 1 else Step.COMPLAINT
            chosen: Sequence[str] = words.reminder if step is Step.REMINDER else words.complaint
            which = Dice(f"{self.dice}/{case}/{number}").below(len(chosen))
            yield PlannedFollowUp(
                number=number,
                step=step,
                at=at,
                message_id=message_id_of(case, number, self._mail.domain),
                subject=f"Re: {wording.subject.strip()}",
                text=persona.letter(_wrapped(chosen[which])),
            )

    def seeds(self, contacts: Sequence[Contact]) -> Iterator[SeedLetter]:
        """Yield, for each day with mail, a letter to each seed: a copy of the day's first one, under other names."""
        mails = [one for one in contacts if one.channel is Channel.EMAIL]
        for _, batch in groupby(mails, key=lambda one: one.at.astimezone(self._zone).date()):
            first = next(batch)
            dice = Dice(f"{self.dice}/{first.case}/seeds")
            at = first.at
            for seed in self._mail.seed:
                at = self._free_minute(at + timedelta(minutes=1 + dice.below(4), seconds=dice.below(50)))
                name = names(
                    study=self._study.study.id,
                    domain=self._mail.domain,
                    provider=f"seed {seed.name}",
                    task="seed",
                    slot=at,
                    persona=first.persona,
                )
                yield SeedLetter(
                    case=name.case,
                    seed=seed.name,
                    url=f"mailto:{seed.address}",
                    at=at,
                    language=first.language,
                    question=first.question,
                    persona=first.persona,
                    address=name.address,
                    message_id=name.message_id,
                    subject=first.subject,
                    text=first.text,
                )

    def _free_minute(self, at: datetime) -> datetime:
        while (minute := at.replace(second=0, microsecond=0)) in self._taken:
            at += timedelta(minutes=1)
        self._taken.add(minute)
        return at


def _text(wording: Wording, persona: Persona, channel: Channel, *, whole: bool) -> str:
    if whole:
        return f"{wording.body.strip()}\n\n{persona.name}\n"
    return persona.letter(_wrapped(wording.body) if channel is Channel.EMAIL else wording.body)


def _wrapped(words: str) -> str:
    return textwrap.fill(" ".join(words.split()), LINE, break_long_words=False, break_on_hyphens=False)
