"""The shape of a language's table of phrases."""

from collections.abc import Mapping

from results.judge.mail.answer import Kind

Table = Mapping[Kind, tuple[str, ...]]
"""
Regular expressions by what they say. They meet lower-case text with single spaces, one sentence at a time.

Nothing in them may repeat without a bound, so that no text can make them slow.
"""
