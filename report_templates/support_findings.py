"""Findings about answers: silence behind thanks, doors that are shut, and what stays unclear."""

from report_templates.finding import Finding, Tone
from report_templates.foreign import plain
from report_templates.language import Language
from results.judge.mail.verdict import Verdict
from results.judge.support import State, Story, Support
from results.records import Channel, Failure


def support_findings(language: Language, support: Support) -> list[Finding]:
    """Tell what one provider's questions came to, where that is more than a share and a median."""
    said = [
        *_silence(language, support),
        *_thanked(language, support),
        *_doors(language, support),
        *_proven(language, support),
        *_unclear(language, support),
        *_left_alone(language, support),
    ]
    return [Finding(tone=tone, sentence=sentence) for tone, sentence in said]


def _silence(language: Language, support: Support) -> list[tuple[Tone, str]]:
    if not support.closed or support.answered or support.undetermined:
        return []
    if support.acknowledged:
        return [(Tone.MINUS, _only_acknowledged(language, support))]
    told = support.outcomes.thanked_and_silent + support.outcomes.confirmed_and_silent if support.outcomes else 0
    rest = support.closed - told
    return [(Tone.MINUS, _nothing_came(language, support, rest))] if rest > 0 else []


def _thanked(language: Language, support: Support) -> list[tuple[Tone, str]]:
    """Tell of forms that said yes, and nothing came: thanks are no delivery."""
    found, window = support.outcomes, language.duration(support.window_seconds)
    said = []
    if found is None:
        return []
    if found.thanked_and_silent:
        said.append(
            language.count(
                "The form said thank you for %(n)s question, and nothing ever came of it within %(window)s: "
                "no acknowledgement and no answer.",
                "The form said thank you for %(n)s questions, and nothing ever came of them within %(window)s: "
                "no acknowledgement and no answer.",
                found.thanked_and_silent,
                window=window,
            )
        )
    if found.confirmed_and_silent:
        said.append(
            language.count(
                "The form confirmed that it had taken %(n)s question, and nothing ever came of it within %(window)s: "
                "no acknowledgement and no answer.",
                "The form confirmed that it had taken %(n)s questions, and nothing ever came of them within "
                "%(window)s: no acknowledgement and no answer.",
                found.confirmed_and_silent,
                window=window,
            )
        )
    return [(Tone.MINUS, sentence) for sentence in said]


def _only_acknowledged(language: Language, support: Support) -> str:
    return language.count(
        "A machine acknowledged, but no person answered the one question within %(window)s.",
        "A machine acknowledged, but no person answered any of %(n)s questions within %(window)s.",
        support.closed,
        window=language.duration(support.window_seconds),
    )


def _nothing_came(language: Language, support: Support, questions: int) -> str:
    window = language.duration(support.window_seconds)
    if support.channel is Channel.FORM:
        return language.count(
            "The form took the question, and nothing came of it within %(window)s.",
            "The form took %(n)s questions, and nothing came of them within %(window)s:"
            " no acknowledgement and no answer.",
            questions,
            window=window,
        )
    return language.count(
        "The mail server took the question, and nothing came back within %(window)s.",
        "The mail server took %(n)s questions, and nothing came back within %(window)s.",
        questions,
        window=window,
    )


def _doors(language: Language, support: Support) -> list[tuple[Tone, str]]:
    said = []
    bounced = sum(s.state is State.UNDELIVERABLE and s.failure is None and _bounced(s) for s in support.stories)
    if bounced:
        said.append(
            (
                Tone.MINUS,
                language.count(
                    "%(n)s question was taken and then came back as undeliverable.",
                    "%(n)s questions were taken and then came back as undeliverable.",
                    bounced,
                ),
            )
        )
    if support.failed:
        said.append((Tone.MINUS, _shut(language, support)))
    said += _turned_away(language, support)
    if support.needs_person:
        said.append(
            (
                Tone.NOTE,
                language.count(
                    "In %(n)s try the form asked for a person (CAPTCHA). We do not get around that.",
                    "In %(n)s tries the form asked for a person (CAPTCHA). We do not get around that.",
                    support.needs_person,
                ),
            )
        )
    return said


