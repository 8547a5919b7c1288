"""Contact forms as providers write them: what each field is for, what is guarded, and what is not understood."""

from __future__ import annotations

import pytest

from probes.contact.form_page import Form, fill, find_form
from probes.contact.form_words import Role
from probes.probe import ProbeFailed
from results.records import Failure

URL = "https://localhost:8443/about/contact"
ANSWERS = {
    Role.NAME: "Anna Lind",
    Role.FIRST_NAME: "Anna",
    Role.LAST_NAME: "Lind",
    Role.EMAIL: "anna.lind.ab0000001@study.localhost",
    Role.SUBJECT: "A question",
    Role.MESSAGE: "How short may a TTL be?",
}

SWEDISH = """
<html lang=sv><body><form action="/skicka" method="POST">
  <input type=hidden name=csrf value=t0k3n>
  <label for=a>Ditt namn</label><input id=a name=f1 required>
  <label for=b>E-postadress</label><input id=b name=f2 required>
  <label for=c>Ämne</label><input id=c name=f3>
  <label for=d>Vad gäller ditt ärende?</label>
  <select id=d name=f4 required><option value="">Välj<option value=sales>Försäljning<option value=tech>Teknik</select>
  <label for=e>Meddelande</label><textarea id=e name=f5 required></textarea>
  <label><input type=checkbox name=f6 required value=ja> Jag godkänner att mina personuppgifter sparas</label>
  <button name=send value=1>Skicka</button>
</form></body></html>"""
NORWEGIAN = """
<html lang=nb><body><form method=post action=send>
  <label>Fornavn <input name=f1></label> <label>Etternavn <input name=f2></label>
  <label>E-post <input name=f3></label> <label>Emne <input name=f4></label>
  <label>Avdeling <select name=f5><option value=1>Salg</option><option value=2>Teknisk hjelp</option></select></label>
  <label>Melding <textarea name=f6></textarea></label>
  <label><input type=checkbox name=f7> Jeg samtykker</label>
  <input type=submit name=go value="Send inn">
</form></body></html>"""
DUTCH = """
<html lang=nl><body><form method=post>
  <input name=f1 placeholder=Voornaam><input name=f2 placeholder=Achternaam>
  <input name=f3 aria-label=E-mailadres><input name=f4 placeholder=Onderwerp>
  <textarea name=f5 placeholder="Uw bericht"></textarea>
  <label for=x>Ik ga akkoord met de voorwaarden</label><input type=checkbox id=x name=f6 required>
</form></body></html>"""
ENGLISH = """
<html lang=en><body><form method=post action="?sent=1">
  <input name=name autocomplete=name required><input type=email name=contact required>
  <input type=text name=subject><select name=department><option>Billing<option>Support</select>
  <textarea name=message required></textarea><label><input type=checkbox name=gdpr> I agree</label>
</form></body></html>"""


def form(html: str, url: str = URL) -> Form:
    """Return the form that is found in *html*."""
    return find_form(html.encode(), url)


def page(inside: str, head: str = "") -> str:
    """Return a page whose form has an address, a message and *inside*."""
    return (
        f"<html><head>{head}</head><body><form method=post><input type=email name=mail>"
        f"<textarea name=text></textarea>{inside}</form></body></html>"
    )


def failure(html: str, *, consent: bool = False) -> Failure:
    """Return why the form in *html* is not filled in."""
    with pytest.raises(ProbeFailed) as caught:
        fill(form(html), ANSWERS, consent=consent)
    return caught.value.failure


def filled(html: str, *, consent: bool = False) -> dict[str, str]:
    """Return what is sent for the form in *html*."""
    return fill(form(html), ANSWERS, consent=consent)


@pytest.mark.parametrize(
    ("html", "roles"),
    [
        (SWEDISH, "name email subject department message consent"),
        (NORWEGIAN, "first_name last_name email subject department message consent"),
        (DUTCH, "first_name last_name email subject message consent"),
        (ENGLISH, "name email subject department message consent"),
    ],
    ids=["sv", "nb", "nl", "en"],
)
def test_roles(html: str, roles: str) -> None:
    """Each field of a form in four languages is known for what it is."""
    assert [field.role.value for field in form(html).fields] == roles.split()


