"""
What form software and help desks leave in a page, as data: selectors of what confirms, refuses, or only tells the name.

A mark is ``name:meaning``. What stood in the page before the form was sent, with the same words, says nothing.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

CONFIRMS, REFUSES, SPAM, PRESENT, TICKET = "confirms", "refuses", "spam", "present", "ticket"

_MECHANICS: Mapping[str, Mapping[str, str]] = {
    "cf7": {
        CONFIRMS: "form.wpcf7-form.sent .wpcf7-response-output, form.wpcf7-form[data-status=sent] "
        ".wpcf7-response-output, "
        ".wpcf7-mail-sent-ok",
        REFUSES: "form.wpcf7-form.invalid .wpcf7-response-output, form.wpcf7-form.failed .wpcf7-response-output, "
        "form.wpcf7-form.aborted .wpcf7-response-output, form.wpcf7-form.unaccepted .wpcf7-response-output, "
        ".wpcf7-not-valid-tip, .wpcf7-validation-errors, .wpcf7-mail-sent-ng, .wpcf7-acceptance-missing",
        SPAM: "form.wpcf7-form.spam .wpcf7-response-output, .wpcf7-spam-blocked",
        PRESENT: "form.wpcf7-form, input[name=_wpcf7]",
    },
    "gravity": {
        CONFIRMS: ".gform_confirmation_message, .gform_confirmation_wrapper",
        REFUSES: ".gform_validation_errors, .validation_error, .gfield_validation_message",
        PRESENT: ".gform_wrapper, form[id^=gform_]",
    },
    "wpforms": {
        CONFIRMS: ".wpforms-confirmation-container, .wpforms-confirmation-container-full",
        REFUSES: ".wpforms-error-container, label.wpforms-error, em.wpforms-error",
        PRESENT: "form.wpforms-form",
    },
    "elementor": {
        CONFIRMS: ".elementor-message-success",
        REFUSES: ".elementor-message-danger",
        PRESENT: "form.elementor-form",
    },
    "ninja": {
        CONFIRMS: ".nf-response-msg",
        REFUSES: ".nf-error-msg, .nf-form-errors .nf-error-msg",
        PRESENT: ".nf-form-cont",
    },
    "hubspot": {
        CONFIRMS: ".submitted-message, .hs-main-font-element.submitted-message",
        REFUSES: ".hs-error-msg, .hs-error-msgs label, .hs_error_rollup",
        PRESENT: ".hs-form, .hbspt-form, form[id^=hsForm]",
    },
    "webflow": {
        CONFIRMS: ".w-form-done",
        REFUSES: ".w-form-fail",
        PRESENT: ".w-form form",
    },
    "whmcs": {
        TICKET: "a#ticket-number, a[href*='viewticket.php?tid=']",
        PRESENT: "form[action*='submitticket.php'], form[action*='contact.php'][id=frmContact], "
        "a[href*='viewticket.php']",
    },
    "freshdesk": {
        TICKET: "a[href*='/support/tickets/']",
        PRESENT: "form[action*='/support/tickets']",
    },
    "zendesk": {
        CONFIRMS: ".notification-notice, .notification-success",
        REFUSES: ".notification-error, .notification-alert, form#new_request .notification-inline",
        PRESENT: "form#new_request",
    },
    "osticket": {
        REFUSES: "#msg_error",
        PRESENT: "form#ticketForm, form[action*='open.php'], input[name=__CSRFToken__]",
    },
    "django-helpdesk": {
        REFUSES: ".helpdesk-errors",
        PRESENT: "form[action*='tickets/submit'], input[name=submitter_email]",
    },
    "rt": {
        PRESENT: "form[action*='SelfService/Create.html'], form[name=TicketCreate], #comp-SelfService-Create",
    },
}

MARKS: Mapping[str, str] = MappingProxyType(
    {f"{name}:{meaning}": css for name, table in _MECHANICS.items() for meaning, css in table.items()}
    | {
        # What themes and frameworks call a message beside a field or above a form.
        "page:refuses": ".alert-danger, .alert-error, .errorlist, .field-error, .form-error, .error-message, "
        ".errormessage, "
        ".invalid-feedback, .has-error .help-block, .help-block.error, .field-validation-error, "
        ".validation-summary-errors, "
        ".parsley-errors-list, .error-text, .messages--error, .messages.error, .woocommerce-error, .uk-alert-danger, "
        ".is-danger, .frm_error, .frm_error_style, .fluentform .text-danger, .ff-el-is-error "
        ".error, p.error, span.error, "
        "div.error, li.error, label.error, small.error, ul.errors li, .form__error, .help-inline.error, .error-msg",
        "page:alert": "[role=alert], [aria-live=assertive], .alert",
        "page:thanks": ".alert-success, .success-message, .form-success, .messages--status, .frm_message, "
        ".ff-message-success, .form-sent, .uk-alert-success, .is-success, .woocommerce-message",
        "page:ticket": "#ticket-number, #ticketNumber, .ticket-number, .ticket-id, .case-number, [data-ticket-id]",
        "page:captcha": ".g-recaptcha, .h-captcha, .cf-turnstile, .frc-captcha, iframe[src*='captcha'], "
        "iframe[src*='challenges.cloudflare.com'], img[src*='captcha']",
        "page:iframe": "iframe[src]",
    }
)
"""What the reader of pages looks for."""

MAY_DISCARD = frozenset({"gravity"})
"""Form software that thanks the senders of what it throws away as spam with the same words."""

EMBEDS: Mapping[str, re.Pattern[bytes]] = {
    "typeform": re.compile(rb"data-tf-(?:widget|live)|(?:embed\.|form\.)?typeform\.com/"),
    "jotform": re.compile(rb"jotform\.\w{2,4}/"),
    "google-forms": re.compile(rb"docs\.google\.com/forms|forms\.gle/"),
    "microsoft-forms": re.compile(rb"forms\.(?:office|microsoft)\.com|forms\.cloud\.microsoft"),
    "tally": re.compile(rb"tally\.so/"),
    "wufoo": re.compile(rb"wufoo\.com/"),
    "formstack": re.compile(rb"formstack\.com/"),
}
"""Services that draw a form inside a frame of their own, which is never sent."""

OSTICKET_DONE = re.compile(r"support ticket request (?:has been )?created", re.IGNORECASE)
RT_DONE = re.compile(
    r"\b(?:ticket|sak|sag|ärende) (\d{1,9}) (?:created in queue|(?:har skapats|skapat) i|opprettet i|oprettet i|"
    r"aangemaakt in wachtrij|wurde im bereich)",
    re.IGNORECASE,
)
"""The line by which Request Tracker tells the number of a ticket; the number is the group."""
RT_UNSEEN = re.compile(r"\bno permission to view newly created ticket #?(\d{1,9})", re.IGNORECASE)
"""The same to a visitor who may open tickets and see none: with status 403."""
ZENDESK_DONE = re.compile(
    r"\byour request (?:was|has been) (?:successfully )?submitted\b|\bdin förfrågan "
    r"har skickats\b"
    r"|\bforespørselen (?:din )?(?:ble|er) sendt\b|\bdin anmodning (?:blev|er) (?:sendt|"
    r"indsendt)\b"
    r"|\buw aanvraag is (?:met succes )?(?:ingediend|verzonden)\b"
    r"|\bihre anfrage wurde (?:erfolgreich )?(?:eingereicht|gesendet|übermittelt)\b",
    re.IGNORECASE,
)

ADDRESSES: Mapping[str, re.Pattern[str]] = {
    "whmcs": re.compile(r"/viewticket\.php\?(?:[^#]{0,200}&)?tid=([\w-]{3,30})"),
    "django-helpdesk": re.compile(r"/view/\?(?:[^#]{0,300}&)?ticket=([\w-]{1,60}-\d{1,9})(?:&|$)"),
    "rt": re.compile(r"/(?:SelfService|Ticket)/Display\.html\?(?:[^#]{0,200}&)?id=(\d{1,9})"),
    "zendesk": re.compile(r"/hc/(?:[\w-]{2,9}/)?requests/(\d{1,12})(?:$|[?#/])"),
    "freshdesk": re.compile(r"/support/tickets/(\d{1,12})(?:$|[?#/])"),
    "osticket": re.compile(r"/tickets\.php\?(?:[^#]{0,200}&)?id=(\d{1,9})"),
}
"""Addresses at which help desks show the ticket that has just been made; the number is the group."""
