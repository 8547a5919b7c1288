"""Pages of a real nginx over HTTP and HTTPS, right and wrong."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING

import pytest

from probes.http import HttpProbe
from results.records import Blame, Failure

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Authority, Desk, Nginx

PHASES = {"tls_seconds", "ttfb_seconds", "transfer_seconds", "total_seconds"}
KERNELS = {"rtt_seconds", "server_seconds", "retransmits", "wire_bytes"}
"""What the kernel knows of a connection."""
LOG_PATIENCE_SECONDS = 2.0
NO_DNS_NAME = ".".join(["a" * 60] * 5)
"""Longer than a name in the DNS can be, so that it fails here and no query leaves this machine."""


def page(nginx: Nginx) -> bytes:
    """Return the front page as it lies on the disk."""
    return (nginx.log.parent / "www/index.html").read_bytes()


def requests(nginx: Nginx, path: str, *, at_least: int = 0) -> int:
    """Count the requests for *path* that nginx has logged, which it does just after it has answered."""
    until = time.monotonic() + LOG_PATIENCE_SECONDS
    while (found := nginx.log.read_text().count(f'"GET {path} ')) < at_least and time.monotonic() < until:
        time.sleep(0.02)
    return found


async def test_good_page(desk: Desk, nginx: Nginx, authority: Authority) -> None:
    """A good page over verified HTTPS is a success with every phase, its size and its status."""
    probe = HttpProbe(ca_file=authority.ca_file, contains="agreed text")
    found = await desk.ask(probe, nginx.url())
    assert (found.failure, found.detail) == (None, "")
    assert set(found.metrics) == (
        PHASES | KERNELS | {"resolve_seconds", "connect_seconds", "status", "body_bytes", "redirects"}
    )
    assert found.metrics["status"] == 200
    assert found.metrics["redirects"] == 0
    assert found.metrics["body_bytes"] == len(page(nginx))
    assert found.address == "127.0.0.1"


async def test_phases_add_up(desk: Desk, nginx: Nginx, authority: Authority) -> None:
    """The phases follow one another: each takes time, and together no more than the whole."""
    metrics = (await desk.ask(HttpProbe(ca_file=authority.ca_file), nginx.url())).metrics
    phases = [metrics[name] for name in ("resolve_seconds", "connect_seconds", "tls_seconds", "ttfb_seconds")]
    assert all(phase > 0 for phase in phases)
    # A page that comes in one packet takes no time to transfer.
    assert metrics["transfer_seconds"] >= 0
    assert sum(phases) + metrics["transfer_seconds"] == pytest.approx(metrics["total_seconds"])


async def test_tls_is_a_phase_of_its_own(desk: Desk, nginx: Nginx, authority: Authority) -> None:
    """Over plain HTTP there is no such phase; over HTTPS it is not part of connecting."""
    probe = HttpProbe(ca_file=authority.ca_file)
    assert "tls_seconds" not in (await desk.ask(probe, nginx.url(server="plain"))).metrics
    metrics = (await desk.ask(probe, nginx.url())).metrics
    assert metrics["tls_seconds"] > metrics["connect_seconds"]


async def test_address_needs_no_resolving(desk: Desk, nginx: Nginx) -> None:
    """A target that is an address has no resolving phase, but its address is noted all the same."""
    found = await desk.ask(HttpProbe(), f"http://127.0.0.1:{nginx.ports['plain']}/")
    assert found.failure is None
    assert "resolve_seconds" not in found.metrics
    assert found.address == "127.0.0.1"


async def test_every_visit_is_one_cold_request(desk: Desk, nginx: Nginx) -> None:
    """Two visits are two requests, each on a connection of its own."""
    before = requests(nginx, "/?cold")
    metrics = [(await desk.ask(HttpProbe(), nginx.url("/?cold", server="plain"))).metrics for _ in range(2)]
    assert requests(nginx, "/?cold", at_least=before + 2) == before + 2
    assert all("connect_seconds" in one for one in metrics)


@pytest.mark.parametrize(("path", "status"), [("/nothing-here", 404), ("/maintenance", 503)])
async def test_wrong_status(desk: Desk, nginx: Nginx, path: str, status: int) -> None:
    """A page with another status is a failure, even if it holds the agreed text; all phases are known."""
    found = await desk.ask(HttpProbe(contains="agreed text"), nginx.url(path, server="plain"))
    assert found.failure is Failure.UNEXPECTED_STATUS
    assert found.detail.startswith(str(status))
    assert found.metrics["status"] == status
    assert set(found.metrics) >= PHASES - {"tls_seconds"}


async def test_other_status_can_be_expected(desk: Desk, nginx: Nginx) -> None:
    """A status other than 200 is a success where the task expects it."""
    found = await desk.ask(HttpProbe(expect_status=404), nginx.url("/nothing-here", server="plain"))
    assert found.failure is None


async def test_wrong_body(desk: Desk, nginx: Nginx) -> None:
    """A page without the agreed text is a failure, so that a fast error page never wins."""
    found = await desk.ask(HttpProbe(contains="another text"), nginx.url(server="plain"))
    assert (found.failure, found.detail) == (Failure.UNEXPECTED_BODY, "the page does not hold the agreed text")
    assert set(found.metrics) >= PHASES - {"tls_seconds"}


async def test_sha256(desk: Desk, nginx: Nginx) -> None:
    """A page that is what was agreed, to the byte, is a success, however the hash is spelled."""
    agreed = hashlib.sha256(page(nginx)).hexdigest()
    for spelled in (agreed, agreed.upper()):
        assert (await desk.ask(HttpProbe(sha256=spelled), nginx.url(server="plain"))).failure is None


async def test_wrong_sha256(desk: Desk, nginx: Nginx) -> None:
    """A page that differs from what was agreed is a failure."""
    agreed = hashlib.sha256(page(nginx) + b" ").hexdigest()
    found = await desk.ask(HttpProbe(sha256=agreed), nginx.url(server="plain"))
    assert (found.failure, found.detail) == (Failure.UNEXPECTED_BODY, "the page is not the agreed one")


@pytest.mark.parametrize(
    ("server", "words"), [("expired", "expired"), ("wrong_name", "localhost"), ("self_signed", "self-signed")]
)
async def test_bad_certificate(desk: Desk, nginx: Nginx, authority: Authority, server: str, words: str) -> None:
    """A certificate that proves nothing is the target's failure, told apart from other trouble with TLS."""
    found = await desk.ask(HttpProbe(ca_file=authority.ca_file), nginx.url(server=server))
    assert found.failure is Failure.CERTIFICATE_INVALID
    assert words in found.detail
    assert {"resolve_seconds", "connect_seconds"} <= set(found.metrics)
    assert not set(found.metrics) & (PHASES | {"status"})


