"""The change feed: what has changed since a reader last looked.

A cursor is the database's epoch and the reader's snapshot (its lowest and highest transaction and
those in progress). The next read takes the log rows of transactions that snapshot could not see.
Numbers alone would not do: they are given before commit, so a row with a lower number may appear
after a higher one was read, and a reader that keeps only the highest number never sees it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, select, text

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId, TicketId
from dispatch_console.storage import schema
from dispatch_console.storage.version import require_reader

CHANNEL = "dispatch_changes"
"""Notified, with an empty payload, by every transaction that changes a row."""

_VISITS_TO_TICKETS = (
    " SELECT DISTINCT CASE kind WHEN 'visit' THEN 'ticket' ELSE kind END AS kind,"
    " CASE kind WHEN 'visit' THEN (SELECT ticket_id FROM visit WHERE visit.id = row_id)"
    " ELSE row_id END AS row_id FROM changed"
)

_SINCE = text(
    "WITH changed AS (SELECT kind, row_id FROM change_log"
    " WHERE xid >= pg_snapshot_xmin(CAST(:seen AS pg_snapshot))"
    " AND NOT pg_visible_in_snapshot(xid, CAST(:seen AS pg_snapshot)))" + _VISITS_TO_TICKETS
)

_HERE = text(
    "WITH changed AS (SELECT kind, row_id FROM change_log"
    " WHERE xid = pg_current_xact_id_if_assigned())" + _VISITS_TO_TICKETS
)

_COMMAND = text(
    "WITH changed AS (SELECT kind, row_id FROM audit WHERE command_id = :command)"
    + _VISITS_TO_TICKETS
)

_OF_THE_BOARD = {"ticket", "engineer", "shift", "region", "skill"}

_CATALOGUE = {"skill", "ticket_type", "workflow", "custom_field"}

_STANDING = text("SELECT db_epoch, min_reader FROM meta")

_OUT_OF_REACH = text(
    "SELECT pg_snapshot_xmin(CAST(:seen AS pg_snapshot)) > pg_snapshot_xmax(pg_current_snapshot())"
    " OR coalesce(trimmed_to >= pg_snapshot_xmin(CAST(:seen AS pg_snapshot)), false) FROM meta"
)

# A cursor has all of the transactions below its lowest one, so the highest that was trimmed tells
# which cursors lack nothing, in whatever order the transactions ended.
_TRIM = text(
    "WITH gone AS (DELETE FROM change_log WHERE at < now() - :older RETURNING xid)"
    " UPDATE meta SET trimmed_to = greatest(trimmed_to, (SELECT max(xid) FROM gone))"
    " WHERE EXISTS (SELECT FROM gone)"
)


@dataclass(frozen=True, slots=True)
class FeedPage:
    """What changed, and whether the catalogue did: skills and definitions, which no patch can
    carry."""

    changes: ChangeSet
    catalogue: bool


class Feed:
    """The feed as the current snapshot sees it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def epoch(self) -> UUID:
        """Which life of the database this is; another one after a restore."""
        return self._connection.execute(select(schema.meta.c.db_epoch)).scalar_one()

    def cursor(self) -> str:
        """Where this snapshot stands; opaque text."""
        seen = self._connection.execute(text("SELECT pg_current_snapshot()::text")).scalar_one()
        return f"{self.epoch()}/{seen}"

    def since(self, cursor: str) -> FeedPage:
        """What this snapshot sees that the one of `cursor` did not.

        Raises `board.reload` if the cursor is of another life of the database, makes no sense or
        may lack rows that were trimmed, `database.schema_newer` if meanwhile the schema became one
        that this console cannot read.
        """
        epoch, _, seen = cursor.partition("/")
        here, oldest_reader = self._connection.execute(_STANDING).one()
        require_reader(self._connection, oldest_reader)
        if epoch != str(here):
            raise DomainError("board.reload")
        if self._connection.execute(_OUT_OF_REACH, {"seen": seen}).scalar_one():
            raise DomainError("board.reload")
        rows = list(self._connection.execute(_SINCE, {"seen": seen}))
        return FeedPage(_change_set(rows), any(kind in _CATALOGUE for kind, _ in rows))

    def trim(self, older: timedelta) -> None:
        """Drop the rows of transactions that began longer ago than `older`."""
        self._connection.execute(_TRIM, {"older": older})

    def changes_of_this_transaction(self) -> ChangeSet:
        """What the current transaction has changed so far."""
        return _change_set(self._connection.execute(_HERE))

    def changes_of_command(self, command: UUID) -> ChangeSet:
        """What a command changed when it was applied."""
        return _change_set(self._connection.execute(_COMMAND, {"command": command}))


def _change_set(rows: Iterable[tuple[str, int | None]]) -> ChangeSet:
    ids: dict[str, set[int]] = {}
    for kind, key in rows:
        if key is None:  # a visit whose ticket is none of this user's
            continue
        ids.setdefault(kind, set()).add(key)
    return ChangeSet(
        tickets=frozenset(map(TicketId, ids.get("ticket", ()))),
        engineers=frozenset(map(EngineerId, ids.get("engineer", ()))),
        shifts=frozenset(map(ShiftId, ids.get("shift", ()))),
        regions=frozenset(map(RegionId, ids.get("region", ()))),
        service=frozenset(ids.keys() - _OF_THE_BOARD),
    )
