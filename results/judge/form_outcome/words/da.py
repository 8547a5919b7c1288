"""What answers to forms say, in Danish."""

from results.judge.form_outcome.words.said import Said, Table

WORDS: Table = {
    Said.THANKS: (
        (
            r"\b(?:mange )?tak(?: for)?\b.{0,40}\b(?:besked\w{0,2}|henvendelse\w{0,2}|e-?mail|mail|"
            r"spørgsmål\w{0,3}|interesse\w{0,2}|kontakt\w{0,4}|tilbagemelding\w{0,3}|fordi)\b|^tak[ !.]{0,4}$|"
            r"\btak,? .{0,30}vi (?:vender|svarer|kontakter)"
        ),
        (
            r"\b(?:besked(?:en)?|henvendelsen?|formularen|sagen|mailen|spørgsmålet)\b.{0,30}\b(?:er|"
            r"blev)(?: nu)?(?: blevet)? (?:sendt|modtaget|registreret|afsendt|oprettet)\b"
        ),
        r"\bvi (?:har (?:modtaget|fået)|vender tilbage|kontakter dig|svarer|hører fra os)\b",
    ),
    Said.WRONG: (
        (
            r"\b(?:feltet|dette)\b.{0,25}\b(?:påkrævet|obligatorisk|skal|mangler)\b|\bskal udfyldes\b|"
            r"\bpåkrævet felt\b"
        ),
        (
            r"\b(?:venligst|du skal|du bedes) .{0,15}\b(?:udfyld|angiv|indtast|vælg|skriv|kontroll|"
            r"ret|accept|tjek)"
        ),
        r"\bugyldig\w{0,2}\b|\bikke (?:en )?gyldig\w{0,2}\b|\bmå ikke være tom",
        r"\b(?:kunne|blev|kan) ikke (?:blive )?(?:sendt?|sendes|behandles|gemt|leveret|afsendes)\b",
        (
            r"\b(?:der )?(?:opstod|skete) (?:der )?en (?:\w{1,10} )?fejl\b|\bnoget gik galt\b|\bprøv "
            r"igen\b"
        ),
    ),
    Said.MACHINE: (
        (
            r"\bikke (?:er )?(?:en )?robot\b|\b(?:captcha|sikkerhedskode\w{0,2})\b.{0,30}\b(?:forkert|"
            r"påkrævet|indtast|mangler|ugyldig|fejl)|\bsom (?:uønsket|spam)\b|\badgang nægtet\b"
        ),
    ),
    Said.LIMIT: (
        (
            r"\bfor mange (?:forsøg|forespørgsler|henvendelser|beskeder)\b|\bvent .{0,20}(?:sekunder|"
            r"minutter|før)\b"
        ),
    ),
    Said.VERIFY: (
        (
            r"\bbekræft (?:din |e-?mail|adresse)|\btjek din (?:e-?mail|indbakke|mail)|\blinket? "
            r".{0,25}e?-?mail"
        ),
    ),
}
