"""Studies that ask more than pages: targets and settings of the other kinds of probe."""

from pathlib import Path

import pytest

from kaklet.config import ConfigError, load
from probes.ndt7 import Ndt7Probe
from probes.smtp import SmtpProbe

RIGHT = {
    "tcp": "tcp://127.0.0.1:25",
    "tls": "tls://localhost:443",
    "dns": "dns:bjorkhost.example",
    "icmp": "icmp:127.0.0.1",
    "loss": "udp:127.0.0.1:8007",
    "ndt7": "ws://127.0.0.1:8080/",
    "responsiveness": "https://localhost:4043/",
    "smtp": "smtp://127.0.0.1:587",
    "imap": "imaps://localhost:993",
    "web": "https://localhost/reference/",
    "form_health": "https://localhost/contact",
}
MORE = {
    "loss": ", duration_seconds = 20, timeout_seconds = 40",
    "responsiveness": ", direction_seconds = 5, timeout_seconds = 25",
}
"""What a kind needs to fit into slots of a minute."""


def asking(study: Path, kind: str, url: str, settings: str = "") -> Path:
    """Let *study* also ask *url* by *kind*, and return it."""
    task = f'[[task]]\nname = "more"\ntarget = "more"\nevery_seconds = 60\nprobe = {{ kind = "{kind}"{settings} }}\n'
    study.write_text(f'{study.read_text()}\ntarget.more = {{ url = "{url}" }}\n\n{task}')
    return study


@pytest.mark.parametrize("kind", RIGHT)
def test_right_target(study: Path, kind: str) -> None:
    """Each kind takes the addresses of its own form."""
    series = load(asking(study, kind, RIGHT[kind], MORE.get(kind, ""))).study.series()
    assert [one.target.url for one in series if one.task.name == "more"] == [RIGHT[kind]]


@pytest.mark.parametrize(
    ("kind", "url", "form"),
    [
        ("tcp", "tcp://127.0.0.1", "tcp://HOST:PORT"),
        ("tls", "tls://localhost:0", "tls://HOST:PORT"),
        ("dns", "dns:", "dns:NAME"),
        ("icmp", "icmp://127.0.0.1", "icmp:HOST"),
        ("loss", "udp:127.0.0.1", "udp:HOST:PORT"),
        ("loss", "udp://127.0.0.1:8007", "udp:HOST:PORT"),
        ("smtp", "smtp://localhost", "smtp://HOST:PORT"),
        ("imap", "imaps://anna@localhost:993", "imaps://HOST:PORT"),
    ],
)
def test_target_of_another_form(study: Path, kind: str, url: str, form: str) -> None:
    """A target that is no address is named, with the form that is right."""
    with pytest.raises(ConfigError) as caught:
        load(asking(study, kind, url, MORE.get(kind, "")))
    (line,) = str(caught.value).splitlines()
    assert line.endswith(f"provider[0].target.more.url {url!r} is no address: write {form}")


def test_target_of_another_kind(study: Path) -> None:
    """A page is no target for a question to the DNS."""
    with pytest.raises(ConfigError, match="this kind of probe asks dns:"):
        load(asking(study, "dns", "https://localhost/"))


def test_setting_that_cannot_work(study: Path) -> None:
    """A setting that its type lets pass, but its kind does not, is named by its key."""
    with pytest.raises(ConfigError) as caught:
        load(asking(study, "icmp", "icmp:127.0.0.1", ", packets = 0"))
    (line,) = str(caught.value).splitlines()
    assert line.endswith("task[1].probe.packets must be between 1 and 100")


def test_an_account_is_read_with_its_password_beside_the_study(study: Path) -> None:
    """Accounts stand by provider; the file of a password is relative to the study's folder."""
    account = ', accounts = { alpha = { user = "anna", password = { file = "secret" } } }'
    (task,) = (one for one in load(asking(study, "smtp", RIGHT["smtp"], account)).study.task if one.name == "more")
    assert isinstance(task.probe, SmtpProbe)
    assert task.probe.accounts["alpha"].password.file == str(study.resolve().with_name("secret"))


def test_a_password_in_the_clear_is_refused(study: Path) -> None:
    """A study with an account and without encryption is told so, by the key."""
    account = ', security = "none", accounts = { alpha = { user = "anna", password = { env = "SECRET" } } }'
    with pytest.raises(ConfigError, match=r"probe\.security must be"):
        load(asking(study, "smtp", RIGHT["smtp"], account))


def test_a_line_server_of_others_is_not_asked_often(study: Path) -> None:
    """The protocol's schedule needs slots that are 36 minutes apart; one's own server is asked as one likes."""
    with pytest.raises(ConfigError, match=r"every_seconds must be at least 2160 .* own_server = true"):
        load(asking(study, "ndt7", "wss://ndt.bjorkhost.example/"))
    study.write_text(study.read_text().replace('kind = "ndt7"', 'kind = "ndt7", own_server = true'))
    assert load(study).study.task[-1].probe == Ndt7Probe(own_server=True)


def test_responsiveness_of_others_is_not_asked_often(study: Path) -> None:
    """A server that is not the study's own is loaded once an hour at most."""
    with pytest.raises(ConfigError, match=r"every_seconds must be at least 3600 .* own_server = true"):
        load(asking(study, "responsiveness", "https://nq.bjorkhost.example/"))
