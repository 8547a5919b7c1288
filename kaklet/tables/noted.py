"""What people noted, briefly: a line for each journey, case, promise, contract, offering, survey and phone."""

import textwrap
from collections.abc import Iterator, Sequence

from results.judge.service.attention import ComponentMean
from results.judge.service.calls import ProviderCalls
from results.judge.service.cases import Ledger
from results.judge.service.contracts import ProviderTerms
from results.judge.service.held import Held, PromiseHeld
from results.judge.service.profiles import Profile
from results.judge.service.shares import Part
from results.judge.service.survey import Estimate, SurveyYear
from results.judge.summary import Summary

WIDTH = 80
_INDENT = "    "
_LONGEST = 40
_MINUTE = 60


def noted_lines(summary: Summary) -> Iterator[str]:
    """Yield what the service record adds up to; nothing where nobody noted anything."""
    parts = {
        "journeys, graded 1 to 10": [
            _line(f"{one.provider}, {one.journey}", *map(_component, one.components)) for one in summary.journeys
        ],
        "support cases": [_line(f"{one.provider}, {one.case}", *_case(one)) for one in summary.ledgers],
        "promises": [_line(f"{one.provider}, {one.promise}", *_promise(one)) for one in summary.promises],
        "terms": [_line(one.provider, *_terms(one)) for one in summary.terms],
        "offerings": [_line(one.provider, *_offering(one)) for one in summary.offerings],
        "surveys, index 0 to 100": [
            _line(f"{one.provider}, {one.survey} {one.year}", *_survey(one)) for one in summary.survey
        ],
        "phone calls": [_line(one.provider, *_calls(one)) for one in summary.calls],
        "outside scores": [
            _line(one.provider, f"{one.site} {one.score:g} of {one.highest:g}, {one.on:%Y-%m-%d}")
            for one in summary.reviews
        ],
    }
    if not any(parts.values()):
        return
    yield ""
    yield "Noted by people (--json tells all of it)"
    for heading, told in parts.items():
        if told:
            yield f"  {heading}"
            for line in told:
                yield from textwrap.wrap(
                    line, WIDTH, initial_indent=_INDENT, subsequent_indent=f"{_INDENT}  ", break_on_hyphens=False
                )


def _line(about: str, *told: str) -> str:
    return f"{about}: {'; '.join(one for one in told if one) or 'nothing to tell yet'}"


def _component(one: ComponentMean) -> str:
    mean = "n/a" if one.mean is None else f"{one.mean:.1f}"
    printed = f" (printed as {one.stated_as}, which the grades do not give)" if one.agrees is False else ""
    return f"{one.component} {mean}{printed}"


def _case(one: Ledger) -> Iterator[str]:
    yield f"{one.contacts} contacts"
    if one.solved:
        after = "" if one.contacts_until_solved is None else f" at contact {one.contacts_until_solved}"
        yield f"solved{after} by {one.solved_by_name or one.solved_by or 'somebody'}"
    else:
        yield "not solved"
    if one.promises.made:
        yield f"promises kept {one.promises.kept} of {one.promises.made}"
    if one.letters:
        yield f"letters unanswered {one.letters_unanswered} of {one.letters}"
    if one.false_claims:
        times = one.false_claims_repeated
        again = "" if not times else ", repeated once" if times == 1 else f", repeated {times} times"
        yield f"false claims {one.false_claims}{again}"
    if one.closed_unsolved:
        yield f"closed unsolved by {one.closed_by or 'somebody'}"


def _promise(one: PromiseHeld) -> Iterator[str]:
    if one.held is Held.NOT_MEASURABLE:
        yield f"not measurable ({(one.why or 'unknown').replace('_', ' ')})"
        return
    yield one.held.value
    promised = one.due or ("" if one.promised is None else f"{one.promised:.6g}")
    if promised and one.measured is not None:
        yield f"promised {promised}, measured {one.measured:.6g}, n {one.n}"
    if one.stable is False:
        yield "not stable: months differ"


def _terms(one: ProviderTerms) -> Iterator[str]:
    if one.binding_months is not None:
        yield f"binding {one.binding_months:g} months"
    if one.notice_days is not None:
        yield f"notice {one.notice_days:g} days"
    if one.refund_days is not None:
        law = "" if one.refund_beyond_law_days is None else f" ({one.refund_beyond_law_days:+g} against the law)"
        yield f"refund {one.refund_days:g} days{law}"
    yield _of("came as promised", one.came_as_promised)
    yield _of("would recommend", one.would_recommend)
    yield _of("satisfied", one.satisfied)


def _offering(one: Profile) -> Iterator[str]:
    yield _names("core", one.core)
    yield _names("only here", one.only_here)
    yield _names("lacks", one.lacks)
    yield _of("left to the customer", one.left_to_customer)
    yield _names("bonds", one.bonds)


def _names(about: str, names: Sequence[str]) -> str:
    cut = [one if len(one) <= _LONGEST else f"{one[: _LONGEST - 3]}..." for one in names]
    return f"{about} {', '.join(cut)}" if cut else ""


def _of(about: str, share: Part) -> str:
    return f"{about} {share.count} of {share.n}" if share.n else ""


def _survey(one: SurveyYear) -> Iterator[str]:
    yield _estimate("index", one.index)
    change = one.change
    if change is not None:
        sure = "more than chance" if change.significant else "no more than chance"
        yield f"{change.difference:+.1f} since {change.since} ({change.low:+.1f} to {change.high:+.1f}), {sure}"
    if one.recommend is not None:
        yield _estimate("net promoter score", one.recommend)


def _estimate(about: str, one: Estimate) -> str:
    if not one.shown or one.value is None:
        return f"{about} not shown, too few respondents (n {one.n})"
    interval = "" if one.low is None or one.high is None else f", {one.low:.1f} to {one.high:.1f}"
    return f"{about} {one.value:.1f} (n {one.n}{interval})"


def _calls(one: ProviderCalls) -> Iterator[str]:
    yield f"{one.calls} calls, {one.in_hours} in published hours"
    yield _of("answered", one.answered)
    yield _of("solved", one.solved)
    if one.median_wait_seconds is not None:
        minutes, seconds = divmod(round(one.median_wait_seconds), _MINUTE)
        yield f"median wait {minutes} min {seconds} s"
    if one.friendliness is not None:
        yield f"friendliness {one.friendliness:.1f} (n {one.friendliness_n})"
