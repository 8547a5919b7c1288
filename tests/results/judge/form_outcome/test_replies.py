"""What scripts get, by the software that says it."""

import pytest
from form_answers import bare, scripted

from results.judge.form_outcome import OutcomeKind, judge
from results.judge.form_outcome.outcome import OutcomeKind as Kind

CF7 = "https://host.example/wp-json/contact-form-7/v1/contact-forms/12/feedback"
HUBSPOT = "https://forms.hsforms.com/submissions/v3/public/submit/formsnext/multipart/1/a"


def cf7(status: str, message: str, *invalid: str) -> dict[str, object]:
    """Make what Contact Form 7 says."""
    fields = [{"field": "your-email", "message": one, "idref": None, "error_id": "x"} for one in invalid]
    return {
        "contact_form_id": 12,
        "status": status,
        "message": message,
        "posted_data_hash": "ab12",
        "into": "#wpcf7-f12-p3-o1",
        "invalid_fields": fields,
    }


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("mail_sent", Kind.CONFIRMED),
        ("mail_failed", Kind.REJECTED),
        ("validation_failed", Kind.REJECTED),
        ("acceptance_missing", Kind.REJECTED),
        ("aborted", Kind.REJECTED),
        ("spam", Kind.BLOCKED),
        ("a_status_of_times_to_come", Kind.UNKNOWN),
    ],
)
def test_contact_form_7_is_judged_by_its_status_alone(status: str, kind: OutcomeKind) -> None:
    """Its message is the site's own and may say anything; only the status counts."""
    outcome = judge(scripted(cf7(status, "Thank you for your message."), url=CF7))
    assert (outcome.kind, outcome.mechanic, outcome.reasons[0]) == (kind, "cf7", f"cf7:{status}")


def test_contact_form_7_quotes_message_and_fields() -> None:
    """What it says of the form and of each field is quoted."""
    said = cf7("validation_failed", "One or more fields have an error.", "The e-mail address is invalid.")
    outcome = judge(scripted(said, url=CF7))
    assert outcome.quoted == ("One or more fields have an error.", "The e-mail address is invalid.")


def test_an_old_contact_form_7_is_understood() -> None:
    """Before version 4.9 there was no status."""
    assert judge(scripted({"mailSent": True, "into": "#wpcf7-f1", "message": "Tack!"}, url=CF7)).kind is Kind.CONFIRMED
    spam = {"mailSent": False, "spam": True, "into": "#wpcf7-f1", "message": "Nej."}
    assert judge(scripted(spam, url=CF7)).kind is Kind.BLOCKED


WORDPRESS = [
    (
        {"success": True, "data": {"confirmation": "<div class='wpforms-confirmation-container'><p>Takk!</p></div>"}},
        Kind.CONFIRMED,
        "wpforms",
    ),
    ({"success": True, "data": {"redirect_url": "https://host.example/takk"}}, Kind.CONFIRMED, "wpforms"),
    (
        {
            "success": False,
            "data": {
                "errors": {"general": {"footer": "<p>Form has not been submitted, please see the errors below.</p>"}}
            },
        },
        Kind.REJECTED,
        "wpforms",
    ),
    ({"success": False, "data": {"errors": {"field": {"3": "Feltet er påkrevd."}}}}, Kind.REJECTED, "wpforms"),
    (
        {"success": True, "data": {"message": "Your submission was successful.", "data": []}},
        Kind.CONFIRMED,
        "elementor",
    ),
    (
        {
            "success": False,
            "data": {
                "message": "Your submission failed because of an error.",
                "errors": {"email": "This field is required."},
                "data": [],
            },
        },
        Kind.REJECTED,
        "elementor",
    ),
    (
        {
            "data": {"form_id": "3", "actions": {"success_message": "<p>Bedankt voor uw bericht</p>"}},
            "errors": [],
            "debug": [],
        },
        Kind.CONFIRMED,
        "ninja",
    ),
    (
        {
            "data": {"form_id": "3", "actions": {}},
            "errors": {"fields": {"2": {"message": "Dit veld is verplicht.", "slug": "required-error"}}},
            "debug": [],
        },
        Kind.REJECTED,
        "ninja",
    ),
    (
        {
            "data": {"form_id": "3", "actions": {}},
            "errors": {"form": {"spam": "There was an error trying to send your message."}},
            "debug": [],
        },
        Kind.BLOCKED,
        "ninja",
    ),
    (
        {"is_valid": True, "page_number": 0, "confirmation_message": "<div>Danke, wir melden uns.</div>"},
        Kind.CONFIRMED,
        "gravity",
    ),
    ({"is_valid": False, "validation_messages": {"2": "Dieses Feld ist erforderlich."}}, Kind.REJECTED, "gravity"),
    (
        {"success": True, "data": {"is_valid": True, "confirmation_markup": "<div>Thanks</div>"}},
        Kind.CONFIRMED,
        "gravity",
    ),
]


@pytest.mark.parametrize(("said", "kind", "mechanic"), WORDPRESS)
def test_plugins_of_wordpress_are_told_apart(said: object, kind: OutcomeKind, mechanic: str) -> None:
    """Each plugin's own envelope tells its name and what came of the form."""
    outcome = judge(scripted(said))
    assert (outcome.kind, outcome.mechanic) == (kind, mechanic)


