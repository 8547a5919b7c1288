"""Ties, the providers' own answers, what was left out, and corrections."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from report_templates import render
from results.judge.comparison import Comparison
from results.judge.openness import Correction, Exclusion, Openness, Reply


@pytest.fixture
def open_one(comparison: Comparison) -> Comparison:
    """Return the comparison with all of it: the first provider answered, the second did not."""
    first, second, *_ = comparison.providers
    return msgspec.structs.replace(
        comparison,
        openness=Openness(
            ties={first.id: {"en": "Its customer <since> 2019."}},
            replies={
                first.id: Reply(
                    asked=date(2026, 5, 1), answered=date(2026, 5, 9), text={"en": "We disagree.\n\nA lot."}
                ),
                second.id: Reply(asked=date(2026, 5, 2)),
            },
            exclusions=(Exclusion(what={"en": "Host X"}, reason={"en": "It sold us nothing."}),),
            corrections=(
                Correction(on=date(2026, 6, 1), text={"en": "The first."}, by="Ann"),
                Correction(on=date(2026, 7, 1), text={"en": "The second."}, by="Bo"),
            ),
        ),
    )


def test_the_front_page_tells_ties_and_answers(open_one: Comparison, tmp_path: Path) -> None:
    """Each provider has a row; markup in an editor's words is text."""
    page = (render(open_one, tmp_path / "report", ["en"]).parent / "en" / "index.html").read_text("utf-8")
    section = page.partition('id="ties"')[2].partition("</section>")[0]
    assert section.count("<tr>") == len(open_one.providers) + 1
    assert "Its customer &lt;since&gt; 2019." in section
    assert "It was asked on 2 May 2026 and did not answer." in section
    assert "nothing declared" in section


def test_a_reply_is_printed_on_the_providers_own_page(open_one: Comparison, tmp_path: Path) -> None:
    """The answer stands there in its own paragraphs; who was not asked has no such section."""
    folder = render(open_one, tmp_path / "report", ["en"]).parent / "en"
    first, _, third, *_ = open_one.providers
    page = (folder / f"provider-{first.id}.html").read_text("utf-8")
    assert "answered on 9 May 2026" in page
    assert "<bdi>We disagree.</bdi>" in page
    assert "<bdi>A lot.</bdi>" in page
    assert 'id="reply"' not in (folder / f"provider-{third.id}.html").read_text("utf-8")


def test_the_newest_correction_stands_first(open_one: Comparison, tmp_path: Path) -> None:
    """All corrections stay, and each says when and by whom."""
    page = (render(open_one, tmp_path / "report", ["en"]).parent / "en" / "index.html").read_text("utf-8")
    assert page.index("1 Jul 2026, by Bo") < page.index("1 Jun 2026, by Ann")
    assert page.index("Host X") < page.index("It sold us nothing.")


def test_where_nothing_is_declared_there_is_no_empty_section(comparison: Comparison, tmp_path: Path) -> None:
    """A study that says nothing of it has none of these parts; who paid is always told."""
    page = (render(comparison, tmp_path / "report", ["en"]).parent / "en" / "index.html").read_text("utf-8")
    assert not [name for name in ("ties-caption", "left-out", "corrections") if f'id="{name}"' in page]
