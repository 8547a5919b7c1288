"""What a page in a browser may ask for, and whom it may reach, without a browser."""

import asyncio
import struct

import pytest

from probes.forms.browser_guard import MAX_REQUESTS, MAX_SENT, Guard, Phase
from probes.forms.engine import Reach
from probes.forms.gate import Gate
from probes.probe import ProbeFailed
from results.records import Failure

STRANGER = Reach(stranger="host.example", services=("forms.service.example",))
LOCAL = Reach()


def admits(reach: Reach, phase: Phase, method: str, url: str, sort: str = "fetch", body: bytes = b"") -> bool:
    """Ask a fresh guard."""
    guard = Guard(reach)
    guard.phase = phase
    return guard.admits(method, url, sort, body)


@pytest.mark.parametrize(
    ("phase", "method", "url", "sort", "admitted"),
    [
        (Phase.LOADING, "GET", "https://host.example/a.js", "script", True),
        (Phase.LOADING, "GET", "https://cdn.example/a.js", "script", True),
        (Phase.LOADING, "GET", "https://cdn.example/a.png", "image", False),
        (Phase.LOADING, "GET", "https://other.example/page", "document", False),
        (Phase.LOADING, "GET", "https://forms.service.example/frame", "document", True),
        (Phase.LOADING, "GET", "http://127.0.0.1/admin", "fetch", False),
        (Phase.LOADING, "GET", "ftp://host.example/", "document", False),
        (Phase.LOADING, "GET", "file:///etc/passwd", "document", False),
        (Phase.LOADING, "GET", "https://host.example/film", "media", False),
        (Phase.LOADING, "POST", "https://host.example/", "fetch", False),
        (Phase.FILLING, "GET", "https://cdn.example/?said=secret", "script", False),
        (Phase.FILLING, "GET", "https://host.example/check", "fetch", True),
        (Phase.FILLING, "POST", "https://host.example/", "fetch", False),
        (Phase.SENDING, "POST", "https://host.example/", "document", True),
        (Phase.SENDING, "POST", "https://forms.service.example/send", "fetch", True),
        (Phase.SENDING, "POST", "https://tracker.example/", "fetch", False),
        (Phase.SENDING, "PUT", "https://host.example/", "fetch", True),
        (Phase.SENDING, "POST", "https://host.example/", "ping", False),
    ],
)
def test_who_may_be_asked_what_and_when(phase: Phase, method: str, url: str, sort: str, admitted: bool) -> None:  # noqa: FBT001 -- a column
    """Others may bring parts of a page; only the approved get what is written, and only when the button is pressed."""
    assert admits(STRANGER, phase, method, url, sort) is admitted


def test_a_page_on_this_machine_asks_nothing_of_others() -> None:
    """A local target has no parts elsewhere."""
    assert admits(LOCAL, Phase.LOADING, "GET", "http://127.0.0.1:8000/a.js", "script")
    assert not admits(LOCAL, Phase.LOADING, "GET", "https://cdn.example/a.js", "script")


def test_the_same_is_not_sent_twice() -> None:
    """What a script tries again is refused; something else it may still send, up to a bound."""
    guard = Guard(STRANGER)
    guard.phase = Phase.SENDING
    tries = [guard.admits("POST", "https://host.example/", "fetch", b"same") for _ in range(3)]
    assert tries == [True, False, False]
    others = [guard.admits("POST", "https://host.example/", "fetch", str(n).encode()) for n in range(20)]
    assert others.count(True) == MAX_SENT - 1


def test_requests_are_bounded() -> None:
    """A page that asks without end is refused in the end."""
    guard = Guard(STRANGER)
    asked = [guard.admits("GET", "https://host.example/", "fetch", b"") for _ in range(MAX_REQUESTS + 5)]
    assert asked.count(True) == MAX_REQUESTS
    assert guard.exhausted


async def asked_through(gate: Gate, host: str, port: int) -> tuple[int, asyncio.StreamReader, asyncio.StreamWriter]:
    """Ask the gate for a connection, as a browser does; return its answer's code."""
    reader, writer = await asyncio.open_connection("127.0.0.1", await gate.open())
    writer.write(b"\x05\x01\x00")
    assert await reader.readexactly(2) == b"\x05\x00"
    name = host.encode()
    writer.write(b"\x05\x01\x00\x03" + bytes([len(name)]) + name + struct.pack(">H", port))
    return (await reader.readexactly(10))[1], reader, writer


async def at_home(_host: str, _port: int) -> str:
    """Say that every name is this machine."""
    return "127.0.0.1"


async def inside(host: str, _port: int) -> str:
    """Say that every name is in a private network."""
    raise ProbeFailed(Failure.PRIVATE_ADDRESS, f"{host} resolves to 10.0.0.1, which is not public")


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Give back what comes."""
    writer.write(await reader.read(100))
    await writer.drain()
    writer.close()


async def test_the_gate_lets_admitted_hosts_through_both_ways() -> None:
    """What is written arrives, and the answer comes back."""
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    gate = Gate(at_home)
    gate.admit("host.example")
    code, reader, writer = await asked_through(gate, "host.example", server.sockets[0].getsockname()[1])
    writer.write(b"hello")
    assert (code, await reader.readexactly(5)) == (0, b"hello")
    writer.close()
    await gate.close()
    server.close()


async def test_the_gate_refuses_who_was_not_admitted() -> None:
    """Also where a browser follows a redirect by itself."""
    gate = Gate(at_home)
    code, _, writer = await asked_through(gate, "elsewhere.example", 80)
    writer.close()
    await gate.close()
    assert (code, gate.troubles["elsewhere.example"].failure) == (2, Failure.NOT_APPROVED)


async def test_the_gate_refuses_a_public_name_that_leads_inside() -> None:
    """The address that is judged is the one that would be connected to."""
    gate = Gate(inside)
    gate.admit("rebound.example")
    code, _, writer = await asked_through(gate, "rebound.example", 80)
    writer.close()
    await gate.close()
    assert (code, gate.troubles["rebound.example"].failure) == (2, Failure.PRIVATE_ADDRESS)


async def test_narrowing_hangs_up() -> None:
    """What is sent after the button is pressed goes over a connection of its own."""
    silent = asyncio.Event()

    async def wait(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await silent.wait()
        writer.close()

    server = await asyncio.start_server(wait, "127.0.0.1", 0)
    gate = Gate(at_home)
    gate.admit("host.example")
    code, reader, writer = await asked_through(gate, "host.example", server.sockets[0].getsockname()[1])
    await gate.narrow(frozenset({"host.example"}))
    assert (code, await reader.read()) == (0, b"")
    silent.set()
    writer.close()
    await gate.close()
    server.close()
