"""
The rules, in the order in which they are asked; the first that finds something decides.

Guards, what scripts got, the software's own marks in the page, a number of a case, messages of errors, words, the
status. An error that is shown outweighs thanks that are shown beside it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from results.judge.form_outcome import blocks, mechanics, replies
from results.judge.form_outcome.outcome import (
    MAX_QUOTE,
    MAX_QUOTES,
    MAX_REASON,
    Finding,
    Outcome,
    OutcomeKind,
)
from results.judge.form_outcome.sayings import new_lines, said_in, ticket_in
from results.judge.form_outcome.words import THANKS_ADDRESS, Said
from results.records.came_back import CameBack, Reply
from results.records.web_page import Box, WebPage, read_web_page

RULES = "1"
"""The version of the rules: it is raised when any answer may be judged otherwise than before."""

_THANKS_ADDRESS = re.compile(THANKS_ADDRESS, re.IGNORECASE)
_SAME_FORM = 0.6
"""Of the fields that were filled in, the share that a form must have to be the same one."""
_LONG = 20


class _Case:
    """An answer, with what several rules need to know of it; each is found out once, when it is first asked for."""

    def __init__(self, answer: CameBack) -> None:
        self.answer = answer
        html = not replies.is_json(answer.content_type, answer.body)
        charset = answer.charset or _charset(answer.content_type)
        self.page = read_web_page(answer.body, charset, marks=mechanics.MARKS) if html else WebPage()
        self.before = read_web_page(answer.before, answer.before_charset, marks=mechanics.MARKS)
        self.replies = (*answer.replies, *self.page.replies) if html else (*answer.replies, _as_reply(answer))

    @cached_property
    def told(self) -> tuple[tuple[Reply, Finding | None], ...]:
        """What scripts got, each with what it tells."""
        return tuple((reply, replies.of_reply(reply)) for reply in self.replies)

    @cached_property
    def new(self) -> tuple[str, ...]:
        """The lines that stand in the answer only."""
        return new_lines(self.page, self.before, self.answer)

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes that stand in the answer only, with words in them."""
        known = {(box.mark, box.text, box.href) for box in self.before.boxes}
        return tuple(box for box in self.page.boxes if (box.mark, box.text, box.href) not in known)

    def texts(self, meaning: str, *, of: str | None = None) -> list[tuple[str, str]]:
        """Return mechanic and words of each new box that means *meaning*."""
        found = ((box.mark.partition(":"), box.text) for box in self.boxes if box.text)
        return [(mark[0], text) for mark, text in found if mark[2] == meaning and of in (None, mark[0])]

    @cached_property
    def form_again(self) -> bool:
        """Whether the form that was sent is in the answer."""
        asked = {name for name in self.answer.sent if name}
        forms = [set(form) for form in self.page.forms]
        if not asked:
            return False
        return any(len(asked & form) >= _SAME_FORM * len(asked) for form in forms)

    @cached_property
    def kept(self) -> bool:
        """Whether the form in the answer still holds what we wrote: it was handed back."""
        written = {" ".join(value.split()) for value in self.answer.sent.values() if len(value) >= _LONG}
        return any(value in written for form in self.page.forms for value in form.values())

    @cached_property
    def mechanic(self) -> str | None:
        """The form software, by its marks in the page before or after, or the service that drew the form."""
        named = (box.mark.partition(":") for page in (self.before, self.page) for box in page.boxes)
        found = next((mark[0] for mark in named if mark[0] != "page"), None)
        if found:
            return found
        both = self.answer.before[:200_000], self.answer.body[:200_000]
        return next((name for name, mark in mechanics.EMBEDS.items() if any(mark.search(one) for one in both)), None)


def judge(answer: CameBack) -> Outcome:
    """Judge what came of a form. Any bytes are judged; those beyond the reader's bounds are not read."""
    case = _Case(answer)
    found = next((one for rule in _RULES if (one := rule(case))), Finding(kind=OutcomeKind.UNKNOWN, reasons=()))
    again = ("form-again:filled",) if case.kept else ("form-again",) if case.form_again else ()
    reasons = (*found.reasons, *again) if found.kind is OutcomeKind.UNKNOWN else found.reasons
    told = [line for _, finding in case.told if finding for line in finding.quoted]
    verify = found.kind in _TAKEN and bool(said_in([*case.new, *told], Said.VERIFY))
    waits = verify and found.kind is OutcomeKind.CONFIRMED and found.ticket is None
    return Outcome(
        # Until the link is opened, nobody has been given the message.
        kind=OutcomeKind.THANKED if waits else found.kind,
        reasons=tuple(dict.fromkeys(one[:MAX_REASON] for one in (*reasons, *(("verify-first",) if waits else ()))))
        or ("no-sign",),
        quoted=tuple(dict.fromkeys(_clean(one) for one in found.quoted if one.strip()))[:MAX_QUOTES],
        ticket=found.ticket,
        mechanic=found.mechanic or case.mechanic,
        verify=verify,
    )


