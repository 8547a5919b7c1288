"""`kaklet alerts`: what is open now."""

import asyncio
import logging
from pathlib import Path

import click
import msgspec

from kaklet.alerts.listing import alert_lines, alerts_now
from kaklet.config import load
from kaklet.telling import CONFIG, telling
from probes.probe import utc_now


@click.command()
@CONFIG
@click.option("--json", "as_json", is_flag=True, help="As JSON, whose shape `kaklet schema alerts` prints.")
@click.option("--watch", "watches", is_flag=True, hidden=True)
@telling
def alerts(config: Path, *, as_json: bool, watches: bool) -> None:
    """
    Tell what is open now: outages, vantage points that fell silent, and what waits for a person.

    It is looked up at this moment and told to nobody else. `kaklet run` tells it by MQTT and webhooks, in a study with
    an [alerts] table.
    """
    loaded = load(config)
    if watches:
        from kaklet.alerts.watching import watch  # noqa: PLC0415 -- no other command has anything to tell

        logging.basicConfig(level=logging.INFO, format="%(message)s")
        asyncio.run(watch(loaded, until_eof=True))
        return
    found = alerts_now(loaded, utc_now())
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
        return
    for line in alert_lines(found):
        click.echo(line)
