"""One exchange over HTTP, with servers that answer well, badly, slowly, endlessly, or lead astray."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import time
import zlib
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from probes.http import HttpProbe
from probes.probe import Notes, ProbeFailed
from probes.web.answer import MAX_HEADER_BYTES, MAX_MEMBERS, inflate
from probes.web.exchange import Exchange
from probes.web.place import place_of
from probes.wire.clock import Clock
from probes.wire.connection import connect
from probes.wire.public_address import is_local, is_public
from results.records import Blame, Failure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\n"
REACHED = {"connect_seconds", "rtt_seconds", "retransmits", "wire_bytes"}
ANSWERED = REACHED | {"ttfb_seconds", "server_seconds", "status", "redirects"}
WHOLE = ANSWERED | {"transfer_seconds", "total_seconds", "body_bytes"}
SOON = HttpProbe(timeout_seconds=0.3)


class Found(NamedTuple):
    """What came of a fetching."""

    failure: Failure | None
    detail: str
    notes: Notes

    @property
    def reached(self) -> set[str]:
        """The names of the figures that there are."""
        return set(self.notes.metrics)


async def fetch(
    url: str, probe: HttpProbe | None = None, *, clock: Clock | None = None, public: Callable[[str], bool] = is_public
) -> Found:
    """Fetch *url* as the runner does."""
    probe = probe or HttpProbe()
    notes = Notes()
    try:
        async with asyncio.timeout(probe.timeout_seconds):
            await probe.fetch(url, notes, clock=clock or Clock(), public=public)
    except ProbeFailed as failed:
        return Found(failed.failure, failed.detail, notes)
    except TimeoutError:
        return Found(Failure.TIMEOUT, "", notes)
    return Found(None, "", notes)


class Site:
    """A server here: its port, and the header of each request that it got."""

    def __init__(self) -> None:
        self.port = 0
        self.attempts = 0
        self.requests: list[bytes] = []

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/"


@pytest.fixture
async def site() -> AsyncIterator[Callable[..., Awaitable[Site]]]:
    """Return a function that serves bytes, or a talk, to each connection until the test is over."""
    servers: list[asyncio.Server] = []
    talks: set[asyncio.Task[None]] = set()

    async def begin(said: bytes | Talk, context: ssl.SSLContext | None = None) -> Site:
        one = Site()

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            one.attempts += 1
            talks.add(asyncio.current_task())
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                if callable(said):
                    await said(reader, writer)
                else:
                    one.requests.append(await reader.readuntil(b"\r\n\r\n"))
                    writer.write(said)
                    await writer.drain()
            writer.close()

        server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
        servers.append(server)
        one.port = server.sockets[0].getsockname()[1]
        return one

    yield begin
    for server in servers:
        server.close()
    for task in talks:
        task.cancel()
    await asyncio.gather(*talks, return_exceptions=True)


async def test_a_whole_answer_has_every_figure(site: Callable[..., Awaitable[Site]]) -> None:
    """A good answer is a success with all figures, and its one hop tells the same."""
    server = await site(OK + b"Content-Length: 5\r\n\r\nhello")
    found = await fetch(server.url, HttpProbe(contains="ell"))
    metrics = found.notes.metrics
    assert (found.failure, found.reached, found.notes.address) == (None, WHOLE, "127.0.0.1")
    assert (metrics["status"], metrics["body_bytes"], metrics["redirects"]) == (200, 5, 0)
    assert metrics["wire_bytes"] == len(OK) + len("Content-Length: 5\r\n\r\nhello")
    assert metrics["server_seconds"] == pytest.approx(metrics["ttfb_seconds"] - metrics["rtt_seconds"])
    (hop,) = found.notes.hops
    assert (hop.url, hop.address, hop.status, hop.clock) == (server.url, "127.0.0.1", 200, "kernel")
    assert hop.metrics.items() <= metrics.items()


async def test_the_request(site: Callable[..., Awaitable[Site]]) -> None:
    """It names the host with its port, asks for no encoding and no second use, and is well written."""
    server = await site(OK + b"\r\n")
    await fetch(server.url + 'å b?q="ö"&r=%20#part')
    lines = server.requests[0].split(b"\r\n")
    assert lines[0] == b"GET /%C3%A5%20b?q=%22%C3%B6%22&r=%20 HTTP/1.1"
    assert f"Host: 127.0.0.1:{server.port}".encode() in lines
    assert b"Accept-Encoding: identity" in lines
    assert b"Connection: close" in lines


@pytest.mark.parametrize(
    "said",
    [
        b"Content-Length: 5\r\n\r\nhello",
        b"Content-Length: 5\r\n\r\nhello and more than was announced",
        b"Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nTrailer: x\r\n\r\n",
        b"\r\nhello",
        b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"hel") + gzip.compress(b"lo"),
        b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(b"hello"),
        b"Content-Encoding: deflate\r\n\r\n" + zlib.compress(b"hello")[2:-4],
    ],
    ids=["length", "more", "chunked", "until_close", "gzip", "deflate", "bare_deflate"],
)
async def test_a_body_is_read_to_its_end(site: Callable[..., Awaitable[Site]], said: bytes) -> None:
    """However a body is delimited or encoded, what is checked is the page."""
    agreed = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    found = await fetch((await site(OK + said)).url, HttpProbe(sha256=agreed))
    assert (found.failure, found.notes.metrics["body_bytes"]) == (None, 5)


async def test_an_answer_without_a_body(site: Callable[..., Awaitable[Site]]) -> None:
    """204 has no body, and needs no length to say so (RFC 9112, 6.3)."""

    async def no_content(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        await reader.read()

    found = await fetch((await site(_asked(no_content))).url, HttpProbe(expect_status=204, timeout_seconds=2))
    assert (found.failure, found.notes.metrics["body_bytes"]) == (None, 0)


async def test_interim_answers_are_no_answer(site: Callable[..., Awaitable[Site]]) -> None:
    """Early hints come early; the first byte is that of the real answer."""

    async def hints(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
        await asyncio.sleep(0.08)
        writer.write(OK + b"Content-Length: 5\r\n\r\nhello")

    found = await fetch((await site(_asked(hints))).url)
    assert (found.failure, found.notes.metrics["status"]) == (None, 200)
    assert found.notes.metrics["ttfb_seconds"] > 0.075


async def test_the_figures_leave_out_what_our_own_loop_took(site: Callable[..., Awaitable[Site]]) -> None:
    """The phases make up the total, although much time went by between them."""
    server = await site(OK + b"Content-Length: 5\r\n\r\nhello")
    asyncio.get_running_loop().call_soon(time.sleep, 0.15)
    started = time.monotonic()
    metrics = (await fetch(server.url)).notes.metrics
    assert time.monotonic() - started > 0.15
    assert metrics["total_seconds"] < 0.1
    assert metrics["total_seconds"] == pytest.approx(
        metrics["connect_seconds"] + metrics["ttfb_seconds"] + metrics["transfer_seconds"]
    )


def _asked(talk: Talk) -> Talk:
    """Read the request's header, then talk."""

    async def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await talk(reader, writer)

    return begin


