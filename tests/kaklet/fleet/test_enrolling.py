"""`kaklet fleet`: files that are private, names that are somebody's, one sentence where something is wrong."""

import json
import os
import ssl
import subprocess
import tarfile
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from cryptography import x509
from guarded_broker import Fleet, kaklet

from kaklet.command_line import main
from kaklet.fleet.certificates import Authority, Pair, end_of, new_authority
from kaklet.fleet.folder import FleetFolder
from kaklet.fleet.listing import FleetList
from kaklet.fleet.signing import new_signing_key

FILES = {
    "cafile": "ca.crt",
    "certfile": "broker.crt",
    "keyfile": "broker.key",
    "crlfile": "crl.pem",
    "acl_file": "acl",
    "persistence_location": "",
}
"""The files that the broker's settings name, and where they are."""
NOW = datetime(2026, 5, 3, 12, tzinfo=UTC)


def mode(path: Path) -> int:
    """Tell the rights of *path*."""
    return path.stat().st_mode & 0o777


def test_keys_are_for_their_owner_alone(fleet: Fleet) -> None:
    """The folder and each key in it are closed to others, whatever the umask, and so is each tar."""
    fleet.enrol("malmo-1")
    before = os.umask(0)
    try:
        fleet.enrol("oslo-1")
    finally:
        os.umask(before)
    private = [*fleet.folder.path.rglob("*.key"), *fleet.folder.path.rglob("*.tar")]
    assert len(private) == 9
    assert {mode(one) for one in private} == {0o600}
    assert {mode(one) for one in (fleet.folder.path, fleet.folder.agents, fleet.folder.broker)} == {0o700}


def test_version_control_leaves_the_folder_alone(fleet: Fleet) -> None:
    """Git, asked to add all, adds nothing of it."""
    folder = fleet.study.parent
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    added = subprocess.run(["git", "ls-files"], cwd=folder, check=True, capture_output=True, text=True).stdout
    assert added.split() == ["study.toml"]


def test_no_key_is_ever_said(fleet: Fleet) -> None:
    """Neither what the commands say nor the texts of their objects hold a line of any key."""
    said = [
        kaklet("fleet", "init", fleet.study),
        kaklet("fleet", "enrol", "malmo-1", "--config", fleet.study),
        kaklet("fleet", "enrol", "malmo-1", "--config", fleet.study, code=1),
        kaklet("fleet", "enrol", "malmo-1", "--config", fleet.study, "--renew"),
        kaklet("fleet", "list", fleet.study),
        kaklet("fleet", "broker", fleet.study),
        kaklet("fleet", "revoke", "malmo-1", "--config", fleet.study),
        repr(new_authority("x", now=NOW)),
        *(file.read_text() for file in fleet.folder.path.rglob("*") if file.suffix in {".toml", ".json", ".conf"}),
    ]
    secrets = [line for key in fleet.folder.path.rglob("*.key") for line in key.read_text().splitlines()[1:-1]]
    assert len(secrets) > 4
    assert not [line for line in secrets if any(line in words for words in said)]
    assert not any("PRIVATE KEY" in words for words in said)


def test_what_is_carried_is_all_that_an_agent_needs(fleet: Fleet) -> None:
    """The tar holds the agent's file and what it names, the key closed to others, and nothing of anybody else."""
    fleet.enrol("malmo-1")
    with tarfile.open(fleet.folder.agents / "malmo-1.tar") as packed:
        packed.extractall(fleet.study.parent / "there", filter="data")
    there = fleet.study.parent / "there/malmo-1"
    told = tomllib.loads((there / "agent.toml").read_text())
    assert (told["agent"], told["study"]) == ("malmo-1", "small")
    assert told["broker"]["url"] == f"mqtts://localhost:{fleet.port}"
    named = {told["broker"][one] for one in ("ca", "certificate", "key")} | {told["verify"]["key"], "agent.toml"}
    assert {one.name for one in there.iterdir()} == named
    assert mode(there / "agent.key") == 0o600
    ssl.create_default_context(cafile=there / "ca.crt").load_cert_chain(there / "agent.crt", there / "agent.key")


def test_a_certificate_says_who_it_is_for_what_and_until_when(fleet: Fleet) -> None:
    """The name is the agent's, the use is a client's, the life is what was asked for; P-256, two years by default."""
    made = x509.load_pem_x509_certificate(fleet.enrol("malmo-1").certificate.read_bytes())
    assert made.subject.rfc4514_string() == "CN=malmo-1"
    usage = made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [x509.ExtendedKeyUsageOID.CLIENT_AUTH]
    assert abs(made.not_valid_after_utc - datetime.now(UTC) - timedelta(days=730)) < timedelta(minutes=5)
    assert made.public_key().curve.name == "secp256r1"
    month = x509.load_pem_x509_certificate(fleet.enrol("oslo-1", "--days", "30").certificate.read_bytes())
    assert month.not_valid_after_utc - datetime.now(UTC) < timedelta(days=30)


