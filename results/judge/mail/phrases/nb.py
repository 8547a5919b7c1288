"""What machines say when a question has arrived, in Norwegian."""

from results.judge.mail.answer import Kind
from results.judge.mail.phrases.table import Table

THING = (
    r"(?:e-?post|mail|melding|\w{0,12}henvendelse|sak|\w{0,10}forespørsel|spørsmål|supportsak|begjæring|innsynskrav|"
    r"\w{0,10}søknad|bestilling|ordre?|reklamasjon|klage|tilbakemelding|påmelding|skjema|krav)"
)
"""What somebody has sent; stands for THING in the phrases."""

PHRASES: Table = {
    Kind.MACHINE: (
        r"\bdette er (?:et |en )?(?:automat|autosvar)|^automatisk (?:svar|melding|kvittering|bekreftelse)\b",
        (
            r"\b(?:denne|dette|meldingen|e-?posten|mailen|svaret|bekreftelsen)\b.{0,40}\b(?:automatisk|auto)\s?-?"
            r"(?:generert|sendt|opprettet|laget)"
        ),
        r"(?:ikke|kan ikke) (?:svar|svares|besvar|besvares)(?: på)? (?:på )?denne",
        r"(?:vennligst|ver vennlig og?|du kan) ikke svar",
        (
            r"denne (?:e-?post(?:en|adressen)?|meldingen|mailen|postkassen) (?:kan ikke besvares|blir ikke lest|"
            r"er ikke (?:overvåket|betjent))"
        ),
    ),
    Kind.RECEIVED: (
        r"\bvi har (?:nå )?(?:mottatt|fått|registrert) (?:den|det)\b",
        (
            r"\b(?:vårt|supporten|kundeservice|kundesenteret|teamet)\b.{0,40}\bhar (?:nå )?(?:mottatt|"
            r"fått)\b.{0,40}THING"
        ),
        r"takk for (?:din |at du (?:har )?)(?:sendt|sendte)\b.{0,40}THING",
        (
            r"(?:vi|jeg) (?:har |har nå |bekrefter (?:herved |hermed )?(?:at vi har )?)(?:mottatt|motteke|fått|"
            r"registrert|mottaket)\b.{0,50}THING"
        ),
        r"vi bekrefter mottak",
        (
            r"\b(?:saken|henvendelsen|meldingen|forespørselen|e-?posten) din (?:er|har blitt|"
            r"ble)(?: nå)? (?:mottatt|registrert|opprettet)"
        ),
        (
            r"(?:din|ditt|deres) (?:nye )?THING\w{0,6}\b.{0,60}\b(?:er|har|ble|"
            r"hos oss)(?: nå)?(?: blitt)? ?(?:mottatt|registrert|opprettet|kommet inn|lagt i kø|journalført|"
            r"tildelt)"
        ),
        r"THING\w{0,4} (?:er|har blitt) (?:mottatt|registrert|opprettet)",
        r"(?:en|ny)(?: ny)? (?:support)?\s?sak\b.{0,30}(?:er|har blitt|ble) (?:opprettet|registrert)",
        r"saks?(?:nummer|nr|id)\b|saken din har (?:fått )?nummer|bekreft(?:er|else) (?:på )?(?:at vi har )?mott",
        r"referansenummer",
    ),
    Kind.PROMISE: (
        (
            r"\b(?:besvares|behandles|vil bli (?:besvart|behandlet)|blir (?:besvart|behandlet))\b.{0,40}(?:så|"
            r"innen|snarest|fortløpende|dag|tim)"
        ),
        r"\bvi (?:ringer|sender svar|skriver til|svarer|tar kontakt)\b.{0,30}(?:deg|dere|så|innen|i dag|snarest)",
        (
            r"\bvi (?:ser|kikker|går|jobber|gjennomgår|behandler|vurderer)\b.{0,30}(?:henvendelsen|saken|den|"
            r"meldingen|igjennom|søknaden)"
        ),
        r"\bdu (?:vil|får|kan forvente)\b.{0,30}(?:svar|tilbakemelding|beskjed)",
        (
            r"\b(?:vi|en av|noen|kundebehandler|saksbehandler|medarbeider|du|dere)\b.{0,40}\b(?:svarer|besvarer|"
            r"kontakter|"
            r"tar kontakt|kommer tilbake|vil (?:svare|få svar|besvare|kontakte|ta kontakt|komme tilbake|høre)|"
            r"får svar|"
            r"(?:forsøker|prøver) å (?:svare|besvare)|hører fra)\b.{0,80}"
            r"(?:så (?:snart|fort|raskt)|innen|snarest|mulig|kort tid|timer|virkedag|arbeidsdag|deg|fortløpende|oss)"
        ),
        r"svarer (?:fortløpende|så|innen|normalt|vanligvis)|(?:svarer|besvares|behandles)\b.{0,40}i den rekkefølge",
    ),
    Kind.HOURS: (
        (
            r"\b(?:åpnes|åpne)\b.{0,30}\b(?:igjen|på nytt)|\bgjenåpne\w{0,2}|\b(?:flere|"
            r"ytterligere) spørsmål\b.{0,60}\bsvar"
        ),
        (
            r"svartid|behandlingstid|responstid|i den rekkefølge|virkedag|arbeidsdag|åpningstid|ofte stilte|"
            r"kunnskapsbase"
        ),
    ),
    Kind.POLITE: (
        r"(?:tusen )?takk for (?:at du|at dere|din|ditt|deres|e-?posten|mailen|meldingen|henvendelsen|det)",
        r"ha en (?:fin|god|flott) dag",
    ),
    Kind.ABSENCE: (
        (
            r"\b(?:vi|kontoret|kundeservice) (?:har|er|holder)\b.{0,30}\b(?:sommerstengt|stengt|ferielukket|"
            r"ferie\b)|svarer ikke på (?:e-?post|mail)"
        ),
        (
            r"\b(?:jeg )?er (?:\w{1,12} ){0,2}(?:på ferie|bortreist|ute av kontoret|ikke på kontoret|fraværende|"
            r"i permisjon|i foreldrepermisjon|sykmeldt|på reise|ikke tilstede|ikke til stede|borte fra)"
        ),
        r"(?:har|på|avvikler) (?:ferie|permisjon)\b|fravær|leser ikke (?:e-?post|mail)|begrenset tilgang",
        r"sluttet (?:i|hos)|jobber ikke lenger|kontoret er stengt",
    ),
    Kind.RETURN: (
        r"(?:tilbake)\b.{0,30}(?:den|på|igjen|kontoret|mandag|tirsdag|onsdag|torsdag|fredag|\d)",
        r"ved (?:behov|haste|presserende)|i hastesaker|i mitt fravær|til og med|t\.o\.m|f\.o\.m",
        r"når jeg (?:er|kommer)",
    ),
    Kind.CLOSED: (
        (
            r"(?:sak|saken|henvendelsen|supportsaken|ticket)\w{0,3}\b.{0,60}(?:er|har|ble|blir|vil)(?: nå|"
            r" automatisk| blitt| bli| markert som){0,4} (?:lukket|avsluttet|løst|stengt)\b"
        ),
        r"(?:vi )?har (?:nå )?(?:lukket|avsluttet) (?:saken|henvendelsen|din)",
    ),
    Kind.VERIFY: (
        r"(?:klikk|trykk|følg|bruk)\b.{0,80}(?:lenk|knapp|her|nedenfor)\w{0,4}.{0,80}(?:bekreft|verifiser|aktiver)",
        (
            r"(?:bekreft|verifiser|aktiver) (?:din|e-?post|at|henvendelsen|adressen)\b.{0,60}(?:klikk|lenk|"
            r"https?:|ved å)"
        ),
        r"(?:for å|må)\b.{0,40}(?:bekrefte|verifisere) (?:din|e-?post|henvendelse|adressen)",
    ),
    Kind.BOT: (
        (
            r"(?:jeg er|jeg heter \w{1,20} og er|dette er)(?: \w{1,20},?){0,2} (?:en|vår|din|"
            r"\w{1,20}s) (?:\w{1,15} )?(?:ki|ai|virtuell|digital)\w{0,3}[ -]?(?:assistent|agent|medarbeider|"
            r"kundebehandler)"
        ),
        r"(?:ki|ai)-(?:assistent|agent|generert)",
        (
            r"(?:svar\w{0,3}|meldingen) (?:er|ble|har blitt) (?:\w{1,12} )?(?:generert|laget|skrevet) (?:av|"
            r"med) (?:\w{1,12} )?(?:ki|ai|en bot|kunstig)"
        ),
        r"\b(?:fra|av|med|er)\b.{0,25}\bchat(?:te)?bot",
    ),
    Kind.SURVEY: (r"hvor fornøyd (?:er|var) du|kundeundersøkelse|hva synes du om|spørreundersøkelse",),
    Kind.PERSON: (r"\b(?:jeg|meg|min|mitt|mine)\b",),
}
