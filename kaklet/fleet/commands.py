"""`kaklet fleet`: who belongs to the fleet, what the broker needs for it, and the study that agents are given."""

import asyncio
import getpass
import secrets
from pathlib import Path

import click
import msgspec

from kaklet.config import Loaded, load
from kaklet.fleet.brokers import BROKER_URL, broker_at
from kaklet.fleet.errors import FleetError
from kaklet.fleet.folder import FleetFolder
from kaklet.fleet.listing import fleet_list, list_lines
from kaklet.fleet.settings import Broker, under
from kaklet.telling import CONFIG, study_option, telling
from probes.probe import utc_now

STUDY = study_option("The study that the agent measures for.")
DAYS = click.option(
    "--days", type=click.IntRange(1, 20 * 365), default=730, show_default=True, help="How long certificates last."
)


@click.group()
def fleet() -> None:
    """Enrol the agents of a study that is measured from many places, and shut them out."""


@fleet.command()
@CONFIG
@click.option("--name", "names", multiple=True, help="Another name or address by which agents call the broker.")
@DAYS
@click.option("--renew", is_flag=True, help="Make the certificates of broker and collector anew.")
@telling
def init(config: Path, names: tuple[str, ...], days: int, *, renew: bool) -> None:
    """
    Begin the fleet of the study CONFIG: its own authority, and the keys of broker, collector and study.

    They go to the folder fleet/ beside CONFIG. Back it up, and show it to nobody.
    """
    loaded = load(config)
    folder = FleetFolder(config)
    was = folder.begun
    if was and names and not renew:
        raise FleetError(f"{folder.path} has certificates already: add --renew, and give all further names with it.")
    with folder.held():
        _begin(loaded, folder, names, days, renew=renew)
    click.echo(f"{'The fleet is ready' if was else 'Began the fleet'} in {folder.path}. Next:")
    click.echo(f"    kaklet fleet broker {config}")


@fleet.command()
@click.argument("agent")
@STUDY
@DAYS
@click.option("--renew", is_flag=True, help="Give an agent that is enrolled, or revoked, a new certificate.")
@BROKER_URL
@telling
def enrol(agent: str, config: Path, days: int, url: str | None, *, renew: bool) -> None:
    """Make key, certificate and file of the agent AGENT, for a person to carry to its machine."""
    from kaklet.fleet.enrolling import enrol as enrolling  # noqa: PLC0415 -- the extra `fleet` brings what it needs

    loaded = load(config)
    folder = FleetFolder(config)
    with folder.held():
        broker = _begin(loaded, folder, (), days, renew=False, url=url)
        was_revoked = agent in folder.register().revoked()
        vantage = loaded.study.study.agent
        made = enrolling(folder, agent, url=broker.url, vantage=vantage, now=utc_now(), days=days, renew=renew)
    click.echo(f"{agent} is enrolled until {made.until:%Y-%m-%d}. Carry this to its machine:")
    click.echo(f"    {made.archive}")
    click.echo("There:")
    click.echo(f"    tar xf {made.archive.name}")
    click.echo(f"    kaklet agent {agent}/agent.toml")
    click.echo("Then remove here what nobody but the agent needs, for it holds its key:")
    click.echo(f"    rm -r {made.archive} {made.folder}")
    if was_revoked:
        click.echo("It was revoked: bring this to the broker and restart that, so that no old connection in its")
        click.echo("name comes to life again:")
        click.echo(f"    {folder.broker}/acl")


@fleet.command()
@click.argument("agent")
@STUDY
@telling
def revoke(agent: str, config: Path) -> None:
    """Shut the agent AGENT out, for good or until it is enrolled again with --renew."""
    from kaklet.fleet.enrolling import own  # noqa: PLC0415 -- as above
    from kaklet.fleet.enrolling import revoke as revoking  # noqa: PLC0415 -- as above

    loaded = load(config)
    folder = FleetFolder(config)
    with folder.held():
        own(folder, loaded.study.study.id)
        revoking(folder, agent, now=utc_now())
    click.echo(f"{agent} is revoked. The broker lets it in until it has read these two anew:")
    click.echo(f"    {folder.broker}/crl.pem")
    click.echo(f"    {folder.broker}/acl")
    click.echo("Bring both to where the broker runs, then: systemctl reload mosquitto")
    click.echo("(or kill -HUP and its process id). From then on nobody gets in with its")
    click.echo("certificates, and a connection that is open carries nothing.")


@fleet.command(name="list")
@CONFIG
@click.option("--json", "as_json", is_flag=True, help="For other programs: see `kaklet schema fleet`.")
@telling
def list_(config: Path, *, as_json: bool) -> None:
    """List the agents of the study CONFIG, until when each may come, and when it was last heard of."""
    now = utc_now()
    found = fleet_list(load(config), FleetFolder(config).register(), now)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return
    for line in list_lines(found, now):
        click.echo(line)


