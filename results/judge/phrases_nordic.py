"""
What machines say when a question has arrived, in Swedish, Norwegian, Danish and Finnish.

THING stands for the words for what somebody has sent. Nothing repeats without a bound.
"""

from collections.abc import Mapping

from results.judge.answer import Kind

SV: Mapping[Kind, tuple[str, ...]] = {
    Kind.MACHINE: (
        r"\b(?:detta|det här) (?:är|mejlet|meddelandet|mailet|svaret)\b.{0,30}\bautomat",
        r"automatiskt (?:svar|genererat|skapat|utskick|skickat|meddelande|mejl|mail|e-?post|bekräft)|autosvar\b",
        r"autogenerera|automatsvar",
        (
            r"(?:går (?:inte|ej) att|kan (?:inte|ej)|vänligen|behöver (?:inte|ej)|"
            r"var god)(?: \w{1,10}){0,2} (?:svara|besvara)(?:s)?(?: inte| ej)?(?: på)? (?:detta|det här)"
        ),
        r"svara (?:inte|ej) på (?:detta|det här)|(?:inkorg|brevlåda|adress)\w{0,4} (?:läses|bevakas) (?:inte|ej)",
    ),
    Kind.RECEIVED: (
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
            r"(?:vi|någon av|en av|handläggare|medarbetare|du|ni)\b.{0,40}\b(?:återkommer|svarar|besvarar|"
            r"kontaktar|hör av|kommer att (?:svara|återkomma|besvara|få|kontakta|handlägga|hantera|bli)|"
            r"får (?:ett )?svar|försöker|hanterar|behandlar|strävar)\b.{0,80}(?:så (?:snart|fort|snabbt)|inom|"
            r"snarast|möjligt|kort|timmar|dag(?:ar)?|vardag|till dig)"
        ),
        r"svarstid|handläggningstid|i den ordning",
        r"inom (?:\d{1,3}|ett|en|två|tre|några) (?:timm|arbetsdag|vardag|dygn|dag)|vardagar|öppettider",
    ),
    Kind.POLITE: (
        r"tack(?: så mycket)? för (?:att du|att ni|ditt|din|ert|er|mejlet|mailet|visat)",
        r"tack för (?:ditt )?(?:tålamod)|ha en (?:bra|trevlig|fin) dag",
    ),
    Kind.ABSENCE: (
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
        r"(?:åter|tillbaka)\b.{0,30}(?:den|på|igen|kontoret|måndag|tisdag|onsdag|torsdag|fredag|\d)|vid brådskande",
        r"i brådskande|under (?:min|tiden)|till och med|t\.o\.m|fr\.?o\.?m|när jag (?:är|kommer)",
    ),
    Kind.CLOSED: (
        (
            r"(?:ärende|ärendet|supportärende)\w{0,4}\b.{0,60}(?:har |är |kommer att )?(?:nu |automatiskt |"
            r"markerats som |markerat som )*(?:stängts|stängt|avslutats|avslutat|avslutad|lösts|löst|stängas|"
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
        r"chatt?bot",
    ),
    Kind.SURVEY: (r"hur nöjd (?:är|var) du|kundundersökning|betygsätt|kundnöjdhet|vad tyckte du om",),
    Kind.PERSON: (r"\b(?:jag|mig|min|mitt|mina)\b",),
}


