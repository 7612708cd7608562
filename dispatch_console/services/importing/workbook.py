"""Opening a workbook safely: what it is, how large it gets, which sheets it has."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.importing.limits import Limits

CHUNK = 1 << 18
OVERLAP = 256
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"

DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, RuntimeError,
    NotImplementedError, SyntaxError, ValueError, LookupError, TypeError, AttributeError,
)  # fmt: skip
"""What a damaged workbook may raise, in whatever part it is met first."""

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


@dataclass(frozen=True, slots=True)
class SheetParts:
    """What openpyxl does not tell while streaming: merged areas, and whether formulas occur."""

    merged: tuple[str, ...]
    formulas: bool


def is_workbook(path: Path) -> bool:
    """Whether the content is a workbook, whatever the file is called.

    Raises `import.old_excel` for the format before 2007 (or a workbook with a password), and
    `import.binary` for any other archive.
    """
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(OLD_OFFICE):
        raise DomainError("import.old_excel", file=path.name)
    if not head.startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except DAMAGE:
        raise DomainError("import.workbook", file=path.name) from None
    if "xl/workbook.xml" not in names:
        raise DomainError("import.binary", file=path.name)
    return True


def require_safe(path: Path, limits: Limits) -> None:
    """Raises `import.zip_bomb` if unpacking would need more than the limits allow.

    `zipfile` never unpacks more of a part than its directory entry declares, so the declared sizes
    can be trusted as upper bounds. Document type declarations (entity bombs) are refused as well.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            total = sum(part.file_size for part in parts)
            if len(parts) > limits.parts or total > limits.unpacked_bytes:
                raise DomainError("import.zip_bomb", file=path.name, size=total // 2**20)
            for part in parts:
                packed = max(1, part.compress_size)
                if part.file_size > 2**20 and part.file_size > limits.inflation * packed:
                    raise DomainError("import.zip_bomb", file=path.name, size=total // 2**20)
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as stream:
                        if b"<!DOCTYPE" in stream.read(1024):
                            raise DomainError("import.workbook", file=path.name)
    except DAMAGE:
        raise DomainError("import.workbook", file=path.name) from None


def sheet_parts(path: Path, part: str) -> SheetParts:
    """Merged areas and presence of formulas of one sheet, found by streaming its XML."""
    merged: dict[str, None] = {}
    formulas = False
    for text in _windows(path, part):
        formulas = formulas or _FORMULA.search(text) is not None
        merged.update((found.decode("ascii"), None) for found in _MERGED.findall(text))
    return SheetParts(tuple(merged), formulas)


def _windows(path: Path, part: str) -> Iterator[bytes]:
    """The part in pieces that overlap, so that nothing is cut in two."""
    with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
        tail = b""
        while chunk := stream.read(CHUNK):
            yield tail + chunk
            tail = chunk[-OVERLAP:]
