"""
A letter straight to the provider: to the mail exchangers of its domain, one after another, until one has answered.

Only what is surely not taken is tried again. What was handed over and then cut off is not: it would be a second letter.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from datetime import datetime

import msgspec

from probes.contact.exchangers import Exchanger, Hosts
from probes.contact.handover import TALK_SHARE, Receipt
from probes.contact.mail_talk import Door, Envelope, Security, Unwelcome, hand_to
from probes.names.name_servers import Resolver, stated_server
from probes.probe import Notes, ProbeFailed, one_line
from probes.wire.clock import Clock
from results.records import Blame, DeliveryAttempt, Failure, Sink

RETRY_SECONDS = (330.0, 450.0)
"""
How long is waited before a letter that was put off is tried again.

Greylisting mostly wants five or ten minutes; all tries together stay within the quarter of an hour in which a letter
may leave at all.
"""
_STEP_SHARE = 0.15
"""Of a round's time, how much one question to a name server may take."""
_TALK_SHARE = 0.5
"""Of a round's time, how much one exchanger may take before the letter itself is sent."""
_FOR_GOOD = frozenset({Failure.MAIL_REJECTED, Failure.NAME_NOT_RESOLVED, Failure.PRIVATE_ADDRESS, Failure.NOT_APPROVED})
"""What will be no different in a quarter of an hour."""


class Delivery(msgspec.Struct, kw_only=True):
    """One letter on its way to *domain*, and what is needed for that."""

    case: str
    number: int
    domain: str
    envelope: Envelope
    receipt: Receipt
    notes: Notes
    sink: Sink
    now: Callable[[], datetime]
    our_name: str
    """What we greet as."""
    resolver: str | None
    """ADDRESS or ADDRESS:PORT; None is the system's first name server."""
    port: int
    timeout_seconds: float
    """Of one round."""
    spare_seconds: float
    """How much longer than one round all of it may take."""
    retry_seconds: Sequence[float] = RETRY_SECONDS
    attempts: int = 0
    until: float = 0.0
    """When all of it must be over, by the loop's clock."""

    async def run(self) -> None:
        """
        Deliver it, and note each conversation as a `DeliveryAttempt`.

        Raises `ProbeFailed`: MAIL_REJECTED and the like where the provider refused for good, MAIL_PUT_OFF where it
        asked to come later for as long as we could, OUTCOME_UNKNOWN where it may have the letter.
        """
        loop = asyncio.get_running_loop()
        self.until = loop.time() + TALK_SHARE * self.timeout_seconds + self.spare_seconds
        for wait in (*self.retry_seconds, None):
            self.receipt.if_cut = Failure.TIMEOUT
            try:
                await self._round()
            except ProbeFailed as failed:
                if failed.failure in _FOR_GOOD or failed.failure is Failure.OUTCOME_UNKNOWN:
                    raise
                if wait is None or loop.time() + wait + self.timeout_seconds > self.until:
                    raise self._given_up(failed) from failed
            else:
                return
            self.receipt.if_cut = Failure.MAIL_PUT_OFF
            await asyncio.sleep(wait)

    def _given_up(self, failed: ProbeFailed) -> ProbeFailed:
        """Tell a provider that wants us later from a resolver or a network of ours that fails."""
        if failed.failure.blame is not Blame.TARGET:
            return failed
        return ProbeFailed(Failure.MAIL_PUT_OFF, f"{failed.detail or failed.failure} ({self.attempts} tries)")

    async def _round(self) -> None:
        """Try each exchanger once, until one takes the letter or refuses it for good."""
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + TALK_SHARE * self.timeout_seconds
        told: ProbeFailed | None = None
        async with aclosing(self._hosts().exchangers()) as exchangers:
            async for exchanger in exchangers:
                if told is not None and loop.time() >= ends_at:
                    break
                try:
                    await self._either_way(exchanger, ends_at)
                except ProbeFailed as failed:
                    if _ends_it(failed):
                        raise
                    told = _more_telling(told, failed)
                else:
                    return
        raise told or ProbeFailed(Failure.NAME_NOT_RESOLVED, f"{self.domain} has no mail exchanger")

    def _hosts(self) -> Hosts:
        resolver = Resolver(
            stated_server(self.resolver),
            Clock(),
            step_seconds=self.timeout_seconds * _STEP_SHARE,
            all_seconds=self.timeout_seconds * TALK_SHARE,
        )
        return Hosts(self.domain, resolver, salt=self.case)

    async def _either_way(self, exchanger: Exchanger, ends_at: float) -> None:
        """Talk encrypted where that is offered; where it is offered and fails, once more in the clear (RFC 7435)."""
        try:
            await self._talk(exchanger, "offered", ends_at)
        except Unwelcome as failed:
            if failed.failure is not Failure.TLS_FAILED:
                raise
            await self._talk(exchanger, "none", ends_at)

    async def _talk(self, exchanger: Exchanger, security: Security, ends_at: float) -> None:
        door = Door(exchanger.host, exchanger.address, self.port, security, our_name=self.our_name)
        self.notes.address = exchanger.address
        self.receipt.if_cut = Failure.TIMEOUT
        failed: ProbeFailed | None = None
        try:
            await self._timed(door, ends_at)
        except ProbeFailed as known:
            failed = known
            raise
        finally:
            self.attempts += 1
            self.sink.keep(
                DeliveryAttempt(
                    case=self.case,
                    number=self.number,
                    attempt=self.attempts,
                    at=self.now(),
                    host=exchanger.host,
                    address=exchanger.address,
                    failure=failed.failure if failed else None if self.receipt.taken else Failure.OUTCOME_UNKNOWN,
                    detail=one_line(failed.detail if failed else self.receipt.detail),
                )
            )

    async def _timed(self, door: Door, ends_at: float) -> None:
        """Give the server a share of the round until it agrees to take the letter, and then all the time there is."""
        loop = asyncio.get_running_loop()
        wall = asyncio.timeout_at(min(ends_at, loop.time() + _TALK_SHARE * self.timeout_seconds))
        try:
            async with wall:
                await hand_to(
                    door,
                    self.envelope,
                    self.receipt,
                    self.notes,
                    now=self.now,
                    before_data=lambda: wall.reschedule(self.until),
                )
        except TimeoutError as error:
            raise ProbeFailed(self.receipt.if_cut, f"{door.host} was silent") from error


def _ends_it(failed: ProbeFailed) -> bool:
    """Whether no other exchanger may be tried: the letter may have been taken, or was refused by its address."""
    if failed.failure is Failure.OUTCOME_UNKNOWN:
        return True
    return failed.failure is Failure.MAIL_REJECTED and not isinstance(failed, Unwelcome)


def _more_telling(one: ProbeFailed | None, other: ProbeFailed) -> ProbeFailed:
    """Choose what a round is told as: a server that wants us later, before one that is not there, before ourselves."""
    return other if one is None or _rank(other) < _rank(one) else one


def _rank(failed: ProbeFailed) -> int:
    if failed.failure is Failure.MAIL_DEFERRED:
        return 0
    return 1 if failed.failure.blame is Blame.TARGET else 2
