"""Which servers lines were measured against, and what they told of their pace."""

from line_samples import START, observed

from results.judge.line.servers import ServerSeen, servers
from results.records import Failure, Observation


def speed(provider: str, detail: str) -> Observation:
    """Make a test by the server of *provider* that says *detail*."""
    return observed(START, provider, metrics={"download_bits_per_second": 1e8}, detail=detail)


def test_servers_and_their_congestion_control() -> None:
    """The one that was asked most comes first; what was not told is unknown; who was not reached is no server."""
    found = servers(
        [
            speed("ref-2", "server=a.example:443; congestion_server=cubic"),
            speed("ref", "server=b.example:443; congestion_server=bbr; congestion_client=cubic"),
            speed("ref", "server=b.example:443; congestion_client=cubic"),
            speed("ref", "congestion_server=Words that a server made up"),
            observed(START, "ref", failure=Failure.TIMEOUT, detail="congestion_server=bbr"),
        ]
    )
    assert found == (
        ServerSeen(provider="ref", target="server", tests=3, congestion={"bbr": 1}, untold=2),
        ServerSeen(provider="ref-2", target="server", tests=1, congestion={"cubic": 1}, untold=0),
    )
