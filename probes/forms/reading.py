"""From the bytes of a page to its forms."""

from collections.abc import Sequence

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from probes.forms import verdict
from probes.forms.captchas import Guards
from probes.forms.controls import MAX_CONTROLS, Control, controls_by_form, labels_of
from probes.forms.fields import read_fields
from probes.forms.form import Field, Form, Page, Purpose, Role, StyleSheets
from probes.forms.look import Look
from probes.forms.purposes import purpose_of
from probes.forms.scripts import Scripts
from probes.forms.sheets import Texts
from probes.forms.source import read_source
from probes.forms.style import Styles
from probes.forms.tree import attribute
from probes.forms.visibility import Curtain
from probes.forms.web_address import action_of, base_of

MAX_FIELDS = 300
"""A form with more controls is no form that a person fills in."""
_MAPPED = frozenset(Role) - {Role.HIDDEN, Role.SUBMIT, Role.HONEYPOT, Role.CAPTCHA, Role.OTHER}


def read_forms(html: bytes, url: str | None = None, *, charset: str | None = None) -> tuple[Form, ...]:
    """
    Return the forms of a page, in document order.

    *url* is where the page came from: what its addresses are relative to. *charset* is what the server said of *html*.
    Any bytes are read; what is beyond the bounds is left out, and no form of such a page is called submittable.
    """
    return read_page(html, url, charset=charset).forms


def read_page(
    html: bytes,
    url: str | None = None,
    *,
    charset: str | None = None,
    scripted: bool = False,
    texts: Texts | None = None,
) -> Page:
    """
    Return the forms of a page and the form services that it loads.

    *texts* are those of the style sheets that the page links (`sheets.linked`), as far as they were had.

    *scripted* says that *html* is the page as its scripts have left it, in a browser that goes on running them: that
    a form needs them is then no reason against it.
    """
    source = read_source(html, charset)
    tree = LexborHTMLParser(source.text)
    styles, guards, scripts = Styles(tree, base_of(tree, url), texts), Guards(tree), Scripts(tree)
    # In a browser's copy of a page all that is hidden is marked, whatever hides it.
    doubtful = bool(styles.unread) and not scripted
    labels = labels_of(tree)
    by_id = {attribute(node, "id"): node for node in tree.css("[id]")[:20_000] if attribute(node, "id")}
    forms = []
    for index, (node, controls) in enumerate(controls_by_form(tree, source.text)):
        seen = controls[:MAX_FIELDS]
        fields = read_fields(node, seen, Curtain(node, seen, styles, doubtful=doubtful), labels, by_id)
        action = action_of(tree, url, attribute(node, "action"))
        purpose, kind, evidence = purpose_of(node, Look(fields, seen), action)
        door = purpose in {Purpose.CONTACT, Purpose.CALLBACK}
        captcha = guards.of(node, [one.node for one in seen], fields, door=door)
        method = method_of(node)
        why = [
            *verdict.reasons(purpose, kind, fields, captcha),
            *scripts.reasons(node, seen, fields, method),
            *_bounds(controls, whole=source.whole and not styles.exhausted),
        ]
        if scripted:
            why = [one for one in why if not one.startswith("javascript:")]
        forms.append(
            Form(
                index=index,
                purpose=purpose,
                action=action,
                method=method,
                fields=fields,
                honeypots=tuple(field.name for field in fields if field.role is Role.HONEYPOT and field.name),
                captcha=captcha,
                submittable=not why,
                reasons=tuple(dict.fromkeys(why)),
                mapping=mapping_of(fields),
                evidence=evidence,
                kind=kind,
            )
        )
    return Page(forms=tuple(forms), url=url, embeds=scripts.embeds, style_sheets=_told(styles))


def _told(styles: Styles) -> StyleSheets | None:
    unread = tuple(dict.fromkeys(styles.unread))
    return StyleSheets(read=len(styles.read), unread=unread) if styles.read or unread else None


def mapping_of(fields: Sequence[Field]) -> dict[str, str]:
    """Return the name of the field for each role that is filled in; of several the first."""
    mapping: dict[str, str] = {}
    traps = {field.name for field in fields if field.role is Role.HONEYPOT}
    for field in fields:
        unsure = field.concealed or field.doubtful
        if field.role in _MAPPED and field.name and not unsure and field.name not in traps:
            mapping.setdefault(field.role.value, field.name)
    return mapping


def _bounds(controls: Sequence[Control], *, whole: bool) -> list[str]:
    why = []
    if not whole:
        why.append("page:it is too large or too deep to be read to its end")
    if len(controls) > MAX_FIELDS or len(controls) >= MAX_CONTROLS:
        why.append(f"page:it has more than {MAX_FIELDS} fields")
    return why


def method_of(form: LexborNode) -> str:
    """Tell how a form is sent; whatever else it says means GET (HTML Standard, 4.10.18.6)."""
    said = attribute(form, "method").lower()
    return said if said in {"post", "dialog"} else "get"


def as_json(page: Page) -> bytes:
    """Return *page* as readable JSON."""
    return msgspec.json.format(msgspec.json.encode(page))
