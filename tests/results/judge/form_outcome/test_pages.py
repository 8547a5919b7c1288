"""Pages that come back from forms, by what a person would read in them."""

import msgspec
import pytest
from form_answers import BEFORE, EMPTY, FILLED, FORM, LETTER, SENT, html, page

from results.judge.form_outcome import OutcomeKind, judge
from results.judge.form_outcome.outcome import OutcomeKind as Kind
from results.records.came_back import CameBack


def wpcf7(status: str, output: str, tip: str = "") -> str:
    """Make what Contact Form 7 leaves in a page."""
    beside = f"<span class='wpcf7-not-valid-tip' aria-hidden=true>{tip}</span>" if tip else ""
    return (
        f"<div class='wpcf7'><form class='wpcf7-form {status}' data-status={status} method=post>"
        f"<input type=hidden name=_wpcf7 value=12><textarea name=your-message></textarea>{beside}"
        f"<div class='wpcf7-response-output' aria-hidden=true>{output}</div></form></div>"
    )


MARKED = [
    (wpcf7("sent", "Tack!"), Kind.CONFIRMED, "cf7"),
    (wpcf7("invalid", "Ett eller flera fält innehåller fel.", "Fyll i fältet."), Kind.REJECTED, "cf7"),
    (wpcf7("failed", "There was an error trying to send your message."), Kind.REJECTED, "cf7"),
    (wpcf7("unaccepted", "You must accept the terms."), Kind.REJECTED, "cf7"),
    (wpcf7("spam", "There was an error trying to send your message."), Kind.BLOCKED, "cf7"),
    (wpcf7("init", ""), Kind.UNKNOWN, "cf7"),
    (
        (
            "<div id=gform_confirmation_wrapper_1 class=gform_confirmation_wrapper>"
            "<div class=gform_confirmation_message>Takk for din henvendelse.</div></div>"
        ),
        Kind.CONFIRMED,
        "gravity",
    ),
    (
        (
            "<div class='gform_wrapper gform_validation_error'><div class=gform_validation_errors>"
            "<h2>There was a problem with your submission.</h2></div><form id=gform_1><textarea "
            "name=input_3></textarea><div class='gfield_validation_message'>This field is "
            "required.</div></form></div>"
        ),
        Kind.REJECTED,
        "gravity",
    ),
    (
        ("<div class='wpforms-confirmation-container-full' id=wpforms-confirmation-6><p>Bedankt!</p></div>"),
        Kind.CONFIRMED,
        "wpforms",
    ),
    (
        (
            "<form class='wpforms-form'><div class='wpforms-error-container'><p>Form has "
            "not been submitted.</p></div><label class='wpforms-error'>Dit veld is verplicht.</label>"
            "</form>"
        ),
        Kind.REJECTED,
        "wpforms",
    ),
    (
        (
            "<form class='elementor-form'></form><div class='elementor-message elementor-message-success' "
            "role=alert>Skickat.</div>"
        ),
        Kind.CONFIRMED,
        "elementor",
    ),
    (
        (
            "<form class='elementor-form'></form><div class='elementor-message elementor-message-danger' "
            "role=alert>Det gick inte.</div>"
        ),
        Kind.REJECTED,
        "elementor",
    ),
    ("<div class='nf-form-cont'><div class='nf-response-msg'><p>Danke.</p></div></div>", Kind.CONFIRMED, "ninja"),
    (
        ("<div class='nf-form-cont'><div class='nf-error-msg nf-error-required-error'>Pflicht</div></div>"),
        Kind.REJECTED,
        "ninja",
    ),
    (
        ("<div class='hbspt-form'><div class='submitted-message hs-main-font-element'><p>Thanks</p></div></div>"),
        Kind.CONFIRMED,
        "hubspot",
    ),
    (
        (
            "<form class='hs-form'><ul class='hs-error-msgs'><li><label class='hs-error-msg'>"
            "Please complete this required field.</label></li></ul></form>"
        ),
        Kind.REJECTED,
        "hubspot",
    ),
    (
        ("<div class='notification notification-notice'>Your request was successfully submitted.</div>"),
        Kind.CONFIRMED,
        "zendesk",
    ),
    (
        (
            "<form id=new_request><div class='notification notification-error notification-inline'>"
            "Description: cannot be blank</div></form>"
        ),
        Kind.REJECTED,
        "zendesk",
    ),
    (
        ("<form name=TicketCreate></form><ul class=action-results><li>Ticket 48 created in queue 'General'</li></ul>"),
        Kind.CONFIRMED,
        "rt",
    ),
    (
        ("<h1>Support Ticket Request Created</h1><p>Åsa Öberg, thank you for contacting us.</p>"),
        Kind.CONFIRMED,
        "osticket",
    ),
    (
        (
            "<form id=ticketForm action=open.php><p id=msg_error>Unable to create a ticket. "
            "Please correct errors below and try again!</p></form>"
        ),
        Kind.REJECTED,
        "osticket",
    ),
]


