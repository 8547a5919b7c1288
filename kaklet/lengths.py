"""How lengths of time and of words are told where there is little room."""

from datetime import timedelta
from math import ceil


def short(words: str, length: int) -> str:
    """Cut *words* to *length* letters."""
    return words if len(words) <= length else f"{words[: length - 1]}…"


def age(seconds: float) -> str:
    """Tell a length of time in its two largest units: "3 d 4 h", "12 s"."""
    left = timedelta(seconds=max(0, round(seconds)))
    days, hours, minutes = left.days, left.seconds // 3600, left.seconds // 60 % 60
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} m"
    return f"{minutes} m {left.seconds % 60} s" if minutes else f"{left.seconds} s"


def minutes(seconds: float) -> str:
    """Tell a length of time in minutes, rounded up: "10 minutes"."""
    many = ceil(seconds / 60)
    return "1 minute" if many == 1 else f"{many} minutes"
