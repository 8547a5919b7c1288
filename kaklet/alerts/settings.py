"""The shape of the ``[alerts]`` table: with it, `kaklet run` tells at once what went down and what waits."""

import re
from collections import Counter
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

import msgspec

from kaklet.mail.account import Secret
from probes.wire.public_address import is_local

Complain = Callable[[str, str], None]
"""Takes the path of a key and a sentence that continues it."""

_SOONEST = {"every_seconds": 5.0, "agent_silent_seconds": 120.0, "waiting_seconds": 30.0}
_PREFIX = re.compile(r"[^/+#\s\x00]+(/[^/+#\s\x00]+)*")


class Webhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who gets each event by an HTTP request."""

    url: str
    secret: Secret
    """The key that each request is signed with."""
    local: bool = False
    """Whether it may be in a private network or on this machine, and without TLS."""


class HomeAssistant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A Home Assistant at the study's broker, which is to find the alerts by itself."""

    prefix: str = "homeassistant"
    """Where it looks for what there is: its discovery prefix."""


class Alerts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is told at once, and to whom. With a ``[broker]``, it is told there as well."""

    every_seconds: float = 30.0
    """How often is looked."""
    agent_silent_seconds: float = 300.0
    """A vantage point that was not heard for longer is lost; so long it is waited for before a slot is judged."""
    waiting_seconds: float = 300.0
    """How often is looked at what waits for a person."""
    webhook: tuple[Webhook, ...] = ()
    home_assistant: HomeAssistant | None = None


def check_alerts(settings: Alerts | None, complain: Complain, *, broker: bool) -> None:
    """Tell *complain* of what cannot be told; *broker* is whether the study has one."""
    if settings is None:
        return
    for name, least in _SOONEST.items():
        if getattr(settings, name) < least:
            complain(f"alerts.{name}", f"must be at least {least:g}")
    if not settings.webhook and not broker:
        complain("alerts", "tells nobody: add an [[alerts.webhook]], or a [broker] to the study")
    for place, webhook in enumerate(settings.webhook):
        _webhook(webhook, f"alerts.webhook[{place}]", complain)
    for url, times in Counter(one.url for one in settings.webhook).items():
        if times > 1:
            complain("alerts.webhook", f"names {host_of(url)} {times} times with the same address: name it once")
    if settings.home_assistant is not None:
        _home_assistant(settings.home_assistant, complain, broker=broker)


def _home_assistant(settings: HomeAssistant, complain: Complain, *, broker: bool) -> None:
    if not broker:
        complain("alerts.home_assistant", "needs a [broker]: Home Assistant is told by MQTT")
    if not _PREFIX.fullmatch(settings.prefix):
        complain("alerts.home_assistant.prefix", "must be the beginning of a topic, such as homeassistant")


def _webhook(webhook: Webhook, path: str, complain: Complain) -> None:
    parts = _parts(webhook.url)
    # The address is not shown: it is often a secret by itself.
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        complain(f"{path}.url", "must be written as https://HOST/PATH, without a user or a password in it")
    elif not webhook.local and parts.scheme != "https":
        complain(f"{path}.url", "must begin with https: only one with local = true may do without")
    elif not webhook.local and is_local(parts.hostname):
        complain(f"{path}.url", "leads to this machine or a private network: set local = true if that is meant")
    if (webhook.secret.env is None) == (webhook.secret.file is None):
        complain(f"{path}.secret", 'must name one place: { env = "NAME" } or { file = "PATH" }')


def host_of(url: str) -> str:
    """Tell the host in *url*, which may be told where the address may not."""
    return _parts(url).hostname or "?"


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else urlsplit("")
    except ValueError:
        return urlsplit("")
