"""What a server of a line's tests says of how it paces itself: latency under load depends on it."""

import re

_PACED = re.compile(r"\bcongestion_server=([a-z0-9_-]{1,16})(?![a-z0-9_-])")


def paced_by(detail: str) -> str | None:
    """Tell the congestion control, such as bbr, that the *detail* of a sample names; None if it names none."""
    told = _PACED.search(detail)
    return told.group(1) if told else None


def told_pacing(control: str) -> str:
    """Return the detail that says no more than that a server paces itself by *control*."""
    return f"congestion_server={control}"
