"""How long raw mail is kept. Past its date its bytes are removed; what the figures need of it stays."""

import calendar
from datetime import MAXYEAR, UTC, datetime
from pathlib import Path

import msgspec

from kaklet.config import Loaded
from kaklet.daemon import database, evidence
from kaklet.mail.hearing import read_correspondence
from results.judge.correspondence import Heard
from results.judge.mail.verdict import RULES
from results.keep import EvidenceFolder, Store
from results.records import Forgotten, Message


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """What was removed, and what was not."""

    until: datetime | None
    """When raw mail may go; None where nothing says when the study ended."""
    removed: int = 0
    """Messages whose bytes are gone now."""
    kept: int = 0
    """Messages whose bytes are still there."""


def keep_until(loaded: Loaded, store: Store) -> datetime | None:
    """
    Tell until when raw mail is kept: `mail.keep_raw_until`, else so many months after the study's last sign of life.

    None where there is no such sign, or no mail is read.
    """
    mail = loaded.study.mail
    if mail is None:
        return None
    if mail.keep_raw_until is not None:
        return datetime.combine(mail.keep_raw_until, datetime.min.time(), UTC)
    signs = [beat.at for beat in store.heartbeats()] + [one.received_at for one in store.all(Message)]
    return _months_after(max(signs), mail.keep_raw_months) if signs else None


def _months_after(at: datetime, months: int) -> datetime:
    years, month = divmod(at.month - 1 + months, 12)
    year = min(at.year + years, MAXYEAR)
    day = min(at.day, calendar.monthrange(year, month + 1)[1])
    return at.replace(year=year, month=month + 1, day=day)


def forget(loaded: Loaded, now: datetime) -> Removal:
    """
    Remove the raw bytes of all messages if their date is past at *now*; before it nothing.

    What the rules say of each is written down first, so that a crash in between loses no figure, and the command can
    be given again. The mailbox itself is not touched: it is its owner's to empty.
    """
    data = Path(loaded.study.study.data)
    store = Store.read(database(data))
    folder = EvidenceFolder(evidence(data))
    try:
        until = keep_until(loaded, store)
        post = read_correspondence(store, folder)
        there = [message for message in post.messages if message.evidence and folder.has(message.evidence)]
        if until is None or now < until:
            return Removal(until=until, kept=len(there))
        heard = {one.message.id: one for one in post.heard(human_seconds=loaded.study.rules.human_seconds)}
    finally:
        store.close()
    known = {one.message for one in post.decisions.forgotten}
    _write(database(data), [_left(one, heard.get(one.id), now) for one in there if one.id not in known])
    for message in there:
        folder.remove(message.evidence)
    return Removal(until=until, removed=len(there))


def _left(message: Message, heard: Heard | None, now: datetime) -> Forgotten:
    return Forgotten(
        message=message.id,
        at=now,
        verdict=heard.machine if heard else None,
        rules=RULES,
        reasons="\n".join(heard.reasons) if heard else "",
        template=heard.template if heard else "",
    )


def _write(path: Path, records: list[Forgotten]) -> None:
    store = Store.create(path)
    try:
        store.keep(records)
    finally:
        store.close()
