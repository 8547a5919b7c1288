"""Pages that are made to hurt their reader: bounded in time, and never a bug of ours."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probes.contact.form_page import MAX_FIELDS, MAX_TAGS, fill, find_form
from probes.contact.form_words import Role
from probes.probe import ProbeFailed
from results.records import Failure

URL = "https://localhost/contact"
SIMPLE = b"<form method=post><input type=email name=mail><textarea name=text></textarea></form>"
ANSWERS = {Role.EMAIL: "a@study.localhost", Role.MESSAGE: "Hello"}
PATIENCE_SECONDS = 2.0
"""Of processor time. The loop waits for the reader, so that a page that took seconds would delay every other visit."""

HOSTILE = {
    "deep": b"<div>" * (MAX_TAGS - 50) + SIMPLE,
    "deep_bold": b"<b><p>" * 5_000 + SIMPLE,
    "deeper_than_is_read": b"<div>" * 400_000 + SIMPLE,
    "deep_form": b"<form><textarea name=t></textarea>" + b"<div>" * 15_000 + b"<input name=a>" * 300 + b"</form>",
    "labels": SIMPLE + b"<label for=q>x</label>" * 9_000 + b"<input id=q name=q>" * 300,
    "sheet_without_braces": (b"<style>" + b"a" * 99_000 + b"</style>") * 20 + SIMPLE,
    "sheet_of_braces": b"<style>" + b"{" * 99_000 + b"}" * 99_000 + b"</style>" + SIMPLE,
    "comments": b"<style>" + b"/*" * 49_000 + b"</style>" + SIMPLE,
    "many_selectors": b"<style>" + b"* * * * * b{display:none}" * 3_000 + b"</style>" + b"<p>x" * 5_000 + SIMPLE,
    "unclosed": b"<form><textarea name=t>" * 5_000,
    "attributes": b"<form " + b"a=b " * 200_000 + b">" + SIMPLE,
    "long_values": b"<form><input type=email name=m value=" + b"x" * 1_900_000 + b"><textarea name=t></textarea>",
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_bounded_in_time(html: bytes) -> None:
    """A page that is made to hurt its reader is read, or given up, in bounded time."""
    started = time.process_time()
    try:
        fill(find_form(html, URL), ANSWERS, consent=False)
    except ProbeFailed as failed:
        assert failed.failure in {Failure.FORM_MISSING, Failure.FORM_NOT_UNDERSTOOD}  # noqa: PT017 - either is fine
    assert time.process_time() - started < PATIENCE_SECONDS


def test_thousands_of_fields() -> None:
    """Of a form with 5,000 fields only so many are looked at, and no answer is made up for them."""
    html = b"<form><input type=email name=m><textarea name=t></textarea>" + b"<input name=f%d>" * 5_000 + b"</form>"
    form = find_form(html % tuple(range(5_000)), URL)
    assert len(form.fields) == MAX_FIELDS
    assert fill(form, ANSWERS, consent=False) == {"m": "a@study.localhost", "t": "Hello"}


def test_page_with_too_many_tags() -> None:
    """A page that is larger than a page with a form can be is not understood, in so many words."""
    with pytest.raises(ProbeFailed, match="tags") as caught:
        find_form(b"<p>" * (MAX_TAGS + 1) + SIMPLE, URL)
    assert caught.value.failure is Failure.FORM_NOT_UNDERSTOOD


@pytest.mark.parametrize(
    "selector",
    ["[[", ">>>", "a:::b", ":nope(2)", "input::-ms-clear", "@media x", ":has(", "ns|a", "\\", "", "a,,b", "\xff", "{"],
)
def test_selectors_that_no_parser_knows(selector: str) -> None:
    """A style sheet with a selector that cannot be parsed hides nothing, and the form is still read."""
    html = f"<style>{selector} {{display:none}} .x{{color:red}}</style>".encode() + SIMPLE
    assert fill(find_form(html, URL), ANSWERS, consent=False)["text"] == "Hello"


def test_a_bad_selector_does_not_save_a_honeypot() -> None:
    """The rules beside one that cannot be parsed still count."""
    html = b"<style>a:::b{display:none} .trap{display:none}</style><form><textarea name=t></textarea>"
    form = find_form(html + b"<input type=email name=m><input class=trap name=subject></form>", URL)
    assert [field.name for field in form.fields] == ["t", "m"]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.binary(max_size=200))
def test_any_bytes(before: bytes, inside: bytes) -> None:
    """Whatever the bytes are, they are a form or a failure of the closed vocabulary."""
    html = before + SIMPLE.replace(b"</form>", inside + b"</form>")
    try:
        fill(find_form(html, URL), ANSWERS, consent=True)
    except ProbeFailed as failed:
        assert failed.failure in {Failure.FORM_MISSING, Failure.FORM_NOT_UNDERSTOOD}  # noqa: PT017 - either is fine


_PIECES = (
    *("<form action='", "'", "<input ", "name=", "type=", "radio", "<label for=", "<base href=", "http://[", "//", ">"),
    *(
        "<select name=s required>",
        "<option>",
        "<style>",
        "{",
        "}",
        "*{display:none",
        "</form>",
        "<div ",
        "style='",
        " ",
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=40))
def test_any_soup_of_tags(pieces: list[str]) -> None:
    """Whatever is made of a form's own pieces, it is a form or a failure of the closed vocabulary."""
    try:
        fill(find_form("".join(pieces).encode() + SIMPLE, URL), ANSWERS, consent=True)
    except ProbeFailed as failed:
        assert failed.failure in {Failure.FORM_MISSING, Failure.FORM_NOT_UNDERSTOOD}  # noqa: PT017 - either is fine
