"""How long does a page take, with all that it names? A fixed reference page, loaded as the FCC's browsing test does."""

import re
from collections.abc import Iterator
from typing import ClassVar

import msgspec

from probes.probe import Notes, Visit
from probes.wire.clock import Clock
from probes.wire.endpoint import Family
from probes.wire.public_address import Judge, is_public
from probes.wire.sample import Sample
from probes.wire.tls_session import trust
from results.records import Channel

MOST_CONNECTIONS = 16
_MOST_RESOURCES = 1_000
_FINGERPRINT = re.compile(r"[0-9a-f]{12}")


class WebProbe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="web"):
    """
    The settings of one load of a page.

    The page is what its HTML names in `img`, `script` and `link rel=stylesheet`, and itself; no script is run, and
    what these name in turn is not loaded. Source: FCC, Measuring Broadband America, technical appendix, web browsing.

    Metrics, each absent if it was not reached: ``page_seconds`` (from the beginning, before any name was resolved, to
    the last byte of the last resource; only where the whole page came), ``document_seconds`` and ``first_byte_seconds``
    (to the last and to the first byte of the document), ``resources`` (that the document names, each counted once),
    ``resources_failed`` (of these, what did not come), ``page_bytes`` (decoded), ``connections`` (that were opened),
    ``resolve_seconds`` (the system's resolver was waited for, added up over all names), ``page_fingerprint`` (48 bits
    of a SHA-256 over all that came, in the document's order: another number is another page). The detail tells the
    fingerprint in hexadecimal.
    """

    schemes: ClassVar[frozenset[str]] = frozenset({"http", "https"})
    channel: ClassVar[Channel | None] = None
    speed: ClassVar[str] = "page_seconds"

    timeout_seconds: float = 30.0
    connections: int = 8
    """At once, to all hosts together; they persist where the server lets them."""
    fingerprint: str | None = None
    """The page that was agreed on, 12 hexadecimal digits, as the detail of a load tells them."""
    expected_resources: int | None = None
    """How many resources the page must name, where it may change otherwise."""
    max_resources: int = 200
    max_bytes: int = 20_000_000
    """Of all that comes, decoded."""
    max_redirects: int = 5
    """For each resource."""
    family: Family = "ipv4"
    """The two are separate series, and never race each other."""
    ca_file: str | None = None
    """Certificates to trust beside the system's, PEM."""

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """Tell what is wrong with the settings: a key, and a sentence that continues it."""
        if not 1 <= self.connections <= MOST_CONNECTIONS:
            yield "connections", f"must be between 1 and {MOST_CONNECTIONS}"
        if self.fingerprint is not None and not _FINGERPRINT.fullmatch(self.fingerprint):
            yield "fingerprint", "must be 12 lower-case hexadecimal digits, as `kaklet probe web` tells them"
        if not 0 <= self.max_resources <= _MOST_RESOURCES:
            yield "max_resources", f"must be between 0 and {_MOST_RESOURCES}"
        if self.max_bytes <= 0:
            yield "max_bytes", "must be more than 0"
        if self.max_redirects < 0:
            yield "max_redirects", "must be 0 or more"

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Load the target's page once."""
        await self.load(visit.target.url, notes, clock=Clock())

    async def load(self, url: str, notes: Notes, *, clock: Clock, public: Judge = is_public) -> None:
        """
        Load the page at *url* once, by *clock*.

        A target that is not by its own address in a private network leads into none, and neither does what its page
        names: *public* judges each address before it is connected to.
        """
        from probes.web.page_load import PageLoad  # noqa: PLC0415 -- most agents never load a page

        with Sample(notes, clock=clock, public=public):
            load = PageLoad(self, trust(self.ca_file), clock, public)
            try:
                await load.run(url, notes)
            finally:
                load.note(notes)
