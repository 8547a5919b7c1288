"""Words that others wrote (servers, mail, a study file), made fit to stand in a page. Escaping is Jinja's work."""

import unicodedata

LONGEST = 240
"""Characters; what is longer is cut, with an ellipsis."""

_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: str, *, at_most: int = LONGEST) -> str:
    """
    Return *text* as one line of at most *at_most* characters, without control characters.

    Direction marks are taken out too: an override in a subject would turn around the text that follows it.
    """
    head = text[: 4 * at_most]
    kept = "".join(" " if unicodedata.category(c) == "Cc" else c for c in head if c not in _BIDI_CONTROLS)
    line = " ".join(kept.split())
    return line if len(line) <= at_most else line[: at_most - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
