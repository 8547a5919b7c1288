"""What answers to forms say, in Dutch."""

from results.judge.form_outcome.words.said import Said, Table

WORDS: Table = {
    Said.THANKS: (
        (
            r"\b(?:hartelijk |heel erg )?(?:bedankt|dank (?:je|u)(?: wel)?|dankjewel)\b.{0,40}\b(?:bericht|"
            r"aanvraag|vraag|e-?mail|interesse|contact|reactie|inzending|melding|invullen)\b|^(?:hartelijk "
            r")?bedankt[ !.]{0,4}$|\bbedankt.{0,40}wij? (?:nemen|zullen|reageren)"
        ),
        (
            r"\b(?:je|uw|jouw|het|de) (?:bericht|aanvraag|vraag|formulier|e-?mail|verzoek|melding)\b.{0,20}\b(?:is|"
            r"werd)\b.{0,20}\b(?:verzonden|verstuurd|ontvangen|ingediend|aangemaakt)\b"
        ),
        (
            r"\b(?:we|wij) (?:hebben (?:je|uw|jouw)|nemen (?:zo|binnen|snel|spoedig|contact)|komen|"
            r"reageren|antwoorden)\b"
        ),
    ),
    Said.WRONG: (
        (
            r"\b(?:verplicht(?:e)?|vereist)\b.{0,10}(?:veld|$)|\bveld is (?:verplicht|vereist)\b|"
            r"\bmoet (?:worden )?ingevuld"
        ),
        (
            r"\b(?:vul|voer|geef|kies|selecteer|controleer|corrigeer|accepteer)\b.{0,40}\b(?:in|"
            r"op|een|uw|je|de|het)\b.{0,20}(?:geldig|a\.?u\.?b|alstublieft|verplicht)|\bgelieve\b"
        ),
        r"\bongeldig\w{0,2}\b|\bniet geldig\b|\bgeen geldige?\b|\bmag niet leeg\b",
        (
            r"\b(?:kon|is|kan|werd) (?:helaas )?niet (?:worden )?(?:verzonden|verstuurd|verwerkt|"
            r"opgeslagen)\b"
        ),
        (
            r"\b(?:er is )?(?:iets|een fout|een \w{1,12}fout|een probleem) .{0,15}(?:mis(?:gegaan)?|"
            r"opgetreden|fout gegaan|gevonden)\b|\bprobeer het .{0,15}(?:opnieuw|nogmaals|later)\b"
        ),
    ),
    Said.MACHINE: (
        (
            r"\bgeen robot\b|\b(?:captcha|beveiligingscode|controlecode)\b.{0,30}\b(?:onjuist|verplicht|"
            r"voer|ongeldig|ontbreekt|fout)|\bals (?:ongewenst|spam)\b|\btoegang geweigerd\b"
        ),
    ),
    Said.LIMIT: (
        (
            r"\bte veel (?:pogingen|verzoeken|berichten|aanvragen)\b|\bwacht .{0,20}(?:seconden|"
            r"minuten|voordat)\b"
        ),
    ),
    Said.VERIFY: (
        (
            r"\b(?:bevestig|verifieer) (?:je|uw|jouw)\b.{0,15}(?:e-?mail|adres)|\bcontroleer (?:je|"
            r"uw) (?:e-?mail|inbox|mailbox)|\blink in (?:de|het) .{0,15}e?-?mail"
        ),
    ),
}
