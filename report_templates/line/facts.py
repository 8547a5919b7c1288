"""What is told of a plan or a line beside the verdicts: a name, and sentences."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.line.telling import capital, figure, speed
from report_templates.line.words import CAUSES, WAYS
from results.judge.line.found import CauseCount, DirectionFound, LineFound
from results.judge.line.loss import Loss
from results.judge.line.pages import PageFound
from results.judge.line.plan import Direction, Line, LinePlan, Speeds
from results.judge.line.resolvers import DnsFound, Where
from results.judge.line.responsiveness import ResponsivenessFound
from results.judge.line.servers import ServerSeen


class LineFact(msgspec.Struct, frozen=True, kw_only=True):
    """A name and what it is, in sentences."""

    name: str
    text: str


def sold_facts(language: Language, plan: LinePlan) -> Iterator[LineFact]:
    """Tell what the contract says of each direction, and where it stands."""
    for way in Direction:
        if plan.of(way) != Speeds():
            yield LineFact(
                name=language.say("Sold, %(way)s", way=language.say(WAYS[way])), text=_sold(language, plan.of(way))
            )
    if plan.contract is not None:
        yield LineFact(
            name=language.say("Contract"),
            text=language.say(
                "%(source)s, read on %(day)s (SHA-256 %(hash)s).",
                source=plain(plan.contract.source, at_most=300),
                day=language.day(plan.contract.read_on),
                hash=plan.contract.sha256[:12],
            ),
        )


def _sold(language: Language, sold: Speeds) -> str:
    named = (
        (language.say("minimum"), sold.minimum),
        (language.say("normally"), sold.normal),
        (language.say("maximum"), sold.maximum),
        (language.say("advertised"), sold.advertised),
    )
    told = [f"{name} {figure(language, value)}" for name, value in named if value is not None]
    return f"{capital(', '.join(told))} Mbit/s."


def left_out(language: Language, way: DirectionFound, failed: int) -> str:
    """Tell which tests are in no figure, and why; empty where there are none."""
    told = [
        (way.device_limited, language.say("held down by the device: %(n)s", n=language.number(way.device_limited))),
        (way.cross_traffic, language.say("others on the line: %(n)s", n=language.number(way.cross_traffic))),
        (failed, language.say("failed: %(n)s", n=language.number(failed))),
    ]
    return "; ".join(words for n, words in told if n)


def tests_fact(language: Language, ways: Sequence[DirectionFound], failed: int) -> LineFact:
    """Tell how many tests count, and which are left out."""
    sentences = []
    for way in ways:
        out = left_out(language, way, 0)
        count = language.count("%(n)s test counts", "%(n)s tests count", way.counted)
        without = language.say("; left out: %(out)s", out=out) if out else ""
        sentences.append(f"{capital(language.say(WAYS[way.direction]))}: {count}{without}.")
    if failed:
        sentences.append(
            language.count(
                "%(n)s test failed: what it would have told is unknown.",
                "%(n)s tests failed: what they would have told is unknown.",
                failed,
            )
        )
    return LineFact(name=language.say("Tests of speed"), text=" ".join(sentences))


def days_fact(language: Language, line: LineFound) -> LineFact:
    """Tell on how many days anything is known of the line."""
    return LineFact(
        name=language.say("Days measured"),
        text=language.count(
            "%(tested)s of %(n)s day; nothing is known of the others.",
            "%(tested)s of %(n)s days; nothing is known of the others.",
            line.days,
            tested=language.number(line.days_tested),
        )
        if line.days_tested < line.days
        else language.count("All of %(n)s day.", "All of %(n)s days.", line.days),
    )


def loss_facts(language: Language, found: Loss) -> Iterator[LineFact]:
    """Tell loss, delay and jitter, as far as anything tells them."""
    if found.share is not None:
        text = language.say(
            "%(share)s of %(n)s packets were lost.",
            share=language.percent(100 * found.share, 2),
            n=language.number(found.sent),
        )
        if found.peak_share is not None:
            peak = language.say("In peak hours: %(share)s.", share=language.percent(100 * found.peak_share, 2))
            text = f"{text} {peak}"
        yield LineFact(name=language.say("Packets lost"), text=" ".join((text, *_not_counted(language, found))))
    rest, loaded = found.minimum_rtt_seconds, found.loaded_rtt_seconds
    if rest is not None and loaded is not None:
        yield LineFact(
            name=language.say("Delay"),
            text=language.say(
                "%(rest)s at best, %(loaded)s while a download fills the line (medians of the speed tests).",
                rest=language.duration(rest),
                loaded=language.duration(loaded),
            ),
        )
    elif (told := found.rtt_seconds if found.rtt_seconds is not None else rest) is not None:
        text = language.say("%(rest)s with nothing else on the line (median).", rest=language.duration(told))
        yield LineFact(name=language.say("Delay"), text=text)


def _not_counted(language: Language, found: Loss) -> Iterator[str]:
    if found.left_out:
        yield language.count(
            "%(n)s measurement is in no figure of loss: our own test filled the line meanwhile, or a single server was"
            " silent while another answered.",
            "%(n)s measurements are in no figure of loss: our own test filled the line meanwhile, or a single server"
            " was silent while another answered.",
            found.left_out,
        )


def causes_fact(language: Language, causes: Iterable[CauseCount]) -> LineFact:
    """Tell how often a line was not connected, cause by cause."""
    told = [
        f"{language.say(CAUSES[one.cause])} {language.number(one.n)} ({language.duration(one.seconds)})"
        for one in causes
        if one.n
    ]
    text = "; ".join(told) if told else language.say("none was seen")
    return LineFact(name=language.say("Disconnections"), text=f"{capital(text)}.")


def page_facts(language: Language, pages: Iterable[PageFound]) -> Iterator[LineFact]:
    """Tell each reference page."""
    for one in pages:
        if (known := one.page_seconds.all) is not None:
            yield LineFact(
                name=language.say("Page of %(whose)s", whose=plain(one.provider, at_most=60)),
                text=language.say(
                    "Half of %(n)s loads took %(half)s or less, 95 of 100 took %(most)s or less; %(failed)s failed and"
                    " %(changed)s were of another page than agreed.",
                    n=language.number(known.n),
                    half=language.duration(known.p50),
                    most=language.duration(known.p95),
                    failed=language.number(one.failed),
                    changed=language.number(one.changed),
                ),
            )


def dns_facts(language: Language, found: DnsFound | None) -> Iterator[LineFact]:
    """Tell the line's own resolver."""
    if found is None or not found.asked:
        return
    told = []
    if (known := found.query_seconds.all) is not None:
        told.append(language.say("Half of the answers came within %(half)s.", half=language.duration(known.p50)))
    told.append(
        language.say(
            "Of %(asked)s lookups %(silent)s had no answer and %(wrong)s a wrong one.",
            asked=language.number(found.asked),
            silent=language.number(found.unanswered),
            wrong=language.number(found.failed),
        )
    )
    if house := sum(one.asked for one in found.resolvers if one.where is Where.HOUSE):
        told.append(
            language.say("To the house's own router, which asks on, went %(house)s.", house=language.number(house))
        )
    yield LineFact(name=language.say("Names looked up"), text=" ".join(told))


