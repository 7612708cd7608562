"""The hash chain over the audit trail.

Adding to it is the database's own (`seal_audit` of revision 0007). `docs/audit.md` says what is
hashed in which form.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row as DbRow
from sqlalchemy import text

from dispatch_console.storage.repositories.seal_chain import SealChain
from dispatch_console.storage.repositories.sealed_text import digest_of, microseconds, sealed_text

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


class Seals(SealChain):
    """The seals over the trail."""

    GUARDED = ("audit", "audit_digest", "audit_seal")
    SEALS, ROWS, ADDED, UNSEALED = _SEALS, _ROWS, _ADDED, _UNSEALED

    def add(self, most: int) -> int:
        """Seal up to `most` rows of finished transactions that are not sealed yet; how many."""
        return self._connection.execute(_SEAL, {"most": most}).scalar_one()

    def _asked(self, seal: "DbRow[Any]") -> Mapping[str, object]:
        return {"seal": seal.number, "personal": json.dumps(seal.personal)}

    def _holds(self, row: "DbRow[Any]", seal: "DbRow[Any]") -> bool:
        self._erased += row.salt is None
        return _holds(row, seal.personal.get(row.kind, {}))

    def _hash(self, seal: "DbRow[Any]") -> bytes:
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
