"""What answers to forms say, in Norwegian."""

from results.judge.form_outcome.words.said import Said, Table

WORDS: Table = {
    Said.THANKS: (
        (
            r"\b(?:tusen )?takk(?: for)?\b.{0,40}\b(?:melding\w{0,3}|henvendelse\w{0,2}|e-?post\w{0,3}|"
            r"spørsmål\w{0,3}|interesse\w{0,2}|kontakt\w{0,4}|tok kontakt|tilbakemelding\w{0,3}|"
            r"at du)\b|^takk[ !.]{0,4}$|\btakk,? .{0,30}vi (?:tar|svarer|kommer)"
        ),
        (
            r"\b(?:melding(?:en)?|henvendelsen?|skjemaet?|saken|e-?posten?|spørsmålet)\b.{0,30}\b(?:er|"
            r"har blitt|ble)(?: nå)? (?:sendt|mottatt|registrert|levert)\b"
        ),
        (
            r"\bvi (?:har (?:mottatt|fått|tatt imot)|kommer tilbake|tar kontakt|svarer|hører fra "
            r"oss)\b"
        ),
    ),
    Said.WRONG: (
        (
            r"\b(?:feltet|dette)\b.{0,25}\b(?:påkrevd|obligatorisk|må|mangler)\b|\bmå fylles (?:ut|"
            r"inn)\b|\bpåkrevd felt\b"
        ),
        (
            r"\b(?:vennligst|du må|vær snill) .{0,15}\b(?:fyll|oppgi|velg|skriv|kontroller|rett|"
            r"godta|sjekk)"
        ),
        r"\bugyldig\w{0,2}\b|\bikke (?:en )?gyldig\w{0,2}\b|\bkan ikke være tom",
        r"\b(?:kunne|ble|kan) ikke (?:bli )?(?:sendt?|sendes|behandles|lagret|levert)\b",
        (
            r"\b(?:det )?(?:oppst[oå]d?|skjedde) (?:det )?en (?:\w{1,10} )?feil\b|\bnoe gikk galt\b|"
            r"\bprøv igjen\b"
        ),
    ),
    Said.MACHINE: (
        (
            r"\bikke (?:er )?(?:en )?robot\b|\b(?:captcha|sikkerhetskode\w{0,2})\b.{0,30}\b(?:feil|"
            r"påkrevd|oppgi|mangler|ugyldig)|\bsom (?:søppelpost|spam)\b|\bingen tilgang\b|\btilgang "
            r"nektet\b"
        ),
    ),
    Said.LIMIT: (
        (
            r"\bfor mange (?:forsøk|forespørsler|henvendelser|meldinger)\b|\bvent .{0,20}(?:sekunder|"
            r"minutter|før)\b"
        ),
    ),
    Said.VERIFY: (r"\bbekreft (?:din |e-?post|adresse)|\bsjekk (?:e-?posten|innboksen)\b|\blenken? .{0,25}e-?post",),
}
