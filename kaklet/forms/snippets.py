"""The fields of a form as lines of TOML, for a person to confirm by putting them into a study file."""

import re

import msgspec

from probes.contact.manners import host_of
from probes.forms.door import MAPPABLE
from probes.forms.form import Form
from probes.wire.public_address import is_local

TARGET = "contact"
"""The name of a study's target that snippets are written for where no study is known."""
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def snippet(one: Form, target: str, *, only_fields: bool = False, page: str | None = None) -> list[str]:
    """
    Return the mapping as lines of TOML, as a study stores it below the provider's *target*.

    Whether it may be sent is for a person to say; with *only_fields* the study says so already. Where *page* is on
    another host than the form leads to, that host is among the lines.
    """
    table = f"provider.target.{target if _BARE.fullmatch(target) else quoted(target)}.form"
    told = [(role, name) for role, name in one.mapping.items() if role in MAPPABLE]
    head = [] if only_fields else [f"[{table}]", "submit = false  # true lets it be sent"]
    service = host_of(one.action)
    if head and page and service and service != host_of(page) and not is_local(service):
        head.append(f"services = [{quoted(service)}]  # where the form is sent")
    return [*head, f"[{table}.fields]", *(f"{role} = {quoted(name)}" for role, name in told)]


def quoted(text: str) -> str:
    """Return a basic string of TOML: JSON's escapes are all TOML's, but for DEL."""
    return msgspec.json.encode(text).decode().replace("\x7f", "\\u007f")
