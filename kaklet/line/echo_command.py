"""`kaklet serve-echo`: a reference point of one's own, to which loss is measured."""

import asyncio
from collections.abc import Sequence

import click

from kaklet.running import until_told
from kaklet.telling import give_up, telling
from probes.line.reflector import Limits, Reflector


@click.command("serve-echo")
@click.option(
    "--bind",
    "binds",
    multiple=True,
    default=("127.0.0.1",),
    show_default=True,
    help="The address to listen at, IPv4 or IPv6; 0.0.0.0 and :: for all. May be given several times.",
)
@click.option("--port", type=click.IntRange(0, 65_535), default=8_007, show_default=True, help="UDP; 0 for any.")
@click.option(
    "--per-source",
    type=click.IntRange(1, 1_000_000),
    default=Limits().per_source,
    show_default=True,
    help="Packets a second that one address (of IPv6: one /64) gets answered.",
)
@click.option(
    "--packets",
    type=click.IntRange(1, 10_000_000),
    default=Limits().packets,
    show_default=True,
    help="Packets a second that are answered in all.",
)
@telling
def serve(*, binds: Sequence[str], port: int, per_source: int, packets: int) -> None:
    """Send back the packets of the probe `loss`, and nothing else; who came is not written down."""
    asyncio.run(_serve(Reflector(Limits(per_source=per_source, packets=packets)), binds, port))


async def _serve(reflector: Reflector, binds: Sequence[str], port: int) -> None:
    stop = until_told()
    try:
        for bind in binds:
            try:
                found = reflector.open(bind, port)
            except OSError as error:
                give_up(f"It cannot listen at {bind}, port {port} ({error.strerror}): choose another.")
            host = f"[{bind}]" if ":" in bind else bind
            click.echo(f"Answering at udp:{host}:{found}")
        await stop.wait()
    finally:
        reflector.close()
