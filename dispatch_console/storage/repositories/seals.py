"""The hash chain over the audit trail: adding to it, and checking it without trusting the database.

Adding is the database's own (`seal_audit` of revision 0007). The check computes every digest here,
from the rows as they are: a function that somebody replaced in the database changes nothing in it.
`docs/audit.md` says what is hashed in which form.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy import Row as DbRow

from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.repositories.sealed_text import digest_of, microseconds, sealed_text

FIRST = bytes(32)
"""What stands for the hash of a seal before the first one."""

_GUARDED = ("audit", "audit_digest", "audit_seal")

_SEAL = text("SELECT seal_audit(:most)")

_SEALS = text(
    "SELECT number, at, cluster, below::text AS below, below_id, row_count, first_id, last_id,"
    " personal, personal::text AS personal_text, previous, digest, hash"
    " FROM audit_seal ORDER BY number"
)

_ROWS = text(
    "SELECT d.id, d.salt, d.secret, d.digest, a.id AS there, a.at, a.who, a.command_id, a.kind,"
    " a.row_id, a.why, a.xid::text AS xid, a.before, a.after,"
    " a.before::text AS before_text, a.after::text AS after_text,"
    " (a.before - names)::text AS before_open, (a.after - names)::text AS after_open"
    " FROM audit_digest d LEFT JOIN audit a ON a.id = d.id,"
    " LATERAL (SELECT ARRAY("
    "SELECT jsonb_object_keys(CAST(:personal AS jsonb) -> a.kind))) AS n (names)"
    " WHERE d.seal = :seal ORDER BY d.id"
)

_ADDED = text(
    "SELECT a.id,"
    " (SELECT min(number) FROM audit_seal WHERE (below, below_id) > (a.xid, a.id)) AS seal"
    " FROM audit a, (SELECT * FROM audit_seal ORDER BY number DESC LIMIT 1) last"
    " WHERE last.cluster = (SELECT system_identifier FROM pg_control_system())"
    " AND (a.xid, a.id) < (last.below, last.below_id)"
    " AND NOT EXISTS (SELECT FROM audit_digest d WHERE d.id = a.id)"
    " ORDER BY a.id LIMIT 1"
)

_UNSEALED = text(
    "SELECT count(*) FROM audit a WHERE NOT EXISTS (SELECT FROM audit_digest d WHERE d.id = a.id)"
)

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
    """Where the chain breaks first: in which seal, and at which row of the trail where the digests
    of the rows still tell; None where they, or the seal itself, were tampered with too.
    """

    seal: int
    row: int | None
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check has found. `head` is the last seal's hash, to be kept where nobody who could
    write here can write; `anchored` the seal that has the hash asked for, if one does.
    """

    seals: int = 0
    rows: int = 0
    erased: int = 0
    unsealed: int = 0
    head: str = ""
    broken: Broken | None = None
    unguarded: tuple[str, ...] = ()
    anchored: int | None = None


@dataclass(slots=True)
class _Count:
    rows: int = 0
    erased: int = 0


class Seals:
    """The seals as the current transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, most: int) -> int:
        """Seal up to `most` rows of finished transactions that are not sealed yet; how many."""
        return self._connection.execute(_SEAL, {"most": most}).scalar_one()

    def verify(self, head: str = "") -> Verdict:
        """Check the whole chain up to where it breaks; look for the seal with the hash `head`.

        Raises `audit.partial` for a login that does not see every row.
        """
        if not self._connection.execute(text("SELECT sees_all()")).scalar_one():
            raise DomainError("audit.partial")
        seals = self._connection.execute(_SEALS).all()
        hashes = {seal.hash.hex(): seal.number for seal in seals}
        count = _Count()
        return Verdict(
            broken=self._first_broken(seals, count),
            seals=len(seals),
            rows=count.rows,
            erased=count.erased,
            unsealed=self._connection.execute(_UNSEALED).scalar_one(),
            head=seals[-1].hash.hex() if seals else "",
            unguarded=unguarded(self._connection, _GUARDED),
            anchored=hashes.get(head.strip().lower()),
        )

    def _first_broken(self, seals: "Iterable[DbRow[Any]]", count: _Count) -> Broken | None:
        previous = FIRST
        for number, seal in enumerate(seals, 1):
            if seal.number != number:
                return Broken(number, None, Fault.MISSING)
            if seal.previous != previous or seal.hash != _seal_hash(seal):
                return Broken(number, None, Fault.CHANGED)
            if (found := self._broken_in(seal, count)) is not None:
                return found
            previous = seal.hash
        added = self._connection.execute(_ADDED).first()
        return None if added is None else Broken(added.seal, added.id, Fault.ADDED)

    def _broken_in(self, seal: "DbRow[Any]", count: _Count) -> Broken | None:
        digest, before = hashlib.sha256(), count.rows
        for row in self._rows(seal):
            if row.there is None:
                return Broken(seal.number, row.id, Fault.MISSING)
            if not _holds(row, seal.personal.get(row.kind, {})):
                return Broken(seal.number, row.id, Fault.CHANGED)
            digest.update(row.digest)
            count.rows += 1
            count.erased += row.salt is None
        if digest.digest() == seal.digest:
            return None
        more = count.rows - before - seal.row_count
        fault = Fault.MISSING if more < 0 else Fault.ADDED if more else Fault.CHANGED
        return Broken(seal.number, None, fault)

    def _rows(self, seal: "DbRow[Any]") -> "Iterator[DbRow[Any]]":
        given = {"seal": seal.number, "personal": json.dumps(seal.personal)}
        # After a restore there may be very many under one seal.
        few = {"yield_per": 500}
        yield from self._connection.execute(_ROWS, given, execution_options=few)


def unguarded(connection: Connection, tables: Sequence[str]) -> tuple[str, ...]:
    """Those of the tables whose triggers do not refuse changes as they should."""
    on_guard = set(connection.scalars(_ON_GUARD, {"tables": list(tables)}))
    return tuple(name for name in tables if name not in on_guard)


def _holds(row: "DbRow[Any]", personal: Mapping[str, Any]) -> bool:
    """Whether the row is as it was sealed; of an erased one, whether all but the erased is."""
    if row.salt is None:
        secret = row.secret
        whole = all(_erased(side, personal) for side in (row.before, row.after))
    else:
        hidden = sealed_text(row.before_text, row.after_text)
        secret = hashlib.sha256(row.salt + hidden).digest()
        whole = secret == row.secret
    return whole and row.digest == digest_of(
        str(row.id),
        microseconds(row.at),
        row.who,
        None if row.command_id is None else str(row.command_id),
        row.kind,
        str(row.row_id),
        row.why,
        row.xid,
        row.before_open,
        row.after_open,
        secret.hex(),
    )


def _erased(side: Mapping[str, Any] | None, personal: Mapping[str, Any]) -> bool:
    return side is None or all(side.get(name, empty) == empty for name, empty in personal.items())


def _seal_hash(seal: "DbRow[Any]") -> bytes:
    return digest_of(
        str(seal.number),
        microseconds(seal.at),
        str(seal.cluster),
        str(seal.below),
        str(seal.below_id),
        str(seal.row_count),
        str(seal.first_id),
        str(seal.last_id),
        seal.personal_text,
        seal.previous.hex(),
        seal.digest.hex(),
    )
