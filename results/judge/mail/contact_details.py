"""What numbers and addresses of people look like, in Sweden, Norway, the Netherlands and where English is written."""

import re

_LABEL_OF_PHONE = (
    r"(?:tel(?:efon|efoon|ephone)?(?:n(?:umme)?r)?|tlf|tfn|mob(?:il|iel|ile)?(?:nummer)?|phone|fax|växel|"
    r"direkt(?:nummer)?|"
    r"sentralbord|ring|bel(?: ons)?|call|whats ?app|sms|nås på|nå oss på|bereikbaar op|text)"
)

PHONES = (
    # +46 70-123 45 67, 0046 ..., +44 (0)20 7946 0958
    re.compile(r"(?<![\w+])(?:\+|00)[1-9]\d{0,2}(?:[ \u00a0./-]{0,2}\(?\d{1,5}\)?){2,6}(?![\w])"),
    # labelled, whatever its shape: tel: 22334455, ring 0771-11 22 33, Tlf. 02345
    re.compile(
        rf"\b{_LABEL_OF_PHONE}\b[ .:]{{0,3}}(?:(?:nr|no|number|nummer|us at|us on|oss på|op|på)\b[ .:]{{0,2}})?"
        r"(?P<what>\(?\d{2,5}\)?(?:[ \u00a0/-]{0,3}\d{2,8}){0,5})(?![\w:.]\d)",
        re.IGNORECASE,
    ),
    # 08-123 456 78, 070-123 45 67, 020-1234567, 06 12 34 56 78, 020 7946 0958, (0161) 496 0000
    re.compile(
        r"(?<![\w.,:/+-])(?=(?:[^\d]{0,3}\d){7})"
        r"\(?0\d{1,4}\)?[ \u00a0]?[-/ \u00a0][ \u00a0]?\d{2,8}(?:[ \u00a0-]\d{2,4}){0,4}(?![\w:]|"
        r"[.,/-]\d)"
    ),
    # 0701234567, 0612345678
    re.compile(r"(?<![\w.,:/+-])0[1-9]\d{7,9}(?![\w]|[.,-]\d)"),
    # 22 33 44 55 and 912 34 567 (Norway)
    re.compile(r"(?<![\w.,:/+-])(?<!\d )[2-9]\d \d{2} \d{2} \d{2}(?! ?(?:[\d%]|kr|:-)|[\w:]|[.,-]\d)"),
    re.compile(r"(?<![\w.,:/+-])(?<!\d )[489]\d{2} \d{2} \d{3}(?! ?(?:[\d%]|kr|:-)|[\w:]|[.,-]\d)"),
    # (555) 123-4567 and 555-123-4567
    re.compile(r"(?<![\w.,:/+-])(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\w]|[.,-]\d)"),
)

_ORGANISATION = (
    r"(?:org(?:anisation|anisasjon)?s?\.? ?-?(?:nr|nummer|no|number)?|kvk(?:-nummer| nummer|-nr)?|k\.v\.k\.|"
    r"vat(?: no| number| reg(?:istration)?"
    r"(?: no| number)?)?|btw(?:-nummer| nummer|-nr)?|momsnr|momsreg\.?nr|company (?:no|number|"
    r"reg(?:istration)?(?: no| number)?)|"
    r"registered (?:no|number)|bsn|burgerservicenummer|sofinummer|personn(?:umme)?r|fødselsn(?:umme)?r|"
    r"national insurance(?: no| number)?|"
    r"iban|konton(?:umme)?r|bankgiro|plusgiro|bg|pg|clearing(?:nr|nummer)?)"
)

