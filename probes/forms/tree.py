"""Small bounded steps in a page's tree: attributes, words, ancestors."""

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from probes.forms.source import CONTROLS

MAX_ANCESTORS = 300
LONGEST = 300
"""Characters of one piece of text."""
_NODES = 120
"""Nodes that are looked at for one piece of text."""
_SILENT = frozenset({"script", "style", "noscript", "template", "option", "-comment", "_comment"})


def attribute(node: LexborNode | None, name: str) -> str:
    """Return the value of an attribute without space around it; empty if it is not there."""
    return (node.attributes.get(name) or "").strip() if node is not None else ""


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the elements that *node* stands in, from the inside, at most `MAX_ANCESTORS`."""
    above = node.parent
    for _ in range(MAX_ANCESTORS):
        if above is None or not above.is_element_node:
            return
        yield above
        above = above.parent


def words(node: LexborNode, *, through_controls: bool = True) -> str | None:
    """
    Return the text in *node*, at most `LONGEST` characters; None if a control is met that may not be passed.

    What stands in scripts, styles and lists of options is not said to a reader.
    """
    parts: list[str] = []
    length = 0
    below: list[LexborNode] = [node]
    for _ in range(_NODES):
        if not below or length > LONGEST:
            break
        one = below.pop()
        if not one.is_element_node:
            text = one.text_content or ""
            parts.append(text[:LONGEST])
            length += len(text)
            continue
        if one.tag in _SILENT or one.is_comment_node:
            continue
        if not through_controls and one.tag in CONTROLS and attribute(one, "type").lower() != "hidden":
            return None
        if one.tag in {"textarea", "button"} and one is not node:
            continue
        children: list[LexborNode] = []
        child = one.child
        while child is not None and len(children) < _NODES:
            children.append(child)
            child = child.next
        below.extend(reversed(children))
    return " ".join(" ".join(parts).split())[:LONGEST]


def tokens(node: LexborNode) -> frozenset[str]:
    """Return the classes of *node* in lower case."""
    return frozenset(attribute(node, "class").lower()[:2_000].split())
