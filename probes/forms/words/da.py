"""Danish."""

# One word a line would hide the table.
# fmt: off

ROLES: dict[str, tuple[str, ...]] = {
    "name": ("navn", "dit navn", "fulde navn", "kontaktperson", "for og efternavn", "dit fulde navn"),
    "first_name": ("fornavn",),
    "last_name": ("efternavn",),
    "email": ("e mail", "mail", "email", "e mailadresse", "mailadresse", "emailadresse", "din e mail",
        "e postadresse", "din mail"),
    "phone": ("telefon", "telefonnummer", "mobil", "mobilnummer", "tlf", "mobiltelefon", "tlf nr"),
    "company": ("firma", "virksomhed", "firmanavn", "virksomhedsnavn", "organisation", "selskab", "firma navn"),
    "customer_number": ("kundenummer", "kundenr", "ordrenummer", "fakturanummer", "ordrenr", "kunde id",
        "bestillingsnummer"),
    "domain": ("domæne", "domænenavn"),
    "subject": ("emne", "titel", "overskrift", "vedrørende", "angående", "vedr"),
    "message": ("besked", "din besked", "meddelelse", "spørgsmål", "dit spørgsmål", "beskrivelse", "kommentar",
        "henvendelse", "din henvendelse", "hvad kan vi hjælpe dig med", "bemærkninger", "kommentarer",
        "hvad kan vi hjælpe med", "beskriv", "fejlbeskrivelse", "hvordan kan vi hjælpe", "forespørgsel",
        "hvad drejer det sig om", "bemærkning", "skriv din besked"),
    "department": ("afdeling", "kategori", "hvad drejer henvendelsen sig om", "vælg emne", "emne",
        "henvendelsestype", "type henvendelse", "modtager", "vedrørende", "vælg afdeling", "hvad handler det om",
        "henvendelsen drejer sig om", "vælg kategori", "kø"),
    "urgency": ("prioritet", "hastegrad"),
    "consent": ("samtykke", "samtykker", "privatlivspolitik", "persondata", "persondatapolitik", "accepterer",
        "betingelser", "personoplysninger", "jeg accepterer", "handelsbetingelser", "vilkår", "jeg har læst",
        "godkender", "privatlivspolitikken"),
    "newsletter_opt_in": ("nyhedsbrev", "nyhedsbrevet", "tilbud", "markedsføring", "nyheder"),
    "attachment": ("vedhæft", "vedhæftet fil", "fil", "upload", "bilag", "vedhæftning"),
    "captcha": ("sikkerhedskode", "kontrolspørgsmål", "skriv koden", "robot", "ikke en robot", "spambeskyttelse",
        "verifikationskode"),
    "other": ("adresse", "gade", "by", "postnummer", "land", "adgangskode", "kodeord", "brugernavn", "hjemmeside",
        "webside", "cpr", "cvr", "dato", "alder", "køn", "fax", "region", "antal", "søg", "kopi", "send kopi",
        "postnr", "cvr nummer", "website"),
}
PURPOSES: dict[str, tuple[str, ...]] = {
    "contact": ("kontakt", "kontakt os", "kontaktformular", "send besked", "kundeservice", "spørg os",
        "skriv til os", "stil et spørgsmål", "send henvendelse", "support", "klage", "reklamation", "kundecenter",
        "opret sag", "kontaktform", "tag kontakt"),
    "search": ("søg", "find", "søgning", "søg domæne", "vis sag", "følg sag"),
    "login": ("log ind", "log på", "min side"),
    "newsletter": ("nyhedsbrev", "nyhedsbrevet", "tilmeld nyhedsbrev", "abonner"),
    "order": ("bestil", "bestilling", "køb", "kurv", "indkøbskurv", "til kassen", "læg i kurv", "betal",
        "betaling", "send bestilling", "bestillingsformular"),
    "callback": ("ring mig op", "bliv ringet op", "ring til mig", "vi ringer dig op"),
    "comment": ("kommenter", "skriv en kommentar", "skriv kommentar", "efterlad en kommentar", "gæstebog",
        "send kommentar", "skriv et svar", "tilføj kommentar", "din kommentar"),
    "review": ("anmeldelse", "bedømmelse", "vurdering", "skriv anmeldelse", "skriv en anmeldelse"),
    "registration": ("opret konto", "opret bruger", "bliv medlem", "registrer", "registrering", "opret profil",
        "tilmelding", "indmeldelse", "medlemskab"),
    "recovery": ("glemt adgangskode", "glemt kodeord", "nulstil adgangskode", "ny adgangskode", "nyt kodeord"),
    "application": ("ansøgning", "ansøg", "stilling", "jobansøgning", "send ansøgning", "ansøgningsskema"),
    "booking": ("book", "booking", "reservation", "bestil tid", "book tid", "bordbestilling", "bestil bord",
        "ankomst", "afrejse", "reserver"),
    "share": ("tip en ven", "del", "send til en ven"),
    "publish": ("stem", "afstemning", "nyt emne", "ny tråd", "udgiv", "opret annonce"),
}
LEAVE_EMPTY: tuple[str, ...] = (
    "lad dette felt være tomt", "lad feltet være tomt", "lad være tomt", "udfyld ikke", "skal være tomt",
    "lad dette felt stå tomt", "må ikke udfyldes", "efterlad dette felt tomt", "efterlad tom", "lad stå tomt",
    "lad dette være tomt", "skal ikke udfyldes", "efterlad feltet tomt",
)
AGAIN: tuple[str, ...] = (
    "bekræft", "gentag", "igen", "verificer", "en gang til",
)
