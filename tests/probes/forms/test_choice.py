"""Which form is meant, and when none is used: a person's confirmation, or no doubt at all."""

from __future__ import annotations

import pytest

from probes.forms.choice import chosen, needs_scripts
from probes.forms.door import FormDoor
from probes.forms.form import Form, Role
from probes.forms.reading import read_page
from probes.probe import ProbeFailed
from results.records import Failure

QUESTION = """<form method=post action=/send>{extra}<label>Namn <input name=a></label>
<label>E-post <input type=email name=b></label><label>Meddelande <textarea name=c></textarea></label>
<button>Skicka</button></form>"""
CONTACT = QUESTION.format(extra="")
COMMENT = """<h3>Leave a comment</h3><form method=post action=/wp-comments-post.php id=commentform>
<input type=hidden name=comment_post_ID value=7><label>Name <input name=author></label>
<label>Email <input type=email name=email></label><label>Comment <textarea name=comment></textarea></label>
<button>Post comment</button></form>"""
HIDDEN = "<div style='display:none'><label>E-post <input name=b></label></div>"
FIELDS = {Role.EMAIL: "b", Role.MESSAGE: "c"}


def find(html: str, fields: dict[Role, str] | None = None) -> Form:
    """Return the form that is meant on *html*."""
    return chosen(read_page(html.encode(), "https://h.example/contact"), FormDoor(submit=True, fields=fields or {}))


def refused(html: str, fields: dict[Role, str] | None = None) -> tuple[Failure, str]:
    """Return why no form of *html* is used."""
    with pytest.raises(ProbeFailed) as caught:
        find(html, fields)
    return caught.value.failure, caught.value.detail


def test_the_one_contact_form() -> None:
    """Among a search, a newsletter and a comment, the one contact form is meant."""
    search = "<form role=search><input name=q></form>"
    letter = (
        "<form method=post action=/n><label>E-mail <input type=email name=e></label><button>Subscribe</button></form>"
    )
    form = find(search + letter + COMMENT + CONTACT)
    assert (form.index, form.submittable) == (3, True)


def test_two_contact_forms_need_a_person() -> None:
    """With two candidates nothing is guessed: the fields of one have to be confirmed."""
    failure, detail = refused(CONTACT + CONTACT)
    assert (failure, "2 contact forms" in detail) == (Failure.FORM_NOT_UNDERSTOOD, True)


def test_confirmed_fields_tell_two_apart() -> None:
    """Of two contact forms, the one that has the confirmed fields is meant."""
    other = CONTACT.replace("name=c", "name=text")
    assert find(CONTACT + other, {Role.EMAIL: "b", Role.MESSAGE: "text"}).index == 1


def test_confirmed_fields_of_two_forms_tell_nothing() -> None:
    """Where two forms have the confirmed fields, neither is used."""
    assert refused(CONTACT + CONTACT, FIELDS)[0] is Failure.FORM_NOT_UNDERSTOOD


def test_a_comment_is_no_door() -> None:
    """A page with a form for comments alone has no contact form."""
    assert refused(COMMENT) == (Failure.FORM_MISSING, "no contact form is on the page")


def test_a_comment_is_not_confirmed_into_a_door() -> None:
    """Confirmed names that by now belong to a form for comments are not used."""
    failure, detail = refused(COMMENT, {Role.EMAIL: "email", Role.MESSAGE: "comment"})
    assert (failure, "something else" in detail) == (Failure.FORM_NOT_UNDERSTOOD, True)


def test_captcha() -> None:
    """A CAPTCHA needs a person, confirmed or not."""
    guarded = QUESTION.format(extra="<div class=h-captcha></div>")
    told = Failure.NEEDS_PERSON, "the form asks for a CAPTCHA (hCaptcha)"
    assert (refused(guarded), refused(guarded, FIELDS)) == (told, told)


def test_unknown_demand() -> None:
    """What is demanded and not understood keeps a form from being sent, and the field is named."""
    failure, detail = refused(QUESTION.format(extra="<input name=xq required>"))
    assert (failure, "'xq'" in detail) == (Failure.FORM_NOT_UNDERSTOOD, True)


