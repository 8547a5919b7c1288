"""
How it is asked: one file for each kind of probe, one runner in `probes.probe`.

A new kind is a file here, its name in `AnyProbe`, a test in tests/probes/ and a task in ``config.toml``.
"""

from collections.abc import Iterator
from typing import Protocol, get_args, runtime_checkable

from probes.dns import DnsProbe
from probes.form_health import FormHealthProbe
from probes.http import HttpProbe
from probes.icmp import IcmpProbe
from probes.imap import ImapProbe
from probes.ndt7 import Ndt7Probe
from probes.smtp import SmtpProbe
from probes.support_email import SupportEmailProbe
from probes.support_form import SupportFormProbe
from probes.tcp import TcpProbe
from probes.tls import TlsProbe
from probes.web_page import WebProbe

AnyProbe = (
    HttpProbe
    | TcpProbe
    | TlsProbe
    | DnsProbe
    | IcmpProbe
    | SmtpProbe
    | ImapProbe
    | Ndt7Probe
    | WebProbe
    | FormHealthProbe
    | SupportEmailProbe
    | SupportFormProbe
)

KINDS: dict[str, type[AnyProbe]] = {probe.__struct_config__.tag: probe for probe in get_args(AnyProbe)}
"""Each kind by its name in ``config.toml``."""


@runtime_checkable
class Particular(Protocol):
    """A kind whose settings can be wrong in ways that their types cannot say."""

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """Tell what is wrong: a key, and a sentence that continues it."""
        ...


@runtime_checkable
class Spaced(Protocol):
    """A kind whose slots may not be as close together as its timeout allows."""

    def shortest_interval_seconds(self, url: str) -> float:
        """Tell how far apart the slots at *url* must be at least."""
        ...


def mistakes(probe: AnyProbe) -> Iterator[tuple[str, str]]:
    """Tell what is wrong with the settings of *probe*: a key, and a sentence that continues it."""
    if probe.timeout_seconds <= 0:
        yield "timeout_seconds", "must be more than 0"
    if isinstance(probe, Particular):
        yield from probe.mistakes()


def kind_of(probe: AnyProbe) -> str:
    """Tell the name of *probe*'s kind."""
    return str(probe.__struct_config__.tag)
