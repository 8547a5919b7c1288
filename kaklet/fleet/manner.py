"""How patient and how busy an agent is."""

from typing import NamedTuple


class Manner(NamedTuple):
    """How patient and how busy an agent is."""

    records: int = 1_000
    """In one batch, at most."""
    record_bytes: int = 500_000
    window: int = 8
    """So many batches may be on their way at once."""
    linger_seconds: float = 2.0
    """How long few records wait for company."""
    silence_seconds: float = 5.0
    """After so long without the collector's word a batch is sent again; then after twice as long, and so on."""
    silence_most_seconds: float = 300.0
    state_seconds: float = 60.0
    retry_seconds: float = 1.0
    """After so long a lost connection is tried again; then after twice as long, and so on."""
