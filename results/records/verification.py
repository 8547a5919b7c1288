"""A link that a form's software mails, to be opened before anybody reads the question, and that was opened for it."""

from datetime import datetime

import msgspec

from results.records.failure import Failure


class Verification(msgspec.Struct, frozen=True, kw_only=True, tag="verification"):
    """
    A link is about to be opened. Written before anything is asked of its host.

    Without a `VerificationOutcome` it is not known whether it was; it is never opened again.
    """

    case: str
    """The key: one link is opened for a case, once."""
    message: str
    """The message that held the link."""
    host: str
    """Where the link led."""
    url_sha256: str
    """SHA-256 of the whole link, in hexadecimal. The link itself is a secret of this case, and stays in the mail."""
    at: datetime


class VerificationOutcome(msgspec.Struct, frozen=True, kw_only=True, tag="verification_outcome"):
    """What came of a `Verification`."""

    case: str
    """The key."""
    at: datetime
    status: int | None = None
    """Of the last answer; None where none came."""
    host: str = ""
    """Which host gave it, after redirects; empty where none did."""
    failure: Failure | None = None
    """Why there was no answer, or none that may be followed."""
    detail: str = ""

    @property
    def opened(self) -> bool:
        """Whether the link led to a page, as its server says (RFC 9110, 15.3)."""
        return self.failure is None and self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 -- the class
