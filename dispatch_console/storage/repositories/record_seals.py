"""The hash chain over commands and plans, as `seals` has one over the audit trail.

A seal covers all rows of finished transactions that none before it has (`seal_record` of revision
0023).
"""

from typing import Any

from sqlalchemy import Row as DbRow
from sqlalchemy import text

from dispatch_console.storage.repositories.seal_chain import SealChain
from dispatch_console.storage.repositories.sealed_text import digest_of, microseconds

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


class RecordSeals(SealChain):
    """The seals over commands and plans."""

    GUARDED = ("command", "plan", "record_seal", "record_digest")
    SEALS, ROWS, ADDED, UNSEALED = _SEALS, _ROWS, _ADDED, _UNSEALED

    def add(self) -> int:
        """Seal all that is finished and not sealed yet; how many rows."""
        return self._connection.execute(_SEAL).scalar_one()

    def _kind(self, row: "DbRow[Any]") -> str | None:
        return row.kind

    def _holds(self, row: "DbRow[Any]", seal: "DbRow[Any]") -> bool:
        return row.digest == digest_of(*_words(row))

    def _hash(self, seal: "DbRow[Any]") -> bytes:
        return digest_of(
            str(seal.number),
            microseconds(seal.at),
            str(seal.cluster),
            str(seal.below),
            str(seal.row_count),
            seal.previous.hex(),
            seal.digest.hex(),
        )


def _words(row: "DbRow[Any]") -> tuple[str | None, ...]:
    common = (row.kind, str(row.id), row.xid, microseconds(row.at), row.who)
    if row.kind == "command":
        return (*common, row.what)
    return (*common, row.figures, row.objective, row.input_hash)
