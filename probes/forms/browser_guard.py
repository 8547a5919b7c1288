"""Which requests of a page are let through: when, of what sort, and to whom. The gate holds the same at the wire."""

from enum import IntEnum
from urllib.parse import urlsplit

from probes.contact.manners import is_loopback
from probes.forms.engine import Reach

MAX_REQUESTS = 400
"""Of a visit; a page that asks for more is no page with a form."""
MAX_SENT = 8
"""How many requests a script may send after the button was pressed."""
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_PARTS = frozenset({"script", "stylesheet", "xhr", "fetch"})
"""What a page may fetch from elsewhere so that its form can be drawn; pictures and fonts are not needed for it."""
_NEVER = frozenset({"media", "websocket", "eventsource", "ping", "manifest", "texttrack"})


class Phase(IntEnum):
    """How far a visit has come."""

    LOADING = 0
    FILLING = 1
    SENDING = 2


class Guard:
    """Decides about each request of one visit."""

    def __init__(self, reach: Reach) -> None:
        self._stranger = reach.stranger
        self.own = frozenset({reach.stranger, *reach.services} - {None}) if reach.stranger else frozenset()
        self.phase = Phase.LOADING
        self.sent = 0
        """How many requests that carry something were let through."""
        self.refused_hosts: list[str] = []
        """Where a form would have been sent to, had it been allowed."""
        self._count = 0
        self._known: set[tuple[str, str, bytes]] = set()

    def is_own(self, host: str) -> bool:
        """Whether *host* may get what is written; this machine only if the target is on it."""
        return host in self.own if self._stranger else is_loopback(host)

    @property
    def exhausted(self) -> bool:
        """Whether the page has asked for more than it may; what is refused for another reason is not counted."""
        return self._count > MAX_REQUESTS

    def admits(self, method: str, url: str, sort: str, body: bytes) -> bool:
        """Decide about one request; *sort* is what the browser calls its resource type."""
        host = host_of_url(url)
        if not host or sort in _NEVER or not self._fits(method, url, sort, body, host):
            return False
        self._count += 1
        return not self.exhausted

    def _fits(self, method: str, url: str, sort: str, body: bytes, host: str) -> bool:
        if method in _READS:
            return self.is_own(host) or (self._stranger is not None and self._may_fetch(sort, host))
        return self._may_send(method, url, sort, body, host)

    def _may_fetch(self, sort: str, host: str) -> bool:
        """Once something is written, nothing is asked of others: an address can carry it away."""
        return self.phase is Phase.LOADING and sort in _PARTS and not is_loopback(host)

    def _may_send(self, method: str, url: str, sort: str, body: bytes, host: str) -> bool:
        if self.phase is not Phase.SENDING:
            return False
        if not self.is_own(host):
            if sort in {"document", "xhr", "fetch"}:
                self.refused_hosts.append(host)
            return False
        if (method, url, body) in self._known or self.sent >= MAX_SENT:
            return False  # what a script tries again is not sent again
        self._known.add((method, url, body))
        self.sent += 1
        return True


def host_of_url(url: str) -> str:
    """Return the host of an address of the web, in lower case; nothing for any other."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return (parts.hostname or "").lower() if parts.scheme in {"http", "https"} else ""