async def test_unknown_authority(desk: Desk, nginx: Nginx) -> None:
    """A certificate of an authority that the system does not know is invalid, unless the task names it."""
    assert (await desk.ask(HttpProbe(), nginx.url())).failure is Failure.CERTIFICATE_INVALID


async def test_https_at_a_plain_port(desk: Desk, nginx: Nginx) -> None:
    """A server that speaks no TLS is a failure of TLS, not of its certificate."""
    found = await desk.ask(HttpProbe(), f"https://localhost:{nginx.ports['plain']}/")
    assert found.failure is Failure.TLS_FAILED
    assert found.failure.blame is Blame.TARGET


async def test_redirects(desk: Desk, nginx: Nginx) -> None:
    """Redirects are followed and counted, and the whole takes longer than the last hop."""
    found = await desk.ask(HttpProbe(contains="agreed text"), nginx.url("/moved", server="plain"))
    assert found.failure is None
    assert found.metrics["redirects"] == 2
    assert found.metrics["status"] == 200
    last = sum(found.metrics[name] for name in ("connect_seconds", "ttfb_seconds", "transfer_seconds"))
    assert found.metrics["total_seconds"] > last


async def test_redirect_from_http_to_https(desk: Desk, nginx: Nginx, authority: Authority) -> None:
    """A redirect to the encrypted site is followed there."""
    probe = HttpProbe(ca_file=authority.ca_file, contains="agreed text")
    found = await desk.ask(probe, nginx.url("/secure", server="plain"))
    assert (found.failure, found.metrics["redirects"]) == (None, 1)


