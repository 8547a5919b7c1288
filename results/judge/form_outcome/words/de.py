"""What answers to forms say, in German."""

from results.judge.form_outcome.words.said import Said, Table

WORDS: Table = {
    Said.THANKS: (
        (
            r"\b(?:vielen dank|herzlichen dank|danke|wir danken)\b.{0,40}\b(?:nachricht|anfrage|"
            r"mitteilung|e-?mail|interesse|kontakt\w{0,8}|frage|meldung|einsendung|feedback)\b|"
            r"^(?:vielen )?danke?[ !.]{0,4}$|\bdanke?\b.{0,40}\bwir (?:melden|werden|setzen)"
        ),
        (
            r"\b(?:ihre|deine|die|das|ihr) (?:nachricht|anfrage|mitteilung|formular|e-?mail|ticket|"
            r"frage)\b.{0,30}\b(?:wurde|ist|haben)\b.{0,30}\b(?:gesendet|versendet|versandt|verschickt|"
            r"übermittelt|empfangen|eingegangen|erhalten|erstellt|abgeschickt)\b"
        ),
        (
            r"\bwir (?:haben (?:ihre|deine)|melden uns|werden (?:uns|ihre|ihnen|dir|deine)|setzen "
            r"uns|antworten)\b"
        ),
    ),
    Said.WRONG: (
        (
            r"\bpflichtfeld\w{0,3}\b|\bfeld ist (?:erforderlich|ein pflicht)|\b(?:muss|müssen) "
            r".{0,20}(?:ausgefüllt|angegeben|akzeptier)"
        ),
        (
            r"\bbitte (?:\w{1,12} ){0,5}(?:an|aus|ein|auswählen|überprüfen|korrigieren|eingeben|"
            r"angeben|ausfüllen|akzeptieren|prüfen)\b"
        ),
        (
            r"\b(?:ungültig|fehlerhaft)\w{0,2}\b|\bnicht gültig\b|\bkeine gültige\b|\bdarf nicht "
            r"leer\b"
        ),
        (
            r"\b(?:konnte|wurde|kann|konnten)\b.{0,20}\bnicht (?:gesendet|versendet|verschickt|"
            r"verarbeitet|übermittelt|zugestellt|gespeichert)\b"
        ),
        (
            r"\bein (?:\w{1,12} )?fehler (?:ist )?(?:aufgetreten|beim)|\b(?:trat|ist) ein fehler\b|"
            r"\betwas ist schief|\bversuchen sie es .{0,15}(?:erneut|später|noch)"
        ),
    ),
    Said.MACHINE: (
        (
            r"\bkein roboter\b|\b(?:captcha|sicherheitscode|sicherheitsabfrage|sicherheitsprüfung)\b.{0,40}\b(?:falsch|"
            r"erforderlich|ungültig|fehlt|eingeben|abgelaufen|korrekt|fehlgeschlagen)|\bals spam\b|"
            r"\bspam-?verdacht\b|\bzugriff (?:wurde )?(?:verweigert|gesperrt|blockiert)\b"
        ),
    ),
    Said.LIMIT: (
        (
            r"\bzu viele (?:anfragen|versuche|nachrichten)\b|\bwarten sie .{0,20}(?:sekunden|minuten|"
            r"bevor)\b"
        ),
    ),
    Said.VERIFY: (
        (
            r"\b(?:bestätigen|verifizieren) sie (?:bitte )?ihre\b.{0,15}(?:e-?mail|adresse|anfrage)|"
            r"\bprüfen sie (?:bitte )?ihr(?:en|e)? (?:post|e-?mail)|\b(?:bestätigungs)?link in "
            r"(?:der|dieser) .{0,15}e?-?mail"
        ),
    ),
}
