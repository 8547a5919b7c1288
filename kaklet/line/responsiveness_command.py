"""`kaklet serve-responsiveness`: a reference point of one's own, at which latency under load is measured."""

import asyncio
import logging
from pathlib import Path

import click

from kaklet.line.serving import server_context
from kaklet.logs import log_to_stderr
from kaklet.running import until_told
from kaklet.telling import give_up, telling

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command("serve-responsiveness")
@click.option("--bind", default="127.0.0.1", show_default=True, help="The address to listen at; 0.0.0.0 for all.")
@click.option("--port", type=click.IntRange(0, 65_535), default=4_043, show_default=True, help="0 for any.")
@click.option("--certificate", type=_FILE, required=True, help="The chain, PEM; with its key, unless --key names that.")
@click.option("--key", type=_FILE, help="The certificate's key, PEM.")
@click.option("--connections", type=click.IntRange(1, 100_000), default=256, show_default=True, help="At once.")
@click.option("--loads", type=click.IntRange(1, 10_000), default=64, show_default=True, help="Transfers at once.")
@click.option(
    "--seconds", type=click.FloatRange(1, 600), default=60.0, show_default=True, help="How long a connection may live."
)
@click.option(
    "--bytes", "most", type=click.IntRange(1), default=8_000_000_000, show_default=True, help="Over one connection."
)
@click.option("--congestion-control", help="The algorithm to send by, such as cubic or bbr; else the system's own.")
@telling
def serve(  # noqa: PLR0913 -- one argument to each option
    *,
    bind: str,
    port: int,
    certificate: Path,
    key: Path | None,
    connections: int,
    loads: int,
    seconds: float,
    most: int,
    congestion_control: str | None,
) -> None:
    """Serve what the probe `responsiveness` and other clients of the same draft ask."""
    from probes.responsive.server import Limits, ResponsiveServer  # noqa: PLC0415 -- h2 is an extra

    log_to_stderr()
    limits = Limits(connections=connections, loads=loads, connection_seconds=seconds, connection_bytes=most)
    server = ResponsiveServer(limits, pacing=congestion_control)
    context = server_context(certificate, key)

    async def run() -> None:
        stop = until_told()
        found = await server.start(bind, port, context)
        click.echo(f"Serving responsiveness at https://{f'[{bind}]' if ':' in bind else bind}:{found}/")
        try:
            await stop.wait()
            logging.getLogger(__name__).info("Told to end: tests under way may finish.")
        finally:
            await server.stop()

    try:
        asyncio.run(run())
    except OSError as error:
        give_up(f"It cannot listen at {bind}, port {port} ({error.strerror}): choose another.")
