"""
The help desks that a letter can be recognised to come from, and by what each tells its people from its machine.

Several mark what a person has typed as automatic (RFC 3834 only says: do not answer this), others mark nothing.
So a vendor's own marks are asked before any header that all have in common.
"""

import re
from collections.abc import Sequence

import msgspec

from results.records.letter import Letter

Mark = tuple[str, str]
"""A header, and a regular expression to search in each of its values, in lower case. Empty values never match."""


_COMMENT_WITHIN = 3_000


class Vendor(msgspec.Struct, frozen=True, kw_only=True):
    """One help desk, tracker or forum."""

    name: str
    marks: tuple[Mark, ...]
    """Any of them tells that a letter is this vendor's."""
    machine: tuple[Mark, ...] = ()
    """Any of them tells that no person wrote it."""
    person: tuple[Mark, ...] = ()
    """Any of them tells that a person wrote it."""
    comment: str = ""
    """What stands in the text of a letter that carries a person's comment; a regular expression."""
    people: bool = True
    """Whether a letter that no phrase shows to be a machine's is a person's, however it is marked."""

    def commented(self, text: str) -> bool:
        """Whether *text* carries a person's comment, in this vendor's way of showing one."""
        return bool(self.comment) and re.search(self.comment, text[:_COMMENT_WITHIN], re.IGNORECASE) is not None


_OPENED = "opened|escalated|eröffnet|eskaliert"
_MOVED = "updated|resolved|closed|aktualisiert|gelöst|geschlossen"
_REPLIED: tuple[Mark, ...] = (("auto-submitted", r"^auto-replied"),)

VENDORS: tuple[Vendor, ...] = (
    Vendor(
        name="zendesk",
        marks=(
            ("x-mailer", r"^zendesk mailer"),
            ("x-zendesk-from-account-id", r"."),
            ("message-id", r"@(?:[\w-]{1,40}\.)?zendesk\.com>"),
        ),
        comment=r"(?:has been updated|-{20,}\n\s{0,5}\n?[^\n]{2,80},[^\n]{4,60}\d{1,2}:\d\d"
        r"|\n[^\n]{2,60}\([^\n()]{2,60}\)\n\s{0,5}\n?[^\n]{4,20},[^\n]{4,20}\d{1,2}:\d\d)",
    ),
    Vendor(
        name="freshdesk",
        marks=(
            ("message-id", r"freshdesk\.com>|freshservice\.com>"),
            ("x-freshdesk-ticket-id", r"."),
            ("x-fd-type", r"."),
        ),
        machine=_REPLIED,
    ),
    Vendor(
        name="servicenow",
        marks=(("x-servicenow-generated", r"."), ("message-id", r"service-now\.com>"), ("x-mailer", r"servicenow")),
        comment=r"comments? (?:added|from|:)|commented|additional comments|reply from",
        people=False,
    ),
    Vendor(
        name="jira",
        marks=(("x-jira-fingerprint", r"."), ("message-id", r"^<jira\."), ("x-atlassian-token", r".")),
        comment=r"\bcommented\b|added a comment|\bcomment by\b|kommenterade|kommenterte|kommentierte|heeft gereageerd",
        people=False,
    ),
    Vendor(
        name="rt",
        marks=(
            ("rt-ticket", r"."),
            ("x-rt-ticket", r"."),
            ("managed-by", r"^rt "),
            ("x-managed-by", r"^rt "),
            ("x-rt-loop-prevention", r"."),
            ("message-id", r"^<rt-\d"),
        ),
        machine=(*_REPLIED, ("subject", r"^(?:re: )?(?:\[[^\]]{1,80}\] )?autoreply:")),
    ),
    Vendor(
        name="otrs",
        marks=(
            ("x-powered-by", r"^(?:\(\(otrs\)\) |otrs|znuny)"),
            ("x-mailer", r"^(?:otrs|znuny|otobo|\(\(otrs\)\))"),
            ("x-otrs-loop", r"."),
        ),
        machine=(*_REPLIED, ("x-otrs-loop", r"^true")),
    ),
    Vendor(
        name="osticket",
        marks=(("x-mailer", r"^osticket"),),
        machine=(*_REPLIED, ("precedence", r"^auto_reply"), ("x-autoreply", r"yes")),
    ),
    Vendor(
        name="freescout",
        marks=(("message-id", r"^<fs_(?:autoreply|reply|notification)-"), ("x-freescout-mail-type", r".")),
        machine=(("message-id", r"^<fs_autoreply-"), ("x-freescout-mail-type", r"^auto")),
        person=(("message-id", r"^<fs_reply-"), ("x-freescout-mail-type", r"^customer")),
    ),
    Vendor(
        name="zohodesk",
        marks=(("message-id", r"zohodesk\.(?:com|eu|in)>"), ("return-path", r"zohodesk\.(?:com|eu|in)>")),
        machine=_REPLIED,
    ),
    Vendor(
        name="zammad",
        marks=(("x-mailer", r"^zammad"), ("x-powered-by", r"^zammad")),
        machine=(("x-loop", r"^yes"), *_REPLIED),
    ),
    Vendor(
        name="helpscout",
        marks=(
            ("x-helpscout-mailer", r"."),
            ("x-mailer", r"help ?scout"),
            ("x-msg-context", r"^hs-\d"),
            ("message-id", r"helpscout\.(?:net|com)>"),
        ),
        machine=(*_REPLIED, ("x-autoreply", r"^(?:yes|true|1)")),
    ),
    Vendor(name="intercom", marks=(("x-intercom-bin", r"."), ("message-id", r"intercom(?:-mail)?[\w.-]{0,40}>"))),
    Vendor(name="kayako", marks=(("x-mailer", r"^kayako"), ("x-kayako-ticket", r".")), machine=_REPLIED),
    Vendor(name="deskpro", marks=(("x-deskpro-build", r"."), ("x-mailer", r"^deskpro")), machine=_REPLIED),
    Vendor(name="hubspot", marks=(("x-hs-cid", r"."), ("x-hubspot-correlation-id", r".")), machine=_REPLIED),
    Vendor(
        name="salesforce",
        marks=(("x-sfdc-lk", r"."), ("message-id", r"@sfdc\.net>|salesforce\.com>")),
        machine=_REPLIED,
        person=(("x-sfdc-emailcategory", r"^quickactionemail"),),
    ),
    Vendor(name="front", marks=(("message-id", r"@frontapp\.com>"),), machine=_REPLIED),
    Vendor(name="gorgias", marks=(("message-id", r"gorgias[\w.-]{0,40}>"), ("x-gorgias-ticket-id", r"."))),
    Vendor(
        name="glpi",
        marks=(("message-id", r"^<glpi[_-]"), ("subject", r"\[glpi #\d{2,10}\]")),
        machine=_REPLIED,
        comment=r"new followup|followup added|nouveau suivi|ajout d'un suivi|neue nachverfolgung|nieuwe opvolging",
        people=False,
    ),
    # It marks nothing: its subjects have the ticket in front and what happened to it behind, in the queue's language.
    Vendor(
        name="django-helpdesk",
        marks=(
            (
                "subject",
                rf"^(?:\w{{2,4}}: ?){{0,3}}\[[a-z][\w-]{{0,49}}-\d{{1,9}}\] .{{0,300}}\((?:{_OPENED}|{_MOVED})\)$",
            ),
        ),
        machine=(("subject", rf"\((?:{_OPENED})\)$"),),
        comment=r"following (?:comment|resolution) was added|folgender kommentar wurde|wurde folgende lösung"
        r"|(?:the resolution provided was|die lösung war):\s{1,20}(?!regards|mit freundlichen)\w",
    ),
    Vendor(name="chatwoot", marks=(("message-id", r"^<conversation/[0-9a-f-]{8,40}/messages/"),)),
    Vendor(name="odoo", marks=(("x-odoo-objects", r"."),)),
    Vendor(name="github", marks=(("x-github-reason", r"."), ("x-github-sender", r"."))),
    Vendor(name="gitlab", marks=(("x-gitlab-project", r"."),)),
    Vendor(name="bugzilla", marks=(("x-bugzilla-type", r"."), ("x-bugzilla-url", r"."))),
    Vendor(name="redmine", marks=(("x-redmine-host", r"."), ("x-redmine-issue-id", r"."))),
    Vendor(name="trac", marks=(("x-trac-project", r"."),)),
    Vendor(name="discourse", marks=(("x-discourse-post-id", r"."), ("x-discourse-topic-id", r"."))),
    Vendor(name="launchpad", marks=(("x-launchpad-bug", r"."), ("x-launchpad-notification-type", r"."))),
    Vendor(name="whmcs", marks=(("x-mailer", r"whmcs"), ("subject", r"\[ticket id: ?[\w-]{1,20}\]"))),
)

