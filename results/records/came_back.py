"""What came back when a form had been sent, as it came: what a form's outcome is judged from."""

from collections.abc import Mapping

import msgspec


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What a script of the page got when it sent the form in the page's stead."""

    url: str
    status: int
    content_type: str = ""
    body: bytes = b""
    """Bounded by whoever kept it."""
    sent: bytes = b""
    """What the script had sent, as it went out; bounded likewise."""


class CameBack(msgspec.Struct, frozen=True, kw_only=True):
    """One submission's answer, and the page from which the form was sent."""

    url: str
    """Where the answer was in the end, after redirects."""
    status: int
    """Of that last answer."""
    body: bytes
    """The page, or the JSON that a script would have read; from a browser the page as its scripts have left it."""
    content_type: str = ""
    """As the server said it, with or without a character set."""
    charset: str | None = None
    """What the server said of *body*, if that is known apart from *content_type*."""
    headers: Mapping[str, str] = {}
    """Some of the answer's headers, by name in lower case."""
    replies: tuple[Reply, ...] = ()
    """What scripts got after the button was pressed, in order."""
    before_url: str = ""
    """Where the form was."""
    before: bytes = b""
    """The page with the form, before it was sent: what stood there then proves nothing now."""
    before_charset: str | None = None
    sent: Mapping[str, str] = {}
    """What we wrote into the form, by the name of the field, so that our own words are not taken for an answer."""
