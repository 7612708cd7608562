"""Shifts with their breaks."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Interval,
    Select,
    case,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy import Row as DbRow

from dispatch_console.domain.engineer import Shift, cut_short
from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import Keyed, Values, among
from dispatch_console.storage.repositories.values import breaks_from_json, breaks_to_json

_DAY = literal_column("interval '1 day'", Interval)

# Engineer and time find the visits by the index that also keeps them from being double booked.
_DONE = (
    select(func.count())
    .select_from(schema.visit)
    .join(schema.ticket, schema.ticket.c.visit_id == schema.visit.c.id)
    .where(
        schema.visit.c.active,
        func.int8range(schema.visit.c.engineer_id, schema.visit.c.engineer_id, "[]").op("&&")(
            func.int8range(schema.shift.c.engineer_id, schema.shift.c.engineer_id, "[]")
        ),
        schema.visit.c.during.op("&&")(
            func.tstzrange(schema.shift.c.start_at - _DAY, schema.shift.c.end_at + _DAY)
        ),
        schema.visit.c.shift_id == schema.shift.c.id,
        not_(among(schema.ticket.c.status, sorted(OPEN))),
        # What came on top of the limit takes nothing of it away.
        not_(func.coalesce(schema.visit.c.override["rules"].has_key("max_tickets"), False)),
    )
    .correlate(schema.shift)
    .scalar_subquery()
)


class Shifts(Keyed[ShiftId, Shift]):
    """Shifts; `upsert` finds one by engineer and start."""

    table = schema.shift
    natural = ("engineer_id", "start_at")

    def on_board(self, since: datetime) -> dict[ShiftId, Shift]:
        """Shifts of active engineers that end (overtime included) after `since`.

        Older ones too as long as an open ticket's visit belongs to them. Not those whose engineer
        was off before they began.
        """
        second = literal_column("interval '1 second'", Interval)
        ends = self.table.c.end_at + self.table.c.overtime_s * second
        in_use = exists().where(
            schema.visit.c.shift_id == self.table.c.id,
            schema.visit.c.active,
            schema.visit.c.ticket_id == schema.ticket.c.id,
            among(schema.ticket.c.status, sorted(OPEN)),
        )
        return self._by_id(
            self._select()
            .join(schema.engineer, schema.engineer.c.id == self.table.c.engineer_id)
            .where(schema.engineer.c.active, or_(ends > since, in_use), self._worked())
        )

    def between(
        self, start: datetime, end: datetime, engineer: EngineerId | None = None
    ) -> tuple[Shift, ...]:
        """Those that begin from `start` on and before `end`, in order of time; all, or one
        engineer's.

        Not those whose engineer was off before they began."""
        begins = self.table.c.start_at
        chosen = [begins >= start, begins < end, self._worked()]
        if engineer is not None:
            chosen.append(self.table.c.engineer_id == engineer)
        found = self._by_id(self._select().where(*chosen)).values()
        return tuple(sorted(found, key=lambda shift: (shift.start, shift.id)))

    def mark_off(
        self, engineer: EngineerId, start: datetime, until: datetime | None
    ) -> frozenset[ShiftId]:
        """Off from `start` on: all of the engineer's shifts that begin before `until`; which."""
        found = self._during(engineer, start, until or datetime.max.replace(tzinfo=UTC))
        self._connection.execute(
            update(self.table)
            .where(among(self.table.c.id, found))
            .values(off_from=func.least(self.table.c.off_from, start))
        )
        return found

    def mark_back(self, engineer: EngineerId, now: datetime) -> None:
        """No longer off: the engineer's shifts that end after `now`."""
        self._connection.execute(
            update(self.table)
            .where(
                self.table.c.engineer_id == engineer,
                self.table.c.end_at > now,
                self.table.c.off_from.is_not(None),
            )
            .values(off_from=None)
        )

    def lend(
        self, engineer: EngineerId, region: RegionId | None, start: datetime, end: datetime
    ) -> frozenset[ShiftId]:
        """To `region` (None: back to their own) for the engineer's shifts in the span; which."""
        found = self._during(engineer, start, end)
        self._connection.execute(
            update(self.table).where(among(self.table.c.id, found)).values(lent_to=region)
        )
        return found

    def of_engineers(self, engineers: Iterable[EngineerId]) -> frozenset[ShiftId]:
        """The ids of all their shifts."""
        ids = select(self.table.c.id).where(among(self.table.c.engineer_id, engineers))
        return frozenset(map(ShiftId, self._connection.scalars(ids)))

    def _during(self, engineer: EngineerId, start: datetime, end: datetime) -> frozenset[ShiftId]:
        found = select(self.table.c.id).where(
            self.table.c.engineer_id == engineer,
            self.table.c.end_at > start,
            self.table.c.start_at < end,
        )
        return frozenset(map(ShiftId, self._connection.scalars(found)))

    def _worked(self) -> ColumnElement[bool]:
        off_from = self.table.c.off_from
        return or_(off_from.is_(None), off_from > self.table.c.start_at)

    def _select(self) -> Select[Any]:
        done = case((self.table.c.max_tickets.is_(None), 0), else_=_DONE)
        return select(self.table, done.label("done"))

    def _values(self, row: Shift) -> Values:
        return {
            "engineer_id": row.engineer_id,
            "start_at": row.start,
            "end_at": row.end,
            "overtime_s": row.overtime_s,
            "breaks": breaks_to_json(row.breaks),
            "max_tickets": row.max_tickets,
        }

    def _row(self, found: DbRow[Any]) -> Shift:
        whole = Shift(
            id=ShiftId(found.id),
            engineer_id=EngineerId(found.engineer_id),
            start=found.start_at,
            end=found.end_at,
            overtime_s=found.overtime_s,
            breaks=breaks_from_json(found.breaks),
            max_tickets=found.max_tickets,
            done=found.done,
            lent_to=None if found.lent_to is None else RegionId(found.lent_to),
            version=found.version,
        )
        return whole if found.off_from is None else cut_short(whole, found.off_from)
