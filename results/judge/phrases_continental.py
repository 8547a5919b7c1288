"""
What machines say when a question has arrived, in German, Dutch and French.

THING stands for the words for what somebody has sent. Nothing repeats without a bound.
"""

from collections.abc import Mapping

from results.judge.answer import Kind

DE: Mapping[Kind, tuple[str, ...]] = {
    Kind.MACHINE: (
        r"\b(?:dies|das|diese (?:e-?mail|nachricht|mail)|hierbei)\b.{0,40}\b(?:automat|maschinell)",
        (
            r"automatisch(?:e|en|er|es)? (?:\w{1,12} )?(?:antwort|generiert|erzeugt|erstellt|versendet|verschickt|"
            r"nachricht|e-?mail|mail|empfangs|eingangs|bestätigung|benachrichtigung|versandt|gesendet)"
        ),
        r"automatische antwort|auto-?reply|autoresponder",
        r"automatisch (?:erzeugte|generierte|erstellte|versendete|versandte)|eingangsbestätigung",
        (
            r"(?:bitte|nicht) (?:antworten sie )?(?:nicht )?(?:auf diese|auf die) (?:\w{1,15} )?(?:e-?mail|mail|"
            r"nachricht)\b.{0,10}\b(?:nicht|antworten)?"
        ),
        r"antworten sie (?:bitte )?nicht|(?:kann|können) nicht (?:auf diese|beantwortet)",
        r"wird nicht (?:gelesen|überwacht|bearbeitet)",
    ),
    Kind.RECEIVED: (
        (
            r"(?:wir|ich)? ?(?:haben|hat|bestätigen|bestätige|dürfen|möchten)(?: wir| ich| uns)?(?: hiermit|"
            r" gerne| ihnen)?\b.{0,60}THING\b.{0,60}(?:erhalten|eingegangen|bekommen|registriert|aufgenommen|"
            r"erfasst|empfangen)"
        ),
        (
            r"(?:bestätigen|bestätige)(?: wir| ich)?(?: ihnen)?(?: hiermit| gerne)?(?: ihnen)? (?:den|die|"
            r"dass) (?:eingang|erhalt|empfang|ihre)"
        ),
        r"den eingang ihre[rs]",
        (
            r"(?:ihre|deine|eure)[nrsm]? (?:\w{1,15} )?THING\b.{0,80}\b(?:ist|wurde|sind|haben|wird|"
            r"hat)\b.{0,40}(?:eingegangen|erhalten|registriert|aufgenommen|erfasst|weitergeleitet|angelegt|"
            r"eröffnet|entgegen|zugestellt|übermittelt|empfangen|bearbeitet|die nummer)"
        ),
        r"(?:ein|neues) (?:neues )?(?:support-?)?ticket\b.{0,40}(?:erstellt|eröffnet|angelegt|erzeugt)",
        r"(?:ticket|vorgangs|bearbeitungs|anfrage|fall|referenz|support)-?(?:nummer|nr|id)\b",
        r"geschäftszeichen lautet|unter (?:der|folgender) (?:nummer|ticket)",
    ),
    Kind.PROMISE: (
        (
            r"(?:wir|uns|mitarbeiter\w{0,4}|kollege\w{0,2}|team|sie|du|kundenservice|sachbearbeiter\w{0,2}|werden|"
            r"wird)\b.{0,80}\b(?:melden|antworten|beantworten|bearbeiten|kontaktieren|in verbindung|erhalten|"
            r"kümmern|setzen|bemühen|meldet|beantwortet|bearbeitet|antwort|kommen)\b.{0,80}(?:schnellstmöglich|"
            r"umgehend|bald|schnell|innerhalb|in kürze|möglich|stunden|werktag|tage|zeitnah|baldmöglichst)?"
        ),
        (
            r"(?:schnellstmöglich|baldmöglichst|so (?:bald|schnell) wie möglich|in kürze|umgehend|"
            r"zeitnah)\b.{0,60}(?:melden|antwort|bearbeit|beantwort|kontakt|zurück)"
        ),
        r"bearbeitungszeit|reaktionszeit|reihenfolge|werktage|bitten (?:wir )?(?:sie )?um (?:etwas )?geduld",
        r"um (?:etwas )?geduld|öffnungszeiten|geschäftszeiten",
    ),
    Kind.POLITE: (
        r"(?:vielen|herzlichen|besten)? ?dank für (?:ihre|deine|die|das|eure|den|ihr)",
        r"(?:wir )?(?:be)?danken (?:wir )?(?:uns )?(?:ihnen )?für|einen schönen tag",
    ),
    Kind.ABSENCE: (
        (
            r"\b(?:ich )?(?:bin|befinde mich|werde)\b.{0,40}\b(?:nicht (?:im (?:büro|hause?)|erreichbar|da\b|"
            r"am arbeitsplatz|anwesend)|im urlaub|abwesend|in (?:elternzeit|mutterschutz|urlaub)|außer haus|"
            r"ausser haus|auf (?:dienstreise|reisen)|krank|verreist|unterwegs|außerhalb)"
        ),
        r"abwesenheit|nicht im (?:büro|hause|dienst)|meine (?:e-?mails|mails) (?:werden|kann) nicht",
        r"nicht weitergeleitet|nicht mehr (?:im|für|bei) \w{1,20} (?:tätig|beschäftigt)",
        r"nicht mehr (?:im unternehmen|tätig)|büro (?:ist|bleibt) (?:\w{1,20} ){0,3}geschlossen|urlaubsbedingt",
    ),
    Kind.RETURN: (
        r"(?:wieder|zurück)\b.{0,30}(?:erreichbar|im büro|im haus|da|ab|am|für sie|\d)|in dringenden",
        r"dringende(?:n|r)? (?:fälle|angelegenheit|anfrage)|vertretung|bis (?:zum|einschließlich|einschl)",
        r"nach meiner rückkehr|während meiner",
    ),
    Kind.CLOSED: (
        (
            r"(?:ticket|anfrage|vorgang|fall|anliegen)\b.{0,60}\b(?:wurde|ist|wird|gilt|"
            r"haben)\b.{0,30}(?:geschlossen|gelöst|abgeschlossen|erledigt|beendet)"
        ),
    ),
    Kind.VERIFY: (
        (
            r"(?:klicken|klicke|folgen|öffnen|besuchen|nutzen)\b.{0,80}(?:link|button|schaltfläche|"
            r"hier)\w{0,3}.{0,80}(?:bestätig|verifizier|aktivier)"
        ),
        (
            r"(?:bestätigen|verifizieren|bestätige) sie (?:bitte )?(?:ihre|dass|die)\b.{0,80}(?:klick|link|"
            r"https?:|indem)"
        ),
        r"(?:um|zur|müssen|muss)\b.{0,50}(?:bestätig|verifizier)\w{0,5}\b.{0,50}(?:link|klick|https?:)",
    ),
    Kind.BOT: (
        (
            r"(?:ich bin|mein name ist \w{1,20},|hier ist|dies ist)(?: \w{1,20},?){0,2} (?:ein|eine|der|die|ihr|"
            r"ihre|dein|unser|unsere) (?:\w{1,15} )?(?:ki|ai|virtuell\w{0,2}|"
            r"digital\w{0,2})[ -]?(?:\w{1,15}-?)?(?:assistent|agent|mitarbeiter|bot)"
        ),
        r"ki-(?:assistent|agent|generiert|gestützt)",
        (
            r"(?:antwort|nachricht|e-?mail)\b.{0,20} (?:wurde|ist) (?:\w{1,12} ){0,2}(?:von|mit|"
            r"durch) (?:\w{1,12} ){0,2}(?:ki\b|ai\b|einem bot|künstlich)"
        ),
        r"chat\s?bot",
    ),
    Kind.SURVEY: (r"wie zufrieden (?:sind|waren) sie|kundenzufriedenheit|bewerten sie|umfrage",),
    Kind.PERSON: (r"\b(?:ich|mir|mich|mein|meine|meiner|meinem|meinen)\b",),
}

