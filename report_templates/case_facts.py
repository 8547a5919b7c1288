"""What became of a provider's questions beside the wait: solved or not, promised or not, delivered or not."""

import msgspec

from report_templates.foreign import plain
from report_templates.language import Language
from results.judge.business_hours import WEEKDAYS, Calendar
from results.judge.support import Cases, Support


class CaseFact(msgspec.Struct, frozen=True, kw_only=True):
    """A name, a count, and what it says."""

    name: str
    count: str
    text: str
    """May be empty."""


class CalendarPart(msgspec.Struct, frozen=True, kw_only=True):
    """When the provider is open, as its own clock counts."""

    hours: tuple[CaseFact, ...]
    """By weekday; one that is left out is closed."""
    source: str
    day: str
    """How long a business day is."""
    holidays: tuple[CaseFact, ...]
    package: str


def case_facts(language: Language, support: Support) -> tuple[CaseFact, ...]:
    """Tell what became of all questions of one task to one provider, where there is anything to tell."""
    cases = support.cases
    counts = (
        (language.say("Delivered and counted"), cases.n, language.say("The base of every figure here.")),
        (language.say("Answered by a person"), cases.answered, _solved(language, cases)),
        (language.say("Undetermined"), cases.undetermined, language.say("Counted both ways, and both are printed.")),
        (language.say("No answer within the window"), cases.silent, ""),
        (language.say("Window still open"), cases.waiting, ""),
        (
            language.say("Closed without an answer"),
            cases.closed_without_answer,
            language.say("The help desk called it closed or solved before any person had answered."),
        ),
        (language.say("Reminded"), cases.reminded, ""),
        (language.say("Complained"), cases.complained, ""),
        (language.say("Promises of a call-back or an answer"), cases.promises_made, _promises(language, cases)),
        (
            language.say("Could not be delivered"),
            cases.undeliverable,
            language.say("Refused or bounced: a finding of its own, and no silence."),
        ),
        (
            language.say("Delivery not proven"),
            cases.unproven,
            language.say("No seed message of the same batch reached our own addresses, so these count for nothing."),
        ),
        *_form_said(language, support),
        (
            language.say("Unknown"),
            cases.unknown,
            language.say(
                "Our prober was cut off, or was only ever asked to come again later; these count for nothing."
            ),
        ),
    )
    return tuple(
        CaseFact(name=name, count=language.number(count), text=text)
        for position, (name, count, text) in enumerate(counts)
        if count or not position
    )


def _form_said(language: Language, support: Support) -> list[tuple[str, int, str]]:
    """Tell what the form said to the questions: its word, and no proof of delivery."""
    found = support.outcomes
    if found is None:
        return []
    return [
        (
            language.say("Confirmed by the form"),
            found.confirmed,
            language.say("With a number of its own, or in the words of a known form software."),
        ),
        (language.say("Thanked for by the form"), found.thanked, language.say("A page of thanks is no delivery.")),
        (
            language.say("Turned away by the form"),
            found.rejected,
            language.say("It said that something was wrong. Not counted, unless something came all the same."),
        ),
        (
            language.say("Taken for a machine by the form"),
            found.blocked,
            language.say("Not bypassed, and not counted."),
        ),
        (language.say("Answer of the form unclear"), found.unknown, ""),
    ]


def _solved(language: Language, cases: Cases) -> str:
    if not cases.answered or cases.ungraded == cases.answered:
        return language.say("Nobody has graded whether it helped.") if cases.answered else ""
    said = language.say(
        "Useful: %(useful)s, not useful: %(not_useful)s, not graded: %(ungraded)s.",
        useful=language.number(cases.useful),
        not_useful=language.number(cases.not_useful),
        ungraded=language.number(cases.ungraded),
    )
    return " ".join([said, *(_letters(language, *each) for each in cases.contacts_until_solved.items())])


def _letters(language: Language, letters: int, solved: int) -> str:
    return language.count(
        "Solved after %(n)s letter of ours: %(solved)s.",
        "Solved after %(n)s letters of ours: %(solved)s.",
        letters,
        solved=language.number(solved),
    )


def _promises(language: Language, cases: Cases) -> str:
    return language.say(
        "Kept in time: %(kept)s, late or never: %(broken)s, not known: %(open)s.",
        kept=language.number(cases.promises_kept),
        broken=language.number(cases.promises_broken),
        open=language.number(cases.promises_made - cases.promises_kept - cases.promises_broken),
    )


def calendar_part(language: Language, calendar: Calendar | None) -> CalendarPart | None:
    """Tell when a provider is open; None where the study does not say."""
    if calendar is None:
        return None
    return CalendarPart(
        hours=tuple(
            CaseFact(name=language.weekday(number), count=", ".join(getattr(calendar.hours, name)), text="")
            for number, name in enumerate(WEEKDAYS)
            if getattr(calendar.hours, name)
        ),
        source=plain(calendar.hours.source),
        day=language.duration(calendar.day_seconds),
        holidays=tuple(
            CaseFact(name=language.day(one.day), count="", text=plain(one.name)) for one in calendar.holidays
        ),
        package=plain(calendar.package),
    )
