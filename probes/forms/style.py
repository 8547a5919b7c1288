"""What a page's own style sheets and inline styles say of one element: a small cascade of what can hide it."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from probes.forms import selectors
from probes.forms.sheets import Texts, address_of, is_sheet
from probes.forms.tree import attribute, tokens

MAX_CSS = 1_500_000
"""Characters of all style sheets together that are read."""
MAX_RULES = 12_000
MAX_MATCHES = 150_000
"""How often a part of a selector is compared, for all elements of a page together."""
_LONG_BLOCK = 4_000
_OF_INTEREST = frozenset(
    {"display", "visibility", "opacity", "position", "left", "right", "top", "bottom", "text-indent", "width"}
    | {"height", "max-width", "max-height", "clip", "clip-path", "transform", "margin-left", "margin-top", "overflow"}
)
_SIDES = ("left", "right", "top", "bottom", "text-indent", "margin-left", "margin-top")
_FAR = re.compile(r"-\s*(?:\d{3,}(?:\.\d+)?\s*(?:px|pt|%|vw|vh)?|\d{2,}(?:\.\d+)?\s*(?:r?em|in|cm))\s*$")
_NONE = re.compile(r"0(?:\.0+)?(?:px|r?em|%|pt)?|1px|0\.0\d*")
_MARK = re.compile(r"[{}]")
_IMPORT = re.compile(r"@import\s{1,9}(?:url\(\s{0,9})?[\"']?([^\"')\s;]{1,300})", re.IGNORECASE)
_IMPORTS_WITHIN = 20_000
"""Imports stand at a sheet's beginning (CSS Cascading and Inheritance, 2)."""

Declarations = dict[str, tuple[str, bool]]
"""Values by property, and whether each is important."""


class Rule(NamedTuple):
    """One selector with its declarations, and its place in the order."""

    selector: selectors.Selector
    declarations: Declarations
    order: int


class Styles:
    """The styles of one page: its own sheets, and of those that it links the *texts* that were had, in their order."""

    def __init__(self, page: LexborHTMLParser, base: str = "", texts: Texts | None = None) -> None:
        self._rules: dict[tuple[str, str], list[Rule]] = {}
        self._known: dict[int, dict[str, str]] = {}
        self._left = MAX_MATCHES
        self.read: list[str] = []
        """Addresses of the linked sheets that were read."""
        self.unread: list[str] = []
        """Of those that were not, and of what sheets import: what these hide is not known."""
        room, count = MAX_CSS, 0
        for node in page.css("style, link[rel]")[:1_000]:
            css = self._text_of(node, base, texts or {})
            if len(css) > room or count >= MAX_RULES:
                self.unread.append("(more than is read)")
            css = css[:room]
            room -= len(css)
            for text, declarations in _rules_in(css):
                for one in text.split(",")[:20]:
                    selector = selectors.parse(one)
                    if selector is not None and count < MAX_RULES:
                        count += 1
                        rule = Rule(selector, declarations, count)
                        self._rules.setdefault(_key(selector.compounds[0][0]), []).append(rule)

    def _text_of(self, node: LexborNode, base: str, texts: Texts) -> str:
        """Tell what the sheet says that *node* holds or links; empty if it is none, or is for paper."""
        if not _for_screens(attribute(node, "media")):
            return ""
        if node.tag == "style":
            css = node.text()
        elif is_sheet(node) and (address := address_of(node, base)):
            if address not in texts:
                self.unread.append(address)
                return ""
            self.read.append(address)
            css = texts[address]
        else:
            return ""
        self.unread += [found[1] for found in _IMPORT.finditer(css[:_IMPORTS_WITHIN])]
        return css

    @property
    def exhausted(self) -> bool:
        """Whether there was too much to match: what is hidden is not known then."""
        return self._left <= 0

    def of(self, node: LexborNode) -> Mapping[str, str]:
        """Return what holds for *node* itself (nothing is inherited here), by property."""
        known = self._known.get(node.mem_id)
        if known is None:
            known = self._known[node.mem_id] = self._cascade(node)
        return known

    def _cascade(self, node: LexborNode) -> dict[str, str]:
        keys = [
            ("#", attribute(node, "id")),
            *((".", one) for one in sorted(tokens(node))),
            ("", node.tag or ""),
            ("", ""),
        ]
        won: dict[str, tuple[tuple[object, ...], str]] = {}

        def offer(declarations: Declarations, rank: tuple[object, ...]) -> None:
            for name, (value, important) in declarations.items():
                full = (important, *rank)
                if name not in won or full >= won[name][0]:
                    won[name] = (full, value)

        for key in keys:
            for rule in self._rules.get(key, ()):
                self._left -= len(rule.selector.compounds)
                if self._left > 0 and rule.selector.matches(node):
                    offer(rule.declarations, (False, rule.selector.weight, rule.order))
        offer(declared(attribute(node, "style")), (True, (0, 0, 0), 0))
        return {name: value for name, (_, value) in won.items()}