@pytest.mark.parametrize(("body", "kind", "mechanic"), MARKED)
def test_known_software_is_judged_by_its_own_marks(body: str, kind: OutcomeKind, mechanic: str) -> None:
    """Its marks for machines count, whatever words the site has put in."""
    outcome = judge(html(body))
    assert (outcome.kind, outcome.mechanic) == (kind, mechanic)


@pytest.mark.parametrize(("body", "kind", "mechanic"), [row for row in MARKED if row[1] is not Kind.UNKNOWN])
def test_what_stood_there_before_proves_nothing(body: str, kind: OutcomeKind, mechanic: str) -> None:
    """The same marks in the page with the form are no answer to it."""
    del kind, mechanic
    assert judge(html(body, before=page(body))).kind is Kind.UNKNOWN


WHMCS = (
    "<div class='alert alert-success'><strong>Ticket Created <a id=ticket-number class=alert-link "
    "href='viewticket.php?tid=KLM-482913&amp;c=x8Jq'>#KLM-482913</a></strong></div>"
)


@pytest.mark.parametrize(
    ("answer", "ticket", "mechanic"),
    [
        (html(WHMCS), "KLM-482913", "whmcs"),
        (html("<p>Klar <a href='/support/viewticket.php?tid=771204&c=a'>Fortsätt</a>"), "771204", "whmcs"),
        (html("<h2>Q</h2>", url="https://host.example/viewticket.php?tid=AB-1234&c=z"), "AB-1234", "whmcs"),
        (
            html("<h2>Q</h2>", url="https://host.example/view/?ticket=drift-17&email=a&key=b"),
            "drift-17",
            "django-helpdesk",
        ),
        (html("<h2>Q</h2>", url="https://host.example/SelfService/Display.html?id=93"), "93", "rt"),
        (html("<h2>Q</h2>", url="https://host.example/hc/sv/requests/5521"), "5521", "zendesk"),
        (html("<h2>Q</h2>", url="https://host.example/tickets.php?id=19"), "19", "osticket"),
        (html("<p>Sak 61 opprettet i kø 'Drift'</p>"), "61", "rt"),
        (html("<p>Thank you. Your ticket number is 883412.</p>"), "883412", None),
        (html("<p>Case ID: SUP-20931</p>"), "SUP-20931", None),
        (html("<p>Ditt ärendenummer är 2026-4417.</p>"), "2026-4417", None),
        (html("<p>Takk! Saksnummer: 774411</p>"), "774411", None),
        (html("<p>Din henvendelse har fået sagsnummer 90213.</p>"), "90213", None),
        (html("<p>Uw referentienummer: NL-55231</p>"), "NL-55231", None),
        (html("<p>Ihre Vorgangsnummer lautet 4471123.</p>"), "4471123", None),
        (html("<p>Ticket <b>[#118823]</b> has been opened</p>"), "118823", None),
    ],
)
def test_the_number_of_a_case_confirms(answer: CameBack, ticket: str, mechanic: str | None) -> None:
    """It is kept, for mail about the case will name it."""
    outcome = judge(answer)
    assert (outcome.kind, outcome.ticket, outcome.mechanic) == (Kind.CONFIRMED, ticket, mechanic)


