"""Ties, the providers' own answers, what was left out and what was corrected, in words."""

import msgspec

from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.page import provider_file, provider_name
from results.judge.comparison import Comparison
from results.judge.openness import Reply

_LONGEST = 8000


class TieRow(msgspec.Struct, frozen=True, kw_only=True):
    """What binds the authors to one provider."""

    provider: str
    href: str
    ties: str
    reply: str
    """When it was asked for its answer, and whether it gave one; empty if it was not asked."""


class ReplyPart(msgspec.Struct, frozen=True, kw_only=True):
    """One provider's own answer."""

    told: str
    paragraphs: tuple[str, ...]


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was left out, or corrected."""

    head: str
    text: str


class OpennessPart(msgspec.Struct, frozen=True, kw_only=True):
    """What the front page says of it; each may be empty."""

    ties: tuple[TieRow, ...]
    exclusions: tuple[Noted, ...]
    corrections: tuple[Noted, ...]


def openness_part(language: Language, comparison: Comparison) -> OpennessPart:
    """Tell all of it, the newest correction first."""
    told = comparison.openness
    rows = tuple(
        TieRow(
            provider=provider_name(one),
            href=provider_file(one),
            ties=plain(language.pick(told.ties.get(one.id, {})), at_most=_LONGEST) or language.say("nothing declared"),
            reply=_asked(language, told.replies[one.id]) if one.id in told.replies else "",
        )
        for one in comparison.providers
    )
    return OpennessPart(
        ties=rows if told.ties or told.replies else (),
        exclusions=tuple(
            Noted(head=plain(language.pick(one.what)), text=plain(language.pick(one.reason), at_most=_LONGEST))
            for one in told.exclusions
        ),
        corrections=tuple(
            Noted(
                head=language.say("%(date)s, by %(name)s", date=language.day(one.on), name=plain(one.by)),
                text=plain(language.pick(one.text), at_most=_LONGEST),
            )
            for one in sorted(told.corrections, key=lambda one: one.on, reverse=True)
        ),
    )


def reply_part(language: Language, comparison: Comparison, provider: str) -> ReplyPart | None:
    """Tell the own answer of *provider*, by its id; None if it was not asked."""
    reply = comparison.openness.replies.get(provider)
    if reply is None:
        return None
    text = language.pick(reply.text)
    return ReplyPart(
        told=_asked(language, reply),
        paragraphs=tuple(plain(one, at_most=_LONGEST) for one in text.split("\n\n") if one.strip()),
    )


def _asked(language: Language, reply: Reply) -> str:
    asked = language.day(reply.asked)
    if reply.answered is None:
        return language.say("It was asked on %(asked)s and did not answer.", asked=asked)
    answered = language.day(reply.answered)
    return language.say("It was asked on %(asked)s and answered on %(answered)s.", asked=asked, answered=answered)
