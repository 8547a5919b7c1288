"""A TLS handshake as a sample tells it: how long it took, and how long the certificate is still good."""

import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from probes.wire.certificate import Handshake, not_after
from probes.wire.connection import Wire
from probes.wire.sample import Sample

_DAY = timedelta(days=1)


async def shake(wire: Wire, context: ssl.SSLContext, name: str, sample: Sample) -> None:
    """
    Shake hands on *wire* with a server of that *name*, which *context* verifies.

    Notes ``tls_seconds``, and ``days_left`` until the server's own certificate expires, also where it is refused: for
    that, the context is a `witnessing_context`. Raises `OSError` (`ssl.SSLError` is one) if there is no agreement.
    """
    notes = sample.notes
    notes.doing = "shaking hands over TLS"
    try:
        notes.metrics["tls_seconds"] = await wire.start_tls(context, name)
        await wire.flush()  # the last words of the handshake: without them the server has none
    finally:
        _note_days(wire.session, sample)


def _note_days(session: ssl.SSLObject | None, sample: Sample) -> None:
    if isinstance(session, Handshake) and session.shown is not None:
        with suppress(ValueError):  # no date that can be read: no figure
            now = datetime.fromtimestamp(sample.clock.wall() / 1e9, UTC)
            sample.notes.metrics["days_left"] = (not_after(session.shown) - now) / _DAY