@pytest.mark.parametrize(
    "body",
    [
        "<p>Our support case study of 2024 is here.</p>",
        "<p>Case 24/7</p>",
        "<p>Your request 2026-11-22 at 10:00</p>",
        "<p>Anfrage 2026</p>",
        "<p>Ref 22-11-2026</p>",
        "<p>Call 08-123 456 about your request</p>",
        "<p>Ticket prices from 100 kr</p>",
        "<p>Customer number: 4481923</p>",
    ],
)
def test_other_numbers_are_no_tickets(body: str) -> None:
    """A number counts only beside the word for a case."""
    assert judge(html(body)).ticket is None


def test_a_number_that_we_wrote_ourselves_is_no_ticket() -> None:
    """A page that repeats our letter does not confirm it."""
    sent = SENT | {"subject": "About ticket 552318", "your-message": "My old ticket 552318 is open."}
    assert judge(html("<p>Subject: About ticket 552318</p>", sent=sent)).kind is Kind.UNKNOWN


THANKS = {
    "en": ("Thank you for your message. We will get back to you shortly.", "Your message has been sent.", "Thank you!"),
    "sv": ("Tack för ditt meddelande!", "Ditt meddelande har skickats.", "Vi återkommer så snart vi kan."),
    "nb": ("Takk for din henvendelse.", "Meldingen er sendt.", "Takk! Vi svarer så fort vi kan."),
    "da": ("Tak for din besked.", "Beskeden er sendt.", "Vi vender tilbage hurtigst muligt."),
    "nl": ("Bedankt voor uw bericht.", "Uw bericht is verzonden.", "Wij nemen zo snel mogelijk contact met u op."),
    "de": ("Vielen Dank für Ihre Nachricht.", "Ihre Nachricht wurde gesendet.", "Wir melden uns in Kürze."),
}
WRONG = {
    "en": ("This field is required.", "Please enter a valid email address.", "Your message could not be sent."),
    "sv": (
        "Fältet är obligatoriskt.",
        "Ange en giltig e-postadress. Adressen är ogiltig.",
        "Meddelandet kunde inte skickas.",
    ),
    "nb": ("Feltet er påkrevd.", "E-postadressen er ugyldig.", "Meldingen kunne ikke sendes."),
    "da": ("Feltet er påkrævet.", "E-mailadressen er ugyldig.", "Beskeden kunne ikke sendes."),
    "nl": ("Dit veld is verplicht.", "Het e-mailadres is ongeldig.", "Uw bericht kon niet worden verzonden."),
    "de": (
        "Dies ist ein Pflichtfeld.",
        "Bitte geben Sie eine gültige Adresse ein.",
        "Ihre Nachricht konnte nicht gesendet werden.",
    ),
}


@pytest.mark.parametrize(("language", "words"), [(code, one) for code, all_ in THANKS.items() for one in all_])
def test_unspecific_thanks_are_thanks(language: str, words: str) -> None:
    """They are quoted, and prove no delivery."""
    outcome = judge(html(f"<h1>{words}</h1>"))
    assert (outcome.kind, outcome.quoted) == (Kind.THANKED, (words,))
    assert outcome.reasons == (f"words:thanks={language}",)


@pytest.mark.parametrize("words", [one for all_ in THANKS.values() for one in all_])
def test_thanks_that_stood_there_before_prove_nothing(words: str) -> None:
    """A page that thanked before anything was sent says nothing after it."""
    assert judge(html(f"<p>{words}</p>", before=page(f"<p>{words}</p>{EMPTY}"))).kind is Kind.UNKNOWN


