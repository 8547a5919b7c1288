"""Support cases as stories: every step of a case in order, and what it adds up to."""

from collections.abc import Iterator, Mapping

from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.service.tables import ServicePart, SmallRow, SmallTable, ToldCase, ToldStep, cell, share
from report_templates.service.words import PARTIES
from report_templates.words import mark
from results.judge.service.cases import Ledger, LedgerTotals
from results.judge.service.record import ServiceRecord
from results.records.service import Event, LedgerStep, Outcome, Party

EVENTS = {
    Event.ORDERED: mark("Ordered"),
    Event.WORKED: mark("Worked for the first time"),
    Event.OPENED: mark("The problem"),
    Event.CONTACT: mark("%(who)s contacts %(whom)s"),
    Event.CLAIM: mark("%(who)s claims"),
    Event.PROMISE: mark("%(who)s promises"),
    Event.LETTER: mark("%(who)s writes"),
    Event.HANDOVER: mark("%(who)s sends on to %(whom)s"),
    Event.SOLVED: mark("%(who)s solves it"),
    Event.CLOSED: mark("%(who)s closes the case"),
}
OUTCOMES = {
    Outcome.SOLVED: mark("solved"),
    Outcome.UNSOLVED: mark("unsolved"),
    Outcome.TRUE: mark("proved true"),
    Outcome.FALSE: mark("proved false"),
    Outcome.KEPT: mark("kept"),
    Outcome.BROKEN: mark("broken"),
    Outcome.ANSWERED: mark("answered"),
    Outcome.UNANSWERED: mark("never answered"),
    Outcome.UNKNOWN: mark("not known"),
}


def case_part(language: Language, record: ServiceRecord, names: Mapping[str, str]) -> ServicePart | None:
    """Tell the support cases; None where there are none."""
    if not record.ledgers:
        return None
    return ServicePart(
        key="cases",
        title=language.say("One problem, all its contacts"),
        lead=language.say(
            "What it cost a customer to have one problem solved. Contacts are calls, chats and visits; letters are "
            "counted beside them."
        ),
        tables=(_totals(language, record, names),),
        stories=tuple(_case(language, one, names) for one in record.ledgers),
    )


def _totals(language: Language, record: ServiceRecord, names: Mapping[str, str]) -> SmallTable:
    return SmallTable(
        key="case-totals",
        caption=language.say("What the cases add up to"),
        heads=(
            language.say("Provider"),
            language.say("Cases"),
            language.say("Solved"),
            language.say("At first contact"),
            language.say("Promises kept"),
            language.say("Letters unanswered"),
            language.say("Closed unsolved"),
            language.say("False claims"),
            language.say("Sent on"),
        ),
        numbers=True,
        rows=tuple(_row(language, one, names) for one in record.ledger_totals),
    )


def _row(language: Language, one: LedgerTotals, names: Mapping[str, str]) -> SmallRow:
    return SmallRow(
        head=names[one.provider],
        beneath="",
        cells=(
            cell(language.number(one.cases)),
            share(language, one.solved),
            share(language, one.first_contact_resolution),
            share(language, one.promises_kept),
            share(language, one.letters_unanswered),
            share(language, one.closed_unsolved),
            cell(language.number(one.false_claims)),
            cell(language.number(one.handed_over)),
        ),
    )


def _case(language: Language, one: Ledger, names: Mapping[str, str]) -> ToldCase:
    return ToldCase(
        title=f"{names[one.provider]}: {plain(one.case)}",
        figures=tuple(_figures(language, one)),
        steps=tuple(_step(language, step) for step in one.steps),
    )


def _figures(language: Language, one: Ledger) -> Iterator[str]:
    if one.contacts_until_solved is not None:
        number = language.number(one.contacts_until_solved)
        yield language.say("Solved at contact %(n)s, by %(who)s.", n=number, who=_solver(language, one))
    elif one.solved:
        yield language.say("Solved by %(who)s.", who=_solver(language, one))
    else:
        yield language.count("Not solved after %(n)s contact.", "Not solved after %(n)s contacts.", one.contacts)
    if one.days_until_solved is not None:
        yield language.count("%(n)s day until solved.", "%(n)s days until solved.", one.days_until_solved)
    if one.promises.made:
        yield language.say("Promises kept: %(n)s of %(all)s.", n=one.promises.kept, all=one.promises.made)
    if one.letters:
        yield language.say("Letters without an answer: %(n)s of %(all)s.", n=one.letters_unanswered, all=one.letters)
    if one.false_claims:
        yield language.say(
            "False claims: %(n)s; said again: %(times)s.", n=one.false_claims, times=one.false_claims_repeated
        )
    if one.closed_unsolved:
        yield language.say("Closed unsolved by %(who)s.", who=_party(language, one.closed_by))
    if one.time_to_value_days is not None:
        yield language.count(
            "%(n)s day from the order until it worked.", "%(n)s days from the order until it worked.",
            one.time_to_value_days,
        )  # fmt: skip


def _solver(language: Language, one: Ledger) -> str:
    party = _party(language, one.solved_by)
    return f"{party} ({plain(one.solved_by_name)})" if one.solved_by_name else party


def _party(language: Language, party: Party | None) -> str:
    return language.say("someone") if party is None else language.say(PARTIES[party])


def _step(language: Language, step: LedgerStep) -> ToldStep:
    who = step.who or (Party.CUSTOMER if step.event is Event.LETTER else None)
    said = language.say(EVENTS[step.event], who=_party(language, who), whom=_party(language, step.whom))
    extras = [plain(word, at_most=80) for word in (step.name, step.channel) if word]
    if step.waiting_minutes is not None:
        extras.append(language.say("%(time)s waiting", time=language.duration(60 * step.waiting_minutes)))
    repeated = language.say("said before") if step.repeats is not None else ""
    outcome = "" if step.outcome is None else language.say(OUTCOMES[step.outcome])
    return ToldStep(
        when="" if step.on is None else f"{language.day(step.on)} {step.time}".strip(),
        what=(said[:1].upper() + said[1:]) + (f" ({', '.join(extras)})" if extras else ""),
        words=plain(step.text, at_most=600),
        came_of_it=", ".join(filter(None, (outcome, repeated))),
    )