_TICKETS = (
    r"\[ticket id: ?#?([\w-]{2,30})\]",
    r"\[[^\]#\n]{0,60}#{1,2}\s?([\w-]{1,30})\s?(?:##)?\]",
    (
        r"(?:ticket|case|request|incident|ärende|sak|sag|vorgang|aanvraag|demande|tiketti|vorgangsnummer|ticketnummer|"
        r"ärendenummer|saksnummer|sagsnummer)(?:s?\s?(?:id|number|nummer|numero|nr|no)\.?)?(?: is| är| er| lautet)?"
        r"\s{0,2}[:#(]{0,3}\s{0,2}#?([a-z]{0,6}-?\d[\w-]{1,25})"
    ),
    r"^(?:\w{2,4}: ?){0,3}\[([a-z][\w-]{0,49}-\d{1,9})\]\s",
    r"\b((?:INC|REQ|RITM|CS|SR)\d{5,12})\b",
    r"(?:^|\s)\(?#\s?(\d{3,12})\b",
)
_TICKET = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _TICKETS)


def vendor_of(letter: Letter) -> Vendor | None:
    """Return the vendor whose marks *letter* carries; None if it carries none that is known."""
    return next((vendor for vendor in VENDORS if mark_of(letter, vendor.marks)), None)


def mark_of(letter: Letter, marks: Sequence[Mark]) -> str | None:
    """Return the first of *marks* that *letter* carries, as ``name=value``; None if it carries none."""
    for name, pattern in marks:
        for value in letter.every(name):
            plain = value.strip().lower()[:500]
            if plain and re.search(pattern, plain):
                return f"{name}={plain[:60]}"
    return None


def ticket_of(letter: Letter) -> str | None:
    """Return the number that a help desk gave the question, from the subject or the beginning of the text."""
    for text in (letter.subject[:300], letter.text[:1_500]):
        for pattern in _TICKET:
            match = pattern.search(text)
            if match:
                return match[1]
    return None
