"""What answers to forms say, in Swedish."""

from results.judge.form_outcome.words.said import Said, Table

WORDS: Table = {
    Said.THANKS: (
        (
            r"\btack(?: så mycket)?(?: för)?\b.{0,40}\b(?:meddelande|mejl|mail|förfrågan|fråga|"
            r"ärende|intresse|kontakt\w{0,4}|hör av|anmälan|hälsning|feedback|visat|att du)\b|^tack[ !.]{0,4}$|"
            r"\btack,? .{0,30}vi (?:åter|hör|svarar)"
        ),
        (
            r"\b(?:ditt|din|ert|er|meddelandet|formuläret|ärendet|frågan|förfrågan)\b.{0,25}\b(?:har|"
            r"är)(?: nu)? (?:skickat?s?|sänts?|mottagi?t?s?|mottagen|registrera[td]s?|inskickat|"
            r"framme|kommit fram)\b"
        ),
        r"\bvi (?:har (?:tagit emot|mottagit|fått)|återkommer|hör av oss|kontaktar dig|svarar)\b",
    ),
    Said.WRONG: (
        (
            r"\b(?:fältet|detta|obligatorisk\w{0,3})\b.{0,25}\b(?:obligatoriskt?|krävs|måste|fält|"
            r"saknas)\b|\bmåste fyllas i\b"
        ),
        (
            r"\b(?:vänligen|var god|du måste|behöver) .{0,15}\b(?:fyll|ange|välj|skriv|kontrollera|"
            r"rätta|godkänn)"
        ),
        r"\b(?:ogiltig|felaktig)\w{0,2}\b|\binte (?:en )?giltig\w{0,2}\b|\bfår inte vara tom",
        r"\b(?:kunde|gick|har) inte (?:att )?(?:skicka\w{0,2}|behandlas|sparas|levereras|sändas)\b",
        (
            r"\bett (?:\w{1,10} )?fel (?:har )?(?:uppst|inträff)|\bnågot gick (?:fel|snett)\b|\bförsök "
            r"(?:igen|på nytt)\b"
        ),
    ),
    Said.MACHINE: (
        (
            r"\binte (?:är )?(?:en )?robot\b|\b(?:captcha|säkerhetskod\w{0,2}|kontrollkod\w{0,2})\b.{0,30}\b(?:fel|"
            r"krävs|ange|saknas|stämmer inte|ogiltig)|\bsom (?:skräppost|spam)\b|\bmisstänkt spam\b|"
            r"\båtkomst nekad\b"
        ),
    ),
    Said.LIMIT: (
        (
            r"\bför många (?:försök|förfrågningar|meddelanden)\b|\bvänta .{0,20}(?:sekunder|minuter|"
            r"innan)\b"
        ),
    ),
    Said.VERIFY: (
        (
            r"\b(?:bekräfta|verifiera) (?:din|ditt|er)\b.{0,15}(?:e-?post|mejl|mail|adress)|\bkolla "
            r"(?:din|i din) (?:e-?post|inkorg|mejl)|\blänk\w{0,2} .{0,25}(?:mejlet|e-?post|mailet)"
        ),
    ),
}