async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Close at once."""
    writer.close()


async def silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Say nothing."""
    await reader.read()


@pytest.mark.parametrize("talk", [hang_up, _asked(hang_up)], ids=["at_once", "after_the_request"])
async def test_there_is_one_attempt_on_the_wire(site: Callable[..., Awaitable[Site]], talk: Talk) -> None:
    """A server that takes a connection and closes it is asked once, and never again in secret."""
    server = await site(talk)
    found = await fetch(server.url)
    await asyncio.sleep(0.1)
    assert (found.failure, server.attempts) == (Failure.CONNECTION_CLOSED, 1)
    assert found.reached == REACHED


async def test_a_stall_in_connecting() -> None:
    """A server that answers no SYN leaves nothing but the address that was asked."""
    with (
        socket.create_server(("127.0.0.1", 0), backlog=0) as full,
        socket.create_connection(full.getsockname()),
    ):
        found = await fetch(f"http://localhost:{full.getsockname()[1]}/", SOON)
    assert (found.failure, found.reached) == (Failure.TIMEOUT, {"resolve_seconds"})
    assert found.notes.address == "127.0.0.1"


async def test_a_stall_in_the_tls_handshake(site: Callable[..., Awaitable[Site]]) -> None:
    """A server that never answers the TLS hello was connected to, and no more."""
    server = await site(silent)
    found = await fetch(f"https://127.0.0.1:{server.port}/", SOON)
    assert (found.failure, found.reached) == (Failure.TIMEOUT, REACHED)


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nContent-", b"HTTP/1.1 103 Early Hints\r\n\r\n"])
async def test_a_stall_before_the_header_is_whole(site: Callable[..., Awaitable[Site]], said: bytes) -> None:
    """Without a whole header there is no first byte of an answer, and no status."""

    async def stall(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        await reader.read()

    found = await fetch((await site(_asked(stall))).url, SOON)
    assert (found.failure, found.reached) == (Failure.TIMEOUT, REACHED)


async def test_a_stall_within_the_body(site: Callable[..., Awaitable[Site]]) -> None:
    """Half a body has a first byte, a status and a size so far, but no transfer and no total."""

    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"Content-Length: 5\r\n\r\nhe")
        await reader.read()

    found = await fetch((await site(_asked(half))).url, SOON)
    assert (found.failure, found.reached) == (Failure.TIMEOUT, ANSWERED | {"body_bytes"})
    assert found.notes.metrics["body_bytes"] == 2


