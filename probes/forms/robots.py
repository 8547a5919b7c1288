"""What a site's robots rules say of one address (RFC 9309)."""

from urllib.parse import urljoin
from urllib.robotparser import RobotFileParser

from probes.web.place import USER_AGENT

MAX_ROBOTS_BYTES = 512_000
"""What RFC 9309 (2.5) asks for is 500 KiB."""


def robots_address(url: str) -> str:
    """Tell where the rules for *url* are."""
    return urljoin(url, "/robots.txt")


def robots_verdict(status: int, body: bytes, url: str) -> str:
    """Tell what rules that came as *body* with *status* say of *url*: ``allowed``, ``disallowed`` or ``unknown``."""
    if 400 <= status < 500:  # noqa: PLR2004 -- RFC 9309, 2.3.1.3: no rules
        return "allowed"
    if status != 200:  # noqa: PLR2004 -- RFC 9110, 15.3.1
        return "unknown"
    rules = RobotFileParser()
    rules.parse(body.decode("utf-8", "replace").splitlines())
    return "allowed" if rules.can_fetch(USER_AGENT, url) else "disallowed"
