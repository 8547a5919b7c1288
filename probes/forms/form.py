"""What is told of a form: its purpose, its fields and their roles, and whether a polite robot could send it."""

from enum import StrEnum

import msgspec


class Role(StrEnum):
    """What a field is for."""

    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    EMAIL_CONFIRM = "email_confirm"
    PHONE = "phone"
    COMPANY = "company"
    CUSTOMER_NUMBER = "customer_number"
    DOMAIN = "domain"
    SUBJECT = "subject"
    MESSAGE = "message"
    DEPARTMENT = "department"
    """A closed list of topics."""
    URGENCY = "urgency"
    CONSENT = "consent"
    NEWSLETTER_OPT_IN = "newsletter_opt_in"
    ATTACHMENT = "attachment"
    CAPTCHA = "captcha"
    HONEYPOT = "honeypot"
    """A trap for machines: it stays as it is."""
    HIDDEN = "hidden"
    """What the page itself puts in; a person neither sees nor changes it."""
    SUBMIT = "submit"
    OTHER = "other"


class Purpose(StrEnum):
    """What a form is for."""

    CONTACT = "contact"
    """Words to the people behind the page or to its readers: a question, a comment, a review, a recommendation. `Kind`
    tells them apart."""
    SEARCH = "search"
    LOGIN = "login"
    NEWSLETTER = "newsletter"
    ORDER = "order"
    CALLBACK = "callback"
    OTHER = "other"


class Kind(StrEnum):
    """What a form is for, told more finely. A door to support is of kind ``contact``, and of no other."""

    CONTACT = "contact"
    """A question or a message to the people behind the page."""
    COMMENT = "comment"
    """Words beneath a page, for its readers."""
    REVIEW = "review"
    """What one thinks of a thing, mostly with a number of stars."""
    SHARE = "share"
    """A recommendation: the page is sent to somebody."""
    PUBLISH = "publish"
    """A contribution of one's own: a topic, an article, an advertisement."""
    CALLBACK = "callback"
    SEARCH = "search"
    LOGIN = "login"
    RECOVERY = "recovery"
    """A lost password."""
    REGISTRATION = "registration"
    NEWSLETTER = "newsletter"
    ORDER = "order"
    APPLICATION = "application"
    """For a job."""
    BOOKING = "booking"
    OTHER = "other"


class Option(msgspec.Struct, frozen=True):
    """One value that a closed list offers, and what it says to a person."""

    value: str
    label: str


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a form; buttons of a radio group count as one."""

    name: str
    """As it is sent; empty if the field has none, and then it is never sent."""
    role: Role
    required: bool
    evidence: tuple[str, ...]
    """Why it has its role, strongest first: ``source=value`` or ``source:words``."""
    type: str
    """The kind of control: text, email, textarea, select, checkbox, ..."""
    label: str = ""
    concealed: bool = False
    """Whether a person would not see it. A concealed field is never filled in."""
    options: tuple[Option, ...] = ()
    doubtful: bool = False
    """Whether a style sheet that could not be read may hide it. It is left empty unless a person has confirmed it."""


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """One form of a page, as found."""

    index: int
    """Its place among the page's forms, in document order, from 0."""
    purpose: Purpose
    action: str
    """Where it leads, absolute where the address of the page is known."""
    method: str
    """``post``, ``get`` or ``dialog``."""
    fields: tuple[Field, ...]
    honeypots: tuple[str, ...]
    """Names of the fields that are traps."""
    captcha: str | None
    """The vendor of what keeps machines out, or ``image``, ``sum``, ``other``."""
    submittable: bool
    """Whether a polite robot can send it as it is."""
    reasons: tuple[str, ...]
    """If it is not submittable, why: a stable id, a colon, and a sentence."""
    mapping: dict[str, str]
    """The name of the field for each role that is filled in: what a study stores once a person has confirmed it."""
    evidence: tuple[str, ...] = ()
    """Why it has its purpose, strongest first."""
    kind: Kind = Kind.OTHER
    """What it is for, told more finely than by its purpose."""


class StyleSheets(msgspec.Struct, frozen=True, kw_only=True):
    """The style sheets that a page links: they may hide a trap."""

    read: int
    """How many of them were read."""
    unread: tuple[str, ...] = ()
    """Addresses of those that were not, and of what sheets import. What they may hide is doubtful, and left alone."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What `kaklet form inspect --json` prints."""

    forms: tuple[Form, ...]
    url: str | None = None
    """Where the page was found in the end, or the base that was told."""
    robots: str | None = None
    """What the site's robots rules say of the page: ``allowed``, ``disallowed`` or ``unknown``."""
    embeds: tuple[str, ...] = ()
    """Form services whose scripts the page loads, by name."""
    style_sheets: StyleSheets | None = None
    """Those that the page links; null where it links none."""
