"""Definitions in files, in the form that docs/sla.md describes."""

import json
from pathlib import Path
from typing import Any

from dispatch_console.domain.errors import DomainError

MOST_BYTES = 4 << 20


def read_file(path: Path) -> object:
    """What the file says, not yet checked. Raises `calendar.large`, `file.not_text`,
    `calendar.json`, `definition.field_twice`, `definition.file` if it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DomainError("definition.file", path=str(path), reason=reason) from error
    if len(content) > MOST_BYTES:
        raise DomainError("calendar.large", path=str(path), most=MOST_BYTES >> 20)
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_each_once)
    except UnicodeDecodeError as error:
        raise DomainError("file.not_text", path=str(path)) from error
    except (ValueError, RecursionError) as error:
        raise DomainError("calendar.json", path=str(path), reason=str(error)) from error


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose fields stand there once. JSON would let the last one win, unsaid."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise DomainError("definition.field_twice", field=key)
        found[key] = value
    return found


def write_file(path: Path, document: object) -> None:
    """Write it, readable for people. Raises `definition.file`."""
    try:
        path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise DomainError("definition.file", path=str(path), reason=error.strerror or "") from error
