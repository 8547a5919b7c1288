"""What the editor wrote into the study file, held against what the report can bear."""

from collections.abc import Iterator, Mapping

from kaklet.config import Loaded
from report_templates.lint import Overclaim, overclaims
from results.judge.comparison import Comparison


def doubtful_lines(loaded: Loaded, comparison: Comparison) -> Iterator[str]:
    """Yield a sentence for each claim in the study's own words that no figure of *comparison* bears."""
    file = loaded.file.read_text(encoding="utf-8", errors="replace").splitlines()
    for texts in _texts(loaded):
        for code, text in texts.items():
            for found in overclaims(code, text, comparison):
                yield f"{loaded.file.name}, line {_line(file, text, found)}: “{found.phrase}”: {found.why}."


def _texts(loaded: Loaded) -> Iterator[Mapping[str, str]]:
    study = loaded.study
    yield study.study.title
    yield study.study.introduction
    yield from (one.about for one in study.provider)
    yield from (text for one in study.exclusion for text in (one.what, one.reason))
    yield from (one.text for one in study.correction)


def _line(file: list[str], text: str, found: Overclaim) -> int:
    """Find the line of the study file in which *found* stands; that of its text's beginning, where it is not found."""
    own = text.splitlines()[found.line - 1]
    for part in (own, own.strip()[:40], text.splitlines()[0][:40]):
        for number, line in enumerate(file, 1):
            if part in line:
                return number
    return 1
