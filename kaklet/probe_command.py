"""`kaklet probe`: one question, asked now and told here. Nothing is stored."""

import asyncio
import hashlib
import ssl
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from typing import NoReturn

import click
import msgspec

from kaklet.decoding import Decoder
from probes import KINDS, AnyProbe, mistakes
from probes.conditions import Conditions
from probes.contact.manners import host_of, is_loopback
from probes.probe import Target, Tools, Visit, observe, utc_now
from probes.wire.endpoint import address_mistake, place_of
from results.records import Blame, Observation, Record

_WIDTH = 80
_STRANGERS_RATE = 10.0
"""Visits a second: what others' servers are asked at most."""
_WANTED = {
    "ndt7": ("download_bits_per_second", "upload_bits_per_second"),
    "responsiveness": ("download_rpm", "upload_rpm"),
    "loss": ("sent", "received", "jitter_seconds"),
}
"""What a line is asked for stands before the detail, which may be long."""
_NAME = "probe"
"""Agent, provider and task have no names of their own here."""


class Forgetful:
    """A sink and an evidence store that keep nothing."""

    def keep(self, record: Record) -> None:
        """Let go of *record*."""

    async def settled(self) -> None:
        """Return at once: there is nothing to write."""

    def put(self, content: bytes) -> str:
        """Tell the SHA-256 of *content*, and let go of it."""
        return hashlib.sha256(content).hexdigest()

    def get(self, sha256: str) -> bytes:
        """Raise `KeyError`: nothing was kept."""
        raise KeyError(sha256)


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)), metavar="KIND")
@click.argument("target")
@click.option("--json", "as_json", is_flag=True, help="Print each observation as a line of JSON.")
@click.option("--count", type=click.IntRange(1), default=1, show_default=True, help="How many times to ask.")
@click.option("--rate", type=click.FloatRange(0, min_open=True), default=1.0, show_default=True, help="Times a second.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="A setting of the probe, as in TOML.")
def probe(kind: str, target: str, *, as_json: bool, count: int, rate: float, settings: Sequence[str]) -> None:
    """
    Ask TARGET one question of KIND now, and print what was observed.

    KIND is http, tcp, tls, dns, icmp, smtp, imap or form_health; of the line to here ndt7 (how fast), loss (packets,
    delay, jitter), responsiveness (latency under load) or web (a page with all its parts).

    TARGET is an address such as https://HOST/, tls://HOST:PORT, tcp://HOST:PORT, dns:NAME, icmp:HOST, udp:HOST:PORT
    or wss://HOST:PORT/. Nothing is stored. A target that fails is an observation like any other; the exit code is 1 if
    the probe itself could not run.
    """
    asked = _settings(kind, settings)
    _check_target(asked, kind, target)
    if rate > _STRANGERS_RATE and not is_loopback(_host(target)):
        _refuse(f"--rate {rate:g} is too much for others' servers: ask at most {_STRANGERS_RATE:g} times a second.")
    if not asyncio.run(_ask(asked, kind, target, count=count, rate=rate, say=_json if as_json else _line)):
        sys.exit(1)


def _settings(kind: str, given: Sequence[str]) -> AnyProbe:
    if KINDS[kind].channel is not None:
        _refuse(f"{kind} writes to people: put it into a study, where it is approved and recorded, and run that.")
    data: dict[str, object] = {}
    for setting in given:
        key, equals, value = setting.partition("=")
        if not equals:
            _refuse(f"--set {setting} is no setting: write KEY=VALUE.")
        data[key] = _value(value)
    decoder = Decoder()
    asked: AnyProbe | None = decoder.struct(data, KINDS[kind], "")
    for key, sentence in decoder.problems if asked is None else mistakes(asked):
        _refuse(f"--set {key} {sentence}{'' if sentence.endswith('?') else '.'}")
    if asked is None:
        raise TypeError("Settings that cannot be read name no problem.")
    _check_certificates(getattr(asked, "ca_file", None))
    return asked


def _value(words: str) -> object:
    """Read a value as TOML does; what is no TOML is text that lacks its quotes."""
    try:
        return tomllib.loads(f"value = {words}")["value"]
    except tomllib.TOMLDecodeError:
        return words


def _check_certificates(ca_file: str | None) -> None:
    try:
        if ca_file is not None:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(ca_file)
    except OSError as error:  # ssl.SSLError is one, too
        _refuse(f"--set ca_file names {ca_file}, which holds no certificates that can be read: {error.strerror}.")


def _check_target(asked: AnyProbe, kind: str, target: str) -> None:
    if target.partition(":")[0] not in asked.schemes:
        schemes = " or ".join(f"{scheme}:" for scheme in sorted(asked.schemes))
        _refuse(f"{target!r} is no target for {kind}: write an address that begins with {schemes}")
    if mistake := address_mistake(target):
        _refuse(f"{mistake}.")


def _host(target: str) -> str:
    """Tell whose server is asked; nobody's in particular for a name in the DNS."""
    return place_of(target).host if target.startswith(("icmp:", "udp:")) else host_of(target)


async def _ask(
    asked: AnyProbe, kind: str, target: str, *, count: int, rate: float, say: Callable[[Observation], str]
) -> bool:
    """Ask *count* times, *rate* times a second, whether or not the one before is over. Tell whether all could run."""
    tools = Tools(sink=(forgetful := Forgetful()), evidence=forgetful, post=None)
    conditions = Conditions()
    conditions.start()

    async def one(turn: int) -> bool:
        visit = Visit(
            agent=_NAME,
            session=None,
            task=_NAME,
            slot=utc_now(),
            turn=turn,
            target=Target(provider=_NAME, name=target, url=target),
            tools=tools,
        )
        observation = await observe(asked, visit, kind=kind, conditions=conditions)
        click.echo(say(observation))
        could_run = observation.failure is None or observation.failure.blame is not Blame.PROBE
        if not could_run:
            click.echo(observation.detail, err=True)  # it may be long, and says what to do
        return could_run

    began = time.monotonic()
    running: set[asyncio.Task[bool]] = set()
    all_ran = True
    for turn in range(count):
        await asyncio.sleep(began + turn / rate - time.monotonic())
        running.add(asyncio.create_task(one(turn)))
        done = {task for task in running if task.done()}
        running -= done
        all_ran = all(task.result() for task in done) and all_ran
    rest_ran = await asyncio.gather(*running)
    conditions.stop()
    return all([all_ran, *rest_ran])


def _json(observation: Observation) -> str:
    return msgspec.json.encode(observation).decode()


def _line(observation: Observation) -> str:
    """Tell *observation* in one line that fits; what does not fit is in the JSON."""
    failure, detail = observation.failure, observation.detail
    # How fast the target was; the visit itself takes a little longer, and that is ours.
    seconds = observation.metrics.get(KINDS[observation.kind].speed, observation.duration_seconds or 0)
    parts = [f"{observation.started_at:%H:%M:%SZ}", failure or "ok", _time(seconds)]
    parts += [observation.address] if observation.address else []
    named = [name for name in _WANTED.get(observation.kind, ()) if name in observation.metrics]
    parts += [_figure(name, observation.metrics[name]) for name in named]
    parts += [detail] if detail else []
    line = "  ".join(parts)
    if len(line) > _WIDTH:
        line = f"{line[: _WIDTH - 1]}…"
    for name, value in observation.metrics.items():
        if name in named:
            continue
        longer = f"{line}  {_figure(name, value)}"
        line = longer if len(longer) <= _WIDTH else line
    return line


def _figure(name: str, value: float) -> str:
    """Tell a figure in the unit that its *name* ends in."""
    if name.endswith("_bits_per_second"):
        return f"{name.removesuffix('_bits_per_second').replace('_', ' ')} {value / 1e6:.4g} Mbit/s"
    words = name.removesuffix("_seconds").replace("_", " ")
    if not name.endswith("_seconds"):
        return f"{words} {value:.0f}" if value == int(value) else f"{words} {value:.1f}"
    return f"{words} {_time(value)}"


def _time(seconds: float) -> str:
    return f"{1000 * seconds:.2f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(2)