def responsiveness_facts(language: Language, found: ResponsivenessFound | None) -> Iterator[LineFact]:
    """Tell the round trips a minute of each direction, in the draft's bands."""
    for way in found.directions if found else ():
        if way.rpm is None:
            continue
        text = language.say(
            "Median %(rpm)s round trips a minute in %(n)s tests: %(poor)s poor, %(fair)s fair, %(good)s good,"
            " %(excellent)s excellent.",
            rpm=language.number(round(way.rpm.p50)),
            n=language.number(way.counted),
            **{name: language.number(getattr(way.bands, name)) for name in way.bands.__struct_fields__},
        )
        if way.low_confidence:
            low = language.count(
                "%(n)s test tells of itself that its confidence is low.",
                "%(n)s tests tell of themselves that their confidence is low.",
                way.low_confidence,
            )
            text = f"{text} {low}"
        name = language.say("Responsiveness, %(way)s", way=language.say(WAYS[way.direction]))
        yield LineFact(name=name, text=text)


def servers_fact(language: Language, servers: Iterable[ServerSeen]) -> Iterator[LineFact]:
    """Tell which servers speed was measured against, and what paced them."""
    told = []
    for one in servers:
        paced = [f"{plain(name, at_most=30)}: {language.number(n)}" for name, n in sorted(one.congestion.items())]
        if one.untold:
            paced.append(language.say("not told: %(n)s", n=language.number(one.untold)))
        tests = language.count("%(n)s test", "%(n)s tests", one.tests)
        told.append(f"{plain(one.provider, at_most=60)}, {tests} ({', '.join(paced)})" if paced else tests)
    if told:
        yield LineFact(name=language.say("Servers, and what paced them"), text="; ".join(told) + ".")


def agent_fact(language: Language, line: Line, ceiling: float | None) -> LineFact:
    """Tell what the line was measured by, and what that can do itself."""
    by = {
        True: language.say("by cable"),
        False: language.say("not by cable"),
        None: language.say("nobody said whether by cable"),
    }[line.wired]
    told = (
        language.say("its own ceiling is not known")
        if ceiling is None
        else language.say("its own ceiling is %(speed)s at the lowest", speed=speed(language, ceiling))
    )
    return LineFact(name=language.say("Measuring device"), text=f"{plain(line.agent, at_most=80)}, {by}; {told}.")
