"""Words that compare, rank or leave no exception, by language: what an editor's text may say only where a test does."""

import re
from enum import StrEnum
from typing import NamedTuple

from results.judge.rules import Metric


class Kind(StrEnum):
    """What such a word claims."""

    BEST = "best"
    WORST = "worst"
    WINNER = "winner"
    BETTER = "better"
    """Before it stands the better one, after it the other."""
    WORSE = "worse"
    ONLY = "only"
    EVERY_TIME = "every_time"


class Boast(NamedTuple):
    """One word or phrase."""

    pattern: re.Pattern[str]
    kind: Kind
    metrics: frozenset[Metric]
    """Which columns could bear it; empty for any, and for the total."""


_SPEED = frozenset({Metric.RESPONSE_SECONDS, Metric.ANSWER_SECONDS})
_UP = frozenset({Metric.UPTIME_PERCENT})
_ANY: frozenset[Metric] = frozenset()


def _boasts(*table: tuple[str, Kind, frozenset[Metric]]) -> tuple[Boast, ...]:
    return tuple(Boast(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), kind, metrics) for words, kind, metrics in table)


BOASTS: dict[str, tuple[Boast, ...]] = {
    "en": _boasts(
        (r"best|finest|number one|second to none|unbeat\w+", Kind.BEST, _ANY),
        (r"worst|poorest", Kind.WORST, _ANY),
        (r"fastest|quickest", Kind.BEST, _SPEED),
        (r"slowest", Kind.WORST, _SPEED),
        (r"(?:most|more) reliable(?! than)|most stable", Kind.BEST, _UP),
        (r"least reliable", Kind.WORST, _UP),
        (r"winners?|wins|won", Kind.WINNER, _ANY),
        (r"better than|superior to|ahead of|outperforms?|beats?", Kind.BETTER, _ANY),
        (r"worse than|inferior to|behind", Kind.WORSE, _ANY),
        (r"(?:faster|quicker) than", Kind.BETTER, _SPEED),
        (r"slower than", Kind.WORSE, _SPEED),
        (r"(?:more (?:reliable|stable)|up more|down less) than|less downtime than", Kind.BETTER, _UP),
        (r"less reliable than|down more (?:often )?than|more downtime than", Kind.WORSE, _UP),
        (r"only|alone|no other|nobody else|the sole", Kind.ONLY, _ANY),
        (r"always|never|every time|without exception|all the time", Kind.EVERY_TIME, _ANY),
    ),
    "sv": _boasts(
        (r"bäst|bästa|främst|främsta|oslagbar\w*|nummer ett", Kind.BEST, _ANY),
        (r"sämst|sämsta|värst|värsta", Kind.WORST, _ANY),
        (r"snabbast|snabbaste|kvickast\w*", Kind.BEST, _SPEED),
        (r"långsammast|långsammaste|trögast\w*", Kind.WORST, _SPEED),
        (r"(?:mest pålitlig\w*|pålitligast\w*|mest stabil\w*|stabilast\w*)", Kind.BEST, _UP),
        (r"minst pålitlig\w*", Kind.WORST, _UP),
        (r"vinnare\w*|vinner|vann|segrar\w*", Kind.WINNER, _ANY),
        (r"bättre än|före|slår|överträffar", Kind.BETTER, _ANY),
        (r"sämre än|efter alla", Kind.WORSE, _ANY),
        (r"(?:snabbare|kvickare) än", Kind.BETTER, _SPEED),
        (r"(?:långsammare|trögare) än", Kind.WORSE, _SPEED),
        (
            r"(?:pålitligare|stabilare|mer (?:pålitlig|stabil)\w*|nere mindre|mindre nere) än|färre avbrott än",
            Kind.BETTER,
            _UP,
        ),
        (r"(?:mindre pålitlig\w*|nere mer|mer nere|nere oftare) än|fler avbrott än", Kind.WORSE, _UP),
        (r"endast|bara|enda|ensam om|ingen annan", Kind.ONLY, _ANY),
        (r"alltid|aldrig|varje gång|utan undantag", Kind.EVERY_TIME, _ANY),
    ),
    "nb": _boasts(
        (r"best|beste|fremst|fremste|uslåelig\w*|nummer én", Kind.BEST, _ANY),
        (r"dårligst|dårligste|verst|verste", Kind.WORST, _ANY),
        (r"raskest|raskeste|kjappest\w*", Kind.BEST, _SPEED),
        (r"tregest|tregeste|langsomst\w*", Kind.WORST, _SPEED),
        (r"mest (?:pålitelig\w*|stabil\w*)", Kind.BEST, _UP),
        (r"minst pålitelig\w*", Kind.WORST, _UP),
        (r"vinner\w*|vant|seierherre\w*", Kind.WINNER, _ANY),
        (r"bedre enn|foran|slår|overgår", Kind.BETTER, _ANY),
        (r"dårligere enn|verre enn", Kind.WORSE, _ANY),
        (r"(?:raskere|kjappere) enn", Kind.BETTER, _SPEED),
        (r"(?:tregere|langsommere) enn", Kind.WORSE, _SPEED),
        (r"(?:mer (?:pålitelig|stabil)\w*|nede mindre|mindre nede(?:tid)?) enn|færre avbrudd enn", Kind.BETTER, _UP),
        (r"(?:mindre pålitelig\w*|nede mer|mer nede(?:tid)?|oftere nede) enn|flere avbrudd enn", Kind.WORSE, _UP),
        (r"bare|kun|eneste|alene om|ingen andre", Kind.ONLY, _ANY),
        (r"alltid|aldri|hver gang|uten unntak", Kind.EVERY_TIME, _ANY),
    ),
    "nl": _boasts(
        (r"best|beste|onovertroffen|nummer één", Kind.BEST, _ANY),
        (r"slechtst|slechtste", Kind.WORST, _ANY),
        (r"snelst|snelste|vlugst\w*", Kind.BEST, _SPEED),
        (r"traagst|traagste|langzaamst\w*", Kind.WORST, _SPEED),
        (r"betrouwbaarst\w*|meest betrouwbare?|stabielst\w*", Kind.BEST, _UP),
        (r"minst betrouwbare?", Kind.WORST, _UP),
        (r"winnaars?|wint|won|winnen", Kind.WINNER, _ANY),
        (r"beter dan|voor op|verslaat|overtreft", Kind.BETTER, _ANY),
        (r"slechter dan|erger dan", Kind.WORSE, _ANY),
        (r"(?:sneller|vlugger) dan", Kind.BETTER, _SPEED),
        (r"(?:trager|langzamer) dan", Kind.WORSE, _SPEED),
        (r"(?:betrouwbaarder|stabieler) dan|minder uitval dan|minder storingen dan", Kind.BETTER, _UP),
        (r"minder betrouwbaar dan|meer uitval dan|meer storingen dan|vaker plat dan", Kind.WORSE, _UP),
        (r"alleen|enige|slechts|geen ander\w*", Kind.ONLY, _ANY),
        (r"altijd|nooit|iedere keer|elke keer|zonder uitzondering", Kind.EVERY_TIME, _ANY),
    ),
}
