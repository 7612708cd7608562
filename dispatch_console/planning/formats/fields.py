"""Strict reading of JSON objects: every field is known, refused by name, or of the wrong kind."""

import math
from collections.abc import Collection, Mapping
from typing import Any

from dispatch_console.domain.errors import DomainError

MOST_WHOLE = (1 << 53) - 1
"""The largest whole number that every JSON reader gets right."""

MOST_SECONDS = (1 << 32) - 1
"""The largest time or length of time: the year 2106 where times count from 1970."""

_NOTHING = (None, 0, [], {})


def known_fields(
    entry: object, path: str, known: Collection[str], unsupported: Collection[str] = ()
) -> Mapping[str, Any]:
    """The entry as an object having only `known` fields.

    Raises `format.field` for a field nobody knows or an entry that is no object, and
    `format.unsupported` for one that is valid in the family but not served here.
    """
    if not isinstance(entry, Mapping):
        raise DomainError("format.value", path=path, value=_short(entry), wanted="{…}")
    for name, value in entry.items():
        if name in known:
            continue
        if name in unsupported:
            if value not in _NOTHING:
                raise DomainError("format.unsupported", path=f"{path}.{name}".lstrip("."))
            continue
        raise DomainError("format.field", path=f"{path}.{name}".lstrip("."))
    return entry


def required(entry: Mapping[str, Any], path: str, name: str) -> Any:
    """The field of that name; raises `format.missing` naming its path if it is absent or null."""
    if entry.get(name) is None:
        raise DomainError("format.missing", path=f"{path}.{name}".lstrip("."))
    return entry[name]


def whole(value: object, path: str, *, least: int = 0, most: int = MOST_WHOLE) -> int:
    """The value as an integer within bounds; raises `format.value` naming the path."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise DomainError("format.value", path=path, value=_short(value), wanted="0, 1, 2 …")
    if not least <= value <= most:
        wanted = f"{least} … {most}"
        raise DomainError("format.value", path=path, value=_short(value), wanted=wanted)
    return value


def seconds(value: object, path: str) -> int:
    """A moment or a length of time in whole seconds; raises `format.value` naming the path."""
    return whole(value, path, most=MOST_SECONDS)


def number(value: object, path: str) -> float:
    """The value as a finite number; raises `format.value` naming the path."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not _finite(value):
        raise DomainError("format.value", path=path, value=_short(value), wanted="1.5")
    return float(value)


def text(value: object, path: str) -> str:
    """The value as text; raises `format.value` naming the path."""
    if not isinstance(value, str):
        raise DomainError("format.value", path=path, value=_short(value), wanted="“…”")
    return value


def listed(value: object, path: str) -> list[Any]:
    """The value as a list; raises `format.value` naming the path."""
    if not isinstance(value, list):
        raise DomainError("format.value", path=path, value=_short(value), wanted="[…]")
    return value


def objects(value: object, path: str) -> list[Mapping[str, Any]]:
    """A list of objects; raises `format.value` naming the path."""
    found = listed(value, path)
    for i, entry in enumerate(found):
        if not isinstance(entry, Mapping):
            raise DomainError(
                "format.value", path=f"{path}[{i}]", value=_short(entry), wanted="{…}"
            )
    return found


def amounts(value: object, path: str) -> tuple[int, ...]:
    """A list of non-negative integers."""
    return tuple(whole(v, f"{path}[{i}]") for i, v in enumerate(listed(value, path)))


def spans(value: object, path: str) -> tuple[tuple[int, int], ...]:
    """A list of [start, end] pairs, start not after end; at least one."""
    found = tuple(span(pair, f"{path}[{i}]") for i, pair in enumerate(listed(value, path)))
    if not found:
        raise DomainError("format.value", path=path, value="[]", wanted="[[start, end]]")
    return found


def span(value: object, path: str) -> tuple[int, int]:
    """One [start, end] pair, start not after end."""
    pair = listed(value, path)
    if len(pair) != 2:
        raise DomainError("format.value", path=path, value=_short(value), wanted="[start, end]")
    start, end = seconds(pair[0], path), seconds(pair[1], path)
    if end < start:
        raise DomainError("format.value", path=path, value=_short(value), wanted="start ≤ end")
    return start, end


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "…"
