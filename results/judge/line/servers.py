"""Which servers a line was measured against, and what paced them: latency under load depends on it."""

import msgspec


class ServerSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One server that tests of speed or responsiveness were taken against."""

    provider: str
    """Whose it is, by its id in the study: mostly a control."""
    target: str
    """The name of the target."""
    tests: int
    """Those that reached it."""
    congestion: dict[str, int]
    """How many tests the server told that it paced by each congestion control, such as bbr or cubic."""
    untold: int
    """Tests of which the server did not say it: unknown."""
