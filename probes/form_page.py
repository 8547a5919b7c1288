"""A contact form, read as a browser reads it: which field is what, and what may not be touched."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urljoin

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from probes.probe import ProbeFailed
from results.records import Failure

MAX_FIELDS = 300
"""A form with more is no contact form."""


class Role(StrEnum):
    """What a field is for."""

    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    SUBJECT = "subject"
    MESSAGE = "message"
    DEPARTMENT = "department"
    CONSENT = "consent"
    OTHER = "other"


class Field(NamedTuple):
    """One control that a person could fill in."""

    name: str
    role: Role
    required: bool
    options: tuple[str, ...] = ()
    """For a closed list: the values that may be sent, without the empty one."""


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A contact form, as found."""

    action: str
    method: str
    given: dict[str, str]
    """What the page itself puts in: hidden fields and the button."""
    fields: tuple[Field, ...]


_CAPTCHAS: Mapping[str, str] = {
    "reCAPTCHA": ".g-recaptcha, [name=g-recaptcha-response], script[src*='google.com/recaptcha']",
    "hCaptcha": ".h-captcha, [name=h-captcha-response], script[src*='hcaptcha.com']",
    "Turnstile": ".cf-turnstile, [name=cf-turnstile-response], script[src*='challenges.cloudflare.com']",
    "Friendly Captcha": ".frc-captcha, [name=frc-captcha-solution], script[src*='friendlycaptcha']",
    "an image": "input[name*=captcha i], input[id*=captcha i]",
}

# What names, labels and placeholders say, in the languages of the providers: sv, nb, da, nl, de, en.
_WORDS: Mapping[Role, str] = {
    Role.EMAIL: r"e-?mail|e-?post|mailadres",
    Role.SUBJECT: r"subject|ämne|amne|emne|onderwerp|betreff|rubrik",
    Role.FIRST_NAME: r"first.?name|förnamn|fornavn|voornaam|vorname|given.?name",
    Role.LAST_NAME: r"last.?name|efternamn|etternavn|achternaam|nachname|family.?name|surname",
    Role.MESSAGE: r"message|meddelande|melding|besked|bericht|nachricht|question|fråga|spørsmål|vraag|comment|body",
    Role.DEPARTMENT: r"department|avdelning|avdeling|afdeling|abteilung|topic|category|kategori|ärende|gäller",
    Role.CONSENT: r"consent|privacy|gdpr|agree|godkänn|samtyck|samtykk|akkoord|toestemming|villkor|personuppgift",
    Role.NAME: r"name|namn|navn|naam",
}
_DEPARTMENT_WORDS = re.compile(
    r"support|teknik|teknisk|techni|help|hjälp|annat|andet|annet|other|overig|anders", re.IGNORECASE
)
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}|opacity\s*:\s*0(?![.\d])"
    r"|(?:height|width)\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
_CSS_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,2000})\}")
_TEXT_TYPES = frozenset({"text", "email", "tel", "url", "search", "number", "", None})


def find_form(html: bytes, url: str) -> Form:
    """
    Find the contact form in a page that was fetched from *url*.

    Raises `ProbeFailed`: FORM_MISSING if none is there, NEEDS_PERSON if it is guarded by a CAPTCHA.
    """
    page = LexborHTMLParser(html)
    forms = [form for form in page.css("form") if form.css_first("textarea")]
    if not forms:
        raise ProbeFailed(Failure.FORM_MISSING, "no form with room for a message is on the page")
    form = forms[0]
    # A CAPTCHA's script and its box often stand outside the form itself.
    for vendor, marks in _CAPTCHAS.items():
        if page.css_first(marks):
            raise ProbeFailed(Failure.NEEDS_PERSON, f"the form asks for a CAPTCHA ({vendor})")
    hidden = _hidden_selectors(page)
    controls = form.css("input, textarea, select, button")[:MAX_FIELDS]
    base = page.css_first("base[href]")
    return Form(
        action=urljoin(urljoin(url, _attribute(base, "href")), _attribute(form, "action")),
        method=_attribute(form, "method").lower() or "get",
        given=_given(controls),
        fields=tuple(_fields(page, controls, hidden)),
    )


