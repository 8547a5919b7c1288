"""What machines say when a question has arrived, in Dutch."""

from results.judge.mail.answer import Kind
from results.judge.mail.phrases.table import Table

THING = (
    r"(?:e-?mail|mail|bericht|verzoek|vraag|\w{0,12}aanvraag|ticket|melding|supportticket|mailtje|bestelling|"
    r"aanmelding|inschrijving|klacht|sollicitatie|formulier|gegevens|reactie|retour\w{0,8}|order)"
)
"""What somebody has sent; stands for THING in the phrases."""

PHRASES: Table = {
    Kind.MACHINE: (
        r"\bdit is (?:een |\w{1,10} )?(?:automat|geautomatiseerd)|^automatisch antwoord\b|^ontvangstbevestiging\b",
        (
            r"\b(?:dit|deze|bericht|mail|antwoord)\b.{0,40}\bautomatisch (?:is |werd |wordt )?"
            r"(?:gegenereerd|verzonden|aangemaakt|verstuurd)"
        ),
        r"\b(?:dit|deze) (?:automatische|geautomatiseerde) (?:bericht|antwoord|e-?mail|mail|bevestiging)",
        r"(?:niet|kunt u niet|kun je niet) (?:te )?(?:reageren|antwoorden|beantwoorden) op (?:deze|dit)",
        r"niet op (?:deze|dit) (?:e-?mail|mail|bericht)\b|op (?:deze|dit) (?:e-?mail|mail|bericht)\b.{0,20}\bniet",
        r"(?:deze|dit) (?:mailbox|e-?mailadres|inbox|postvak)\b.{0,20}\bniet (?:gelezen|gemonitord|beheerd)",
        r"beantwoord (?:deze|dit)\b.{0,20}\bniet",
    ),
    Kind.RECEIVED: (
        r"THING\w{0,3}\b.{0,15}\b(?:is|zijn) (?:\w{1,12} ){0,2}aangekomen\b",
        r"\bTHING\w{0,3} (?:is|zijn|werd) (?:\w{1,12} ){0,2}(?:ontvangen|binnengekomen|geregistreerd)",
        r"\b(?:wij|we) hebben (?:het|deze|dit|hem)\b.{0,40}ontvangen",
        (
            r"(?:wij|we|ik) (?:hebben|heb|bevestigen|bevestig)\b.{0,60}THING\b.{0,50}(?:ontvangen|ontvangst|"
            r"geregistreerd|binnengekomen|aangemaakt)"
        ),
        r"(?:hierbij |graag )?bevestigen (?:wij|we) (?:de |hierbij )?(?:ontvangst|dat)|in goede orde ontvangen",
        (
            r"(?:uw|je|jouw) (?:\w{1,12} )?THING\w{0,3}\b.{0,60}\b(?:is|zijn|hebben|werd|"
            r"wordt)\b.{0,30}(?:ontvangen|geregistreerd|aangemaakt|binnengekomen|in behandeling|toegewezen|"
            r"doorgestuurd|in de wachtrij)"
        ),
        r"(?:hebben|heeft) (?:wij |we )?(?:uw|je|jouw) THING\w{0,3} (?:\w{1,12} ){0,3}ontvangen",
        r"(?:een|nieuw) (?:nieuw )?(?:support)?-?\s?ticket\b.{0,40}(?:aangemaakt|geopend|geregistreerd)",
        r"(?:ticket|zaak|referentie|meldings?|registratie)-?\s?(?:nummer|nr|id)\b|(?:aanvraag|ticket) is ontvangen",
    ),
    Kind.PROMISE: (
        (
            r"\b(?:zullen|zal)\b.{0,60}\b(?:beantwoorden|antwoorden|reageren|terugkomen|behandelen|beantwoord|"
            r"behandeld)\b"
        ),
        (
            r"\b(?:wordt|worden)\b.{0,40}\b(?:beantwoord|behandeld)\b.{0,40}(?:zo|binnen|spoedig|uur|werkdag)|"
            r"\bwij (?:bellen|mailen) (?:u|je)\b"
        ),
        r"\b(?:neemt|nemen|zal|zullen)\b.{0,80}\bcontact (?:met|op)",
        (
            r"\b(?:beoordeelt|beoordelen|bekijkt|bekijken|behandelt|behandelen)\b.{0,30}(?:aanvraag|bericht|vraag|"
            r"verzoek|melding)"
        ),
        r"\b(?:proberen|streven|doen ons best)\b.{0,60}\b(?:beantwoorden|reageren|antwoorden)",
        (
            r"\b(?:wij|we|medewerker\w{0,2}|collega\w{0,2}|team|u|je|zal|zullen)\b.{0,60}\b(?:reageren|antwoorden|"
            r"beantwoorden|beantwoord|contact (?:met|op)|hoort|krijgt|ontvangt|ontvangen|"
            r"komen (?:er )?(?:zo )?)\b.{0,80}"
            r"(?:zo (?:snel|spoedig)|spoedig|uur|werkdag|reactie|antwoord|contact|mogelijk|terug)"
        ),
        r"(?:nemen|neemt) (?:wij |we )?(?:zo (?:snel|spoedig) mogelijk |binnen .{0,20})?contact (?:met|op)",
        r"(?:nemen|neemt) (?:uw|je|jouw) THING\w{0,3}\b.{0,30}in behandeling",
    ),
    Kind.HOURS: (
        r"\b(?:antwoord|reactie)\b.{0,40}\b(?:op zich (?:laten )?wachten|langer duren)",
        (
            r"\b(?:heropen|opnieuw geopend|weer geopend)\w{0,2}\b|\b(?:nog|meer|"
            r"verdere) vragen\b.{0,60}\b(?:antwoord|reageer|beantwoord)"
        ),
        r"reactietijd|responstijd|behandeltijd|op volgorde|werkdagen|openingstijden|veelgestelde vragen|kennisbank",
    ),
    Kind.POLITE: (
        r"(?:hartelijk |veel )?(?:dank|bedankt) (?:u |je )?(?:wel )?voor (?:uw|je|jouw|het|de)|fijne dag",
        r"prettige dag",
    ),
    Kind.ABSENCE: (
        (
            r"\b(?:ons )?kantoor\b.{0,60}\b(?:gesloten|dicht)\b|\b(?:wij|we) zijn\b.{0,40}\b(?:gesloten|"
            r"met vakantie|op vakantie)"
        ),
        r"(?:op|met) (?:vakantie|verlof) (?:ben|ga|was)\b",
        (
            r"\b(?:ik )?(?:ben|zal)\b.{0,40}\b(?:afwezig|niet aanwezig|met vakantie|op vakantie|met verlof|"
            r"met zwangerschapsverlof|niet op kantoor|niet bereikbaar|met ouderschapsverlof|ziek|op reis)"
        ),
        r"afwezig(?:heid)?\b|lees mijn (?:e-?mail|mail) niet|beperkt (?:toegang|bereikbaar)|niet meer werkzaam",
        r"kantoor is gesloten|gesloten van|vakantiesluiting|uit dienst",
    ),
    Kind.RETURN: (
        r"(?:weer|terug)\b.{0,30}(?:aanwezig|bereikbaar|kantoor|op|maandag|dinsdag|woensdag|donderdag|vrijdag|\d)",
        r"dringende|bij spoed|voor spoed|tijdens mijn|tot en met|t/m|na mijn",
    ),
    Kind.CLOSED: (
        (
            r"(?:ticket|aanvraag|verzoek|melding|vraag|zaak)\b.{0,60}\b(?:is|werd|wordt|hebben|"
            r"zal)\b.{0,30}(?:gesloten|opgelost|afgesloten|afgehandeld|afgerond)"
        ),
    ),
    Kind.VERIFY: (
        (
            r"(?:klik|volg|gebruik|druk|open)\b.{0,80}(?:link|knop|hier|hieronder)\w{0,3}.{0,80}(?:bevestig|"
            r"verifi|activer)"
        ),
        r"(?:bevestig|verifieer|activeer) (?:uw|je|jouw|dat)\b.{0,60}(?:klik|link|https?:|door)",
        r"(?:om|moet|dient)\b.{0,40}(?:bevestigen|verifiëren)\b.{0,50}(?:link|klik|https?:)",
    ),
    Kind.BOT: (
        (
            r"(?:ik ben|mijn naam is \w{1,20},|dit is)(?: \w{1,20},?){0,2} (?:een|de|uw|je|jouw|"
            r"onze) (?:\w{1,15} )?(?:ai|virtuele|digitale)[ -]?(?:\w{1,15}[ -])?(?:assistent|agent|medewerker)"
        ),
        r"ai-(?:assistent|agent|gegenereerd)",
        (
            r"(?:antwoord|bericht|reactie)\b.{0,15} (?:is|werd) (?:\w{1,12} ){0,2}(?:gegenereerd|gemaakt|"
            r"geschreven|opgesteld) (?:door|met) (?:\w{1,12} ){0,2}(?:ai\b|een bot|kunstmatige)"
        ),
        r"\b(?:van|door|ben|is)\b.{0,25}\bchat\s?bot",
    ),
    Kind.SURVEY: (r"hoe tevreden (?:bent|was|ben)|klanttevredenheid|beoordeel|enquête",),
    Kind.PERSON: (r"\b(?:ik|mij|mijn|me)\b",),
}
