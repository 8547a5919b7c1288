"""What a page's own styles hide: a field that a person does not see may be a trap for machines."""

import re
from collections.abc import Iterable

_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}"
    # The word itself: a border-width or min-width of 0 hides nothing.
    r"|(?<![\w-])(?:opacity|(?:max-)?height|(?:max-)?width)\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
MAX_CSS = 100_000
"""Characters of one style sheet that are read."""
MAX_SHEETS = 20
MAX_SELECTORS = 200
_CSS_COMMENT = re.compile(r"/\*[^*]{0,500}\*/")
_LONG_RULE = 2_000
_LONG_SELECTOR = 500


def hides(style: str) -> bool:
    """Whether the declarations in *style* hide what they are about."""
    return _HIDDEN_STYLE.search(style) is not None


def hiding_selectors(sheets: Iterable[str]) -> list[str]:
    """List the selectors that *sheets* hide, as they are written there: a stranger's, and not always sound."""
    css = " ".join(sheet[:MAX_CSS] for sheet in list(sheets)[:MAX_SHEETS])
    selectors = []
    # Split, not searched: a pattern's time grows with the square of what has no end.
    for rule in css.split("}"):
        opening, _, declarations = rule.rpartition("{")
        selector = _CSS_COMMENT.sub("", opening.rpartition("{")[2]).strip()
        if len(declarations) <= _LONG_RULE and len(selector) <= _LONG_SELECTOR and hides(declarations):
            selectors.append(selector)
    return selectors[:MAX_SELECTORS]
