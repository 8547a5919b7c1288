"""Which controls a person would not see, and by what they are hidden."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from probes.forms.controls import TICKED, Control
from probes.forms.style import Styles, hidden_by
from probes.forms.tree import ancestors, attribute, tokens
from results.records.web_page import UNSEEN

HIDING_CLASSES = frozenset(
    {"hidden", "hide", "d-none", "visually-hidden", "visuallyhidden", "sr-only", "screen-reader-text", "offscreen"}
    | {"off-screen", "invisible", "element-invisible", "u-hidden", "is-hidden", "display-none", "displaynone", "none"}
    | {"no-display", "nodisplay", "dn", "uk-hidden", "hidden-field", "visually_hidden", "screenreader", "sr-hidden"}
    | {"visuallyhide", "gform_hidden", "hidden-element", "noshow", "gone", "hide-me", "ninja-forms-hp-wrap"}
)
SMALL = 2
"""How many fields are hidden together at most where they are traps; more are a step, a tab or a condition."""


class Concealment(NamedTuple):
    """How a control is hidden within its form."""

    ways: tuple[str, ...]
    """Stable ids, such as ``hidden:display``."""
    together: int
    """How many fillable fields are hidden by the same element."""

    @property
    def certain(self) -> bool:
        """Whether a style or an attribute hides it; a class's name alone leaves a doubt."""
        return any(not way.startswith(("class=", "tabindex")) for way in self.ways)


class Curtain:
    """What one form hides of its controls from people; what hides the whole form is not counted."""

    def __init__(
        self, form: LexborNode, controls: Sequence[Control], styles: Styles, *, doubtful: bool = False
    ) -> None:
        self._form = form.mem_id
        self._styles = styles
        self.doubtful = doubtful
        """Whether there are style sheets that were not read: more may be hidden than is known."""
        self._total = len({_field(one) for one in controls if one.fillable})
        self._within: dict[int, set[str]] = {}
        for one in controls:
            if one.fillable:
                for above in ancestors(one.node):
                    self._within.setdefault(above.mem_id, set()).add(_field(one))

    def within(self, node: LexborNode) -> int:
        """Tell how many of the form's fields are in *node*."""
        return len(self._within.get(node.mem_id, ()))

    def concealment(self, control: Control) -> Concealment:
        """Tell how *control* is hidden inside its form."""
        ways = list(ways_of(control.node, self._styles))
        together = 1
        for above in ancestors(control.node):
            within = self.within(above)
            if above.mem_id == self._form or above.tag in {"form", "body"} or within >= self._total > 1:
                break
            # What can be unfolded belongs to a tab or a step: a person opens it.
            hiding = () if _unfolds(above) else tuple(ways_of(above, self._styles))
            if hiding:
                together = together if ways else within
                ways += hiding
        if attribute(control.node, "tabindex").startswith("-"):
            ways.append("tabindex=-1")
        return Concealment(tuple(dict.fromkeys(ways)), together)


def _field(control: Control) -> str:
    """Tell controls of one field by one key: boxes and radio buttons share their name."""
    return control.name if control.kind in TICKED and control.name else f"#{control.node.mem_id}"


def is_hidden(node: LexborNode, styles: Styles) -> bool:
    """Whether *node* itself is surely hidden."""
    return any(not way.startswith("class=") for way in ways_of(node, styles))


def ways_of(node: LexborNode, styles: Styles) -> Iterator[str]:
    """Yield the ways in which *node* itself is hidden, by stable ids."""
    told = False
    for way in _told_ways(node, styles):
        told = True
        yield way
    if not told and UNSEEN in node.attributes:
        yield "unseen"  # a browser says so, for a reason that is in a style sheet from elsewhere or in a script


def _told_ways(node: LexborNode, styles: Styles) -> Iterator[str]:
    here = node.attributes
    if "hidden" in here:
        yield "hidden"
    if (here.get("aria-hidden") or "").lower() == "true":
        yield "aria-hidden=true"
    if "inert" in here:
        yield "inert"
    style = styles.of(node)
    if style:
        yield from (f"hidden:{way}" for way in hidden_by(style))
    yield from (f"class={one}" for one in sorted(tokens(node) & HIDING_CLASSES))


def _unfolds(node: LexborNode) -> bool:
    said = " ".join(tokens(node)) + attribute(node, "role")
    return any(
        word in said for word in ("tab-pane", "tabpanel", "tab-content", "accordion", "collapse", "step", "modal")
    )