@pytest.mark.parametrize("words", [one for all_ in WRONG.values() for one in all_])
def test_a_form_that_is_back_with_messages_is_rejected(words: str) -> None:
    """The status says 200, and the message beside the field says no."""
    filled = FORM.format(name="Å", email="a@b", message=LETTER, more=f"<span class=invalid-feedback>{words}</span>")
    outcome = judge(html(filled))
    assert (outcome.kind, outcome.quoted) == (Kind.REJECTED, (words,))


@pytest.mark.parametrize("words", [one for all_ in WRONG.values() for one in all_])
def test_a_page_of_nothing_but_an_error_is_rejected(words: str) -> None:
    """No class and no form are needed: the words say it."""
    assert judge(html(f"<p>{words}</p>")).kind is Kind.REJECTED


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (
            html(
                "<h1>Just a moment...</h1>", status=403, title="Just a moment...", headers={"cf-mitigated": "challenge"}
            ),
            "guard:cf-mitigated",
        ),
        (html("<script>window._cf_chl_opt={}</script>", status=503, title="Just a moment..."), "guard:cloudflare"),
        (html("<p>Attention</p>", status=403, title="Attention Required! | Cloudflare"), "guard:title"),
        (html("<p>x</p>", status=405, headers={"x-amzn-waf-action": "captcha"}), "guard:x-amzn-waf-action"),
        (html("<h1>Not Acceptable!</h1><p>Mod_Security</p>", status=406, title="Not Acceptable!"), "guard:modsecurity"),
        (html("<p>Slow down</p>", status=429), "rate:status=429"),
        (html("<h1>Forbidden</h1>", status=403), "status=403"),
        (html("<p>Generated by Wordfence</p>", status=403), "guard:wordfence"),
        (html(f"<p role=alert>Please complete the captcha.</p>{FILLED}"), "words:machine"),
        (html(f"<p role=alert>Captcha måste fyllas i, du är inte en robot?</p>{FILLED}"), "words:machine"),
        (html("<div class=error>Ihre Nachricht wurde als Spam eingestuft.</div>"), "words:machine"),
        (html("<p class=alert-danger>Too many attempts. Please try again in 10 minutes.</p>"), "words:machine"),
        (
            html("<p class='alert alert-danger'>Please wait a few seconds before you send.</p>" + FILLED),
            "words:machine",
        ),
    ],
)
def test_guards_are_told_from_forms(answer: CameBack, reason: str) -> None:
    """A challenge, a refusal or a limit of rate is blocked, which is no word about the provider's answer."""
    outcome = judge(answer)
    assert outcome.kind is Kind.BLOCKED
    assert reason in outcome.reasons


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        (html("<h1>Oj</h1>", status=500), Kind.UNKNOWN, "status=500"),
        (html("<h1>Not Found</h1>", status=404), Kind.REJECTED, "status=404"),
        (html("<h1>CSRF verification failed</h1>", status=400), Kind.REJECTED, "words:wrong=en"),
        (html("<h1>Bad Request</h1>", status=400), Kind.REJECTED, "status=400"),
        (html(EMPTY), Kind.UNKNOWN, "form-again"),
        (html(FILLED), Kind.UNKNOWN, "form-again:filled"),
        (html("<p>Läs våra nyheter</p>"), Kind.UNKNOWN, "no-sign"),
        (html("<p>Hej</p>", url="https://host.example/tack"), Kind.THANKED, "address"),
        (html("<p>Hej</p>", url="https://host.example/contact?sent=1"), Kind.THANKED, "address"),
        (html("<p>Hej</p>", title="Tak for din henvendelse"), Kind.THANKED, "title"),
    ],
)
def test_little_is_made_of_little(answer: CameBack, kind: OutcomeKind, reason: str) -> None:
    """Without words, status, address and title are all there is."""
    outcome = judge(answer)
    assert outcome.kind is kind
    assert reason in outcome.reasons