def fill(form: Form, answers: Mapping[Role, str], *, consent: bool) -> dict[str, str]:
    """
    Fill the form in with *answers*: only what is understood, never a hidden field.

    Raises `ProbeFailed` (FORM_NOT_UNDERSTOOD) if it demands something that is not understood or not allowed.
    """
    filled = dict(form.given)
    for field in form.fields:
        if field.role in answers:
            filled[field.name] = answers[field.role]
        elif field.role is Role.CONSENT and field.required and consent:
            filled[field.name] = field.options[0]
        elif field.options and field.required and field.role is not Role.CONSENT:
            filled[field.name] = _likely(field.options)
        elif field.required:
            raise ProbeFailed(Failure.FORM_NOT_UNDERSTOOD, f"the field {field.name!r} is required and not understood")
    missing = {Role.EMAIL, Role.MESSAGE} - {field.role for field in form.fields}
    if missing:
        raise ProbeFailed(Failure.FORM_NOT_UNDERSTOOD, f"no field was found for: {', '.join(sorted(missing))}")
    return filled


def _given(controls: list[LexborNode]) -> dict[str, str]:
    """Gather hidden fields, and the first button as a person would press it."""
    given: dict[str, str] = {}
    pressed = False
    for control in controls:
        name, kind = _attribute(control, "name"), _attribute(control, "type").lower()
        is_button = kind == "submit" or (control.tag == "button" and kind in {"", "submit"})
        if kind == "hidden" and name:
            given[name] = _attribute(control, "value")
        elif is_button and not pressed:
            pressed = True
            if name:
                given[name] = _attribute(control, "value")
    return given


def _fields(page: LexborHTMLParser, controls: list[LexborNode], hidden: list[str]) -> list[Field]:
    concealed = {node.mem_id for selector in hidden for node in _select(page, selector)}
    fields = []
    for control in controls:
        name, kind = _attribute(control, "name"), _attribute(control, "type").lower()
        fillable = control.tag in {"textarea", "select"} or kind in _TEXT_TYPES or kind == "checkbox"
        if not name or not fillable or control.tag == "button" or _is_hidden(control, concealed):
            continue
        role = _role(page, control, kind)
        fields.append(Field(name, role, "required" in control.attributes, _options(control, kind)))
    return fields


def _options(control: LexborNode, kind: str) -> tuple[str, ...]:
    if kind == "checkbox":
        return (_attribute(control, "value") or "on",)
    values = [option.attributes.get("value", option.text()) or "" for option in control.css("option")]
    return tuple(value for value in values if value.strip())


def _role(page: LexborHTMLParser, control: LexborNode, kind: str) -> Role:
    """Judge by the strongest evidence first: the control's own kind, then what its names and labels say."""
    if control.tag == "textarea":
        return Role.MESSAGE
    if kind == "email":
        return Role.EMAIL
    said = " ".join(
        [
            *(_attribute(control, name) for name in ("name", "id", "placeholder", "aria-label", "autocomplete")),
            _label(page, control),
        ]
    )
    if kind == "checkbox":
        return Role.CONSENT if re.search(_WORDS[Role.CONSENT], said, re.IGNORECASE) else Role.OTHER
    if control.tag == "select":
        return Role.DEPARTMENT
    return next((role for role, words in _WORDS.items() if re.search(words, said, re.IGNORECASE)), Role.OTHER)


def _label(page: LexborHTMLParser, control: LexborNode) -> str:
    own = _attribute(control, "id")
    found = [label for label in page.css("label[for]") if own and label.attributes.get("for") == own]
    parent = control.parent
    if parent is not None and parent.tag == "label":
        found.append(parent)
    return " ".join(label.text()[:200] for label in found)


def _is_hidden(control: LexborNode, concealed: set[int]) -> bool:
    """Whether a person would not see *control*: what they do not see, they do not fill in (it may be a honeypot)."""
    node: LexborNode | None = control
    while node is not None and node.tag not in {"form", "body"}:
        style = node.attributes.get("style") or ""
        if "hidden" in node.attributes or node.attributes.get("aria-hidden") == "true":
            return True
        if node.mem_id in concealed or _HIDDEN_STYLE.search(style):
            return True
        node = node.parent
    return control.attributes.get("tabindex") == "-1"


def _hidden_selectors(page: LexborHTMLParser) -> list[str]:
    """List the selectors that the page's own style sheets hide."""
    css = " ".join(style.text()[:100_000] for style in page.css("style")[:20])
    return [rule[1].strip() for rule in _CSS_RULE.finditer(css) if _HIDDEN_STYLE.search(rule[2])][:200]


def _select(page: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return page.css(selector)
    except ValueError:
        return []  # a selector that this parser does not know hides nothing that it could tell


def _likely(options: tuple[str, ...]) -> str:
    return next((option for option in options if _DEPARTMENT_WORDS.search(option)), options[0])


def _attribute(node: LexborNode | None, name: str) -> str:
    return (node.attributes.get(name) or "").strip() if node is not None else ""
