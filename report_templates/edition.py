"""Which edition it is, and what has changed since the one before: sentences that stand on tests, and the figures."""

from collections.abc import Iterator, Sequence

import msgspec

from report_templates.change_figures import beside, compared, figure, interval, signed
from report_templates.claims import Claim, column_title
from report_templates.edition_notes import how, notes, provider_called
from report_templates.edition_words import CHANGED, COURSES
from report_templates.figures import DASH
from report_templates.finding import Finding, Tone
from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.page import provider_file, provider_name
from results.judge.comparison import Comparison, ProviderResult
from results.judge.editions.edition import Change, Course, Earlier
from results.judge.ranking.ranks import Rung

MOST_ROWS = 60
"""With more figures than this only those that changed are listed; all of them stand in the downloads."""


class ChangeRow(msgspec.Struct, frozen=True, kw_only=True):
    """One figure, then and now."""

    figure: str
    then: str
    then_beside: str
    now: str
    now_beside: str
    difference: str
    interval: str
    course: str
    proven: bool


class ChangeGroup(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one provider."""

    provider: str
    href: str
    span: int
    """How many there are."""
    rows: tuple[ChangeRow, ...]


class RuleRow(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that was another."""

    rule: str
    before: str
    after: str


class EditionPart(msgspec.Struct, frozen=True, kw_only=True):
    """What the front page says of changes."""

    heading: str
    lead: str
    claims: tuple[Claim, ...]
    notes: tuple[str, ...]
    """Who is new, who is gone, and what could not be compared."""
    groups: tuple[ChangeGroup, ...]
    left_out: str
    """A sentence where not every figure is listed; else empty."""
    rules: tuple[RuleRow, ...]
    how: str
    hash: str


def dateline(language: Language, comparison: Comparison) -> str:
    """Tell the period, and before it the number of the edition with the day on which it was made."""
    own = comparison.edition
    if own is None:
        return language.period
    values = {"number": language.number(own.number), "date": language.date(own.made_at), "period": language.period}
    if own.draft:
        return language.say("Draft of edition %(number)s, made on %(date)s. %(period)s", **values)
    if own.revision > 1:
        return language.say("Edition %(number)s, corrected on %(date)s. %(period)s", **values)
    return language.say("Edition %(number)s, made on %(date)s. %(period)s", **values)


def edition_part(language: Language, comparison: Comparison) -> EditionPart | None:
    """Tell what has changed; None where there is no edition before."""
    own = comparison.edition
    if own is None or own.since is None:
        return None
    told = [one for one in own.changes if one.course is not Course.NOT_COMPARED]
    listed = told if len(told) <= MOST_ROWS else [one for one in told if one.proven]
    return EditionPart(
        heading=language.say("What has changed since %(before)s", before=_name(language, own.since)),
        lead=_lead(language, own.since),
        claims=change_claims(language, comparison),
        notes=tuple(notes(language, comparison, own)),
        groups=tuple(_groups(language, comparison, listed)),
        left_out=language.say("Listed are the figures that changed; all of them stand in changes.csv.")
        if len(listed) < len(told)
        else "",
        rules=tuple(
            RuleRow(rule=plain(one.rule), before=plain(one.before), after=plain(one.after)) for one in own.rules
        ),
        how=how(language, comparison, told),
        hash=own.since.sha256,
    )


def _name(language: Language, since: Earlier) -> str:
    if since.number is None:
        return language.say("the report before")
    return language.say("edition %(number)s", number=language.number(since.number))


def _lead(language: Language, since: Earlier) -> str:
    return language.say(
        "That was the period %(start)s to %(end)s. Its comparison.json has the SHA-256",
        start=language.date(since.start),
        end=language.date(since.end),
    )


def change_claims(language: Language, comparison: Comparison) -> tuple[Claim, ...]:
    """Say who changed by more than chance (rung 2), and how many of the figures did (rung 0)."""
    own = comparison.edition
    if own is None or own.since is None:
        return ()
    told = [one for one in own.changes if one.course is not Course.NOT_COMPARED]
    proven = [one for one in told if one.proven]
    said = [Claim(rung=Rung.PAIR, sentence=_sentence(language, comparison, own.since, one)) for one in proven]
    if told:
        said.append(Claim(rung=Rung.FACT, sentence=_counted(language, len(proven), len(told))))
    return tuple(said)


def _counted(language: Language, proven: int, told: int) -> str:
    if not proven:
        return language.count(
            "The one figure that could be compared has not changed by more than chance can explain.",
            "None of %(n)s figures that could be compared has changed by more than chance can explain.",
            told,
        )
    return language.count(
        "The one figure that could be compared has changed by more than chance can explain.",
        "Changed by more than chance can explain: %(changed)s of %(n)s figures that could be compared.",
        told,
        changed=language.number(proven),
    )


def change_findings(language: Language, comparison: Comparison, provider: ProviderResult) -> Iterator[Finding]:
    """Yield what has changed at *provider* by more than chance."""
    own = comparison.edition
    if own is None or own.since is None:
        return
    for one in own.changes:
        if one.provider == provider.id and one.proven:
            tone = Tone.PLUS if one.course is Course.BETTER else Tone.MINUS
            yield Finding(tone=tone, sentence=_sentence(language, comparison, own.since, one))


def _sentence(language: Language, comparison: Comparison, since: Earlier, one: Change) -> str:
    then, now = compared(language, one)
    return language.say(
        CHANGED[one.metric, one.course],
        column=column_title(language, comparison, one.criterion),
        name=provider_called(comparison, one.provider),
        before=_name(language, since),
        then=then,
        now=now,
    )


def _groups(language: Language, comparison: Comparison, changes: Sequence[Change]) -> Iterator[ChangeGroup]:
    for provider in comparison.providers:
        rows = tuple(_row(language, comparison, one) for one in changes if one.provider == provider.id)
        if rows:
            yield ChangeGroup(provider=provider_name(provider), href=provider_file(provider), span=len(rows), rows=rows)


def _row(language: Language, comparison: Comparison, one: Change) -> ChangeRow:
    both = compared(language, one)
    return ChangeRow(
        figure=column_title(language, comparison, one.criterion),
        then=figure(language, one.metric, one.then),
        then_beside=beside(language, one.metric, both[0]),
        now=figure(language, one.metric, one.now),
        now_beside=beside(language, one.metric, both[1]),
        difference=DASH if one.difference is None else signed(language, one.metric, one.difference.difference),
        interval="" if one.difference is None else interval(language, one.metric, one.difference),
        course=language.say(COURSES[one.course]),
        proven=one.proven,
    )
