"""Draws a contact form, empty or with what was wrong with it."""

from collections.abc import Mapping, Sequence
from html import escape

from kaklet.demo.form_sheets import Choice, Entry, Sheet
from kaklet.demo.houses import House
from kaklet.demo.pages import layout

_CAPTCHA_FIELD = "g-recaptcha-response"


def form_page(
    house: House, sheet: Sheet, *, token: str, entered: Mapping[str, str] | None = None, wrong: Sequence[str] = ()
) -> str:
    """Return the page with the form, filled with what was *entered*; *wrong* are sentences for the customer."""
    values = entered or {}
    parts = (
        _entry(sheet.asker, values),
        _entry(sheet.address, values),
        _choice(sheet.choice, values) if sheet.choice else "",
        _entry(sheet.subject, values) if sheet.subject else "",
        _entry(sheet.message, values),
        _honeypot(sheet.honeypot) if sheet.honeypot else "",
        _consent(*sheet.consent) if sheet.consent else "",
        _captcha() if sheet.captcha else "",
    )
    main = (
        f"<h1>{escape(sheet.heading)}</h1>\n<p>{escape(sheet.lead)}</p>\n{_alert(sheet, wrong)}"
        '<form action="/contact" method="post" accept-charset="utf-8">\n'
        f'<input type="hidden" name="{sheet.token}" value="{escape(token)}">\n'
        f'{"".join(parts)}<p><button type="submit">{escape(sheet.button)}</button></p>\n</form>'
    )
    return layout(house, language=sheet.language, title=sheet.heading, main=main)


def thanks_page(house: House, sheet: Sheet, *, ticket: str) -> str:
    """Return the page that a sent form is answered with."""
    main = f'<h1>{escape(sheet.heading)}</h1>\n<p role="status">{escape(sheet.thanks.format(ticket=ticket))}</p>'
    return layout(house, language=sheet.language, title=sheet.heading, main=main)


def _alert(sheet: Sheet, wrong: Sequence[str]) -> str:
    if not wrong:
        return ""
    points = "".join(f"<li>{escape(sentence)}</li>\n" for sentence in wrong)
    return f'<div role="alert">\n<p>{escape(sheet.refused)}</p>\n<ul>\n{points}</ul>\n</div>\n'


def _entry(entry: Entry, values: Mapping[str, str]) -> str:
    value = escape(values.get(entry.name, ""))
    common = f'id="{entry.name}" name="{entry.name}" required'
    if entry.kind == "textarea":
        field = f'<textarea {common} rows="8" maxlength="5000">\n{value}</textarea>'
    else:
        field = (
            f'<input type="{entry.kind}" {common} maxlength="200" autocomplete="{entry.autocomplete}" value="{value}">'
        )
    return f'<p><label for="{entry.name}">{escape(entry.label)}</label>\n{field}</p>\n'


def _choice(choice: Choice, values: Mapping[str, str]) -> str:
    chosen = values.get(choice.name, "")
    options = "".join(
        f'<option value="{value}"{" selected" if value == chosen else ""}>{escape(words)}</option>\n'
        for value, words in choice.options
    )
    return (
        f'<p><label for="{choice.name}">{escape(choice.label)}</label>\n'
        f'<select id="{choice.name}" name="{choice.name}" required>\n'
        f'<option value="">{escape(choice.hint)}</option>\n{options}</select></p>\n'
    )


def _consent(name: str, label: str) -> str:
    box = f'<input type="checkbox" name="{name}" value="yes" required>'
    return f'<p><label class="tick">{box} {escape(label)}</label></p>\n'


def _honeypot(name: str) -> str:
    return (
        f'<div class="more-about-you" aria-hidden="true">\n<label for="{name}">Website</label>\n'
        f'<input type="text" id="{name}" name="{name}" tabindex="-1" autocomplete="off" value="">\n</div>\n'
    )


def _captcha() -> str:
    return (
        '<div class="g-recaptcha" data-sitekey="kaklet-demo-no-key">\n'
        f'<textarea name="{_CAPTCHA_FIELD}" class="{_CAPTCHA_FIELD}" style="display: none"></textarea>\n</div>\n'
    )
