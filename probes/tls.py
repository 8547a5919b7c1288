"""Is the certificate right, and for how long? One TLS handshake, verified as a browser's would be."""

import asyncio
import socket
import ssl
import time
from contextlib import suppress
from datetime import timedelta
from typing import ClassVar

import msgspec

from probes.probe import Notes, ProbeFailed, Visit, utc_now
from probes.wire.certificate import Handshake, not_after, witnessing_context
from probes.wire.endpoint import Family, connection, place_of
from probes.wire.failures import told
from results.records import Channel, Failure

_CHUNK = 16_384
_DAY = timedelta(days=1)


class TlsProbe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="tls"):
    """
    The settings of one TLS question to ``tls://HOST:PORT``.

    Metrics: ``resolve_seconds`` (absent for a numeric HOST), ``connect_seconds`` (TCP), ``tls_seconds`` (the
    handshake; absent if it failed), ``days_left`` until the server's own certificate expires, negative once it has;
    also known where the certificate is refused. The detail of a success names the version of TLS.
    """

    schemes: ClassVar[frozenset[str]] = frozenset({"tls"})
    channel: ClassVar[Channel | None] = None
    speed: ClassVar[str] = "tls_seconds"

    timeout_seconds: float = 10.0
    family: Family = "ipv4"
    ca_file: str | None = None
    """Certificates to trust beside the system's, PEM."""

    async def measure(self, visit: Visit, notes: Notes) -> None:
        """Shake hands once, and close."""
        place = place_of(visit.target.url)
        context = witnessing_context(self.ca_file)
        async with connection(place, self.family, notes) as sock:
            incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
            handshake = context.wrap_bio(incoming, outgoing, server_hostname=place.host.rstrip("."))
            if not isinstance(handshake, Handshake):
                raise TypeError("The context makes handshakes of another class.")
            started = time.monotonic()
            try:
                await _shake(sock, handshake, incoming, outgoing)
                notes.metrics["tls_seconds"] = time.monotonic() - started
                notes.detail = handshake.version() or ""
            except ssl.SSLCertVerificationError as error:
                raise ProbeFailed(Failure.CERTIFICATE_INVALID, error.verify_message) from error
            except OSError as error:
                raise told(error) from error
            finally:
                _note_days(handshake, notes)


async def _shake(sock: socket.socket, handshake: Handshake, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO) -> None:
    loop = asyncio.get_running_loop()
    done = False
    while not done:
        try:
            handshake.do_handshake()
            done = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError:
            with suppress(OSError):  # the alert tells the server why, if it is still there to hear it
                await loop.sock_sendall(sock, outgoing.read())
            raise
        if outgoing.pending:
            await loop.sock_sendall(sock, outgoing.read())
        if not done:
            chunk = await loop.sock_recv(sock, _CHUNK)
            if not chunk:
                raise ProbeFailed(Failure.CONNECTION_CLOSED, "closed in the middle of the TLS handshake")
            incoming.write(chunk)


def _note_days(handshake: Handshake, notes: Notes) -> None:
    if handshake.shown is not None:
        with suppress(ValueError):  # no date that can be read: no figure
            notes.metrics["days_left"] = (not_after(handshake.shown) - utc_now()) / _DAY
