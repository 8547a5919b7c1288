"""Lines for a terminal: 80 columns, and nothing in them that could steer it."""

import textwrap

WIDTH = 80


def plain_text(text: str) -> str:
    """Return a stranger's *text* without what could steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)[:300]


def wrapped(text: str, indent: int = 0) -> list[str]:
    """Return *text* in lines of at most 80 characters."""
    space = " " * indent
    return textwrap.wrap(text, WIDTH, initial_indent=space, subsequent_indent=f"{space}  ", break_on_hyphens=False)
