"""The hash chain over commands and plans, as `seals` has one over the audit trail.

A seal covers all rows of finished transactions that none before it has (`seal_record` of revision
0023). The check trusts no function of the database: it computes every digest from the rows.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy import Row as DbRow

from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.repositories.sealed_text import digest_of, microseconds
from dispatch_console.storage.repositories.seals import FIRST, Fault, unguarded

_GUARDED = ("command", "plan", "record_seal", "record_digest")

_SEAL = text("SELECT seal_record()")

_SEALS = text(
    "SELECT number, at, cluster, below::text AS below, row_count, previous, digest, hash"
    " FROM record_seal ORDER BY number"
)

_RECORDS = (
    "(SELECT 'command' AS kind, id, xid, at, who, what, NULL AS figures, NULL AS objective,"
    " NULL AS input_hash FROM command UNION ALL"
    " SELECT 'plan', id, xid, published_at, published_by, NULL, figures::text, objective::text,"
    " input_hash FROM plan)"
)

_ROWS = text(
    "SELECT d.kind, d.id, d.digest, r.id AS there, r.xid::text AS xid, r.at, r.who, r.what,"
    " r.figures, r.objective, r.input_hash"
    f" FROM record_digest d LEFT JOIN {_RECORDS} r ON (r.kind, r.id) = (d.kind, d.id)"
    " WHERE d.seal = :seal ORDER BY d.kind, d.id"
)

_ADDED = text(
    "SELECT r.kind, r.id, (SELECT min(number) FROM record_seal WHERE below > r.xid) AS seal"
    f" FROM {_RECORDS} r, (SELECT * FROM record_seal ORDER BY number DESC LIMIT 1) last"
    " WHERE last.cluster = (SELECT system_identifier FROM pg_control_system())"
    " AND r.xid < last.below"
    " AND NOT EXISTS (SELECT FROM record_digest d WHERE (d.kind, d.id) = (r.kind, r.id))"
    " ORDER BY r.kind, r.id LIMIT 1"
)

_UNSEALED = text(
    f"SELECT count(*) FROM {_RECORDS} r"
    " WHERE NOT EXISTS (SELECT FROM record_digest d WHERE (d.kind, d.id) = (r.kind, r.id))"
)


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """Where the chain breaks first; the command or plan where its digest still tells."""

    seal: int
    kind: str | None
    row: UUID | None
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVerdict:
    """What a check has found; as `seals.Verdict`."""

    seals: int = 0
    rows: int = 0
    unsealed: int = 0
    head: str = ""
    broken: BrokenRecord | None = None
    unguarded: tuple[str, ...] = ()
    anchored: int | None = None


class RecordSeals:
    """The seals of commands and plans as the current transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = 0

    def add(self) -> int:
        """Seal all that is finished and not sealed yet; how many rows."""
        return self._connection.execute(_SEAL).scalar_one()

    def verify(self, head: str = "") -> RecordVerdict:
        """Check the whole chain up to where it breaks; look for the seal with the hash `head`.

        Raises `audit.partial` for a login that does not see every row.
        """
        if not self._connection.execute(text("SELECT sees_all()")).scalar_one():
            raise DomainError("audit.partial")
        seals = self._connection.execute(_SEALS).all()
        hashes = {seal.hash.hex(): seal.number for seal in seals}
        self._rows = 0
        return RecordVerdict(
            broken=self._first_broken(seals),
            seals=len(seals),
            rows=self._rows,
            unsealed=self._connection.execute(_UNSEALED).scalar_one(),
            head=seals[-1].hash.hex() if seals else "",
            unguarded=unguarded(self._connection, _GUARDED),
            anchored=hashes.get(head.strip().lower()),
        )

    def _first_broken(self, seals: "Iterable[DbRow[Any]]") -> BrokenRecord | None:
        previous = FIRST
        for number, seal in enumerate(seals, 1):
            if seal.number != number:
                return BrokenRecord(number, None, None, Fault.MISSING)
            if seal.previous != previous or seal.hash != _seal_hash(seal):
                return BrokenRecord(number, None, None, Fault.CHANGED)
            if (found := self._broken_in(seal)) is not None:
                return found
            previous = seal.hash
        added = self._connection.execute(_ADDED).first()
        if added is None:
            return None
        return BrokenRecord(added.seal, added.kind, added.id, Fault.ADDED)

    def _broken_in(self, seal: "DbRow[Any]") -> BrokenRecord | None:
        digest, before = hashlib.sha256(), self._rows
        for row in self._sealed(seal.number):
            if row.there is None:
                return BrokenRecord(seal.number, row.kind, row.id, Fault.MISSING)
            if row.digest != digest_of(*_words(row)):
                return BrokenRecord(seal.number, row.kind, row.id, Fault.CHANGED)
            digest.update(row.digest)
            self._rows += 1
        if digest.digest() == seal.digest:
            return None
        more = self._rows - before - seal.row_count
        fault = Fault.MISSING if more < 0 else Fault.ADDED if more else Fault.CHANGED
        return BrokenRecord(seal.number, None, None, fault)

    def _sealed(self, seal: int) -> "Iterator[DbRow[Any]]":
        few = {"yield_per": 500}
        yield from self._connection.execute(_ROWS, {"seal": seal}, execution_options=few)


def _words(row: "DbRow[Any]") -> tuple[str | None, ...]:
    common = (row.kind, str(row.id), row.xid, microseconds(row.at), row.who)
    if row.kind == "command":
        return (*common, row.what)
    return (*common, row.figures, row.objective, row.input_hash)


def _seal_hash(seal: "DbRow[Any]") -> bytes:
    return digest_of(
        str(seal.number),
        microseconds(seal.at),
        str(seal.cluster),
        str(seal.below),
        str(seal.row_count),
        seal.previous.hex(),
        seal.digest.hex(),
    )