async def test_a_slow_drip_ends_with_the_timeout(site: Callable[..., Awaitable[Site]]) -> None:
    """A byte now and then keeps nobody: the watch is on the whole."""

    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for byte in OK + b"X: " + b"y" * 10_000:
            writer.write(bytes([byte]))
            await asyncio.sleep(0.01)

    found = await fetch((await site(_asked(drip))).url, SOON)
    assert (found.failure, found.reached) == (Failure.TIMEOUT, REACHED)


async def _for_ever(writer: asyncio.StreamWriter, said: bytes) -> None:
    while True:
        writer.write(said)
        await writer.drain()


@pytest.mark.parametrize("piece", [b"1\r\nx\r\n", b"1000\r\n" + b"x" * 0x1000 + b"\r\n"], ids=["small", "large"])
async def test_endless_chunks_are_too_large(site: Callable[..., Awaitable[Site]], piece: bytes) -> None:
    """Chunks without an end are read to the bound, of the body or of the wire, and no further."""

    async def endless(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"Transfer-Encoding: chunked\r\n\r\n")
        await _for_ever(writer, piece * 100)

    found = await fetch((await site(_asked(endless))).url, HttpProbe(max_body_bytes=100_000))
    assert found.failure is Failure.TOO_LARGE
    assert found.notes.metrics["wire_bytes"] < 2 * (100_000 + MAX_HEADER_BYTES) + 70_000
    assert not {"transfer_seconds", "total_seconds"} & found.reached


async def test_a_gzip_bomb_is_too_large(site: Callable[..., Awaitable[Site]]) -> None:
    """A small body that would become a large one is decoded to the bound and no further."""
    bomb = gzip.compress(b"\0" * 50_000_000)
    found = await fetch(
        (await site(OK + b"Content-Encoding: gzip\r\n\r\n" + bomb)).url, HttpProbe(max_body_bytes=100_000)
    )
    assert (found.failure, found.detail) == (Failure.TOO_LARGE, "more than 100000 bytes")
    assert len(inflate(bomb, "gzip", 100_001)) == 100_001


@pytest.mark.parametrize(
    "body",
    [b"no gzip", gzip.compress(b"hello")[:-3], gzip.compress(b"") * (MAX_MEMBERS + 1)],
    ids=["no", "cut", "many"],
)
async def test_a_broken_encoding_breaks_the_protocol(site: Callable[..., Awaitable[Site]], body: bytes) -> None:
    """A body that is not what its header says is the target's failure."""
    found = await fetch((await site(OK + b"Content-Encoding: gzip\r\n\r\n" + body)).url)
    assert found.failure is Failure.PROTOCOL_ERROR