async def test_figures_are_those_of_the_last_hop(desk: Desk, nginx: Nginx) -> None:
    """A hop that needed no resolving has no figure for it, although the hop before it had one."""
    found = await desk.ask(HttpProbe(), nginx.url("/by-address", server="plain"))
    assert found.failure is None
    assert "resolve_seconds" not in found.metrics
    assert found.metrics["connect_seconds"] > 0


@pytest.mark.parametrize("allowed", [0, 1, 3])
async def test_redirect_loop(desk: Desk, nginx: Nginx, allowed: int) -> None:
    """A redirect loop ends after as many redirects as are allowed, also if that is none."""
    before = requests(nginx, "/loop")
    found = await desk.ask(HttpProbe(max_redirects=allowed), nginx.url("/loop", server="plain"))
    assert found.failure is Failure.TOO_MANY_REDIRECTS
    assert requests(nginx, "/loop", at_least=before + allowed + 1) - before == allowed + 1


async def test_too_large_body(desk: Desk, nginx: Nginx) -> None:
    """A body beyond the bound is cut off there, and the figures of a whole body are absent."""
    found = await desk.ask(HttpProbe(max_body_bytes=100_000), nginx.url("/large.bin", server="plain"))
    assert (found.failure, found.detail) == (Failure.TOO_LARGE, "more than 100000 bytes")
    assert 100_000 < found.metrics["body_bytes"] < 1_000_000
    assert not {"transfer_seconds", "total_seconds"} & set(found.metrics)


async def test_body_of_just_the_bound(desk: Desk, nginx: Nginx) -> None:
    """A body of exactly the bound is not too large."""
    probe = HttpProbe(max_body_bytes=len(page(nginx)))
    assert (await desk.ask(probe, nginx.url(server="plain"))).failure is None


async def test_refused_address(desk: Desk, free_port: int) -> None:
    """An address that refuses is noted, although nothing was resolved and nothing was reached."""
    found = await desk.ask(HttpProbe(), f"http://127.0.0.1:{free_port}/")
    assert (found.failure, found.address, found.metrics) == (Failure.CONNECTION_REFUSED, "127.0.0.1", {})


async def test_refused_port(desk: Desk, free_port: int) -> None:
    """A port that nobody listens on is refused: the name was resolved, and nothing came after it."""
    found = await desk.ask(HttpProbe(), f"http://localhost:{free_port}/")
    assert found.failure is Failure.CONNECTION_REFUSED
    assert set(found.metrics) == {"resolve_seconds"}
    assert found.address == "127.0.0.1"


@pytest.mark.parametrize("name", [NO_DNS_NAME, "a" * 64 + ".example", "empty..label.example"])
async def test_name_that_does_not_resolve(desk: Desk, name: str) -> None:
    """A name that cannot be resolved is the target's failure, and no phase was reached."""
    found = await desk.ask(HttpProbe(), f"http://{name}/")
    assert found.failure is Failure.NAME_NOT_RESOLVED
    assert (found.metrics, found.address) == ({}, None)


async def test_missing_ca_file_is_our_own_fault(desk: Desk, nginx: Nginx, tmp_path: Path) -> None:
    """A file of certificates that is not there is no failure of the target."""
    found = await desk.ask(HttpProbe(ca_file=str(tmp_path / "none.pem")), nginx.url())
    assert found.failure is Failure.PROBE_FAULT
