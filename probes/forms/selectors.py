"""CSS selectors that tell of one element at a time: enough to know what a page's own style sheet hides."""

import re
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from probes.forms.tree import ancestors, attribute, tokens

MAX_COMPOUNDS = 8
_NEIGHBOURS = 30
_COMPOUND = re.compile(r"([a-zA-Z][\w-]*|\*)?((?:[.#][\w-]+|\[[^\]\"']*(?:\"[^\"]*\"|'[^']*')?\s*[is]?\])*)")
_PART = re.compile(r"([.#])([\w-]+)|\[\s*([\w-]+)\s*(?:([~|^$*]?=)\s*[\"']?([^\"'\]]*)[\"']?\s*)?\]")
_SPLIT = re.compile(r"\s*([>+~])\s*|\s+")


class Compound(NamedTuple):
    """One element's part of a selector."""

    tag: str
    ids: tuple[str, ...]
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str, str], ...]

    def matches(self, node: LexborNode) -> bool:
        """Whether *node* is meant."""
        if self.tag and node.tag != self.tag:
            return False
        if self.ids and any(attribute(node, "id") != one for one in self.ids):
            return False
        if self.classes and not tokens(node).issuperset(self.classes):
            return False
        return all(_has(node, *one) for one in self.attributes)


class Selector(NamedTuple):
    """Compounds from the right, each with the combinator that stands to its left."""

    compounds: tuple[tuple[Compound, str], ...]
    weight: tuple[int, int, int]
    """Specificity (Selectors Level 4, 17): ids, classes and attributes, tags."""

    def matches(self, node: LexborNode) -> bool:
        """Whether *node* is meant. Each ancestor is taken where it is first found, without trying another."""
        here: LexborNode | None = node
        if not self.compounds[0][0].matches(node):
            return False
        for (_, combinator), (wanted, _) in zip(self.compounds, self.compounds[1:], strict=False):
            here = _step(here, combinator, wanted) if here is not None else None
            if here is None:
                return False
        return True


def parse(text: str) -> Selector | None:
    """Read one selector; None for one with a state (``:hover``), or of a kind that is not known."""
    text = text.strip()
    if not text or ":" in text.replace("::", ":") or len(text) > 300:  # noqa: PLR2004 -- longer ones are not written
        return None
    parts = _SPLIT.split(text)
    compounds = [_compound(part or "") for part in parts[::2]]
    if len(compounds) > MAX_COMPOUNDS or None in compounds:
        return None
    sound = [one for one in compounds if one is not None]
    combinators = ["", *(one or " " for one in parts[1::2])]
    weight = (
        sum(len(one.ids) for one in sound),
        sum(len(one.classes) + len(one.attributes) for one in sound),
        sum(bool(one.tag) for one in sound),
    )
    # From the right: each compound with the combinator between it and what stands to its left.
    return Selector(tuple(zip(reversed(sound), reversed(combinators), strict=True)), weight)


def _compound(text: str) -> Compound | None:
    match = _COMPOUND.fullmatch(text)
    if match is None or not text:
        return None
    ids, classes, attributes = [], [], []
    for part in _PART.finditer(match[2]):
        if part[1] == "#":
            ids.append(part[2])
        elif part[1] == ".":
            classes.append(part[2].lower())
        else:
            attributes.append((part[3].lower(), part[4] or "", part[5] or ""))
    tag = (match[1] or "").lower().replace("*", "")
    return Compound(tag, tuple(ids), tuple(classes), tuple(attributes))


def _has(node: LexborNode, name: str, operator: str, value: str) -> bool:
    if name not in node.attributes:
        return False
    own = attribute(node, name)
    if operator in {"^=", "$=", "*="}:
        return bool(value) and {"^=": own.startswith, "$=": own.endswith, "*=": own.__contains__}[operator](value)
    if operator == "~=":
        return value in own.split()
    if operator == "|=":
        return own == value or own.startswith(f"{value}-")
    return not operator or own == value or (name == "type" and own.lower() == value.lower())


def _step(node: LexborNode, combinator: str, wanted: Compound) -> LexborNode | None:
    if combinator == " ":
        return next((above for above in ancestors(node) if wanted.matches(above)), None)
    if combinator == ">":
        above = next(ancestors(node), None)
        return above if above is not None and wanted.matches(above) else None
    before = node.prev
    for _ in range(_NEIGHBOURS):
        if before is None:
            return None
        if before.is_element_node:
            if wanted.matches(before):
                return before
            if combinator == "+":
                return None
        before = before.prev
    return None
