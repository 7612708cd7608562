"""Frozen dataclasses to plain JSON values and back, strictly.

The dataclasses are the schema: a field that is unknown, missing or of another type is refused with
its path as `problem.field`. Fields at their default are left out when writing.
"""

import dataclasses
import math
import types
import typing
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin

import numpy as np

from dispatch_console.domain.errors import DomainError

T = TypeVar("T")

HOLE = -1
"""A leg without a figure in a matrix that was read; null in JSON."""


def to_json(value: object) -> Any:
    """`value` in dicts, lists, strings and numbers."""
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_json(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(to_json(item) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _fields_to_json(value)
    return _plain_to_json(value)


def from_json(kind: type[T], value: object, path: str = "") -> T:
    """`value` as a `kind`.

    Raises `problem.field` with the `path` and what was `expected`, `problem.unknown_field` and
    `problem.missing_field` with the `path`.
    """
    return _read(kind, value, path)


def refuse(path: str, expected: str) -> DomainError:
    """The error for a value at `path` that is not what was `expected`."""
    return DomainError("problem.field", path=path or "$", expected=expected)


def known_fields(value: object, names: frozenset[str], path: str) -> dict[str, object]:
    """`value` as an object that holds no other fields than `names`."""
    if not isinstance(value, dict):
        raise refuse(path, "object")
    for name in value:
        if name not in names:
            raise DomainError("problem.unknown_field", path=f"{path}.{name}".lstrip("."))
    return value


def _fields_to_json(value: Any) -> dict[str, Any]:
    return {
        field.name: to_json(getattr(value, field.name))
        for field in dataclasses.fields(value)
        if not _is_default(field, getattr(value, field.name))
    }


def _plain_to_json(value: object) -> Any:
    if isinstance(value, np.ndarray):
        return _matrix_to_json(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _matrix_to_json(matrix: np.ndarray) -> list[list[int | None]]:
    """Rows of whole numbers; null for a hole: no number, an infinite or a negative one."""
    holes = ~(np.isfinite(matrix) & (matrix >= 0))
    if not holes.any():
        return np.rint(matrix).astype(np.int64).tolist()
    rows = np.rint(np.where(holes, HOLE, matrix)).astype(np.int64).tolist()
    return [[None if figure == HOLE else figure for figure in row] for row in rows]


def _is_default(field: "dataclasses.Field[Any]", value: object) -> bool:
    if field.default is not dataclasses.MISSING:
        return value is field.default or bool(value == field.default)
    if field.default_factory is not dataclasses.MISSING:
        return bool(value == field.default_factory())
    return False


@cache
def _fields(kind: type) -> dict[str, tuple[Any, bool]]:
    """Name → (type, whether it must be there)."""
    hints = typing.get_type_hints(kind)
    missing = dataclasses.MISSING
    return {
        field.name: (
            hints[field.name],
            field.default is missing and field.default_factory is missing,
        )
        for field in dataclasses.fields(kind)
    }


def _read(kind: Any, value: object, path: str) -> Any:
    origin = get_origin(kind)
    if origin in (types.UnionType, Union):
        return _read_union(kind, value, path)
    if origin is tuple:
        return _read_tuple(get_args(kind), value, path)
    if origin is frozenset:
        (item,) = get_args(kind)
        return frozenset(_read(item, v, f"{path}[{i}]") for i, v in enumerate(_list(value, path)))
    if origin in (dict, Mapping):
        return _read_mapping(get_args(kind), value, path)
    if dataclasses.is_dataclass(kind):
        return _read_dataclass(kind, value, path)
    return _read_plain(kind, value, path)


def _read_union(kind: Any, value: object, path: str) -> Any:
    choices = [choice for choice in get_args(kind) if choice is not type(None)]
    if value is None and len(choices) < len(get_args(kind)):
        return None
    if len(choices) == 1:
        return _read(choices[0], value, path)
    return _read_tagged(choices, value, path)


def _read_tagged(choices: list[Any], value: object, path: str) -> Any:
    """Of several dataclasses, the first that the given fields fit."""
    if isinstance(value, dict):
        for choice in choices:
            fields = _fields(choice)
            needed = {name for name, (_, required) in fields.items() if required}
            if needed <= value.keys() and value.keys() <= fields.keys():
                return _read(choice, value, path)
    raise refuse(path, " | ".join(choice.__name__ for choice in choices))


def _read_tuple(items: tuple[Any, ...], value: object, path: str) -> tuple[Any, ...]:
    values = _list(value, path)
    if len(items) == 2 and items[1] is Ellipsis:
        return tuple(_read(items[0], v, f"{path}[{i}]") for i, v in enumerate(values))
    if len(values) != len(items):
        raise refuse(path, f"{len(items)} items")
    pairs = zip(items, values, strict=True)
    return tuple(_read(item, v, f"{path}[{i}]") for i, (item, v) in enumerate(pairs))


def _read_mapping(items: tuple[Any, ...], value: object, path: str) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise refuse(path, "object")
    found = {}
    for key, item in value.items():
        where = f"{path}.{key}".lstrip(".")
        found[_key(items[0], key, where)] = _read(items[1], item, where)
    return found


def _key(kind: Any, key: str, path: str) -> Any:
    if kind is int:
        if not key.lstrip("-").isdecimal():
            raise refuse(path, "integer")
        return int(key)
    return _read(kind, key, path)


def _read_dataclass(kind: Any, value: object, path: str) -> Any:
    fields = _fields(kind)
    given = known_fields(value, frozenset(fields), path)
    found = {}
    for name, (hint, required) in fields.items():
        where = f"{path}.{name}".lstrip(".")
        if name in given:
            found[name] = _read(hint, given[name], where)
        elif required:
            raise DomainError("problem.missing_field", path=where)
    return kind(**found)


def _read_plain(kind: Any, value: object, path: str) -> Any:
    reader = _READERS.get(kind)
    if reader is not None:
        return reader(value, path)
    if issubclass(kind, Enum):
        if value in [member.value for member in kind]:
            return kind(value)
        raise refuse(path, " | ".join(str(member.value) for member in kind))
    return value


def _read_text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise refuse(path, "text")
    return value


def _read_bool(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise refuse(path, "true | false")
    return value


def _read_int(value: object, path: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 1 << 53:
        raise refuse(path, "integer")
    return value


def _read_float(value: object, path: str) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        raise refuse(path, "number")
    return float(value)


def _read_time(value: object, path: str) -> datetime:
    try:
        found = datetime.fromisoformat(str(value)) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise refuse(path, "ISO time with zone")
    return found


def _read_matrix(value: object, path: str) -> np.ndarray:
    rows = _list(value, path)
    for i, row in enumerate(rows):
        if len(_list(row, f"{path}[{i}]")) != len(rows):
            raise refuse(f"{path}[{i}]", f"{len(rows)} items")
        for j, item in enumerate(_list(row, path)):
            if item is not None and (type(item) is not int or abs(item) >= 1 << 53):
                raise refuse(f"{path}[{i}][{j}]", "integer")
    figures = [[HOLE if item is None else item for item in _list(row, path)] for row in rows]
    return np.array(figures, dtype=np.int64).reshape(len(rows), len(rows))


def _list(value: object, path: str) -> list[object]:
    if not isinstance(value, list):
        raise refuse(path, "list")
    return value


_READERS: dict[Any, Callable[[object, str], Any]] = {
    str: _read_text,
    bool: _read_bool,
    int: _read_int,
    float: _read_float,
    datetime: _read_time,
    np.ndarray: _read_matrix,
}
