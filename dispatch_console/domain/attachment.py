"""Files put to a ticket: what may be, and how they are named. None is ever opened by itself."""

import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath, PureWindowsPath

from dispatch_console.domain.errors import DomainError

LARGEST = 10 << 20
"""Bytes of one file."""

MOST = 10
"""Files of one comment."""

LONGEST_NAME = 120

KINDS = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "gif": "image/gif",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "log": "text/plain",
    "csv": "text/csv",
    "json": "application/json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "mp4": "video/mp4",
    "m4a": "audio/mp4",
}
"""Ending of the name → media type; others are refused, above all what a click would run."""

PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/bmp", "image/gif"})
"""Media types that a preview may show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of a comment; its bytes lie once under their SHA-256, however many have them."""

    id: int
    name: str
    kind: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that is to be attached; `name` is clean."""

    name: str
    kind: str
    data: bytes

    @property
    def sha256(self) -> str:
        """The name of the bytes, in hexadecimal digits."""
        return sha256(self.data).hexdigest()


def admit(name: str, data: bytes) -> File:
    """The file, if it may be attached.

    Raises `attachment.empty`, `attachment.large`, `attachment.kind`.
    """
    clean = clean_name(name)
    ending = clean.rpartition(".")[2].lower()
    if ending not in KINDS or ending == clean.lower():
        raise DomainError("attachment.kind", name=clean, kinds=", ".join(sorted(KINDS)))
    if not data:
        raise DomainError("attachment.empty", name=clean)
    if len(data) > LARGEST:
        raise DomainError("attachment.large", name=clean, most=LARGEST >> 20)
    return File(clean, KINDS[ending], data)


def clean_name(name: str) -> str:
    """The last part of the path, without what hides or turns letters around; never empty.

    A name too long loses its middle, so that the ending stays.
    """
    last = PurePosixPath(PureWindowsPath(name).name).name
    shown = "".join(" " if c.isspace() else c for c in last if not _hides(c) and c not in '<>:"|?*')
    shown = " ".join(shown.split()).strip(". ")
    if len(shown) > LONGEST_NAME:
        stem, dot, ending = shown.rpartition(".")
        ending = (dot + ending)[:20] if stem else ""
        shown = shown[: LONGEST_NAME - len(ending) - 1].rstrip(". ") + "…" + ending
    return shown or "file"


def _hides(letter: str) -> bool:
    """Controls, and marks that turn the direction of writing; blanks are seen to apart."""
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn"} and not letter.isspace()
