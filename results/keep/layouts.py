"""
Which of a kind's metrics the integer columns of its narrow rows hold.

A layout says it for one kind. The file keeps each layout that any of its rows was written by, and rows are read by
theirs: an entry here can be changed at any time, and the next rows are written by the new one.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple, Self

import msgspec

COLUMNS = (
    "resolve_us",
    "connect_us",
    "tls_us",
    "ttfb_us",
    "transfer_us",
    "total_over_us",
    "rtt_over_us",
    "server_over_us",
    "body_bytes",
    "wire_over_bytes",
)
"""The columns of figures, by the names of what they hold in most rows."""

SECOND = 1_000_000
"""Durations are kept in whole microseconds; every other figure only where it comes back equal."""
DAY = 86_400 * SECOND


class Figure(NamedTuple):
    """What a column holds: whole numbers, so many of them to the metric's *per_unit*."""

    metric: str
    per_unit: int


USUAL = (
    Figure("resolve_seconds", SECOND),
    Figure("connect_seconds", SECOND),
    Figure("tls_seconds", SECOND),
    Figure("ttfb_seconds", SECOND),
    Figure("transfer_seconds", SECOND),
    Figure("total_seconds", SECOND),
    Figure("rtt_seconds", SECOND),
    Figure("server_seconds", SECOND),
    Figure("body_bytes", 1),
    Figure("wire_bytes", 1),
)
"""What `COLUMNS` hold where no layout says otherwise."""


class Layout(msgspec.Struct, frozen=True, dict=True):
    """The figures that take the place of the usual ones, by column."""

    instead: dict[str, Figure]

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """In the order of `COLUMNS`."""
        return tuple(self.instead.get(column, usual) for column, usual in zip(COLUMNS, USUAL, strict=True))

    @cached_property
    def places(self) -> str:
        """Tell column and number per unit by metric, as JSON with sorted names: what the file keeps."""
        return _sorted_json({figure.metric: (column, figure.per_unit) for column, figure in self.instead.items()})

    @cached_property
    def displaced(self) -> str:
        """Tell the usual metrics whose columns are taken, each as null in JSON: as a merge patch takes them out."""
        return _sorted_json(dict.fromkeys(self.given_away))

    @cached_property
    def given_away(self) -> frozenset[str]:
        """The usual metrics whose columns are taken."""
        return frozenset(usual.metric for column, usual in zip(COLUMNS, USUAL, strict=True) if column in self.instead)

    @classmethod
    def of_places(cls, places: str) -> Self:
        """Make the layout that was kept as *places*."""
        found = msgspec.json.decode(places, type=dict[str, tuple[str, int]])
        return cls({column: Figure(metric, per_unit) for metric, (column, per_unit) in found.items()})


def _sorted_json(words: Mapping[str, object]) -> str:
    return msgspec.json.encode(words, order="sorted").decode()


PLAIN = Layout({})
"""For kinds that have no layout of their own: the phases of an exchange, as of http and tcp."""

# Every column but rtt_over_us may be given away, since what server_over_us is over hangs on that one. A metric with a
# usual column keeps it, and the metric that tells a kind's speed may not have its column given away by a later layout.
LAYOUTS: dict[str, Layout] = {
    "tls": Layout({"body_bytes": Figure("days_left", DAY)}),
    "dns": Layout({"ttfb_us": Figure("query_seconds", SECOND), "body_bytes": Figure("ttl_seconds", 1)}),
    "smtp": Layout(
        {
            "ttfb_us": Figure("greeting_seconds", SECOND),
            "transfer_us": Figure("login_seconds", SECOND),
            "body_bytes": Figure("days_left", DAY),
        }
    ),
    "imap": Layout(
        {
            "ttfb_us": Figure("greeting_seconds", SECOND),
            "transfer_us": Figure("login_seconds", SECOND),
            "body_bytes": Figure("days_left", DAY),
            "total_over_us": Figure("select_seconds", SECOND),
            "server_over_us": Figure("taken_seconds", SECOND),
            "wire_over_bytes": Figure("seen_seconds", SECOND),
        }
    ),
    "icmp": Layout(
        {
            "connect_us": Figure("rtt_min_seconds", SECOND),
            "ttfb_us": Figure("rtt_median_seconds", SECOND),
            "transfer_us": Figure("rtt_max_seconds", SECOND),
        }
    ),
    "web": Layout(
        {
            "ttfb_us": Figure("first_byte_seconds", SECOND),
            "transfer_us": Figure("document_seconds", SECOND),
            "total_over_us": Figure("page_seconds", SECOND),
            "body_bytes": Figure("page_bytes", 1),
            "connect_us": Figure("connections", 1),
            "tls_us": Figure("resources", 1),
            "server_over_us": Figure("resources_failed", 1),
        }
    ),
    "ndt7": Layout(
        {
            "connect_us": Figure("minimum_rtt_seconds", SECOND),
            "tls_us": Figure("download_seconds", SECOND),
            "ttfb_us": Figure("upload_seconds", SECOND),
            "transfer_us": Figure("download_bits_per_second", 1),
            "total_over_us": Figure("upload_bits_per_second", 1),
            "server_over_us": Figure("device_ceiling_bits_per_second", 1),
            "body_bytes": Figure("download_bytes", 1),
            "wire_over_bytes": Figure("upload_bytes", 1),
        }
    ),
}
"""By kind of probe. A new kind without an entry is kept as well, with what has no column as text beside its row."""


def layout_of(kind: str) -> Layout:
    """Tell by which layout samples of *kind* are written now."""
    return LAYOUTS.get(kind, PLAIN)