def test_thanks_above_the_empty_form_are_thanks() -> None:
    """Many sites thank above the same form, emptied."""
    assert judge(html(f"<p class=alert-success>Tack för ditt meddelande!</p>{EMPTY}")).kind is Kind.THANKED


def test_an_error_outweighs_thanks_beside_it() -> None:
    """A page that thanks and says that it could not send has not sent."""
    body = (
        "<p>Thank you for your message.</p><p class=alert-danger>Your message could not be sent. Try again later.</p>"
    )
    assert judge(html(body)).kind is Kind.REJECTED


def test_hidden_thanks_are_not_read() -> None:
    """What a page keeps ready and does not show says nothing."""
    hidden = "<p hidden>Thank you for your message.</p><p style='display: none'>Your message has been sent.</p>"
    assert judge(html(hidden)).kind is Kind.UNKNOWN
    assert judge(html("<p data-kaklet-unseen>Thank you for your message.</p>")).kind is Kind.UNKNOWN
    assert judge(html("<script>'Thank you for your message.'</script>")).kind is Kind.UNKNOWN


def test_thanks_that_a_browser_uncovers_count() -> None:
    """What was hidden before and is shown now is an answer."""
    ready = "<div class=w-form-done {}><div>Thank you! Your submission has been received!</div></div>"
    shown, covered = ready.format(""), page(f"{EMPTY}{ready.format('data-kaklet-unseen')}")
    outcome = judge(html(shown, before=covered))
    assert (outcome.kind, outcome.mechanic) == (Kind.CONFIRMED, "webflow")
    assert judge(html(EMPTY + ready.format("data-kaklet-unseen"), before=covered)).kind is Kind.UNKNOWN


def test_our_own_words_are_no_answer() -> None:
    """A page that only repeats the letter, thanks and all, has said nothing."""
    assert judge(html(f"<h2>You wrote</h2><blockquote>{LETTER}</blockquote>")).kind is Kind.UNKNOWN
    assert judge(html(f"<h2>You wrote</h2><p>Message: {LETTER} (as text)</p>")).kind is Kind.UNKNOWN


def test_a_link_in_a_mail_that_must_be_opened_is_noted() -> None:
    """Until it is, nobody reads the message."""
    words = "<p>Thank you for your request. Please check your email and verify your address.</p>"
    outcome = judge(html(words))
    assert outcome.kind is Kind.THANKED
    assert outcome.verify
    assert not judge(html("<p>Thank you for your message.</p>")).verify


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        ("<div data-tf-live=01H></div><script src=//embed.typeform.com/next/embed.js></script>", "typeform"),
        ("<iframe src=https://docs.google.com/forms/d/e/x/viewform></iframe>", "google-forms"),
        ("<script src=https://form.jotform.com/jsform/1></script>", "jotform"),
    ],
)
def test_services_that_draw_forms_in_frames_are_told_by_name(mark: str, name: str) -> None:
    """They are never sent, and the name says why."""
    assert judge(html("<p>Hej</p>", before=page(mark), sent={})).mechanic == name


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00" * 10_000,
        b"<div>" * 200_000,
        b"<p>Thank" * 400_000,
        b"<form>" + b"<input name=a>" * 30_000,
        b"<p class=error>" + b"a" * 3_000_000,
        "<p>Tack för ditt meddelande!".encode("utf-16-le"),
        b"<!--" + b"-" * 500_000,
        b"<a href='viewticket.php?tid=" + b"9" * 500_000 + b"'>x</a>",
        bytes(range(256)) * 2_000,
    ],
    ids=["empty", "nulls", "deep", "large", "fields", "long", "utf-16", "comment", "ticket", "binary"],
)
def test_hostile_pages_are_judged_without_harm(body: bytes) -> None:
    """Any bytes give an outcome, bounded in its words."""
    outcome = judge(msgspec.structs.replace(html(""), body=body))
    assert outcome.kind in {Kind.UNKNOWN, Kind.THANKED, Kind.REJECTED}
    assert len(outcome.quoted) <= 8
    assert all(len(one) <= 300 for one in outcome.quoted)
    assert outcome.ticket is None or len(outcome.ticket) <= 60


