"""What every page about Internet lines says of them: how much was measured, what counts, and what it is no proof of."""

from collections.abc import Iterator

from report_templates.language import Language
from report_templates.line.telling import sellers_of, tests_of
from report_templates.page import Link, file_of_provider
from results.judge.comparison import Comparison


def lines_lead(language: Language, comparison: Comparison) -> str:
    """Say how much stands behind everything that is told of lines."""
    found = comparison.lines
    return language.say(
        "%(lines)s of %(plans)s, sold by %(sellers)s, measured at the customer's end: %(tests)s of speed count. These"
        " are facts about the lines that were measured; Internet providers are not ranked by them.",
        lines=language.count("%(n)s line", "%(n)s lines", len(found.lines)),
        plans=language.count("%(n)s plan", "%(n)s plans", len(found.plans)),
        sellers=language.count("%(n)s provider", "%(n)s providers", len(sellers_of(found))),
        tests=language.count("%(n)s test", "%(n)s tests", tests_of(found)),
    )


def days_told(language: Language, comparison: Comparison) -> str:
    """Say on how many days anything is known of the lines; empty where there are none."""
    lines = comparison.lines.lines
    if not lines:
        return ""
    return language.say(
        "Lines were tested on %(tested)s of %(days)s days, each line's counted by itself. Nothing is known of the"
        " others, and they count neither for nor against anyone.",
        tested=language.number(sum(one.days_tested for one in lines)),
        days=language.number(sum(one.days for one in lines)),
    )


def line_notes(language: Language, comparison: Comparison) -> tuple[str, ...]:
    """List what holds for every figure of lines."""
    return tuple(_notes(language, comparison))


def _notes(language: Language, comparison: Comparison) -> Iterator[str]:
    found = comparison.lines
    if any(plan.few for plan in found.plans):
        yield language.say(
            "Fewer than %(n)s lines of a plan are few: what is said of them holds for these lines, and not for the"
            " provider's others.",
            n=language.number(found.rules.few_lines),
        )
    yield language.say("Peak hours are 19 to 23 o'clock where the line lies, on all days. Speeds are in Mbit/s.")
    yield language.say(
        "Left out: tests that came to %(ceiling)s or more of what the measuring device can do, and tests beside which "
        "others carried more than %(traffic)s of their bytes. A test that failed is unknown and no speed of nought.",
        ceiling=language.share(100 * found.rules.device_limited_share),
        traffic=language.share(100 * found.rules.cross_traffic_share),
    )
    yield language.say(
        "A test reaches one server and tells of the way there as a whole, which is not the last mile alone."
    )


def sellers(language: Language, comparison: Comparison) -> tuple[Link, ...]:
    """Link the pages of those that sell the lines, each once."""
    return tuple(
        Link(text=name, href=file_of_provider(key, name), lang=language.code)
        for key, name in sellers_of(comparison.lines).items()
    )
