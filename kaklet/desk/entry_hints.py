"""What each field of the record's forms is for, in a few words, and what the next entry shares with the last one."""

from collections.abc import Mapping, Sequence

from kaklet.service.entry import fields_of
from results.records.service import Content, Kind, LedgerStep

HINTS: Mapping[tuple[Kind, str], str] = {
    (Kind.JOURNEY, "journey"): "A name for this customer's way; the same in all its phases.",
    (Kind.JOURNEY, "phase"): "Ordering, installation, use, after-sales, ... Empty only for a printed mean.",
    (Kind.JOURNEY, "grade"): "1 (worst) to 10 (best). Leave it empty for n/a.",
    (Kind.JOURNEY, "stated_mean"): "Only for a mean that the journey's author printed: then no phase and no grade.",
    (Kind.JOURNEY, "occurrence"): "2 where a phase comes for the second time.",
    (Kind.LEDGER, "case"): "A name for the problem; the same in all its steps.",
    (Kind.LEDGER, "step"): "Its place in the case: what comes later has a higher number.",
    (Kind.LEDGER, "event"): "A contact is a call, chat or visit; what was said in it are steps of their own.",
    (Kind.LEDGER, "on"): "The day, if it is known.",
    (Kind.LEDGER, "who"): "Who called, said, promised, sent on, solved or closed.",
    (Kind.LEDGER, "whom"): "Who was called, or sent on to.",
    (Kind.LEDGER, "name"): "More closely: a department, a firm. No person's name.",
    (Kind.LEDGER, "text"): "What was said, promised, written or done.",
    (Kind.LEDGER, "outcome"): "Of a contact solved or not, of a promise kept or broken, of a claim true or false, ...",
    (Kind.LEDGER, "outcome_on"): "When a promise was kept, or a letter answered.",
    (Kind.LEDGER, "repeats"): "Of a claim that is made again: the number of the earlier step.",
    (Kind.PROMISE, "promise"): "A short name for it.",
    (Kind.PROMISE, "quote"): "The provider's own words.",
    (Kind.PROMISE, "source"): "Where they stand: an address, a page, who said them.",
    (Kind.PROMISE, "made_on"): "When they were read or heard.",
    (Kind.PROMISE, "measure"): "What tests it; none where nothing here can.",
    (Kind.PROMISE, "task"): "The study's task that tests it; empty where only one can.",
    (Kind.PROMISE, "value"): "Uptime and phone: per cent. Response: seconds. Answer within: hours.",
    (Kind.PROMISE, "share"): "Per cent for which it is promised; empty for the middle, or for all answers.",
    (Kind.PROMISE, "due"): "For done by: the promised day.",
    (Kind.PROMISE, "done_on"): "For done by: the day on which it was done.",
    (Kind.PROMISE, "case"): "For done by: the support case that says when it worked, where the day is empty.",
    (Kind.PROMISE, "compensation"): "What was paid because it was broken; it makes no broken promise a kept one.",
    (
        Kind.TERMS,
        "value",
    ): "Days and months as numbers; friendliness 1 to 10; a panel excellent, good, poor or none; yes or no.",
    (Kind.TERMS, "tester"): "For an impression: a name or letter for who had it. Empty for what the contract says.",
    (Kind.TERMS, "seen_on"): "When it was read.",
    (Kind.OFFERING, "item"): "One service, channel or task.",
    (
        Kind.OFFERING,
        "value",
    ): "Yes or no; who does it, of the customer's work; bond or relation, of ties; else in words.",
    (Kind.REVIEW, "score"): "As the site prints it.",
    (Kind.REVIEW, "lowest"): "The lowest score that the site gives.",
    (Kind.REVIEW, "highest"): "The highest.",
    (Kind.REVIEW, "reviews"): "How many people it stands on, if the site says so.",
}

CONTINUED: Mapping[Kind, str] = {
    Kind.JOURNEY: "Go on with the journey of",
    Kind.LEDGER: "Note the next step of the case of",
    Kind.PROMISE: "Note another promise of",
    Kind.TERMS: "Note another term of",
    Kind.OFFERING: "Go on with the offering of",
}
"""What the form that comes filled in is for; the provider's name follows."""

_SHARED: Mapping[Kind, tuple[str, ...]] = {
    Kind.JOURNEY: ("provider", "journey", "phase"),
    Kind.LEDGER: ("provider", "case"),
    Kind.PROMISE: ("provider", "source", "made_on"),
    Kind.TERMS: ("provider", "tester", "seen_on"),
    Kind.OFFERING: ("provider", "aspect"),
}


def next_values(kind: Kind, last: Mapping[str, str], noted: Sequence[Content]) -> dict[str, str]:
    """
    Tell what a form may be filled in with after *last* was noted, the fields of an entry as text.

    Of a support case that is the step after all of those *noted*.
    """
    shared = [name for name in _SHARED.get(kind, ()) if name in fields_of(kind)]
    values = {name: last[name] for name in shared if name in last}
    if kind is Kind.LEDGER:
        steps = [
            one.step
            for one in noted
            if isinstance(one, LedgerStep) and (one.provider, one.case) == (last.get("provider"), last.get("case"))
        ]
        values["step"] = str(1 + max(steps, default=0))
    return values
