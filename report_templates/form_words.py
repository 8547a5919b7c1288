"""What is said of a change in a contact form. Every sentence is marked for the catalogues here."""

from report_templates.foreign import plain
from report_templates.language import Language
from report_templates.words import mark
from results.judge.form_shapes import Difference, Turn

TURNS = {
    Turn.FORM_GONE: mark("On %(date)s the form was gone."),
    Turn.FORM_BACK: mark("On %(date)s the form was back."),
    Turn.LOGIN_DEMANDED: mark("On %(date)s the form began to demand a login."),
    Turn.LOGIN_GONE: mark("On %(date)s the form stopped demanding a login."),
    Turn.CAPTCHA_APPEARED: mark("On %(date)s the form began to ask for a CAPTCHA (%(after)s)."),
    Turn.CAPTCHA_GONE: mark("On %(date)s the form stopped asking for a CAPTCHA (%(before)s)."),
    Turn.CAPTCHA_CHANGED: mark("On %(date)s the form changed its CAPTCHA from %(before)s to %(after)s."),
    Turn.FIELD_ADDED: mark("On %(date)s the form got a new field, “%(field)s”."),
    Turn.DEMANDED_FIELD_ADDED: mark("On %(date)s the form began to demand something new, “%(field)s”."),
    Turn.FIELD_REMOVED: mark("On %(date)s the form lost its field “%(field)s”."),
    Turn.FIELD_RENAMED: mark("On %(date)s the field “%(field)s” got another technical name."),
    Turn.FIELD_DEMANDED: mark("On %(date)s the form began to demand the field “%(field)s”."),
    Turn.FIELD_OPTIONAL: mark("On %(date)s the form stopped demanding the field “%(field)s”."),
    Turn.ROLE_CHANGED: mark("On %(date)s the field “%(field)s” began to ask for something else."),
    Turn.ACTION_MOVED: mark("On %(date)s the form began to send what is written to another address."),
    Turn.METHOD_CHANGED: mark("On %(date)s the form began to be sent in another way."),
    Turn.TRAPS_CHANGED: mark("On %(date)s the form changed its traps for machines."),
    Turn.OTHER: mark("On %(date)s there was another form."),
}
_GUARDS = {
    "image": mark("letters in a picture"),
    "sum": mark("a sum"),
    "other": mark("of a kind we could not name"),
}


def guard(language: Language, name: str) -> str:
    """Return what a CAPTCHA is called: its vendor, or what it asks for."""
    known = _GUARDS.get(name)
    return language.say(known) if known else plain(name)


def turned(language: Language, difference: Difference, date: str) -> str:
    """Return the sentence about one *difference* that was first seen on *date*."""
    return language.say(
        TURNS[difference.what],
        date=date,
        field=plain(difference.label or difference.field, at_most=60),
        before=guard(language, difference.before),
        after=guard(language, difference.after),
    )
