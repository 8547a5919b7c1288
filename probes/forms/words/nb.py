"""Norwegian (bokmål, and a little nynorsk)."""

# One word a line would hide the table.
# fmt: off

ROLES: dict[str, tuple[str, ...]] = {
    "name": ("navn", "ditt navn", "fullt navn", "kontaktperson", "namn", "for og etternavn", "navnet ditt"),
    "first_name": ("fornavn", "førenamn"),
    "last_name": ("etternavn", "etternamn"),
    "email": ("e post", "epost", "e postadresse", "epostadresse", "din e post", "mailadresse", "e postadressa"),
    "phone": ("telefon", "telefonnummer", "mobil", "mobilnummer", "tlf", "mobiltelefon", "tlf nr"),
    "company": ("firma", "bedrift", "firmanavn", "selskap", "organisasjon", "bedriftsnavn", "bedriftens navn",
        "virksomhet"),
    "customer_number": ("kundenummer", "kundenr", "ordrenummer", "fakturanummer", "bestillingsnummer", "kunde id",
        "ordrenr"),
    "domain": ("domene", "domenenavn"),
    "subject": ("emne", "tittel", "overskrift", "gjelder", "emnefelt", "angående"),
    "message": ("melding", "din melding", "beskjed", "spørsmål", "ditt spørsmål", "beskrivelse", "kommentar",
        "beskriv", "henvendelse", "din henvendelse", "hva kan vi hjelpe deg med", "kommentarer",
        "hvordan kan vi hjelpe", "meldingen", "hva lurer du på", "hva gjelder det", "tilbakemelding",
        "feilbeskrivelse", "meldingstekst", "hva kan vi hjelpe med"),
    "department": ("avdeling", "kategori", "hva gjelder henvendelsen", "velg emne", "type henvendelse", "emne",
        "henvendelsen gjelder", "mottaker", "gjelder", "tema", "velg avdeling", "hva gjelder saken",
        "velg kategori", "tjeneste", "kø"),
    "urgency": ("prioritet", "hastegrad"),
    "consent": ("samtykke", "samtykker", "personvern", "personvernerklæring", "godtar", "vilkår", "vilkårene",
        "personopplysninger", "jeg godtar", "aksepterer", "jeg har lest", "godkjenner"),
    "newsletter_opt_in": ("nyhetsbrev", "nyhetsbrevet", "tilbud", "markedsføring", "nyheter"),
    "attachment": ("vedlegg", "fil", "last opp", "legg ved"),
    "captcha": ("sikkerhetskode", "kontrollspørsmål", "skriv koden", "robot", "ikke en robot", "spamfilter",
        "verifiseringskode"),
    "other": ("adresse", "gateadresse", "sted", "poststed", "postnummer", "land", "by", "passord", "brukernavn",
        "nettside", "nettsted", "hjemmeside", "fødselsnummer", "organisasjonsnummer", "dato", "alder", "kjønn",
        "faks", "fylke", "antall", "søk", "kopi", "send kopi", "postnr", "orgnr", "org nr"),
}
PURPOSES: dict[str, tuple[str, ...]] = {
    "contact": ("kontakt", "kontakt oss", "kontaktskjema", "send melding", "kundeservice", "spør oss", "ta kontakt",
        "still spørsmål", "send henvendelse", "support", "klage", "reklamasjon", "skriv til oss", "kundesenter",
        "send inn sak", "feilmelding", "opprett sak", "tilbakemelding", "send inn henvendelse"),
    "search": ("søk", "finn", "søk domene", "vis sak", "følg sak"),
    "login": ("logg inn", "logg på", "innlogging", "min side"),
    "newsletter": ("nyhetsbrev", "nyhetsbrevet", "abonner", "abonnement"),
    "order": ("bestill", "bestilling", "kjøp", "handlekurv", "kasse", "til kassen", "legg i handlekurv", "betal",
        "send bestilling", "bestillingsskjema"),
    "callback": ("ring meg", "bli oppringt", "ring meg opp", "vi ringer deg", "bli ringt"),
    "comment": ("kommenter", "legg igjen en kommentar", "legg inn kommentar", "skriv en kommentar", "svar",
        "gjestebok", "publiser kommentar", "legg igjen et svar", "send kommentar", "skriv kommentar"),
    "review": ("anmeldelse", "omtale", "vurdering", "karakter", "skriv anmeldelse", "skriv en omtale"),
    "registration": ("registrer", "opprett konto", "bli medlem", "ny bruker", "registrering", "meld deg på",
        "påmelding", "innmelding", "medlemskap"),
    "recovery": ("glemt passord", "nytt passord", "tilbakestill passord"),
    "application": ("søknad", "søk på stillingen", "stilling", "jobbsøknad", "søknadsskjema", "send søknad"),
    "booking": ("bestill time", "reservasjon", "book", "booking", "innsjekk", "bordbestilling", "bestill bord",
        "ankomst", "avreise", "bookingforespørsel", "reserver"),
    "share": ("tips en venn", "del", "send til en venn"),
    "publish": ("stem", "avstemning", "nytt emne", "ny tråd", "publiser"),
}
LEAVE_EMPTY: tuple[str, ...] = (
    "la dette feltet stå tomt", "la feltet stå tomt", "la stå tomt", "ikke fyll ut", "skal stå tomt",
    "skal være tomt", "ikke fyll inn", "la dette stå tomt", "la være tomt", "la feltet være tomt",
    "ikke fylles ut",
)
AGAIN: tuple[str, ...] = (
    "bekreft", "gjenta", "igjen", "på nytt", "verifiser", "en gang til",
)
