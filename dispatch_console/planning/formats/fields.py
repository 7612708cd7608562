"""Strict reading of JSON objects: every field is known, refused by name, or of the wrong kind."""

from collections.abc import Collection, Mapping
from typing import Any

from dispatch_console.domain.errors import DomainError


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
            if value not in (None, [], {}):
                raise DomainError("format.unsupported", path=f"{path}.{name}")
            continue
        raise DomainError("format.field", path=f"{path}.{name}")
    return entry


def whole(value: object, path: str, *, least: int | None = 0, most: int | None = None) -> int:
    """The value as an integer within bounds; raises `format.value` naming the path."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise DomainError("format.value", path=path, value=_short(value), wanted="0, 1, 2 …")
    if (least is not None and value < least) or (most is not None and value > most):
        wanted = f"{'' if least is None else least} … {'' if most is None else most}"
        raise DomainError("format.value", path=path, value=value, wanted=wanted)
    return value


def number(value: object, path: str) -> float:
    """The value as a finite number; raises `format.value` naming the path."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise DomainError("format.value", path=path, value=_short(value), wanted="1.5")
    return float(value)


def listed(value: object, path: str) -> list[Any]:
    """The value as a list; raises `format.value` naming the path."""
    if not isinstance(value, list):
        raise DomainError("format.value", path=path, value=_short(value), wanted="[…]")
    return value


def amounts(value: object, path: str) -> tuple[int, ...]:
    """A list of non-negative integers."""
    return tuple(whole(v, f"{path}[{i}]") for i, v in enumerate(listed(value, path)))


def spans(value: object, path: str) -> tuple[tuple[int, int], ...]:
    """A list of [start, end] pairs, start not after end."""
    found: list[tuple[int, int]] = []
    for i, pair in enumerate(listed(value, path)):
        found.append(span(pair, f"{path}[{i}]"))
    return tuple(found)


def span(value: object, path: str) -> tuple[int, int]:
    """One [start, end] pair, start not after end."""
    pair = listed(value, path)
    if len(pair) != 2:
        raise DomainError("format.value", path=path, value=_short(value), wanted="[start, end]")
    start, end = whole(pair[0], path, least=None), whole(pair[1], path, least=None)
    if end < start:
        raise DomainError("format.value", path=path, value=_short(value), wanted="start ≤ end")
    return start, end


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
