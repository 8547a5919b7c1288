"""The files of the service record: the header of each kind, and a row that shows how it is filled in."""

from collections.abc import Mapping
from typing import NamedTuple

from results.records.service import Kind


class Header(NamedTuple):
    """How the file of a kind looks. A file may have a column ``seen`` too: where it was seen, row by row."""

    columns: tuple[str, ...]
    example: tuple[str, ...]
    sentence: str
    """What a row is."""


def _header(sentence: str, **example: str) -> Header:
    return Header(columns=tuple(example), example=tuple(example.values()), sentence=sentence)


HEADERS: Mapping[Kind, Header] = {
    Kind.JOURNEY: _header(
        "one grade, 1 to 10, empty for n/a; a row with an empty phase carries the mean that its author printed",
        journey="fibre-2026-05",
        provider="bjorkhost",
        phase="ordering",
        component="hospitality",
        grade="8",
        reason="Asked what we needed before naming a price.",
        stated_mean="",
    ),
    Kind.LEDGER: _header(
        "one step of one support case",
        case="tv-channels",
        provider="bjorkhost",
        step="3",
        event="promise",
        on="2026-05-03",
        time="14:05",
        who="provider",
        whom="customer",
        name="first line",
        channel="phone",
        waiting_minutes="12.5",
        text="Will call back the same day.",
        outcome="broken",
        outcome_on="",
        repeats="",
    ),
    Kind.PROMISE: _header(
        "one claim made at the sale",
        provider="bjorkhost",
        promise="uptime-2026",
        quote="99.9 % uptime, guaranteed.",
        source="https://www.example.org/hosting",
        made_on="2026-05-01",
        measure="uptime",
        task="front-page",
        value="99.9",
        share="",
        due="",
        done_on="",
        case="",
        compensation="One month free, on request.",
    ),
    Kind.TERMS: _header(
        "one term of the contract, or one tester's impression",
        provider="bjorkhost",
        term="binding_months",
        value="12",
        tester="",
        seen_on="2026-05-01",
        note="From the day of delivery.",
    ),
    Kind.OFFERING: _header(
        "one item of the service offering",
        provider="bjorkhost",
        aspect="value_raising",
        item="mailbox",
        value="yes",
        note="Five of them.",
    ),
    Kind.SURVEY: _header(
        "one respondent's answer to one question",
        survey="customers",
        provider="bjorkhost",
        year="2026",
        respondent="r0001",
        question="satisfaction",
        measure="index",
        answer="7",
        lowest="1",
        highest="10",
    ),
    Kind.CALL: _header(
        "one phone call; seconds since dialling",
        call="call-0001",
        provider="bjorkhost",
        dialled_at="2026-05-03T14:05:00+02:00",
        number="+46 8 000 00 00",
        question="backup",
        in_hours="yes",
        menu_seconds="4",
        queue_seconds="31",
        answered_seconds="212",
        solved_seconds="395",
        ended_seconds="401",
        friendliness="8",
        note="",
    ),
    Kind.REVIEW: _header(
        "what an outside review site said on one day",
        provider="bjorkhost",
        site="Example Reviews",
        on="2026-05-01",
        score="4.1",
        lowest="1",
        highest="5",
        reviews="318",
        source="https://reviews.example.org/bjorkhost",
    ),
}

FILES: Mapping[str, Kind] = {
    "journeys": Kind.JOURNEY,
    "ledgers": Kind.LEDGER,
    "promises": Kind.PROMISE,
    "terms": Kind.TERMS,
    "offerings": Kind.OFFERING,
    "survey": Kind.SURVEY,
    "calls": Kind.CALL,
    "reviews": Kind.REVIEW,
}
"""The name by which `kaklet import` knows each."""
SEEN = "seen"