def test_filled_in_as_a_person_would() -> None:
    """The token, the button, the answers, the technical department and the consent are sent, and nothing else."""
    assert filled(SWEDISH, consent=True) == {
        "csrf": "t0k3n",
        "send": "1",
        "f1": "Anna Lind",
        "f2": "anna.lind.ab0000001@study.localhost",
        "f3": "A question",
        "f4": "tech",
        "f5": "How short may a TTL be?",
        "f6": "ja",
    }


def test_what_is_not_required_is_left_alone() -> None:
    """A department and a consent that are not required are not sent."""
    assert set(filled(NORWEGIAN, consent=True)) == {"f1", "f2", "f3", "f4", "f6", "go"}


@pytest.mark.parametrize(
    ("html", "action"),
    [
        (SWEDISH, "https://localhost:8443/skicka"),
        (NORWEGIAN, "https://localhost:8443/about/send"),
        (DUTCH, URL),
        (ENGLISH, URL + "?sent=1"),
        (page("").replace("method", "action=//localhost:9/x method"), "https://localhost:9/x"),
        (page("", "<base href=/other/>").replace("method", "action=send method"), "https://localhost:8443/other/send"),
        (page("", "<base href=http://localhost/x/>").replace("method", "action=y method"), "http://localhost/x/y"),
    ],
    ids=["rooted", "relative", "none", "query", "network", "base", "absolute_base"],
)
def test_action(html: str, action: str) -> None:
    """The form leads where a browser would send it, with the page's base taken into account."""
    assert form(html).action == action


@pytest.mark.parametrize("action", ["javascript:send()", "mailto:support@localhost", "http://[", "data:,x"])
def test_action_that_is_no_address(action: str) -> None:
    """A form that leads to no address of the web is not understood, and is no bug of ours."""
    assert failure(page("").replace("method", f'action="{action}" method')) is Failure.FORM_NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("said", "method"), [("POST", "post"), ("get", "get"), ("", "get"), ("delete", "get"), ("dialog", "get")]
)
def test_method(said: str, method: str) -> None:
    """A form posts if it says so; whatever else it says, it is a GET, and never another request."""
    assert form(page("").replace("method=post", f"method='{said}'")).method == method


@pytest.mark.parametrize(
    "trap",
    [
        "<input name=trap style='display:none'>",
        "<div style='position:absolute; left:-9999px'><p><input name=trap required></p></div>",
        "<input name=trap style='opacity:0'>",
        "<input name=trap hidden>",
        "<div aria-hidden=true><input name=trap></div>",
        "<input name=trap tabindex=-1>",
        "<div class=extra><label>Website <input name=trap></label></div>",
        "<input id=trap-2 name=trap>",
        "<textarea name=trap class=extra></textarea>",
        "<div style='visibility: hidden'><input type=email name=trap></div>",
    ],
)
def test_honeypots_are_left_empty(trap: str) -> None:
    """What a person does not see is not filled in and not asked about, whichever way it is hidden."""
    sheet = "<style>/* layout */ .extra { color: red; DISPLAY : none } @media all { #trap-2 {left:-500em} }</style>"
    assert set(filled(page(trap, sheet))) == {"mail", "text"}


@pytest.mark.parametrize(
    "style", ["border-width:0", "min-width:0", "opacity:0.9", "line-height:0", "left:-5px", "height:0.5em"]
)
def test_harmless_styles_hide_nothing(style: str) -> None:
    """Styles that only look like hiding hide nothing: a visible field is filled in."""
    html = page(f"<fieldset><input name=subject style='{style}'></fieldset>", f"<style>fieldset{{{style}}}</style>")
    assert filled(html)["subject"] == "A question"


