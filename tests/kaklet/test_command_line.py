"""The real command in a process of its own: exit codes, one sentence instead of a traceback, and clean ends."""

import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from patience import wait_until

from kaklet.config import load
from kaklet.daemon import database
from probes.probe import METHOD
from results.keep import Store

Kaklet = Callable[..., subprocess.CompletedProcess[str]]


def refused(done: subprocess.CompletedProcess[str], code: int = 1) -> str:
    """Return the one sentence with which a command refused."""
    assert done.returncode == code, done
    assert "Traceback" not in done.stderr
    if code == 1:
        assert done.stdout == ""
        (sentence,) = done.stderr.splitlines()
        assert sentence.endswith(".")
        return sentence
    return done.stderr


def on_disk(study: Path, query: str, *, data: Path | None = None) -> list[tuple[object, ...]]:
    """Ask the database of *study*, which is in *data* if that is told."""
    with closing(sqlite3.connect(database(data or study.with_name("data")))) as db:
        return db.execute(query).fetchall()


def wait_for_observations(study: Path, count: int, *, failure: str | None = None, data: Path | None = None) -> None:
    """Wait until *count* pages have been fetched, or *count* attempts have failed so."""
    where = "failure IS NULL" if failure is None else f"failure = '{failure}'"
    query = f"SELECT count(*) FROM observations_told WHERE {where}"  # noqa: S608 -- our words
    wait_until(lambda: on_disk(study, query, data=data) >= [(count,)])


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["run", "--fast"],
        ["report", "--from", "yesterday"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_2(kaklet: Kaklet, arguments: list[str]) -> None:
    """What was typed wrongly is told apart from what went wrong."""
    assert "Error: " in refused(kaklet(*arguments), 2)


def test_help_and_version_are_exit_code_0(kaklet: Kaklet) -> None:
    """All commands are listed, in 80 columns."""
    done = kaklet("--help")
    assert done.returncode == 0
    for command in ("init", "check", "run", "status", "report", "demo"):
        assert f"\n  {command}" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert kaklet("--version").returncode == 0


@pytest.mark.parametrize("command", ["run", "report"])
def test_a_missing_study_is_one_sentence(kaklet: Kaklet, command: str) -> None:
    """Each command that needs a study says how to come by one."""
    done = kaklet(command, "none.toml")
    assert done.returncode == 1
    assert done.stderr == "none.toml: does not exist: write one with `kaklet init`, or name yours\n"


def test_check_counts_what_is_there(kaklet: Kaklet, study: Path) -> None:
    """A study that is right is told with its size."""
    done = kaklet("check", study)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Providers: 1, tasks: 1, series: 1, questions: 0." in done.stdout


def test_check_tells_every_mistake_in_a_line(kaklet: Kaklet, study: Path) -> None:
    """Several mistakes are several lines, and exit code 1."""
    study.write_text(study.read_text().replace("weight = 100", "weight = 9").replace('"uptime_percent"', '"speed"'))
    study.write_text(study.read_text().replace('agent = "here"', ""))
    done = kaklet("check", study)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 2)


def test_init_overwrites_nothing(kaklet: Kaklet, study: Path) -> None:
    """A study that somebody has written is left alone."""
    before = study.read_text()
    assert "exists already" in refused(kaklet("init", study))
    assert study.read_text() == before


@pytest.mark.parametrize("command", ["status", "report"])
def test_before_any_run_there_are_no_results(kaklet: Kaklet, study: Path, command: str) -> None:
    """The sentence says which command comes first."""
    assert "There are no results yet" in refused(kaklet(command, study))
    assert not (study.with_name("data") / "kaklet.sqlite3").exists()


def test_an_unknown_language_is_wrong_usage(kaklet: Kaklet, study: Path) -> None:
    """The languages that there are stand in the sentence."""
    told = refused(kaklet("report", study, "--lang", "xx"), 2)
    assert "'xx' is not one of:" in told
    assert "sv" in told


def test_a_newer_database_is_left_alone(kaklet: Kaklet, study: Path) -> None:
    """All commands that open it refuse, in one sentence."""
    path = database(study.with_name("data"))
    Store.create(path).close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('kaklet', '999_later', '2031')"
        )
    for command in ("run", "status"):
        assert "was written by a newer Kaklet (step 999_later)" in refused(kaklet(command, study))


def test_a_data_folder_that_cannot_be_made_is_one_sentence(kaklet: Kaklet, study: Path) -> None:
    """A file stands where the folder should be."""
    study.with_name("data").write_text("a file")
    assert "cannot be used" in refused(kaklet("run", study))


