"""A contact form, read as a browser reads it: which field is what, and what may not be touched."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from probes.contact.form_style import hides, hiding_selectors
from probes.contact.form_words import CAPTCHAS, Role, asks_consent, means_help, role_of
from probes.probe import ProbeFailed
from results.records import Failure

MAX_FIELDS = 300
"""A form with more is no contact form."""
MAX_TAGS = 20_000
"""A page with more is not read: a parser's time grows with the square of the depth."""
MAX_DEPTH = 200
"""How far a field may lie below its form; what lies deeper is left alone, as if it were hidden."""


class Field(NamedTuple):
    """One control that a person could fill in."""

    name: str
    role: Role
    required: bool
    options: tuple[str, ...] = ()
    """For a closed list: the values that may be sent, without the empty one, a department of help first."""


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A contact form, as found."""

    action: str
    method: str
    given: dict[str, str]
    """What the page itself puts in: hidden fields and the button."""
    fields: tuple[Field, ...]


_NOT_FILLED_IN = frozenset({"hidden", "submit", "button", "image", "reset"})
# Kinds of input that take no words. Any other kind, also one that does not exist, is a line of text to a browser.
_WORDLESS = frozenset(
    {"radio", "file", "password", "date", "time", "month", "week", "datetime-local", "color", "range"}
)


def find_form(html: bytes, url: str) -> Form:
    """
    Find the contact form in a page that was fetched from *url*.

    Raises `ProbeFailed`: FORM_MISSING if none is there, NEEDS_PERSON if it is guarded by a CAPTCHA,
    FORM_NOT_UNDERSTOOD if the page is too large to be read or its form leads nowhere.
    """
    if html.count(b"<") > MAX_TAGS:
        raise ProbeFailed(Failure.FORM_NOT_UNDERSTOOD, f"the page has more than {MAX_TAGS} tags")
    page = LexborHTMLParser(html)
    forms = [form for form in page.css("form") if form.css_first("textarea")]
    if not forms:
        raise ProbeFailed(Failure.FORM_MISSING, "no form with room for a message is on the page")
    form = forms[0]
    # A CAPTCHA's script and its box often stand outside the form itself.
    for vendor, marks in CAPTCHAS.items():
        if page.css_first(marks):
            raise ProbeFailed(Failure.NEEDS_PERSON, f"the form asks for a CAPTCHA ({vendor})")
    controls = form.css("input, textarea, select, button")[:MAX_FIELDS]
    return Form(
        action=_action(page, form, url),
        # Whatever else it says means GET (HTML Standard, 4.10.18.6).
        method="post" if _attribute(form, "method").lower() == "post" else "get",
        given=_given(controls),
        fields=tuple(_fields(page, controls)),
    )


def _action(page: LexborHTMLParser, form: LexborNode, url: str) -> str:
    """Work out where *form* leads, as an absolute http or https address."""
    try:
        base = urljoin(url, _attribute(page.css_first("base[href]"), "href"))
        action = urljoin(base, _attribute(form, "action"))
        scheme = urlsplit(action).scheme
    except ValueError:
        scheme = ""
    if scheme not in {"http", "https"}:
        raise ProbeFailed(Failure.FORM_NOT_UNDERSTOOD, "the form leads to no address of the web")
    return action


def fill(form: Form, answers: Mapping[Role, str], *, consent: bool) -> dict[str, str]:
    """
    Fill the form in with *answers*: only what is understood, never a hidden field.

    Raises `ProbeFailed` (FORM_NOT_UNDERSTOOD) if it demands something that is not understood or not allowed.
    """
    filled = dict(form.given)
    choosable = {Role.DEPARTMENT, Role.CONSENT} if consent else {Role.DEPARTMENT}
    for field in form.fields:
        if field.role in answers:
            filled[field.name] = answers[field.role]
        elif field.required and field.options and field.role in choosable:
            filled[field.name] = field.options[0]
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


def _fields(page: LexborHTMLParser, controls: list[LexborNode]) -> list[Field]:
    selectors = hiding_selectors(style.text() for style in page.css("style"))
    concealed = {node.mem_id for selector in selectors for node in _select(page, selector)}
    labels = _labels(page)
    fields = []
    for control in controls:
        name, kind = _attribute(control, "name"), _attribute(control, "type").lower()
        pressed = control.tag == "button" or (control.tag == "input" and kind in _NOT_FILLED_IN)
        if not name or pressed or _is_hidden(control, concealed):
            continue
        role = _role(control, kind, labels)
        fields.append(Field(name, role, "required" in control.attributes, _options(control, kind)))
    return fields


def _options(control: LexborNode, kind: str) -> tuple[str, ...]:
    if kind == "checkbox":
        return (_attribute(control, "value") or "on",)
    found = [(option.attributes.get("value", option.text()) or "", option.text()) for option in control.css("option")]
    found.sort(key=lambda one: not means_help(f"{one[0]} {one[1][:200]}"))
    return tuple(value for value, _ in found if value.strip())


def _role(control: LexborNode, kind: str, labels: Mapping[str, str]) -> Role:
    """Judge by the strongest evidence first: the control's own kind, then what its names and labels say."""
    if control.tag == "textarea":
        return Role.MESSAGE
    if kind == "email":
        return Role.EMAIL
    if kind in _WORDLESS:
        return Role.OTHER
    said = " ".join(
        [
            *(_attribute(control, name) for name in ("name", "id", "placeholder", "aria-label", "autocomplete")),
            labels.get(_attribute(control, "id"), ""),
            _wrapped_by(control),
        ]
    )
    if kind == "checkbox":
        return Role.CONSENT if asks_consent(said) else Role.OTHER
    if control.tag == "select":
        return Role.DEPARTMENT
    return role_of(said)


def _labels(page: LexborHTMLParser) -> dict[str, str]:
    """Gather what the page's labels say, by the id of the control that they are for."""
    labels: dict[str, str] = {}
    for label in page.css("label[for]"):
        own = _attribute(label, "for")
        labels[own] = f"{labels.get(own, '')} {label.text()[:200]}"[:1_000]
    return labels


def _wrapped_by(control: LexborNode) -> str:
    """Tell what the label says that *control* stands in."""
    parent = control.parent
    return parent.text()[:200] if parent is not None and parent.tag == "label" else ""


def _is_hidden(control: LexborNode, concealed: set[int]) -> bool:
    """Whether a person would not see *control*: what they do not see, they do not fill in (it may be a honeypot)."""
    node: LexborNode | None = control
    for _ in range(MAX_DEPTH):
        if node is None or node.tag in {"form", "body"}:
            return control.attributes.get("tabindex") == "-1"
        style = node.attributes.get("style") or ""
        if "hidden" in node.attributes or node.attributes.get("aria-hidden") == "true":
            return True
        if node.mem_id in concealed or hides(style):
            return True
        node = node.parent
    return True


def _select(page: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        return page.css(selector)
    except (SelectolaxError, ValueError):
        return []  # a selector that this parser does not know hides nothing that it could tell


def _attribute(node: LexborNode | None, name: str) -> str:
    return (node.attributes.get(name) or "").strip() if node is not None else ""