IDENTITIES = (
    # SE personnummer and organisationsnummer: 19850312-1234, 850312-1234, 556677-8899
    re.compile(r"(?<![\w.-])(?:19|20)?\d{6}[-+]\d{4}(?![\w]|-\d)"),
    # NO fødselsnummer: 010190 12345 or in a row
    re.compile(r"(?<![\w.,-])[0-7]\d[0-1]\d{3} ?\d{5}(?![\w]|[.,-]\d)"),
    # for value added tax, and accounts: SE556677889901, NL123456789B01, NO 123 456 789 MVA, NL91 ABNA 0417 1643 00
    re.compile(r"\b(?:SE\d{12}|NL\d{9}B\d{2}|GB ?\d{3} ?\d{4} ?\d{2}|(?:NO ?)?\d{3} ?\d{3} ?\d{3} ?MVA)\b"),
    re.compile(r"\b[A-Z]{2}\d{2} ?(?:[A-Z0-9]{4} ?){2,7}[A-Z0-9]{1,4}\b"),
    # UK national insurance: QQ 12 34 56 C
    re.compile(r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"),
    re.compile(
        rf"\b{_ORGANISATION}\b\s{{0,2}}[.:#]{{0,2}}\s{{0,2}}(?P<what>[A-Z]{{0,2}}\d[\d .-]{{2,20}}\d)", re.IGNORECASE
    ),
    # BSN as it is printed
    re.compile(r"(?<![\w.,-])\d{3}\.\d{3}\.\d{3}(?![\w]|[.,-]\d)"),
)

_NUMBERED = (
    r"(?:ticket|case|ärende|ärendet|sak|saken|saks|sags|ref|reference|referens|referanse|referentie|kenmerk|"
    r"kund|kunde|customer|client|klant|"
    r"relatie|order|ordre|bestellings?|bestilling|beställnings?|faktura|invoice|factuur|avtals?|avtale|contract|"
    r"kontrakt|konto|account|"
    r"dossier|melding|meldings|zaak|zaaks|request|incident|abonnement|abonnements|medlems?|member(?:ship)?|user|"
    r"bruker|användar|"
    r"gebruikers?|serie|serial|licens|license|vorgangs?|aanvraag|henvendelse|förfrågan)"
)
_NUMBER = r"(?P<what>(?=[\w./-]{0,30}\d{3})[A-Z]{0,8}[-/]?\d[\w/-]{2,30})"

LABELLED = (
    re.compile(
        rf"\b{_NUMBERED}(?:\s?-?(?:id|nr|no|nummer|number|num|numret|nummeret)\b)?\.?(?: (?:is|är|er|on|"
        rf"med nr))?\s{{0,2}}"
        rf"[:#(\[]{{0,3}}\s{{0,2}}#?{_NUMBER}",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:verifi\w{2,15}|engångs|engangs|eenmalige|one-time|pin|säkerhets|sikkerhets|beveiligings|security)[- ]?"
        r"(?:kod|kode|code|koden)\b\s{0,2}(?:is|är|er)?[: ]{0,3}(?P<what>\d{4,10})",
        re.IGNORECASE,
    ),
)

_UPPER = r"[A-ZÅÄÖÆØÉ]"
_PLACE = rf"{_UPPER}[a-zåäöæøéü'\u2019-]{{2,30}}(?: (?:{_UPPER}[a-zåäöæøéü]{{1,20}}|[A-Z]))?"
_STREET_END = (
    r"(?:gatan|gata|vägen|väg|gränd|torget|torg|allén|stigen|backen|platsen|kajen|esplanaden|leden|gaten|gate|"
    r"veien|vegen|vei|veg|"
    r"plassen|plass|alléen|brygge|kaia|bakken|svingen|stien|straat|laan|weg|plein|gracht|kade|dijk|singel|dreef|"
    r"steeg|baan|hof)"
)

