"""Forms as form software and people write them: purposes, roles, traps, guards, and whether they could be sent."""

# ruff: noqa: E501 -- a page reads best in one line
from __future__ import annotations

import pytest

from probes.forms import Form, NotFillableError, Purpose, Role, fill, read_forms

URL = "https://www.host.example/om/kontakt"
ANSWERS = {
    Role.NAME: "Anna Lind",
    Role.FIRST_NAME: "Anna",
    Role.LAST_NAME: "Lind",
    Role.EMAIL: "anna@study.example",
    Role.SUBJECT: "A question",
    Role.MESSAGE: "How short may a TTL be?",
}
SIMPLE = "<input name=n autocomplete=name><input type=email name=e required><textarea name=m required></textarea>"
SEND = "<button name=send value=1>Send message</button>"


def forms(html: str) -> tuple[Form, ...]:
    """Return the forms of *html*."""
    return read_forms(html.encode(), URL)


def contact(inside: str, *, start: str = "<form method=post action=/send>", around: str = "{}") -> Form:
    """Return a contact form with *inside* beside its usual fields."""
    return forms(around.format(f"{start}{SIMPLE}{inside}{SEND}</form>"))[0]


def roles(form: Form) -> dict[str, str]:
    """Return the role of each named field."""
    return {field.name: field.role.value for field in form.fields}


