"""The controls of a page, whose form they belong to, and what stands around them."""

from collections import defaultdict, deque
from collections.abc import Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from probes.forms.source import written_controls
from probes.forms.tree import ancestors, attribute, words

MAX_CONTROLS = 1_000
"""Of a page; what comes after is not looked at."""
MAX_FORMS = 60
_LEVELS = 5
_NEIGHBOURS = 6
BUTTONS = frozenset({"submit", "button", "image", "reset"})
TICKED = frozenset({"checkbox", "radio"})


class Control(NamedTuple):
    """One input, select, textarea or button."""

    node: LexborNode
    kind: str
    """Its type as the standard understands it: an unknown one is ``text``."""
    name: str

    @property
    def fillable(self) -> bool:
        """Whether a person could put something in."""
        return self.kind != "hidden" and self.kind not in BUTTONS


_KINDS = frozenset(
    {"hidden", "text", "search", "tel", "url", "email", "password", "date", "month", "week", "time", "datetime-local"}
    | {"number", "range", "color", "file"}
    | TICKED
    | BUTTONS
)


def kind_of(node: LexborNode) -> str:
    """Tell the kind of a control (HTML Standard, 4.10.5 and 4.10.6: what is not known is text, or a submit button)."""
    kind = attribute(node, "type").lower()
    if node.tag == "button":
        return kind if kind in {"reset", "button"} else "submit"
    if node.tag != "input":
        return node.tag or ""
    return kind if kind in _KINDS else "text"


def controls_by_form(page: LexborHTMLParser, text: str) -> list[tuple[LexborNode, list[Control]]]:
    """
    Return the forms of *page*, whose source is *text*, with their controls, in document order.

    A control's form is the one that its ``form`` attribute names, else the one that it stands in, else the one that
    was open where it was written (HTML Standard, 4.10.17.3).
    """
    forms = page.css("form")[:MAX_FORMS]
    numbers = {form.mem_id: number for number, form in enumerate(forms)}
    by_id = {
        attribute(form, "id"): number for number, form in reversed(list(enumerate(forms))) if attribute(form, "id")
    }
    nodes = page.css("input, select, textarea, button")[:MAX_CONTROLS]
    written = _written_owners(nodes, text)
    owned: dict[int, list[Control]] = defaultdict(list)
    for node, open_form in zip(nodes, written, strict=True):
        named = node.attributes.get("form")
        above = next((numbers[up.mem_id] for up in ancestors(node) if up.mem_id in numbers), -1)
        number = by_id.get(named, -1) if named is not None else above if above >= 0 else open_form
        if 0 <= number < len(forms):
            owned[number].append(Control(node, kind_of(node), node.attributes.get("name") or ""))
    return [(form, owned[number]) for number, form in enumerate(forms)]


def _written_owners(nodes: Sequence[LexborNode], text: str) -> list[int]:
    """Match the tree's controls with those of the source; -1 where they do not fit together."""
    waiting: dict[tuple[str, str, str, str], deque[int]] = defaultdict(deque)
    for one in written_controls(text):
        waiting[one.key].append(one.form)
    found = []
    for node in nodes:
        here = node.attributes
        key = (node.tag or "", here.get("name") or "", here.get("id") or "", (here.get("type") or "").lower())
        found.append(waiting[key].popleft() if waiting[key] else -1)
    return found


def labels_of(page: LexborHTMLParser) -> dict[str, str]:
    """Gather what the page's labels say, by the id of the control that they are for."""
    labels: dict[str, str] = {}
    for label in page.css("label[for]")[:MAX_CONTROLS]:
        own = attribute(label, "for")
        said = words(label) or ""
        if said and len(labels.get(own, "")) < MAX_CONTROLS:
            labels[own] = f"{labels[own]} {said}" if own in labels else said
    return labels


def wrapping_label(control: LexborNode) -> str:
    """Tell what the label says that *control* stands in; nothing if it holds other controls, too."""
    label = next((above for above in ancestors(control) if above.tag == "label"), None)
    return (words(label) or "") if label is not None else ""


def text_before(control: LexborNode, form: LexborNode) -> str:
    """Tell what stands before *control*, no other control between: in its own line, its row, or just above."""
    here = control
    for _ in range(_LEVELS):
        before = here.prev
        for _ in range(_NEIGHBOURS):
            if before is None:
                break
            if before.is_element_node and before.tag in {"input", "select", "textarea", "button"}:
                if attribute(before, "type").lower() != "hidden":
                    return ""
            elif not before.is_comment_node:
                said = words(before, through_controls=False)
                if said is None:
                    return ""
                if any(letter.isalpha() for letter in said):
                    return said[-120:]
            before = before.prev
        above = here.parent
        if above is None or above.mem_id == form.mem_id or above.tag in {"body", "form"}:
            return ""
        here = above
    return ""


def text_after(control: LexborNode) -> str:
    """Tell what stands right behind *control*, as with boxes to be ticked."""
    here = control
    for _ in range(2):
        after = here.next
        for _ in range(_NEIGHBOURS):
            if after is None:
                break
            said = words(after, through_controls=False) if not after.is_comment_node else ""
            if said is None:
                return ""
            if any(letter.isalpha() for letter in said):
                return said
            after = after.next
        if here.parent is None or here.parent.tag == "form":
            return ""
        here = here.parent
    return ""
