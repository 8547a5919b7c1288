"""Swedish."""

# One word a line would hide the table.
# fmt: off

ROLES: dict[str, tuple[str, ...]] = {
    "name": ("namn", "ditt namn", "fullständigt namn", "för och efternamn", "kontaktperson", "namnet"),
    "first_name": ("förnamn", "tilltalsnamn", "fornamn"),
    "last_name": ("efternamn", "släktnamn"),
    "email": ("e post", "epost", "e postadress", "epostadress", "mejl", "mejladress", "mail", "mailadress",
        "e mejl", "din e post", "emailadress", "e mailadress"),
    "phone": ("telefon", "telefonnummer", "mobil", "mobilnummer", "tel", "mobiltelefon", "tfn", "tel nr"),
    "company": ("företag", "företagsnamn", "bolag", "organisation", "firma", "foretag", "förening"),
    "customer_number": ("kundnummer", "kundnr", "ordernummer", "fakturanummer", "avtalsnummer", "kund id",
        "kund nr", "order nr", "beställningsnummer"),
    "domain": ("domän", "domännamn", "domannamn"),
    "subject": ("ämne", "ämnesrad", "rubrik", "amne", "ärende", "gäller", "angående", "ärenderubrik"),
    "message": ("meddelande", "ditt meddelande", "fråga", "din fråga", "frågor", "beskrivning", "beskriv",
        "kommentar", "kommentarer", "synpunkter", "ditt ärende", "övrigt", "vad kan vi hjälpa dig med",
        "vad vill du", "skriv", "förfrågan", "felbeskrivning", "text", "ärendebeskrivning",
        "vad kan vi hjälpa till med", "hur kan vi hjälpa", "meddelandet", "fritext", "berätta"),
    "department": ("avdelning", "kategori", "ärendetyp", "vad gäller", "vad gäller ärendet",
        "vad gäller ditt ärende", "ämne", "välj ämne", "typ av ärende", "ärendet gäller", "mottagare", "gäller",
        "jag vill", "tjänst", "ärende", "frågan gäller", "välj avdelning", "välj ärende", "kö", "ärendekö"),
    "urgency": ("prioritet", "brådskande", "hur bråttom"),
    "consent": ("godkänner", "samtycke", "samtycker", "integritetspolicy", "personuppgifter", "villkor",
        "villkoren", "dataskydd", "jag godkänner", "jag har läst", "accepterar", "personuppgiftspolicy",
        "medgivande"),
    "newsletter_opt_in": ("nyhetsbrev", "nyhetsbrevet", "erbjudanden", "marknadsföring", "utskick", "prenumerera"),
    "attachment": ("bifoga", "bilaga", "bilagor", "fil", "ladda upp", "bifogad fil", "skärmbild"),
    "captcha": ("säkerhetskod", "kontrollfråga", "skriv koden", "robot", "inte en robot", "spamskydd",
        "verifieringskod", "säkerhetsfråga", "koden i bilden"),
    "other": ("adress", "gatuadress", "ort", "postort", "postnummer", "land", "stad", "lösenord", "användarnamn",
        "webbplats", "hemsida", "personnummer", "organisationsnummer", "datum", "ålder", "kön", "titel", "fax",
        "län", "kommun", "antal", "sök", "skicka kopia", "kopia", "postnr", "orgnr", "org nr", "webbadress"),
}
PURPOSES: dict[str, tuple[str, ...]] = {
    "contact": ("kontakt", "kontakta", "kontakta oss", "kontaktformulär", "skicka meddelande", "fråga oss",
        "kundtjänst", "ställ en fråga", "kundservice", "support", "skriv till oss", "skicka ärende", "felanmälan",
        "reklamation", "klagomål", "hör av dig", "offertförfrågan", "synpunkter", "skapa ärende"),
    "search": ("sök", "sökning", "hitta", "sök domän", "sök ledig domän", "visa ärende", "följ ärende"),
    "login": ("logga in", "inloggning", "mina sidor"),
    "newsletter": ("nyhetsbrev", "nyhetsbrevet", "prenumerera", "prenumeration"),
    "order": ("beställ", "beställning", "köp", "varukorg", "kassa", "till kassan", "kundvagn", "lägg i varukorg",
        "handla", "betala", "betalning", "orderformulär", "skicka beställning", "beställningsformulär",
        "lägg order"),
    "callback": ("ring mig", "ring upp mig", "bli uppringd", "ring upp", "vi ringer upp", "vi ringer dig"),
    "comment": ("kommentera", "lämna en kommentar", "skriv en kommentar", "lämna ett svar", "publicera kommentar",
        "gästbok", "skicka kommentar", "din kommentar", "skriv kommentar", "svara på inlägget"),
    "review": ("recension", "omdöme", "betyg", "skriv recension", "betygsätt", "lämna omdöme", "kundomdöme"),
    "registration": ("registrera", "skapa konto", "bli medlem", "nytt konto", "registrering", "medlemsansökan",
        "anmälan", "anmäl dig", "medlemskap"),
    "recovery": ("glömt lösenord", "glömt lösenordet", "återställ lösenord", "nytt lösenord"),
    "application": ("ansökan", "sök jobbet", "ansök", "spontanansökan", "personligt brev", "ansökningsformulär",
        "skicka ansökan"),
    "booking": ("boka", "bokning", "boka tid", "incheckning", "bokningsförfrågan", "bordsbokning", "boka bord",
        "ankomst", "avresa"),
    "share": ("tipsa en vän", "tipsa", "dela", "mejla en vän"),
    "publish": ("rösta", "omröstning", "nytt ämne", "ny tråd", "annons", "publicera"),
}
LEAVE_EMPTY: tuple[str, ...] = (
    "lämna detta fält tomt", "lämna fältet tomt", "lämna tomt", "fyll inte i", "ska lämnas tomt", "lämnas tomt",
    "ska vara tomt", "fyll ej i", "lämna det här fältet tomt", "låt stå tomt", "inte fyllas i",
    "ska inte fyllas",
)
AGAIN: tuple[str, ...] = (
    "bekräfta", "upprepa", "igen", "repetera", "verifiera", "en gång till",
)
