"""What a reader can take home, and how to verify it: the links beside a report."""

import msgspec

from report_templates.language import Language
from results.judge.comparison import Comparison


class Download(msgspec.Struct, frozen=True, kw_only=True):
    """One file beside the report."""

    href: str
    """Relative to a page of a language."""
    title: str


def downloads(language: Language, comparison: Comparison) -> tuple[Download, ...]:
    """List the files that `kaklet report --downloads` puts beside the pages."""
    titles = {
        "figures.csv": language.say("Every figure with its interval (CSV)"),
        "places.csv": language.say("Grades and places (CSV)"),
        "comparisons.csv": language.say("Every two providers held against each other (CSV)"),
        "outages.csv": language.say("Every outage (CSV)"),
        "questions.csv": language.say("Every question with its times (CSV)"),
        "data-dictionary.csv": language.say("What each column is (CSV)"),
        "data.sqlite3": language.say("Every single sample, without anybody's words (SQLite)"),
        "evidence.csv": language.say("Which mail was judged, by its SHA-256 (CSV)"),
        "datapackage.json": language.say("Description of the data for programs (Data Package)"),
        "SHA256SUMS": language.say("Sums of all files (SHA-256)"),
        "VERIFY.txt": language.say("How to verify"),
    }
    if comparison.lines.lines:
        titles["lines.csv"] = language.say("Every figure and verdict of Internet lines (CSV)")
    if comparison.edition is not None and comparison.edition.since is not None:
        titles |= {
            "changes.csv": language.say("Every figure then and now (CSV)"),
            "previous-edition.json": language.say("The comparison of the edition before (JSON)"),
        }
    return tuple(Download(href=f"../{name}", title=title) for name, title in titles.items())
