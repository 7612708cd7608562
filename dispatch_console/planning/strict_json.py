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

FIELD = "problem.field"

Reader = Callable[[object], Any]

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
    try:
        return _reader(kind)(value)
    except _RefusedError as refused:
        where = (path + "".join(reversed(refused.steps))).lstrip(".")
        if refused.code == FIELD:
            raise refuse(where, refused.expected) from None
        raise DomainError(refused.code, path=where) from None


def refuse(path: str, expected: str) -> DomainError:
    """The error for a value at `path` that is not what was `expected`."""
    return DomainError(FIELD, path=path or "$", expected=expected)


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


class _RefusedError(Exception):
    """Something is not as it should be; `steps` lead to it, the last one first."""

    def __init__(self, expected: str, code: str = FIELD, step: str = "") -> None:
        super().__init__(expected)
        self.expected, self.code = expected, code
        self.steps = [step] if step else []


@cache
def _reader(kind: Any) -> Reader:
    """What reads a `kind`: made once, and without a word of paths until something is wrong."""
    origin, items = get_origin(kind), get_args(kind)
    if origin is not None:
        return _generic_reader(origin, items)
    if dataclasses.is_dataclass(kind):
        return _dataclass_reader(kind)
    if issubclass(kind, Enum):
        return _enum_reader(kind)
    return _READERS.get(kind, lambda value: value)


def _generic_reader(origin: Any, items: tuple[Any, ...]) -> Reader:
    if origin in (types.UnionType, Union):
        return _union_reader(items)
    if origin is tuple and items[1:] != (...,):
        return _tuple_reader(items)
    if origin in (tuple, frozenset):
        return _many_reader(items[0], origin)
    return _mapping_reader(*items)


def _union_reader(items: tuple[Any, ...]) -> Reader:
    choices = [choice for choice in items if choice is not type(None)]
    read = _reader(choices[0]) if len(choices) == 1 else _tagged_reader(choices)
    if len(choices) == len(items):
        return read
    return lambda value: None if value is None else read(value)


def _tagged_reader(choices: list[Any]) -> Reader:
    """Of several dataclasses, the first that the given fields fit."""

    def read(value: object) -> Any:
        if isinstance(value, dict):
            for choice in choices:
                fields = _fields(choice)
                needed = {name for name, (_, required) in fields.items() if required}
                if needed <= value.keys() and value.keys() <= fields.keys():
                    return _reader(choice)(value)
        raise _RefusedError(" | ".join(choice.__name__ for choice in choices))

    return read


def _many_reader(item: Any, make: Callable[[list[Any]], Any]) -> Reader:
    read_item = _reader(item)

    def read(value: object) -> Any:
        if not isinstance(value, list):
            raise _RefusedError("list")
        try:
            return make([read_item(each) for each in value])
        except _RefusedError:
            return make([_at(f"[{i}]", read_item, each) for i, each in enumerate(value)])

    return read


def _tuple_reader(items: tuple[Any, ...]) -> Reader:
    readers = [_reader(item) for item in items]

    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _RefusedError("list")
        if len(value) != len(readers):
            raise _RefusedError(f"{len(readers)} items")
        pairs = enumerate(zip(readers, value, strict=True))
        return tuple(_at(f"[{i}]", read_item, each) for i, (read_item, each) in pairs)

    return read


def _mapping_reader(key_kind: Any, item: Any) -> Reader:
    read_item = _reader(item)
    read_key = _whole_key if key_kind is int else _reader(key_kind)

    def read(value: object) -> dict[Any, Any]:
        if not isinstance(value, dict):
            raise _RefusedError("object")
        return {
            _at(f".{key}", read_key, key): _at(f".{key}", read_item, each)
            for key, each in value.items()
        }

    return read


def _dataclass_reader(kind: Any) -> Reader:
    names: dict[str, Reader] = {}
    required = [name for name, (_, needed) in _fields(kind).items() if needed]

    def read(value: object) -> Any:
        if not names:
            names.update({name: _reader(hint) for name, (hint, _) in _fields(kind).items()})
        if not isinstance(value, dict):
            raise _RefusedError("object")
        found = {}
        for name, each in value.items():
            read_field = names.get(name)
            if read_field is None:
                raise _RefusedError("", "problem.unknown_field", f".{name}")
            try:
                found[name] = read_field(each)
            except _RefusedError as refused:
                refused.steps.append(f".{name}")
                raise
        for name in required:
            if name not in found:
                raise _RefusedError("", "problem.missing_field", f".{name}")
        return kind(**found)

    return read


def _enum_reader(kind: type[Enum]) -> Reader:
    members = {member.value: member for member in kind}

    def read(value: object) -> Any:
        found = members.get(value) if isinstance(value, str | int) else None
        if found is None:
            raise _RefusedError(" | ".join(str(each) for each in members))
        return found

    return read


def _at(step: str, read: Reader, value: object) -> Any:
    """Read, and say where it was if that fails."""
    try:
        return read(value)
    except _RefusedError as refused:
        refused.steps.append(step)
        raise


def _whole_key(key: Any) -> int:
    if not str(key).lstrip("-").isdecimal():
        raise _RefusedError("integer")
    return int(key)


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise _RefusedError("text")
    return value


def _read_bool(value: object) -> bool:
    if not isinstance(value, bool):
        raise _RefusedError("true | false")
    return value


def _read_int(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 1 << 53:
        raise _RefusedError("integer")
    return value


def _read_float(value: object) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        raise _RefusedError("number")
    return float(value)


def _read_time(value: object) -> datetime:
    try:
        found = datetime.fromisoformat(str(value)) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise _RefusedError("ISO time with zone")
    return found


def _read_matrix(value: object) -> np.ndarray:
    if not isinstance(value, list):
        raise _RefusedError("list")
    for i, row in enumerate(value):
        if not isinstance(row, list):
            raise _RefusedError("list", step=f"[{i}]")
        if len(row) != len(value):
            raise _RefusedError(f"{len(value)} items", step=f"[{i}]")
        for j, item in enumerate(row):
            if item is not None and (type(item) is not int or abs(item) >= 1 << 53):
                raise _RefusedError("integer", step=f"[{i}][{j}]")
    figures = [[HOLE if item is None else item for item in row] for row in value]
    return np.array(figures, dtype=np.int64).reshape(len(value), len(value))


_READERS: dict[Any, Reader] = {
    str: _read_text,
    bool: _read_bool,
    int: _read_int,
    float: _read_float,
    datetime: _read_time,
    np.ndarray: _read_matrix,
}
