"""The entry list of a form: which controls are successful, and with what values (HTML Standard, 4.10.21.4)."""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from probes.forms.controls import BUTTONS, TICKED, Control
from probes.forms.tree import ancestors, attribute

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?")
_SHAPES: Mapping[str, re.Pattern[str]] = {
    "number": _NUMBER,
    "date": re.compile(r"\d{4,}-\d{2}-\d{2}"),
    "month": re.compile(r"\d{4,}-\d{2}"),
    "week": re.compile(r"\d{4,}-W\d{2}"),
    "time": re.compile(r"\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?"),
    "datetime-local": re.compile(r"\d{4,}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?"),
}
_LINE = frozenset({"text", "search", "tel", "url", "email", "password"})
_TELLS_DIRECTION = _LINE | {"hidden", "textarea"}


class Entry(NamedTuple):
    """One name with its value; of a file, always the empty one."""

    name: str
    value: str
    is_file: bool = False


def entries_of(
    controls: Sequence[Control], submitter: LexborNode | None, values: Mapping[str, str], charset: str
) -> tuple[Entry, ...]:
    """
    Return the entries of the *controls* of one form, in tree order.

    *values* is what a person put in, by name: into the first control of that name, or for boxes and radio buttons the
    value of the one that is ticked.
    """
    pressed = _pressed(controls, values)
    written: set[str] = set()
    found: list[Entry] = []
    for one in controls:
        node = one.node
        if is_disabled(node) or any(up.tag == "datalist" for up in ancestors(node)):
            continue
        if one.kind in BUTTONS and (submitter is None or node.mem_id != submitter.mem_id):
            continue
        if one.kind in TICKED and node.mem_id not in pressed:
            continue
        if one.kind == "image":
            prefix = f"{one.name}." if one.name else ""
            found += [Entry(f"{prefix}x", "0"), Entry(f"{prefix}y", "0")]
        elif one.name:
            put_in = values.get(one.name) if one.name not in written and one.kind not in {*TICKED, *BUTTONS} else None
            written.add(one.name)
            found += _of(one, put_in, charset)
    return tuple(found)


def _of(one: Control, put_in: str | None, charset: str) -> Iterator[Entry]:
    node = one.node
    if one.kind == "select":
        yield from (Entry(one.name, value) for value in _chosen(node, put_in))
        return
    if one.kind in TICKED:
        yield Entry(one.name, _own_value(node, "on"))
        return
    if one.kind == "file":
        yield Entry(one.name, "", is_file=True)
        return
    if one.kind == "hidden" and one.name.lower() == "_charset_":
        yield Entry(one.name, charset)
        return
    if one.kind == "textarea":
        value = put_in if put_in is not None else node.text()
    else:
        value = sanitized(node, one.kind, put_in if put_in is not None else _own_value(node, ""))
    yield Entry(one.name, value)
    if one.kind in _TELLS_DIRECTION and (told := attribute(node, "dirname")):
        yield Entry(told, _direction(node, one.kind, value))


def _own_value(node: LexborNode, default: str) -> str:
    return (node.attributes["value"] or "") if "value" in node.attributes else default


def is_disabled(node: LexborNode) -> bool:
    """Whether a control is disabled, by itself or by a fieldset in whose first legend it does not stand (4.10.19.5)."""
    if "disabled" in node.attributes:
        return True
    below = node
    legend: LexborNode | None = None
    for above in ancestors(node):
        if above.tag == "fieldset" and "disabled" in above.attributes:
            first = next((child for child in above.iter() if child.tag == "legend"), None)
            if first is None or legend is None or legend.mem_id != first.mem_id:
                return True
        legend = above if above.tag == "legend" else legend if legend and legend.mem_id == below.mem_id else None
        below = above
    return False


def _pressed(controls: Sequence[Control], values: Mapping[str, str]) -> set[int]:
    """Tell which boxes and radio buttons are ticked: those of the page, changed by *values*; one radio of a group."""
    ticked: set[int] = set()
    groups: dict[str, int] = {}
    for one in controls:
        if one.kind not in TICKED:
            continue
        named = one.name in values and _own_value(one.node, "on") == values[one.name]
        if one.kind == "checkbox":
            if named or "checked" in one.node.attributes:
                ticked.add(one.node.mem_id)
        elif named or ("checked" in one.node.attributes and one.name not in values):
            if one.name in groups:
                ticked.discard(groups[one.name])
            ticked.add(one.node.mem_id)
            if one.name:
                groups[one.name] = one.node.mem_id
    return ticked


def _chosen(select: LexborNode, put_in: str | None) -> Iterator[str]:
    """Yield the values of the chosen options; of a list that shows one line, one is always chosen (4.10.7)."""
    options = select.css("option")
    several = "multiple" in select.attributes
    if put_in is not None:
        chosen = [one for one in options if option_value(one) == put_in][:1]
    else:
        chosen = [one for one in options if "selected" in one.attributes]
        chosen = chosen if several else chosen[-1:]
        if not chosen and not several and _shown(select) == 1:
            chosen = [one for one in options if not _option_disabled(one)][:1]
    yield from (option_value(one) for one in chosen if not _option_disabled(one))


def _shown(select: LexborNode) -> int:
    size = attribute(select, "size")
    return int(size) if re.fullmatch(r"[1-9]\d{0,5}", size) else 1


def option_value(option: LexborNode) -> str:
    """Return what an option sends: its value, else its text with single spaces."""
    own = option.attributes
    return (own["value"] or "") if "value" in own else " ".join(option.text().split())


def _option_disabled(option: LexborNode) -> bool:
    above = option.parent
    return "disabled" in option.attributes or (
        above is not None and above.tag == "optgroup" and "disabled" in above.attributes
    )


def sanitized(node: LexborNode, kind: str, value: str) -> str:
    """Apply the value sanitization algorithm of a kind of input (4.10.5.1)."""
    if kind in _LINE:
        line = value.replace("\r", "").replace("\n", "")
        return line.strip(" \t\f") if kind in {"url", "email"} else line
    if kind in _SHAPES:
        sound = _SHAPES[kind].fullmatch(value) is not None
        return value.replace(" ", "T") if sound and kind == "datetime-local" else value if sound else ""
    if kind == "color":
        return value.lower() if re.fullmatch(r"#[0-9a-fA-F]{6}", value) else "#000000"
    return _in_range(node, value) if kind == "range" else value


def _in_range(node: LexborNode, value: str) -> str:
    """Return the number that a slider stands at (4.10.5.1.13), by its bounds; steps other than 1 are not rounded to."""
    least, most = _number(attribute(node, "min"), 0.0), _number(attribute(node, "max"), 100.0)
    middle = least if most < least else least + (most - least) / 2
    here = min(max(_number(value, middle), least), max(least, most))
    return str(math.floor(here + 0.5)) if "step" not in node.attributes or here.is_integer() else f"{here:g}"


def _number(text: str, default: float) -> float:
    return float(text) if _NUMBER.fullmatch(text) else default


def _direction(node: LexborNode, kind: str, value: str) -> str:
    """Tell the direction of what was written (3.2.6.4)."""
    said = attribute(node, "dir").lower()
    if said not in {"ltr", "rtl", "auto"}:
        if kind == "tel":
            return "ltr"
        said = next(
            (one for above in ancestors(node) if (one := attribute(above, "dir").lower()) in {"ltr", "rtl"}), "ltr"
        )
    if said != "auto":
        return said
    strong = next((one for one in map(unicodedata.bidirectional, value) if one in {"L", "R", "AL"}), "L")
    return "ltr" if strong == "L" else "rtl"
