"""All findings about one provider."""

from report_templates.claims import provider_claims
from report_templates.edition import change_findings
from report_templates.figures import criterion_of, promised, told_beside
from report_templates.finding import Finding, Tone
from report_templates.foreign import plain
from report_templates.form_part import door_findings
from report_templates.language import Language
from report_templates.support_findings import support_findings
from results.judge.comparison import Comparison, PromiseKept, ProviderResult

GOOD_FROM = 4
POOR_TO = 1


def provider_findings(language: Language, comparison: Comparison, provider: ProviderResult) -> tuple[Finding, ...]:
    """Tell all findings about one provider: by its grades, its promises and its questions."""
    return (
        *_graded(language, comparison, provider),
        *provider_claims(language, comparison, provider),
        *change_findings(language, comparison, provider),
        *_promised(language, comparison, provider),
        *(f for support in provider.support for f in support_findings(language, support)),
        *door_findings(language, provider),
    )


def _graded(language: Language, comparison: Comparison, provider: ProviderResult) -> list[Finding]:
    findings = []
    for figure in provider.figures:
        if figure.grade is None or POOR_TO < figure.grade < GOOD_FROM:
            continue
        criterion = criterion_of(comparison, figure)
        findings.append(
            Finding(
                tone=Tone.PLUS if figure.grade >= GOOD_FROM else Tone.MINUS,
                sentence=language.say(
                    "%(criterion)s: %(figure)s, grade %(grade)s of 5.",
                    criterion=plain(language.pick(criterion.title)),
                    figure=told_beside(language, provider, criterion, figure),
                    grade=figure.grade,
                ),
            )
        )
    return findings


def _promised(language: Language, comparison: Comparison, provider: ProviderResult) -> list[Finding]:
    findings = []
    for result in provider.promises:
        if result.kept is PromiseKept.UNKNOWN:
            continue
        criterion = criterion_of(comparison, result.figure)
        kept = result.kept is PromiseKept.KEPT
        values = {
            "criterion": plain(language.pick(criterion.title)),
            "promised": promised(language, criterion.metric, result.promise.value),
            "figure": told_beside(language, provider, criterion, result.figure),
        }
        findings.append(
            Finding(
                tone=Tone.PLUS if kept else Tone.MINUS,
                sentence=language.say("Promise kept: %(criterion)s %(promised)s, measured %(figure)s.", **values)
                if kept
                else language.say("Promise not kept: %(criterion)s %(promised)s, measured %(figure)s.", **values),
            )
        )
    return findings
