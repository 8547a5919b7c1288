"""Signs that a form does nothing without JavaScript, and services that draw their forms by it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from probes.forms.controls import Control
from probes.forms.form import Field, Role
from probes.forms.tree import ancestors, attribute, tokens

SENT_BY_SCRIPT: Mapping[str, str] = {
    "Elementor": ".elementor-form",
    "Divi": ".et_pb_contact_form",
    "Ninja Forms": ".nf-form-layout form, .nf-form-cont form, .ninja-forms-form",
    "Fluent Forms": ".frm-fluent-form",
    "Forminator": ".forminator-custom-form",
    "Caldera Forms": ".caldera_forms_form",
    "HubSpot": ".hs-form, form[id^=hsForm], form[action*='hsforms.com'], form[data-form-id][data-portal-id]",
    "Marketo": "form[id^=mktoForm], .mktoForm",
    "Webflow": ".w-form form",
    "Squarespace": ".form-block form, form.react-form-contents",
    "Zendesk": "form#new_request, form[action*='/hc/'][action*='requests']",
    "Tilda": "form.t-form, form.js-form-proccess",
    "Gatsby or React": "form[data-reactroot], form[data-reactid]",
}
"""Form software whose own script sends the form, by CSS selectors of the form."""
EMBEDS: Mapping[str, str] = {
    "HubSpot": "script[src*='hsforms.net'], script[src*='hsforms.com'], .hbspt-form, .hs-form-frame",
    "Typeform": "[data-tf-widget], [data-tf-live], .typeform-widget, script[src*='typeform.com'], "
    "iframe[src*='typeform.com']",
    "Zendesk": "script#ze-snippet, script[src*='zdassets.com'], iframe[src*='zendesk.com']",
    "Jotform": "script[src*='jotform'], iframe[src*='jotform']",
    "Google Forms": "iframe[src*='docs.google.com/forms']",
    "Microsoft Forms": "iframe[src*='forms.office.com'], iframe[src*='forms.microsoft.com']",
    "Tally": "iframe[data-tally-src], iframe[src*='tally.so'], script[src*='tally.so']",
    "Marketo": "script[src*='marketo.com'], script[src*='mktoforms']",
    "Freshdesk": "script[src*='freshdesk.com'], iframe[src*='freshdesk.com'], script[src*='freshwidget']",
    "Intercom": "script[src*='widget.intercom.io']",
    "Wufoo": "script[src*='wufoo.com'], iframe[src*='wufoo.com']",
    "Formstack": "script[src*='formstack.com'], iframe[src*='formstack.com']",
    "Pardot": "iframe[src*='pardot.com'], iframe[src*='go.pardot']",
}
"""Services that bring forms into a page from elsewhere, by name."""
_HANDLERS = re.compile(r"^(?:ng-submit|data-ng-submit|v-on:submit|@submit|x-on:submit|wire:submit|\(submit\)|on:submit|"
                       r"data-remote|hx-post|data-hx-post|data-action|ng-click)")  # fmt: skip
_STOPPED = re.compile(r"(?:return\s+false|preventDefault|ajax|return\s+send|xmlhttp|submitForm)", re.IGNORECASE)
_SCRIPTED = re.compile(r"preventDefault|\$\.(?:ajax|post)|fetch\s*\(|XMLHttpRequest|axios|ajaxForm|ajaxSubmit|emailjs")
_MAX_SCRIPT = 400_000


class Scripts:
    """What the scripts of one page have to do with its forms."""

    def __init__(self, page: LexborHTMLParser) -> None:
        self.embeds = tuple(name for name, marks in EMBEDS.items() if page.css_first(marks) is not None)
        self._by_form = {form.mem_id: name for name, marks in SENT_BY_SCRIPT.items() for form in page.css(marks)[:60]}
        inline = "\n".join(script.text() for script in page.css("script:not([src])")[:200])[:_MAX_SCRIPT]
        self._inline = inline
        if "HubSpot" not in self.embeds and "hbspt.forms.create" in inline:
            self.embeds += ("HubSpot",)

    def reasons(
        self, form: LexborNode, controls: Sequence[Control], fields: Sequence[Field], method: str
    ) -> Iterator[str]:
        """Yield why *form* could not be sent without a script: a stable id, a colon, and a sentence."""
        name = self._by_form.get(form.mem_id) or next(
            (self._by_form[up.mem_id] for up in ancestors(form) if up.mem_id in self._by_form), None
        )
        if name:
            yield f"javascript:{name} sends it by a script"
        elif handler := next((key for key in form.attributes if _HANDLERS.match(key)), None):
            yield f"javascript:its attribute {handler} sends it by a script"
        elif _STOPPED.search(attribute(form, "onsubmit")):
            yield "javascript:its onsubmit keeps the browser from sending it"
        if not any(one.kind in {"submit", "image"} for one in controls):
            yield "javascript:it has no button that submits"
        yield from self._by_action(form, controls, fields, method)

    def _by_action(
        self, form: LexborNode, controls: Sequence[Control], fields: Sequence[Field], method: str
    ) -> Iterator[str]:
        action = attribute(form, "action")
        scheme = action.partition(":")[0].lower() if ":" in action.split("/")[0] else ""
        if scheme in {"javascript", "about"}:
            yield "javascript:its action is a script"
            return
        if scheme not in {"", "http", "https"}:
            yield f"action:it leads to {scheme}:, which is no address of the web"
            return
        nowhere = action in {"", "#", "/#", "?"}
        asks = any(field.role is Role.MESSAGE for field in fields)
        if nowhere and method == "get" and asks:
            yield "javascript:it says neither where nor how it is sent"
        elif nowhere and asks and not _keeps_state(controls):
            yield "javascript:nothing in it shows that a server takes it"
        elif asks and self._takes_over(form):
            yield "javascript:a script of the page sends it"

    def _takes_over(self, form: LexborNode) -> bool:
        """Whether a script in the page speaks of *form* by name, and of sending."""
        own = [attribute(form, "id"), *(one for one in tokens(form) if len(one) > 5)]  # noqa: PLR2004 -- short ones are common words
        for name in own:
            at = self._inline.find(name) if name else -1
            if at >= 0 and _SCRIPTED.search(self._inline, max(0, at - 600), at + 1_500):
                return True
        return False


def _keeps_state(controls: Sequence[Control]) -> bool:
    """Whether a form brings something back to a server: a token, a number, or the name of its button."""
    return any(
        one.name and (one.kind == "hidden" or (one.kind == "submit" and attribute(one.node, "value")))
        for one in controls
    )
