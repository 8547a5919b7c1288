"""The contact forms, as data: fields, words and traps of each."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One field that a customer fills in. All are required."""

    name: str
    label: str
    kind: str
    """``text``, ``email`` or ``textarea``."""
    autocomplete: str = "off"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The departments that one must choose from."""

    name: str
    label: str
    hint: str
    options: tuple[tuple[str, str], ...]
    """Value and words of each."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One provider's form."""

    language: str
    heading: str
    lead: str
    asker: Entry
    address: Entry
    subject: Entry | None = None
    message: Entry
    choice: Choice | None = None
    consent: tuple[str, str] | None = None
    """Name and label of a box that must be ticked."""
    honeypot: str | None = None
    """Name of a field that a stylesheet hides; whoever fills it in is thanked and not heard."""
    captcha: bool = False
    token: str
    """Name of the hidden field that must match the cookie."""
    cookie: str
    button: str
    thanks: str
    """May name {ticket}."""
    thanks_path: str | None = None
    """Where a sent form is redirected to; None where the thanks are the answer itself."""
    refused: str
    """Above the list of what is wrong."""
    missing: str
    """What is said of a field that is empty or wrong; names {label}."""
    stale: str
    """What is said when the token does not match the cookie."""


SHEETS: Mapping[str, Sheet] = {
    "bjorkhost": Sheet(
        language="sv",
        heading="Kontakta oss",
        lead="Skriv till oss så svarar en av oss med e-post.",
        asker=Entry(name="name", label="Ditt namn", kind="text", autocomplete="name"),
        address=Entry(name="email", label="Din e-postadress", kind="email", autocomplete="email"),
        subject=Entry(name="subject", label="Ämne", kind="text"),
        message=Entry(name="message", label="Meddelande", kind="textarea"),
        token="csrf_token",  # noqa: S106 - the name of a field, not a secret
        cookie="bh_session",
        button="Skicka",
        thanks="Tack för ditt meddelande! Ditt ärendenummer är {ticket}. Vi svarar till din e-postadress.",
        refused="Meddelandet skickades inte:",
        missing="Fyll i fältet ”{label}”.",
        stale="Sidan är för gammal, skicka formuläret en gång till.",
    ),
    "fjordnett": Sheet(
        language="nb",
        heading="Kontakt kundeservice",
        lead="Vi svarer på e-post så fort vi kan.",
        asker=Entry(name="your-name", label="Navn", kind="text", autocomplete="name"),
        address=Entry(name="your-email", label="E-post", kind="email", autocomplete="email"),
        subject=Entry(name="your-subject", label="Emne", kind="text"),
        message=Entry(name="your-message", label="Melding", kind="textarea"),
        token="_form_nonce",  # noqa: S106 - the name of a field, not a secret
        cookie="fn_visit",
        button="Send melding",
        thanks="Takk for henvendelsen! Meldingen din er sendt, og vi svarer på e-post.",
        thanks_path="/contact/takk",
        refused="Meldingen ble ikke sendt:",
        missing="Feltet «{label}» må fylles ut.",
        stale="Siden har gått ut på dato, send skjemaet en gang til.",
    ),
    "kvickserver": Sheet(
        language="en",
        heading="Contact us",
        lead="Ask us anything. We are quick.",
        asker=Entry(name="name", label="Name", kind="text", autocomplete="name"),
        address=Entry(name="email", label="E-mail", kind="email", autocomplete="email"),
        message=Entry(name="message", label="Message", kind="textarea"),
        token="form_key",  # noqa: S106 - the name of a field, not a secret
        cookie="kvick",
        button="Send",
        thanks="Thank you! Your message has been sent.",
        refused="Your message was not sent:",
        missing="Please fill in “{label}”.",
        stale="This page is too old, please send the form again.",
    ),
    "lillsajten": Sheet(
        language="sv",
        heading="Hör av dig",
        lead="Vi är två som jobbar här. Ring gärna, eller skriv en rad:",
        asker=Entry(name="namn", label="Namn", kind="text", autocomplete="name"),
        address=Entry(name="epost", label="E-post", kind="email", autocomplete="email"),
        message=Entry(name="meddelande", label="Meddelande", kind="textarea"),
        captcha=True,
        token="nyckel",  # noqa: S106 - the name of a field, not a secret
        cookie="lillsajten",
        button="Skicka",
        thanks="Tack, vi hör av oss!",
        refused="Det gick inte att skicka:",
        missing="Fältet ”{label}” saknas.",
        stale="Ladda om sidan och försök igen.",
    ),
    "polderweb": Sheet(
        language="nl",
        heading="Neem contact op",
        lead="Stel je vraag, dan mailen wij je terug.",
        asker=Entry(name="name", label="Naam", kind="text", autocomplete="name"),
        address=Entry(name="email", label="E-mailadres", kind="email", autocomplete="email"),
        subject=Entry(name="subject", label="Onderwerp", kind="text"),
        message=Entry(name="message", label="Je vraag", kind="textarea"),
        choice=Choice(
            name="department",
            label="Afdeling",
            hint="Kies een afdeling",
            options=(("sales", "Verkoop"), ("support", "Technische ondersteuning"), ("billing", "Facturen")),
        ),
        consent=("consent", "Ik ga akkoord met de verwerking van mijn gegevens volgens de privacyverklaring."),
        honeypot="website",
        token="_token",  # noqa: S106 - the name of a field, not a secret
        cookie="pw_sid",
        button="Versturen",
        thanks="Bedankt voor je bericht! We nemen zo snel mogelijk contact met je op.",
        refused="Je bericht is niet verstuurd:",
        missing="Vul het veld “{label}” in.",
        stale="Deze pagina is verlopen, verstuur het formulier opnieuw.",
    ),
}