def test_a_person_gives_a_role() -> None:
    """A field that is not understood gets the role that a person confirmed, and the form can be sent."""
    html = QUESTION.format(extra="<input name=xq required>")
    form = find(html, {**FIELDS, Role.COMPANY: "xq"})
    assert {field.name: field.role for field in form.fields if field.name} == {
        "xq": Role.COMPANY,
        "a": Role.OTHER,
        "b": Role.EMAIL,
        "c": Role.MESSAGE,
    }
    assert form.submittable


@pytest.mark.parametrize(
    ("html", "why"),
    [
        (CONTACT.replace("name=b", "name=mail"), "'b' (email) is not there"),
        (QUESTION.replace("name=b", "name=mail").format(extra=HIDDEN), "people do not see 'b' (email)"),
        (CONTACT.replace("type=email", "type=checkbox"), "'b' (email) is of another kind (checkbox)"),
        (
            QUESTION.format(extra="<label>Phone <input name=p required></label>"),
            "'p' is demanded, and was not confirmed",
        ),
        (CONTACT.replace("textarea", "input type=password "), "'c' (message) is of another kind (password)"),
    ],
)
def test_a_confirmation_that_no_longer_fits(html: str, why: str) -> None:
    """A page that has changed since a person confirmed its fields is not used, and what changed is told."""
    failure, detail = refused(html, FIELDS)
    assert failure is Failure.FORM_NOT_UNDERSTOOD
    assert why in detail


def test_a_trap_is_never_confirmed() -> None:
    """A trap that somebody confirmed by mistake is still not filled in."""
    html = QUESTION.format(extra="<div style='position:absolute;left:-9999px'><input name=website></div>")
    assert refused(html, {**FIELDS, Role.DOMAIN: "website"})[0] is Failure.FORM_NOT_UNDERSTOOD


def test_a_second_consent_goes_with_the_first() -> None:
    """Where a consent was confirmed, one more box of consent is understood as before."""
    box = "<label><input type=checkbox name={} required> I agree to the privacy policy</label>"
    form = find(QUESTION.format(extra=box.format("x") + box.format("y")), {**FIELDS, Role.CONSENT: "x"})
    assert [field.name for field in form.fields if field.role is Role.CONSENT] == ["x", "y"]


def test_a_form_of_a_service() -> None:
    """A page whose form a service draws by script is told by the service's name, and is not called empty."""
    html = "<script src=https://js.hsforms.net/forms/v2.js></script><div class=hbspt-form></div>"
    assert refused(html) == (Failure.FORM_NOT_UNDERSTOOD, "the page's form comes from HubSpot, by a script")


@pytest.mark.parametrize(
    ("html", "scripts"),
    [
        (CONTACT, False),
        ("<div id=root></div><script src=/app.js></script>", True),
        (CONTACT.replace("<form", "<form onsubmit='return false'"), True),
        (QUESTION.format(extra="<div class=h-captcha></div>"), False),
        (CONTACT + CONTACT, False),
        (QUESTION.format(extra="<input name=xq required>"), False),
    ],
)
def test_where_scripts_could_help(html: str, *, scripts: bool) -> None:
    """A browser is asked where no usable form is there without scripts, and never past a CAPTCHA or a doubt."""
    assert needs_scripts(read_page(html.encode(), "https://h.example/")) is scripts


def test_settings_that_do_not_fit() -> None:
    """What a person could write wrongly is told by its key."""
    door = FormDoor(
        fields={Role.EMAIL: "a", Role.NAME: "a", Role.CAPTCHA: "k", Role.PHONE: ""}, values={Role.MESSAGE: "x"}
    )
    assert dict(door.mistakes()) == {
        "fields": "must name a field for message too: without it nothing can be asked",
        "fields.captcha": "is filled in by nobody: leave it out",
        "fields.name": "names 'a', which is the field for email already",
        "fields.phone": "must be the name of a field: one without a name is never sent",
        "values.message": "comes from the letter: values are for company, customer_number, department, domain, "
        "phone, urgency",
    }
