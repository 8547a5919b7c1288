"""Pages that are made to be slow, deep, huge or broken: they are read within their bounds, and nothing is sent."""

# ruff: noqa: E501 -- a page reads best in one line
from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probes.forms import Form, Role, read_forms
from probes.forms.source import MAX_BYTES
from probes.forms.submission import NotSendableError, submission

URL = "https://www.host.example/contact"
FORM = "<form method=post action=/s><input type=email name=e><textarea name=m></textarea><button>Send message</button></form>"
SECONDS = 6.0
"""How long the worst page may take on a busy machine; most take a tenth of it."""
HOSTILE = {
    "200 MB": lambda: FORM.encode() + b"<p>word</p>" * 19_000_000,
    "5,000 fields": lambda: b"<form>" + b"<label>E-post<input name=a></label>" * 5_000 + b"</form>",
    "5,000 hidden fields": lambda: b"<form>" + b"<div hidden><input name=a>" * 5_000,
    "50,000 deep": lambda: b"<div>" * 50_000 + FORM.encode(),
    "deep and closed": lambda: b"<div>" * 30_000 + b"</div>" * 30_000 + FORM.encode(),
    "formatting that piles up": lambda: b"<b><i><p>" * 15_000 + FORM.encode(),
    "labels in labels": lambda: b"<label>" * 4_000 + FORM.encode(),
    "10,000 forms": lambda: FORM.encode() * 10_000,
    "quotes without end": lambda: b"<a '" * 200_000 + FORM.encode(),
    "comments without end": lambda: FORM.encode() + b"<!--" * 300_000,
    "style comments without end": lambda: b"<style>" + b"/*" * 300_000 + b"</style>" + FORM.encode(),
    "braces without end": lambda: b"<style>" + b"a{" * 300_000 + b"</style>" + FORM.encode(),
    "selectors without end": lambda: b"<style>" + b"div " * 100_000 + b"{display:none}</style>" + FORM.encode(),
    "many rules": lambda: b"<style>" + b"input{display:none}" * 40_000 + b"</style>" + FORM.encode() * 50,
    "many rules for ancestors": lambda: b"<style>" + b"b b b b b b input{opacity:0}" * 10_000 + b"</style>"
    + b"<b>" * 250 + (b"<form>" + b"<input name=a>" * 300 + b"</form>"),
    "a label of 1 MB": lambda: b"<label for=x>" + b"e post " * 140_000 + b"</label><form><input id=x name=a></form>",
    "a name of 1 MB": lambda: b"<form><input name='" + b"aA1" * 300_000 + b"'></form>",
    "a text before each field": lambda: b"<form>" + b"<p>a</p>" * 3_000 + b"<br><input name=a>" * 900 + b"</form>",
    "100,000 options": lambda: b"<form><select name=a>" + b"<option>a" * 50_000 + b"</select></form>",
    "a table of forms": lambda: b"<table>" + b"<form><tr><td><input name=a>" * 3_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_read_in_bounded_time(name: str) -> None:
    """Whatever a page does, an event loop's worker thread gets back."""
    html = HOSTILE[name]()
    started = time.process_time()
    found = read_forms(html, URL)
    assert time.process_time() - started < SECONDS
    assert all(form.submittable is (not form.reasons) for form in found)


def test_a_page_that_is_cut_has_no_submittable_form() -> None:
    """What stands beyond the cut might be a CAPTCHA."""
    assert read_forms(FORM.encode(), URL)[0].submittable
    cut = read_forms(FORM.encode() + b" " * MAX_BYTES, URL)[0]
    assert cut.reasons == ("page:it is too large or too deep to be read to its end",)


def test_a_form_of_too_many_fields_is_not_submittable() -> None:
    """A person would not fill it in either."""
    form = read_forms(FORM.replace("<button", "<input name=x>" * 4_999 + "<button").encode(), URL)[0]
    assert not form.submittable
    assert len(form.fields) <= 300


PIECES = st.sampled_from(
    [
        "<form>", "</form>", "<form method=post action='//'>", "<form action='http://[::1'>", "<table>", "<tr><td>",
        "</table>", "<input name=email>", "<input type=hidden name=_charset_>", "<textarea name=m>", "</textarea>",
        "<select name=s multiple>", "<option selected>", "</select>", "<button>", "<input type=image>", "<fieldset disabled>",
        "<legend>", "<label for=x>E-post", "</label>", "<input id=x required>", "<style>.a{display:none", "</style>",
        "}", "<div class=a style='left:-9999px'>", "</div>", "<!--", "-->", "<script>", "</script>", "<base href='%'>",
        "<template>", "</template>", "<input type=radio name=r checked>", "<datalist>", "\x00", "<", "'", '"', "&#0;",
        "<input name='\ud800'>".encode("utf-8", "replace").decode(), "<svg><style>", "<math><mi><form>", "é", "<p hidden>",
        "<input type=range min=9 max=1 name=r>", "<input name=a form=f>", "<form id=f>", "<isindex>", "<plaintext>",
    ]
)  # fmt: skip


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=25))
def test_any_markup_is_read_and_its_traps_are_never_told_as_a_mapping(pieces: list[str]) -> None:
    """No mixture of tags makes the reader fail, and no trap or unseen field is ever mapped."""
    html = "".join(pieces).encode()
    for form in read_forms(html, URL):
        _check(form)
        try:
            made = submission(html, URL, form.index, {})
        except NotSendableError:
            continue
        assert made.method in {"GET", "POST"}


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "latin-1", "utf-16", "utf-7", "nonsense", "base64"]))
def test_any_bytes_are_read(html: bytes, charset: str | None) -> None:
    """In whatever encoding a server claims."""
    for form in read_forms(b"<form><input name=a>" + html, URL, charset=charset):
        _check(form)


def _check(form: Form) -> None:
    kept = {field.name for field in form.fields if field.role is Role.HONEYPOT or field.concealed}
    seen = {field.name for field in form.fields if not field.concealed and field.role is not Role.HONEYPOT}
    assert not (set(form.mapping.values()) & kept) - seen
    assert not set(form.mapping.values()) & set(form.honeypots)
    assert form.submittable is (not form.reasons)
