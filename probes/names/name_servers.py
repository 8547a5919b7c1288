"""One question to one name server: by UDP, and by TCP if the answer says that it was cut."""

import asyncio
import socket
import time
from contextlib import closing
from typing import NamedTuple

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.resolver

from probes.probe import ProbeFailed
from probes.wire.clock import Clock
from probes.wire.connection import ClockName, connect
from probes.wire.datagram import receive, stamped
from probes.wire.endpoint import FAMILIES, is_numeric
from probes.wire.failures import failure_of
from results.records import Failure

_PAYLOAD = 1232  # bytes by UDP that pass everywhere unfragmented: RFC 9715, 3.1
_HEADER_BYTES = 12
_LENGTH_BYTES = 2  # before a message by TCP, RFC 1035, 4.2.2
_MOST_BYTES = 1 << 18  # by TCP: an answer of the largest length, and a chunk that is read too far
_TRUNCATED = 0x02  # in the third byte, RFC 1035, 4.1.1


class NameServer(NamedTuple):
    """Whom to ask."""

    address: str
    port: int = 53

    @property
    def family(self) -> socket.AddressFamily:
        """IPv4 or IPv6, as its address is."""
        return FAMILIES["ipv6" if ":" in self.address else "ipv4"]


class Reply(NamedTuple):
    """What it said."""

    message: dns.message.QueryMessage
    seconds: float
    """From the question sent to the answer whole. Where TCP was needed, the sum of what each step was waited for."""
    by_tcp: bool
    clock: ClockName
    """Who told when it came."""

    @property
    def rcode(self) -> str:
        """The response code by its name, such as NXDOMAIN."""
        return dns.rcode.to_text(self.message.rcode())


class Garbled(Exception):  # noqa: N818 -- it names the finding, as `ProbeFailed` does
    """What came is no answer to the question."""


async def ask(server: NameServer, name: dns.name.Name, record: str, *, recursion: bool, clock: Clock) -> Reply:
    """
    Ask *server* once for the *record* type of *name*.

    Raises `OSError` or `EOFError` as the network does, and `Garbled`. It waits for as long as it is let.
    """
    query = dns.message.make_query(name, record, use_edns=0, payload=_PAYLOAD)
    if not recursion:
        query.flags &= ~dns.flags.RD
    wire = query.to_wire()
    with socket.socket(server.family, socket.SOCK_DGRAM) as sock:
        stamped(sock).connect(server)  # so the kernel lets in nobody else's answer
        sent_at = time.monotonic()
        sock.send(wire)
        while True:
            arrival = await receive(sock)
            content = arrival.content
            if len(content) < _HEADER_BYTES or content[:2] != wire[:2]:
                await asyncio.sleep(0)  # not ours, maybe one of many guesses: the right one may yet come
            elif content[2] & _TRUNCATED:
                whole = await _by_tcp(server, wire, clock)
                both: ClockName = "process" if "process" in (arrival.clock, whole.clock) else "kernel"
                return Reply(
                    _read(whole.content, query), arrival.since(sent_at) + whole.seconds, by_tcp=True, clock=both
                )
            else:
                return Reply(_read(content, query), arrival.since(sent_at), by_tcp=False, clock=arrival.clock)


class _Whole(NamedTuple):
    content: bytes
    seconds: float
    clock: ClockName


async def _by_tcp(server: NameServer, wire: bytes, clock: Clock) -> _Whole:
    with closing(await connect(*server, clock=clock, max_bytes=_MOST_BYTES)) as tcp:
        sent = await tcp.send(len(wire).to_bytes(_LENGTH_BYTES, "big") + wire)
        said = bytearray()
        while len(said) < _LENGTH_BYTES + _length(said):
            chunk = await tcp.receive()
            if not chunk.data:
                raise EOFError("closed in the middle of an answer by TCP")
            said += chunk.data
        content = bytes(said[_LENGTH_BYTES : _LENGTH_BYTES + _length(said)])
        return _Whole(content, tcp.connect_seconds + (chunk.at - sent) / 1e9, tcp.clock)


def _length(said: bytearray) -> int:
    return int.from_bytes(said[:_LENGTH_BYTES], "big") if len(said) >= _LENGTH_BYTES else 0


def _read(content: bytes, query: dns.message.QueryMessage) -> dns.message.QueryMessage:
    try:
        message = dns.message.from_wire(content, ignore_trailing=True)
    except (dns.exception.DNSException, ValueError) as error:
        raise Garbled(f"not a DNS message: {type(error).__name__}") from error
    if not isinstance(message, dns.message.QueryMessage) or not query.is_response(message):
        raise Garbled("an answer to another question")
    return message


class Resolver:
    """The server that looks things up for us. Its own trouble is never the target's."""

    def __init__(self, server: NameServer, clock: Clock, *, step_seconds: float, all_seconds: float) -> None:
        """Each question may take *step_seconds*, and none goes on for longer than *all_seconds* from now."""
        self.server = server
        self.seconds = 0.0
        """How long answers have been waited for so far."""
        self._clock = clock
        self._step_seconds = step_seconds
        self._ends_at = asyncio.get_running_loop().time() + all_seconds

    async def ask(self, name: dns.name.Name, record: str, *, of: NameServer | None = None) -> Reply:
        """
        Ask for *record* of *name*; *of* another server that is not the target's, without recursion.

        Raises `ProbeFailed` with the prober's blame unless an answer came that says yes (NOERROR) or no (NXDOMAIN).
        """
        server = of or self.server
        until = min(asyncio.get_running_loop().time() + self._step_seconds, self._ends_at)
        try:
            async with asyncio.timeout_at(until):
                reply = await ask(server, name, record, recursion=of is None, clock=self._clock)
        except (Garbled, EOFError) as error:
            raise ProbeFailed(Failure.RESOLVER_FAILED, f"{server.address}: {error}") from error
        except OSError as error:
            own = failure_of(error) is Failure.PROBE_FAULT
            failure = Failure.PROBE_FAULT if own else Failure.RESOLVER_SILENT
            raise ProbeFailed(failure, f"{server.address}: {str(error) or 'no answer in time'}") from error
        self.seconds += reply.seconds
        if reply.message.rcode() not in {dns.rcode.NOERROR, dns.rcode.NXDOMAIN}:
            raise ProbeFailed(Failure.RESOLVER_FAILED, f"{reply.rcode} for {name} from {server.address}")
        return reply


def stated_server(words: str | None) -> NameServer:
    """
    Read ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT; None is the system's first name server.

    Raises `ValueError` with a sentence that continues the setting's name.
    """
    if words is None:
        return NameServer(str(dns.resolver.Resolver().nameservers[0]))
    if is_numeric(words):
        return NameServer(words)
    host, _, port = words.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not is_numeric(host) or not port.isdecimal() or not 1 <= int(port) <= 65_535:  # noqa: PLR2004 -- the last port
        raise ValueError(f"must be an address, or ADDRESS:PORT, not {words!r}")
    return NameServer(host, int(port))