LANGUAGES = {
    "sv": ("Ditt namn", "E-postadress", "Telefonnummer", "Ämne", "Meddelande", "Jag godkänner integritetspolicyn"),
    "nb": ("Navn", "E-post", "Mobilnummer", "Emne", "Din melding", "Jeg samtykker i at opplysningene lagres"),
    "da": ("Dit navn", "Mailadresse", "Tlf.", "Emne", "Besked", "Jeg accepterer privatlivspolitikken"),
    "nl": ("Uw naam", "E-mailadres", "Telefoonnummer", "Onderwerp", "Uw bericht", "Ik ga akkoord met de voorwaarden"),
    "de": (
        "Ihr Name",
        "E-Mail-Adresse",
        "Telefon",
        "Betreff",
        "Ihre Nachricht",
        "Ich stimme der Datenschutzerklärung zu",
    ),
    "en": ("Your name", "Email address", "Phone", "Subject", "Message", "I agree to the privacy policy"),
    "fi": ("Nimi", "Sähköpostiosoite", "Puhelinnumero", "Aihe", "Viesti", "Hyväksyn ehdot"),
    "fr": ("Votre nom", "Adresse e-mail", "Téléphone", "Sujet", "Votre message", "J'accepte les conditions"),
}
EXPECTED = ["name", "email", "phone", "subject", "message", "consent"]
LAYOUTS = {
    "labels by id": "<label for=x{0}>{1}</label> {2}",
    "labels around": "<label><span>{1}:</span> {2}</label>",
    "placeholders": "{3}",
    "a table": "<tr><td>{1} *<td>{2}</tr>",
    "paragraphs": "<p>{1}<br>{2}</p>",
    "aria": "{4}",
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_fields_are_known_by_what_they_are_called_beside_them(language: str, layout: str) -> None:
    """Names say nothing here; labels, placeholders and table cells do, in each language."""
    rows = []
    for number, words in enumerate(LANGUAGES[language]):
        tag = "textarea" if number == 4 else "input"
        kind = "type=checkbox" if number == 5 else ""
        made = [f"<{tag} id=x{number} name=f{number} {kind} {more}></{tag}>".replace("></input>", ">") for more in
                ("", f'placeholder="{words}" title="{words}"', f'aria-label="{words}"')]  # fmt: skip
        rows.append(LAYOUTS[layout].format(number, words, *made))
    table = "<table>{}</table>" if layout == "a table" else "{}"
    form = forms(f"<form method=post action=/send>{table.format(''.join(rows))}{SEND}</form>")[0]
    assert form.purpose is Purpose.CONTACT
    assert [field.role.value for field in form.fields][:6] == EXPECTED


ROLES = {
    "<label>First name<input name=x></label>": "first_name",
    "<label>Efternamn<input name=x></label>": "last_name",
    "<input name=x type=tel>": "phone",
    "<label>Company name<input name=x></label>": "company",
    "<label>Kundnummer<input name=x></label>": "customer_number",
    "<label>Domännamn<input name=x></label>": "domain",
    "<label>Bekräfta e-post<input name=x></label>": "email_confirm",
    "<label>Repeat e-mail<input type=email name=x></label>": "email_confirm",
    "<label>Avdelning<select name=x><option>Teknik<option>Salg</select></label>": "department",
    "<label>Subject<select name=x><option>Billing<option>Support</select></label>": "department",
    "<label>Prioritet<select name=x><option>Hög<option>Låg</select></label>": "urgency",
    "<label><input type=checkbox name=x> Ja, jag vill ha ert nyhetsbrev</label>": "newsletter_opt_in",
    "<input type=checkbox name=x id=x><label for=x>Jeg har læst betingelserne</label>": "consent",
    "<label>Attachment<input type=file name=x></label>": "attachment",
    "<label>Security code<input name=x></label>": "captcha",
    "<input type=hidden name=x value=t0k3n>": "hidden",
    "<label>Postort<input name=x></label>": "other",
    "<label>Username<input name=x></label>": "other",
    "<label>Country<select name=x><option>Norge</select></label>": "other",
    "<input name='ctl00$page$form$company'>": "company",
}


@pytest.mark.parametrize("html", ROLES)
def test_each_role_is_told_apart(html: str) -> None:
    """The roles that a study knows, each in one field beside the usual three."""
    form = contact(html)
    assert form.fields[3].role.value == ROLES[html]
    assert form.fields[3].evidence


def test_standard_names_for_autofill_outweigh_words() -> None:
    """What autocomplete says is what the author meant."""
    form = contact("<label>Message<input name=x autocomplete=tel></label>")
    assert roles(form)["x"] == "phone"
    assert "autocomplete=tel" in form.fields[3].evidence


TRAPS = {
    "display none": '<div style="display:none"><input name=website></div>',
    "off the screen": '<p style="position:absolute; left:-9999px"><label>URL<input name=url></label></p>',
    "a class of the page's own": "<style>.b7 {position: absolute; left: -5000px}</style><div class=b7><input name=fax></div>",
    "a rule for a descendant": "<style>form .x > input{display:none}</style><div class=x><input name=homepage></div>",
    "opacity": '<input name=phone2 style="opacity:0;height:0;position:absolute">',
    "clipped": '<input name=address style="position:absolute;clip:rect(0,0,0,0)">',
    "hidden": "<input name=company2 hidden>",
    "aria-hidden and no tab stop": "<div aria-hidden=true><input name=x8 tabindex=-1 autocomplete=off></div>",
    "asks to be left alone, sv": "<label>Lämna detta fält tomt<input name=q1></label>",
    "asks to be left alone, nb": "<label>La dette feltet stå tomt<input name=q1></label>",
    "asks to be left alone, da": "<label>Lad dette felt være tomt<input name=q1></label>",
    "asks to be left alone, nl": "<label>Laat dit veld leeg<input name=q1></label>",
    "asks to be left alone, de": "<label>Bitte dieses Feld leer lassen<input name=q1></label>",
    "asks to be left alone, en": "<label>Leave this field blank<input name=q1></label>",
    "Contact Form 7 Honeypot": '<span class="wpcf7-form-control-wrap honeypot-428-wrap" style="display:none!important">'
    "<label>Please leave this field empty.</label><input type=text name=honeypot-428 tabindex=-1></span>",
    "Gravity Forms": "<li class='gfield gform_validation_container'><label for=i9>Phone</label>"
    "<input name=input_9 id=i9><div>This field is for validation purposes and should be left unchanged.</div></li>",
    "WPForms": '<div class="wpforms-field wpforms-field-hp"><label>Comment</label><input name=wpforms[hp]></div>',
    "Elementor": '<div class="elementor-field-group" style="display:none"><input name=form_fields[field_x1] class=elementor-field></div>',
    "Drupal": '<div class="url-textfield" style="display: none !important;"><label>Leave this field blank</label>'
    "<input name=url autocomplete=off></div>",
    "Netlify": "<p class=hidden><label>Don't fill this out: <input name=bot-field></label></p>",
    "Mailchimp": '<div style="position: absolute; left: -5000px;" aria-hidden="true">'
    '<input type="text" name="b_0123456789abcdef_0123456789" tabindex="-1" value=""></div>',
    "a second e-mail address": '<div style="height:0;overflow:hidden"><input type=email name=email2 tabindex=-1></div>',
    "a checkbox": '<input type=checkbox name=contact_me_by_fax_only value=1 style="display:none" tabindex=-1>',
}


@pytest.mark.parametrize("name", TRAPS)
def test_traps_are_known_and_never_filled_in(name: str) -> None:
    """Whatever hides them or names them, they stay as they are, and the form can be sent all the same."""
    form = contact(TRAPS[name])
    assert [field.role for field in form.fields[3:4]] == [Role.HONEYPOT]
    assert form.honeypots == (form.fields[3].name,)
    assert form.submittable, form.reasons
    assert form.honeypots[0] not in fill(form, ANSWERS).values
    assert form.honeypots[0] not in form.mapping.values()


NO_TRAPS = {
    "a box drawn by its label": "<style>.c input{opacity:0;position:absolute}.c label{display:block}</style>"
    "<div class=c><input type=checkbox id=k name=x required><label for=k>I agree to the privacy policy</label></div>",
    "hidden in print only": "<style media=print>.p{display:none}</style><label class=p>Phone<input name=x></label>",
    "hidden on narrow screens": "<style>@media (max-width:600px){.p{display:none}}</style>"
    "<label class=p>Phone<input name=x></label>",
    "shown again": "<style>.t{display:none}.t.on{display:block}</style><div class='t on'><label>Phone<input name=x></label></div>",
    "an animation": "<style>@keyframes k{from{opacity:0}to{opacity:1}} .a{animation:k 1s}</style>"
    "<div class=a><label>Phone<input name=x></label></div>",
    "only its label is hidden": "<style>.sr{position:absolute;clip:rect(0,0,0,0)}</style>"
    "<label class=sr for=k>Phone</label><input id=k name=x>",
    "a thin border": "<input name=x placeholder=Phone style='border-width:0;min-width:0'>",
}


@pytest.mark.parametrize("name", NO_TRAPS)
def test_what_a_person_sees_is_no_trap(name: str) -> None:
    """Custom controls, other media and rules that others overrule hide nothing."""
    field = contact(NO_TRAPS[name]).fields[3]
    assert field.role is not Role.HONEYPOT
    assert not field.concealed


def test_a_file_field_behind_a_button_of_its_own_is_no_trap() -> None:
    """It is hidden in every way at once, and lures nobody."""
    hidden = "display:none;visibility:hidden;opacity:0;position:absolute;left:-9999px;width:0;height:0"
    form = contact(f'<input type=file name=Attach multiple tabindex=-1 autocomplete=off style="{hidden}">')
    assert (roles(form)["Attach"], form.honeypots) == ("attachment", ())


def test_a_form_that_is_opened_by_a_click_has_no_traps() -> None:
    """What hides the whole form, as a tab or a dialog does, says nothing of its fields."""
    form = contact("", around='<div class=modal style="display:none">{}</div>')
    assert (form.purpose, form.honeypots, form.submittable) == (Purpose.CONTACT, (), True)


def test_a_demanded_field_that_nobody_sees_is_not_sent() -> None:
    """Doubt is no reason to fill it in, and none to leave out what is demanded."""
    form = contact('<div style="display:none"><select name=x required><option>a<option>b</select><input name=y required>'
                   "<input name=z><input name=w></div>")  # fmt: skip
    assert not form.submittable
    assert any("would not see it" in why or "not understood" in why for why in form.reasons)


def test_a_demanded_field_without_a_name_needs_a_script() -> None:
    """What a browser would not send, a program cannot answer."""
    form = contact("<input required placeholder=Mobile>")
    assert not form.submittable
    assert any(why.startswith("javascript:") and "no name" in why for why in form.reasons)


def test_a_place_kept_for_a_captcha_guards_the_form() -> None:
    """A box for a check that a script loads later is one, whoever's it is."""
    form = contact('<div id="contact_captcha_placeholder"><button type=button>Load</button></div>')
    assert (form.captcha, form.submittable) == ("other", False)


PURPOSES = {
    "<form action=/s><input name=q><button>Sök</button></form>": "search",
    "<form role=search><input type=search name=x></form>": "search",
    "<form method=post><input name=user><input type=password name=p><button>Log in</button></form>": "login",
    "<form method=post><input type=email name=e><button>Prenumerera på nyhetsbrevet</button></form>": "newsletter",
    "<form method=post action=/cart><input name=qty value=1><button>Lägg i varukorg</button></form>": "order",
    "<form method=post><input name=n placeholder=Namn><input type=tel name=t><button>Ring mig</button></form>": "callback",
    "<form method=post action=/d><input name=domain placeholder='Find your domain'><button>Search</button></form>": "search",
    "<form id=commentform action=/wp-comments-post.php method=post><textarea name=comment></textarea><input name=author>"
    "<input name=email><input name=url><input type=submit value='Post Comment'></form>": "contact comment",
    "<form method=post><input type=radio name=rating value=1><textarea name=review></textarea><input name=name>"
    "<input type=email name=email><button>Submit review</button></form>": "contact review",
    "<form method=post><input name=user><input type=email name=e><input type=password name=p1>"
    "<input type=password name=p2><button>Create account</button></form>": "other registration",
    "<form method=post><input type=email name=e><button>Reset password</button></form>": "other recovery",
    "<form method=post><input name=name><input type=email name=email><textarea name=cover_letter></textarea>"
    "<input type=file name=cv><button>Apply now</button></form>": "other application",
    "<form method=post><input name=your_email><input name=friend_email><textarea name=message></textarea>"
    "<button>Send to a friend</button></form>": "contact share",
    "<form method=post><input name=friend_email><input name=your_email><button>Tell a friend</button></form>": "contact share",
    "<form method=post><input name=title><textarea name=body></textarea><button>Go on</button></form>": "contact comment",
    "<form method=post><textarea name=body></textarea><button>Go on</button></form>": "contact comment",
    "<form method=post><input name=body><button>Go on</button></form>": "other",
    "<form method=post id=contactForm action=/kontakt><input type=hidden name=token value=1><div class=drawn></div></form>": "contact",
    "<form method=post action=/basket><input type=hidden name=token value=1><div class=drawn></div></form>": "other",
    "<form method=post action=https://b.example/wp-comments-post.php><textarea name=x9f3 aria-required=true></textarea>"
    "<input name=author><input name=email><input type=submit value=Senden></form>": "contact comment",
    "<form method=post><textarea name=x9f3></textarea><textarea name=comment style='display:none'></textarea>"
    "<input name=author placeholder=Name><input name=email><button>Senden</button></form>": "contact comment",
    "<form method=post><input name=navn placeholder=Navn><input type=email name=epost><input type=date name=fra>"
    "<input type=date name=til><textarea name=melding></textarea><button>Send</button></form>": "other booking",
    "<form method=post><input name=naam><input type=email name=email><textarea name=opmerking></textarea>"
    "<button>Bestelling plaatsen</button></form>": "order",
    "<form action=/find><input name=title><textarea name=q></textarea><button>Search</button></form>": "other",
    "<form method=post><input name=login><input name=mail><input name=first_name><textarea name=about></textarea>"
    "<button>Register</button></form>": "other registration",
    "<form action=/hc/en-us/requests><select name='request[ticket_form_id]'><option>A<option>B</select></form>": "contact",
    "<form method=post action=submitticket.php><input name=name><input name=email><input name=subject>"
    "<select name=deptid><option value=1>Support</select><textarea name=message></textarea><button>Submit</button></form>": "contact",
    "<form method=post><h2>Klagomål</h2><input name=a placeholder=E-post><textarea name=b></textarea>"
    "<button>Skicka</button></form>": "contact",
}


@pytest.mark.parametrize("html", PURPOSES)
def test_purposes_are_told_apart(html: str) -> None:
    """Contact forms are known from all others, and doors to support from what is written for readers."""
    purpose, _, kind = PURPOSES[html].partition(" ")
    assert (forms(html)[0].purpose.value, forms(html)[0].kind.value) == (purpose, kind or purpose)


CAPTCHAS = {
    "<div class=g-recaptcha data-sitekey=k></div>": "reCAPTCHA 2",
    "<script src='https://www.google.com/recaptcha/api.js?render=6Labcdefgh'></script>": "reCAPTCHA 3",
    "<div class=h-captcha></div>": "hCaptcha",
    "<div class=cf-turnstile></div>": "Turnstile",
    "<script src='https://challenges.cloudflare.com/turnstile/v0/api.js'></script>": "Turnstile",
    "<div class=frc-captcha></div>": "Friendly Captcha",
    "<img src=/captcha.php><label>Enter the code<input name=code></label>": "image",
    "<label>Skriv koden i bilden<input name=captcha_code></label>": "image",
    "<label>What is 3 + 4?<input name=captcha></label>": "sum",
    "<label>Sicherheitsfrage: 5 + 2 = <input name=cap></label>": "sum",
    "<altcha-widget></altcha-widget>": "other",
    "<label>6 5 2 T 4 S<input name=data></label>": "image",
    "<label>Random question<input name=humanverify[input]></label>": "other",
    "<label>Are you real? 3 + 4 =<input name=x7></label>": "sum",
}


@pytest.mark.parametrize("html", CAPTCHAS)
def test_a_guarded_form_is_never_sent_by_a_program(html: str) -> None:
    """Each vendor is told by name, and the form is for a person."""
    form = contact(html)
    assert form.captcha == CAPTCHAS[html]
    assert not form.submittable
    with pytest.raises(NotFillableError, match="CAPTCHA"):
        fill(form, ANSWERS)


SCRIPTED = {
    "Elementor": '<form class="elementor-form" method=post action=/x>',
    "Divi": '<form class="et_pb_contact_form clearfix" method=post action=/x>',
    "Ninja Forms": "<div class=nf-form-cont><div class=nf-form-layout><form method=post action=/x>",
    "HubSpot": '<form class=hs-form method=post action="https://forms.hsforms.com/submissions/v3/public/submit/x">',
    "Webflow": "<div class=w-form><form method=post action=/x>",
    "Zendesk": '<form id=new_request method=post action="/hc/en-us/requests">',
    "Vue": "<form @submit.prevent=send method=post action=/x>",
    "an action that is a script": '<form method=post action="javascript:send()">',
    "a handler that stops it": '<form method=post action=/x onsubmit="send(); return false">',
    "no address and no method": "<form>",
}


@pytest.mark.parametrize("name", SCRIPTED)
def test_a_form_that_a_script_sends_is_not_called_submittable(name: str) -> None:
    """What a plain request would not deliver is told with its reason."""
    form = contact("", start=SCRIPTED[name])
    assert form.purpose is Purpose.CONTACT
    assert [why.partition(":")[0] for why in form.reasons] == ["javascript"]


PLAIN = {
    "Contact Form 7": '<form action="/kontakt/#wpcf7-f12-p3-o1" method=post class="wpcf7-form init" data-status=init>'
    "<input type=hidden name=_wpcf7 value=12>",
    "Gravity Forms": '<form method=post enctype=multipart/form-data id=gform_1 action="/kontakt/#gf_1" target=gform_ajax_frame_1>',
    "WPForms": '<form class="wpforms-validate wpforms-form" method=post action=/kontakt/ data-token=x>',
    "WHMCS": "<form method=post action=contact.php><input type=hidden name=token value=x><input type=hidden name=action value=send>",
    "Drupal": "<form action=/contact method=post id=contact-form><input type=hidden name=form_build_id value=form-x>",
}


@pytest.mark.parametrize("name", PLAIN)
def test_a_form_that_a_plain_post_serves_is_submittable(name: str) -> None:
    """Known software that also takes what a browser without scripts sends."""
    form = contact("", start=PLAIN[name])
    assert form.submittable, form.reasons


DEMANDS = {
    "<input name=x required>": "not understood",
    "<input type=file name=x required>": "a file is demanded",
    "<input type=password name=x required>": "password",
    "<input name=card_number required>": "orders or pays",
}


@pytest.mark.parametrize("html", DEMANDS)
def test_what_is_demanded_and_not_understood_keeps_a_form_from_being_sent(html: str) -> None:
    """The reason is a sentence that names the field."""
    form = contact(html)
    assert not form.submittable
    assert any(DEMANDS[html] in why for why in form.reasons)


def test_a_form_without_an_address_field_is_not_submittable() -> None:
    """No answer could come."""
    form = forms("<form method=post action=/x><input name=n placeholder=Name><input type=tel name=t>"
                 "<textarea name=m></textarea><button>Contact us</button></form>")[0]  # fmt: skip
    assert "missing:no field was found for email" in form.reasons


def test_fields_without_names_are_sent_by_a_script() -> None:
    """A browser sends nothing that has no name."""
    form = forms("<form method=post action=/x><input type=email id=e><textarea name=m></textarea><button>Send message"
                 "</button></form>")[0]  # fmt: skip
    assert any("has no name" in why for why in form.reasons)


def test_a_demanded_consent_is_given_only_if_it_may_be() -> None:
    """The plan allows it or not."""
    form = contact("<label><input type=checkbox name=gdpr value=ja required> I agree to the terms</label>")
    assert fill(form, ANSWERS, consent=True).values["gdpr"] == "ja"
    with pytest.raises(NotFillableError, match="gdpr"):
        fill(form, ANSWERS)


def test_a_newsletter_is_never_taken() -> None:
    """Not even where a consent may be given."""
    form = contact("<label><input type=checkbox name=news value=1> Send me your newsletter</label>")
    assert set(fill(form, ANSWERS, consent=True).values) == {"n", "e", "m"}


def test_of_a_demanded_list_the_department_that_helps_is_chosen() -> None:
    """A question is not for the sales people."""
    form = contact("<label>Avdelning<select name=d required><option value=''>Välj<option value=1>Försäljning"
                   "<option value=2>Teknisk hjälp</select></label>")  # fmt: skip
    assert fill(form, ANSWERS).values["d"] == "2"


def test_a_repeated_address_is_written_twice() -> None:
    """The second one is the same."""
    form = contact("<label>Confirm e-mail<input name=e2 required></label>")
    assert fill(form, ANSWERS).values["e2"] == ANSWERS[Role.EMAIL]


def test_name_beside_surname_is_the_first_name() -> None:
    """As in Italian and Dutch forms."""
    form = forms("<form method=post action=/x><label>Naam<input name=a></label><label>Achternaam<input name=b></label>"
                 "<input type=email name=c><textarea name=d></textarea><button>Contact</button></form>")[0]  # fmt: skip
    assert roles(form)["a"] == "first_name"


def test_forms_are_told_in_document_order_with_absolute_addresses() -> None:
    """A base counts, but an empty action is the page itself."""
    page = "<base href=/elsewhere/><form action=a></form><form></form><form action='https://other.example/x'></form>"
    assert [form.action for form in forms(page)] == [
        "https://www.host.example/elsewhere/a",
        URL,
        "https://other.example/x",
    ]


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_pages_are_read_in_their_own_encoding(charset: str) -> None:
    """A label in Latin-1 is a label."""
    page = f"<meta charset={charset}><form method=post><label>Förnamn<input name=x></label></form>"
    assert read_forms(page.encode(charset), URL)[0].fields[0].role is Role.FIRST_NAME


def test_a_page_that_was_saved_in_utf_8_keeps_its_letters() -> None:
    """Though its meta still names the encoding that it once came in."""
    page = "<meta charset=windows-1251><form><label>Förnamn<input name=x></label></form>"
    assert read_forms(page.encode(), URL)[0].fields[0].label == "Förnamn"


def test_services_that_draw_their_forms_are_told() -> None:
    """A page without a form may have one all the same, after its scripts."""
    from probes.forms.reading import read_page  # noqa: PLC0415 -- only here

    assert read_page(b"<script src=https://js.hsforms.net/forms/v2.js></script>", URL).embeds == ("HubSpot",)
    assert read_page(b"<div data-tf-widget=x></div>", URL).embeds == ("Typeform",)
