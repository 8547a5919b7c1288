"""From what people type into a field to its value, and sentences for what does not fit."""

import re
import types
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import EnumType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

_YES = frozenset({"yes", "y", "true", "1", "ja"})
_NO = frozenset({"no", "n", "false", "0", "nej", "nei", "nee"})
_NOTHING = frozenset({"n/a", "na", "-"})
_NUMBER = re.compile(r"[+-]?\d{1,15}([.,]\d{1,15})?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
SHOWN = 40
"""Characters of a wrong value that a sentence quotes."""


def value_of(text: str, hint: Any) -> Any:  # noqa: ANN401 -- the type of any field
    """Read *text* as the type *hint*; None where it is empty and may be. Raises `ValueError` with a sentence's end."""
    plain, optional = plain_type(hint)
    text = _clean(text)
    if optional and (not text or (plain is not str and text.casefold() in _NOTHING)):
        return None
    read = _reader(plain)
    value = read(text)
    try:
        return msgspec.convert(value, hint)
    except msgspec.ValidationError as error:
        raise ValueError(_bounds(str(error), hint, text)) from None


def plain_type(hint: Any) -> tuple[Any, bool]:  # noqa: ANN401 -- as above
    """Tell the type under its bounds, and whether None is another."""
    if get_origin(hint) is Annotated:
        return plain_type(get_args(hint)[0])
    if get_origin(hint) in {Union, types.UnionType}:
        (inner,) = [one for one in get_args(hint) if one is not types.NoneType]
        return plain_type(inner)[0], True
    return hint, False


def _clean(text: str) -> str:
    for sign in text:
        if 0xDC80 <= ord(sign) <= 0xDCFF:  # noqa: PLR2004 -- what surrogateescape makes of bytes that are no UTF-8
            raise ValueError("is not UTF-8: save the file as CSV UTF-8")
        if unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\t\r\n":
            raise ValueError("has a control character in it: remove it")
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()


def _reader(plain: Any) -> Callable[[str], Any]:  # noqa: ANN401 -- as above
    if isinstance(plain, EnumType):
        return lambda text: _choice(text, plain)
    readers: Mapping[Any, Callable[[str], Any]] = {
        str: str, float: _number, int: _whole, bool: _truth, date: _day, datetime: _moment
    }  # fmt: skip
    return readers[plain]


def _choice(text: str, choices: Any) -> Any:  # noqa: ANN401 -- an enumeration and its member
    word = text.casefold().replace(" ", "_").replace("-", "_")
    for one in choices:
        if one.value == word:
            return one
    raise ValueError(f"must be one of: {', '.join(choices)}; not {_shown(text)}")


def decimal_text(text: str) -> str:
    """Return *text* with a decimal point where it has a comma. Raises `ValueError` where that may part thousands."""
    text = text.replace("\N{MINUS SIGN}", "-")
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"must be a number, not {_shown(text)}")
    if _THOUSANDS.fullmatch(text):
        raise ValueError(f"may be thousands or decimals, {_shown(text)}: write it with a point, or without")
    return text.replace(",", ".")


def _number(text: str) -> float:
    return float(decimal_text(text))


def _whole(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,15}", text):
        raise ValueError(f"must be a whole number, not {_shown(text)}")
    return int(text)


def _truth(text: str) -> bool:
    word = text.casefold()
    if word in _YES | _NO:
        return word in _YES
    raise ValueError(f"must be yes or no, not {_shown(text)}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"must be a day as 2026-05-03, not {_shown(text)}") from None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"must be a time as 2026-05-03T14:05Z, not {_shown(text)}") from None
    if moment.tzinfo is None:
        raise ValueError(f"names no zone ({_shown(text)}): end it with Z for UTC, or as +02:00")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"is outside of the years that can be kept: {_shown(text)}") from None


def _bounds(said: str, hint: Any, text: str) -> str:  # noqa: ANN401 -- as above
    """Tell the bounds of *hint* that *text* does not keep."""
    meta = _meta(hint)
    if meta is not None and meta.ge is not None and meta.le is not None:
        return f"must be from {meta.ge:,} to {meta.le:,}, not {_shown(text)}"
    if meta is not None and meta.max_length is not None and len(text) > meta.max_length:
        return f"is longer than {meta.max_length} characters: is a closing quote missing?"
    if meta is not None and meta.min_length and not text:
        return "is empty: fill it in"
    if meta is not None and meta.pattern is not None:
        return f"is not written as it must be: {_shown(text)}"
    return f"is not right: {said}"


def _meta(hint: Any) -> msgspec.Meta | None:  # noqa: ANN401 -- as above
    if get_origin(hint) is Annotated:
        return next((one for one in get_args(hint)[1:] if isinstance(one, msgspec.Meta)), None)
    return next(filter(None, map(_meta, get_args(hint))), None)


def _shown(text: str) -> str:
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN]}...")