def test_nothing_outlives_the_authority() -> None:
    """A certificate that was asked for longer ends when its authority does."""
    authority = Authority(new_authority("x", now=NOW))
    assert end_of(authority.for_agent("a", now=NOW, days=100_000).certificate) == authority.until


@pytest.mark.parametrize(
    ("agent", "options", "sentence"),
    [
        ("malmo-1", [], "malmo-1 is enrolled already: name another, or give it a new certificate with --renew."),
        ("oslo-1", ["--renew"], "oslo-1 is not enrolled: leave --renew out, or correct the name."),
        ("here", [], "here is the collector's own vantage point (study.agent): choose another name."),
        ("collector", [], "collector is a name that the fleet itself uses: choose another."),
        ("alert", [], "alert is a name that the fleet itself uses: choose another."),
        *(
            (
                odd,
                [],
                f"{odd!r} is no name for an agent: use lower-case letters, digits and hyphens, at most 40 of them.",
            )
            for odd in ("Malmö", "a/b", "+", "#", "%u", "../x", "-x", "x" * 41)
        ),
    ],
)
def test_a_name_is_given_once_and_is_a_level_of_a_topic(
    fleet: Fleet, agent: str, options: list[str], sentence: str
) -> None:
    """A name that is taken, reserved, or would say something else in a topic, is refused in one sentence."""
    fleet.enrol("malmo-1")
    said = kaklet("fleet", "enrol", "--config", fleet.study, *options, "--", agent, code=1)
    assert said == f"{sentence}\n"
    assert [one.name for one in fleet.folder.agents.iterdir() if one.is_dir()] == ["malmo-1"]


def test_renewing_keeps_the_old_certificate_until_it_ends(fleet: Fleet) -> None:
    """An agent goes on with the old one until somebody brings it the new one; both are on the register."""
    first = fleet.enrol("malmo-1").certificate.read_bytes()
    second = fleet.enrol("malmo-1", "--renew").certificate.read_bytes()
    assert first != second
    held = fleet.folder.register().agents["malmo-1"]
    assert [int(one.serial, 16) for one in held] == [
        x509.load_pem_x509_certificate(one).serial_number for one in (first, second)
    ]
    assert [one.revoked_at for one in held] == [None, None]


def test_list_tells_who_is_enrolled_near_the_end_and_revoked(fleet: Fleet) -> None:
    """Each agent has a line; what nears its end is told with what to do."""
    assert "Nobody is enrolled yet" in kaklet("fleet", "list", fleet.study)
    for name, days in (("long", "730"), ("short", "20"), ("gone", "730")):
        fleet.enrol(name, "--days", days)
    kaklet("fleet", "revoke", "gone", "--config", fleet.study)
    gone, long, short, renew = kaklet("fleet", "list", fleet.study).splitlines()
    assert gone.split()[:4] == ["gone", "never", "seen", "revoked"]
    assert long.startswith("long   never seen                until 20")
    assert short.endswith("in 19 days")
    assert renew == "Renew short: kaklet fleet enrol short --renew"


def test_the_list_fits_a_terminal_and_other_programs(fleet: Fleet) -> None:
    """No line is wider than 80 columns, however long a name; as JSON it is what its schema says."""
    for name, days in (("x" * 40, "20"), ("short", "730")):
        fleet.enrol(name, "--days", days)
    wide = [line for line in kaklet("fleet", "list", fleet.study).splitlines() if len(line) > 80]
    assert all(line.startswith("Renew ") for line in wide)
    told = kaklet("fleet", "list", fleet.study, "--json")
    found = msgspec.json.decode(told, type=FleetList)
    assert [(one.agent, one.standing, one.seen_at) for one in found.agents] == [
        ("short", "enrolled", None),
        ("x" * 40, "nearing", None),
    ]
    schema = json.loads(kaklet("schema", "fleet"))["$defs"]["AgentListed"]
    assert set(json.loads(told)["agents"][0]) == set(schema["properties"]) == set(schema["required"])


@pytest.mark.parametrize(
    ("agent", "sentence"),
    [
        ("oslo-1", "oslo-1 is not enrolled: name one of those who are (nobody)."),
        ("malmo-1", "malmo-1 is revoked already, since "),
    ],
)
def test_only_who_is_enrolled_is_revoked(fleet: Fleet, agent: str, sentence: str) -> None:
    """Revoking a stranger, or twice, ends in one sentence."""
    fleet.enrol("malmo-1")
    kaklet("fleet", "revoke", "malmo-1", "--config", fleet.study)
    assert kaklet("fleet", "revoke", agent, "--config", fleet.study, code=1).startswith(sentence)


