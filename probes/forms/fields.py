"""The fields of a form, each with its role: evidence is weighed for all of them together."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from probes.forms.controls import BUTTONS, TICKED, Control, text_after
from probes.forms.evidence import Evidence, gather
from probes.forms.form import Field, Option, Role
from probes.forms.honeypots import DOUBT, Suspicion, perhaps, suspicion
from probes.forms.tree import ancestors, attribute, tokens
from probes.forms.visibility import Curtain

LEAST = 2.0
"""Below this score no role is told."""
MAX_OPTIONS = 300
SINGLE = (
    Role.EMAIL, Role.MESSAGE, Role.SUBJECT, Role.NAME, Role.FIRST_NAME, Role.LAST_NAME, Role.PHONE, Role.COMPANY,
    Role.CUSTOMER_NUMBER, Role.DOMAIN, Role.EMAIL_CONFIRM, Role.URGENCY,
)  # fmt: skip
"""Roles that one field of a form has, in the order in which they are given away."""
ORDER = tuple(Role)
"""Of roles that weigh the same, the first."""
_REQUIRED = re.compile(
    r"\*\s*:?\s*$|^\s*\*|\b(?:required|obligatorisk\w*|påkrevd|påkrævet|verplicht|pflichtfeld|erforderlich|krävs|"
    r"mandatory|obligatoire|obligatorio|obbligatorio|pakollinen)\b", re.IGNORECASE,
)  # fmt: skip
_REQUIRED_CLASSES = frozenset(
    {"required", "wpcf7-validates-as-required", "wpforms-field-required", "validate-required", "required-entry"}
    | {"gfield_contains_required", "mandatory", "req", "form-required"}
)


class Weighed(NamedTuple):
    """One control with all that speaks about it."""

    control: Control
    evidence: Evidence
    suspicion: Suspicion
    required: bool
    concealed: bool
    perhaps: tuple[str, ...] = ()
    """What speaks for a trap that is hidden by a style sheet which was not read."""


def read_fields(
    form: LexborNode, controls: Sequence[Control], curtain: Curtain, labels: Mapping[str, str],
    by_id: Mapping[str, LexborNode],
) -> tuple[Field, ...]:  # fmt: skip
    """Return the fields among *controls*, in document order; a group of radio buttons is one."""
    firsts = _firsts(controls)
    evidence = [gather(one, form, labels, by_id) for one in firsts]
    weighed = _weigh(firsts, evidence, curtain)
    roles = _roles(weighed)
    groups: dict[str, list[Control]] = {}
    for one in controls:
        if one.kind in TICKED and one.name:
            groups.setdefault(one.name, []).append(one)
    return tuple(
        _field(one, roles[number], groups.get(one.control.name, []), labels) for number, one in enumerate(weighed)
    )


def _firsts(controls: Sequence[Control]) -> list[Control]:
    """Leave out resets, mere buttons, and further buttons of a radio group."""
    seen: set[str] = set()
    firsts = []
    for one in controls:
        if one.kind in {"reset", "button"}:
            continue
        if one.kind == "radio" and one.name:
            if one.name in seen:
                continue
            seen.add(one.name)
        firsts.append(one)
    return firsts


def _weigh(controls: Sequence[Control], evidence: Sequence[Evidence], curtain: Curtain) -> list[Weighed]:
    leading = [max(one.scores, key=lambda role: one.scores[role], default=Role.OTHER) for one in evidence]
    weighed = []
    for control, said, lead in zip(controls, evidence, leading, strict=True):
        if not control.fillable:
            trap = suspicion(control, said, curtain, required=False, alone=False) if control.kind == "hidden" else None
            sure = trap is not None and not attribute(control.node, "value") and trap.is_trap
            weighed.append(
                Weighed(control, said, trap if trap and sure else Suspicion(0, ()), required=False, concealed=False)
            )
            continue
        required = is_required(control, said)
        alone = lead in {Role.EMAIL, Role.MESSAGE} and leading.count(lead) == 1
        trap = suspicion(control, said, curtain, required=required, alone=alone)
        custom = control.kind in {*TICKED, "file", "select"}
        concealed = trap.is_trap or (trap.score >= DOUBT and not custom)
        doubts = () if concealed or required or alone or custom else perhaps(control, curtain)
        weighed.append(Weighed(control, said, trap, required, concealed, doubts))
    return weighed


def is_required(control: Control, evidence: Evidence) -> bool:
    """Whether a person would be told that it must be filled in: by an attribute, a class, or a mark in its label."""
    node = control.node
    if "required" in node.attributes or attribute(node, "aria-required") == "true":
        return True
    if tokens(node) & _REQUIRED_CLASSES or any(
        one.source in {"label", "aria-label", "placeholder"} and _REQUIRED.search(one.text) for one in evidence.said
    ):
        return True
    parent = next(ancestors(node), None)
    return parent is not None and parent.tag not in {"form", "fieldset"} and bool(tokens(parent) & _REQUIRED_CLASSES)


def _roles(weighed: Sequence[Weighed]) -> list[Role]:
    """Give each field the role that weighs most; a role that only one may have goes to the field it weighs most for."""
    roles: list[Role | None] = [_fixed(one) for one in weighed]
    bids = [
        (score + (1.0 if one.required else 0.0) - (6.0 if one.concealed else 0.0), -number, role)
        for number, one in enumerate(weighed)
        if roles[number] is None
        for role, score in one.evidence.scores.items()
        if score >= LEAST
    ]
    taken: set[Role] = set()
    for score, place, role in sorted(bids, key=lambda bid: (-bid[0], -bid[1], ORDER.index(bid[2]))):
        number = -place
        del score
        if roles[number] is not None:
            continue
        one = weighed[number]
        if role is Role.EMAIL and (Role.EMAIL in taken or _asks_again(one, weighed, number)):
            roles[number] = Role.EMAIL_CONFIRM if one.evidence.again and Role.EMAIL_CONFIRM not in taken else Role.OTHER
            taken.add(roles[number] or Role.OTHER)
        elif role in SINGLE and role in taken:
            # It was meant, but another field has it: what is left must not be taken for something else.
            roles[number] = Role.OTHER
        else:
            roles[number] = role
            taken.add(role)
    if Role.LAST_NAME in taken and Role.FIRST_NAME not in taken and Role.NAME in taken:
        roles[roles.index(Role.NAME)] = Role.FIRST_NAME  # "Name" beside "Surname" is the first of the two
    return [role or Role.OTHER for role in roles]


def _asks_again(one: Weighed, weighed: Sequence[Weighed], number: int) -> bool:
    """Whether it repeats an address that another field before it asks for."""
    return one.evidence.again and any(
        other.evidence.scores.get(Role.EMAIL, 0) >= LEAST and not other.concealed for other in weighed[:number]
    )


def _fixed(one: Weighed) -> Role | None:
    """Tell the role of what is told apart by more than words."""
    kind = one.control.kind
    if one.suspicion.is_trap:
        return Role.HONEYPOT
    if kind == "hidden":
        return Role.HIDDEN
    if kind in BUTTONS:
        return Role.SUBMIT
    if "recaptcha" in one.control.name or one.control.name.endswith(("-captcha-response", "-turnstile-response")):
        return Role.CAPTCHA
    return Role.OTHER if kind == "password" else None


def _field(one: Weighed, role: Role, group: Sequence[Control], labels: Mapping[str, str]) -> Field:
    control = one.control
    reasons = one.suspicion.reasons if role is Role.HONEYPOT else one.evidence.reasons.get(role, ())
    if role is Role.EMAIL_CONFIRM:
        reasons = ("again", *one.evidence.reasons.get(Role.EMAIL, ()))
    if not reasons:
        reasons = (f"type={control.kind}",)
    if one.concealed and role is not Role.HONEYPOT:
        reasons = (*reasons, *one.suspicion.reasons)
    return Field(
        name=control.name,
        role=role,
        required=one.required,
        evidence=(*reasons[:12], *one.perhaps),
        type=control.kind,
        label=one.evidence.label,
        concealed=one.concealed,
        doubtful=bool(one.perhaps),
        options=_options(control, group, labels),
    )


def _options(control: Control, group: Sequence[Control], labels: Mapping[str, str]) -> tuple[Option, ...]:
    if control.kind == "select":
        nodes = control.node.css("option")[:MAX_OPTIONS]
        return tuple(
            Option(
                (node.attributes.get("value") if "value" in node.attributes else words_of_option(node)) or "",
                words_of_option(node),
            )
            for node in nodes
            if "disabled" not in node.attributes
        )
    if control.kind in TICKED:
        ticks = group or [control]
        return tuple(
            Option(
                one.node.attributes.get("value") or ("" if "value" in one.node.attributes else "on"),
                (labels.get(attribute(one.node, "id"), "") or text_after(one.node))[:120],
            )
            for one in ticks[:MAX_OPTIONS]
        )
    return ()


def words_of_option(node: LexborNode) -> str:
    """Tell an option's text, as it is sent where it has no value of its own (HTML Standard, 4.10.10)."""
    return " ".join(node.text()[:300].split())