def declared(text: str) -> Declarations:
    """Read the declarations in *text* that can hide something."""
    found: Declarations = {}
    for part in text[:_LONG_BLOCK].split(";"):
        name, colon, value = part.partition(":")
        name = name.strip().lower()
        if colon and name in _OF_INTEREST:
            value = value.strip().lower()
            important = value.endswith("important")
            found[name] = (value.removesuffix("important").rstrip(" !"), important)
    return found


def hidden_by(style: Mapping[str, str]) -> Iterator[str]:
    """Yield the ways in which *style* hides an element, by stable ids."""
    if style.get("display") == "none":
        yield "display"
    if style.get("visibility") in {"hidden", "collapse"}:
        yield "visibility"
    if _NONE.fullmatch(style.get("opacity", "1")) and style.get("opacity") != "1px":
        yield "opacity"
    if any(_FAR.match(style.get(side, "")) for side in _SIDES):
        yield "offscreen"
    if _clipped(style):
        yield "clip"
    if any(_NONE.fullmatch(style.get(side, "")) for side in ("width", "height", "max-width", "max-height")) and (
        "overflow" in style
        or style.get("position") in {"absolute", "fixed"}
        or _NONE.fullmatch(style.get("height", ""))
    ):
        yield "size"


def _clipped(style: Mapping[str, str]) -> bool:
    clip = style.get("clip", "").replace(" ", "")
    path = style.get("clip-path", "").replace(" ", "")
    transform = style.get("transform", "").replace(" ", "")
    return (
        bool(re.fullmatch(r"rect\((?:[01](?:px)?,?){4}\)", clip))
        or path.startswith(("inset(50%", "inset(100%", "circle(0"))
        or transform.startswith(("scale(0)", "scale(0,"))
        or bool(re.match(r"translate[xy]?\(-\d{3,}", transform))
    )


def _rules_in(css: str) -> Iterator[tuple[str, Declarations]]:
    """Yield each rule's selectors and declarations; not those for print, other widths, or animations."""
    css = _without_comments(css)
    open_blocks: list[tuple[str, bool]] = []  # selectors, and whether they are told of
    last = 0
    for mark in _MARK.finditer(css):
        between = css[last : mark.start()]
        last = mark.end()
        if mark.group() == "{":
            prelude = between.rpartition(";")[2].strip()
            heard = not open_blocks or open_blocks[-1][1]
            at_rule = prelude.startswith("@")
            open_blocks.append(("" if at_rule else prelude[-2_000:], heard and (not at_rule or _holds(prelude))))
        elif open_blocks:
            head, heard = open_blocks.pop()
            if head and heard and len(between) <= _LONG_BLOCK and (found := declared(between)):
                yield head, found


def _holds(prelude: str) -> bool:
    name, _, condition = prelude[1:].partition(" ")
    return name in {"supports", "layer"} or (name == "media" and _for_screens(condition))


def _for_screens(condition: str) -> bool:
    """Whether a media condition holds on any screen, wide or narrow."""
    said = condition.lower()
    return not said.strip() or ("print" not in said and "width" not in said and "height" not in said)


def _without_comments(css: str) -> str:
    parts: list[str] = []
    at = 0
    while (start := css.find("/*", at)) >= 0:
        parts.append(css[at:start])
        end = css.find("*/", start + 2)
        if end < 0:
            return "".join(parts)
        at = end + 2
    parts.append(css[at:])
    return "".join(parts)


def _key(compound: selectors.Compound) -> tuple[str, str]:
    if compound.ids:
        return "#", compound.ids[0]
    if compound.classes:
        return ".", compound.classes[0]
    return "", compound.tag