_TAKEN = frozenset({OutcomeKind.CONFIRMED, OutcomeKind.THANKED})


def _unseen(case: _Case) -> Finding | None:
    """Ask whether a ticket was made that its maker may not see: an error that is none of the form's."""
    for line in case.new:
        if match := mechanics.RT_UNSEEN.search(line):
            return _ticketed("rt:created-unseen", match[1], (line,), mechanic="rt")
    return None


def _blocked(case: _Case) -> Finding | None:
    return blocks.of_answer(case.answer, case.page, case.before)


def _replied(case: _Case) -> Finding | None:
    """Ask what scripts got, the last first; of what says nothing by itself the words are read."""
    for reply, found in reversed(case.told):
        if reply.status == 429 or (reply.status == 403 and not found):  # noqa: PLR2004 -- RFC 6585, 4; RFC 9110, 15.5.4
            return Finding(kind=OutcomeKind.BLOCKED, reasons=(f"script:status={reply.status}",))
        if found is None:
            continue
        if found.mechanic is None and found.kind is OutcomeKind.REJECTED and _of_machines(found.quoted):
            return Finding(kind=OutcomeKind.BLOCKED, reasons=found.reasons, quoted=found.quoted)
        if found.kind is OutcomeKind.THANKED and (number := ticket_in(found.quoted, case.answer)):
            return _ticketed("words:ticket", number[0], found.quoted)
        return found
    return None


def _marked(case: _Case) -> Finding | None:
    """Ask the marks of known software: what refuses before what confirms."""
    for name, text in case.texts(mechanics.SPAM):
        return Finding(kind=OutcomeKind.BLOCKED, reasons=(f"{name}:spam",), quoted=(text,), mechanic=name)
    refused = [(name, text) for name, text in case.texts(mechanics.REFUSES) if name != "page"]
    if refused:
        name, words = refused[0][0], tuple(text for _, text in refused)
        kind = OutcomeKind.BLOCKED if _of_machines(words) else OutcomeKind.REJECTED
        return Finding(kind=kind, reasons=(f"{name}:refuses",), quoted=words, mechanic=name)
    for name, text in case.texts(mechanics.CONFIRMS):
        if name == "zendesk" and not mechanics.ZENDESK_DONE.search(text) and said_in([text], Said.WRONG):
            continue
        number = ticket_in([text], case.answer)
        reasons = (f"{name}:confirms", *((f"{name}:may-discard",) if name in mechanics.MAY_DISCARD else ()))
        return Finding(
            kind=OutcomeKind.CONFIRMED,
            reasons=reasons,
            quoted=(text,),
            ticket=number[0] if number else None,
            mechanic=name,
        )
    return None


def _numbered(case: _Case) -> Finding | None:
    """Ask for the number of a case: in the address, in a link, in a box, in words."""
    if case.answer.status >= 400:  # noqa: PLR2004 -- RFC 9110, 15.5
        return None
    for name, address in mechanics.ADDRESSES.items():
        match = address.search(case.answer.url)
        if match and not address.search(case.answer.before_url):
            return _ticketed(f"{name}:address", match[1], tuple(case.new[:2]), mechanic=name)
    for box in case.boxes:
        name, _, meaning = box.mark.partition(":")
        if meaning != mechanics.TICKET:
            continue
        link = mechanics.ADDRESSES[name].search(box.href) if name in mechanics.ADDRESSES else None
        found = link[1] if link else box.text.strip("#[]() ")
        if re.fullmatch(r"[\w-]{0,30}\d[\w-]{0,30}", found):
            return _ticketed(f"{name}:ticket", found, _around(case, found), mechanic=name if name != "page" else None)
    return _numbered_in_words(case)


def _numbered_in_words(case: _Case) -> Finding | None:
    for line in case.new:
        if match := mechanics.RT_DONE.search(line):
            return _ticketed("rt:created", match[1], (line,), mechanic="rt")
    if case.kept and not said_in(case.new, Said.THANKS):
        return None
    if found := ticket_in(case.new, case.answer):
        return _ticketed("words:ticket", found[0], (found[1],))
    done = [line for line in (case.page.title, *case.new) if mechanics.OSTICKET_DONE.search(line)]
    if done and not mechanics.OSTICKET_DONE.search(" ".join(case.before.lines[:200])):
        quoted = tuple(dict.fromkeys(done))
        return Finding(kind=OutcomeKind.CONFIRMED, reasons=("osticket:created",), quoted=quoted, mechanic="osticket")
    sent = [line for line in case.new if mechanics.ZENDESK_DONE.search(line)] if case.mechanic == "zendesk" else []
    if sent:
        return Finding(
            kind=OutcomeKind.CONFIRMED, reasons=("zendesk:submitted",), quoted=tuple(sent), mechanic="zendesk"
        )
    return None


