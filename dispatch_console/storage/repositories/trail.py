"""What a command changed, from the audit trail, and how to set rows back to what they were."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy import Row as DbRow

from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.storage import schema
from dispatch_console.storage.past import TABLES
from dispatch_console.storage.repositories.values import override_from_json

COUNTED = frozenset({"version", "plan_version", "visit_active"})
"""Columns that the database keeps by itself."""

BOARD_KINDS = [table.name for table in TABLES]

_OF = text(
    "SELECT id, kind, row_id, before, after FROM audit WHERE command_id = :command ORDER BY id"
)

_ROW = text(
    "SELECT a.at, a.who, a.command_id, a.before, a.after, a.why, coalesce(c.what, '') AS what"
    " FROM audit a LEFT JOIN command c ON c.id = a.command_id"
    " WHERE a.kind = :kind AND a.row_id = :row ORDER BY a.id"
)

# A row's lines in trail and feed are of the same transaction, and so of the same moment.
_AFTER = text(
    "SELECT a.row_id, a.at, a.who, a.command_id, a.before, a.after, a.why,"
    " coalesce(c.what, '') AS what"
    " FROM audit a LEFT JOIN command c ON c.id = a.command_id"
    " WHERE a.kind = :kind AND a.row_id = ANY(:ids) AND EXISTS ("
    "  SELECT FROM change_log l WHERE l.kind = a.kind AND l.row_id = a.row_id AND l.at = a.at"
    "  AND l.xid >= pg_snapshot_xmin(CAST(:seen AS pg_snapshot))"
    "  AND NOT pg_visible_in_snapshot(l.xid, CAST(:seen AS pg_snapshot)))"
    " ORDER BY a.id"
)

_LAST = text(
    "SELECT DISTINCT ON (row_id) row_id, who, at FROM audit"
    " WHERE kind = :kind AND row_id = ANY(:ids) ORDER BY row_id, id DESC"
)

_MINUTES = text(
    "SELECT DISTINCT date_trunc('minute', at + interval '59.999999 s') AS minute FROM audit"
    " WHERE kind = ANY(:kinds) AND at > :start - interval '1 minute' AND at <= :end"
    " ORDER BY minute"
)

# A kind at a time, for the index goes by kind and time.
_FIRST_AFTER = text(
    "SELECT min(at) FROM unnest(CAST(:kinds AS text[])) AS k (kind), LATERAL ("
    "SELECT at FROM audit a WHERE a.kind = k.kind AND at > :moment ORDER BY at LIMIT 1) AS found"
)

_LAST_UNTIL = text(
    "SELECT max(at) FROM unnest(CAST(:kinds AS text[])) AS k (kind), LATERAL ("
    "SELECT at FROM audit a WHERE a.kind = k.kind AND at <= :moment ORDER BY at DESC LIMIT 1)"
    " AS found"
)

_VISITS = text(
    "SELECT id, ticket_id, engineer_id, shift_id, lower(during) AS starts, upper(during) AS ends,"
    " travel_s, travel_m, override FROM visit WHERE id = ANY(:ids)"
)

Values = Mapping[str, Any]
"""Column → value, as the audit trail keeps rows."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row before and after a command; `before` is None for a new row, `after` for one gone."""

    kind: str
    row_id: int
    before: Values | None
    after: Values | None

    @property
    def columns(self) -> frozenset[str]:
        """Those that differ; all of them for a row that is new or gone."""
        before, after = self.before or {}, self.after or {}
        names = (before.keys() | after.keys()) - COUNTED
        return frozenset(name for name in names if before.get(name) != after.get(name))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trail about a row: when, by whom, in which command, called what, and why."""

    at: datetime
    who: str
    command: UUID | None
    what: str
    why: str
    change: RowChange


class Trail:
    """The audit trail as the current transaction sees it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, command: UUID) -> tuple[RowChange, ...]:
        """The net change of each row the command touched, those first touched first."""
        found: dict[tuple[str, int], RowChange] = {}
        for row in self._connection.execute(_OF, {"command": command}):
            key = (row.kind, row.row_id)
            before = found[key].before if key in found else row.before
            found[key] = RowChange(row.kind, row.row_id, before, row.after)
        return tuple(change for change in found.values() if change.columns)

    def about(self, kind: str, row_id: int) -> tuple[Entry, ...]:
        """All that happened to the row, the first thing first."""
        rows = self._connection.execute(_ROW, {"kind": kind, "row": row_id})
        return tuple(_entry(kind, row_id, row) for row in rows)

    def after(self, cursor: str, kind: str, ids: Iterable[int]) -> dict[int, tuple[Entry, ...]]:
        """What happened to each of the rows that a reader at `cursor` of the feed has not seen."""
        found: dict[int, list[Entry]] = {}
        asked = {"kind": kind, "ids": sorted(ids), "seen": cursor.partition("/")[2]}
        for row in self._connection.execute(_AFTER, asked):
            found.setdefault(row.row_id, []).append(_entry(kind, row.row_id, row))
        return {key: tuple(entries) for key, entries in found.items()}

    def now(self, kind: str, ids: Iterable[int]) -> dict[int, Values]:
        """The rows as they are, in the form of the trail; those that are gone are left out."""
        table = schema.metadata.tables[kind].name
        rows = self._connection.execute(
            text(f"SELECT id, to_jsonb(t) AS row FROM {table} t WHERE id = ANY(:ids)"),
            {"ids": sorted(ids)},
        )
        return {row.id: row.row for row in rows}

    def last_by(self, kind: str, ids: Iterable[int]) -> dict[int, tuple[str, datetime]]:
        """Who changed each of the rows last, and when."""
        rows = self._connection.execute(_LAST, {"kind": kind, "ids": sorted(ids)})
        return {row.row_id: (row.who, row.at) for row in rows}

    def minutes(self, start: datetime, end: datetime) -> tuple[datetime, ...]:
        """The full minutes from `start` to `end` that something of the board had changed before,
        within the minute."""
        given = {"kinds": BOARD_KINDS, "start": start, "end": end}
        return tuple(self._connection.scalars(_MINUTES, given))

    def first_after(self, moment: datetime) -> datetime | None:
        """When something of the board changed next."""
        given = {"kinds": BOARD_KINDS, "moment": moment}
        return self._connection.execute(_FIRST_AFTER, given).scalar_one()

    def last_until(self, moment: datetime) -> datetime | None:
        """When something of the board had changed last."""
        given = {"kinds": BOARD_KINDS, "moment": moment}
        return self._connection.execute(_LAST_UNTIL, given).scalar_one()

    def visits(self, ids: Iterable[int]) -> dict[int, PlannedVisit]:
        """Visits by their row, those of the past too."""
        return {
            row.id: PlannedVisit(
                ticket_id=TicketId(row.ticket_id),
                engineer_id=EngineerId(row.engineer_id),
                shift_id=ShiftId(row.shift_id),
                start=row.starts,
                end=row.ends,
                travel_s=row.travel_s,
                travel_m=row.travel_m,
                override=override_from_json(row.override),
            )
            for row in self._connection.execute(_VISITS, {"ids": sorted(ids)})
        }

    def restore(self, kind: str, values: Values) -> None:
        """Put a row back that was deleted, under the id it had, in the form of the trail."""
        table = schema.metadata.tables[kind].name
        names = ", ".join(sorted(values.keys() & set(schema.metadata.tables[kind].c.keys())))
        self._connection.execute(
            text(
                f"INSERT INTO {table} ({names}) SELECT {names} FROM"
                f" jsonb_populate_record(NULL::{table}, CAST(:values AS jsonb))"
            ),
            {"values": json.dumps(dict(values))},
        )

    def set_back(self, kind: str, row_id: int, values: Values) -> None:
        """Give the row's columns these values, in the form of the trail."""
        table = schema.metadata.tables[kind]
        names = sorted(values.keys() & set(table.c.keys()) - {"id", *COUNTED})
        if not names:
            return
        pairs = ", ".join(f"{name} = old.{name}" for name in names)
        self._connection.execute(
            text(
                f"UPDATE {table.name} AS row SET {pairs} FROM"
                f" jsonb_populate_record(NULL::{table.name}, CAST(:values AS jsonb)) AS old"
                " WHERE row.id = :id"
            ),
            {"id": row_id, "values": json.dumps(dict(values))},
        )


def _entry(kind: str, row_id: int, row: DbRow[Any]) -> Entry:
    change = RowChange(kind, row_id, row.before, row.after)
    return Entry(row.at, row.who, row.command_id, row.what, row.why, change)
