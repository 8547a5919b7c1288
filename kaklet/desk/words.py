"""How the desk writes times, lengths of time and the words of records."""

from datetime import datetime, tzinfo

from kaklet.lengths import age

LABELS = {
    "human": "a person",
    "auto_ack": "acknowledgement",
    "out_of_office": "out of office",
    "bounce": "bounce",
    "delay_notice": "delay notice",
    "verification_required": "verification required",
    "bot_answer": "bot answer",
    "closed_notice": "closed notice",
    "other": "other machine",
    "undetermined": "undetermined",
    "unmatched": "of no case",
    "ungraded": "usefulness not graded",
    "promise": "promise due",
    "email": "e-mail",
    "dial": "Dialled",
    "menu": "Menu",
    "queue": "Queue",
    "answered": "answered",
    "solved": "Solved",
    "ended": "Ended",
}
"""What readers see in place of the names that records use."""
MS = 1000.0


def stamp(at: datetime | None, zone: tzinfo | None = None) -> str:
    """Tell an instant to the minute, in *zone* or in UTC; a dash where there is none."""
    if at is None:
        return "\N{EN DASH}"
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if zone else f"{at:%Y-%m-%d %H:%M}Z"


def span(seconds: float | None) -> str:
    """Tell a length of time by its two largest units; a dash where there is none."""
    return "\N{EN DASH}" if seconds is None else age(seconds)
