"""What machines say when a question has arrived, in Swedish."""

from results.judge.mail.answer import Kind
from results.judge.mail.phrases.table import Table

THING = (
    r"(?:mejl|mail|e-?post(?:meddelande)?|meddelande|ärende|fråga|\w{0,15}förfrågan|begäran|supportärende|brev|"
    r"\w{0,15}ansökan|\w{0,10}anmälan|beställning|order|\w{0,15}anspråk|underlag|överklagan(?:de)?|bokning|"
    r"synpunkter?|klagomål|reklamation|formulär|anmodan)"
)
"""What somebody has sent; stands for THING in the phrases."""

PHRASES: Table = {
    Kind.MACHINE: (
        r"\b(?:detta|det här) (?:är|mejlet|meddelandet|mailet|svaret)\b.{0,30}\bautomat|^automatiskt svar\b",
        (
            r"\b(?:detta|det här|mejlet|meddelandet|mailet|svaret|bekräftelsen)\b.{0,40}\b(?:automatiskt|auto-?)\s?"
            r"(?:genererat|genererats|skapat|skapats|skickat|skickats|utskick)"
        ),
        (
            r"(?:går (?:inte|ej) att|kan (?:inte|ej)|vänligen|behöver (?:inte|ej)|"
            r"var god)(?: \w{1,10}){0,2} (?:svara|besvara)(?:s)?(?: inte| ej)?(?: på)? (?:detta|det här)"
        ),
        r"svara (?:inte|ej) på (?:detta|det här)|(?:inkorg|brevlåda|adress)\w{0,4} (?:läses|bevakas) (?:inte|ej)",
    ),
    Kind.RECEIVED: (
        r"\bvi har (?:nu )?(?:tagit emot|mottagit|fått|registrerat) (?:det|den)\b",
        r"\bTHING\w{0,3} (?:har )?(?:mottagits|registrerats|inkommit|tagits emot|är mottage[nt])",
        r"\b(?:vår|vårt|supporten|kundtjänst|teamet)\b.{0,40}\b(?:har )?(?:tagit emot|mottagit|fått)\b.{0,40}THING",
        (
            r"\bhandlägg(?:er|a|ning)\b.{0,20}\b(?:har )?(?:påbörjat|börjat|börjar)|\b(?:börjar|"
            r"påbörjat) (?:handlägg|hanter)\w{2,6}"
        ),
        (
            r"(?:vi|jag) (?:har |har nu |bekräftar (?:härmed )?att vi (?:har )?)(?:tagit emot|mottagit|fått|"
            r"registrerat)\b.{0,50}THING"
        ),
        (
            r"(?:ditt|din|ert|er) THING\w{0,8}\b.{0,60}\b(?:har|är|hos oss)(?: nu)?(?: blivit|"
            r" kommit)? ?(?:mottagi?t|mottagen|registrera[td]?s?|registrerad|tagits emot|skapats?|inkommit|"
            r"kommit (?:fram|in)|lagts|fått (?:ärende)?n|öppnats)"
        ),
        (
            r"(?:ett|nytt)(?: nytt)?(?: support)?\s?ärende\b.{0,30}(?:har )?(?:skapats|skapat|registrerats|"
            r"öppnats|upprättats)"
        ),
        r"ärende(?:t|ts)? ?(?:nummer|nr|id)\w{0,3}\b|ärendenummer|bekräft(?:ar|else)\b.{0,30}(?:mottag|motta)",
        r"mottagningsbekräft|diarie(?:förts|nummer)",
    ),
    Kind.PROMISE: (
        (
            r"\b(?:räknar med|hoppas|siktar på)(?: på)? att (?:kunna )?(?:svara|återkomma|besvara)\b.{0,40}"
            r"(?:inom|senast|dag|tim)"
        ),
        (
            r"\b(?:besvaras|behandlas|handläggs|kommer att (?:besvaras|behandlas|handläggas))\b.{0,40}(?:så|inom|"
            r"snarast|dag|tim)"
        ),
        (
            r"\bvi (?:ringer|mejlar|skriver till|skickar svar|svarar|återkopplar)\b.{0,30}(?:dig|er|så|inom|i dag|"
            r"snarast)"
        ),
        (
            r"\bvi (?:hör|återkommer|tar kontakt|kontaktar|svarar)\b.{0,40}(?:av oss|när|med|om vi|inom|snarast|"
            r"till dig|dig\b)"
        ),
        (
            r"\bvi (?:granskar|går (?:nu )?igenom|ser över|tittar på|behandlar|bearbetar)\b.{0,60}(?:ärende|"
            r"uppgifter|förfrågan|den|det)\b"
        ),
        r"\bdu (?:får|kommer att få)\b.{0,30}(?:uppdatering|besked|svar|återkoppling|meddelande)",
        (
            r"\b(?:vi|någon av|en av|handläggare|medarbetare|du|ni)\b.{0,40}\b(?:återkommer|svarar|besvarar|"
            r"kontaktar|hör av|"
            r"återkoppla\w{0,3}|kommer att (?:svara|återkomma|besvara|kontakta|höra av|få (?:ett )?svar)|"
            r"får (?:ett )?svar|"
            r"(?:försöker|strävar efter att) (?:svara|besvara|återkomma))\b"
            r".{0,80}(?:så (?:snart|fort|snabbt)|inom|snarast|möjligt|kort|timmar|vardag|till dig|dig)"
        ),
        (
            r"(?:svarar|besvarar|återkommer|handlägger|hanterar)\b.{0,50}(?:i den ordning|i tur och ordning|"
            r"inom \w{1,5} )"
        ),
        r"återkommer (?:så|inom|snarast|till dig|med svar)",
    ),
    Kind.HOURS: (
        r"\bange (?:alltid )?(?:det|numret|ärendenumret|ditt ärendenummer)\b.{0,40}\b(?:kontaktar|hör av|svarar)",
        r"\b(?:öppnas|öppna)\b.{0,30}\bigen\b|\böppnas på nytt|\b(?:fler|ytterligare) frågor\b.{0,60}\bsvara",
        r"svarstid|handläggningstid|i den ordning|arbetsdag|vardagar|öppettider|helgfri|kunskapsbank|vanliga frågor",
    ),
    Kind.POLITE: (
        r"tack(?: så mycket)? för (?:att du|att ni|ditt|din|ert|er|mejlet|mailet|visat)",
        r"tack för (?:ditt )?(?:tålamod)|ha en (?:bra|trevlig|fin) dag",
    ),
    Kind.ABSENCE: (
        (
            r"\b(?:vi|kontoret) (?:har|är|håller)\b.{0,30}\b(?:sommarstängt|stängt|semesterstängt|julstängt|"
            r"semester)|svarar (?:inte|ej) på (?:mejl|mail|e-?post)"
        ),
        (
            r"\b(?:jag )?(?:är|befinner mig)(?: \w{1,12}){0,2} (?:på semester|tjänstledig|föräldraledig|ledig|"
            r"sjukskriven|bortrest|på resande fot|frånvarande|inte på kontoret|ej på kontoret|inte på plats|borta|"
            r"ute på)"
        ),
        r"(?:har|på|tar) semester\b|läser (?:inte|ej) (?:min|mina) (?:mail|mejl|e-?post)|frånvaro",
        r"begränsad (?:tillgång|möjlighet)|slutat (?:på|hos|min)|kontoret är stängt|inte längre (?:kvar|anställd)",
        r"arbetar inte längre",
    ),
    Kind.RETURN: (
        r"(?:vid|i) (?:akuta|brådskande)|fram till|\bt\.?o\.?m\b",
        r"läser (?:min|mina) (?:mail|mejl|e-?post)",
        r"(?:åter|tillbaka)\b.{0,30}(?:den|på|igen|kontoret|måndag|tisdag|onsdag|torsdag|fredag|\d)|vid brådskande",
        r"i brådskande|under (?:min|tiden)|till och med|t\.o\.m|fr\.?o\.?m|när jag (?:är|kommer)",
    ),
    Kind.CLOSED: (
        (
            r"(?:ärende|ärendet|supportärende)\w{0,4}\b.{0,60}(?:har |är |kommer att )?(?:nu |automatiskt |"
            r"markerats som |markerat som ){0,4}(?:stängts|stängt|avslutats|avslutat|avslutad|lösts|löst|stängas|"
            r"avslutas)\b"
        ),
        r"(?:vi )?(?:har )?(?:stängt|avslutat) (?:ditt|ärendet|detta)",
    ),
    Kind.VERIFY: (
        (
            r"(?:klicka|tryck|följ|använd|besök)\b.{0,80}(?:länk|knapp|här|nedan)\w{0,4}.{0,80}(?:bekräft|"
            r"verifier|aktiver)"
        ),
        r"(?:bekräfta|verifiera|aktivera) (?:din|ditt|att)\b.{0,60}(?:klick|länk|https?:|genom)",
        (
            r"(?:för att|måste|behöver)\b.{0,40}(?:bekräfta|verifiera) (?:din|ditt) (?:e-?post|ärende|adress|mejl|"
            r"mail|förfrågan)"
        ),
    ),
    Kind.BOT: (
        (
            r"(?:jag är|jag heter \w{1,20} och är|detta är)(?: \w{1,20},?){0,2} (?:en|vår|din|er|"
            r"\w{1,20}s) (?:\w{1,15} )?(?:ai|virtuell|digital)\w{0,3}[ -]?(?:assistent|agent|medarbetare|"
            r"kundtjänst)"
        ),
        r"ai-(?:assistent|agent|genererat|genererad)",
        (
            r"(?:svar\w{0,3}|meddelande\w{0,2}) (?:är|har) (?:\w{1,12} )?(?:genererat|skapat|skrivet|skapats|"
            r"skrivits|genererats) (?:av|med) (?:\w{1,12} )?(?:ai|en bot|artificiell)"
        ),
        r"\b(?:från|av|med|är|som)\b.{0,25}\bchatt?bot",
    ),
    Kind.SURVEY: (r"hur nöjd (?:är|var) du|kundundersökning|betygsätt|kundnöjdhet|vad tyckte du om",),
    Kind.PERSON: (r"\b(?:jag|mig|min|mitt|mina)\b",),
}
