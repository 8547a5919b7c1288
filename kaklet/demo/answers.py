"""What people answer, as data: for each topic and language two ways to say it, with the house's own facts."""

from collections.abc import Mapping

from kaklet.demo.questions import Topic

ANSWERS: Mapping[tuple[Topic, str], tuple[str, ...]] = {
    (Topic.DNS, "en"): (
        (
            "New records get a TTL of {ttl} seconds with us, and you can set it as low as 300 yourself under "
            "Domains > DNS zone. Lower it a day before you change the record: others may keep the old answer "
            "for as long as the old TTL said."
        ),
        (
            "You set the TTL of each record in the control panel, the default is {ttl} seconds. Our name servers "
            "know a change within five minutes, so it is the TTL of the old record that decides how long you wait."
        ),
    ),
    (Topic.DNS, "sv"): (
        (
            "Nya poster får TTL {ttl} sekunder hos oss, och du kan själv sänka den till 300 under Domäner > DNS-zon. "
            "Sänk den gärna dagen innan du ändrar posten, för andra kan ha kvar det gamla svaret så länge som "
            "den gamla TTL:en sade."
        ),
        (
            "Du ställer in TTL för varje post i kontrollpanelen, från början är den {ttl} sekunder. Våra namnservrar "
            "känner till ändringen inom fem minuter, så det är den gamla postens TTL som avgör hur länge du får vänta."
        ),
    ),
    (Topic.DNS, "nb"): (
        (
            "Nye oppføringer får en TTL på {ttl} sekunder hos oss, og du kan selv sette den ned til 300 under "
            "Domener > DNS-sone. Gjør det gjerne dagen før du endrer oppføringen, så slipper du å vente på at "
            "det gamle svaret går ut på dato."
        ),
        (
            "Du setter TTL for hver oppføring i kontrollpanelet, standarden er {ttl} sekunder. Navnetjenerne våre "
            "ser endringen innen fem minutter, så det er den gamle TTL-en som avgjør hvor lenge du må vente."
        ),
    ),
    (Topic.BACKUP, "en"): (
        (
            "We back up files and databases every night and keep the copies for {backup_days} days, in another "
            "data centre than the server. Single files you restore yourself in the panel; a whole account we "
            "restore for you, at no charge."
        ),
        (
            "The backup runs at about three in the morning and is kept for {backup_days} days. What we restore is "
            "put in a folder of its own beside your site, so nothing is overwritten before you have looked at it."
        ),
    ),
    (Topic.BACKUP, "sv"): (
        (
            "Vi säkerhetskopierar filer och databaser varje natt och sparar kopiorna i {backup_days} dagar, i en annan "
            "datorhall än servern. Enstaka filer återställer du själv i panelen; ett helt konto återställer vi åt dig "
            "utan kostnad."
        ),
        (
            "Säkerhetskopian tas vid tretiden på natten och sparas i {backup_days} dagar. Det vi återställer läggs i "
            "en egen mapp bredvid din webbplats, så inget skrivs över förrän du har tittat på det."
        ),
    ),
    (Topic.BACKUP, "nb"): (
        (
            "Vi tar sikkerhetskopi av filer og databaser hver natt og beholder den i {backup_days} dager, i et annet "
            "datasenter enn serveren står i. Enkeltfiler henter du tilbake selv i panelet; hele kontoer gjør vi for "
            "deg, uten at det koster noe."
        ),
    ),
    (Topic.BACKUP, "nl"): (
        (
            "Wij maken elke nacht een back-up van bestanden en databases en bewaren die {backup_days} dagen. Losse "
            "bestanden zet je zelf terug via het paneel; voor een heel account kun je ons even mailen, dan doen wij "
            "het kosteloos voor je."
        ),
    ),
    (Topic.PHP, "en"): (
        (
            "New accounts run PHP {php}. You choose the version for each site under Web > PHP, and the older ones "
            "stay for as long as they get security fixes."
        ),
        (
            "It is PHP {php} right now, run as FPM with OPcache. If your site needs another version, change it for "
            "that domain in the panel; it takes effect within a minute."
        ),
    ),
    (Topic.PHP, "sv"): (
        (
            "Nya konton kör PHP {php}. Du väljer version för varje webbplats under Webb > PHP, och de äldre finns kvar "
            "så länge de får säkerhetsrättningar."
        ),
        (
            "Just nu är det PHP {php}, som FPM med OPcache. Behöver din webbplats en annan version så byter du den för "
            "domänen i panelen; det slår igenom inom en minut."
        ),
    ),
    (Topic.PHP, "nl"): (
        (
            "Nieuwe accounts draaien op PHP {php}. Per website kies je zelf de versie onder Web > PHP; oudere versies "
            "blijven beschikbaar zolang er beveiligingsupdates voor zijn."
        ),
    ),
    (Topic.QUOTA, "en"): (
        (
            "Each mailbox holds {quota} GB. At 90 per cent you get a warning; when it is full, new mail is refused "
            "for the time being, so that the sender's server tries again later."
        ),
        (
            "{quota} GB a mailbox is included, and an attachment may be up to 50 MB. Under E-mail > Mailboxes you see "
            "how much is used, and there you can add more."
        ),
    ),
    (Topic.QUOTA, "sv"): (
        (
            "Varje brevlåda rymmer {quota} GB. Vid 90 procent får du en varning; när den är full nekas ny post tills "
            "vidare, så att avsändarens server försöker igen senare."
        ),
        (
            "{quota} GB per brevlåda ingår, och en bilaga får vara upp till 50 MB. Under E-post > Brevlådor ser du hur "
            "mycket som används, och där kan du lägga till mer."
        ),
    ),
    (Topic.IPV6, "en"): (
        (
            "Yes, all our web servers answer on IPv6. If your domain uses our name servers the AAAA record is there "
            "already; otherwise copy it from Domains > Addresses to your own DNS."
        ),
        (
            "IPv6 is on for every account since two years back, for the site as well as for mail. You find the address "
            "for your AAAA record on the overview page of the account."
        ),
    ),
    (Topic.IPV6, "sv"): (
        (
            "Ja, alla våra webbservrar svarar på IPv6. Använder din domän våra namnservrar så finns AAAA-posten redan; "
            "annars kopierar du den från Domäner > Adresser till din egen DNS."
        ),
        (
            "IPv6 är på för alla konton sedan två år tillbaka, både för webbplatsen och för e-posten. Adressen till "
            "din AAAA-post hittar du på kontots översiktssida."
        ),
    ),
    (Topic.MIGRATION, "en"): (
        (
            "We move one site with its databases free of charge. Leave the login of the old host in the panel, never "
            "in a mail, and we copy it at night; you try it under a temporary name before you point the domain to us."
        ),
        (
            "The move usually takes an evening: first the files, then the database, last the mail. Your site stays up "
            "at the old host all the while, and you decide when the domain is to follow."
        ),
    ),
    (Topic.MIGRATION, "sv"): (
        (
            "Vi flyttar en webbplats med databaser utan kostnad. Lämna inloggningen till det gamla webbhotellet i "
            "panelen, aldrig i ett mejl, så kopierar vi på natten; du provar den på en tillfällig adress innan du "
            "pekar om domänen."
        ),
        (
            "Flytten tar oftast en kväll: först filerna, sedan databasen och sist e-posten. Webbplatsen ligger kvar "
            "hos den gamla leverantören under tiden, och du bestämmer när domänen ska följa med."
        ),
    ),
    (Topic.CERTIFICATE, "en"): (
        (
            "A certificate from Let's Encrypt is included. It is issued within an hour after the domain points to us, "
            "and renews itself 30 days before it ends, www and the bare name alike."
        ),
        (
            "You need do nothing: the certificate renews itself. If you have bought your own, paste it together with "
            "its chain under Web > Certificates and it is used from then on."
        ),
    ),
    (Topic.CERTIFICATE, "sv"): (
        (
            "Certifikat från Let's Encrypt ingår. Det utfärdas inom en timme efter att domänen pekar till oss och "
            "förnyas av sig självt 30 dagar innan det går ut, både för www och för namnet utan."
        ),
        (
            "Du behöver inte göra något: certifikatet förnyas av sig självt. Har du köpt ett eget klistrar du in det "
            "med sin kedja under Webb > Certifikat, så används det i stället."
        ),
    ),
    (Topic.CERTIFICATE, "nb"): (
        (
            "Sertifikat fra Let's Encrypt er inkludert. Det utstedes innen en time etter at domenet peker til oss, og "
            "fornyes av seg selv 30 dager før det utløper, både med og uten www."
        ),
    ),
    (Topic.OTHER, "en"): (
        (
            "About “{subject}”: I looked at it together with a colleague. It works on all our packages, and you switch "
            "it on under Settings; if it does not show there, tell me your account and I will do it for you."
        ),
        (
            "I tried what you describe in “{subject}” on a test account and it went well. Which package do you have? "
            "Then I can tell you where in the panel to find it."
        ),
    ),
    (Topic.OTHER, "sv"): (
        (
            "Angående ”{subject}”: jag tittade på det tillsammans med en kollega. Det fungerar i alla våra paket, och "
            "du slår på det under Inställningar; syns det inte där, skriv vilket konto det gäller så ordnar jag det."
        ),
        (
            "Jag provade det du beskriver i ”{subject}” på ett testkonto och det gick bra. Vilket paket har du? Då kan "
            "jag säga var i panelen du hittar det."
        ),
    ),
}
