"""Forms whose fields a person is to confirm: seen, but not understood to the last demanded field."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import msgspec

from kaklet.config import Loaded
from kaklet.daemon import evidence
from kaklet.forms.snippets import snippet
from kaklet.study import Address
from probes.form_health import FormHealthProbe
from probes.forms.choice import is_door
from probes.forms.door import ESSENTIAL
from probes.forms.form import Form
from probes.forms.reading import read_page
from probes.support_form import SupportFormProbe
from results.judge.form_watch import closed_by
from results.keep import EvidenceFolder, Store
from results.records import Failure, FormSeen, Observation
from results.records.form import signature_in

SENDS, LOOKS = (str(one.__struct_config__.tag) for one in (SupportFormProbe, FormHealthProbe))
_NO_MATTER_OF_FIELDS = frozenset({"captcha", "login", "javascript"})
"""Reasons against sending that no confirmed field removes."""
_PAGES = 256
"""So many read pages are remembered."""


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """One form and the mapping that is proposed for it."""

    form: Form
    snippet: tuple[str, ...]
    """Lines of TOML."""
    missing: tuple[str, ...]
    """Roles without which nothing can be asked, and that no field was found for."""


class Unconfirmed(msgspec.Struct, frozen=True, kw_only=True):
    """The form of one target, for a person to say what its fields are."""

    provider: str
    target: str
    url: str
    why: tuple[str, ...]
    """What is not understood, in sentences."""
    seen_at: datetime | None
    """When the form was first seen as it is now; None if no page of it is on record."""
    proposals: tuple[Proposal, ...]
    """One for each contact form of the page, in its order; none without a page."""


def unconfirmed(loaded: Loaded, store: Store, newest: Sequence[Observation]) -> Iterator[Unconfirmed]:
    """
    Yield each form of the study that has no confirmed fields and was not fully understood when it was seen last.

    *newest* are the newest observations of the open *store*. A form behind a CAPTCHA or a login is not among them:
    confirming fields opens neither.
    """
    seen = store.all(FormSeen)
    folder = evidence(Path(loaded.study.study.data))
    targets = {one.target for one in loaded.study.task if isinstance(one.probe, SupportFormProbe | FormHealthProbe)}
    for provider in loaded.study.provider:
        for name in sorted(targets & provider.target.keys()):
            address = provider.target[name]
            if address.form is not None and address.form.fields:
                continue
            place = provider.id, name
            looks = [one for one in newest if (one.provider, one.target) == place]
            forms = [one for one in seen if (one.provider, one.target) == place]
            if (found := _doubted(place, address, looks, forms, folder)) is not None:
                yield found


def _doubted(
    place: tuple[str, str],
    address: Address,
    looks: Sequence[Observation],
    forms: Sequence[FormSeen],
    folder: Path,
) -> Unconfirmed | None:
    """Tell what is not understood of one target's form; None if nothing is, or if that is not known."""
    if any(one.kind == SENDS and one.failure in {None, Failure.NEEDS_PERSON} for one in looks):
        return None
    refused = [one.detail for one in looks if one.failure is Failure.FORM_NOT_UNDERSTOOD]
    shown = _shown(looks, forms)
    if not refused and (shown is None or _looked_sendable(looks) or closed_by(shown.shape) is not None):
        return None
    doors = _doors(folder, shown.evidence, address.url) if shown is not None else ()
    doubts = [_sentence(why) for door in doors for why in door.reasons if _id(why) not in _NO_MATTER_OF_FIELDS]
    if not refused and not doubts:
        return None
    provider, target = place
    return Unconfirmed(
        provider=provider,
        target=target,
        url=address.url,
        why=tuple(dict.fromkeys([*refused, *doubts])),
        seen_at=shown.at if shown is not None and doors else None,
        proposals=tuple(_proposal(one, target, only_fields=address.form is not None) for one in doors),
    )


def _shown(looks: Sequence[Observation], forms: Sequence[FormSeen]) -> FormSeen | None:
    """Return the form that the newest look saw; else the newest that was ever seen."""
    named = {signature_in(one.detail) for one in looks if one.kind == LOOKS and one.failure is None}
    return max(forms, key=lambda one: (one.signature in named, one.at), default=None)


def _looked_sendable(looks: Sequence[Observation]) -> bool:
    return any(one.kind == LOOKS and one.failure is None and one.metrics.get("submittable") == 1 for one in looks)


@lru_cache(maxsize=_PAGES)
def _doors(folder: Path, sha256: str, url: str) -> tuple[Form, ...]:
    """Read the contact forms of a page that is on record; none if it is not there any more."""
    try:
        body = EvidenceFolder(folder).get(sha256)
    except KeyError:
        return ()
    return tuple(one for one in read_page(body, url).forms if is_door(one))


def _proposal(form: Form, target: str, *, only_fields: bool) -> Proposal:
    return Proposal(
        form=form,
        snippet=tuple(snippet(form, target, only_fields=only_fields)),
        missing=tuple(role.value for role in ESSENTIAL if role not in form.mapping),
    )


def _id(why: str) -> str:
    return why.partition(":")[0]


def _sentence(why: str) -> str:
    return why.partition(":")[2]
