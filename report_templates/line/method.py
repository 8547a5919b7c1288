"""How Internet lines are judged, for the method page: each rule set with its source, and what counts."""

from collections.abc import Iterator

from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.line.facts import LineFact
from report_templates.line.words import EXPLAINED, RULES
from results.judge.comparison import Comparison
from results.judge.line import bead, bnetza, bredbandskollen, fcc

_RULES = (bnetza.RULE, fcc.BANDS, fcc.CONSISTENT, bead.RULE, bredbandskollen.RULE)


def line_method(language: Language, comparison: Comparison) -> tuple[LineFact, ...]:
    """List the rules; nothing where a study has no lines."""
    return tuple(_rules(language, comparison)) if comparison.lines.plans else ()


def _rules(language: Language, comparison: Comparison) -> Iterator[LineFact]:
    found = comparison.lines
    yield LineFact(
        name=language.say("Whose sample it is"),
        text=language.say(
            "A sample is a line's because the measuring device hung on that line on that day, whoever's server was"
            " asked. Servers to test against are neutral, and never compared."
        ),
    )
    yield LineFact(
        name=language.say("Peak hours"), text=language.say("19 to 23 o'clock where the line lies, on all days.")
    )
    yield LineFact(
        name=language.say("What does not count"),
        text=language.say(
            "A test that came to %(ceiling)s or more of what the measuring device can do, and one beside which others"
            " carried more than %(traffic)s of its bytes, is in no figure, be it fast or slow.",
            ceiling=language.share(100 * found.rules.device_limited_share),
            traffic=language.share(100 * found.rules.cross_traffic_share),
        ),
    )
    for rule in _RULES:
        yield LineFact(
            name=language.say(RULES[rule.id]),
            text=f"{language.say(EXPLAINED[rule.id])} {plain(rule.source)} ({plain(rule.version)}).",
        )
    yield LineFact(
        name=language.say("Disconnections"),
        text=language.say(
            "At least two losses in a row to the same server. One server silent while others answered is the server's"
            " doing, all of at least two silent is the line's, a measuring device that started anew or had no link is"
            " the house's; one silent and no other asked is of unknown cause."
        ),
    )
    yield LineFact(name=language.say("Method of judging lines"), text=plain(found.method))
