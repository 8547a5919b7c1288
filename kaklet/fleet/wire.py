"""What agents and collector write to each other. Strangers' bytes are bounded before they are looked at."""

import zlib
from datetime import datetime
from typing import Annotated, NamedTuple, TypeVar

import msgspec

from results.records import Session
from results.records.fleet import AgentState, Manifest

COMPRESSED_BYTES = 1_000_000
BYTES = 16_000_000
RECORDS = 5_000
CLOCK_YEARS = range(1970, 9_000)
"""What a clock may show. A machine without one of its own begins where it likes."""
SMALL_BYTES = 64_000
"""Of an acknowledgement, a manifest or a state."""
VERSION = 1
OTHERS = "speaks for another agent"
_LAST = 2**62
_FAST = 1

Sequence_ = Annotated[int, msgspec.Meta(ge=1, le=_LAST)]
Epoch = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
_T = TypeVar("_T")


class WireError(Exception):
    """What came cannot be read: a few words of ours, never a stranger's."""


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Records of one agent, of one day of its making. Whose they are is not in it: the topic says that."""

    v: int = VERSION
    epoch: Epoch
    batch_id: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    first: Sequence_
    """The sequence that the day began with."""
    kept_from: Sequence_
    """The oldest sequence that the agent still holds."""
    sessions: Annotated[list[Session], msgspec.Meta(max_length=100)]
    """The runs that the records belong to, so that a batch is understood whatever came before it."""
    records: Annotated[list[tuple[Sequence_, bytes]], msgspec.Meta(max_length=RECORDS)]
    """Sequence and record (MessagePack, as bytes: one that is spoilt spoils no other), in order."""
    sent_at: datetime


class Ack(msgspec.Struct, frozen=True, kw_only=True, tag="batch"):
    """The records of a batch are on the collector's disk: the agent may forget them."""

    epoch: str
    batch_id: str
    first: int
    """The lowest and the highest sequence of its records."""
    last: int
    refused: tuple[tuple[int, str], ...] = ()
    """Those that the collector could not take, and why; told `REFUSED_TOLD` of them. They are not wanted again."""


class ManifestAck(msgspec.Struct, frozen=True, kw_only=True, tag="manifest"):
    """A manifest is on the collector's disk."""

    epoch: str
    first: int
    digest: str = ""
    """That of the manifest: one that was re-dated meanwhile is told again. Empty from collectors that say none."""


REFUSED_TOLD = 20
_BATCH = msgspec.msgpack.Decoder(Batch)
_ACK: msgspec.json.Decoder[Ack | ManifestAck] = msgspec.json.Decoder(Ack | ManifestAck)
_STATE = msgspec.json.Decoder(AgentState)
_MANIFEST = msgspec.json.Decoder(Manifest)


class Ready(NamedTuple):
    """A batch as it goes out."""

    batch_id: str
    seqs: tuple[int, ...]
    payload: bytes


def packed(batch: Batch) -> bytes:
    """Make the bytes of *batch*."""
    return zlib.compress(msgspec.msgpack.encode(batch), _FAST)


def read_batch(payload: bytes) -> Batch:
    """Read a batch; its records are still bytes. Raises `WireError`."""
    if len(payload) > COMPRESSED_BYTES:
        raise WireError("is too long")
    opener = zlib.decompressobj()
    try:
        content = opener.decompress(payload, BYTES)
    except zlib.error:
        raise WireError("is not compressed as agreed") from None
    if not opener.eof or opener.unused_data:
        raise WireError("is too long when it is decompressed, or cut off, or followed by something else")
    batch = _decoded(_BATCH, content)
    if batch.v != VERSION:
        raise WireError("is of another version: update the collector")
    if any(after[0] <= before[0] for before, after in zip(batch.records, batch.records[1:], strict=False)):
        raise WireError("has records out of order")
    if not batch.records or batch.records[0][0] < batch.first:
        raise WireError("has no records, or some from before its day")
    return batch


def read_ack(payload: bytes) -> Ack | ManifestAck:
    """Read an acknowledgement. Raises `WireError`."""
    return _decoded(_ACK, _small(payload))


def read_state(payload: bytes) -> AgentState:
    """Read a state. Raises `WireError`."""
    found = _decoded(_STATE, _small(payload))
    moments = [one for one in msgspec.structs.astuple(found) if isinstance(one, datetime)]
    if any(at.utcoffset() is None or at.year not in CLOCK_YEARS for at in moments):
        raise WireError("has a time that cannot be")
    return found


def read_manifest(payload: bytes) -> Manifest:
    """Read a manifest. Raises `WireError`."""
    found = _decoded(_MANIFEST, _small(payload))
    if not 1 <= found.first <= found.last <= _LAST or not 1 <= found.kept_from <= _LAST or len(found.digest) > 40:  # noqa: PLR2004 -- our digests have 32
        raise WireError("has sequences that cannot be")
    return found


def _small(payload: bytes) -> bytes:
    if len(payload) > SMALL_BYTES:
        raise WireError("is too long")
    return payload


def _decoded(decoder: msgspec.json.Decoder[_T] | msgspec.msgpack.Decoder[_T], content: bytes) -> _T:
    try:
        return decoder.decode(content)
    except (msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
        raise WireError("is not what it should be") from None
