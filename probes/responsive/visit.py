"""One measurement of responsiveness: the server found, asked while idle, then under load in each direction."""

import asyncio
import statistics

import msgspec

from probes.line.surroundings import interface_of, look
from probes.probe import RESOLVING, Notes, ProbeFailed
from probes.responsive.ceiling import device_ceiling
from probes.responsive.client import CONNECT_SECONDS, Caller, Server, refused, trusting
from probes.responsive.configuration import MOST_BYTES, PATH, Configuration, configuration_of
from probes.responsive.direction import SMALL_BYTES, Account, Course, Direction, Way
from probes.responsive.figures import Seen, figures_of, hop_of, told_of
from probes.web.place import Place, place_of
from probes.wire.clock import Clock
from probes.wire.endpoint import Family
from probes.wire.failures import told
from probes.wire.public_address import is_local, is_public
from probes.wire.sample import permit, resolved
from results.records import Failure

_IDLE_REQUESTS = 10
_OK = 200


class ResponsiveVisit(msgspec.Struct, frozen=True, kw_only=True):
    """How responsiveness is measured; see the settings of `probes.responsiveness`."""

    direction_seconds: float
    interval_seconds: float
    probes_per_second: float
    ceiling_seconds: float
    family: Family
    ca_file: str | None

    async def run(self, url: str, notes: Notes, clock: Clock) -> None:
        """Measure at *url* and write it into *notes*. Raises `ProbeFailed`, as `NoRoom` where the server has none."""
        seen = Seen()
        account = Account()
        try:
            await self._run(url, notes, clock, seen, account)
        finally:
            if seen.before is not None:
                seen.after = look(seen.interface)
            seen.own_bytes = account.bytes
            notes.clock = account.clock if notes.address is not None else None
            notes.metrics |= figures_of(seen)
            notes.detail = told_of(seen)

    async def _run(self, url: str, notes: Notes, clock: Clock, seen: Seen, account: Account) -> None:
        place = place_of(url)
        guarded = not is_local(place.host)
        configured = await self._configuration(place, notes, clock, account, guarded=guarded)
        server = await self.server_at(configured.endpoint or configured.host, configured, notes, guarded=guarded)
        seen.server = server.authority
        await self._idle(server, configured, notes, clock, seen, account)
        if self.ceiling_seconds:
            notes.doing = "measuring this machine's own ceiling"
            seen.ceiling = await device_ceiling(self.ceiling_seconds, clock)
        ways: tuple[Way, ...] = ("download", "upload")
        for way in ways:
            notes.doing = f"measuring the {way}"
            course = Course(
                way=way,
                server=server,
                paths=configured.paths,
                clock=clock,
                account=account,
                interval_seconds=self.interval_seconds,
                longest_seconds=self.direction_seconds,
                probes_per_second=self.probes_per_second,
            )
            direction = seen.directions[way] = Direction(course)
            await direction.run()
            notes.hops += (hop_of(course, direction),)

    async def _configuration(
        self, place: Place, notes: Notes, clock: Clock, account: Account, *, guarded: bool
    ) -> Configuration:
        """Ask for the configuration at *place*'s path, or at the well-known one."""
        server = await self.server_at(place.host, place, notes, guarded=guarded)
        path = PATH if place.path == "/" else place.path
        caller = Caller(server, clock)
        try:
            notes.doing = "connecting"
            await caller.open()
            notes.doing = "asking for the configuration"
            async with asyncio.timeout(CONNECT_SECONDS):
                reply = await caller.get(path, MOST_BYTES)
        except TimeoutError as error:
            raise ProbeFailed(Failure.TIMEOUT, f"no configuration within {CONNECT_SECONDS:g} s") from error
        finally:
            account.close(caller)
        if reply.status != _OK:
            raise refused(reply.status, "for the configuration")
        return configuration_of(reply.body)

    async def server_at(self, connected: str, named: Place | Configuration, notes: Notes, *, guarded: bool) -> Server:
        """Resolve the host that is *connected* to one address, and judge that: a stranger leads into no network."""
        notes.doing = RESOLVING
        try:
            found = await resolved(connected, named.port, self.family)
        except OSError as error:
            raise told(error) from error
        permit(found.address, connected, self.family, is_public if guarded else None)
        notes.address = found.address
        if found.seconds is not None:
            notes.metrics.setdefault("resolve_seconds", found.seconds)
        return Server(found.address, named.port, named.host, trusting(self.ca_file))

    async def _idle(
        self, server: Server, configured: Configuration, notes: Notes, clock: Clock, seen: Seen, account: Account
    ) -> None:
        """Ask for the small object on a connection without load, some times in turn."""
        caller = Caller(server, clock)
        try:
            notes.doing = "connecting"
            await caller.open()
            seen.interface = interface_of(caller.pipe.local_address)
            seen.before = look(seen.interface)
            notes.doing = "asking without load"
            times = []
            async with asyncio.timeout(CONNECT_SECONDS):
                for _ in range(_IDLE_REQUESTS):
                    reply = await caller.get(configured.paths.small, SMALL_BYTES)
                    if reply.status != _OK:
                        raise refused(reply.status, "for the small object")
                    times.append(reply.seconds)
        except TimeoutError as error:
            if not times:
                raise ProbeFailed(Failure.TIMEOUT, f"no answer within {CONNECT_SECONDS:g} s") from error
        finally:
            account.close(caller)
        seen.idle_seconds = statistics.median(times)
