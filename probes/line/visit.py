"""One measurement of a line, by aiohttp: its server found, its two tests taken, from one address that was judged."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import msgspec
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from probes.line.ceiling import device_ceiling
from probes.line.client import CONNECT_SECONDS, Run, download, upload
from probes.line.figures import figures_of, hop_of, told_of
from probes.line.locate import Tests, nearest, places_at
from probes.probe import RESOLVING, Notes, ProbeFailed
from probes.web.client_failures import once, told
from probes.web.place import USER_AGENT
from probes.wire.endpoint import FAMILIES, Family
from probes.wire.public_address import is_local, is_public
from probes.wire.sample import permit, resolved
from probes.wire.tls_session import trust
from results.records import Failure


class LineVisit(msgspec.Struct, frozen=True, kw_only=True):
    """How a line is measured; see the settings of `probes.ndt7`."""

    duration_seconds: float
    ceiling_seconds: float
    family: Family
    ca_file: str | None
    token: str | None

    async def run(self, url: str, notes: Notes) -> None:
        """Measure at *url* and write it into *notes*. Raises `ProbeFailed`, as `NoRoom` where the server has none."""
        try:
            await self._run(url, notes)
        except (OSError, aiohttp.ClientError) as error:
            raise told(error) from error

    async def _run(self, url: str, notes: Notes) -> None:
        guarded = not is_local(URL(url).host or "")
        tests = await self._tests(url, notes, guarded=guarded)
        ceiling = None
        runs: dict[str, Run] = {}
        try:
            for name, place, test in (("download", tests.download, download), ("upload", tests.upload, upload)):
                async with self._session(place, notes, guarded=guarded) as session:
                    notes.doing = f"measuring the {name}"
                    runs[name] = Run()
                    await test(session, place, self.duration_seconds, runs[name])
                    notes.hops += (hop_of(place, notes.address, runs[name]),)
                if name == "download" and self.ceiling_seconds:  # not before: a server that refuses need not wait
                    notes.doing = "measuring this machine's own ceiling"
                    ceiling = await device_ceiling(self.ceiling_seconds, tls=place.scheme == "wss")
        finally:
            notes.metrics |= figures_of(runs.get("download"), runs.get("upload"), ceiling)
            notes.detail = told_of(tests.download, *runs.values())

    async def _tests(self, url: str, notes: Notes, *, guarded: bool) -> Tests:
        if URL(url).scheme in {"ws", "wss"}:
            return places_at(url, self.token)
        async with self._session(URL(url), notes, guarded=guarded) as session:
            notes.doing = "asking for a server"
            return await nearest(session, url)

    @asynccontextmanager
    async def _session(self, url: URL, notes: Notes, *, guarded: bool) -> AsyncIterator[aiohttp.ClientSession]:
        """Resolve *url*'s host to one address, and connect to no other, wherever an answer would lead."""
        host, port = url.host or "", url.port or 0
        notes.doing = RESOLVING
        found = await resolved(host, port, self.family)
        permit(found.address, host, self.family, is_public if guarded else None)
        notes.address = found.address
        if found.seconds is not None:
            notes.metrics["resolve_seconds"] = found.seconds
        notes.doing = "connecting"
        async with aiohttp.ClientSession(
            connector=_connector(found.address, self.family, trust(self.ca_file)),
            headers={"User-Agent": USER_AGENT},
            timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS, sock_read=None),
            middlewares=(once,),
        ) as session:
            yield session


class _One(AbstractResolver):
    """aiohttp's resolver, for which every name leads to one address."""

    def __init__(self, address: str, family: Family) -> None:
        self._address, self._family = address, FAMILIES[family]

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 -- as aiohttp has it
    ) -> list[ResolveResult]:
        """Return the address."""
        return [ResolveResult(hostname=host, host=self._address, port=port, family=self._family, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is held."""


def _connector(address: str, family: Family, context: ssl.SSLContext) -> aiohttp.TCPConnector:
    def guarded(place: tuple[int, int, int, str, tuple[str, int]]) -> socket.socket:
        # aiohttp asks no resolver about a host that is an address, which a redirect may name.
        if place[4][0] != address:
            raise ProbeFailed(Failure.PRIVATE_ADDRESS, f"the server leads on to {place[4][0]}, which was not judged")
        made = socket.socket(place[0], place[1], place[2])
        made.setblocking(False)  # noqa: FBT003 -- it takes no keyword
        return made

    return aiohttp.TCPConnector(
        resolver=_One(address, family),
        ssl=context,
        force_close=True,
        happy_eyeballs_delay=None,
        socket_factory=guarded,
        loop=asyncio.get_running_loop(),
    )
