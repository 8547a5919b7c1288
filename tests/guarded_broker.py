"""Debian's Mosquitto with the files that `kaklet fleet` writes, and callers with and without certificates."""

from __future__ import annotations

import signal
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Self

from click.testing import CliRunner
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from real_servers import PATIENCE_SECONDS, debian, wait_for

from kaklet.command_line import main
from kaklet.fleet.folder import FleetFolder

BROKER = """
[broker]
url = "mqtts://localhost:{port}"
ca = "fleet/ca.crt"
certificate = "fleet/collector.crt"
key = "fleet/collector.key"
"""


def kaklet(*arguments: object, code: int = 0) -> str:
    """Run the command within this process and return all that it said."""
    done = CliRunner().invoke(main, [str(one) for one in arguments])
    assert done.exit_code == code, done.output
    return done.output


class Papers(NamedTuple):
    """What a caller shows: its certificate and its key."""

    certificate: Path
    key: Path


class Fleet:
    """A study with a broker, and a Mosquitto that guards it."""

    def __init__(self, study: Path, port: int) -> None:
        with study.open("a") as file:
            file.write(BROKER.format(port=port))
        self.study, self.port = study, port
        self.folder = FleetFolder(study)
        self.process: subprocess.Popen[bytes] | None = None
        kaklet("fleet", "init", study)
        kaklet("fleet", "broker", study)
        with (self.folder.broker / "mosquitto.conf").open("a") as file:
            file.write("log_type information\n")  # tells of each reload

    def enrol(self, agent: str, *options: str) -> Papers:
        """Enrol *agent* and return its papers."""
        kaklet("fleet", "enrol", agent, "--config", self.study, *options)
        return Papers(self.folder.agents / agent / "agent.crt", self.folder.agents / agent / "agent.key")

    @property
    def collector(self) -> Papers:
        """The collector's papers."""
        return Papers(self.folder.path / "collector.crt", self.folder.path / "collector.key")

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run the broker with the settings that were written for it."""
        settings = self.folder.broker / "mosquitto.conf"
        log = self.folder.broker / "log"
        with log.open("wb") as said:
            command = [debian("mosquitto", "mosquitto"), "-c", settings]
            self.process = subprocess.Popen(command, stderr=said)
        try:
            wait_for(self.port, self.process, log)
            yield
        finally:
            self.process.terminate()
            self.process.wait(PATIENCE_SECONDS)

    def reload(self) -> None:
        """Do what `kaklet fleet revoke` says, and wait until it is done."""
        assert self.process
        log = self.folder.broker / "log"
        before = log.read_text().count("Reloading config")
        self.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + PATIENCE_SECONDS
        while log.read_text().count("Reloading config") == before:
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.02)
        time.sleep(0.1)  # the line is written before it is done

    def topic(self, agent: str, part: str) -> str:
        """Name the topic *part* of *agent*."""
        return f"kaklet/v1/small/{agent}/{part}"


class Caller:
    """Whoever comes to the broker with *papers*, or without any."""

    def __init__(self, fleet: Fleet, papers: Papers | None) -> None:
        self._codes: dict[int, str] = {}
        self._told = threading.Condition()
        self.heard: list[MQTTMessage] = []
        self.refused = threading.Event()
        self._in = threading.Event()
        self.client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        context = ssl.create_default_context(cafile=str(fleet.folder.path / "ca.crt"))
        if papers:
            context.load_cert_chain(papers.certificate, papers.key)
        self.client.tls_set_context(context)
        self.client.on_connect = lambda *_: self._in.set()
        self.client.on_disconnect = lambda *_: self.refused.set()
        self.client.on_publish = self._published
        self.client.on_message = lambda _client, _data, message: self.heard.append(message)
        self._fleet = fleet

    def __enter__(self) -> Self:
        try:
            self.client.connect("localhost", self._fleet.port, keepalive=20)
        except OSError:
            self.refused.set()
            return self
        self.client.loop_start()
        until = time.monotonic() + PATIENCE_SECONDS
        while not (self._in.is_set() or self.refused.is_set()):
            assert time.monotonic() < until
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self.client.on_disconnect = None
        self.client.disconnect()
        self.client.loop_stop()

    @property
    def let_in(self) -> bool:
        """Whether the broker took the connection."""
        return self._in.is_set() and not self.refused.is_set()

    def says(self, topic: str, payload: bytes = b"x") -> str:
        """Publish *payload* and return the broker's answer."""
        sent = self.client.publish(topic, payload, qos=1)
        with self._told:
            assert self._told.wait_for(lambda: sent.mid in self._codes, PATIENCE_SECONDS)
            return self._codes[sent.mid]

    def _published(self, _client: Client, _data: object, mid: int, code: Any, _properties: object) -> None:  # noqa: ANN401 -- paho's
        with self._told:
            self._codes[mid] = str(code)
            self._told.notify_all()


def let_in(fleet: Fleet, papers: Papers | None) -> bool:
    """Tell whether the broker takes a connection with *papers*."""
    with Caller(fleet, papers) as caller:
        if not caller.let_in:
            return False
        # With TLS 1.3 a certificate is refused after the client holds the handshake for done.
        return not caller.refused.wait(0.2)
