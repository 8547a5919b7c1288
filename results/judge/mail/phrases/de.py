"""What machines say when a question has arrived, in German."""

from results.judge.mail.answer import Kind
from results.judge.mail.phrases.table import Table

THING = (
    r"(?:e-?mail|mail|nachricht|anfrage|anliegen|ticket|anliegens|schreiben|antrag|support-?anfrage|"
    r"mitteilung|eingabe|\w{0,12}bestellung|bewerbung|anmeldung|angaben|reklamation|meldung|beschwerde|projekt|"
    r"rückmeldung|retoure|\w{0,12}anfragen?)"
)
"""What somebody has sent; stands for THING in the phrases."""

PHRASES: Table = {
    Kind.MACHINE: (
        (
            r"\b(?:dies(?: ist)?|das ist|diese[sr]? (?:e-?mail|nachricht|mail|antwort|schreiben)|hierbei)\b.{0,40}"
            r"\b(?:automatisch|automatisiert|maschinell)"
        ),
        (
            r"\b(?:e-?mail|mail|nachricht|antwort|bestätigung|schreiben)\b.{0,30}\bautomatisch (?:generiert|"
            r"erzeugt|erstellt|"
            r"versandt|versendet)\b"
        ),
        (
            r"^automatische (?:antwort|eingangsbestätigung|empfangsbestätigung)|^automatisch (?:erzeugte|generierte|"
            r"erstellte)"
        ),
        r"^(?:eingangs|empfangs)bestätigung\b|automatische eingangsbestätigung",
        (
            r"(?:antworten sie|bitte) (?:bitte )?nicht auf diese|auf diese (?:\w{1,15} )?(?:e-?mail|mail|"
            r"nachricht)\b.{0,10}\bnicht"
        ),
        (
            r"antworten sie (?:bitte )?nicht|(?:kann|können) nicht beantwortet|postfach\b.{0,20}\bnicht (?:gelesen|"
            r"überwacht)"
        ),
    ),
    Kind.RECEIVED: (
        (
            r"\bwir haben (?:sie|diese|es) (?:\w{1,12} ){0,2}(?:erhalten|bekommen|registriert)\b|"
            r"\bhat die (?:\w{0,12}nummer|nr\.?)\b"
        ),
        (
            r"\bTHING\w{0,3} ist (?:\w{1,12} ){0,4}eingegangen|\bist bei uns eingegangen|\b(?:wir )?haben (?:ihre|"
            r"deine)\b.{0,40}\b(?:aufgenommen|erhalten)"
        ),
        r"ticket #?[\w-]{1,20} (?:wurde|ist) (?:erstellt|eröffnet|angelegt)",
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
            r"hat)\b.{0,40}(?:eingegangen|erhalten|registriert|aufgenommen|erfasst|(?<!nicht )weitergeleitet|angelegt|"
            r"eröffnet|entgegen|zugestellt|übermittelt|empfangen|die nummer)|(?<!nicht )\bin bearbeitung"
        ),
        r"(?:ein|neues) (?:neues )?(?:support-?)?ticket\b.{0,40}(?:erstellt|eröffnet|angelegt|erzeugt)",
        r"(?:ticket|vorgangs|bearbeitungs|anfrage|fall|referenz|support)-?(?:nummer|nr|id)\b",
        r"geschäftszeichen lautet|unter (?:der|folgender) (?:nummer|ticket)",
    ),
    Kind.PROMISE: (
        (
            r"\b(?:wir )?(?:melden uns|setzen uns|nehmen)\b.{0,80}(?:bei (?:ihnen|dir)|in verbindung|kontakt|"
            r"mit (?:ihnen|dir|rückfragen)|zurück)"
        ),
        r"\bwir (?:prüfen|sehen|schauen)\b.{0,60}(?:anfrage|anliegen|sie uns an|nachricht|unterlagen)",
        (
            r"\b(?:wir|uns|mitarbeiter\w{0,4}|kollege\w{0,2}|team|kundenservice|sachbearbeiter\w{0,2}|werden|"
            r"wird)\b.{0,80}\b"
            r"(?:melden|antworten|beantworten|bearbeiten|kontaktieren|in verbindung|kümmern|meldet|beantwortet|"
            r"bearbeitet|"
            r"zurückkommen)\b"
        ),
        (
            r"sie (?:erhalten|bekommen|hören)\b.{0,60}\b(?:antwort|rückmeldung|von uns)|du (?:erhältst|bekommst|"
            r"hörst)\b.{0,60}antwort"
        ),
        (
            r"(?:schnellstmöglich|baldmöglichst|so (?:bald|schnell) wie möglich|in kürze|umgehend|zeitnah)\b.{0,60}"
            r"(?:melden|antwort|bearbeit|beantwort|kontakt|zurück)"
        ),
    ),
    Kind.HOURS: (
        (
            r"\b(?:wieder|erneut) (?:ge)?öffne\w{0,2}\b|\bwiedereröffne\w{0,2}|\b(?:weitere|"
            r"noch) fragen\b.{0,60}\b(?:antworten|antworte)"
        ),
        r"bearbeitungszeit|reaktionszeit|reihenfolge|werktag|arbeitstag|öffnungszeiten|geschäftszeiten",
        r"um (?:etwas )?geduld|von (?:rückfragen|nachfragen) ab|wissensdatenbank|häufige fragen|hilfe-center",
    ),
    Kind.POLITE: (
        r"(?:vielen|herzlichen|besten)? ?dank für (?:ihre|deine|die|das|eure|den|ihr)",
        r"(?:wir )?(?:be)?danken (?:wir )?(?:uns )?(?:ihnen )?für|einen schönen tag",
    ),
    Kind.ABSENCE: (
        (
            r"\b(?:keinen|keine|nur eingeschränkten?) (?:zugriff|zugang) (?:auf|zu)\b|betriebs(?:ferien|urlaub)|"
            r"\bunser \w{3,12} (?:ist|bleibt)\b.{0,40}geschlossen"
        ),
        r"arbeitet nicht mehr (?:bei|für)|(?:unser )?büro ist vom",
        r"\bich bin\b.{0,90}\bnicht\b.{0,40}\berreichbar",
        r"nachricht(?:en)? (?:wird|werden) nicht (?:bearbeitet|weitergeleitet|gelesen)",
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
        r"\b(?:von|vom|durch|ist|bin)\b.{0,25}\bchat\s?bot",
    ),
    Kind.SURVEY: (r"wie zufrieden (?:sind|waren) sie|kundenzufriedenheit|bewerten sie|umfrage",),
    Kind.PERSON: (r"\b(?:ich|mir|mich|mein|meine|meiner|meinem|meinen)\b",),
}