NB: Mapping[Kind, tuple[str, ...]] = {
    Kind.MACHINE: (
        r"\bdette er (?:et |en )?(?:automat|autosvar)",
        r"automatisk (?:svar|generert|sendt|melding|e-?post|bekreftelse|opprettet|kvittering)|autosvar\b",
        r"autogenerert|automatisk\w{0,3} (?:svar|melding|kvittering)",
        r"(?:ikke|kan ikke) (?:svar|svares|besvar|besvares)(?: på)? (?:på )?denne",
        r"(?:vennligst|ver vennlig og?|du kan) ikke svar",
        (
            r"denne (?:e-?post(?:en|adressen)?|meldingen|mailen|postkassen) (?:kan ikke besvares|blir ikke lest|"
            r"er ikke (?:overvåket|betjent))"
        ),
    ),
    Kind.RECEIVED: (
        (
            r"(?:vi|jeg) (?:har |har nå |bekrefter (?:herved |hermed )?(?:at vi har )?)(?:mottatt|motteke|fått|"
            r"registrert|mottaket)\b.{0,50}THING"
        ),
        r"vi bekrefter mottak",
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
            r"(?:vi|en av|noen|kundebehandler|saksbehandler|medarbeider|du|dere)\b.{0,40}\b(?:svarer|besvarer|"
            r"kontakter|tar kontakt|kommer tilbake|vil (?:svare|bli|få|besvare|kontakte|ta|komme|motta|høre|"
            r"behandle)|får svar|behandler|følger opp|forsøker|hører fra)\b.{0,80}(?:så (?:snart|fort|raskt)|"
            r"innen|snarest|mulig|kort tid|timer|dager|virkedag|arbeidsdag|deg)"
        ),
        r"svartid|behandlingstid|responstid|i den rekkefølgen",
        r"innen (?:\d{1,3}|en|to|tre|noen) (?:time|virkedag|arbeidsdag|dag)|virkedager|åpningstid",
    ),
    Kind.POLITE: (
        r"(?:tusen )?takk for (?:at du|at dere|din|ditt|deres|e-?posten|mailen|meldingen|henvendelsen|det)",
        r"ha en (?:fin|god|flott) dag",
    ),
    Kind.ABSENCE: (
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
            r" automatisk| blitt| bli| markert som)* (?:lukket|avsluttet|løst|stengt)\b"
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
        r"chat(?:te)?bot|chatrobot",
    ),
    Kind.SURVEY: (r"hvor fornøyd (?:er|var) du|kundeundersøkelse|hva synes du om|spørreundersøkelse",),
    Kind.PERSON: (r"\b(?:jeg|meg|min|mitt|mine)\b",),
}

DA: Mapping[Kind, tuple[str, ...]] = {
    Kind.MACHINE: (
        r"\bdette er (?:et |en )?(?:automat|autosvar)",
        r"automatisk (?:svar|genereret|sendt|besked|e-?mail|bekræftelse|oprettet|kvittering)|autosvar\b",
        r"autogenerer",
        r"(?:ikke|kan ikke) (?:svar|svares|besvar|besvares)(?: på)? (?:på )?denne",
        r"(?:venligst|du bedes|du kan) ikke (?:be)?svar",
        r"(?:denne|mailen|mailboksen|e-?mailen) (?:kan ikke besvares|bliver ikke læst|overvåges ikke)",
    ),
    Kind.RECEIVED: (
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
            r"(?:vi|en af|nogen|medarbejder|sagsbehandler|du|i)\b.{0,40}\b(?:svarer|besvarer|kontakter|"
            r"vender tilbage|vil (?:svare|blive|få|besvare|kontakte|vende|modtage|høre|behandle)|får svar|"
            r"behandler|følger op|bestræber|hører fra)\b.{0,80}(?:så (?:snart|hurtigt)|inden|hurtigst|muligt|"
            r"kort tid|timer|dage|hverdag|arbejdsdag|dig)"
        ),
        r"svartid|sagsbehandlingstid|behandlingstid|i den rækkefølge",
        r"inden for (?:\d{1,3}|en|et|to|tre) (?:time|hverdag|arbejdsdag|dag|døgn)|hverdage|åbningstid",
    ),
    Kind.POLITE: (
        r"(?:mange )?tak for (?:at du|din|dit|jeres|mailen|henvendelsen|beskeden|det)",
        r"hav en (?:god|dejlig|fortsat) dag",
    ),
    Kind.ABSENCE: (
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
            r" automatisk| blevet| blive| markeret som)* (?:lukket|afsluttet|løst)\b"
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
        r"chatbot",
    ),
    Kind.SURVEY: (r"hvor tilfreds (?:er|var) du|kundeundersøgelse|tilfredshedsundersøgelse|hvad synes du om",),
    Kind.PERSON: (r"\b(?:jeg|mig|min|mit|mine)\b",),
}