def _around(case: _Case, number: str) -> tuple[str, ...]:
    return tuple(line for line in case.new if number in line)[:2] or (number,)


def _ticketed(reason: str, number: str, quoted: tuple[str, ...], *, mechanic: str | None = None) -> Finding:
    return Finding(kind=OutcomeKind.CONFIRMED, reasons=(reason,), quoted=quoted, ticket=number[:60], mechanic=mechanic)


def _complained(case: _Case) -> Finding | None:
    """Ask for messages beside fields, and for a form that came back with words of what is wrong."""
    shown = [text for _, text in case.texts("refuses", of="page")]
    shown += [text for _, text in case.texts("alert", of="page") if said_in([text], Said.WRONG)]
    thanked = said_in(case.new, Said.THANKS)
    # A box that themes call an error may hold anything: it counts where it speaks of what is wrong, or beside a form.
    speaking = [text for text in shown if said_in([text], Said.WRONG) or _of_machines([text])]
    messages = speaking or ([] if thanked or not case.form_again else shown)
    wrong = [one.text for one in said_in(case.new, Said.WRONG)]
    if not messages and wrong and (case.form_again or not thanked):
        messages = wrong
    if _of_machines(messages or case.new) and not thanked:
        quoted = tuple(messages) or tuple(_machine_lines(case.new))
        return Finding(kind=OutcomeKind.BLOCKED, reasons=("words:machine",), quoted=quoted)
    if not messages:
        return None
    language = next((one.language for one in said_in(messages, Said.WRONG)), "")
    return Finding(
        kind=OutcomeKind.REJECTED,
        reasons=(f"words:wrong={language}" if language else "box:error",),
        quoted=tuple(messages),
    )


def _of_machines(lines: Sequence[str]) -> bool:
    return any(_machine_lines(lines))


def _machine_lines(lines: Sequence[str]) -> Iterator[str]:
    for said in (Said.MACHINE, Said.LIMIT):
        yield from (one.text for one in said_in(lines, said))


def _refused(case: _Case) -> Finding | None:
    status = max([case.answer.status, *(reply.status for reply in case.replies[-1:])])
    if 400 <= status < 500:  # noqa: PLR2004 -- RFC 9110, 15.5: the request was not carried out
        return Finding(kind=OutcomeKind.REJECTED, reasons=(f"status={status}",), quoted=case.new[:2])
    if status >= 500:  # noqa: PLR2004 -- RFC 9110, 15.6: nothing is known of what was done
        return Finding(kind=OutcomeKind.UNKNOWN, reasons=(f"status={status}",), quoted=case.new[:2])
    return None


def _thanked(case: _Case) -> Finding | None:
    said = said_in(case.new, Said.THANKS) or said_in([text for _, text in case.texts("thanks", of="page")], Said.THANKS)
    if said and not case.kept:
        reasons = (f"words:thanks={said[0].language}", *(("form-again",) if case.form_again else ()))
        return Finding(kind=OutcomeKind.THANKED, reasons=reasons, quoted=tuple(one.text for one in said))
    titled = said_in([case.page.title], Said.THANKS) if case.page.title != case.before.title else []
    if titled and not case.form_again:
        return Finding(kind=OutcomeKind.THANKED, reasons=("title",), quoted=(case.page.title,))
    moved = case.answer.url != case.answer.before_url and not _THANKS_ADDRESS.search(_tail(case.answer.before_url))
    if moved and not case.form_again and _THANKS_ADDRESS.search(_tail(case.answer.url)):
        return Finding(kind=OutcomeKind.THANKED, reasons=("address",), quoted=case.new[:2])
    return None


_RULES: tuple[Callable[[_Case], Finding | None], ...] = (
    _unseen, _blocked, _replied, _marked, _numbered, _complained, _refused, _thanked,
)  # fmt: skip


def _tail(url: str) -> str:
    """Return path and query of *url*."""
    return url.partition("://")[2].partition("/")[2][:600]


def _as_reply(answer: CameBack) -> Reply:
    return Reply(url=answer.url, status=answer.status, content_type=answer.content_type, body=answer.body)


def _charset(content_type: str) -> str | None:
    match = re.search(r"charset\s{0,3}=\s{0,3}[\"']?([\w:.-]{2,40})", content_type, re.IGNORECASE)
    return match[1] if match else None


def _clean(text: str) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in text[: 2 * MAX_QUOTE])
    return " ".join(printable.split())[:MAX_QUOTE]