def _proven(language: Language, support: Support) -> list[tuple[Tone, str]]:
    """Tell of forms whose software wanted a link opened before anybody read the question."""
    found = support.verification
    if found is None or not found.asked:
        return []
    said = [
        language.count(
            "The form asked for a click on a link in a mail before it took %(n)s question.",
            "The form asked for a click on a link in a mail before it took %(n)s questions.",
            found.asked,
        )
    ]
    if found.opened:
        said.append(
            language.count("We opened %(n)s link, once.", "We opened %(n)s links, each of them once.", found.opened)
        )
    if found.left:
        said.append(
            language.count(
                "We left %(n)s link unopened: until then, the question waits behind a closed door.",
                "We left %(n)s links unopened: until then, the questions wait behind a closed door.",
                found.left,
            )
        )
    if found.unclear:
        said.append(
            language.count(
                "Of %(n)s link we do not know whether opening it served.",
                "Of %(n)s links we do not know whether opening them served.",
                found.unclear,
            )
        )
    return [(Tone.NOTE, " ".join(said))]


def _turned_away(language: Language, support: Support) -> list[tuple[Tone, str]]:
    """Tell of forms that answered with an error: it may be theirs or ours, so it is held against nobody."""
    stories = [one for one in support.stories if one.failure is Failure.FORM_REJECTED]
    said = []
    if stories:
        quoted = next((one.outcome.quoted[0] for one in stories if one.outcome and one.outcome.quoted), "")
        sentence = language.count(
            "The form turned %(n)s question away as wrongly filled in.",
            "The form turned %(n)s questions away as wrongly filled in.",
            len(stories),
        )
        said.append(
            " ".join([sentence, *([language.say("It said: “%(words)s”", words=plain(quoted))] if quoted else [])])
        )
    blocked = sum(one.failure is Failure.BLOCKED for one in support.stories)
    if blocked:
        said.append(
            language.count(
                "%(n)s question met a check for machines when the form was sent. We do not get around that.",
                "%(n)s questions met a check for machines when the form was sent. We do not get around that.",
                blocked,
            )
        )
    if support.outcomes and support.outcomes.robots_disallowed:
        said.append(
            language.count(
                "%(n)s question went by a form whose page the site's robots rules (robots.txt) close to programs. We "
                "report it, and send no more than a person would.",
                "%(n)s questions went by a form whose page the site's robots rules (robots.txt) close to programs. We "
                "report it, and send no more than a person would.",
                support.outcomes.robots_disallowed,
            )
        )
    return [(Tone.NOTE, sentence) for sentence in said]


def _bounced(story: Story) -> bool:
    return any(r.verdict is Verdict.BOUNCE for r in story.messages)


def _left_alone(language: Language, support: Support) -> list[tuple[Tone, str]]:
    """Tell of cases closed over the asker's head, promises not kept, and questions that no figure counts."""
    cases, said = support.cases, []
    if cases.closed_without_answer:
        said.append(
            (
                Tone.MINUS,
                language.count(
                    "%(n)s question was called closed before any person had answered.",
                    "%(n)s questions were called closed before any person had answered.",
                    cases.closed_without_answer,
                ),
            )
        )
    if cases.promises_broken:
        said.append(
            (
                Tone.MINUS,
                language.count(
                    "%(broken)s of %(n)s promise of a call-back or an answer was not kept in time.",
                    "%(broken)s of %(n)s promises of a call-back or an answer were not kept in time.",
                    cases.promises_made,
                    broken=language.number(cases.promises_broken),
                ),
            )
        )
    if cases.unproven:
        said.append(
            (
                Tone.NOTE,
                language.count(
                    "%(n)s question counts for nothing: the seed messages of its batch did not arrive either.",
                    "%(n)s questions count for nothing: the seed messages of their batch did not arrive either.",
                    cases.unproven,
                ),
            )
        )
    return said


def _shut(language: Language, support: Support) -> str:
    if support.channel is Channel.FORM:
        return language.count(
            "In %(n)s try the form did not take the question.",
            "In %(n)s tries the form did not take the question.",
            support.failed,
        )
    return language.count(
        "In %(n)s try the mail server did not take the question.",
        "In %(n)s tries the mail server did not take the question.",
        support.failed,
    )


def _unclear(language: Language, support: Support) -> list[tuple[Tone, str]]:
    said = []
    away = sum(any(r.verdict is Verdict.OUT_OF_OFFICE for r in s.messages) for s in support.stories)
    if away:
        said.append(
            (
                Tone.NOTE,
                language.count(
                    "%(n)s question met an out-of-office reply.", "%(n)s questions met an out-of-office reply.", away
                ),
            )
        )
    if support.undetermined:
        said.append(
            (
                Tone.NOTE,
                language.count(
                    "%(n)s question got a message that may be a person's or a machine's.",
                    "%(n)s questions got messages that may be a person's or a machine's.",
                    support.undetermined,
                ),
            )
        )
    return said
