"""Two trees of plain values: where do they differ?"""

from collections.abc import Iterator
from typing import Any

UNPUBLISHED = frozenset(
    {"detail", "reasons", "reason", "quoted", "ticket", "subject", "text", "name", "note", "notes", "compensation"}
    | {"corrected_by", "evidence", "number", "tester", "waiting_for"}
)
"""Words that stand beside figures and are not in the published data: they are held against the page alone."""


def leaves(value: Any) -> Iterator[Any]:  # noqa: ANN401 -- JSON
    """Yield the numbers in *value*, unknown ones included."""
    if isinstance(value, dict):
        for name, one in value.items():
            if name not in UNPUBLISHED:
                yield from leaves(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from leaves(one)
    elif value is None or isinstance(value, int | float):
        yield value


def differences(where: str, published: Any, again: Any) -> Iterator[str]:  # noqa: ANN401 -- JSON
    """Yield each place where the two do not agree, by its path."""
    if isinstance(published, dict) and isinstance(again, dict):
        for name in sorted(published.keys() | again.keys(), key=str):
            if name not in UNPUBLISHED:
                yield from differences(f"{where}.{name}" if where else name, published.get(name), again.get(name))
    elif isinstance(published, list | tuple) and isinstance(again, list | tuple):
        if len(published) != len(again):
            yield f"{where}: {len(published)} published, {len(again)} by the data."
            return
        for number, (one, other) in enumerate(zip(published, again, strict=True)):
            name = one.get("id") or one.get("task") or number if isinstance(one, dict) else number
            yield from differences(f"{where}[{name}]", one, other)
    elif published != again:
        yield f"{where}: {published!r} published, {again!r} by the data."
