"""Where facts live: one SQLite file, one writer, and a folder of raw bytes. The only room that touches a disk."""

from results.keep.alerts import AlertLog, Channel, GivenUp, Pending
from results.keep.errors import StoreError, StoreFullError
from results.keep.evidence import EvidenceFolder
from results.keep.rollups import Folding
from results.keep.store import Store
from results.keep.writer import Writer

__all__ = [
    "AlertLog",
    "Channel",
    "EvidenceFolder",
    "Folding",
    "GivenUp",
    "Pending",
    "Store",
    "StoreError",
    "StoreFullError",
    "Writer",
]