def test_a_second_init_changes_nothing_and_renews_what_it_is_told_to(fleet: Fleet) -> None:
    """The authority and the signing key stay for good; the broker's and the collector's certificates can be renewed."""

    def contents() -> dict[str, bytes]:
        files = ("ca.crt", "ca.key", "study.key", "collector.crt", "broker/broker.crt")
        return {name: fleet.folder.read(name) for name in files}

    before = contents()
    kaklet("fleet", "init", fleet.study)
    assert contents() == before
    kaklet("fleet", "init", fleet.study, "--renew", "--name", "10.0.0.7", "--name", "broker.example")
    after = contents()
    assert {name for name in before if before[name] != after[name]} == {"collector.crt", "broker/broker.crt"}
    made = x509.load_pem_x509_certificate(after["broker/broker.crt"])
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost", "broker.example"]
    assert [str(one) for one in names.get_values_for_type(x509.IPAddress)] == ["10.0.0.7"]


def test_further_names_are_not_passed_over_in_silence(fleet: Fleet) -> None:
    """A fleet that was begun has its certificates; whoever gives another name is told how it gets into them."""
    done = CliRunner().invoke(main, ["fleet", "init", str(fleet.study), "--name", "10.0.0.7"])
    assert done.exit_code == 1
    assert "add --renew" in done.output


def test_the_files_of_a_broker_elsewhere_name_its_own_folder(fleet: Fleet) -> None:
    """The settings speak of the folder and the user there, and the command says what to carry."""
    said = kaklet("fleet", "broker", fleet.study, "--at", "/etc/mosquitto/kaklet/", "--user", "mosquitto")
    assert f"Carry {fleet.folder.broker} to /etc/mosquitto/kaklet/ on the broker's machine" in said
    settings = (fleet.folder.broker / "mosquitto.conf").read_text()
    assert "\nuser mosquitto\n" in settings
    named = {line.split()[1] for line in settings.splitlines() if line.split()[:1] in ([one] for one in FILES)}
    assert named == {f"/etc/mosquitto/kaklet/{name}" for name in FILES.values()}


def test_a_fleet_is_that_of_one_study(fleet: Fleet) -> None:
    """Another study beside it does not get at its agents."""
    other = fleet.study.with_name("other.toml")
    other.write_text(fleet.study.read_text().replace('id = "small"', 'id = "other"'))
    said = kaklet("fleet", "enrol", "malmo-1", "--config", other, code=1)
    assert "is the fleet of the study 'small': put the file of 'other' elsewhere." in said


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("", "names no broker: add [broker] with url"),
        ('[broker]\nurl = "mqtt://localhost:1883"', "has a broker without TLS, which knows nobody by name"),
    ],
)
def test_a_fleet_needs_a_broker_that_knows_names(study: Path, table: str, sentence: str) -> None:
    """Without a broker, or with one in the clear, nobody is enrolled."""
    study.write_text(f"{study.read_text()}\n{table}\n")
    assert sentence in kaklet("fleet", "init", study, code=1)
    assert not (study.parent / "fleet/ca.key").exists()


def test_a_key_of_another_authority_is_told(fleet: Fleet) -> None:
    """A folder that was put together from two fleets enrols nobody."""
    fleet.folder.write("ca.key", new_authority("x", now=NOW).key, private=True)
    said = kaklet("fleet", "enrol", "malmo-1", "--config", fleet.study, code=1)
    assert said == "The fleet's own key is not that of its certificate: restore ca.crt and ca.key.\n"


@pytest.mark.parametrize("content", [b"", b"garbage", new_signing_key()[0]], ids=["empty", "garbage", "another sort"])
def test_a_broken_authority_is_told_and_not_shown(content: bytes) -> None:
    """What is no key of an authority ends in a sentence without it."""
    pair = new_authority("x", now=NOW)
    with pytest.raises(Exception, match=r"restore ca\.crt and ca\.key") as caught:
        Authority(Pair(pair.certificate, content))
    assert caught.value.__cause__ is None


def test_a_write_that_fails_leaves_what_was_there(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails in the middle of the register costs neither the old one nor leaves a draft behind."""
    before = fleet.folder.register()

    def broken(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(OSError, match="No space left"):
        fleet.folder.note(before)
    monkeypatch.undo()
    assert FleetFolder(fleet.study).register() == before
    assert not list(fleet.folder.path.glob(".register*"))
