"""Finnish."""

# One word a line would hide the table.
# fmt: off

ROLES: dict[str, tuple[str, ...]] = {
    "name": ("nimi", "nimesi", "koko nimi", "yhteyshenkilö", "etu ja sukunimi"),
    "first_name": ("etunimi",),
    "last_name": ("sukunimi",),
    "email": ("sähköposti", "sähköpostiosoite", "sähköpostisi", "sähköpostiosoitteesi"),
    "phone": ("puhelin", "puhelinnumero", "puhelinnumerosi", "puh", "matkapuhelin"),
    "company": ("yritys", "organisaatio", "yrityksen nimi"),
    "customer_number": ("asiakasnumero", "tilausnumero", "laskun numero"),
    "domain": ("verkkotunnus", "verkkotunnuksesi"),
    "subject": ("aihe", "otsikko"),
    "message": ("viesti", "viestisi", "kysymys", "kysymyksesi", "kuvaus", "palaute", "kommentti", "lisätiedot"),
    "department": ("osasto", "kategoria", "aihe", "valitse aihe", "asia"),
    "urgency": ("kiireellisyys", "prioriteetti"),
    "consent": ("hyväksyn", "suostun", "tietosuoja", "tietosuojaseloste", "tietosuojakäytäntö", "ehdot",
        "suostumus"),
    "newsletter_opt_in": ("uutiskirje", "uutiskirjeen", "markkinointi"),
    "attachment": ("liite", "liitteet", "tiedosto"),
    "captcha": ("turvakoodi", "varmistuskoodi", "roskapostin esto"),
    "other": ("osoite", "katuosoite", "postinumero", "kaupunki", "maa", "salasana", "käyttäjätunnus", "kotisivu",
        "verkkosivu", "päivämäärä", "ikä", "haku", "postitoimipaikka"),
}
PURPOSES: dict[str, tuple[str, ...]] = {
    "contact": ("ota yhteyttä", "yhteydenotto", "yhteydenottolomake", "lähetä viesti", "asiakaspalvelu",
        "yhteystiedot", "palautelomake", "anna palautetta", "tukipyyntö"),
    "search": ("hae", "haku", "etsi"),
    "login": ("kirjaudu", "kirjaudu sisään"),
    "newsletter": ("uutiskirje", "tilaa uutiskirje"),
    "order": ("tilaa", "osta", "ostoskori", "kassalle", "lisää ostoskoriin"),
    "callback": ("soittopyyntö", "jätä soittopyyntö"),
    "comment": ("kommentoi", "jätä kommentti", "lähetä kommentti", "vieraskirja"),
    "review": ("arvostelu", "arvostele"),
    "registration": ("rekisteröidy", "luo tili", "luo käyttäjätili"),
    "recovery": ("unohditko salasanan", "unohtunut salasana", "uusi salasana"),
    "application": ("hakemus", "työhakemus"),
    "booking": ("varaa", "varaus", "ajanvaraus"),
}
LEAVE_EMPTY: tuple[str, ...] = (
    "jätä tämä kenttä tyhjäksi", "jätä tyhjäksi", "älä täytä", "jätä kenttä tyhjäksi",
)
AGAIN: tuple[str, ...] = (
    "vahvista", "uudelleen", "toista",
)