@fleet.command()
@CONFIG
@click.option("--after", type=click.IntRange(0), default=0, help="Number it above this, if the last version was lost.")
@BROKER_URL
@telling
def publish(config: Path, after: int, url: str | None) -> None:
    """Sign what agents need of the study CONFIG, and send it to all that are enrolled. `kaklet run` does so too."""
    from kaklet.fleet.agent_study import left_out  # noqa: PLC0415 -- as above
    from kaklet.fleet.enrolling import own  # noqa: PLC0415 -- as above
    from kaklet.fleet.publishing import published  # noqa: PLC0415 -- as above

    loaded = load(config)
    broker = broker_at(loaded, url)
    folder = FleetFolder(config)
    with folder.held():
        own(folder, loaded.study.study.id)
        made = published(folder, loaded.study, now=utc_now(), after=after)
    for name, reason in left_out(loaded.study):
        click.echo(f"Not for agents: {name}, which {reason}.")
    told = asyncio.run(_send(loaded, broker, folder, made.content))
    new = "is new" if made.changed else "is the newest still"
    click.echo(f"Version {made.version} of the study {new}. It lies at the broker for {told} agent{'s' * (told != 1)}.")
    if made.changed:
        click.echo("At its own vantage point `kaklet run` measures it from its next start on.")


async def _send(loaded: Loaded, broker: Broker, folder: FleetFolder, content: bytes) -> int:
    """Send *content* to each agent that is enrolled, and count them."""
    from kaklet.fleet.study_telling import study_letters  # noqa: PLC0415 -- as above
    from kaklet.fleet.transport import LineLostError, RefusedError, connected  # noqa: PLC0415 -- as above

    meeting = under(loaded.file.resolve().parent, broker)
    letters = [letter for _, letter in study_letters(folder.register(), content, {})]
    try:
        async with connected(meeting, name=f"{loaded.study.study.id}/publish/{secrets.token_hex(8)}") as line:
            for letter in letters:
                await line.publish(letter)
    except (LineLostError, RefusedError) as error:
        why = str(error).rstrip(".")
        raise FleetError(f"It is signed, and not sent: {why}. `kaklet run` sends it when it can.") from None
    return len(letters)


@fleet.command()
@CONFIG
@click.option("--at", help="The folder of these files on the broker's machine; where they are written, by default.")
@click.option("--user", help="As whom the broker runs there; you, by default.")
@DAYS
@BROKER_URL
@telling
def broker(config: Path, at: str | None, user: str | None, days: int, url: str | None) -> None:
    """Write settings and access rules for Mosquitto as the broker of the study CONFIG."""
    from kaklet.fleet.broker_files import settings  # noqa: PLC0415 -- as above

    loaded = load(config)
    folder = FleetFolder(config)
    with folder.held():
        meeting = _begin(loaded, folder, (), days, renew=False, url=url)
        # Those of another one lie beside those of the study's own.
        name = f"mosquitto-{meeting.host}-{meeting.port}.conf" if url else "mosquitto.conf"
        text = settings(
            loaded.study.study.id,
            folder=at or str(folder.broker),
            user=user or getpass.getuser(),
            meeting=meeting,
            name=name,
        )
        file = folder.write(f"broker/{name}", text.encode())
    if at:
        click.echo(
            f"Carry {folder.broker} to {at} on the broker's machine, and let it belong to {user or 'you'} there."
        )
    click.echo(f"Wrote {file}. Start the broker with:")
    click.echo(f"    mosquitto -c {at or folder.broker}/{name}")


def _begin(
    loaded: Loaded, folder: FleetFolder, names: tuple[str, ...], days: int, *, renew: bool, url: str | None = None
) -> Broker:
    """Make what is missing of the fleet, and return what the study says of its broker."""
    from kaklet.fleet.certificates import hosts_of  # noqa: PLC0415 -- as above
    from kaklet.fleet.enrolling import begin  # noqa: PLC0415 -- as above

    settings = broker_at(loaded, url)
    if not settings.encrypted:
        raise FleetError(
            f"{loaded.file} has a broker without TLS, which knows nobody by name: write mqtts://HOST:8883."
        )
    own_host = broker_at(loaded).host
    begin(folder, study=loaded.study.study.id, hosts=(own_host, *names), now=utc_now(), days=days, renew=renew)
    known = hosts_of(folder.read("broker/broker.crt"))
    if url is not None and settings.host not in known:
        more = " ".join(f"--name {one}" for one in (*known, settings.host) if one != own_host)
        raise FleetError(
            f"The brokers' certificate is not for {settings.host}: run `kaklet fleet init {loaded.file} --renew "
            f"{more}`, then bring the new broker.crt and .key to all brokers, collector.crt and .key to all collectors."
        )
    return settings
