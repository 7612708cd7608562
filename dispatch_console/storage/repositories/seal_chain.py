"""Checking a chain of seals without trusting the database.

A seal holds a hash over the digests of the rows it covers and over the seal before it. Every hash
is computed here, from the rows as they are: a function that somebody replaced in the database
changes nothing in it. Which rows there are and how they are hashed is each chain's own.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Connection, TextClause, text
from sqlalchemy import Row as DbRow

from dispatch_console.domain.errors import DomainError

FIRST = bytes(32)
"""What stands for the hash of a seal before the first one."""

_ON_GUARD = text(
    "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE t.tgname IN ('keep', 'keep_all') AND t.tgenabled = 'A'"
    " AND c.oid = ANY(CAST(:tables AS regclass[])) GROUP BY c.relname HAVING count(*) = 2"
)


class Fault(StrEnum):
    """What is wrong at the first place where the chain does not hold."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the chain breaks first: in which seal, and at which row where the digests of the rows
    still tell; None where they, or the seal itself, were tampered with too. `kind` is the row's
    where the chain has rows of several.
    """

    seal: int
    row: int | UUID | None
    fault: Fault
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check has found. `head` is the last seal's hash, to be kept where nobody who could
    write here can write; `anchored` the seal that has the hash asked for, if one does. `erased` are
    rows whose personal data are gone.
    """

    seals: int = 0
    rows: int = 0
    erased: int = 0
    unsealed: int = 0
    head: str = ""
    broken: Broken | None = None
    unguarded: tuple[str, ...] = ()
    anchored: int | None = None


class SealChain(ABC):
    """The seals of one chain as the current transaction sees them."""

    GUARDED: ClassVar[tuple[str, ...]]
    """Tables whose triggers refuse every change."""

    SEALS: ClassVar[TextClause]
    """All seals in order of their numbers."""

    ROWS: ClassVar[TextClause]
    """The rows that a `seal` covers, in the order in which it has them; `there` is None of one that
    is gone."""

    ADDED: ClassVar[TextClause]
    """The first row that should have a seal and has none."""

    UNSEALED: ClassVar[TextClause]
    """How many rows have no seal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = self._erased = 0

    def verify(self, head: str = "") -> Verdict:
        """Check the whole chain up to where it breaks; look for the seal with the hash `head`.

        Raises `audit.partial` for a login that does not see every row.
        """
        if not self._connection.execute(text("SELECT sees_all()")).scalar_one():
            raise DomainError("audit.partial")
        seals = self._connection.execute(self.SEALS).all()
        hashes = {seal.hash.hex(): seal.number for seal in seals}
        self._rows = self._erased = 0
        return Verdict(
            broken=self._first_broken(seals),
            seals=len(seals),
            rows=self._rows,
            erased=self._erased,
            unsealed=self._connection.execute(self.UNSEALED).scalar_one(),
            head=seals[-1].hash.hex() if seals else "",
            unguarded=self._unguarded(),
            anchored=hashes.get(head.strip().lower()),
        )

    @abstractmethod
    def _hash(self, seal: "DbRow[Any]") -> bytes:
        """The seal's hash, over all else that it holds."""

    @abstractmethod
    def _holds(self, row: "DbRow[Any]", seal: "DbRow[Any]") -> bool:
        """Whether the row is as it was sealed."""

    def _asked(self, seal: "DbRow[Any]") -> Mapping[str, object]:
        """What `ROWS` is asked with."""
        return {"seal": seal.number}

    def _kind(self, row: "DbRow[Any]") -> str | None:
        return None

    def _first_broken(self, seals: "Iterable[DbRow[Any]]") -> Broken | None:
        previous = FIRST
        for number, seal in enumerate(seals, 1):
            if seal.number != number:
                return Broken(number, None, Fault.MISSING)
            if seal.previous != previous or seal.hash != self._hash(seal):
                return Broken(number, None, Fault.CHANGED)
            if (found := self._broken_in(seal)) is not None:
                return found
            previous = seal.hash
        added = self._connection.execute(self.ADDED).first()
        return None if added is None else self._at(added, added.seal, Fault.ADDED)

    def _broken_in(self, seal: "DbRow[Any]") -> Broken | None:
        digest, before = hashlib.sha256(), self._rows
        for row in self._sealed(seal):
            if row.there is None:
                return self._at(row, seal.number, Fault.MISSING)
            if not self._holds(row, seal):
                return self._at(row, seal.number, Fault.CHANGED)
            digest.update(row.digest)
            self._rows += 1
        if digest.digest() == seal.digest:
            return None
        more = self._rows - before - seal.row_count
        fault = Fault.MISSING if more < 0 else Fault.ADDED if more else Fault.CHANGED
        return Broken(seal.number, None, fault)

    def _at(self, row: "DbRow[Any]", seal: int, fault: Fault) -> Broken:
        return Broken(seal, row.id, fault, self._kind(row))

    def _sealed(self, seal: "DbRow[Any]") -> "Iterator[DbRow[Any]]":
        # After a restore there may be very many under one seal.
        few = {"yield_per": 500}
        yield from self._connection.execute(self.ROWS, self._asked(seal), execution_options=few)

    def _unguarded(self) -> tuple[str, ...]:
        """The tables whose triggers do not refuse changes as they should."""
        on_guard = set(self._connection.scalars(_ON_GUARD, {"tables": list(self.GUARDED)}))
        return tuple(name for name in self.GUARDED if name not in on_guard)
