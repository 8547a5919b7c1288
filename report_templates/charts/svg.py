"""
What Vega draws, made fit for a page: small, with a title, a description and classes that the page's style colours.

Vega's own words for screen readers tell each axis and mark apart and never what the chart says; they are taken out.
"""

import re
import xml.etree.ElementTree as ET

from report_templates.charts.theme import COLOURS, FONT, FONT_SIZE

_SVG = "http://www.w3.org/2000/svg"
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_ROUNDED = frozenset({"d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "cx", "cy", "r"})
_DROPPED = frozenset({"class", "role", "pointer-events", "display"})
_DEFAULTS = {
    "opacity": "1",
    "stroke-width": "1",
    "font-family": FONT,
    "font-size": f"{FONT_SIZE}px",
    "transform": "translate(0,0)",
    "x2": "0",
    "y2": "0",
    "text-anchor": "start",
}
_INHERITED = ("fill", "stroke", "class", "stroke-width", "stroke-linecap", "font-weight", "text-anchor")
_MOVE = re.compile(r"translate\((-?[\d.]+),(-?[\d.]+)\)")
_COMMAND = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_CIRCLE = re.compile(r"M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0Z?")
_MANY = 60
_SHAPES = frozenset({"path", "line", "rect", "text"})


def for_the_page(svg: str, *, key: str, title: str, message: str) -> str:
    """
    Return the drawing *svg* for a page in which no other has the *key*, without its ground.

    Its colours are classes `f-` and `s-` and the name of a colour of the style sheet; where no style is applied they
    are those by daylight.
    """
    root = ET.fromstring(svg)  # noqa: S314 -- see above
    width, height = root.get("width", ""), root.get("height", "")
    ground = root[0]
    if ground.tag == f"{{{_SVG}}}rect":
        root.remove(ground)
    _trim(root)
    root.attrib.clear()
    root.attrib.update(
        {
            "viewBox": f"0 0 {width} {height}",
            "width": width,
            "height": height,
            "role": "img",
            "aria-labelledby": f"{key}-t {key}-d",
            "font-family": FONT,
            "font-size": str(FONT_SIZE),
        }
    )
    for number, (name, words) in enumerate((("title", title), ("desc", message))):
        told = ET.Element(f"{{{_SVG}}}{name}", {"id": f"{key}-{name[0]}"})
        told.text = words
        root.insert(number, told)
    ET.register_namespace("", _SVG)  # at each use: other libraries of this process take the empty prefix for theirs
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")


def _trim(parent: ET.Element) -> None:
    """Take out what nobody sees, from the leaves on, and say once what holds for all of a group."""
    for child in list(parent):
        _trim(child)
        name = _name(child)
        if _unseen(name, child):
            parent.remove(child)
            continue
        _clean(child)
        if name == "g":
            _gather(child)
            if not child.attrib:
                _unwrap(parent, child)


def _name(element: ET.Element) -> str:
    return element.tag.removeprefix(f"{{{_SVG}}}")


def _unseen(name: str, element: ET.Element) -> bool:
    if name == "g":
        return not len(element)
    if name == "text":
        return not "".join(element.itertext()).strip()
    if element.get("display") == "none" or element.get("class") == "background":
        return True
    painted = element.get("stroke") or element.get("fill")
    return name in _SHAPES and (not painted or painted == "transparent")


def _clean(element: ET.Element) -> None:
    kept = {name: _shortened(name, value) for name, value in element.attrib.items() if not _idle(name, value)}
    classes = [f"{paint[0]}-{COLOURS[kept[paint]]}" for paint in ("fill", "stroke") if kept.get(paint) in COLOURS]
    element.attrib.clear()
    element.attrib.update(kept)
    if classes:
        element.set("class", " ".join(classes))
    name = _name(element)
    if name == "line":
        _make_path(element)
    elif name == "path":
        _make_circle(element)
    elif name == "text" and not len(element):
        _place(element, "x", "y")


def _idle(name: str, value: str) -> bool:
    return name in _DROPPED or name.startswith("aria-") or _DEFAULTS.get(name) == value


def _shortened(name: str, value: str) -> str:
    if name == "d" and "A" not in value:
        return _straight(value)
    return _NUMBER.sub(_tenths, value) if name in _ROUNDED else value


def _tenths(found: re.Match[str]) -> str:
    return _told(float(found[0]))


def _told(number: float) -> str:
    told = f"{number:.1f}".removesuffix(".0")
    return "0" if told == "-0" else told


def _straight(path: str) -> str:
    """
    Write a path of straight lines without the points that lie on their neighbours' lines.

    It is told to the half pixel; one of very many points, whose steps are finer than that, to the whole one.
    """
    parts = _COMMAND.findall(path)
    if any(letter not in "MLZ" for letter, _ in parts):
        return _NUMBER.sub(_tenths, path)
    grid = 1 if len(parts) > _MANY else 2
    written: list[str] = []
    at: tuple[float, float] | None = None
    for letter, numbers in parts:
        if letter == "Z":
            written.append("Z")
            continue
        x, y = (round(grid * float(number)) / grid for number in numbers.split(","))
        if letter == "M" or at is None:
            written.append(f"M{_told(x)} {_told(y)}")
        elif (x, y) == at:
            continue
        else:
            _go(written, at, x, y)
        at = (x, y)
    return "".join(written)


def _go(written: list[str], at: tuple[float, float], x: float, y: float) -> None:
    """Go on to (*x*, *y*): on a level or upright line by its one coordinate, as one line where several follow."""
    letter, end = ("H", x) if y == at[1] else ("V", y) if x == at[0] else ("L", 0.0)
    if letter == "L":
        written.append(f"L{_told(x)} {_told(y)}")
        return
    if written[-1].startswith(letter):
        before = float(written[-1][1:])
        start = float(_last_of(written[:-1], letter))
        if (before - start) * (end - before) >= 0:
            written.pop()
    written.append(f"{letter}{_told(end)}")


def _last_of(written: list[str], letter: str) -> str:
    """Tell the coordinate that *letter* moves, as it was before the last command."""
    for command in reversed(written):
        if command[0] == letter:
            return command[1:]
        if command[0] in "ML":
            return command[1:].split(" ")[letter == "V"]
    return "0"


def _moved(element: ET.Element) -> tuple[str, str] | None:
    """Take the element's transform off if it only moves it, and tell where to; None if it does more."""
    found = _MOVE.fullmatch(element.get("transform", "translate(0,0)"))
    if found is None:
        return None
    element.attrib.pop("transform", None)
    return found[1], found[2]


def _place(element: ET.Element, across: str, down: str) -> None:
    place = _moved(element)
    for name, value in zip((across, down), place or (), strict=False):
        element.attrib = {name: value, **element.attrib}


def _make_path(line: ET.Element) -> None:
    """Write a line as a path: it is shorter, and all of one look can be one path."""
    to = line.attrib.pop("x2", "0"), line.attrib.pop("y2", "0")
    x, y = _moved(line) or ("0", "0")
    line.tag = f"{{{_SVG}}}path"
    way = f"h{to[0]}" if to[1] == "0" else f"v{to[1]}" if to[0] == "0" else f"l{to[0]} {to[1]}"
    line.attrib = {"d": f"M{x} {y}{way}", **line.attrib}


def _make_circle(path: ET.Element) -> None:
    found = _CIRCLE.fullmatch(path.get("d", ""))
    if found:
        path.tag = f"{{{_SVG}}}circle"
        path.attrib.pop("d")
        path.set("r", found[1])
        _place(path, "cx", "cy")


def _gather(group: ET.Element) -> None:
    """Say once what all members of *group* have, and draw lines of one look as one."""
    members = list(group)
    for name in _INHERITED:
        values = {member.get(name) for member in members}
        if len(values) == 1 and None not in values and name not in group.attrib:
            group.set(name, str(members[0].get(name)))
            for member in members:
                member.attrib.pop(name)
    for member in members:
        if _name(member) == "g" and not member.attrib:
            _unwrap(group, member)
    members = list(group)
    if len(members) > 1 and all(_name(one) == "path" and one.attrib.keys() == {"d"} for one in members):
        members[0].set("d", "".join(one.get("d", "") for one in members))
        for member in members[1:]:
            group.remove(member)


def _unwrap(parent: ET.Element, group: ET.Element) -> None:
    at = list(parent).index(group)
    parent.remove(group)
    for number, child in enumerate(list(group)):
        parent.insert(at + number, child)
