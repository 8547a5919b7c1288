"""A letter as the rules see it."""

import re
from collections.abc import Sequence
from functools import cached_property

from results.judge.mail import headers
from results.judge.mail.answer import Asked, Kind
from results.judge.mail.language import language, languages
from results.judge.mail.speech import Speech
from results.judge.mail.vendors import vendor_of
from results.judge.mail.wording import own_words, without_subject
from results.records.letter import Letter

INHUMAN = 1.0
"""In times of `Asked.human_seconds`: faster than this nobody has read a question and typed an answer."""
QUICK = 5.0
"""Faster than this a letter of nothing but phrases is a machine's."""
SLOW = 240.0
"""Slower than this an unmarked acknowledgement is as likely a person's holding reply."""


class Reading:
    """A letter, with what all the rules need to know of it; each is found out once, when it is first asked for."""

    def __init__(self, letter: Letter, asked: Asked | None, others: Sequence[str]) -> None:
        self.letter = letter
        self.asked = asked
        self.others = others
        self.vendor = vendor_of(letter)

    @cached_property
    def own(self) -> str:
        """What it says by itself."""
        return own_words(self.letter, self.asked)

    @cached_property
    def language(self) -> str | None:
        """A guess of its language."""
        return language(self.own)

    @cached_property
    def speech(self) -> Speech:
        """What its own words say."""
        house = frozenset(re.split(r"[^\w]", self.letter.sender.rpartition("@")[2]))
        return Speech(without_subject(self.own, self.letter.subject), languages(self.own), house)

    @cached_property
    def subject(self) -> str | None:
        """What its subject says of it: see `headers.subject_says`."""
        return headers.subject_says(self.letter)

    @property
    def from_list(self) -> bool:
        """Whether a mailing list has passed it on: people's posts, and what the lists' readers' machines answer."""
        return self.letter.has("list-id") or self.letter.has("list-post")

    @property
    def after(self) -> float | None:
        """Seconds from the question; None if that is not known."""
        return self.asked.after_seconds if self.asked else None

    def faster_than(self, times: float) -> bool:
        """Whether it is known to have come sooner than *times* as long as a person needs."""
        return self.asked is not None and self.after is not None and self.after < times * self.asked.human_seconds

    def slower_than(self, times: float) -> bool:
        """Whether it is known to have come later than *times* as long as a person needs."""
        return self.asked is not None and self.after is not None and self.after > times * self.asked.human_seconds

    def phrase(self, *kinds: Kind) -> tuple[str, ...]:
        """Return the reasons that the text gives with *kinds*."""
        said = self.speech.said
        return tuple(f"phrase:{said[kind]}" for kind in kinds if kind in said)
