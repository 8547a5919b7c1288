"""Who may be written to before a plan is approved: this machine, and nobody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.contact.manners import form_refusal, host_of, is_loopback, loopback_address, refusal
from probes.contact.resolver import LoopbackResolver
from probes.forms.door import FormDoor
from probes.forms.engine import Reach
from probes.probe import ProbeFailed, Target
from results.records import Channel, Failure

HERE = [
    "localhost",
    "LOCALHOST",
    "localhost.",
    "bjorkhost.localhost",
    "a.b.localhost.",
    "127.0.0.1",
    "127.0.0.2",
    "127.255.255.254",
    "::1",
    "0:0:0:0:0:0:0:1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:2",
    "IPv6:::1",
]
ELSEWHERE = [
    "",
    ".",
    "example.com",
    "localhost.evil.example",
    "localhost.localdomain",
    "evil-localhost",
    "notlocalhost",
    "127.0.0.1.evil.example",
    "127.1",
    "2130706433",
    "0x7f.0.0.1",
    "0127.0.0.1",
    "0.0.0.0",  # noqa: S104 - nothing is bound to it
    "::",
    "128.0.0.1",
    "126.255.255.255",
    "10.0.0.1",
    "169.254.0.1",
    "192.0.2.1",
    "::2",
    "fe80::1",
    "fc00::1",
    "::ffff:192.0.2.1",
    "::ffff:0.0.0.0",
    "64:ff9b::7f00:1",
    "127。0。0。1",
    "①②⑦.0.0.1",
    "loca\u200blhost",
    "localhost\x00.evil.example",
    " localhost",
    "localhost/",
    "[::1]",
]


@pytest.mark.parametrize("host", HERE)
def test_loopback(host: str) -> None:
    """A name that RFC 6761 reserves, and an address of loopback however it is spelled, is this machine."""
    assert is_loopback(host)


@pytest.mark.parametrize("host", ELSEWHERE)
def test_not_loopback(host: str) -> None:
    """Whatever can be pointed elsewhere, or is read differently by different programs, is a stranger's."""
    assert not is_loopback(host)


@given(st.ip_addresses())
def test_addresses_of_loopback_are_few(address: object) -> None:
    """An address is this machine exactly if it is in 127.0.0.0/8, also within IPv6, or ::1."""
    spelled = str(address)
    mapped = getattr(address, "ipv4_mapped", None)
    assert is_loopback(spelled) == (spelled == "::1" or str(mapped or spelled).startswith("127."))


