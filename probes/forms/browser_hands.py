"""What a person does with a form: types, chooses, ticks, goes on to the next step, and presses the button."""

import re
import time
from typing import TYPE_CHECKING, Any

from probes.forms.browser_page import Reading, read
from probes.forms.filling import Filling
from probes.probe import ProbeFailed
from results.records import Failure

if TYPE_CHECKING:
    from playwright.async_api import ElementHandle, Frame

MAX_STEPS = 6
ENABLED_SECONDS = 5.0
"""How long a button may take to come alive once everything is filled in."""
STEP_SECONDS = 3.0
_PRESS_MILLISECONDS = 3_000.0
_SLOWEST = 0.06
"""Seconds for a letter at most; what is left of the time is spent looking."""
_LINES = frozenset({"text", "email", "tel", "url", "search", "password", "textarea"})
_TICKED = frozenset({"checkbox", "radio"})
_NEXT = re.compile(
    r"\b(?:next|continue|nästa|fortsätt|gå vidare|vidare|neste|fortsett|næste|fortsæt|videre|volgende|verder|weiter"
    r"|nächste\w?)\b",
    re.IGNORECASE,
)
_SEND = re.compile(
    r"\b(?:send|submit|skicka|sänd|sende?|indsend|verstuur|verzend\w{0,2}|senden|absenden|abschicken|contact)\b",
    re.IGNORECASE,
)


class Button:
    """What sends a form."""

    def __init__(self, element: "ElementHandle") -> None:
        self._element = element

    async def press(self) -> None:
        """Press it as a person does; what lies over it, such as a banner, does not keep the form from being sent."""
        try:
            await self._element.click(timeout=_PRESS_MILLISECONDS, no_wait_after=True)
        except Exception as error:
            if type(error).__name__ != "TimeoutError":
                raise
            await self._element.evaluate("one => one.click()")


class Hands:
    """Hands on form *index* of *frame*. The page is read anew for each field, for scripts may have drawn it anew."""

    def __init__(self, frame: "Frame", index: int) -> None:
        self._frame = frame
        self._index = index

    async def fill(self, filling: Filling, *, seconds: float) -> None:
        """Put in what *filling* says, within about *seconds*, field by field in the order of the form."""
        letters = sum(map(len, filling.values.values())) or 1
        delay = min(_SLOWEST, 0.7 * seconds / letters)
        for name, value in filling.values.items():
            control, element = await self._reached(name, value)
            await _put(element, control, value, delay)

    async def button(self) -> Button:
        """Find what sends the form, and wait until it can be pressed."""
        until = time.monotonic() + ENABLED_SECONDS
        while True:
            reading = await read(self._frame)
            found = _sender(reading.controls, self._index)
            if found is not None and reading.controls[found]["enabled"]:
                return Button(await _element(reading, found))
            if time.monotonic() > until:
                why = "it has no button that sends it" if found is None else "its button stays dead"
                raise ProbeFailed(Failure.FORM_NOT_UNDERSTOOD, f"the form was filled in, and {why}")
            await self._frame.wait_for_timeout(200)

    async def _reached(self, name: str, value: str) -> "tuple[dict[str, Any], ElementHandle]":
        """Find a field, going on to the step of the form in which it is shown."""
        for _ in range(MAX_STEPS):
            reading = await read(self._frame)
            at = _field(reading.controls, self._index, name, value)
            if at is not None and reading.controls[at]["seen"]:
                return reading.controls[at], await _element(reading, at)
            further = _further(reading.controls, self._index)
            if at is None or further is None:
                break
            await Button(await _element(reading, further)).press()
            await self._shown(name, value)
        raise ProbeFailed(Failure.FORM_NOT_UNDERSTOOD, f"the field {name!r} is not where a person could fill it in")

    async def _shown(self, name: str, value: str) -> None:
        until = time.monotonic() + STEP_SECONDS
        while time.monotonic() < until:
            reading = await read(self._frame)
            at = _field(reading.controls, self._index, name, value)
            if at is not None and reading.controls[at]["seen"]:
                return
            await self._frame.wait_for_timeout(100)


def _field(controls: list[dict[str, Any]], form: int, name: str, value: str) -> int | None:
    """Tell which control of *form* takes *value* under *name*: of radio buttons and boxes the one that means it."""
    named = [at for at, one in enumerate(controls) if one["form"] == form and one["name"] == name]
    fitting = [at for at in named if controls[at]["kind"] not in _TICKED or controls[at]["value"] == value]
    seen = [at for at in fitting if controls[at]["seen"]]
    return next(iter(seen or fitting), None)


def _buttons(controls: list[dict[str, Any]], form: int) -> list[int]:
    kinds = {"submit", "image", "button"}
    return [at for at, one in enumerate(controls) if one["form"] == form and one["kind"] in kinds and one["seen"]]


def _sender(controls: list[dict[str, Any]], form: int) -> int | None:
    there = _buttons(controls, form)
    submits = [at for at in there if controls[at]["kind"] in {"submit", "image"}]
    worded = [at for at in submits or there if _SEND.search(controls[at]["said"])]
    return next(iter(worded or submits), there[-1] if there else None)


def _further(controls: list[dict[str, Any]], form: int) -> int | None:
    return next((at for at in _buttons(controls, form) if _NEXT.search(controls[at]["said"])), None)


async def _element(reading: Reading, at: int) -> "ElementHandle":
    found = (await reading.handle.evaluate_handle("(found, at) => found.elements[at]", at)).as_element()
    if found is None:
        raise ProbeFailed(Failure.FORM_NOT_UNDERSTOOD, "the form was drawn anew while it was filled in")
    return found


async def _put(element: "ElementHandle", control: dict[str, Any], value: str, delay: float) -> None:
    kind = control["kind"]
    if kind in _TICKED:
        await element.evaluate("one => one.checked || one.click()")
    elif kind.startswith("select"):
        await element.select_option(value=value)
    elif kind in _LINES:
        lines = value.replace("\r\n", "\n").replace("\r", "\n")
        text = lines if kind == "textarea" else " ".join(lines.split("\n"))  # Enter in a line would send the form
        if control["value"]:
            await element.fill("")
        await element.type(text, delay=1_000 * delay, timeout=0)
    else:
        await element.fill(value)
