"""Traps for machines: fields that a person does not see, or is asked to leave alone."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from probes.forms.controls import TICKED, Control
from probes.forms.evidence import Evidence
from probes.forms.tree import ancestors, attribute
from probes.forms.visibility import SMALL, Concealment, Curtain
from probes.forms.words import leave_empty, plain

TRAP = 4.0
"""From this score on, a field is called a trap."""
DOUBT = 2.0
"""From this score on, a field is left alone though it is not called a trap."""
_WAYS: Mapping[str, float] = {
    "hidden": 3.0,
    "aria-hidden=true": 2.5,
    "inert": 2.0,
    "unseen": 3.0,
    "hidden:display": 3.0,
    "hidden:visibility": 3.0,
    "hidden:opacity": 3.0,
    "hidden:offscreen": 4.0,
    "hidden:clip": 4.0,
    "hidden:size": 3.5,
    "tabindex=-1": 2.0,
}
_CLASS = 2.5
# What trap software calls its fields and boxes (Contact Form 7 Honeypot, WPForms, Gravity, Netlify...)
_STRONG = re.compile(
    r"honey|(?:^|[^a-z])hp(?:[^a-z]|$)|hpot|(?:^|[^a-z])h0ney|pooh|bot-?field|bot_?(?:trap|test|check)|bottest|gotcha"
    r"|gform_validation_container|field-hp|really_not|but_not_really|leave_?(?:this_)?(?:blank|empty)|leer_?lassen"
    r"|no_?spam|spam_?(?:trap|bot|check|free)|anti_?spam|for_?robots|for_?bots|robots?_?only|fax_only|ak_hp"
    r"|^b_[0-9a-f]{10,}_|do_?not_?fill|not_?human|jetpot|nickname_?trap|be_?empty|must_?be_?empty|comment_?trap"
    r"|(?:^|[^a-z])trap(?:[^a-z]|$)|sweet_?(?:and|honey)|abs-req|\[abs\]|phish|fakefield|fake_?(?:email|name)|ubafs|_wpcf7_ak_hp",
    re.IGNORECASE,
)
_LURES = re.compile(
    r"captcha|url|web|site|home_?page|fax|e-?mail|phone|company|address|name|comment|message|subject|title|city|zip|^text$",
    re.IGNORECASE,
)
_RANDOM = re.compile(r"^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_-]{14,}$|^[bcdfghjklmnpqrstvwxz]{6,}$")

_NO_HELP = frozenset({"off", "nope", "false", "new-password", "no"})
_HIDES = re.compile(
    r"hid(?:e|den)|invis|unseen|conceal|ghost|off-?screen|not-?visible|visually|decoy|bait", re.IGNORECASE
)
"""What the class or id of a field's own box says where a style sheet hides it."""


class Suspicion(NamedTuple):
    """How much speaks for a trap, and what."""

    score: float
    reasons: tuple[str, ...]

    @property
    def is_trap(self) -> bool:
        """Whether it is called a trap."""
        return self.score >= TRAP


def suspicion(control: Control, evidence: Evidence, curtain: Curtain, *, required: bool, alone: bool) -> Suspicion:
    """
    Weigh whether *control* is a trap.

    *alone* says that it is the only field of its form for an e-mail address or a message.
    """
    hidden = curtain.concealment(control)
    found = sorted(_signs(control, evidence, hidden, curtain), reverse=True)
    score = sum(weight for weight, _ in found)
    custom = control.kind in {"radio", "checkbox", "select"}  # often drawn anew by the page's own style
    if score > 0 and not any(reason.startswith(("leave-empty", "trap")) for _, reason in found):
        if control.kind == "file":
            # A program cannot be lured into a file, and most pages hide the field behind a button of their own.
            return Suspicion(0.0, tuple(reason for _, reason in found))
        score -= 3.0 * required + 3.0 * alone + 3.5 * custom + 3.5 * (hidden.together > SMALL)
    return Suspicion(score, tuple(reason for _, reason in found))


def _signs(control: Control, evidence: Evidence, hidden: Concealment, curtain: Curtain) -> Iterator[tuple[float, str]]:
    ways = [(_WAYS.get(way, _CLASS), way) for way in hidden.ways]
    yield from ways
    for one in evidence.said:
        if match := leave_empty().search(plain(one.text)):
            yield 6.0, f"leave-empty:{match.group()}"
            break
    visible_box = control.kind in TICKED and not ways
    name = next((text for text in _names(control, curtain) if _STRONG.search(text)), None)
    if name is not None and not visible_box and not _asks_in_words(evidence, ways):
        yield (5.0, f"trap={name[:60]}")
    if not ways:
        return
    if attribute(control.node, "autocomplete").lower() in _NO_HELP:
        yield 1.0, "autocomplete=off"
    if _LURES.search(control.name):
        yield 1.0, f"lure={control.name[:60]}"
    elif _RANDOM.match(control.name):
        yield 1.5, f"random={control.name[:60]}"
    if not attribute(control.node, "value") and control.kind in {"text", "email", "url", "tel", "textarea"}:
        yield 0.5, "value="
    if not evidence.label:
        yield 0.5, "label="


def perhaps(control: Control, curtain: Curtain) -> tuple[str, ...]:
    """
    Tell what speaks for a trap that a style sheet hides which nobody has read; nothing where all of them were.

    What people must fill in is none: they would be kept from sending it.
    """
    if not curtain.doubtful or curtain.concealment(control).ways:
        return ()
    name = next((text for text in _names(control, curtain) if _HIDES.search(text)), None)
    off = attribute(control.node, "autocomplete").lower() in _NO_HELP
    signs = (f"perhaps={name[:60]}" if name else "", "autocomplete=off" if off else "")
    return ("unread style sheet", *filter(None, signs)) if any(signs) else ()


def _asks_in_words(evidence: Evidence, ways: Sequence[object]) -> bool:
    """Whether a visible field asks a person for something, as a question against spam does."""
    asks = any(one.source in {"label", "placeholder", "near"} and len(one.text) > 12 for one in evidence.said)  # noqa: PLR2004
    return asks and not ways


def _names(control: Control, curtain: Curtain) -> Iterator[str]:
    node = control.node
    yield from (control.name, attribute(node, "id"), attribute(node, "class"))
    for level, above in enumerate(ancestors(node)):
        if above.tag in {"form", "body", "fieldset"} or level >= 3:  # noqa: PLR2004 -- a field and its wrappers
            return
        if curtain.within(above) > 1:
            return
        yield from (attribute(above, "class"), attribute(above, "id"))