async def test_endless_interim_answers_break_the_protocol(site: Callable[..., Awaitable[Site]]) -> None:
    """Interim answers without an end count together, like one endless header."""

    async def endless(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _for_ever(writer, b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000)

    found = await fetch((await site(_asked(endless))).url)
    assert found.failure is Failure.PROTOCOL_ERROR


@pytest.mark.parametrize(
    "said",
    [
        b"\x00\xff\x13garbage\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 9999 What\r\n\r\n",
        b"HTTP/2 200\r\n\r\n",
        OK + b"No colon here\r\n\r\n",
        OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
        OK + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
        OK + b"X: y\r\n" * 10_000 + b"\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    ],
    ids=["bytes", "ssh", "status", "version", "header", "both", "chunk", "long_header", "many_headers", "upgrade"],
)
async def test_garbage_breaks_the_protocol(site: Callable[..., Awaitable[Site]], said: bytes) -> None:
    """What is not HTTP, or more of a header than anybody needs, is the target's failure."""
    found = await fetch((await site(said)).url)
    assert found.failure is Failure.PROTOCOL_ERROR
    assert "total_seconds" not in found.reached


async def test_an_answer_before_the_question_breaks_the_protocol(site: Callable[..., Awaitable[Site]]) -> None:
    """A server that answers whoever connects would have the best TTFB of all."""

    async def hasty(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"Content-Length: 5\r\n\r\nhello")
        await reader.read()

    server = await site(hasty)
    with closing(await connect("127.0.0.1", server.port, clock=Clock(), max_bytes=1_000)) as wire:
        await asyncio.sleep(0.05)
        figures: dict[str, float] = {}
        with pytest.raises(ProbeFailed) as failed:
            await Exchange(wire, figures, max_body_bytes=1_000).ask(place_of(server.url))
    assert (failed.value.failure, figures) == (Failure.PROTOCOL_ERROR, {})


def _moved(location: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_hops(site: Callable[..., Awaitable[Site]], status: int) -> None:
    """Each hop has its own record; the figures are the last one's, but the total is that of all."""
    end = await site(OK + b"Content-Length: 5\r\n\r\nhello")
    start = await site(_moved(f"//127.0.0.1:{end.port}/there", status))
    found = await fetch(f"http://localhost:{start.port}/")
    assert (found.failure, found.notes.metrics["redirects"]) == (None, 1)
    assert "resolve_seconds" not in found.reached
    first, last = found.notes.hops
    assert (first.status, last.status, last.url) == (status, 200, f"{end.url}there")
    phases = ("resolve_seconds", "connect_seconds", "ttfb_seconds", "transfer_seconds")
    assert found.notes.metrics["total_seconds"] == pytest.approx(
        sum(hop.metrics.get(phase, 0) for hop in (first, last) for phase in phases)
    )


@pytest.mark.parametrize("allowed", [0, 1, 4])
async def test_a_redirect_loop_ends(site: Callable[..., Awaitable[Site]], allowed: int) -> None:
    """As many redirects are followed as are allowed, and each is one attempt."""
    server = await site(_moved("/again"))
    found = await fetch(server.url, HttpProbe(max_redirects=allowed))
    assert (found.failure, server.attempts) == (Failure.TOO_MANY_REDIRECTS, allowed + 1)
    assert len(found.notes.hops) == allowed + 1


@pytest.mark.parametrize("location", ["http://[", "ftp://localhost/", "http://localhost:99999/"])
async def test_a_redirect_to_no_address(site: Callable[..., Awaitable[Site]], location: str) -> None:
    """A redirect that leads to nothing on the web breaks the protocol."""
    assert (await fetch((await site(_moved(location))).url)).failure is Failure.PROTOCOL_ERROR


@pytest.mark.parametrize(
    "place",
    [
        "10.0.0.1",
        "169.254.169.254",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[::1]",
        "[fe80::1]",
        "localhost",
        "2130706433",
        "0x7f.1",
    ],
)
async def test_a_public_target_leads_into_no_private_network(site: Callable[..., Awaitable[Site]], place: str) -> None:
    """However a private address is written, a redirect to it is refused before anything is sent."""
    inside = await site(OK + b"\r\n")
    start = await site(_moved(f"http://{place}:{inside.port}/"))

    def public(address: str) -> bool:
        # The start stands for a site on the Internet; the judgement of where it leads to is the real one.
        return is_public(address) or (address == "127.0.0.1" and start.attempts == 0)

    found = await fetch(start.url, public=public)
    assert (found.failure, inside.attempts) == (Failure.PRIVATE_ADDRESS, 0)
    assert Failure.PRIVATE_ADDRESS.blame is Blame.TARGET
    assert (len(found.notes.hops), found.notes.address) == (2, None)


async def test_a_local_target_may_lead_to_a_local_one(site: Callable[..., Awaitable[Site]]) -> None:
    """A study of machines in one's own network follows their redirects."""
    end = await site(OK + b"Content-Length: 0\r\n\r\n")
    start = await site(_moved(f"http://localhost:{end.port}/"))
    assert (await fetch(start.url)).failure is None


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2a00:1450::1", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("2002:808:808::", True),
        ("0.0.0.0", False),  # noqa: S104 -- judged, not listened on
        ("100.64.0.1", False),
        ("172.31.0.1", False),
        ("192.168.1.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::7f00:1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b:1::808:808", False),
        ("2001::1", False),
        ("2001:db8::1", False),
        ("2002:a00:1::", False),
        ("3fff::1", False),
        ("fc00::1", False),
        ("fe80::1%lo", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("example.com", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:  # noqa: FBT001 -- the second half of a pair
    """What IANA's registries set apart is not public, nor what carries such an address within it."""
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("a.LOCALHOST.", True),
        ("::1", True),
        ("10.1.2.3", True),
        ("8.8.8.8", False),
        ("lan", False),
    ],
)
def test_which_targets_are_local(host: str, local: bool) -> None:  # noqa: FBT001 -- the second half of a pair
    """Only what an address says itself counts: any name can be pointed elsewhere by whoever runs its DNS."""
    assert is_local(host) is local


@pytest.mark.parametrize("host", ["a b", "a\\b", "empty..label", "a" * 64, "-\u2028-", "x@y:1:2"])
def test_what_can_be_no_name_is_not_asked_for(host: str) -> None:
    """Nothing gets into a request that is not a name, an address or a path."""
    with pytest.raises(ProbeFailed):
        place_of(f"http://{host}/")


def test_a_password_is_neither_sent_nor_kept() -> None:
    """An address is recorded without what was meant for the server alone."""
    assert place_of("https://anna:secret@example.com:443/x?y#z").url == "https://example.com/x?y"


class Papers:
    """Certificates, right and wrong, and the file of the authority that made them."""

    def __init__(self, folder: Path) -> None:
        self._authority = trustme.CA()
        self._child = self._authority.create_child_ca()
        self.ca_file = str(folder / "ca.pem")
        self._authority.cert_pem.write_to_path(self.ca_file)
        self._folder = folder

    def server(self, kind: str) -> ssl.SSLContext:
        """Return a server's context with the papers of *kind*."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if kind == "self_signed":
            self._self_signed(context)
        elif kind == "missing_intermediate":
            issued = self._child.issue_cert("localhost")
            chain = self._folder / "chain.pem"
            chain.write_bytes(issued.private_key_pem.bytes() + issued.cert_chain_pems[0].bytes())
            context.load_cert_chain(chain)
        else:
            name = "elsewhere.example" if kind == "wrong_name" else "localhost"
            ended = datetime.now(UTC) - timedelta(days=1) if kind == "expired" else None
            began = datetime.now(UTC) - timedelta(days=9) if kind == "expired" else None
            self._authority.issue_cert(name, not_after=ended, not_before=began).configure_cert(context)
        return context

    def _self_signed(self, context: ssl.SSLContext) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .sign(key, hashes.SHA256())
        )
        path = self._folder / "own.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + made.public_bytes(serialization.Encoding.PEM)
        )
        context.load_cert_chain(path)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """Return the papers."""
    return Papers(tmp_path_factory.mktemp("papers"))


async def test_https(site: Callable[..., Awaitable[Site]], papers: Papers) -> None:
    """A verified page over TLS has the handshake as a phase of its own, and connecting is TCP alone."""
    server = await site(OK + b"Content-Length: 5\r\n\r\nhello", papers.server("right"))
    found = await fetch(f"https://localhost:{server.port}/", HttpProbe(ca_file=papers.ca_file, contains="hello"))
    assert (found.failure, found.reached) == (None, WHOLE | {"resolve_seconds", "tls_seconds"})
    assert 0 < found.notes.metrics["connect_seconds"] < found.notes.metrics["tls_seconds"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("expired", "expired"),
        ("wrong_name", "localhost"),
        ("self_signed", "self-signed"),
        ("missing_intermediate", "unable to get local issuer"),
    ],
)
async def test_a_bad_certificate(site: Callable[..., Awaitable[Site]], papers: Papers, kind: str, words: str) -> None:
    """A certificate that proves nothing is told from other trouble, and the handshake has no figure."""
    server = await site(OK, papers.server(kind))
    found = await fetch(f"https://localhost:{server.port}/", HttpProbe(ca_file=papers.ca_file))
    assert found.failure is Failure.CERTIFICATE_INVALID
    assert words in found.detail
    assert found.reached == REACHED | {"resolve_seconds"}


async def test_a_server_that_speaks_no_tls(site: Callable[..., Awaitable[Site]]) -> None:
    """A plain answer to the TLS hello is a failure of TLS."""

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    found = await fetch(f"https://localhost:{(await site(plain)).port}/")
    assert found.failure is Failure.TLS_FAILED


class Hands:
    """A wall clock that can be set."""

    def __init__(self) -> None:
        self.ahead = 0
        self._clock = Clock()

    def clock(self) -> Clock:
        """Return what watches it."""
        return Clock(lambda: self._clock.wall() + self.ahead, self._clock.monotonic)


@pytest.mark.parametrize("hours", [1, -1])
@pytest.mark.parametrize("answers", [True, False], ids=["answered", "stalled"])
async def test_a_step_of_the_clock_voids_the_sample(
    site: Callable[..., Awaitable[Site]],
    hours: int,
    answers: bool,  # noqa: FBT001 -- a parameter of the test
) -> None:
    """A clock that is set meanwhile leaves no figure, and it is not the target's fault, whatever came of it."""
    hands = Hands()

    async def set_clock(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hands.ahead = hours * 3_600_000_000_000
        if answers:
            writer.write(OK + b"Content-Length: 0\r\n\r\n")
        await reader.read()

    server = await site(_asked(set_clock))
    found = await fetch(server.url, SOON, clock=hands.clock())
    assert (found.failure, found.reached, found.notes.hops) == (Failure.CLOCK_STEPPED, set(), ())
    assert Failure.CLOCK_STEPPED.blame is Blame.PROBE
    assert f"{hours * 3600:+d}.000 s" in found.detail


async def test_ipv6(unused_tcp_port: int) -> None:
    """An address of IPv6 is asked as one, with its brackets in the request and without them in the record."""
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(OK + b"Content-Length: 0\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer, "::1", unused_tcp_port):
        found = await fetch(f"http://[::1]:{unused_tcp_port}/", HttpProbe(family="ipv6"))
    assert (found.failure, found.notes.address) == (None, "::1")
    assert f"Host: [::1]:{unused_tcp_port}\r\n".encode() in asked[0]


async def test_one_family_alone(site: Callable[..., Awaitable[Site]]) -> None:
    """An address of the other family is not asked in its place."""
    server = await site(hang_up)
    found = await fetch(server.url, HttpProbe(family="ipv6"))
    assert (found.failure, server.attempts) == (Failure.NAME_NOT_RESOLVED, 0)


async def test_a_missing_ca_file_is_no_failure_of_the_target() -> None:
    """Our own mistake goes up to the runner, which blames the prober for it."""
    with pytest.raises(FileNotFoundError):
        await HttpProbe(ca_file="/nonexistent.pem").fetch("https://localhost:1/", Notes(), clock=Clock())
