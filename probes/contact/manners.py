"""
The rule that no message leaves for a stranger by accident.

Questions go to this machine itself, or they are letters of a plan that a person has approved and go to the very
address that stands there. The rule is asked twice: by name before a task is started, and by address at the moment of
connecting, also after a redirect.
"""

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit

from probes.contact.errand import Errand
from probes.probe import ProbeFailed, Target, Visit
from results.records import Channel, Failure


def refusal(target: Target) -> str | None:
    """Say in one sentence why *target* may not be written to yet; None if it is on this machine."""
    places = [target.url, *([target.server] if target.server else [])]
    strangers = [place for place in places if not is_loopback(host_of(place))]
    if not strangers:
        return None
    return (
        f"{strangers[0]} of {target.provider} is not on loopback, and no plan has been approved: "
        "nothing is sent there. Everything else goes on."
    )


def form_refusal(target: Target, channel: Channel) -> str | None:
    """Say in one sentence why the form at *target* may not be sent; None if the study allows it, or it is none."""
    if channel is not Channel.FORM or (target.form is not None and target.form.submit):
        return None
    return f"the form {target.url} of {target.provider} has no submit = true in the study: it is not sent."


def approved(visit: Visit) -> Errand | None:
    """
    Return the approved letter that *visit* carries to exactly the approved address; None where it carries none.

    Raises `ProbeFailed` (NOT_APPROVED) where it leads elsewhere than was approved.
    """
    errand, target = visit.errand, visit.target
    if errand is not None and (errand.url, errand.server) != (target.url, target.server):
        raise ProbeFailed(Failure.NOT_APPROVED, f"the approved plan names {errand.url}, and not {target.url}")
    if errand is not None and errand.form != target.form:
        raise ProbeFailed(Failure.NOT_APPROVED, f"the approved plan says something else of the form at {target.url}")
    return errand


def host_of(url: str) -> str:
    """Tell the host that *url* leads to; for mailto the domain of the address. Empty if there is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""  # such as "http://[": no address at all
    if parts.scheme == "mailto":
        return parts.path.rpartition("@")[2].strip("[]")
    return parts.hostname or ""


def is_loopback(host: str) -> bool:
    """
    Whether *host*, a name or an address, can only be this machine.

    Only the names that RFC 6761 (6.3) reserves are: any other can be pointed elsewhere by whoever runs its DNS.
    """
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.removeprefix("ipv6:"))
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_loopback


async def loopback_address(host: str, port: int) -> str:
    """Resolve *host* and return its first address; raise `ProbeFailed` unless all of them are loopback."""
    if not is_loopback(host):
        raise ProbeFailed(Failure.NOT_APPROVED, f"{host} is not on loopback, and no plan has been approved")
    name = "localhost" if host.lower().rstrip(".").endswith(".localhost") else host
    found = await asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_STREAM)
    addresses = [str(sockaddr[0]) for *_, sockaddr in found]
    if strangers := [address for address in addresses if not is_loopback(address)]:
        raise ProbeFailed(Failure.NOT_APPROVED, f"{host} resolves to {strangers[0]}, which is not on loopback")
    # IPv4 first: a server that is told to listen on "localhost" seldom listens on ::1 as well.
    return min(addresses, key=lambda address: ":" in address)


async def address_of(host: str, port: int, *, strangers: bool) -> str:
    """Resolve *host* and return its first address; where *strangers* may not be written to, only loopback."""
    if is_loopback(host) or not strangers:
        return await loopback_address(host, port)
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return str(found[0][4][0])