@pytest.mark.parametrize(
    ("charset", "said"),
    [
        ("windows-1252", "text/html; charset=iso-8859-1"),
        ("utf-8", "text/html; charset=nonsense"),
        ("windows-1252", "text/html"),
    ],
)
def test_a_wrong_character_set_loses_no_words(charset: str, said: str) -> None:
    """What was said of the bytes is tried, then what they are."""
    body = "<title>x</title><p>Tack för ditt meddelande, vi återkommer!</p>".encode(charset)
    outcome = judge(msgspec.structs.replace(html(""), body=body, content_type=said))
    assert outcome.quoted == ("Tack för ditt meddelande, vi återkommer!",)


@pytest.mark.parametrize(
    "words",
    [
        "Ihre Anfrage wurde erfolgreich versendet. Bitte prüfen Sie auch Ihren Spam-Ordner.",
        "Thank you for your message. Please check your inbox and your spam folder.",
        "Vi har tagit emot din fråga. Kontrollera din skräppost om du inte hör av oss.",
    ],
)
def test_where_to_look_for_an_answer_is_no_complaint(words: str) -> None:
    """Pages of thanks speak of folders of mail."""
    assert judge(html(f"<div class='alert alert-success' role=alert>{words}</div>")).kind is Kind.THANKED


@pytest.mark.parametrize(
    "words", ["Your message was not sent.", "Din melding ble ikke sendt.", "Din besked blev ikke sendt."]
)
def test_a_denial_is_no_thanks_though_it_has_their_words(words: str) -> None:
    """What says no is read before what says yes."""
    assert judge(html(f"<p>{words}</p>")).kind is Kind.REJECTED


def test_a_request_that_waits_for_a_link_is_not_confirmed() -> None:
    """Zendesk suspends what a stranger sends until the link in its mail is opened."""
    body = (
        "<div class='notification notification-notice'>Please verify your email address to submit your request.</div>"
    )
    outcome = judge(html(body, before=page("<form id=new_request></form>")))
    assert (outcome.kind, outcome.mechanic, outcome.verify) == (Kind.THANKED, "zendesk", True)


def test_the_same_answer_is_judged_the_same() -> None:
    """Judging holds nothing back and asks no clock."""
    answer = html(WHMCS)
    assert judge(answer) == judge(answer)
    assert answer.before == BEFORE


@pytest.mark.parametrize(
    "line",
    [
        "Ticket 48 created in queue 'General'",
        "Ärende 48 har skapats i kö 'General'",
        "Sak 48 opprettet i køen «General»",
        "Sag 48 oprettet i kø 'General'",
        "Ticket 48 aangemaakt in wachtrij 'General'",
        "Ticket 48 wurde im Bereich 'General' angelegt",
    ],
)
def test_request_tracker_in_its_languages(line: str) -> None:
    """It tells the number of what it made in each language that it speaks."""
    found = judge(html(f"<ul class=action-results><li>{line}</li></ul>"))
    assert (found.kind, found.ticket, found.mechanic) == (OutcomeKind.CONFIRMED, "48", "rt")


def test_a_ticket_that_its_maker_may_not_see_is_made() -> None:
    """A visitor who may open tickets and see none gets status 403, and the number: nobody was blocked."""
    found = judge(html("<div>No permission to view newly created ticket #48.</div>", status=403, title="RT Error"))
    assert (found.kind, found.ticket, found.reasons) == (OutcomeKind.CONFIRMED, "48", ("rt:created-unseen",))
