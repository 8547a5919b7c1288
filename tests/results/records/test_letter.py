"""A letter is read the same whatever its bytes are, and never by running anything in it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from results.records.letter import MAX_NAMED, NotMail, read_letter, recipients, references

_SECONDS = 3.0
"""More than any hostile message may take, on a slow machine."""


def test_a_header_is_found_whatever_its_case() -> None:
    """A header is found in any case, with all its values in order."""
    letter = read_letter(b"RECEIVED: one\nReceived: two\n\n")
    assert letter.every("received") == ("one", "two")


def test_a_folded_header_is_one_line() -> None:
    """A header that goes on in the next lines is put together."""
    assert read_letter(b"Subject: one\n two\n\tthree\n\n").subject == "one two three"


def test_encoded_words_are_joined_before_they_are_decoded() -> None:
    """A character that is cut in two by neighbouring encoded words is whole again."""
    letter = read_letter(b"Subject: =?utf-8?Q?Fr=C3?= =?utf-8?Q?=A5ga?= om =?iso-8859-1?B?5Q==?=\n\n")
    assert letter.subject == "Fråga om å"


def test_a_subject_in_utf7_is_read() -> None:
    """UTF-7, which some ticket systems still send, is decoded."""
    assert read_letter(b"Subject: =?utf-7?Q?P+AU8-ijato?=\n\n").subject == "Pŏijato"


def test_a_text_without_a_charset_is_read() -> None:
    """Raw bytes are read as UTF-8 where they are that, else as Windows-1252."""
    assert read_letter(b"A: b\n\nbl\xc3\xa5").text == "blå"
    assert read_letter(b"A: b\n\nbl\xe5").text == "blå"


def test_a_wrong_charset_does_no_harm() -> None:
    """A text that is not what it says, or says what nobody knows, is read all the same."""
    for charset in (b"us-ascii", b"x-unknown", b"punycode", b"hex", b"../../etc"):
        raw = b"Content-Type: text/plain; charset=" + charset + b"\n\nbl\xc3\xa5"
        assert read_letter(raw).text == "blå"


def test_a_transfer_encoding_is_undone() -> None:
    """Quoted-printable and base64 are decoded, broken base64 as far as it goes."""
    for encoding, body in ((b"quoted-printable", b"bl=C3=A5"), (b"base64", b"YmzDpQ=="), (b"base64", b"YmzDpQ")):
        raw = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: " + encoding + b"\n\n" + body
        assert read_letter(raw).text == "blå"


def test_what_stands_before_the_headers_is_skipped() -> None:
    """Blank lines and the line of a mailbox file before the headers are no part of the letter."""
    letter = read_letter(b"\r\n\nFrom daemon Tue May  6 09:12:00 2025\r\nSubject: x\r\n\r\ny")
    assert (letter.subject, letter.text) == ("x", "y")


def test_bare_carriage_returns_end_lines() -> None:
    """A letter with old line ends is read as any other."""
    letter = read_letter(b"Subject: x\rTo: a@b.example\r\rone\rtwo")
    assert (letter.subject, letter.text) == ("x", "one\ntwo")


def test_bytes_without_a_header_are_no_mail() -> None:
    """What begins with no header is refused in one sentence."""
    for raw in (b"", b"\n\n", b"hello there\n", b"\x00\xff"):
        with pytest.raises(NotMail, match="no mail header"):
            read_letter(raw)


def test_plain_text_speaks_before_its_alternative() -> None:
    """Of two forms of one text the plain one is read, and once."""
    raw = (
        b"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>styled</p>\n"
        b"--b\nContent-Type: text/plain\n\nplain\n--b--\n"
    )
    assert read_letter(raw).text.strip() == "plain"


def test_html_speaks_where_the_plain_text_is_blank() -> None:
    """An empty plain form does not hide what the HTML says."""
    raw = (
        b"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n \n"
        b"--b\nContent-Type: text/html\n\n<p>styled</p>\n--b--\n"
    )
    assert read_letter(raw).text.strip() == "styled"


def test_html_becomes_its_words() -> None:
    """Scripts, styles and quotations are left out, entities are decoded, blocks are lines."""
    html = b"<style>p{}</style><script>alert(1)</script><p>bl&aring;</p><p>gr&ouml;n</p><blockquote>ours</blockquote>"
    letter = read_letter(b"Content-Type: text/html\n\n" + html)
    assert letter.text == "blå\ngrön"


def test_a_file_is_counted_and_not_read() -> None:
    """An attached text is no part of what the letter says."""
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nsee file\n"
        b"--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nsecret\n--b--\n"
    )
    letter = read_letter(raw)
    assert (letter.text.strip(), letter.attachments) == ("see file", 1)


def test_a_returned_mail_is_not_the_letters_own_text() -> None:
    """A delivery report gives its fields and the headers of the mail that it returns, and is about that mail."""
    raw = (
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: text/plain\n\nfailed\n"
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nAction: failed\nStatus: 5.1.1\n"
        b"--b\nContent-Type: message/rfc822\n\nMessage-ID: <q@our.example>\nSubject: ours\n\nour text\n--b--\n"
    )
    letter = read_letter(raw)
    assert ("action", "failed") in letter.delivery
    assert "our text" not in letter.text
    assert references(letter) == ("<q@our.example>",)


def test_in_reply_to_may_name_two_mails() -> None:
    """All the ids of In-Reply-To and References are given, each once."""
    letter = read_letter(b"In-Reply-To: <a@x.example> <b@x.example>\nReferences: <b@x.example>\n <c@x.example>\n\n")
    assert references(letter) == ("<a@x.example>", "<b@x.example>", "<c@x.example>")


def test_exchange_names_the_parent_in_its_own_header() -> None:
    """The header of Exchange's rules, and an id without brackets, are understood."""
    letter = read_letter(b"X-MS-Exchange-Parent-Message-Id: <a@x.example>\nIn-Reply-To: b@x.example\n\n")
    assert set(references(letter)) == {"<a@x.example>", "<b@x.example>"}


