"""Answers: each question is a lane along the window; what came back stands on it."""

import msgspec

from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.page import anchor, provider_file, provider_name
from report_templates.scale import place
from report_templates.words import VERDICTS, state_words
from results.judge.comparison import ProviderResult
from results.judge.mail.verdict import Verdict
from results.judge.support import Received, State, Story, Support

LANE_HEIGHT = 15
MOST_LANES = 60
"""With more questions than this no provider's are drawn by themselves: they are longer than any screen."""
_FIRST = 11

MARKS = {
    Verdict.HUMAN: "m-person",
    Verdict.AUTO_ACK: "m-acknowledged",
    Verdict.OUT_OF_OFFICE: "m-away",
    Verdict.UNDETERMINED: "m-undetermined",
    Verdict.BOUNCE: "m-bounce",
}
_OTHER = "m-other"
_ENDS = {
    State.SILENT: "m-nothing",
    State.WAITING: "m-waiting",
    State.UNDELIVERABLE: "m-bounce",
    State.UNPROVEN: "m-unknown",
}


class LaneMark(msgspec.Struct, frozen=True, kw_only=True):
    """Something on a lane."""

    mark: str
    """The id of its drawing."""
    at: str


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One question."""

    y: str
    until: str
    """Where its line ends: at the answer, at the window's end, or where following it ended."""
    known: bool
    """False where our prober failed, so that nothing is known: the line is then dashed."""
    marks: tuple[LaneMark, ...]
    title: str


class LaneChart(msgspec.Struct, frozen=True, kw_only=True):
    """One provider's questions."""

    key: str
    """Unique in the page."""
    provider: str
    href: str
    height: str
    summary: str
    lanes: tuple[Lane, ...]
    """Empty where there are too many."""


def lane_chart(language: Language, provider: ProviderResult, support: Support, summary: str) -> LaneChart:
    """Draw the questions of one provider, in the order in which they were asked."""
    stories = sorted(support.stories, key=lambda story: story.asked_at)
    return LaneChart(
        key=anchor(provider, support.task),
        provider=provider_name(provider),
        href=provider_file(provider),
        height=str(2 * _FIRST + LANE_HEIGHT * max(0, len(stories) - 1)),
        summary=summary,
        lanes=tuple(lane(language, story, support.window_seconds, number) for number, story in enumerate(stories))
        if len(stories) <= MOST_LANES
        else (),
    )


def lane(language: Language, story: Story, window_seconds: float, number: int) -> Lane:
    """Draw the question with this *number*, from 0, on an axis of *window_seconds*."""
    end = _end(story, window_seconds)
    marks = [
        LaneMark(mark=MARKS.get(r.verdict, _OTHER), at=place(r.after_seconds / window_seconds))
        for r in story.messages
        if r.after_seconds <= window_seconds
    ]
    bounced = any(r.verdict is Verdict.BOUNCE for r in story.messages)
    if story.state in _ENDS and not bounced:
        marks.append(LaneMark(mark=_ENDS[story.state], at=place(end)))
    return Lane(
        y=str(_FIRST + LANE_HEIGHT * number),
        until=place(end),
        known=story.state not in {State.UNKNOWN, State.UNPROVEN},
        marks=tuple(sorted(marks, key=lambda mark: mark.mark == "m-person")),
        title=lane_title(language, story, number),
    )


def _end(story: Story, window_seconds: float) -> float:
    if story.state is State.UNDELIVERABLE:
        return max((r.after_seconds for r in story.messages if r.verdict is Verdict.BOUNCE), default=0) / window_seconds
    reached = story.followed_seconds if story.answered_seconds is None else story.answered_seconds
    return min(1.0, reached / window_seconds)


def lane_title(language: Language, story: Story, number: int) -> str:
    """Tell a lane in words: its number, its outcome and each message with its time."""
    said = [language.say(state_words(story)), *(received(language, r) for r in story.messages)]
    return f"{number + 1}. {plain(story.subject, at_most=80)}: {'; '.join(said)}"


def received(language: Language, message: Received) -> str:
    """Tell what came and when."""
    return language.say(
        "%(what)s after %(time)s",
        what=language.say(VERDICTS[message.verdict]),
        time=language.duration(message.after_seconds),
    )
