"""Pages of the web, read as facts."""

from results.records.came_back import Reply
from results.records.web_page import read_web_page, with_replies


def test_what_scripts_got_is_kept_with_the_page_and_read_back() -> None:
    """Also what would end an element, or is no text at all."""
    replies = (
        Reply(
            url="https://h.example/a?b=1&c='\"", status=201, content_type="application/json", body=b'{"ok":"</script>"}'
        ),
        Reply(url="https://h.example/b", status=500, body=bytes(range(256)), sent=b"name=\xc3\x85sa"),
    )
    page = read_web_page(with_replies(b"<!DOCTYPE html><title>T</title><p>Hei</p>", replies))
    assert (page.replies, page.title, page.lines) == (replies, "T", ("Hei",))


def test_a_page_that_forges_a_reply_harms_nobody() -> None:
    """What cannot be unpacked is empty."""
    forged = b"<script type='application/x-kaklet-reply' data-status=9999 data-url=x>%%%</script>"
    assert read_web_page(forged).replies == (Reply(url="x", status=0),)


def test_words_are_told_by_block_without_what_is_not_seen() -> None:
    """Scripts, what is hidden, and what fields hold are no words of the page."""
    html = (
        b"<p>One <b>line</b></p>two<script>3</script><p hidden>4</p><textarea>5</textarea><p style='display:none'>6</p>"
    )
    assert read_web_page(html).lines == ("One line", "two")


def test_fields_hold_what_they_hold() -> None:
    """By name, without what nobody fills in."""
    html = b"<form><input name=a value=1><input type=hidden name=h value=2><textarea name=t>3</textarea></form>"
    assert read_web_page(html).forms == ({"a": "1", "t": "3"},)
