"""Letters by form: they go to exactly the host of the approved plan, wherever that host would lead them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from networks import need_networks

from kaklet.campaign.layout import lay_out
from kaklet.config import ConfigError, load

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]
NETWORK = """ip link set lo up && ip addr add 93.184.216.34/32 dev lo && ip addr add 93.184.216.35/32 dev lo &&
mount --bind {hosts} /etc/hosts && exec {python} {script} {study} {more}"""
HOSTS = """127.0.0.1 localhost
93.184.216.34 www.host-1.example
93.184.216.35 www.other.example www.third.example
10.0.0.9 www.inner.example
"""


@pytest.fixture
def form_study(study_file: Callable[..., Path]) -> Callable[[str], Path]:
    """Return what writes the file of a study that asks by one form, whose table is given."""

    def write(form: str) -> Path:
        file = study_file(providers=1, more="", weeks=6)
        text = file.read_text(encoding="utf-8")
        text = text.replace('kind = "support_email", timeout_seconds = 5', KIND).replace('target = "support"', TARGET)
        before, _, _ = text.partition("target.support")
        file.write_text(before + f'target.contact = {{ url = "http://www.host-1.example/form"{form} }}\n', "utf-8")
        return file

    return write


KIND = 'kind = "support_form", timeout_seconds = 5, fill_seconds = 0, letter_seconds = 0'
TARGET = 'target = "contact"'


@pytest.fixture
def in_a_network_of_its_own() -> None:
    """Skip the test where this machine has no network namespaces to give."""
    need_networks("-nm")


def told_by(file: Path, hosts: Path, more: str = "") -> dict[str, Any]:
    """Send the letters of the study *file* in a network of their own, and return what each host was asked."""
    hosts.write_text(HOSTS, encoding="utf-8")
    script = Path(__file__).with_name("strange_forms.py")
    line = NETWORK.format(hosts=hosts, python=sys.executable, script=script, study=file, more=more)
    done = subprocess.run(
        ["unshare", "-nm", "sh", "-c", line],
        capture_output=True,
        check=False,
        timeout=60,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
    )
    assert done.stdout, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.usefixtures("in_a_network_of_its_own")
def test_only_the_approved_host_gets_the_letter(form_study: Callable[[str], Path], tmp_path: Path) -> None:
    """From plan and approval to the post: the approved host gets it, and no other, wherever its pages lead."""
    found = told_by(form_study(", form = { submit = true }"), tmp_path / "hosts")
    asked = ["GET www.host-1.example/form"]
    assert found["as approved"]["own"] == [*asked, "POST www.host-1.example/send"]
    assert found["its action leads elsewhere"]["own"] == asked
    assert found["its answer leads elsewhere"]["own"] == [*asked, "POST www.host-1.example/send"]
    assert found["its page leads elsewhere"]["own"] == asked
    told = [one for name, one in found.items() if name not in {"failures", "records"}]
    assert len(told) == 6
    assert [(one["other"], one["here"]) for one in told] == [([], [])] * 6
    assert found["failures"] == [None, *["not_approved"] * 5]
    # What is refused before it is sent opens no case, and costs the provider no contact.
    assert found["records"] == [2, 2, 2]


@pytest.mark.usefixtures("in_a_network_of_its_own")
def test_a_service_that_the_study_names_gets_the_letter(form_study: Callable[[str], Path], tmp_path: Path) -> None:
    """A plain form whose action is another host is sent there if the study names it, and never to an inner address."""
    services = 'services = ["www.other.example", "www.inner.example"]'
    found = told_by(form_study(f", form = {{ submit = true, {services} }}"), tmp_path / "hosts", "service")
    page = ["GET www.host-1.example/form"]
    sent = found["its action leads to a named service"]
    assert (sent["own"], sent["other"], sent["here"]) == (page, ["POST www.other.example/send"], [])
    back = found["the service leads back"]
    assert (back["own"], back["other"]) == ([*page, "POST www.host-1.example/send"], ["POST www.other.example/back"])
    assert found["the service leads on to this machine"]["other"] == ["POST www.other.example/on"]
    for name in (
        "its action leads to a service with an inner address",
        "its action leads to a host that nobody named",
        "its page leads to a named service",
    ):
        assert (found[name]["own"], found[name]["other"]) == (page, [])
    assert all(one["here"] == [] for name, one in found.items() if name not in {"failures", "records"})
    assert found["failures"] == [None, "private_address", "not_approved", "not_approved", "not_approved", None]


def test_what_the_plan_says_of_a_form(form_study: Callable[[str], Path]) -> None:
    """The plan holds all that decides what is sent: another mapping is another plan, with an approval of its own."""
    plans = [
        lay_out(load(form_study(f", form = {{ submit = true{more} }}")).study)
        for more in ("", ', fields = { email = "a", message = "b" }', ', values = { phone = "1" }', ", consent = true")
    ]
    assert len({plan.sha256 for plan in plans}) == 4
    assert [plan.contacts[0].consent for plan in plans] == [False, False, False, True]
    assert {len(plan.contacts) for plan in plans} == {6}


@pytest.mark.parametrize("form", ["", ", form = { }", ", form = { submit = false }"])
def test_no_plan_without_leave_to_submit(form_study: Callable[[str], Path], form: str) -> None:
    """A plan with letters to a form needs submit = true on that form."""
    with pytest.raises(ConfigError) as caught:
        load(form_study(form))
    assert "provider[0].target.contact.form.submit must be true" in str(caught.value)