def test_a_data_folder_that_cannot_be_written_is_one_sentence(kaklet: Kaklet, study: Path) -> None:
    """The system's own folder takes no data, not even root's."""
    study.write_text(study.read_text().replace('data = "data"', 'data = "/proc/kaklet"'))
    assert "The data folder /proc/kaklet cannot be used" in refused(kaklet("run", study))


def test_an_unreachable_mailbox_is_told_at_the_start(
    kaklet: Kaklet, asking_study: Callable[..., Path], closed_port: int
) -> None:
    """A study that could not hear the answers asks nothing."""
    study = asking_study(
        inbox=f'{{ kind = "imap", host = "127.0.0.1", port = {closed_port}, security = "none", user = "study", '
        'password = { env = "KAKLET_TEST_SECRET" } }'
    )
    told = refused(kaklet("run", study, KAKLET_TEST_SECRET="x"))  # noqa: S106 -- no secret
    assert f"The mail server 127.0.0.1:{closed_port} cannot be reached" in told
    assert on_disk(study, "SELECT count(*) FROM observations_told") == [(0,)]


@pytest.fixture
def refusing_mailbox() -> Iterator[int]:
    """Yield the port of a mail server that knows nobody's password."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=_refuse, args=(server,))
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)


def _refuse(server: socket.socket) -> None:
    server.settimeout(10)
    connection, _ = server.accept()
    with connection, connection.makefile("rwb", buffering=0) as talk:
        talk.write(b"* OK IMAP4rev1 ready\r\n")
        for line in iter(talk.readline, b""):
            tag, _, command = line.partition(b" ")
            if command.upper().startswith(b"CAPABILITY"):
                talk.write(b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n")
            elif command.upper().startswith(b"LOGIN"):
                talk.write(tag + b" NO [AUTHENTICATIONFAILED] Authentication failed.\r\n")
                return
            else:
                talk.write(tag + b" BAD what?\r\n")


def test_a_wrong_password_is_told_at_the_start(
    kaklet: Kaklet, asking_study: Callable[..., Path], refusing_mailbox: int
) -> None:
    """The sentence names the account, and not the password."""
    study = asking_study(
        inbox=f'{{ kind = "imap", host = "127.0.0.1", port = {refusing_mailbox}, security = "none", user = "study", '
        'password = { env = "KAKLET_TEST_SECRET" } }'
    )
    told = refused(kaklet("run", study, KAKLET_TEST_SECRET="wrong-horse"))  # noqa: S106 -- no secret
    assert told == "The mail server 127.0.0.1 refuses the login of study: correct the user or the password."


def test_a_missing_maildir_is_told_at_the_start(kaklet: Kaklet, asking_study: Callable[..., Path]) -> None:
    """The path is named, and what should be there."""
    study = asking_study(inbox='{ kind = "maildir", path = "nowhere" }')
    assert "There is no Maildir at" in refused(kaklet("run", study))


def test_a_full_disk_ends_it_with_one_sentence_and_everything_written(
    daemon: Callable[[Path], object], study: Path, small_disk: Path
) -> None:
    """The reserve holds what was measured, and the exit code says that something is to be mended."""
    study.write_text(study.read_text().replace('data = "data"', f'data = "{small_disk}"'))
    running = daemon(study)
    wait_for_observations(study, 1, data=small_disk)
    left = os.statvfs(small_disk)
    (small_disk / "filler").write_bytes(bytes(left.f_bavail * left.f_bsize - (8 << 10)))
    assert running.process.wait(20) == 1
    assert "Traceback" not in running.words
    assert running.words.splitlines()[-1].endswith("is full: free some space, then start again.")
    with closing(sqlite3.connect(database(small_disk))) as db:
        slots = [slot for (slot,) in db.execute("SELECT id >> 18 FROM samples ORDER BY id")]
        assert db.execute("SELECT ended FROM sessions").fetchall() == [(1,)]
    assert slots == list(range(slots[0], slots[-1] + 1, 500))


def test_a_second_daemon_on_the_same_data_is_refused(
    kaklet: Kaklet, daemon: Callable[[Path], object], study: Path
) -> None:
    """Two of them would ask everything twice."""
    daemon(study)
    assert "Another daemon already works in" in refused(kaklet("run", study))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(daemon: Callable[[Path], object], study: Path, number: int) -> None:
    """Exit code 0 within seconds, a goodbye on record, and every slot since the first accounted for."""
    running = daemon(study)
    wait_for_observations(study, 2)
    started = time.monotonic()
    assert running.end(number) == 0
    assert time.monotonic() - started < 5
    assert "Traceback" not in running.words
    assert on_disk(study, "SELECT ended FROM sessions") == [(1,)]
    slots = [slot for (slot,) in on_disk(study, "SELECT id >> 18 FROM samples ORDER BY id")]
    assert slots == list(range(slots[0], slots[-1] + 1, 500))
    (goodbye,) = on_disk(study, "SELECT heartbeat_ms FROM sessions")[0]
    assert goodbye - slots[-1] < 2_000


def test_a_kill_loses_at_most_the_last_moments(kaklet: Kaklet, daemon: Callable[[Path], object], study: Path) -> None:
    """After kill -9 the store opens again, holds all but the last moments, and the next run goes on."""
    running = daemon(study)
    wait_for_observations(study, 3)
    running.end(signal.SIGKILL)
    killed_ms = time.time_ns() // 1_000_000
    ((last, count),) = on_disk(study, "SELECT max(id) >> 18, count(*) FROM samples")
    assert killed_ms - last < 2_000
    assert count >= 3
    assert on_disk(study, "SELECT ended FROM sessions") == [(0,)]
    assert kaklet("status", study).returncode == 0
    again = daemon(study)
    wait_for_observations(study, count + 1)
    assert again.end() == 0
    assert on_disk(study, "SELECT ended FROM sessions ORDER BY started_ms") == [(0,), (1,)]


def test_a_stranger_is_refused_in_one_sentence_while_the_rest_goes_on(
    daemon: Callable[[Path], object], asking_study: Callable[..., Path]
) -> None:
    """Before a plan is approved nothing is written to others; what measures goes on."""
    study = asking_study(support="mailto:support@example.com")
    running = daemon(study)
    wait_for_observations(study, 2)
    assert running.end() == 0
    told = [line for line in running.words.splitlines() if "example.com" in line]
    assert len(told) == 1
    assert "no plan has been approved: nothing is sent there" in told[0]
    assert on_disk(study, "SELECT count(*) FROM cases") == [(0,)]
    assert on_disk(study, "SELECT DISTINCT task FROM series") == [("page",)]


def test_status_fits_80_columns_while_it_runs_and_after(
    kaklet: Kaklet, daemon: Callable[[Path], object], asking_study: Callable[..., Path]
) -> None:
    """A page for a terminal: it says that the daemon runs, later that it was stopped, with the last results."""
    study = asking_study()
    text = study.read_text(encoding="utf-8").replace('"alpha"', '"a-provider-with-a-rather-long-name"')
    # Slots that are long enough to be met on a busy machine: the newest one is what is told.
    study.write_text(text.replace("every_seconds = 0.5", "every_seconds = 3"), encoding="utf-8")
    running = daemon(study)
    wait_for_observations(study, 1)
    wait_for_observations(study, 1, failure="connection_refused")
    during = kaklet("status", study)
    assert running.end() == 0
    after = kaklet("status", study)
    for done in (during, after):
        assert (done.returncode, done.stderr) == (0, "")
        assert max(map(len, done.stdout.splitlines())) <= 80
        assert any(line.startswith("page ") and line.endswith("  ok") for line in done.stdout.splitlines())
        assert any(line.startswith("ask ") and "connection_refused" in line for line in done.stdout.splitlines())
    assert during.stdout.startswith("The daemon runs (last heard of ")
    assert after.stdout.startswith("The daemon was stopped ")
    assert f"method of measuring {METHOD}." in during.stdout
    assert on_disk(study, "SELECT DISTINCT method FROM observations_told") == [(METHOD,)]


def test_status_says_that_a_killed_daemon_is_missing(
    kaklet: Kaklet, daemon: Callable[[Path], object], study: Path
) -> None:
    """Who has not been heard of for long is not said to run."""
    daemon(study).end(signal.SIGKILL)
    with closing(sqlite3.connect(database(study.with_name("data")))) as db, db:
        db.execute("UPDATE sessions SET heartbeat_ms = heartbeat_ms - 60000")
    told = kaklet("status", study).stdout
    assert told.startswith("The daemon has not been heard of for 1 m")
    assert "start it with `kaklet run`" in told


def test_what_ran_can_be_reported(kaklet: Kaklet, daemon: Callable[[Path], object], study: Path) -> None:
    """From a study file to pages, with nothing in between but the commands."""
    running = daemon(study)
    wait_for_observations(study, 4)
    assert running.end() == 0
    done = kaklet("report", study, "--out", "pages", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert "The report: " in done.stdout
    assert "Alpha" in (study.with_name("pages") / "en" / "index.html").read_text(encoding="utf-8")


def test_a_report_of_a_time_without_results_says_which_times_there_are(
    kaklet: Kaklet, daemon: Callable[[Path], object], study: Path
) -> None:
    """A period before the first slot is one sentence."""
    running = daemon(study)
    wait_for_observations(study, 1)
    running.end()
    told = refused(kaklet("report", study, "--to", "2001-01-01"))
    assert told.startswith("Nothing was measured in that time: choose one between ")
    assert load(study).study.study.id == "small"
