"""From plain data to typed structs, with every mistake named by its path and what would be right."""

import difflib
import math
import types
from collections.abc import Mapping, Sequence
from enum import EnumType
from typing import Any, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

T = TypeVar("T", bound=msgspec.Struct)

_EXPECTED = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


class Problem(NamedTuple):
    """One mistake: where it is, and a sentence about it."""

    path: str
    sentence: str


class Decoder:
    """Decodes data and gathers all problems instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def complain(self, path: str, sentence: str) -> None:
        """Note a problem at *path*."""
        self.problems.append(Problem(path, sentence))

    def struct(self, data: object, kind: type[T], path: str) -> T | None:
        """Decode a table into the struct *kind*; None if something in it is wrong."""
        if not isinstance(data, Mapping):
            # What stands there may be a password: it is not shown.
            keys = ", ".join(field.encode_name for field in msgspec.structs.fields(kind))
            self.complain(path, f"must be a table with keys such as {keys}; not {_sort_of(data)}")
            return None
        before = len(self.problems)
        hints = get_type_hints(kind)
        fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
        tag_field = kind.__struct_config__.tag_field
        for key in data:
            if key not in fields and key != tag_field:
                self.complain(_join(path, key), f"is not a known key; {_suggest(key, fields)}")
        values = {}
        for key, field in fields.items():
            if key in data:
                values[field.name] = self._value(data[key], hints[field.name], _join(path, key))
            elif field.required:
                self.complain(_join(path, key), f"is missing: set it to {_wanted(hints[field.name])}")
        return kind(**values) if len(self.problems) == before else None

    def _value(self, data: object, hint: Any, path: str) -> Any:  # noqa: ANN401 -- any type that a field may have
        origin, arguments = get_origin(hint), get_args(hint)
        if _is_struct(hint):
            return self.struct(data, hint, path)
        if origin in {Union, types.UnionType} and any(map(_is_struct, arguments)):
            return self._one_of(data, [one for one in arguments if _is_struct(one)], path)
        if origin in {tuple, Sequence} and _is_struct(arguments[0]):
            return self._many(data, arguments[0], path)
        if origin in {dict, Mapping} and _is_struct(arguments[1]):
            return self._named(data, arguments[1], path)
        return self._leaf(data, hint, path)

    def _one_of(self, data: object, kinds: Sequence[Any], path: str) -> Any:  # noqa: ANN401 -- one of *kinds*
        if len(kinds) == 1:
            return self.struct(data, kinds[0], path)
        tags = {str(kind.__struct_config__.tag): kind for kind in kinds}
        named = data.get("kind") if isinstance(data, Mapping) else None
        if named not in tags:
            self.complain(_join(path, "kind"), f"must be one of: {', '.join(tags)}")
            return None
        return self.struct(data, tags[named], path)

    def _many(self, data: object, kind: Any, path: str) -> tuple[Any, ...]:  # noqa: ANN401 -- a struct
        if not isinstance(data, list):
            self.complain(path, f"must be a list of tables, not {_sort_of(data)}")
            return ()
        return tuple(self.struct(one, kind, f"{path}[{place}]") for place, one in enumerate(data))

    def _named(self, data: object, kind: Any, path: str) -> dict[str, Any]:  # noqa: ANN401 -- a struct
        if not isinstance(data, Mapping):
            self.complain(path, f"must be a table of tables, not {_sort_of(data)}")
            return {}
        return {key: self.struct(one, kind, _join(path, key)) for key, one in data.items()}

    def _leaf(self, data: object, hint: Any, path: str) -> Any:  # noqa: ANN401 -- whatever the field holds
        try:
            value = msgspec.convert(data, hint)
        except msgspec.ValidationError as error:
            self.complain(path, _told(str(error), data, hint))
            return None
        numbers = value if isinstance(value, tuple) else (value,)
        if not all(math.isfinite(number) for number in numbers if isinstance(number, float)):
            self.complain(path, "must be a finite number: TOML's inf and nan measure nothing")
        return value


def _told(said: str, data: object, hint: Any) -> str:  # noqa: ANN401 -- any type that a field may have
    allowed = [str(getattr(one, "value", one)) for one in _choices(hint)]
    if allowed:
        return f"must be one of: {', '.join(allowed)}; not {_shown(data)}"
    if get_origin(hint) is dict and not isinstance(data, Mapping):
        return f"must be a table of texts, not {_sort_of(data)}"
    if isinstance(data, Mapping) and (unknown := [key for key in data if key not in _keys(hint, data)]):
        return f"has {unknown[0]!r}, which is none of {', '.join(_keys(hint, data))}"
    expected = next((words for kind, words in _EXPECTED.items() if hint in {kind, kind | None}), None)
    if expected:
        return f"must be {expected}, not {_shown(data)}"
    return f"is not right: {said.replace('`', '').partition(' - at ')[0].lower()}"


def _wanted(hint: Any) -> str:  # noqa: ANN401 -- any type that a field may have
    """Say what may stand there, as far as the type tells."""
    if allowed := [str(getattr(one, "value", one)) for one in _choices(hint)]:
        return f"one of: {', '.join(allowed)}"
    for kind in (hint, *get_args(hint)):
        if _is_struct(kind):
            table = (
                f"a table with keys such as {', '.join(one.encode_name for one in msgspec.structs.fields(kind)[:3])}"
            )
            return f"a list of tables, each {table}" if get_origin(hint) in {tuple, Sequence} else table
    if get_origin(hint) in {tuple, Sequence}:
        return "a list"
    if get_origin(hint) in {dict, Mapping}:
        return "a table"
    return next((words for kind, words in _EXPECTED.items() if hint in {kind, kind | None}), "a date or time")


def _choices(hint: Any) -> Sequence[Any]:  # noqa: ANN401 -- an enum, a Literal, or anything else
    if isinstance(hint, EnumType):
        return list(hint)
    return get_args(hint) if str(get_origin(hint)).endswith("Literal") else ()


def _keys(hint: Any, data: Mapping[str, object]) -> list[str]:  # noqa: ANN401 -- any type that a field may have
    """List the keys that a table may have, where an enum says it; else those that it has."""
    keys = _choices(get_args(hint)[0]) if get_origin(hint) is dict else ()
    return [str(getattr(one, "value", one)) for one in keys] or list(data)


def _suggest(key: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    return f"did you mean {close[0]}?" if close else f"known keys are: {', '.join(known)}"


def _shown(data: object) -> str:
    words = {dict: "a table", list: "a list", bool: str(data).lower()}
    return words.get(type(data)) or repr(data)[:60]


def _sort_of(data: object) -> str:
    return {dict: "a table", list: "a list", str: "text", bool: "true or false"}.get(type(data), "a number")


def _is_struct(hint: object) -> bool:
    return isinstance(hint, type) and issubclass(hint, msgspec.Struct)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
