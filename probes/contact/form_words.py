"""What the fields of contact forms are for, and the words and marks that tell it."""

import re
from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a field is for."""

    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    SUBJECT = "subject"
    MESSAGE = "message"
    DEPARTMENT = "department"
    CONSENT = "consent"
    OTHER = "other"


CAPTCHAS: Mapping[str, str] = {
    "reCAPTCHA": ".g-recaptcha, [name=g-recaptcha-response], "
    "script[src*='google.com/recaptcha'], script[src*='recaptcha.net']",
    "hCaptcha": ".h-captcha, [name=h-captcha-response], script[src*='hcaptcha.com']",
    "Turnstile": ".cf-turnstile, [name=cf-turnstile-response], script[src*='challenges.cloudflare.com']",
    "Friendly Captcha": ".frc-captcha, [name=frc-captcha-solution], script[src*='friendlycaptcha']",
    "an image": "input[name*=captcha i], input[id*=captcha i]",
}
"""CSS selectors of what guards a form, by the vendor's name."""

# What names, labels and placeholders say, in the languages of the providers: sv, nb, da, nl, de, en.
_WORDS: Mapping[Role, str] = {
    Role.EMAIL: r"e-?mail|e-?post|mailadres",
    Role.SUBJECT: r"subject|ämne|amne|emne|onderwerp|betreff|rubrik",
    Role.FIRST_NAME: r"first.?name|förnamn|fornavn|voornaam|vorname|given.?name",
    Role.LAST_NAME: r"last.?name|efternamn|etternavn|achternaam|nachname|family.?name|surname",
    Role.MESSAGE: r"message|meddelande|melding|besked|bericht|nachricht|question|fråga|spørsmål|vraag|comment|body",
    Role.DEPARTMENT: r"department|avdelning|avdeling|afdeling|abteilung|topic|category|kategori|ärende|gäller",
    Role.CONSENT: r"consent|privacy|gdpr|agree|godkänn|samtyck|samtykk|akkoord|toestemming|villkor|personuppgift",
    Role.NAME: r"name|namn|navn|naam",
}
_DEPARTMENT_WORDS = re.compile(
    r"support|teknik|teknisk|techni|help|hjälp|annat|andet|annet|other|overig|anders", re.IGNORECASE
)


def role_of(said: str) -> Role:
    """Tell what a field is for whose names, labels and placeholders say *said*."""
    return next((role for role, words in _WORDS.items() if re.search(words, said, re.IGNORECASE)), Role.OTHER)


def asks_consent(said: str) -> bool:
    """Whether *said*, the words about a box to be ticked, ask for consent."""
    return re.search(_WORDS[Role.CONSENT], said, re.IGNORECASE) is not None


def means_help(said: str) -> bool:
    """Whether *said*, a department's name, is the one that a technical question goes to."""
    return _DEPARTMENT_WORDS.search(said) is not None
