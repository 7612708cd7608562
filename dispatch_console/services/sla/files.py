"""Definitions in files, in the form that docs/sla.md describes."""

import json
from pathlib import Path

from dispatch_console.domain.errors import DomainError

MOST_BYTES = 4 << 20


def read_file(path: Path) -> object:
    """What the file says, not yet checked. Raises `calendar.large`, `calendar.json`,
    `definition.file` if it cannot be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DomainError("calendar.large", path=str(path), most=MOST_BYTES >> 20)
        content = path.read_bytes()
    except OSError as error:
        raise DomainError("definition.file", path=str(path), reason=error.strerror or "") from error
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise DomainError("calendar.json", path=str(path), reason=str(error)) from error


def write_file(path: Path, document: object) -> None:
    """Write it, readable for people. Raises `definition.file`."""
    try:
        path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise DomainError("definition.file", path=str(path), reason=error.strerror or "") from error