def test_recipients_come_from_the_envelope_and_the_letter() -> None:
    """Every header that names a recipient is looked at; addresses are in lower case and each given once."""
    raw = (
        b"Delivered-To: K7@Mail.example\nX-Original-To: k7@mail.example\nResent-To: r@mail.example\n"
        b'To: "Lind, Anna" <anna@mail.example>, =?utf-8?Q?=C3=85sa?= <asa@mail.example>\nCc: c@mail.example\n\n'
    )
    wanted = ("k7@mail.example", "r@mail.example", "anna@mail.example", "asa@mail.example", "c@mail.example")
    assert recipients(read_letter(raw)) == wanted


_HOSTILE = {
    "nested parts": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth) for depth in range(600_000)
    ),
    "many parts": b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n" * 500_000,
    "many recipients": b"To: " + b"a@b.example, " * 1_000_000 + b"\n\n",
    "many headers": b"A: b\n" * 500_000,
    "many words": b"Subject: " + b"=?utf-8?q?a?= " * 100_000 + b"\n\n",
    "many parameters": b"Content-Type: text/plain" + b"; a=b" * 400_000 + b"\n\n",
    "nested tags": b"Content-Type: text/html\n\n" + b"<div>" * 400_000,
    "nested quotes": b"Content-Type: text/html\n\n" + b"<blockquote>" * 14_000,
    "open tags": b"Content-Type: text/html\n\n" + b"<a " * 600_000,
    "one long line": b"Content-Type: text/plain\n\n" + b"a" * 30_000_000,
}


@pytest.mark.parametrize("raw", _HOSTILE.values(), ids=_HOSTILE.keys())
def test_a_hostile_letter_is_read_in_time(raw: bytes) -> None:
    """However large or deep a message is, it is read in bounded time of the processor, and in bounded space."""
    started = time.process_time()
    letter = read_letter(raw)
    assert len(recipients(letter)) <= MAX_NAMED
    assert len(references(letter)) <= MAX_NAMED
    assert time.process_time() - started < _SECONDS


@settings(deadline=None, max_examples=300)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.lists(
            st.sampled_from(
                [
                    b"Content-Type: multipart/mixed; boundary=b\n",
                    b"Content-Type: text/html; charset=utf-7\n",
                    b"Content-Type: message/delivery-status\n",
                    b"Content-Type: message/rfc822\n",
                    b"Content-Transfer-Encoding: base64\n",
                    b"Subject: =?utf-8?b?4?= =?x?q?=?=\n",
                    b"\n--b\n",
                    b"--b--\n",
                    b"\n",
                    b"<p>\x00\xff</p>",
                    b"A:",
                    b" \r",
                ]
            ),
            max_size=25,
        ).map(b"".join),
    )
)
def test_any_bytes_are_a_letter_or_no_mail(raw: bytes) -> None:
    """Nothing but NotMail is ever raised."""
    try:
        letter = read_letter(raw)
    except NotMail:
        return
    assert letter.headers
    recipients(letter)
    references(letter)
