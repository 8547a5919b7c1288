"""
Is an agent there? What it says itself, what the broker says in its place, and how long it has been silent.

A run of an agent is known by its session, a connection within it by its number. Last wills arrive late: when the
connection they were left for is found dead, and then the agent may long be back. So an end speaks only of the run and
the connection that are known to be there. Which run is newer is told by the order in which they were heard of, never by
an agent's clock, which may not be right yet.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from results.records.fleet import AgentState, Presence

SILENT_AFTER = timedelta(minutes=5)
"""An agent tells its state once a minute. One that was silent for so long is taken for lost, whatever it said last."""
_LATER = timedelta(milliseconds=1)


def taken(runs: Sequence[AgentState], came: AgentState) -> AgentState | None:
    """
    Tell what is known of a run of an agent after *came* has come; None if that changes nothing.

    *runs* are the newest states of its runs, that of the run heard of last first. ``seen_at`` says when *came* came; in
    what is returned, it says when the agent itself was last heard of.
    """
    known = next((one for one in runs if one.session == came.session), None)
    newest = runs[0] if runs else None
    if known is None:
        return _begun(newest, came)
    if known is not newest or came.connection < known.connection or known.state == "gone":
        return None
    if came.state == "lost":
        return None if known.state == "lost" else msgspec.structs.replace(known, state="lost", changed_at=came.seen_at)
    since = known.changed_at if came.state == known.state else came.seen_at
    return msgspec.structs.replace(came, changed_at=since)


def _begun(newest: AgentState | None, came: AgentState) -> AgentState | None:
    """Tell of a run that was not known; its end alone says nothing where another one is known."""
    if newest is not None and came.state != "here":
        return None
    seen_at = came.seen_at
    if newest and newest.seen_at and seen_at:
        # What the broker kept tells its time by the agent's clock. It is newer all the same.
        seen_at = max(seen_at, newest.seen_at + _LATER)
    return msgspec.structs.replace(came, seen_at=seen_at, changed_at=seen_at)


def overtaken(runs: Sequence[AgentState], came: AgentState, heard_at: datetime) -> bool:
    """
    Tell whether something later than *came*, which a spool heard at *heard_at*, is known of the agent already.

    *runs* and *came* are as for `taken`. What several spools heard is gathered in any order, and more than once.
    """
    newest = runs[0] if runs else None
    if newest is None:
        return False
    known = [at for at in (newest.seen_at, newest.changed_at) if at]
    if known and heard_at <= max(known):
        return True
    if came.session == newest.session and came.at == newest.at and came.state == newest.state:
        return True  # the same word, heard by another one
    if came.session != newest.session or came.state != "here" or newest.seen_at is None or came.seen_at is None:
        return False
    return came.seen_at <= newest.seen_at


def silence(state: AgentState, now: datetime) -> timedelta:
    """
    Tell for how long somebody listened to an agent until *now* and heard nothing of it.

    While the collector is away, or cannot reach the broker, no agent is silent: nobody knows. Nor is one whose spool
    has not been gathered since.
    """
    until = now if state.known_until is None else min(now, state.known_until)
    # What was heard in the future was heard by a clock that was wrong. What was heard after it was noted last that
    # somebody listens was heard all the same.
    moments = [at for at in (state.seen_at, state.known_since) if at is not None and at <= now + SILENT_AFTER]
    return max(until - max(moments), timedelta(0)) if moments else timedelta.max


def presence(state: AgentState, now: datetime) -> Presence:
    """Tell how an agent is at *now*: what was said last, or lost if it has been silent since."""
    return "lost" if state.state == "here" and silence(state, now) > SILENT_AFTER else state.state


def unheard(state: AgentState, now: datetime, patience: timedelta = SILENT_AFTER) -> bool:
    """Tell whether nobody knows how an agent is at *now*: it said nothing for *patience*, and nobody listened then."""
    if state.state == "gone" or state.seen_at is None or silence(state, now) > patience:
        return False
    return abs(now - state.seen_at) > patience
