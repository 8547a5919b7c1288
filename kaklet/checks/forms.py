"""What must fit together for contact forms: each check names the key and the mend."""

from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec

from kaklet.study import Study
from probes.contact.manners import host_of, is_loopback
from probes.forms.door import FormDoor
from probes.wire.public_address import is_local
from results.records import Channel

Complain = Callable[[str, str], None]
"""Takes the path of a key and a sentence that continues it."""


def check_forms(study: Study, complain: Complain) -> None:
    """Tell *complain* of every form that could not be used as the study says."""
    for place, provider in enumerate(study.provider):
        for name, address in provider.target.items():
            if address.form is not None:
                _form(address.form, address.url, f"provider[{place}].target.{name}.form", complain)
    _planned(study, complain)


def _form(door: FormDoor, url: str, path: str, complain: Complain) -> None:
    if urlsplit(url).scheme not in {"http", "https"}:
        complain(path, f"is for contact forms, and {url} is none: remove it")
    for key, sentence in door.mistakes():
        complain(f"{path}.{key}", sentence)
    if door.verification_hosts is msgspec.UNSET:
        return
    for at, host in enumerate(door.verification_hosts):
        if is_local(host) and not (is_loopback(host) and is_loopback(host_of(url))):
            complain(
                f"{path}.verification_hosts[{at}]",
                f"must be the name of a public host: {host} is on this machine or in a private network, "
                "and the form is elsewhere",
            )


def _planned(study: Study, complain: Complain) -> None:
    """Complain of forms that a plan would have letters for, and that may not be sent."""
    if study.campaign is None:
        return
    for task in study.task:
        if task.probe.channel is not Channel.FORM or not study.campaign.contacts.get(task.name):
            continue
        for place, provider in enumerate(study.provider):
            address = provider.target.get(task.target)
            if address is not None and not (address.form and address.form.submit):
                complain(
                    f"provider[{place}].target.{task.target}.form.submit",
                    f"must be true, since campaign.contacts plans questions by {task.name!r}: set it, "
                    "or remove the target",
                )