@given(st.text(max_size=60), st.sampled_from(["example", "com", "se", "evil"]))
def test_a_name_under_another_top_is_never_loopback(before: str, top: str) -> None:
    """Whatever stands before another top-level domain, even "localhost", is a stranger's."""
    assert not is_loopback(f"{before}.{top}")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://localhost:8443/x?y#z", "localhost"),
        ("http://[::1]:80/", "::1"),
        ("https://LOCALHOST/", "localhost"),
        ("https://user:secret@host.example/", "host.example"),
        ("http://localhost@evil.example/", "evil.example"),
        ("http://evil.example#@localhost/", "evil.example"),
        ("http://evil.example?@localhost", "evil.example"),
        ("smtp://127.0.0.1:25", "127.0.0.1"),
        ("mailto:support@bjorkhost.localhost", "bjorkhost.localhost"),
        ("mailto:support@bjorkhost.se?subject=x@localhost", "bjorkhost.se"),
        ("mailto:a@localhost@evil.example", "evil.example"),
        ("mailto:x@[IPv6:::1]", "IPv6:::1"),
        ("mailto:nobody", "nobody"),
        ("http://[", ""),
        ("//", ""),
        ("", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_host_of(url: str, host: str) -> None:
    """The host that an address leads to is found, and nothing before or behind it is taken for it."""
    assert host_of(url) == host


def target(url: str, server: str | None = None) -> Target:
    """Return a target of one provider."""
    return Target(provider="bjorkhost", name="support", url=url, server=server)


@pytest.mark.parametrize(
    "one",
    [
        target("https://localhost:24411/contact"),
        target("mailto:support@bjorkhost.localhost", "smtp://127.0.0.1:24412"),
        target("mailto:support@[127.0.0.1]"),
    ],
)
def test_nothing_to_refuse(one: Target) -> None:
    """A target on this machine, with its server on this machine or the study's own, may be written to."""
    assert refusal(one) is None


@pytest.mark.parametrize(
    ("one", "place"),
    [
        (target("https://bjorkhost.se/kontakt"), "https://bjorkhost.se/kontakt"),
        (target("mailto:support@bjorkhost.se", "smtp://127.0.0.1:25"), "mailto:support@bjorkhost.se"),
        (target("mailto:support@bjorkhost.localhost", "smtp://mx.bjorkhost.se"), "smtp://mx.bjorkhost.se"),
        (target("http://["), "http://["),
    ],
)
def test_refusal(one: Target, place: str) -> None:
    """The refusal is one sentence and a promise: which place, whose it is, and that all else goes on."""
    assert refusal(one) == (
        f"{place} of bjorkhost is not on loopback, and no plan has been approved: "
        "nothing is sent there. Everything else goes on."
    )


@pytest.mark.parametrize("host", ["localhost", "bjorkhost.localhost", "deep.BJORKHOST.localhost.", "127.0.0.1"])
async def test_loopback_address(host: str) -> None:
    """Every reserved name leads to this machine, also where the system's resolver knows only "localhost"."""
    assert await loopback_address(host, 25) == "127.0.0.1"


@pytest.mark.parametrize("host", ["example.com", "192.0.2.1", "localhost.evil.example", ""])
async def test_strangers_are_not_looked_up(dialled: list[str], host: str) -> None:
    """A stranger's name is refused without asking any resolver about it."""
    with pytest.raises(ProbeFailed) as caught:
        await loopback_address(host, 25)
    assert caught.value.failure is Failure.NOT_APPROVED
    assert dialled == []


async def test_resolver_knows_no_other_machine(dialled: list[str]) -> None:
    """The resolver given to aiohttp answers for this machine and refuses every other."""
    resolver = LoopbackResolver()
    (found,) = await resolver.resolve("shop.localhost", 8443)
    assert (found["hostname"], found["host"], found["port"]) == ("shop.localhost", "127.0.0.1", 8443)
    with pytest.raises(ProbeFailed):
        await resolver.resolve("shop.example", 8443)
    assert dialled == ["localhost"]


@pytest.mark.parametrize(
    ("form", "channel", "refused"),
    [
        (None, Channel.FORM, True),
        (FormDoor(), Channel.FORM, True),
        (FormDoor(consent=True), Channel.FORM, True),
        (FormDoor(submit=True), Channel.FORM, False),
        (None, Channel.EMAIL, False),
    ],
)
def test_forms_need_leave(form: FormDoor | None, channel: Channel, *, refused: bool) -> None:
    """A daemon begins no task by a form that the study does not say submit = true of, on this machine neither."""
    target = Target(provider="bjorkhost", name="contact", url="http://localhost/contact", form=form)
    assert (form_refusal(target, channel) is not None) is refused


@pytest.mark.parametrize(
    ("stranger", "allowed", "not_allowed"),
    [
        (None, ["localhost", "127.0.0.1"], ["host.example", ""]),
        ("localhost", ["localhost", "127.0.0.1"], ["host.example"]),
        ("host.example", ["host.example"], ["localhost", "127.0.0.1", "www.host.example", "host.example.evil.example"]),
    ],
)
def test_one_visit_reaches_one_side(stranger: str | None, allowed: list[str], not_allowed: list[str]) -> None:
    """A form's visit reaches this machine or the approved host, and never one by way of the other."""
    reach = Reach(stranger=stranger)
    assert [reach.allows(host) for host in (*allowed, *not_allowed)] == [True] * len(allowed) + [False] * len(
        not_allowed
    )
