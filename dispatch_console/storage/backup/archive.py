"""The file of a backup: a zip of one member for each table, and the manifest as the last.

A file is written aside and takes its name once it is whole and was read back, so that whatever
bears the name of a backup is one.
"""

import errno
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from dispatch_console.domain.errors import DomainError

PART = ".part"
"""The end of the name while it is being written."""

_KIND = "dispatch-console backup 1"
_MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 10_000_000
_BLOCK = 1 << 18
_LEVEL = 3
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: the columns in the order of its rows, how many, and their SHA-256 in hex."""

    name: str
    columns: tuple[str, ...]
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, and when, by whom and of what it was made."""

    made_at: datetime
    by: str
    server: str
    database: str
    schema: int
    roles: bool
    """Whether the database had the group roles of `storage.rights`."""
    tables: tuple[Table, ...]
    sequences: dict[str, int]
    """The last number that each sequence has given; those that gave none are left out."""

    @property
    def rows(self) -> int:
        """Of all tables together."""
        return sum(table.rows for table in self.tables)


class Writer:
    """Takes the tables one after another, then the manifest."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file

    def add(self, name: str, columns: tuple[str, ...], chunks: Iterable[bytes]) -> Table:
        """Keep the rows of a table as COPY gives them in text form."""
        digest, rows = sha256(), 0
        with self._file.open(_member(name), "w", force_zip64=True) as member:
            for block in blocks(chunks):
                member.write(block)
                digest.update(block)
                rows += block.count(b"\n")
        return Table(name, columns, rows, digest.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest."""
        words = {"kind": _KIND, **asdict(manifest), "made_at": manifest.made_at.isoformat()}
        self._file.writestr(_MANIFEST, json.dumps(words, ensure_ascii=False, indent=1))


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """A new backup at `path`, readable by its owner alone; an error leaves what was there.

    Raises `backup.disk_full`, `file.unwritable`.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}{PART}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(
            part, os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600
        )
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
                yield Writer(archive)
            file.flush()
            os.fsync(file.fileno())
        with opened(part) as copy:
            copy.check()
        part.replace(path)
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DomainError("backup.disk_full", folder=str(path.parent)) from error
        raise DomainError("file.unwritable", path=str(path), reason=error.strerror) from error
    finally:
        with suppress(OSError):
            part.unlink()


class Reader:
    """A backup that is open; its manifest, and its rows, which are checked while they are read."""

    def __init__(self, path: Path, file: zipfile.ZipFile) -> None:
        self._path, self._file = path, file
        self.manifest = self._read_manifest()

    def rows(self, table: Table) -> Iterator[bytes]:
        """The rows in blocks. Raises `backup.damaged`, at the latest after the last one."""
        digest = sha256()
        try:
            with self._file.open(_member(table.name)) as member:
                while block := member.read(_BLOCK):
                    digest.update(block)
                    yield block
        except (KeyError, EOFError, OSError, zipfile.BadZipFile, zlib.error) as error:
            raise self._damaged() from error
        if digest.hexdigest() != table.digest:
            raise self._damaged()

    def check(self) -> None:
        """Read all rows once. Raises `backup.damaged`."""
        for table in self.manifest.tables:
            for _ in self.rows(table):
                pass

    def _read_manifest(self) -> Manifest:
        try:
            if self._file.getinfo(_MANIFEST).file_size > _LARGEST_MANIFEST:
                raise self._other()
            words = json.loads(self._file.read(_MANIFEST))
            if words["kind"] != _KIND:
                raise self._other()
            return _manifest(words)
        except (KeyError, TypeError, ValueError) as error:
            raise self._other() from error
        except (EOFError, OSError, zipfile.BadZipFile, zlib.error) as error:
            raise self._damaged() from error

    def _other(self) -> DomainError:
        return DomainError("backup.not_one", path=str(self._path))

    def _damaged(self) -> DomainError:
        return DomainError("backup.damaged", path=str(self._path))


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Read a backup. Raises `backup.not_one`, `backup.damaged`, `file.unreadable`."""
    try:
        file = zipfile.ZipFile(path)
    except OSError as error:
        raise DomainError("file.unreadable", path=str(path), reason=error.strerror) from error
    except (zipfile.BadZipFile, ValueError) as error:
        raise DomainError("backup.not_one", path=str(path)) from error
    with file:
        yield Reader(path, file)


def blocks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in fewer pieces: COPY gives each row alone."""
    gathered: list[bytes] = []
    size = 0
    for chunk in chunks:
        gathered.append(chunk)
        size += len(chunk)
        if size >= _BLOCK:
            yield b"".join(gathered)
            gathered, size = [], 0
    if gathered:
        yield b"".join(gathered)


def _member(table: str) -> str:
    return f"rows/{table}.copy"


def _manifest(words: dict[str, Any]) -> Manifest:
    """Raises KeyError, TypeError or ValueError for what is none."""
    if int(words["schema"]) < 1:
        raise ValueError("no such schema")
    return Manifest(
        made_at=datetime.fromisoformat(words["made_at"]),
        by=str(words["by"]),
        server=str(words["server"]),
        database=str(words["database"]),
        schema=int(words["schema"]),
        roles=bool(words["roles"]),
        tables=tuple(
            Table(str(t["name"]), tuple(map(str, t["columns"])), int(t["rows"]), str(t["digest"]))
            for t in words["tables"]
        ),
        sequences={str(name): int(last) for name, last in words["sequences"].items()},
    )
