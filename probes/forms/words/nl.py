"""Dutch."""

# One word a line would hide the table.
# fmt: off

ROLES: dict[str, tuple[str, ...]] = {
    "name": ("naam", "uw naam", "je naam", "jouw naam", "volledige naam", "contactpersoon", "voor en achternaam"),
    "first_name": ("voornaam", "roepnaam"),
    "last_name": ("achternaam", "familienaam"),
    "email": ("e mail", "email", "e mailadres", "emailadres", "mailadres", "uw e mail", "e mail adres",
        "email adres", "mail"),
    "phone": ("telefoon", "telefoonnummer", "mobiel", "mobiele nummer", "tel", "gsm", "telefoon nummer",
        "mobiel nummer"),
    "company": ("bedrijf", "bedrijfsnaam", "organisatie", "onderneming", "firma", "naam bedrijf", "firmanaam"),
    "customer_number": ("klantnummer", "ordernummer", "bestelnummer", "factuurnummer", "debiteurnummer", "klant id",
        "relatienummer", "klantnr"),
    "domain": ("domein", "domeinnaam"),
    "subject": ("onderwerp", "titel", "betreft", "betreffende"),
    "message": ("bericht", "uw bericht", "je bericht", "vraag", "uw vraag", "je vraag", "vragen", "opmerking",
        "opmerkingen", "omschrijving", "toelichting", "vraag of opmerking", "waar kunnen we u mee helpen",
        "waarmee kunnen we je helpen", "beschrijving", "klacht", "hoe kunnen we helpen", "stel uw vraag",
        "hoe kunnen wij u helpen", "reactie", "vraag opmerking"),
    "department": ("afdeling", "categorie", "waar gaat uw vraag over", "kies een onderwerp", "onderwerp",
        "soort vraag", "type vraag", "reden", "ontvanger", "betreft", "ik heb een vraag over", "dienst"),
    "urgency": ("prioriteit", "urgentie", "spoed"),
    "consent": ("akkoord", "toestemming", "privacyverklaring", "privacybeleid", "privacy", "voorwaarden",
        "persoonsgegevens", "ik ga akkoord", "algemene voorwaarden", "gelezen", "avg", "verwerken"),
    "newsletter_opt_in": ("nieuwsbrief", "aanbiedingen", "op de hoogte", "mailing"),
    "attachment": ("bijlage", "bijlagen", "bestand", "uploaden", "bestand toevoegen"),
    "captcha": ("beveiligingscode", "controlevraag", "typ de code", "robot", "geen robot", "spambeveiliging",
        "verificatiecode", "neem de code over", "code overnemen"),
    "other": ("adres", "straat", "huisnummer", "woonplaats", "plaats", "postcode", "land", "wachtwoord", "stad",
        "gebruikersnaam", "website", "geboortedatum", "kvk nummer", "datum", "leeftijd", "geslacht", "fax",
        "aanhef", "provincie", "aantal", "zoeken", "zoek", "kopie", "functie", "toevoeging", "tussenvoegsel",
        "btw nummer", "gemeente"),
}
PURPOSES: dict[str, tuple[str, ...]] = {
    "contact": ("contact", "contacteer ons", "contactformulier", "neem contact op", "stuur bericht",
        "stel een vraag", "klantenservice", "stel uw vraag", "verstuur bericht", "support", "klacht",
        "klachtenformulier", "vraag stellen", "bericht versturen", "stuur ons een bericht", "helpdesk",
        "ticket aanmaken"),
    "search": ("zoek", "zoeken", "vind", "zoek domein", "domein controleren", "ticket bekijken", "ticket volgen"),
    "login": ("inloggen", "log in", "aanmelden", "mijn account"),
    "newsletter": ("nieuwsbrief", "abonneer", "inschrijven nieuwsbrief"),
    "order": ("bestel", "bestellen", "bestelling", "winkelwagen", "winkelmand", "afrekenen", "koop", "kopen",
        "in winkelwagen", "betalen", "betaling", "bestelling plaatsen", "plaats bestelling", "bestelformulier"),
    "callback": ("bel mij terug", "bel mij", "terugbellen", "bel me terug", "terugbelverzoek", "bel me"),
    "comment": ("plaats reactie", "reageer", "laat een reactie achter", "geef een reactie", "gastenboek",
        "reactie plaatsen", "reactie versturen", "plaats een reactie", "uw reactie", "je reactie",
        "reactie toevoegen", "reactie verzenden"),
    "review": ("beoordeling", "recensie", "review schrijven", "schrijf een review", "beoordeel",
        "schrijf een recensie"),
    "registration": ("registreren", "registreer", "account aanmaken", "maak account", "lid worden", "word lid",
        "inschrijven", "inschrijving", "aanmeldformulier", "inschrijfformulier", "lidmaatschap"),
    "recovery": ("wachtwoord vergeten", "wachtwoord herstellen", "nieuw wachtwoord", "wachtwoord opvragen"),
    "application": ("solliciteer", "sollicitatie", "vacature", "motivatie", "solliciteren", "sollicitatieformulier"),
    "booking": ("boeken", "boek", "reserveren", "reservering", "afspraak maken", "reserveer", "boekingsaanvraag",
        "aankomst", "vertrek", "afspraak"),
    "share": ("stuur door naar een vriend", "vertel een vriend", "deel"),
    "publish": ("stem", "stemmen", "nieuw onderwerp", "advertentie plaatsen", "publiceren"),
}
LEAVE_EMPTY: tuple[str, ...] = (
    "laat dit veld leeg", "laat leeg", "niet invullen", "dit veld leeg laten", "leeg laten",
    "moet leeg blijven", "vul dit veld niet in", "laat dit leeg", "dit veld niet invullen", "veld leeg",
    "niet wijzigen",
)
AGAIN: tuple[str, ...] = (
    "bevestig", "bevestiging", "herhaal", "nogmaals", "opnieuw", "controle", "ter controle",
)
