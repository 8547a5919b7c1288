"""The watched contact forms on a provider's page: what each is now, and what became of it in the period."""

from collections.abc import Sequence

import msgspec

from report_templates.finding import Finding, Tone
from report_templates.foreign import plain
from report_templates.form_words import guard, turned
from report_templates.language import Language
from report_templates.words import check_title, task_name
from results.judge.comparison import Check, ProviderResult
from results.judge.form_watch import Closed, FormChange, FormVariants, FormWatch

MOST_TOLD = 6
"""Differences of one change that are told one by one."""


class FormChangePart(msgspec.Struct, frozen=True, kw_only=True):
    """One change."""

    sentences: tuple[str, ...]
    bounds: str


class FormPart(msgspec.Struct, frozen=True, kw_only=True):
    """One watched form."""

    title: str
    task: str
    target: str
    state: str
    count: str
    changes: tuple[FormChangePart, ...]
    variants: tuple[str, ...]
    steady: str
    """Said where nothing changed; empty otherwise."""


def form_part(language: Language, watch: FormWatch, checks: Sequence[Check]) -> FormPart:
    """Build what is told of one watched form, called as it is among the *checks*."""
    title = next((check_title(language, one) for one in checks if one.task == watch.task), "")
    steady = watch.seen and not watch.changes and not watch.variants
    return FormPart(
        title=title or task_name(watch.task),
        task=task_name(watch.task),
        target=plain(watch.target),
        state=_state(language, watch),
        count=language.count(
            "The form was seen in %(seen)s of %(n)s look.",
            "The form was seen in %(seen)s of %(n)s looks.",
            watch.looks,
            seen=language.number(watch.seen),
        ),
        changes=tuple(_change(language, one) for one in watch.changes),
        variants=tuple(_variants(language, one) for one in watch.variants),
        steady=language.say("Nothing about it changed in this period.") if steady else "",
    )


def _state(language: Language, watch: FormWatch) -> str:
    if watch.last is None:
        return language.say("Whether the form was there could never be told.")
    when = language.instant(watch.last)
    if watch.signature is None:
        return language.say("At the last look, on %(when)s, the form was not there.", when=when)
    if watch.closed is Closed.CAPTCHA:
        return language.say(
            "At the last look, on %(when)s, the form asked for a CAPTCHA (%(guard)s): it is closed to anything but a"
            " browser with a person at it.",
            when=when,
            guard=guard(language, watch.captcha or "other"),
        )
    if watch.closed is Closed.LOGIN:
        return language.say("At the last look, on %(when)s, the form demanded a login.", when=when)
    return language.say("At the last look, on %(when)s, the form was there and asked for no CAPTCHA.", when=when)


def _change(language: Language, change: FormChange) -> FormChangePart:
    date = language.date(change.first_after)
    told = [turned(language, one, date) for one in change.differences[:MOST_TOLD]]
    if (more := len(change.differences) - MOST_TOLD) > 0:
        told.append(language.count("%(n)s more thing was different.", "%(n)s more things were different.", more))
    return FormChangePart(
        sentences=tuple(told),
        bounds=language.say(
            "Last seen as before: %(before)s. First seen changed: %(after)s.",
            before=language.instant(change.last_before),
            after=language.instant(change.first_after),
        ),
    )


def _variants(language: Language, unsteady: FormVariants) -> str:
    said = language.say(
        "Between %(first)s and %(last)s the page showed %(number)s variants of the form in turn and switched between"
        " them %(switches)s times. These are not told as changes.",
        first=language.instant(unsteady.first),
        last=language.instant(unsteady.last),
        number=language.number(unsteady.number),
        switches=language.number(unsteady.switches),
    )
    if any(one.signature is None for one in unsteady.variants):
        missing = language.say("In one of them the form was missing.")
        return f"{said} {missing}"
    return said


def door_findings(language: Language, provider: ProviderResult) -> list[Finding]:
    """Tell how many of a provider's doors are closed to machines; nothing if none is."""
    doors = provider.doors
    if doors is None or not doors.person_only:
        return []
    if doors.number == 1:
        said = language.say("Its one door to support is closed to anything but a browser with a person at it.")
    else:
        said = language.count(
            "%(n)s of its %(doors)s doors to support is closed to anything but a browser with a person at it.",
            "%(n)s of its %(doors)s doors to support are closed to anything but a browser with a person at it.",
            doors.person_only,
            doors=language.number(doors.number),
        )
    return [Finding(tone=Tone.NOTE, sentence=said)]
