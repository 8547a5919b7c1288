"""The words of the front pages, in the two languages they come in."""

from collections.abc import Mapping
from dataclasses import dataclass

from kaklet.demo.questions import Topic


@dataclass(frozen=True, kw_only=True)
class PageWords:
    """What every front page of one language says."""

    menu: tuple[str, str, str, str]
    contact: str
    order: str
    plans: str
    columns: tuple[str, str, str, str]
    merits: str
    merit: tuple[tuple[str, str], ...]
    """Headings and what stands below; the second may name {city}, {backup_days}, {php} and {quota}."""
    start: str
    step: tuple[str, ...]
    voices: str
    voice: tuple[tuple[str, str], ...]
    """What customers say, and who they are; the first may name {house}."""
    questions: str
    topics: Mapping[Topic, str]
    news: str
    item: tuple[tuple[str, str], ...]
    """Dates and texts; the texts may name {house} and {city}."""
    about: str


PAGE_WORDS: Mapping[str, PageWords] = {
    "sv": PageWords(
        menu=("Paket", "Fördelar", "Vanliga frågor", "Nyheter"),
        contact="Kontakt",
        order="Välj",
        plans="Våra paket",
        columns=("Paket", "Utrymme", "Webbplatser", "Pris"),
        merits="Det här ingår alltid",
        merit=(
            (
                "Servrar i {city}",
                "Maskinerna står i ett bergrum som vi kan cykla till. Värmen går till fjärrvärmenätet.",
            ),
            (
                "Säkerhetskopior",
                "Varje natt, sparade i {backup_days} dagar i en annan hall. Du återställer själv i panelen.",
            ),
            (
                "PHP {php}",
                "Välj version för varje webbplats. OPcache är på från början och FPM har egna processer per konto.",
            ),
            (
                "E-post",
                "Brevlådor på {quota} GB med skräppostfilter, webbmejl och vidaresändning, så många du behöver.",
            ),
            ("Certifikat", "Utfärdas och förnyas av sig själva, för alla domäner och underdomäner du lägger till."),
            (
                "Flytthjälp",
                "Vi flyttar din webbplats, din databas och din e-post. Du godkänner innan domänen pekas om.",
            ),
            ("Inga låsningar", "Betala månadsvis och säg upp när du vill. Dina filer packar vi åt dig om du flyttar."),
            (
                "Driftinformation",
                "Planerade arbeten meddelas en vecka i förväg och görs mellan två och fyra på natten.",
            ),
        ),
        start="Så kommer du i gång",
        step=(
            (
                "Välj ett paket. Är du osäker så ta det minsta: du byter upp dig i panelen när du vill, och betalar "
                "bara för de dagar som är kvar av månaden."
            ),
            "Ange en domän som du redan har, eller registrera en ny. Vi sköter namnservrarna om du inte säger annat.",
            "Inloggningen kommer med e-post inom några minuter. Byt lösenord och slå på tvåfaktorsinloggning genast.",
            "Lägg upp dina filer med SFTP eller installera WordPress, Drupal eller något annat med ett klick.",
            "Titta på resultatet under en tillfällig adress. När du är nöjd pekar du om domänen, så är du i gång.",
        ),
        voices="Kunder berättar",
        voice=(
            (
                "Bytte till {house} när vår förra leverantör blev uppköpt. Flytten märktes inte.",
                "Keramikverkstad i Lund",
            ),
            (
                "Jag vill ha e-post som fungerar och en faktura jag förstår. Det har jag fått.",
                "Redovisningsbyrå i Kalmar",
            ),
            ("Vår kör har haft sin sida här i nio år, och den har överlevt tre webbansvariga.", "Kammarkör i Falun"),
            ("Det bästa är panelen: allt finns där man letar, och inget blinkar.", "Frilansande fotograf i Luleå"),
        ),
        questions="Vanliga frågor",
        topics={
            Topic.DNS: "Hur snabbt slår en DNS-ändring igenom?",
            Topic.BACKUP: "Hur fungerar säkerhetskopiorna?",
            Topic.PHP: "Vilken PHP-version kör ni?",
            Topic.QUOTA: "Hur stora är brevlådorna?",
            Topic.IPV6: "Har ni IPv6?",
            Topic.MIGRATION: "Kan ni flytta min webbplats?",
            Topic.CERTIFICATE: "Ingår certifikat?",
        },
        news="Nyheter",
        item=(
            (
                "14 november",
                "Databasservrarna är uppgraderade. Märker du något konstigt efter natten till torsdag, skriv till oss.",
            ),
            ("2 oktober", "{house} fyller år, och alla kunder får dubbelt så många underdomäner utan att betala mer."),
            ("21 augusti", "Panelen finns nu på finska. Tack till alla som läste korrektur under sommaren."),
            ("5 juni", "Vi söker en drifttekniker i {city} med öga för ordning. Skicka några rader om dig själv."),
        ),
        about="{house} är ett litet företag i {city} som har hållit webbplatser i gång i många år.",
    ),
    "en": PageWords(
        menu=("Packages", "What you get", "Questions", "News"),
        contact="Contact",
        order="Choose",
        plans="Our packages",
        columns=("Package", "Disk", "Sites", "Price a month"),
        merits="Always included",
        merit=(
            (
                "Servers in {city}",
                "The machines stand in a hall that we can cycle to. Their heat warms the houses next door.",
            ),
            (
                "Backups",
                "Every night, kept for {backup_days} days in another hall. You restore what you need in the panel.",
            ),
            (
                "PHP {php}",
                "Choose a version for each site. OPcache is on from the start, and every account has its own workers.",
            ),
            ("E-mail", "Mailboxes of {quota} GB with a spam filter, webmail and forwarding, as many as you need."),
            ("Certificates", "Issued and renewed by themselves, for every domain and subdomain that you add."),
            (
                "Moving in",
                "We move your site, your database and your mail. You approve before the domain points to us.",
            ),
            ("No lock-in", "Pay by the month and leave when you like. We pack your files for you if you move out."),
            ("Maintenance", "Planned work is announced a week ahead and done between two and four in the night."),
        ),
        start="How to get started",
        step=(
            (
                "Choose a package. If in doubt take the smallest: you can change in the panel whenever you like, and "
                "pay only for what is left of the month."
            ),
            "Name a domain that you have, or register a new one. We run the name servers unless you say otherwise.",
            "Your login comes by mail within a few minutes. Change the password and switch on the second factor.",
            "Put your files in place by SFTP, or install WordPress, Drupal or something else with one click.",
            "Look at the result under a temporary address. When you are content, point the domain to us: that is all.",
        ),
        voices="What customers say",
        voice=(
            ("We came to {house} when our last host was bought up. Nobody noticed the move.", "A pottery by the coast"),
            (
                "I want mail that works and an invoice that I understand. That is what I got.",
                "A bookkeeper in the hills",
            ),
            ("Our choir has had its pages here for nine years and three webmasters.", "A chamber choir up north"),
            (
                "The panel is the best of it: all is where one looks for it, and nothing blinks.",
                "A freelance photographer",
            ),
        ),
        questions="Questions that we often get",
        topics={
            Topic.DNS: "How fast does a DNS change take effect?",
            Topic.BACKUP: "How do the backups work?",
            Topic.PHP: "Which version of PHP do you run?",
            Topic.QUOTA: "How large are the mailboxes?",
            Topic.IPV6: "Do you have IPv6?",
            Topic.MIGRATION: "Can you move my site?",
            Topic.CERTIFICATE: "Is a certificate included?",
        },
        news="News",
        item=(
            (
                "14 November",
                "The database servers are upgraded. If anything looks odd since Thursday night, write to us.",
            ),
            (
                "2 October",
                "It is the birthday of {house}, and all customers get twice the subdomains for the same money.",
            ),
            ("21 August", "The panel now speaks Finnish. Thanks to all who read the proofs during the summer."),
            (
                "5 June",
                "We are looking for a technician in {city} with an eye for order. Send us some lines about you.",
            ),
        ),
        about="{house} is a small company in {city} that has kept sites running for many years.",
    ),
}
