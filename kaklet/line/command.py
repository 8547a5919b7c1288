"""`kaklet serve-ndt7`: a reference point of one's own, at which lines are measured."""

import asyncio
import logging
import ssl
from pathlib import Path

import click

from kaklet.line.serving import server_context
from kaklet.logs import log_to_stderr
from kaklet.running import until_told
from kaklet.telling import give_up, telling
from probes.line.flow import BEST
from probes.line.messages import LONGEST_SECONDS, TEST_SECONDS
from probes.line.server import Limits, LineServer

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_SHORTEST_TOKEN = 16


@click.command("serve-ndt7")
@click.option("--bind", default="127.0.0.1", show_default=True, help="The address to listen at; 0.0.0.0 for all.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8_080, show_default=True, help="0 for any.")
@click.option("--certificate", type=_FILE, help="For TLS: the chain, PEM; with its key, unless --key names that.")
@click.option("--key", type=_FILE, help="The certificate's key, PEM.")
@click.option("--token-file", type=_FILE, help="Serve only those who bring the token in this file.")
@click.option("--tests", type=click.IntRange(1, 1_000), default=8, show_default=True, help="At once.")
@click.option(
    "--seconds",
    type=click.FloatRange(0.5, LONGEST_SECONDS),
    default=TEST_SECONDS,
    show_default=True,
    help="How long a test may take.",
)
@click.option("--bytes", "most", type=click.IntRange(1), default=20_000_000_000, show_default=True, help="Of one test.")
@click.option(
    "--congestion-control", default=BEST, show_default=True, help="The algorithm to send by, where the system has it."
)
@telling
def serve(  # noqa: PLR0913 -- one argument to each option
    *,
    bind: str,
    port: int,
    certificate: Path | None,
    key: Path | None,
    token_file: Path | None,
    tests: int,
    seconds: float,
    most: int,
    congestion_control: str,
) -> None:
    """Serve ndt7, by which the probe `ndt7` and other clients measure a line to here."""
    log_to_stderr()
    limits = Limits(test_seconds=seconds, tests=tests, test_bytes=most)
    server = LineServer(limits, token=None if token_file is None else _token(token_file), pacing=congestion_control)
    context = _context(certificate, key)
    try:
        asyncio.run(_serve(server, bind, port, context))
    except OSError as error:
        give_up(f"It cannot listen at {bind}, port {port} ({error.strerror}): choose another.")


async def _serve(server: LineServer, bind: str, port: int, context: ssl.SSLContext | None) -> None:
    stop = until_told()
    found = await server.start(bind, port, context)
    host = f"[{bind}]" if ":" in bind else bind
    click.echo(f"Serving ndt7 at {'ws' if context is None else 'wss'}://{host}:{found}/")
    try:
        await stop.wait()
        logging.getLogger(__name__).info("Told to end: tests under way may finish.")
    finally:
        await server.stop()


def _context(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    if certificate is None:
        if key is not None:
            give_up("--key stands without --certificate: name the certificate, too.")
        return None
    return server_context(certificate, key)


def _token(file: Path) -> str:
    token = file.read_text("utf-8").strip()
    if len(token) < _SHORTEST_TOKEN:
        give_up(f"{file} holds a token of less than {_SHORTEST_TOKEN} characters: make a longer one.")
    return token
