"""What a study says of one contact form: whether it may be sent, and which of its fields is what."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

import msgspec

from probes.forms.form import Role
from probes.wire.public_address import is_local

ESSENTIAL = (Role.EMAIL, Role.MESSAGE)
"""Without these no form is a door to support."""
MAPPABLE = frozenset(Role) - {
    Role.ATTACHMENT, Role.CAPTCHA, Role.HONEYPOT, Role.HIDDEN, Role.SUBMIT, Role.NEWSLETTER_OPT_IN, Role.OTHER,
}  # fmt: skip
"""Roles that a person can give a field: those that are filled in."""
VALUES = frozenset({Role.PHONE, Role.COMPANY, Role.CUSTOMER_NUMBER, Role.DOMAIN, Role.DEPARTMENT, Role.URGENCY})
"""Roles that a letter has no words for. What the study gives for them must be true, as all covers."""
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,8}[a-z][a-z0-9-]{1,62}")


class FormDoor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table ``form`` of a target."""

    submit: bool = False
    """Whether it may be sent at all, on this machine too."""
    consent: bool | None = None
    """Whether a consent that it demands may be given; None for what the task says."""
    fields: dict[Role, str] = {}
    """The name of the field for each role, as a person has confirmed it; empty where the page itself decides."""
    confirmed_by: str | None = None
    confirmed_on: date | None = None
    services: tuple[str, ...] = ()
    """
    Hosts of form services, such as ``forms.hsforms.com``, that the form may be sent to: by the page's script, or
    because its action says so. Never this machine, and never a private address.
    """
    values: dict[Role, str] = {}
    """What is told where the form demands it. For a closed list: the option, by its value or its words."""
    verification: Literal["report", "open_once"] | msgspec.UnsetType = msgspec.UNSET
    """
    What is done with a link that the form's software mails before it takes a question: it is reported, and the door
    with it, or opened once. Unset is "report", and leaves the plans as they were that were approved without it.
    """
    verification_hosts: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    """Hosts, such as ``example.zendesk.com``, that such a link may lead to."""

    @property
    def proving_hosts(self) -> frozenset[str]:
        """The hosts of links that may be opened; none where such links are only reported."""
        hosts = self.verification_hosts
        return frozenset() if self.verification != "open_once" or hosts is msgspec.UNSET else frozenset(hosts)

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """Tell what is wrong: a key, and a sentence that continues it."""
        missing = [role.value for role in ESSENTIAL if role not in self.fields]
        if self.fields and missing:
            yield "fields", f"must name a field for {' and '.join(missing)} too: without it nothing can be asked"
        for role in self.fields:
            if role not in MAPPABLE:
                yield f"fields.{role}", "is filled in by nobody: leave it out"
        yield from _twice(self.fields)
        for role in self.values:
            if role not in VALUES:
                yield f"values.{role}", f"comes from the letter: values are for {', '.join(sorted(VALUES))}"
        for at, host in enumerate(self.services):
            if not _HOST.fullmatch(host) or is_local(host):
                yield f"services[{at}]", f"must be the name of a public host, and {host!r} is none"
        yield from self._proving_mistakes()
        if self.confirmed_on is not None and not self.fields:
            yield "confirmed_on", "confirms nothing: write the confirmed names below fields"

    def _proving_mistakes(self) -> Iterator[tuple[str, str]]:
        hosts = () if self.verification_hosts is msgspec.UNSET else self.verification_hosts
        if self.verification == "open_once" and not hosts:
            yield "verification_hosts", "must name the host that the link leads to, such as example.zendesk.com"
        if hosts and self.verification != "open_once":
            yield "verification_hosts", 'is for verification = "open_once": set that, or remove it'
        for at, host in enumerate(hosts):
            # Whether this machine may be one of them depends on where the form is.
            if not is_local(host) and not _HOST.fullmatch(host):
                yield f"verification_hosts[{at}]", f"must be the name of a public host, and {host!r} is none"


def _twice(fields: Mapping[Role, str]) -> Iterator[tuple[str, str]]:
    roles: dict[str, Role] = {}
    for role, name in fields.items():
        if not name:
            yield f"fields.{role}", "must be the name of a field: one without a name is never sent"
        elif name in roles:
            yield f"fields.{role}", f"names {name!r}, which is the field for {roles[name]} already"
        roles[name] = role
