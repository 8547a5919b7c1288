"""What machines say when a question has arrived, in Finnish."""

from results.judge.mail.answer import Kind
from results.judge.mail.phrases.table import Table

THING = (
    r"(?:sähköposti\w{0,4}|viesti\w{0,4}|yhteydenot\w{2,12}|\w{0,15}pyyn(?:tö|nö)\w{0,5}|"
    r"kysely\w{0,4}|kysymy\w{2,6}|tiketti\w{0,3}|\w{0,10}hakemu\w{1,6}|tilau\w{2,6}|\w{0,10}ilmoit\w{2,12}|"
    r"varau\w{2,6}|palaut\w{2,6}|lomak\w{2,6})"
)
"""What somebody has sent; stands for THING in the phrases."""

PHRASES: Table = {
    Kind.MACHINE: (
        r"tämä on automaatti|^automaattinen (?:vastaus|viesti|ilmoitus|kuittaus|vahvistus)|^automaattivastau",
        r"tämä (?:viesti|sähköposti|vastaus)\b.{0,30}automaattisesti (?:luotu|lähetetty|muodostettu|generoitu)",
        r"(?:älä|älkää|ei voi|ei tarvitse) vasta(?:a|tko|ta)\w{0,4} tähän",
        r"tähän (?:viestiin|sähköpostiin|osoitteeseen) ei (?:voi|tarvitse|pidä)",
        r"postilaatikkoa ei (?:lueta|seurata)",
    ),
    Kind.RECEIVED: (
        (
            r"\bolemme (?:nyt )?vastaanottaneet (?:sen|ne|teidän|sinun)\b|\bon (?:nyt )?(?:vastaanotettu|saapunut|"
            r"käsittelyssä)"
        ),
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
        r"\bvasta(?:amme|taan)\b.{0,40}(?:pian|mahdollisimman|kuluessa|sisällä)",
        (
            r"\b(?:otamme|otetaan)\b.{0,30}yhteyttä|\bolemme\b.{0,20}yhteydessä|\bkäsitte(?:lemme|llään)\b|"
            r"\bsaat\b.{0,40}(?:sähköpostin|vastauksen|tiedon)"
        ),
        (
            r"(?:vastaamme|palaamme (?:asiaan|sinulle|siihen)|otamme (?:sinuun |teihin )?yhteyttä|"
            r"käsittelemme (?:viesti|asia|pyyn)|"
            r"saat vastauksen|saatte vastauksen|pyrimme (?:vastaamaan|käsittelemään))"
        ),
    ),
    Kind.HOURS: (
        r"\bavataan uudelleen|\bavautuu uudelleen",
        r"vasteaika|vastausaika|käsittelyaika|saapumisjärjestyksessä|arkipäiv|palveluaja|usein kysytty",
    ),
    Kind.POLITE: (
        r"kiitos (?:viestistä|yhteydenoto|sähköposti|ottaessa|kun|että|palaut|tiedustelu)\w{0,8}",
        r"kiitämme (?:yhteydenot|viesti)|mukavaa päivänjatkoa|hyvää päivänjatkoa",
    ),
    Kind.ABSENCE: (
        r"\b(?:olemme|toimistomme|asiakaspalvelumme)\b.{0,40}\b(?:suljettu|kiinni|lomalla|kesälomalla)|\benkä lue\b",
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
        r"tekoäly(?:n|llä)? (?:luoma|tuottama|laatima|kirjoittama)|tekoälyavustaja",
    ),
    Kind.SURVEY: (r"asiakastyytyväisyys|kuinka tyytyväinen|anna palautetta|palautekysely|arvioi palvelu",),
    Kind.PERSON: (
        (
            r"\b(?:minä|minun|minulle|minuun|olen|katsoin|tarkistin|kävin|lisäsin|voin|siirsin|tein|korjasin|"
            r"luulen|mielestäni|laitoin|vaihdoin)\b"
        ),
    ),
}