NL: Mapping[Kind, tuple[str, ...]] = {
    Kind.MACHINE: (
        r"\bdit is (?:een |\w{1,10} )?(?:automat|geautomatiseerd)",
        (
            r"automatisch(?:e)? (?:antwoord|bericht|gegenereerd|verzonden|e-?mail|bevestiging|"
            r"ontvangstbevestiging|aangemaakt|mail|reactie|verstuurd)"
        ),
        r"geautomatiseerd(?:e)? (?:bericht|antwoord|e-?mail|mail|bevestiging)|autoreply|ontvangstbevestiging",
        r"(?:niet|kunt u niet|kun je niet) (?:te )?(?:reageren|antwoorden|beantwoorden) op (?:deze|dit)",
        r"op (?:deze|dit) (?:e-?mail|mail|bericht)\b.{0,20}\bniet",
        r"(?:deze|dit) (?:mailbox|e-?mailadres|inbox|postvak)\b.{0,20}\bniet (?:gelezen|gemonitord|beheerd)",
        r"beantwoord (?:deze|dit)\b.{0,20}\bniet",
    ),
    Kind.RECEIVED: (
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
            r"(?:wij|we|medewerker\w{0,2}|collega\w{0,2}|team|u|je|zal|zullen)\b.{0,60}\b(?:reageren|antwoorden|"
            r"beantwoorden|contact|behandelen|ontvangt|ontvang|krijgt|hoort|streven|proberen|komen|neemt|nemen|"
            r"beantwoord|behandeld)\b.{0,80}(?:zo (?:snel|spoedig)|binnen|mogelijk|spoedig|uur|werkdag|dagen|"
            r"reactie|antwoord)"
        ),
        r"reactietijd|responstijd|behandeltijd|op volgorde|werkdagen|openingstijden|zo (?:snel|spoedig) mogelijk",
        r"binnen (?:\d{1,3}|een|één|twee|drie) (?:uur|werkdag|dag)",
    ),
    Kind.POLITE: (
        r"(?:hartelijk |veel )?(?:dank|bedankt) (?:u |je )?(?:wel )?voor (?:uw|je|jouw|het|de)|fijne dag",
        r"prettige dag",
    ),
    Kind.ABSENCE: (
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
        r"chat\s?bot",
    ),
    Kind.SURVEY: (r"hoe tevreden (?:bent|was|ben)|klanttevredenheid|beoordeel|enquête",),
    Kind.PERSON: (r"\b(?:ik|mij|mijn|me)\b",),
}

