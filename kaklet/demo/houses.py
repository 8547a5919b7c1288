"""Who the invented providers are: names, people, offers, and how their software marks its mail."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kaklet.demo.habits import Kind


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What a help desk's software puts on one kind of mail."""

    headers: tuple[tuple[str, str], ...] = ()
    subject: str = "Re: {subject}"
    """May name {subject}, {ticket} and {house}."""
    null_sender: bool = False
    """Sent with the empty envelope sender, as RFC 3834 (section 3.3) asks of automatic responses."""
    message_id: str = "{token}@{domain}"
    """Without the angle brackets; may name {token}, {short} and {domain}."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One package on the price list."""

    name: str
    price: str
    disk_gigabytes: int
    sites: int


@dataclass(frozen=True, kw_only=True)
class House:
    """One invented provider. The facts in it are what its people answer with and what its front page tells."""

    name: str
    city: str
    language: str
    """Of its front page."""
    tagline: str
    promise: str | None = None
    """What it promises in public; a study may hold it to that."""
    colour: str
    team: str
    people: tuple[str, ...]
    ticket: str
    """How a ticket is written; names {number}."""
    first_ticket: int
    plans: tuple[Plan, ...]
    ttl: int
    backup_days: int
    php: str
    quota: int
    tongues: Mapping[str, str] = field(default_factory=dict)
    """Language of a question -> the language its people would rather answer in, where they have the words."""
    marks: Mapping[Kind, Marks]
    helpdesk_frame: bool = False
    """Whether people's answers come inside a help desk's frame (banner, name and date, the history)."""


_HELPDESK = (
    ("Auto-Submitted", "auto-generated"),
    ("X-Auto-Response-Suppress", "All"),
    ("X-Mailer", "Zendesk Mailer"),
    ("X-Zendesk-From-Account-Id", "7b1f0c2"),
)
_HELPDESK_ID = "{token}_{short}_sprut@{domain}"

HOUSES: Mapping[str, House] = {
    "bjorkhost": House(
        name="Björkhost",
        city="Umeå",
        language="sv",
        tagline="Webbhotell från Umeå, med folk som svarar.",
        promise="A person answers you within five seconds.",
        colour="#2f6b3a",
        team="Björkhosts kundtjänst",
        people=("Sara Lindqvist", "Johan Ek", "Amina Warsame"),
        ticket="BH-{number}",
        first_ticket=1041,
        plans=(
            Plan(name="Björk", price="39 kr/mån", disk_gigabytes=20, sites=1),
            Plan(name="Dunge", price="89 kr/mån", disk_gigabytes=80, sites=5),
            Plan(name="Skog", price="189 kr/mån", disk_gigabytes=250, sites=25),
        ),
        ttl=3600,
        backup_days=30,
        php="8.4",
        quota=20,
        marks={
            Kind.ACKNOWLEDGEMENT: Marks(
                headers=(("Auto-Submitted", "auto-replied"),), subject="Auto: {subject}", null_sender=True
            ),
            Kind.ANSWER: Marks(headers=(("User-Agent", "Mozilla Thunderbird"), ("Content-Language", "sv-SE"))),
        },
    ),
    "fjordnett": House(
        name="Fjordnett",
        city="Bergen",
        language="en",
        tagline="Hosting between the mountains and the sea.",
        promise="99.9 % uptime, guaranteed.",
        colour="#1d4f7a",
        team="Fjordnett Support",
        people=("Ingrid Solheim", "Magnus Haugland"),
        ticket="#{number}",
        first_ticket=58210,
        plans=(
            Plan(name="Vik", price="49 kr/md", disk_gigabytes=25, sites=1),
            Plan(name="Sund", price="99 kr/md", disk_gigabytes=100, sites=10),
            Plan(name="Fjord", price="219 kr/md", disk_gigabytes=300, sites=50),
        ),
        ttl=1800,
        backup_days=14,
        php="8.3",
        quota=10,
        tongues={"sv": "nb"},
        marks={
            Kind.ACKNOWLEDGEMENT: Marks(
                headers=_HELPDESK, subject="[{house}] Request received: {subject}", message_id=_HELPDESK_ID
            ),
            Kind.ANSWER: Marks(headers=_HELPDESK, subject="[{house}] Re: {subject}", message_id=_HELPDESK_ID),
        },
        helpdesk_frame=True,
    ),
    "kvickserver": House(
        name="Kvickserver",
        city="Göteborg",
        language="en",
        tagline="The fastest pages on the west coast.",
        promise="We answer every message.",
        colour="#8a2be2",
        team="Kvickserver",
        people=(),
        ticket="#{number}",
        first_ticket=40712,
        plans=(
            Plan(name="Kvick", price="29 kr/mån", disk_gigabytes=50, sites=3),
            Plan(name="Kvickare", price="59 kr/mån", disk_gigabytes=150, sites=10),
            Plan(name="Kvickast", price="149 kr/mån", disk_gigabytes=500, sites=100),
        ),
        ttl=300,
        backup_days=7,
        php="8.4",
        quota=50,
        marks={Kind.ACKNOWLEDGEMENT: Marks(subject="Re: {subject} [{ticket}]")},
    ),
    "lillsajten": House(
        name="Lillsajten",
        city="Visby",
        language="sv",
        tagline="Litet webbhotell på Gotland sedan 1999.",
        colour="#b0552b",
        team="Lillsajten",
        people=("Maj Sundin", "Tore Ahlqvist"),
        ticket="{number}",
        first_ticket=310,
        plans=(
            Plan(name="Liten", price="45 kr/mån", disk_gigabytes=5, sites=1),
            Plan(name="Lagom", price="75 kr/mån", disk_gigabytes=15, sites=2),
            Plan(name="Stor", price="125 kr/mån", disk_gigabytes=40, sites=5),
        ),
        ttl=14400,
        backup_days=10,
        php="8.2",
        quota=5,
        marks={
            Kind.ABSENCE: Marks(
                headers=(("Auto-Submitted", "auto-replied"), ("X-Autoreply", "yes"), ("Precedence", "bulk")),
                subject="Frånvaro: {subject}",
                null_sender=True,
            ),
            Kind.ANSWER: Marks(headers=(("X-Mailer", "Apple Mail (2.3826.500.181)"),), subject="SV: {subject}"),
        },
    ),
    "polderweb": House(
        name="Polderweb",
        city="Almere",
        language="en",
        tagline="Hosting below sea level, prices too.",
        promise="Pages in half a second.",
        colour="#c4620f",
        team="Polderweb Klantenservice",
        people=("Jeroen Visser", "Femke Bakker"),
        ticket="PW{number}",
        first_ticket=77100,
        plans=(
            Plan(name="Sloot", price="€ 2,95", disk_gigabytes=10, sites=1),
            Plan(name="Vaart", price="€ 5,95", disk_gigabytes=50, sites=5),
            Plan(name="Kanaal", price="€ 11,95", disk_gigabytes=200, sites=20),
        ),
        ttl=86400,
        backup_days=5,
        php="8.1",
        quota=2,
        tongues={"sv": "en", "en": "nl"},
        marks={Kind.ANSWER: Marks(headers=(("User-Agent", "Roundcube Webmail/1.6.11"),))},
    ),
}