@pytest.mark.parametrize(
    ("mark", "vendor"),
    [
        ("<div class=g-recaptcha data-sitekey=k></div>", "reCAPTCHA"),
        ("<script src=https://www.google.com/recaptcha/api.js?render=k></script>", "reCAPTCHA"),
        ("<script src=https://www.recaptcha.net/recaptcha/api.js></script>", "reCAPTCHA"),
        ("<div class=h-captcha></div>", "hCaptcha"),
        ("<script src=https://js.hcaptcha.com/1/api.js></script>", "hCaptcha"),
        ("<div class=cf-turnstile></div>", "Turnstile"),
        ("<script src=https://challenges.cloudflare.com/turnstile/v0/api.js></script>", "Turnstile"),
        ("<div class=frc-captcha></div>", "Friendly Captcha"),
        (
            "<script src=https://cdn.jsdelivr.net/npm/friendly-challenge/friendlycaptcha.js></script>",
            "Friendly Captcha",
        ),
        ("<img src=c.png><input name=my_Captcha_code>", "an image"),
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_captchas_need_a_person(mark: str, vendor: str, inside: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """A CAPTCHA of each vendor, within the form or beside it, is for a person and is named."""
    with pytest.raises(ProbeFailed) as caught:
        form(page(mark) if inside else page("") + mark)
    assert caught.value.failure is Failure.NEEDS_PERSON
    assert vendor in caught.value.detail


@pytest.mark.parametrize(
    "demand",
    [
        "<label>Customer number <input name=x required></label>",
        "<input type=tel name=x required>",
        "<label><input type=checkbox name=x required> I am a customer already</label>",
        "<input type=radio name=x value=1 required>",
        "<input type=file name=x required>",
        "<input type=date name=x required>",
        "<input type=password name=x required>",
        "<select name=x required><option value=''>Choose</option></select>",
    ],
)
def test_required_and_not_understood(demand: str) -> None:
    """A form that demands what is not understood is not sent with a guess in it."""
    assert failure(page(demand), consent=True) is Failure.FORM_NOT_UNDERSTOOD


@pytest.mark.parametrize("extra", ["<input name=x>", "<input type=checkbox name=x>", "<input type=radio name=x>"])
def test_unknown_and_not_required(extra: str) -> None:
    """What is not understood and not demanded is left empty."""
    assert set(filled(page(extra))) == {"mail", "text"}


def test_consent_that_is_not_allowed() -> None:
    """A consent that is demanded, but that the study may not give, ends the visit."""
    assert failure(SWEDISH, consent=False) is Failure.FORM_NOT_UNDERSTOOD


def test_department_for_technical_questions() -> None:
    """Of the departments the one for help is chosen, by its value or by its words, else the first that is not empty."""
    choices = "<select name=x required><option value=''>-<option value=sales>Sales<option value={}>{}</select>"
    assert filled(page(choices.format("support", "Us")))["x"] == "support"
    assert filled(page(choices.format("17", "Teknisk hjelp")))["x"] == "17"
    assert filled(page(choices.format("press", "Press")))["x"] == "sales"


def test_only_the_first_button_is_pressed() -> None:
    """One button is pressed, as by a person: of several named ones only the first is sent."""
    html = page("<button type=button name=help>?</button><button name=a value=1>Go</button><button name=b>No</button>")
    assert set(filled(html)) == {"mail", "text", "a"}


@pytest.mark.parametrize(
    "html",
    ["", "<p>Call us</p>", "<form><input name=q></form>", "<textarea name=m></textarea>", "\x00\xff<<<>>", "<form>"],
)
def test_no_form(html: str) -> None:
    """A page without a form that has room for a message is told apart from one that is not understood."""
    with pytest.raises(ProbeFailed) as caught:
        form(html)
    assert caught.value.failure is Failure.FORM_MISSING


def test_search_box_is_not_the_form() -> None:
    """A search box before the contact form is passed over."""
    assert form("<form action=/search><input name=q></form>" + DUTCH).action == URL


@pytest.mark.parametrize("missing", ["<input type=email name=mail>", "name=text"])
def test_no_room_for_address_or_message(missing: str) -> None:
    """A form that takes no address, or no message by name, cannot be used and is not understood."""
    assert failure(page("").replace(missing, "")) is Failure.FORM_NOT_UNDERSTOOD