@pytest.mark.parametrize(("said", "kind", "mechanic"), WORDPRESS)
def test_it_makes_no_difference_who_reads_the_json(said: object, kind: OutcomeKind, mechanic: str) -> None:
    """An answer that is the JSON itself is judged as one that a script got."""
    outcome = judge(bare(said))
    assert (outcome.kind, outcome.mechanic) == (kind, mechanic)


def test_gravity_forms_confirms_with_a_warning() -> None:
    """It thanks the senders of what it discards with the same words, and the reasons say so."""
    assert "gravity:may-discard" in judge(scripted({"is_valid": True, "confirmation_message": "Thanks"})).reasons


@pytest.mark.parametrize(
    ("said", "status", "kind"),
    [
        ({"inlineMessage": "<p>Thanks for submitting the form.</p>"}, 200, Kind.CONFIRMED),
        ({"redirectUri": "https://host.example/thanks"}, 200, Kind.CONFIRMED),
        (
            {
                "status": "error",
                "message": "The request is not valid",
                "correlationId": "a",
                "errors": [{"message": "Error in 'fields.email'", "errorType": "INVALID_EMAIL"}],
            },
            400,
            Kind.REJECTED,
        ),
        (
            {
                "status": "error",
                "message": "The request is not valid",
                "correlationId": "a",
                "errors": [{"message": "captcha", "errorType": "FORM_HAS_RECAPTCHA_ENABLED"}],
            },
            400,
            Kind.BLOCKED,
        ),
    ],
)
def test_hubspot_is_understood(said: object, status: int, kind: OutcomeKind) -> None:
    """Its service says accepted or tells the kinds of its errors."""
    outcome = judge(scripted(said, url=HUBSPOT, status=status))
    assert (outcome.kind, outcome.mechanic) == (kind, "hubspot")


def test_zendesks_interface_gives_the_number_of_the_request() -> None:
    """The request's id is the ticket."""
    url = "https://host.zendesk.example/api/v2/requests.json"
    outcome = judge(scripted({"request": {"id": 33123, "status": "new"}}, url=url, status=201))
    assert (outcome.kind, outcome.ticket, outcome.mechanic) == (Kind.CONFIRMED, "33123", "zendesk")
    said = {
        "error": "RecordInvalid",
        "description": "Record validation errors",
        "details": {"base": [{"description": "Email: is not valid"}]},
    }
    assert judge(scripted(said, url=url, status=422)).kind is Kind.REJECTED


@pytest.mark.parametrize(
    ("said", "kind", "ticket"),
    [
        ({"success": True, "message": "Tack för ditt meddelande!"}, Kind.THANKED, None),
        ({"ok": True}, Kind.THANKED, None),
        ({"status": "success"}, Kind.THANKED, None),
        ({"success": True, "ticket": {"id": 48213}}, Kind.CONFIRMED, "48213"),
        ({"ticketNumber": "ABC-123456"}, Kind.CONFIRMED, "ABC-123456"),
        ({"data": {"case_number": 774411}}, Kind.CONFIRMED, "774411"),
        ({"success": True, "message": "Your ticket number is #SUP-88213."}, Kind.CONFIRMED, "SUP-88213"),
        ({"success": False, "message": "E-postadressen er ugyldig."}, Kind.REJECTED, None),
        ({"success": 0, "error": "Message is required"}, Kind.REJECTED, None),
        ({"errors": {"email": ["The email field is required."]}}, Kind.REJECTED, None),
        ({"status": "error", "message": "Invalid token"}, Kind.REJECTED, None),
        ({"success": False, "message": "Please complete the captcha."}, Kind.BLOCKED, None),
        ({"success": False, "message": "Your message was marked as spam."}, Kind.BLOCKED, None),
        ({"error": "Too many requests, slow down"}, Kind.BLOCKED, None),
        ({"a": 1}, Kind.UNKNOWN, None),
        ([], Kind.UNKNOWN, None),
        (b"null", Kind.UNKNOWN, None),
    ],
)
def test_json_of_nobodys_known_making_is_judged_by_common_words(
    said: object, kind: OutcomeKind, ticket: str | None
) -> None:
    """A number of a case confirms, an error rejects, a good word alone is thanks."""
    outcome = judge(scripted(said))
    assert (outcome.kind, outcome.ticket) == (kind, ticket)


def test_a_limit_of_rate_blocks_whatever_the_body_says() -> None:
    """429 is a limit of rate (RFC 6585)."""
    assert judge(scripted({"success": True}, status=429)).kind is Kind.BLOCKED


def test_the_last_reply_that_says_anything_counts() -> None:
    """Counters and trackers are asked, too, and say nothing of the form."""
    answer = scripted(cf7("mail_sent", "Thanks"), url=CF7)
    noise = type(answer.replies[0])(url="https://host.example/track", status=204)
    both = type(answer)(
        **{name: getattr(answer, name) for name in answer.__struct_fields__} | {"replies": (*answer.replies, noise)}
    )
    assert judge(both).kind is Kind.CONFIRMED


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"{" + b'"x":1,' * 200_000 + b'"y":2}',
        b'{"success": tru',
        b"\xff\xfe{\x00}",
        b'{"success":true,"message":"\\ud800"}',
    ],
    ids=["deep-list", "deep-object", "large", "cut", "utf-16", "lone-surrogate"],
)
def test_hostile_json_is_judged_without_harm(body: bytes) -> None:
    """Whatever is in it, there is an outcome that does not confirm."""
    assert judge(scripted(body)).kind in {Kind.UNKNOWN, Kind.THANKED}
    assert judge(bare(body)).kind in {Kind.UNKNOWN, Kind.THANKED}
