"""From plain data to structs: every mistake gathered, with its path."""

from enum import StrEnum
from typing import Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaklet.decoding import Decoder
from kaklet.study import Study


class Colour(StrEnum):
    """What it looks like."""

    RED = "red"
    BLUE = "blue"


class Wheel(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="wheel"):
    """A round part."""

    size: float


class Sail(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="sail"):
    """A flat part."""

    area: int = 1


class Cart(msgspec.Struct, frozen=True, kw_only=True):
    """Something with all sorts of fields."""

    name: str
    colour: Colour = Colour.RED
    gear: Literal["low", "high"] = "low"
    old: bool = False
    price: float | None = None
    drive: Wheel | Sail | None = None
    parts: tuple[Wheel, ...] = ()
    stock: dict[str, Wheel] = {}
    notes: dict[str, str] = {}
    sizes: tuple[float, float] = (1.0, 2.0)


def problems(data: object) -> list[str]:
    """Decode *data* as a Cart and tell what was wrong."""
    decoder = Decoder()
    found = decoder.struct(data, Cart, "")
    assert (found is None) == bool(decoder.problems)
    return [f"{path} {sentence}".strip() for path, sentence in decoder.problems]


def test_sound_data_becomes_structs_all_the_way_down() -> None:
    """Tables, lists of tables, tables of tables and tagged tables arrive as their types."""
    data = {
        "name": "barrow",
        "colour": "blue",
        "price": 5,
        "drive": {"kind": "sail", "area": 2},
        "parts": [{"size": 1}, {"size": 2.5}],
        "stock": {"left": {"size": 3}},
        "sizes": [3, 4],
    }
    assert Decoder().struct(data, Cart, "") == Cart(
        name="barrow",
        colour=Colour.BLUE,
        price=5.0,
        drive=Sail(area=2),
        parts=(Wheel(size=1.0), Wheel(size=2.5)),
        stock={"left": Wheel(size=3.0)},
        sizes=(3.0, 4.0),
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "name is missing: set it to text in quotes"),
        ({"name": 1}, "name must be text in quotes, not 1"),
        ({"name": "x", "naame": "y"}, "naame is not a known key; did you mean name?"),
        ({"name": "x", "colour": "green"}, "colour must be one of: red, blue; not 'green'"),
        ({"name": "x", "gear": 3}, "gear must be one of: low, high; not 3"),
        ({"name": "x", "old": "no"}, "old must be true or false, not 'no'"),
        ({"name": "x", "price": True}, "price must be a number, not true"),
        ({"name": "x", "price": float("nan")}, "price must be a finite number: TOML's inf and nan measure nothing"),
        (
            {"name": "x", "sizes": [1.0, float("inf")]},
            "sizes must be a finite number: TOML's inf and nan measure nothing",
        ),
        ({"name": "x", "drive": {"kind": "oar"}}, "drive.kind must be one of: wheel, sail"),
        ({"name": "x", "drive": "sail"}, "drive.kind must be one of: wheel, sail"),
        ({"name": "x", "drive": {"kind": "sail", "area": 1.5}}, "drive.area must be a whole number, not 1.5"),
        ({"name": "x", "parts": [{"size": 1}, {"size": "big"}]}, "parts[1].size must be a number, not 'big'"),
        ({"name": "x", "parts": {"size": 1}}, "parts must be a list of tables, not a table"),
        ({"name": "x", "parts": [7]}, "parts[0] must be a table with keys such as size; not a number"),
        ({"name": "x", "stock": [1]}, "stock must be a table of tables, not a list"),
        ({"name": "x", "stock": {"left": {}}}, "stock.left.size is missing: set it to a number"),
        ({"name": "x", "notes": "none"}, "notes must be a table of texts, not text"),
        ({"name": "x", "notes": [{"a": "b"}]}, "notes must be a table of texts, not a list"),
    ],
)
def test_one_mistake_is_one_sentence(data: object, message: str) -> None:
    """Where it is, what it must be, and what is there."""
    assert problems(data) == [message]


def test_all_mistakes_are_told_in_the_order_of_the_file() -> None:
    """Nobody mends one mistake only to be told of the next; and the list is the same each time."""
    found = problems({"zzz": 1, "aaa": 2, "old": 3, "price": "x"})
    assert [words.split()[0] for words in found] == ["zzz", "aaa", "name", "old", "price"]


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["study", "rules", "provider", "task", "mail", "question", "id", "target", "kind", "probe"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(plain)
def test_whatever_the_data_is_it_ends_in_sentences(data: object) -> None:
    """No shape of data makes the decoder raise, and none that is wrong passes."""
    decoder = Decoder()
    assert (decoder.struct(data, Study, "") is None) == bool(decoder.problems)
    assert all(sentence and "\n" not in sentence for _, sentence in decoder.problems)
