"""Which broker is meant: that of the study file, or another one of the same fleet."""

from typing import NoReturn

import click
import msgspec

from kaklet.config import Loaded
from kaklet.fleet.errors import FleetError
from kaklet.fleet.settings import Broker, check_broker

BROKER_URL = click.option(
    "--url", help="Another broker of the same fleet than the one in the study: mqtts://HOST:PORT."
)


def broker_at(loaded: Loaded, url: str | None = None) -> Broker:
    """Return the broker of the study *loaded*; at *url*, if that is told. Raises `FleetError`."""
    broker = loaded.study.broker
    if broker is None:
        raise FleetError(
            f'{loaded.file} names no broker: add [broker] with url = "mqtts://HOST:8883", ca = "fleet/ca.crt", '
            f'certificate = "fleet/collector.crt" and key = "fleet/collector.key".'
        )
    if url is None:
        return broker
    other = msgspec.structs.replace(broker, url=url)

    def complain(_: str, sentence: str) -> NoReturn:
        raise FleetError(f"--url {sentence}.")

    check_broker(other, loaded.study.study.id, complain)
    return other
