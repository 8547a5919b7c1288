"""What speaks for each role of one control: every source, what it says, and how much it weighs."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from probes.forms import words as languages
from probes.forms.controls import TICKED, Control, text_after, text_before, wrapping_label
from probes.forms.form import Role
from probes.forms.tree import attribute, words
from probes.forms.words import found, plain

CERTAIN = 12.0
SOURCES: Mapping[str, float] = {
    "label": 6.0,
    "aria-label": 6.0,
    "placeholder": 4.5,
    "name": 4.5,
    "data-name": 3.0,
    "near": 3.5,
    "id": 3.0,
    "title": 3.0,
    "value": 2.5,
    "class": 1.0,
}
"""How much each source weighs, in the order in which evidence is told."""
_CODE = frozenset({"name", "id", "class"})
AUTOCOMPLETE: Mapping[str, Role] = {
    "name": Role.NAME,
    "given-name": Role.FIRST_NAME,
    "additional-name": Role.OTHER,
    "family-name": Role.LAST_NAME,
    "email": Role.EMAIL,
    "tel": Role.PHONE,
    "tel-national": Role.PHONE,
    "organization": Role.COMPANY,
    "username": Role.OTHER,
    "url": Role.OTHER,
    "street-address": Role.OTHER,
    "address-line1": Role.OTHER,
    "postal-code": Role.OTHER,
    "address-level2": Role.OTHER,
    "country": Role.OTHER,
    "country-name": Role.OTHER,
    "current-password": Role.OTHER,
    "one-time-code": Role.CAPTCHA,
}
"""Field names of the HTML Standard (4.10.18.7.1)."""
_LINES = (
    Role.NAME, Role.FIRST_NAME, Role.LAST_NAME, Role.EMAIL, Role.PHONE, Role.COMPANY, Role.CUSTOMER_NUMBER,
    Role.DOMAIN, Role.SUBJECT, Role.MESSAGE, Role.CAPTCHA, Role.OTHER,
)  # fmt: skip
_BOXES = (Role.NEWSLETTER_OPT_IN, Role.CONSENT, Role.CAPTCHA)
_LISTS = (Role.DEPARTMENT, Role.URGENCY, Role.DOMAIN, Role.OTHER)
_WITHIN = re.compile(r"(e-?mail|phone|subject|message|comment|first_?name|last_?name|captcha)", re.IGNORECASE)
_ASIDE = re.compile(r"\(?\b(?:this (?:question|field) is )?(?:required|optional)\b\)?", re.IGNORECASE)
_LONG_NAME = 40
_WITHIN_ROLES = {
    "email": Role.EMAIL, "phone": Role.PHONE, "subject": Role.SUBJECT, "message": Role.MESSAGE,
    "comment": Role.MESSAGE, "firstname": Role.FIRST_NAME, "lastname": Role.LAST_NAME, "captcha": Role.CAPTCHA,
}  # fmt: skip


class Said(NamedTuple):
    """What one source says of a control."""

    source: str
    text: str

    @property
    def id(self) -> str:
        """The stable id of this evidence."""
        mark = "=" if self.source in {"name", "id", "class", "data-name"} else ":"
        return f"{self.source}{mark}{self.text[:80]}"


class Evidence(NamedTuple):
    """All that speaks for the roles of one control."""

    scores: dict[Role, float]
    reasons: dict[Role, tuple[str, ...]]
    label: str
    again: bool
    """Whether it asks for something a second time."""
    said: tuple[Said, ...]


def gather(control: Control, form: LexborNode, labels: Mapping[str, str], by_id: Mapping[str, LexborNode]) -> Evidence:
    """Gather the evidence about *control*."""
    said = tuple(_said(control, form, labels, by_id))
    scores: dict[Role, float] = defaultdict(float)
    reasons: dict[Role, list[tuple[float, str]]] = defaultdict(list)
    for role, weight, reason in (*_by_kind(control), *_by_words(control, said)):
        scores[role] += weight
        if weight > 0:
            reasons[role].append((weight, reason))
    told = {
        role: tuple(dict.fromkeys(text for _, text in sorted(some, key=_strongest))) for role, some in reasons.items()
    }
    label = next((one.text for one in said if one.source in {"label", "aria-label", "placeholder", "near"}), "")
    again = any(
        languages.again().search(plain(one.text, code=one.source in _CODE)) for one in said if one.source != "class"
    )
    return Evidence(dict(scores), told, label[:120], again, said)


def _strongest(reason: tuple[float, str]) -> float:
    return -reason[0]


def _said(
    control: Control, form: LexborNode, labels: Mapping[str, str], by_id: Mapping[str, LexborNode]
) -> Iterator[Said]:
    node = control.node
    label = labels.get(attribute(node, "id"), "") or wrapping_label(node)
    aria = attribute(node, "aria-label") or " ".join(
        words(by_id[one]) or "" for one in attribute(node, "aria-labelledby").split()[:5] if one in by_id
    )
    near = (
        ""
        if label
        else (text_after(node) or text_before(node, form))
        if control.kind in TICKED
        else text_before(node, form)
    )
    given = {
        "label": label,
        "aria-label": aria,
        "placeholder": attribute(node, "placeholder") or attribute(node, "data-placeholder"),
        "name": control.name,
        "data-name": attribute(node, "data-name"),
        "near": near,
        "id": attribute(node, "id"),
        "title": attribute(node, "title"),
        "value": attribute(node, "value") if control.kind in {"text", "email", "tel"} else "",
        "class": attribute(node, "class"),
    }
    if node.tag == "textarea":
        given["value"] = node.text()[:80].strip()
    yield from (Said(source, given[source][:300]) for source in SOURCES if given[source])


def _by_kind(control: Control) -> Iterator[tuple[Role, float, str]]:
    """Judge by what the control itself is."""
    completes = attribute(control.node, "autocomplete").lower().split()[-1:]
    if completes and (role := AUTOCOMPLETE.get(completes[0])):
        yield role, CERTAIN, f"autocomplete={completes[0]}"
    match control.kind:
        case "email":
            yield Role.EMAIL, 8.0, "type=email"
        case "tel":
            yield Role.PHONE, 7.0, "type=tel"
        case "textarea":
            yield Role.MESSAGE, 6.0, "tag=textarea"
        case "file":
            yield Role.ATTACHMENT, CERTAIN, "type=file"
        case "url" | "search" | "password" | "date" | "time" | "month" | "week" | "datetime-local" | "color" | "range":
            yield Role.OTHER, 9.0, f"type={control.kind}"
        case "number":
            yield Role.OTHER, 3.0, "type=number"


def _by_words(control: Control, said: tuple[Said, ...]) -> Iterator[tuple[Role, float, str]]:
    """Judge by what names, labels and texts say: in each, the longest word counts most, and the last of equals."""
    allowed = _allowed(control.kind)
    for one in said:
        code = one.source in _CODE
        text = plain(_tail(one.text) if code else _ASIDE.sub(" ", one.text), code=code)
        hits = {Role(role): hit for role, hit in found(languages.roles(), text).items()}
        if Role.DEPARTMENT in allowed and Role.SUBJECT in hits:
            hits.setdefault(Role.DEPARTMENT, hits[Role.SUBJECT])  # a closed list of subjects
        hits = {role: hit for role, hit in hits.items() if role in allowed}
        if not hits and code and control.kind not in TICKED:
            hits = {role: hit for role, hit in _within(one.text) if role in allowed}
        longest = max((len(hit) for hit in hits.values()), default=0)
        # A sentence says less than a word: what it mentions need not be what it asks for.
        weight = SOURCES[one.source] * (1.0 if len(text) <= 60 or control.kind in TICKED else 0.5)  # noqa: PLR2004
        for role, hit in hits.items():
            # A person writes a message into a box of several lines.
            line = 0.6 if role is Role.MESSAGE and control.kind != "textarea" else 1.0
            yield role, line * weight * _share(hit, longest, text, control.kind), one.id


def _tail(text: str) -> str:
    """Tell the end of a name that a framework has put together, as ``form$page$42$email``."""
    last = re.split(r"[$:]", text)[-1] if len(text) > _LONG_NAME else text
    return last[-_LONG_NAME:] if len(last) > _LONG_NAME else last


def _share(hit: str, longest: int, text: str, kind: str) -> float:
    if len(hit) == longest:
        return 1.0
    if kind in TICKED:
        return 0.8
    return 0.35 if text.endswith(hit) else 0.25


def _allowed(kind: str) -> tuple[Role, ...]:
    if kind in TICKED:
        return _BOXES if kind == "checkbox" else (*_LISTS, Role.CONSENT)
    if kind == "select":
        return _LISTS
    if kind == "textarea":
        return (Role.MESSAGE, Role.OTHER, Role.CAPTCHA)
    return () if kind == "file" else _LINES


def _within(text: str) -> Iterator[tuple[Role, str]]:
    for match in _WITHIN.finditer(text[:200]):
        word = match.group().lower().replace("-", "").replace("_", "")
        yield _WITHIN_ROLES[word], word[:3]