FR: Mapping[Kind, tuple[str, ...]] = {
    Kind.MACHINE: (
        r"\bceci est (?:un|une) (?:\w{1,12} )?(?:automatique|message automatique|réponse automatique)",
        (
            r"(?:réponse|message|courriel|e-?mail|accusé|mail|notification) (?:de réception )?(?:automatique|"
            r"généré automatiquement|automatisé)"
        ),
        r"(?:généré|envoyé|créé)e? automatiquement",
        r"ne (?:pas )?(?:répond(?:ez|re)|veuillez) (?:pas )?(?:répondre )?à (?:ce|cet|cette)",
        r"merci de ne pas répondre|veuillez ne pas répondre",
        r"cette (?:boîte|adresse) n'est pas (?:consultée|lue|relevée)",
    ),
    Kind.RECEIVED: (
        r"(?:nous|j')\s?(?:avons|ai|accusons|confirmons|vous confirmons)\b.{0,40}(?:reçu|réception|enregistré)",
        (
            r"(?:votre|ta|ton) (?:nouvelle )?THING\b.{0,60}\b(?:a|est|ont)\b.{0,30}(?:reçue?|enregistrée?|créée?|"
            r"prise? en (?:compte|charge)|ouverte?|transmise?|parvenue?)"
        ),
        r"accus(?:ons|é|er) (?:bonne )?(?:de )?réception|un (?:nouveau )?ticket\b.{0,30}(?:créé|ouvert|enregistré)",
        r"(?:numéro|n°|référence) (?:de |du )?(?:votre )?(?:ticket|demande|dossier|suivi|requête)|bien reçu votre",
        r"bonne réception de votre",
    ),
    Kind.PROMISE: (
        (
            r"(?:nous|notre|nos|un de|un membre|une réponse|conseiller\w{0,1}|vous)\b.{0,60}\b(?:répond(?:re|rons|"
            r"ra|ront)|contacter\w{0,4}|reviendr\w{1,4}|traiter\w{0,4}|recevr\w{1,4}|traitée?|efforç\w{1,5}|sera|"
            r"apporter\w{0,4}|mettons)\b.{0,80}(?:délai|dès que|meilleurs|plus (?:bref|vite|rapidement)|heures|"
            r"jours|bientôt|rapidement|possible|prochainement)"
        ),
        r"délai (?:de réponse|de traitement|moyen)|jours ouvr|heures ouvr|dans les (?:plus brefs|meilleurs) délais",
    ),
    Kind.POLITE: (
        r"(?:nous vous )?(?:remercions|merci)(?: beaucoup)? (?:de|d'|pour) (?:votre|avoir|nous|l'intérêt|ton)",
        r"bonne journée",
    ),
    Kind.ABSENCE: (
        (
            r"\b(?:je suis|je serai|actuellement|suis)\b.{0,40}\b(?:absent\w{0,1}|en congés?|en vacances|"
            r"en déplacement|hors du bureau|indisponible|en arrêt|en formation)"
        ),
        r"absen(?:ce|t) du bureau|absente? (?:jusqu|du|pour)|de retour|ne fais plus partie|ne travaille plus",
        r"accès limité|bureaux? (?:est|sont|seront|sera) fermés?",
    ),
    Kind.RETURN: (
        r"(?:retour|reviendrai|serai de retour)\b.{0,30}(?:le|au|lundi|mardi|mercredi|jeudi|vendredi|\d)",
        r"en cas d'urgence|pour toute urgence|en mon absence|pendant mon|jusqu'au|à mon retour",
    ),
    Kind.CLOSED: (
        (
            r"(?:ticket|demande|dossier|requête|incident)\b.{0,60}\b(?:a été|est|sera|avons|"
            r"considérée?)\b.{0,30}(?:fermée?|clôturée?|close?|résolue?|terminée?|clos)\b"
        ),
    ),
    Kind.VERIFY: (
        (
            r"(?:cliqu|suiv|utilis|appuy)\w{1,4}\b.{0,80}(?:lien|bouton|ici|ci-dessous)\b.{0,80}(?:confirm|vérifi|"
            r"valid|activ)"
        ),
        r"(?:confirm|vérifi|valid|activ)(?:ez|er|e) (?:votre|que)\b.{0,80}(?:cliqu|lien|https?:|bouton)",
        r"(?:afin de|pour|doit|devez)\b.{0,40}(?:confirmer|vérifier|valider)\b.{0,50}(?:lien|cliqu|https?:)",
    ),
    Kind.BOT: (
        (
            r"(?:je suis|je m'appelle \w{1,20}, (?:je suis )?|voici)(?: \w{1,20},?){0,2} (?:un|une|l'|votre|le|la|"
            r"notre)\s?(?:\w{1,15} )?(?:assistant|agent|conseiller)\w{0,2} (?:\w{1,15} )?(?:ia\b|virtuel|"
            r"numérique|d'ia|intelligent)"
        ),
        r"(?:assistant|agent)e? (?:ia\b|virtuel)",
        (
            r"(?:réponse|message)\b.{0,15} (?:a été|est) (?:\w{1,12} ){0,2}(?:générée?|rédigée?|"
            r"créée?) par (?:\w{1,12} ){0,2}(?:l'ia\b|une ia\b|ia\b|un robot|intelligence artificielle|"
            r"l'intelligence)"
        ),
        r"chat\s?bot",
    ),
    Kind.SURVEY: (r"enquête de satisfaction|êtes-vous satisfait|évaluer (?:notre|votre)|votre avis",),
    Kind.PERSON: (r"\b(?:je|j'ai|j'|moi|mon|ma|mes|me)\b",),
}