POSTAL = (
    # Storgatan 12 B, Karl Johans gate 5, Keizersgracht 241-A; with flat or floor
    re.compile(
        rf"\b(?:{_UPPER}[\w'\u2019.-]{{1,25}} ){{0,3}}(?:{_UPPER}\w{{1,30}}{_STREET_END}|"
        rf"(?<= ){_STREET_END}) \d{{1,4}}"
        r"(?:[ -]?[A-Za-z](?!\w)|-\d{1,4}|[a-z]\b)?(?:, (?:\d{1,2} ?tr|etg\.? ?\d|\d\. etg\.?|våning \d{1,2}))?"
    ),
    # 12 High Street
    re.compile(
        rf"\b\d{{1,5}}[A-Za-z]?,? (?:{_UPPER}[a-z'\u2019]{{1,20}} ){{1,3}}"
        r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Way|Close|Court|Square|Place|Terrace|Crescent|"
        r"Gardens|Boulevard|Blvd|"
        r"Mews|Quay|Row|Hill|Parade|House)\b\.?"
    ),
    re.compile(
        r"\b(?:Box|BOX|Postboks|Postbox|Boks|Postbus|Antwoordnummer|P\.? ?O\.? ?Box|"
        r"Pb\.?) \d{1,6}(?: [A-ZÆØÅ][a-zæøå]{2,20})?\b"
    ),
    # 123 45 Stockholm, SE-123 45 GÖTEBORG
    re.compile(rf"(?<![\w.,-])(?:SE?-? ?)?\d{{3}} \d{{2}},? {{1,2}}(?:{_PLACE}|[A-ZÅÄÖ]{{4,25}})\b"),
    # 0155 Oslo, on a line of its own or after a street
    re.compile(
        rf"(?m)(?:^[ \t>]{{0,10}}|(?<=, )|(?<=\] ))(?:NO?-? ?)?(?P<what>\d{{4}} (?:{_PLACE}|"
        rf"[A-ZÆØÅ]{{4,25}}))(?=[ \t]{{0,5}}(?:$|,|\.|\||Norge|Norway))"
    ),
    # 1012 AB Amsterdam
    re.compile(
        rf"\b[1-9]\d{{3}} ?(?!(?:MB|GB|TB|KB|PB|MS|KR|OK|PM|AM|HZ|SA|SD|"
        rf"SS)\b)[A-Z]{{2}}\b(?:,? {{1,2}}(?:{_PLACE}|[A-Z]{{4,25}}))?"
    ),
    # M1 1AE, SW1A 2AA
    re.compile(
        rf"\b(?:(?:{_PLACE}),? )?(?:GIR|[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?) (?!\d(?:GB|MB|TB|"
        rf"KB)\b)\d[ABD-HJLNP-UW-Z]{{2}}\b"
    ),
    # Springfield, IL 62701
    re.compile(rf"\b{_PLACE}, [A-Z]{{2}} \d{{5}}(?:-\d{{4}})?\b"),
)

_DATE = re.compile(
    r"\s*(?:(?:19|20)\d{2}[ /.-]?(?:0[1-9]|1[0-2])[ /.-]?(?:0[1-9]|[12]\d|3[01])|"
    r"(?:0?[1-9]|[12]\d|3[01])[ /.-](?:0?[1-9]|1[0-2])[ /.-](?:(?:19|20)\d{2}|\d{2}))\s*"
)
_HOUR = r"(?:[01]\d|2[0-4])(?:[.:]?[0-5]\d)?"
_HOURS = re.compile(rf"\s*{_HOUR}\s?[-\u2013/]\s?{_HOUR}\s*")
_UNIT = re.compile(
    r"[ \u00a0]?(?:[kmgt]i?b(?:it|yte)?s?\b|bytes?\b|bit\b|kr\b|kronor|kroner|sek\b|nok\b|eur\b|euro|usd\b|"
    r"gbp\b|:-|,-|[€$£%]|"
    r"ms\b|sek(?:under|unden)?\b|seconds?|sekunder|seconden|s\b|timmar|timer|hours|uur|dagar|dager|days|dagen|"
    r"filer|files|bestanden|"
    r"inodes?|besök|besøk|visits|visitors|requests|anrop|rader|rows|records|poster|e-post|mail|meddelanden|"
    r"meldinger|berichten|"
    r"messages|domän|domener|domains|domeinen|användare|brukere|users|gebruikers|konton|kontoer|accounts|databas)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_MONEY_BEFORE = re.compile(r"(?:\bkr|\bsek|\bnok|\beur|€|\$|£)\.?[ \u00a0]?$", re.IGNORECASE)
_CALLED = re.compile(rf"\b{_LABEL_OF_PHONE}\b[ .:]{{0,3}}(?:\w{{1,6}} )?$", re.IGNORECASE)


def is_date_or_hours(match: re.Match[str]) -> bool:
    """Whether *match* is a date, a year or opening hours, and not the number that it looks like."""
    what = match["what"] if "what" in match.re.groupindex else match[0]
    if _DATE.fullmatch(what) or _YEAR.fullmatch(what):
        return True
    start = match.start("what" if "what" in match.re.groupindex else 0)
    called = _CALLED.search(match.string[max(0, start - 30) : start])
    return bool(_HOURS.fullmatch(what)) and not (called and "." not in what)


def is_quantity(match: re.Match[str]) -> bool:
    """Whether a unit or a currency stands beside *match*, so that it is how much and not who."""
    group = "what" if "what" in match.re.groupindex else 0
    before = match.string[max(0, match.start(group) - 5) : match.start(group)]
    return bool(_UNIT.match(match.string, match.end(group)) or _MONEY_BEFORE.search(before))
