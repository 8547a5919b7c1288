"""Which server to measure at: the answer of M-Lab's Locate API v2 (``/v2/nearest/ndt/ndt7``) and of those like it."""

from typing import NamedTuple

import aiohttp
import msgspec
from yarl import URL

from probes.line.messages import DOWNLOAD, UPLOAD
from probes.line.no_room import NoRoom
from probes.probe import ProbeFailed
from results.records import Failure

_MOST_BYTES = 100_000
_FULL = frozenset({204, 429, 503})


class Tests(NamedTuple):
    """Where the two tests of one server are, tokens included: these addresses are never written down."""

    download: URL
    upload: URL


class _Result(msgspec.Struct):
    urls: dict[str, str]


class _Answer(msgspec.Struct):
    results: list[_Result] = []


def places_at(url: str, token: str | None = None) -> Tests:
    """Name the tests of the server at *url* (ws or wss), with an access *token* where it wants one."""
    base = URL(url)
    query = {} if token is None else {"access_token": token}
    return Tests(base.with_path(DOWNLOAD).with_query(query), base.with_path(UPLOAD).with_query(query))


async def nearest(session: aiohttp.ClientSession, url: str) -> Tests:
    """
    Ask the Locate service at *url* for a server, and take the first that it names, by TLS where it can be had so.

    Raises `NoRoom` where the service says so, `ProbeFailed` where its answer is none, and what aiohttp raises.
    """
    async with session.get(url, allow_redirects=False) as answer:
        if answer.status in _FULL:
            raise NoRoom(Failure.BLOCKED, f"{answer.status}: no server has room for a measurement now")
        if answer.status != 200:  # noqa: PLR2004 -- OK
            raise ProbeFailed(Failure.UNEXPECTED_STATUS, f"{answer.status} of the service that names servers")
        body = await answer.content.read(_MOST_BYTES + 1)
        while len(body) <= _MOST_BYTES and (more := await answer.content.read(_MOST_BYTES)):
            body += more
    if len(body) > _MOST_BYTES:
        raise ProbeFailed(Failure.TOO_LARGE, "the list of servers is too long")
    return _first(body)


def _first(body: bytes) -> Tests:
    try:
        results = msgspec.json.decode(body, type=_Answer).results
        for scheme in ("wss", "ws"):
            for one in results[:1]:
                download, upload = one.urls.get(f"{scheme}://{DOWNLOAD}"), one.urls.get(f"{scheme}://{UPLOAD}")
                if download and upload:
                    return _sound(Tests(URL(download), URL(upload)))
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ProbeFailed(Failure.PROTOCOL_ERROR, "the list of servers cannot be read") from error
    raise ProbeFailed(Failure.PROTOCOL_ERROR, "the list of servers names none for ndt7")


def _sound(tests: Tests) -> Tests:
    for url in tests:
        if url.scheme not in {"ws", "wss"} or not url.host or not url.port:
            raise ValueError("no address of a WebSocket")
    return tests
