"""Which column feeds which field: guessed, loaded from a JSON file, saved to one.

The JSON form is described in docs/import.md; ready-made files are in resources/mappings.
"""

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from dispatch_console.domain.custom import CustomField
from dispatch_console.domain.errors import DomainError
from dispatch_console.services.importing.fields import Kind, fields, is_field, normal
from dispatch_console.services.importing.issues import Issue, issue
from dispatch_console.support.resources import resource


class DateOrder(StrEnum):
    """How 03/04/2024 is to be read; AUTO looks at all dates of the column."""

    AUTO = "auto"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """How to read a table of one kind.

    `columns`: field -> columns, joined where there are several. `values`: field -> what a cell
    says (case ignored) -> what is meant. `defaults`: field -> text used where the cell is empty.
    `time_zone` is that of the file's local times; empty: the one of the settings.
    """

    kind: Kind
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    date_order: DateOrder = DateOrder.AUTO
    time_zone: str = ""
    name: str = ""


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


class _MappingFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: Literal[1]
    kind: Kind
    name: str = ""
    recognised_by: list[str] = []
    columns: dict[str, Annotated[list[str], BeforeValidator(_several)]]
    values: dict[str, dict[str, str]] = {}
    defaults: dict[str, str] = {}
    date_order: DateOrder = DateOrder.AUTO
    time_zone: str = ""


def load(name: str) -> ColumnMapping:
    """A mapping file by path, or a ready-made one by name.

    Raises `import.mapping_missing`, `import.mapping_file`, `import.mapping_field`,
    `import.time_zone`.
    """
    path = Path(name)
    if not path.is_file():
        path = _ready_made().get(name, path)
    return _mapping(_parsed(path))


def save(mapping: ColumnMapping, path: Path) -> None:
    """Write the mapping file in one step. Raises `import.write`."""
    content = _MappingFile(
        format=1,
        kind=mapping.kind,
        name=mapping.name,
        columns={name: list(columns) for name, columns in mapping.columns.items()},
        values={name: dict(values) for name, values in mapping.values.items()},
        defaults=dict(mapping.defaults),
        date_order=mapping.date_order,
        time_zone=mapping.time_zone,
    ).model_dump(mode="json", exclude={"recognised_by"})
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".mapping-", suffix=".json")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=2)
        Path(temporary).replace(path)
    except OSError as error:
        raise DomainError("import.write", file=str(path), reason=error.strerror) from None


def ready_made_names() -> tuple[str, ...]:
    """The names `load` knows without a path."""
    return tuple(_ready_made())


def guess(kind: Kind, columns: Sequence[str], custom: Sequence[CustomField] = ()) -> ColumnMapping:
    """By the ready-made mapping that recognises the columns, then by column names."""
    present = {normal(column): column for column in reversed(columns)}
    mapping = ColumnMapping(kind=kind)
    for path in _ready_made().values():
        content = _parsed(path)
        marks = [normal(mark) for mark in content.recognised_by]
        if content.kind is kind and marks and all(mark in present for mark in marks):
            mapping = resolve(_mapping(content), columns)[0]
            break
    taken = dict(mapping.columns)
    used = {column for several in taken.values() for column in several}
    for target in fields(kind, custom).values():
        free = (a for a in target.aliases if a in present and present[a] not in used)
        found = None if target.name in taken else next(free, None)
        if found is not None:
            taken[target.name] = (present[found],)
            used.add(present[found])
    return replace(mapping, columns=taken)


def resolve(
    mapping: ColumnMapping, columns: Sequence[str]
) -> tuple[ColumnMapping, tuple[Issue, ...]]:
    """The mapping with its columns spelled as in the file; what the file lacks is left out.

    Raises `import.mapping_column` where a required field has a column named but none is there, and
    `import.required` where it has none at all.
    """
    spelled = {normal(column): column for column in reversed(columns)}
    exact = set(columns)
    found: dict[str, tuple[str, ...]] = {}
    missing: list[str] = []
    for name, wanted in mapping.columns.items():
        there = [c if c in exact else spelled.get(normal(c), "") for c in wanted]
        missing += [c for c, present in zip(wanted, there, strict=True) if not present]
        if any(there):
            found[name] = tuple(dict.fromkeys(c for c in there if c))
    for target in fields(mapping.kind).values():
        if target.required and target.name not in found and target.name not in mapping.defaults:
            if mapping.columns.get(target.name):
                lacking = ", ".join(mapping.columns[target.name])
                raise DomainError("import.mapping_column", field=target.name, column=lacking)
            raise DomainError("import.required", field=target.name, columns=", ".join(columns[:20]))
    warnings = [issue("import.warning.no_column", column=column) for column in missing]
    return replace(mapping, columns=found), tuple(warnings)


def _ready_made() -> dict[str, Path]:
    return {path.stem: path for path in sorted(resource("mappings").glob("*.json"))}


def _parsed(path: Path) -> _MappingFile:
    try:
        return _MappingFile.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        known = ", ".join(ready_made_names())
        raise DomainError("import.mapping_missing", file=str(path), names=known) from None
    except OSError as error:
        raise DomainError("import.unreadable", file=str(path), reason=error.strerror) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "JSON"
        raise DomainError(
            "import.mapping_file", file=path.name, place=where, reason=first["msg"]
        ) from None


def _mapping(content: _MappingFile) -> ColumnMapping:
    for name in (*content.columns, *content.values, *content.defaults):
        if not is_field(content.kind, name):
            names = ", ".join(fields(content.kind))
            raise DomainError("import.mapping_field", field=name, kind=content.kind, fields=names)
    require_zone(content.time_zone)
    return ColumnMapping(
        kind=content.kind,
        columns={name: tuple(columns) for name, columns in content.columns.items()},
        values=content.values,
        defaults=content.defaults,
        date_order=content.date_order,
        time_zone=content.time_zone,
        name=content.name,
    )


def require_zone(name: str) -> None:
    """Raises `import.time_zone` unless the name is empty or one of the IANA database."""
    try:
        if name:
            ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise DomainError("import.time_zone", zone=name) from None
