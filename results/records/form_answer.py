"""What a contact form answered, as facts. What they mean is judged later, by rules that have a version."""

import msgspec


class FormAnswer(msgspec.Struct, frozen=True, kw_only=True, tag="form_answer"):
    """
    The page that a question was sent from, and what came back. Its bytes are the handover's evidence.

    Without a status nothing came back, or it is not known whether anything did.
    """

    case: str
    """The key: a form takes one letter of a case, the question."""
    engine: str
    """How it was used: ``static`` or ``browser``."""
    robots: str
    """What the site's robots rules say of the page: ``allowed``, ``disallowed`` or ``unknown``."""
    page: str
    """SHA-256 of the page with the form, in the evidence store."""
    page_url: str
    """Where that page was in the end."""
    page_charset: str | None = None
    """What the server said of it."""
    form: int
    """Which form of the page, from 0."""
    url: str = ""
    """Where the answer was in the end; empty without one."""
    status: int | None = None
    content_type: str = ""
    charset: str | None = None
    headers: str = ""
    """Those by which guards and overloaded servers say what they do: a line each, names in lower case."""
