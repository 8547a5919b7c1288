"""What stands around an answer, and what machines say: greetings, acknowledgements, absences, as data."""

from collections.abc import Mapping

GREETINGS: Mapping[str, tuple[str, str]] = {
    "en": ("Hi {asker},", "Hi,"),
    "sv": ("Hej {asker}!", "Hej!"),
    "nb": ("Hei {asker},", "Hei,"),
    "nl": ("Beste {asker},", "Goedendag,"),
}
"""By language: with a name, and without one."""

OPENINGS: Mapping[str, tuple[str, ...]] = {
    "en": ("Good question.", "Thanks for asking before you order.", "I have looked it up for you.", ""),
    "sv": ("Bra att du frågar.", "Jag har kollat upp det åt dig.", "Det ska vi nog reda ut.", ""),
    "nb": ("Fint at du spør.", "Jeg har sjekket det for deg.", ""),
    "nl": ("Goed dat je het vraagt.", "Ik heb het even voor je nagekeken.", ""),
}

CLOSINGS: Mapping[str, tuple[str, ...]] = {
    "en": ("Just write back if anything is unclear.", "Let me know how it goes.", "Have a nice day!"),
    "sv": ("Hör av dig om något är oklart.", "Säg till om det krånglar.", "Ha en fin dag!"),
    "nb": ("Bare svar her hvis noe er uklart.", "Ha en fin dag videre!"),
    "nl": ("Laat het gerust weten als er iets niet duidelijk is.", "Succes ermee!"),
}

REGARDS: Mapping[str, str] = {
    "en": "Kind regards,",
    "sv": "Med vänlig hälsning",
    "nb": "Vennlig hilsen",
    "nl": "Met vriendelijke groet,",
}

QUOTED: Mapping[str, str] = {
    "en": "On {at:%d/%m/%Y %H:%M}, {asker} wrote:",
    "sv": "Den {at:%Y-%m-%d} kl. {at:%H:%M}, skrev {asker}:",
    "nb": "{at:%d.%m.%Y} kl. {at:%H:%M} skrev {asker}:",
    "nl": "{asker} schreef op {at:%d-%m-%Y %H:%M}:",
}
"""The line above a quoted question."""

FRAMES: Mapping[str, tuple[str, str]] = {
    "en": (
        "Your request ({ticket}) has been updated. To add a comment, reply to this email.",
        "This email is a service from {team}.",
    ),
    "nb": (
        "Henvendelsen din ({ticket}) er oppdatert. Svar på denne e-posten for å legge til en kommentar.",
        "Denne e-posten er en tjeneste fra {team}.",
    ),
}
"""Above and below a person's answer in a help desk's frame."""

ACKNOWLEDGEMENTS: Mapping[tuple[str, str], str] = {
    ("bjorkhost", "sv"): (
        "Hej!\n\nDet här är ett automatiskt svar. Vi har fått din fråga och gett den ärendenummer {ticket}. "
        "En av oss läser den och svarar så snart vi hinner, vardagar oftast samma dag.\n\n{team}"
    ),
    ("bjorkhost", "en"): (
        "Hello!\n\nThis is an automatic reply. We have got your question and given it the ticket number {ticket}. "
        "One of us reads it and answers as soon as we can, on weekdays mostly the same day.\n\n{team}"
    ),
    ("fjordnett", "nb"): (
        "Henvendelsen din ({ticket}) er mottatt og blir behandlet av kundeservice.\n\n"
        "Svar på denne e-posten hvis du vil legge til noe.\n\nDenne e-posten er en tjeneste fra {team}."
    ),
    ("fjordnett", "en"): (
        "Your request ({ticket}) has been received and is being reviewed by our support staff.\n\n"
        "To add additional comments, reply to this email.\n\nThis email is a service from {team}."
    ),
    ("kvickserver", "sv"): (
        "{greeting}\n\nTack för att du hör av dig! Vi har tagit emot ditt meddelande och det har fått ärendenummer "
        "{ticket}. Vi återkommer så snart som möjligt.\n\nMed vänlig hälsning\n{team}"
    ),
    ("kvickserver", "en"): (
        "{greeting}\n\nThank you for contacting us! We have received your message and it has been given ticket "
        "{ticket}. We will get back to you as soon as possible.\n\nBest regards,\n{team}"
    ),
}
"""By provider and language."""

ABSENCES: Mapping[str, str] = {
    "sv": (
        "Hej!\n\nTack för ditt mejl. Jag är inte på kontoret just nu och läser inte min post förrän på måndag. "
        "Är det bråttom så ring växeln.\n\n{person}\n{team}"
    ),
    "en": (
        "Hello,\n\nThank you for your mail. I am out of the office and will not read my mail until Monday. "
        "If it is urgent, please call our switchboard.\n\n{person}\n{team}"
    ),
}

BOUNCED = (
    "This is the mail system at host {host}.\n\n"
    "Your message could not be delivered to one or more recipients. What is left\n"
    "of it is attached below, after the reasons.\n\n"
    "<{mailbox}>: host store.{domain}[127.0.0.1] said:\n    {diagnosis} (in reply to end of DATA command)\n"
)
