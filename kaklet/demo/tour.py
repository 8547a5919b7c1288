"""The demonstration from outside: the world in one process, the real daemon in another, then the report."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click
import msgspec

from kaklet.config import Loaded, load
from kaklet.daemon import database
from kaklet.demo.world import Premises, WorldPlan
from kaklet.study import Provider, Study
from probes.http import HttpProbe
from probes.mailbox import MaildirInbox
from results.keep import Store, StoreError

LANGUAGES = ["en", "sv", "nb", "nl"]
PATIENCE_SECONDS = 20.0
"""How long a process may take to be ready, or to end when it is told to."""
TICK_SECONDS = 0.5


class TourError(Exception):
    """The demonstration cannot go on: one sentence."""


def tour(
    config: Path,
    folder: Path,
    *,
    seconds: int,
    render: Callable[[Loaded, Path, list[str]], Path],
    give_up: Callable[[str], NoReturn],
) -> None:
    """
    Measure for *seconds* and make the report, all in *folder*.

    1. Copy the study file to *folder*, so that its data lands there, and start the world that it describes.
    2. Run `kaklet run` on it, as anyone would, and stop it.
    3. Make the report, and stop the world.
    """
    began = time.monotonic()
    load(config)  # what is wrong with it is told about the file that a person can mend
    folder.mkdir(parents=True, exist_ok=True)
    study_file = folder / "config.toml"
    shutil.copyfile(config, study_file)
    loaded = load(study_file)
    click.echo(f"Five fictional providers start on this machine; they are measured for {seconds} seconds.")
    try:
        with _world(world_plan(loaded.study)):
            _measure(loaded, study_file, seconds)
    except TourError as error:
        give_up(str(error))
    front = render(loaded, folder / "report", LANGUAGES)
    click.echo(f"Done in {time.monotonic() - began:.0f} seconds. Everything that was started is stopped.")
    click.echo(f"The report:  {front.resolve()}")
    click.echo(f"The facts:   {database(Path(loaded.study.study.data))}")


def world_plan(study: Study) -> WorldPlan:
    """Work out the world that *study* describes. Raises `TourError` if it is not a study of that world."""
    if study.mail is None or not isinstance(study.mail.inbox, MaildirInbox):
        raise TourError("The demonstration needs a Maildir as mail.inbox: use the config.toml that came with Kaklet.")
    ca_files = [task.probe.ca_file for task in study.task if isinstance(task.probe, HttpProbe) and task.probe.ca_file]
    if not ca_files:
        raise TourError("The demonstration needs an http task with a ca_file: use the config.toml of Kaklet.")
    return WorldPlan(
        premises=tuple(_premises(provider) for provider in study.provider),
        mail_domain=study.mail.domain,
        mail_exchanger=f"smtp://127.0.0.1:{_free_port()}",
        maildir=study.mail.inbox.path,
        ca_file=ca_files[0],
    )


def _premises(provider: Provider) -> Premises:
    try:
        site, contact, support = (provider.target[name] for name in ("site", "contact", "support"))
    except KeyError as error:
        raise TourError(f"The demonstration needs the target {error} of {provider.id}: add it.") from None
    return Premises(
        id=provider.id,
        name=provider.name,
        site=site.url,
        contact=contact.url,
        support=support.url.removeprefix("mailto:"),
        smtp=support.server or "",
    )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def _world(plan: WorldPlan) -> Iterator[None]:
    """Run the world beside, and stop it in any case. It also ends by itself if this process dies."""
    world = subprocess.Popen(
        [sys.executable, "-m", "kaklet.demo.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        assert world.stdin  # noqa: S101 -- it was asked for above
        assert world.stdout  # noqa: S101 -- it was asked for above
        world.stdin.write(msgspec.json.encode(plan) + b"\n")
        world.stdin.flush()
        if world.stdout.readline() != b"ready\n":
            _, said = world.communicate(timeout=PATIENCE_SECONDS)
            raise TourError(said.decode(errors="replace").strip() or "The demo world did not start.")
        yield
    finally:
        _end(world)


def _measure(loaded: Loaded, study_file: Path, seconds: int) -> None:
    """Let the daemon work for *seconds*, and show how it goes. What it says goes to a file beside the study's."""
    log = study_file.with_name("daemon.log")
    with log.open("wb") as said:
        daemon = subprocess.Popen([sys.executable, "-m", "kaklet", "run", str(study_file)], stderr=said)  # noqa: S603 -- our own program
    until = time.monotonic() + seconds
    try:
        while (left := until - time.monotonic()) > 0:
            _show(loaded, seconds, left)
            if daemon.poll() is not None:
                raise TourError(f"The daemon ended early: {log.read_text(errors='replace').strip()}")
            time.sleep(min(TICK_SECONDS, left))
    finally:
        _end(daemon)
        click.echo("", err=True)


def _show(loaded: Loaded, seconds: int, left: float) -> None:
    """Tell what came in: on a terminal in one line that is written over, elsewhere every ten seconds."""
    terminal = sys.stderr.isatty()
    if not terminal and round(left / TICK_SECONDS) % round(10 / TICK_SECONDS):
        return
    try:
        store = Store.read(database(Path(loaded.study.study.data)))
    except StoreError:
        return  # the daemon is about to make it
    counts = [store.count(table) for table in ("observations", "cases", "messages")]
    store.close()
    done = 1 - left / seconds
    bar = "█" * round(20 * done) + "░" * round(20 * (1 - done))
    words = f"{bar} {seconds - left:3.0f} s  {counts[0]} observations, {counts[1]} questions, {counts[2]} mails"
    click.echo(f"\r{words}" if terminal else words, err=True, nl=not terminal)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Tell *process* to end, and see to it that it does."""
    process.send_signal(signal.SIGTERM)
    try:
        process.communicate(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
