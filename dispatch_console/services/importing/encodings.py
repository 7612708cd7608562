"""Recognising how a text file is encoded, and that a file is no text at all."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.importing.issues import Issue, issue

CHUNK = 1 << 20
HEAD = 1 << 16

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

SIGNATURES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!",
              b"SQLite format 3", b"\x7fELF", b"MZ\x90", b"PAR1", b"BZh", b"\xfd7zXZ")  # fmt: skip

OFFERED = ("utf-8", "gb18030", "utf-16", "big5", "cp1252", "shift_jis")
"""Encodings a person may choose from; any other name Python knows works as well."""

SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "utf-8"}


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec's name as Python knows it, and what is to be said about the choice."""

    name: str
    issues: tuple[Issue, ...] = ()


def recognise(path: Path) -> Encoding:
    """The encoding of a text file. Raises `import.binary` if it is no text.

    Order: byte order mark, UTF-16 without one, UTF-8 that decodes, GB18030 that decodes into
    everyday Chinese, else Western (with a warning, since nearly anything decodes as that).
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    for mark, name in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return Encoding(name)
    wide = _wide(head)
    if wide:
        return Encoding(wide)
    if head.startswith(SIGNATURES) or _control_share(head) > 0.02:
        raise DomainError("import.binary", file=path.name)
    return _utf8(path) or _chinese(path) or _western(path)


def named(name: str, path: Path) -> Encoding:
    """The encoding a person chose. Raises `import.encoding_name` or `import.encoding`."""
    try:
        known = codecs.lookup(name.strip()).name
        "".encode(known)
    except LookupError:
        raise DomainError("import.encoding_name", encoding=name) from None
    known = SUPERSETS.get(known, known)
    try:
        unreadable, readable = _tally(path, known)
    except UnicodeError:
        raise DomainError("import.encoding", file=path.name, encoding=known) from None
    if unreadable > 0.05 * (unreadable + readable) and unreadable > 2:
        raise DomainError("import.encoding", file=path.name, encoding=known)
    return Encoding(known, _damage(known, unreadable))


def _utf8(path: Path) -> Encoding | None:
    unreadable, readable = _tally(path, "utf-8")
    if unreadable and readable < 20 * unreadable:
        return None
    return Encoding("utf-8", _damage("utf-8", unreadable))


def _chinese(path: Path) -> Encoding | None:
    unreadable, readable = _tally(path, "gb18030")
    if unreadable and readable < 50 * unreadable:
        return None
    everyday = 0
    for text in _decoded(path, "gb18030"):
        pairs = text.encode("gb2312", "ignore")
        high = pairs.translate(None, bytes(range(128)))
        leads = high[0::2]
        everyday += sum(0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7 for lead in leads)
    if everyday < 0.7 * readable:
        return None
    found = issue("import.note.encoding", encoding="GB18030")
    return Encoding("gb18030", (found, *_damage("gb18030", unreadable)))


def _western(path: Path) -> Encoding:
    unreadable, _ = _tally(path, "cp1252")
    name = "latin-1" if unreadable else "cp1252"
    return Encoding(name, (issue("import.warning.encoding", encoding=name),))


def _damage(name: str, unreadable: int) -> tuple[Issue, ...]:
    if not unreadable:
        return ()
    return (issue("import.warning.undecodable", encoding=name, count=unreadable),)


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: zeros (of line ends, delimiters, digits) only in every other byte."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    for name, many, few in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if many >= 3 and few < 0.01 * many:
            text = head[: len(head) // 2 * 2].decode(name, "replace")
            if "\n" in text and text.count("\ufffd") <= 1:
                printable = sum(c.isprintable() or c in "\r\n\t" for c in text)
                if printable > 0.99 * len(text):
                    return name
    return ""


def _control_share(head: bytes) -> float:
    """Share of control characters other than white space and NUL bytes that stand alone."""
    controls = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26})
    return (len(head) - len(head.translate(None, controls))) / max(1, len(head))


def _tally(path: Path, encoding: str) -> tuple[int, int]:
    """(characters that cannot be decoded, characters beyond ASCII that can)."""
    unreadable = readable = 0
    for text in _decoded(path, encoding):
        lost = text.count("\ufffd")
        unreadable += lost
        readable += len(text) - lost - len(text.encode("ascii", "ignore"))
    return unreadable, readable


def _decoded(path: Path, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield decoder.decode(chunk)
        yield decoder.decode(b"", True)
