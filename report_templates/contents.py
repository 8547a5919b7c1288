"""Which sections a report has: one page for each thing that there is something to tell of."""

from collections.abc import Callable
from enum import StrEnum

import msgspec

from report_templates.language import Language
from report_templates.words import mark
from results.judge.comparison import Comparison


class SectionKey(StrEnum):
    """The sections, in the order of the report."""

    UPTIME = "uptime"
    SPEED = "speed"
    ANSWERS = "answers"
    FORMS = "forms"
    PHONE = "phone"
    TERMS = "terms"
    PROMISES = "promises"
    ATTENTION = "attention"
    OFFERING = "offering"
    CASES = "cases"
    SURVEY = "survey"
    LINES = "lines"


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """One section: where it stands, and what it is called."""

    key: SectionKey
    title: str
    file: str


TITLES = {
    SectionKey.UPTIME: mark("Availability"),
    SectionKey.SPEED: mark("Response time"),
    SectionKey.ANSWERS: mark("Answers"),
    SectionKey.FORMS: mark("Contact forms"),
    SectionKey.PHONE: mark("On the phone"),
    SectionKey.TERMS: mark("Contract and impressions"),
    SectionKey.PROMISES: mark("Promises kept"),
    SectionKey.ATTENTION: mark("The customer's journey"),
    SectionKey.OFFERING: mark("What the service is made of"),
    SectionKey.CASES: mark("One problem, all its contacts"),
    SectionKey.SURVEY: mark("What customers answer"),
    SectionKey.LINES: mark("Internet lines"),
}

_THERE: dict[SectionKey, Callable[[Comparison], bool]] = {
    SectionKey.UPTIME: lambda one: any(provider.checks for provider in one.providers),
    SectionKey.SPEED: lambda one: any(provider.checks for provider in one.providers),
    SectionKey.ANSWERS: lambda one: any(provider.support for provider in one.providers),
    SectionKey.FORMS: lambda one: any(provider.forms for provider in one.providers),
    SectionKey.PHONE: lambda one: bool(one.service.calls),
    SectionKey.TERMS: lambda one: bool(one.service.terms or one.service.reviews),
    SectionKey.PROMISES: lambda one: bool(one.service.promises),
    SectionKey.ATTENTION: lambda one: bool(one.service.journeys),
    SectionKey.OFFERING: lambda one: bool(one.service.offerings),
    SectionKey.CASES: lambda one: bool(one.service.ledgers),
    SectionKey.SURVEY: lambda one: bool(one.service.survey),
    SectionKey.LINES: lambda one: bool(one.lines.plans),
}


def contents(language: Language, comparison: Comparison) -> tuple[Content, ...]:
    """List the sections that *comparison* has something to tell in, by their order."""
    return tuple(
        Content(key=key, title=language.say(TITLES[key]), file=section_file(key))
        for key in SectionKey
        if _THERE[key](comparison)
    )


def section_file(key: SectionKey) -> str:
    """Return the file name of a section's page."""
    return f"{key}.html"