FI: Mapping[Kind, tuple[str, ...]] = {
    Kind.MACHINE: (
        r"tämä on automaatti|automaattinen (?:vastaus|viesti|ilmoitus|kuittaus|vahvistus)|automaattivastau",
        r"automaattisesti (?:luotu|lähetetty|muodostettu|generoitu)",
        r"(?:älä|älkää|ei voi|ei tarvitse) vasta(?:a|tko|ta)\w{0,4} tähän",
        r"tähän (?:viestiin|sähköpostiin|osoitteeseen) ei (?:voi|tarvitse|pidä)",
        r"postilaatikkoa ei (?:lueta|seurata)",
    ),
    Kind.RECEIVED: (
        (
            r"(?:olemme|on) (?:nyt )?(?:vastaanottanut|vastaanottaneet|saaneet|kirjanneet|"
            r"rekisteröineet)\b.{0,50}THING"
        ),
        (
            r"THING\b.{0,40}\b(?:on|olemme) (?:nyt )?(?:vastaanotettu|vastaanottaneet|saapunut|kirjattu|"
            r"rekisteröity|saatu|avattu|luotu|tallennettu|saaneet)"
        ),
        r"(?:palvelupyyntö|tukipyyntö|tiketti|tapaus) (?:on )?(?:luotu|avattu|kirjattu)",
        r"(?:palvelupyyn\w{1,6}|tuki\w{1,8}|tiketin|asian|tapauksen|viite)\s?numero|vahvistamme vastaanott",
        r"kuittaus vastaanot",
    ),
    Kind.PROMISE: (
        (
            r"(?:vastaamme|palaamme|otamme (?:sinuun |teihin )?yhteyttä|käsittelemme|asiakaspalvelijamme|pyrimme|"
            r"saat vastauksen|saatte vastauksen|asiantuntijamme)\b.{0,80}(?:mahdollisimman|pian|kuluessa|sisällä|"
            r"viimeistään|arkipäiv|tunnin|asiaan|vastaamaan|pikimmiten|aikana|järjestyksessä)"
        ),
        r"vasteaika|vastausaika|käsittelyaika|saapumisjärjestyksessä|arkipäivän (?:kuluessa|sisällä)|palveluaja",
    ),
    Kind.POLITE: (
        r"kiitos (?:viestistä|yhteydenoto|sähköposti|ottaessa|kun|että|palaut|tiedustelu)\w{0,8}",
        r"kiitämme (?:yhteydenot|viesti)|mukavaa päivänjatkoa|hyvää päivänjatkoa",
    ),
    Kind.ABSENCE: (
        (
            r"(?:olen|en ole)\b.{0,40}\b(?:lomalla|vuosilomalla|poissa|matkoilla|työmatkalla|vanhempainvapaalla|"
            r"äitiyslomalla|sairauslomalla|opintovapaalla|toimistolla|töissä|tavoitettavissa)"
        ),
        r"poissaolo|en lue (?:sähköposti|viest)|en ole enää|ei (?:ole )?enää (?:työskentel|palveluks)",
        r"toimisto(?:mme)? on suljettu|kesälomalla",
    ),
    Kind.RETURN: (
        r"(?:palaan|takaisin)\b.{0,40}(?:töihin|toimistolle|\d|maanantai|tiistai|keskiviikko|torstai|perjantai)",
        r"kiireellisi|kiireisissä|poissa ?ollessani|sijaise\w{0,4}",
    ),
    Kind.CLOSED: (
        (
            r"(?:pyyntö\w{0,4}|palvelupyyntö\w{0,4}|tukipyyntö\w{0,4}|tiketti\w{0,3}|tapau\w{1,4}|"
            r"asia\w{0,2})\b.{0,50}(?:on|suljetaan|merkitty)(?: nyt| automaattisesti| merkitty)? ?(?:suljettu|"
            r"ratkaistu|ratkaistuksi|suljetaan|päätetty|valmis)"
        ),
    ),
    Kind.VERIFY: (
        (
            r"(?:napsauta|klikkaa|paina|avaa|seuraa)\b.{0,80}(?:link|painike|tästä|alla)\w{0,6}.{0,80}(?:vahvist|"
            r"varmist|aktivoi)"
        ),
        (
            r"(?:vahvista|varmista|aktivoi)\w{0,4} (?:sähköposti|pyyntö|viesti|osoite|tili|"
            r"että)\w{0,10}.{0,60}(?:klik|napsaut|link|https?:)"
        ),
        r"(?:vahvistaaksesi|varmentaaksesi)\b",
    ),
    Kind.BOT: (
        (
            r"(?:olen|tämä on|täällä)\b.{0,40}\b(?:tekoäly\w{0,15}|virtuaali(?:assistentti|avustaja|"
            r"agentti)\w{0,6}|digitaalinen (?:assistentti|avustaja)|ai-(?:assistentti|avustaja|agentti))"
        ),
        r"tekoäly(?:n|llä)? (?:luoma|tuottama|laatima|kirjoittama)|\bchat\s?bot|tekoälyavustaja",
    ),
    Kind.SURVEY: (r"asiakastyytyväisyys|kuinka tyytyväinen|anna palautetta|palautekysely|arvioi palvelu",),
    Kind.PERSON: (
        (
            r"\b(?:minä|minun|minulle|minuun|olen|katsoin|tarkistin|kävin|lisäsin|voin|siirsin|tein|korjasin|"
            r"luulen|mielestäni|en|laitoin|vaihdoin)\b"
        ),
    ),
}
