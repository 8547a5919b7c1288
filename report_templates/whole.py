"""All pages of one language as a single document, for a printer that knows no style but what stands in a drawing."""

import re
from collections.abc import Mapping

_MAIN = re.compile(r'<main id="content">(.*)</main>', re.DOTALL)
_ID = re.compile(r'\bid="([^"]+)"')
_DRAWING = re.compile(r"<svg\b(?! class=\"sprite\").*?</svg>", re.DOTALL)
_USE = re.compile(r'<use href="#([^"]+)"')
_SPRITE = re.compile(r'<svg class="sprite".*?</svg>', re.DOTALL)
_SHAPE = re.compile(r'<(symbol|g) id="([^"]+)".*?</\1>', re.DOTALL)
_RULE = re.compile(r"^(\.[^{}]+?) \{([^{}]*(?:fill|stroke)[^{}]*)\}", re.MULTILINE)
_VARIABLE = re.compile(r"--([\w-]+): ([^;]+);")
_REFERENCE = re.compile(r'\b(href="#|aria-labelledby=")([^"]+)"')
_PAGE = re.compile(r'href="([\w.-]+\.html)(?:#[^"]*)?"')


def whole(pages: Mapping[str, str], style: str) -> str:
    """
    Join *pages*, by file name in the order of reading, into one document; *style* is the report's own CSS.

    The first page keeps its head, its labels and its foot. Identifiers are made unique, links between the pages lead
    to their place in the document, and each drawing carries its own colours and marks.
    """
    numbers = {file: f"page-{number}" for number, file in enumerate(pages)}
    parts = [_part(text, numbers[file], numbers) for file, text in pages.items()]
    first = next(iter(pages.values()))
    start, end = _MAIN.search(first), _SPRITE.search(first)
    if start is None or end is None:
        raise ValueError("A page of the report has no content: report this as a bug of Kaklet.")
    colours = drawing_style(style)
    shapes = {found[2]: found[0] for found in _SHAPE.finditer(end[0])}
    joined = "".join(parts)
    drawn = _DRAWING.sub(lambda found: _self_contained(found[0], colours, shapes), joined)
    document = f'{first[: start.start()]}<main id="content">{drawn}</main>{first[start.end() :]}'
    return document.replace(end[0], "")


def _part(text: str, prefix: str, numbers: Mapping[str, str]) -> str:
    found = _MAIN.search(text)
    content = found[1] if found else ""
    ids = set(_ID.findall(content))

    def renamed(name: str) -> str:
        return f"{prefix}-{name}" if name in ids else name

    content = _REFERENCE.sub(lambda one: f'{one[1]}{" ".join(map(renamed, one[2].split()))}"', content)
    content = _ID.sub(lambda one: f'id="{renamed(one[1])}"', content)
    content = _PAGE.sub(lambda one: f'href="#{numbers[one[1]]}"' if one[1] in numbers else one[0], content)
    return f'<div class="part" id="{prefix}">{content}</div>'


def _self_contained(drawing: str, colours: str, shapes: Mapping[str, str]) -> str:
    used = "".join(shapes[name] for name in dict.fromkeys(_USE.findall(drawing)) if name in shapes)
    return f"{drawing[: -len('</svg>')]}<style>{colours}</style><defs>{used}</defs></svg>"


def drawing_style(style: str) -> str:
    """Return the rules of *style* that colour drawings, with the colours of print in place of variables."""
    printed = style.partition("@media print")[2]
    colours = dict(_VARIABLE.findall(printed.partition("}")[0].partition("{")[2] + printed))
    rules = []
    for selector, body in _RULE.findall(style.partition("@media")[0] + style):
        kept = [one.strip() for one in body.split(";") if re.match(r"\s*(fill|stroke)", one)]
        plain = re.sub(r"var\(--([\w-]+)\)", lambda found: colours.get(found[1], "#000"), "; ".join(kept))
        rules.append(f"{selector.removeprefix('.ticks ').removeprefix('.curve ')} {{ {plain} }}")
    return " ".join([*dict.fromkeys(rules), "text { font-size: 9px; font-family: sans-serif }"])
