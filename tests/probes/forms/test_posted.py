"""What a form sent, as it is kept, and the words that are found in it again."""

from __future__ import annotations

import pytest

from probes.forms.posted import as_posted, posted_words
from probes.forms.submission import submission

WORDS = "Hur många dagar, högst 30?\r\nMånga hälsningar"
FORM = (
    "<form method={method} {more}><input type=hidden name=t value='a&b'><textarea name=m></textarea><button>x</button>"
)


@pytest.mark.parametrize(
    ("method", "more", "charset"),
    [
        ("post", "action=/x", "utf-8"),
        ("get", "action=/x", "utf-8"),
        ("post", "action=/x enctype=multipart/form-data", "utf-8"),
        ("post", "action=/x enctype=multipart/form-data", "iso-8859-1"),
        ("post", "action=/x", "iso-8859-1"),
        ("post", "action=/x accept-charset=us-ascii", "utf-8"),
    ],
)
def test_words_are_found_again(method: str, more: str, charset: str) -> None:
    """By whatever method and encoding a letter was sent, its words are read from what is kept."""
    html = FORM.format(method=method, more=more).encode()
    request = submission(html, "https://h.example/c", 0, {"m": WORDS}, charset=charset)
    kept = as_posted(request)
    assert kept.startswith(f"{method.upper()} https://h.example/x".encode())
    assert posted_words(kept).splitlines() == ["a&b", *WORDS.splitlines()]


def test_plain_text() -> None:
    """What was sent as plain text is read as it is."""
    html = FORM.format(method="post", more="action=/x enctype=text/plain").encode()
    kept = as_posted(submission(html, "https://h.example/c", 0, {"m": "Hello"}))
    assert "m=Hello" in posted_words(kept)


def test_older_records() -> None:
    """The bare bodies of older records are read, too."""
    assert posted_words(b"name=Anna&message=Hej%21%0D%0AJag+fr%C3%A5gar") == "Anna\nHej!\r\nJag frågar"


@pytest.mark.parametrize("kept", [b"", b"\xff\x00", b"POST x HTTP/1.1\r\n", b"GET / HTTP/1.1\r\n\r\n", b"=&=&"])
def test_anything_is_read(kept: bytes) -> None:
    """No bytes are too strange to be read."""
    assert isinstance(posted_words(kept), str)
