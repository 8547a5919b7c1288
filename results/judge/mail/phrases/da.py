"""What machines say when a question has arrived, in Danish."""

from results.judge.mail.answer import Kind
from results.judge.mail.phrases.table import Table

THING = (
    r"(?:e-?mail|mail|besked|\w{0,12}henvendelse|sag|\w{0,10}forespørgsel|spørgsmål|supportsag|anmodning|"
    r"\w{0,10}ansøgning|bestilling|ordre?|reklamation|klage|tilmelding|skema|krav)"
)
"""What somebody has sent; stands for THING in the phrases."""

PHRASES: Table = {
    Kind.MACHINE: (
        r"\bdette er (?:et |en )?(?:automat|autosvar)|^automatisk (?:svar|besked|kvittering|bekræftelse)\b",
        (
            r"\b(?:denne|dette|beskeden|e-?mailen|mailen|svaret|bekræftelsen)\b.{0,40}\b(?:automatisk|auto)\s?-?"
            r"(?:genereret|sendt|oprettet|lavet)"
        ),
        r"(?:ikke|kan ikke) (?:svar|svares|besvar|besvares)(?: på)? (?:på )?denne",
        r"(?:venligst|du bedes|du kan) ikke (?:be)?svar",
        r"(?:denne|mailen|mailboksen|e-?mailen) (?:kan ikke besvares|bliver ikke læst|overvåges ikke)",
    ),
    Kind.RECEIVED: (
        r"\bvi har (?:nu )?(?:modtaget|fået|registreret) (?:den|det)\b",
        r"\b(?:vores|supporten|kundeservice|teamet)\b.{0,40}\bhar (?:nu )?(?:modtaget|fået)\b.{0,40}THING",
        (
            r"(?:vi|jeg) (?:har |har nu |bekræfter (?:hermed )?(?:at vi har )?)(?:modtaget|fået|"
            r"registreret)\b.{0,50}THING"
        ),
        r"vi bekræfter modtagelse|kvittering for modtagelse",
        (
            r"(?:din|dit|jeres|deres) (?:nye )?THING\w{0,6}\b.{0,60}\b(?:er|har|blev|"
            r"hos os)(?: nu)?(?: blevet)? ?(?:modtaget|registreret|oprettet|kommet|lagt i kø|journaliseret|"
            r"tildelt)"
        ),
        r"THING\w{0,3} (?:er|er blevet) (?:modtaget|registreret|oprettet)",
        r"(?:en|ny)(?: ny)? (?:support)?\s?sag\b.{0,30}(?:er|er blevet|blev) (?:oprettet|registreret)",
        r"sags?(?:nummer|nr|id)\b|din sag har (?:fået )?nummer|bekræft(?:er|else) (?:på )?(?:at vi har )?modt",
    ),
    Kind.PROMISE: (
        (
            r"\b(?:besvares|behandles|(?:vil blive|bliver) (?:besvaret|behandlet))\b.{0,40}(?:så|inden|hurtigst|"
            r"snarest|dag|tim)"
        ),
        r"\bvi (?:ringer|sender svar|skriver til|svarer|kontakter)\b.{0,30}(?:dig|jer|så|inden|i dag|hurtigst)",
        (
            r"\bvi (?:kigger|ser|gennemgår|behandler|vurderer)\b.{0,40}(?:igennem|på den|på din|på det|sagen|"
            r"henvendelse\w{0,3}|ansøgning\w{0,3})"
        ),
        r"\b(?:tilstræber|bestræber|forsøger|stræber)\b.{0,30}\b(?:svare|besvare|vende tilbage)",
        (
            r"\b(?:vender|ringer|skriver) (?:tilbage|til dig)\b|\bdu (?:vil|får|kan forvente)\b.{0,30}(?:svar|"
            r"besked|høre)"
        ),
        (
            r"\b(?:vi|en af|nogen|medarbejder|sagsbehandler|du|i)\b.{0,40}\b(?:svarer|besvarer|kontakter|"
            r"vender tilbage|"
            r"vil (?:svare|få svar|besvare|kontakte|vende tilbage|høre)|får svar|hører fra|"
            r"(?:bestræber os på|forsøger) at (?:svare|besvare|vende))\b.{0,80}"
            r"(?:så (?:snart|hurtigt)|inden|hurtigst|muligt|kort tid|timer|hverdag|arbejdsdag|dig|os|henvendelser)"
        ),
        r"vender tilbage (?:hurtigst|så|inden|til dig)|besvare[rs]?\b.{0,40}i den rækkefølge",
    ),
    Kind.HOURS: (
        r"\b(?:stadig|fortsat) har brug for hjælp|\båbner vi (?:den|sagen) igen|\bgenåbne\w{0,2}",
        r"\b(?:åbnes|åbne)\b.{0,30}\b(?:igen|på ny)|\bgenåbne\w{0,2}|\b(?:flere|yderligere) spørgsmål\b.{0,60}\bsvar",
        r"svartid|sagsbehandlingstid|behandlingstid|i den rækkefølge|hverdage|arbejdsdag|åbningstid|ofte stillede",
    ),
    Kind.POLITE: (
        r"(?:mange )?tak for (?:at du|din|dit|jeres|mailen|henvendelsen|beskeden|det)",
        r"hav en (?:god|dejlig|fortsat) dag",
    ),
    Kind.ABSENCE: (
        (
            r"\b(?:vi|kontoret|kundeservice) (?:har|er|holder)\b.{0,30}\b(?:ferielukket|sommerlukket|lukket|"
            r"ferie\b)|svarer ikke på (?:mails?|e-?mails?)"
        ),
        (
            r"\b(?:jeg )?(?:er|holder) (?:\w{1,12} ){0,2}(?:på ferie|bortrejst|ikke på kontoret|fraværende|"
            r"på orlov|på barsel|sygemeldt|på rejse|ikke til stede|ikke tilstede|væk fra|ferie|barsel)"
        ),
        r"holder (?:ferie|barsel|lukket)\b|fravær|læser ikke (?:mail|e-?mail)|begrænset adgang|fratrådt",
        r"arbejder ikke længere|kontoret (?:er|holder) lukket|ude af kontoret",
    ),
    Kind.RETURN: (
        r"(?:tilbage)\b.{0,30}(?:den|på|igen|kontoret|mandag|tirsdag|onsdag|torsdag|fredag|\d)",
        r"ved (?:behov|haste|presserende)|hvis det haster|i mit fravær|til og med|når jeg (?:er|kommer)",
    ),
    Kind.CLOSED: (
        (
            r"(?:sag|sagen|henvendelsen|supportsagen|ticket)\w{0,3}\b.{0,60}(?:er|har|blev|bliver|vil)(?: nu|"
            r" automatisk| blevet| blive| markeret som){0,4} (?:lukket|afsluttet|løst)\b"
        ),
        r"(?:vi )?har (?:nu )?(?:lukket|afsluttet) (?:sagen|henvendelsen|din)",
    ),
    Kind.VERIFY: (
        r"(?:klik|tryk|følg|brug)\b.{0,80}(?:link|knap|her|nedenfor)\w{0,4}.{0,80}(?:bekræft|verificer|aktiver)",
        r"(?:bekræft|verificer|aktiver) (?:din|at|henvendelsen|adressen)\b.{0,60}(?:klik|link|https?:|ved at)",
        r"(?:for at|skal)\b.{0,40}(?:bekræfte|verificere) (?:din|e-?mail|henvendelse|adressen)",
    ),
    Kind.BOT: (
        (
            r"(?:jeg er|jeg hedder \w{1,20} og er|dette er)(?: \w{1,20},?){0,2} (?:en|vores|din|"
            r"\w{1,20}s) (?:\w{1,15} )?(?:ai|virtuel|digital)\w{0,3}[ -]?(?:assistent|agent|medarbejder)"
        ),
        r"ai-(?:assistent|agent|genereret)",
        (
            r"(?:svar\w{0,3}|beskeden) (?:er|blev|er blevet) (?:\w{1,12} )?(?:genereret|lavet|skrevet) (?:af|"
            r"med) (?:\w{1,12} )?(?:ai|en bot|kunstig)"
        ),
        r"\b(?:fra|af|med|er)\b.{0,25}\bchatbot",
    ),
    Kind.SURVEY: (r"hvor tilfreds (?:er|var) du|kundeundersøgelse|tilfredshedsundersøgelse|hvad synes du om",),
    Kind.PERSON: (r"\b(?:jeg|mig|min|mit|mine)\b",),
}
