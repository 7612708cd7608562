"""Rates, what people entered on costs, and the visits that took place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete, text
from sqlalchemy import Row as DbRow

from dispatch_console.domain.cost import Rate, RateKind, Scope, Work
from dispatch_console.domain.ids import CostEntryId, RateId, TicketId
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import Keyed, Values, among


@dataclass(frozen=True, slots=True, kw_only=True)
class CostEntry:
    """An outside service, or with `corrects` another cost and price for the line of that key.

    Who entered it the database says.
    """

    id: CostEntryId
    ticket_id: TicketId
    corrects: str | None = None
    what: str = ""
    document: str = ""
    on: date
    cost: Decimal
    price: Decimal
    currency: str
    reason: str = ""
    entered_by: str = ""
    version: int = 1


class Rates(Keyed[RateId, Rate]):
    """Rates; only who may see costs sees any."""

    table = schema.rate

    def end(self, key: RateId, on: date) -> None:
        """Let it hold until that day and no longer."""
        self._connection.execute(
            schema.rate.update().where(schema.rate.c.id == key).values(until=on)
        )

    def remove(self, key: RateId) -> bool:
        """Take it away as if it had never been; whether it was there."""
        gone = delete(self.table).where(self.table.c.id == key).returning(self.table.c.id)
        return self._connection.execute(gone).first() is not None

    def _values(self, row: Rate) -> Values:
        return {
            "kind": row.kind.value,
            "scope": row.scope.value,
            "of": row.of,
            "cost": row.cost,
            "price": row.price,
            "currency": row.currency,
            "overtime": row.overtime,
            "since": row.since,
            "until": row.until,
        }

    def _row(self, found: DbRow[Any]) -> Rate:
        return Rate(
            id=RateId(found.id),
            kind=RateKind(found.kind),
            scope=Scope(found.scope),
            of=found._mapping["of"],
            cost=found.cost,
            price=found.price,
            currency=found.currency,
            overtime=found.overtime,
            since=found.since,
            until=found.until,
            version=found.version,
        )


class CostEntries(Keyed[CostEntryId, CostEntry]):
    """What people entered, by ticket."""

    table = schema.cost_entry

    def of(self, tickets: Iterable[TicketId]) -> dict[TicketId, tuple[CostEntry, ...]]:
        """The entries of those tickets that have any, in the order they were made."""
        found: dict[TicketId, tuple[CostEntry, ...]] = {}
        chosen = self._select().where(among(self.table.c.ticket_id, tickets))
        for entry in self._by_id(chosen).values():
            found[entry.ticket_id] = (*found.get(entry.ticket_id, ()), entry)
        return found

    def correct(self, entry: CostEntry) -> None:
        """Enter a correction, in place of one of the same line that is there."""
        there = next(
            (e for e in self.of([entry.ticket_id]).get(entry.ticket_id, ())
             if e.corrects == entry.corrects),
            None,
        )  # fmt: skip
        if there is None:
            self._insert([self._values(entry)])
        else:
            changed = self.table.update().where(self.table.c.id == there.id)
            self._connection.execute(changed.values(**self._values(entry)))

    def remove(self, ticket: TicketId, *, key: CostEntryId | None = None, corrects: str) -> bool:
        """Take an entry and what corrects the line `corrects` away; whether any was there."""
        column = self.table.c
        chosen = column.corrects == corrects
        if key is not None:
            chosen |= column.id == key
        gone = delete(self.table).where(column.ticket_id == ticket, chosen).returning(column.id)
        return bool(self._connection.execute(gone).all())

    def _values(self, row: CostEntry) -> Values:
        return {
            "ticket_id": row.ticket_id,
            "corrects": row.corrects,
            "what": row.what,
            "document": row.document,
            "on": row.on,
            "cost": row.cost,
            "price": row.price,
            "currency": row.currency,
            "why": row.reason,
        }

    def _row(self, found: DbRow[Any]) -> CostEntry:
        return CostEntry(
            id=CostEntryId(found.id),
            ticket_id=TicketId(found.ticket_id),
            corrects=found.corrects,
            what=found.what,
            document=found.document,
            on=found.on,
            cost=found.cost,
            price=found.price,
            currency=found.currency,
            reason=found.why,
            entered_by=found.entered_by,
            version=found.version,
        )


# A visit that was its ticket's while that was worked on or done took place, whatever came after it
# (a reopened ticket loses its visit and gets another). Of those of one engineer that overlap, the
# later row says how it came to be.
TOOK_PLACE = (
    "WITH mine AS ("
    "  SELECT id, coalesce(crew_of, id) AS whole, visit_id, status FROM ticket"
    "  WHERE id = ANY(:ids) OR crew_of = ANY(:ids)"
    "), done AS ("
    "  SELECT whole, visit_id FROM mine WHERE visit_id IS NOT NULL AND status = ANY(:worked)"
    "  UNION"
    "  SELECT m.whole, (a.before ->> 'visit_id')::bigint FROM audit a JOIN mine m"
    "  ON a.kind = 'ticket' AND a.row_id = m.id"
    "  WHERE a.before ->> 'visit_id' IS NOT NULL AND a.before ->> 'status' = ANY(:worked)"
    "), visits AS (SELECT d.whole, v.* FROM done d JOIN visit v ON v.id = d.visit_id)"
)
"""Begins a statement: the `visits` that took place for the tickets `:ids` (`whole`) while `:worked`
on."""

_WORKS = text(
    TOOK_PLACE + " SELECT v.whole, v.id, lower(v.during) AS starts, upper(v.during) AS ends,"
    " v.travel_s, v.travel_m, e.number, e.name, e.team, s.start_at, s.end_at"
    " FROM visits v JOIN engineer e ON e.id = v.engineer_id JOIN shift s ON s.id = v.shift_id"
    " WHERE NOT EXISTS (SELECT FROM visits o WHERE o.whole = v.whole AND o.id > v.id"
    "  AND o.engineer_id = v.engineer_id AND o.during && v.during)"
    " ORDER BY v.whole, lower(v.during), v.id"
)

WORKED = ["in_progress", "resolved", "confirmed", "closed", "archived"]

_CLOSED = text(
    "SELECT ticket_id, max(at) AS at FROM step WHERE after = 'closed'"
    " AND ticket_id IN (SELECT id FROM ticket WHERE crew_of IS NULL)"
    " GROUP BY ticket_id HAVING max(at) >= :start AND max(at) < :end"
)


class Works:
    """Visits that took place, and when tickets were closed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, tickets: Iterable[TicketId]) -> dict[TicketId, tuple[Work, ...]]:
        """The visits that took place for the tickets and their mates, in order of time."""
        found: dict[TicketId, tuple[Work, ...]] = {}
        given = {"ids": sorted(tickets), "worked": WORKED}
        for row in self._connection.execute(_WORKS, given):
            work = Work(
                visit=row.id,
                engineer=row.name,
                number=row.number,
                team=row.team,
                start=row.starts,
                end=row.ends,
                shift_start=row.start_at,
                shift_end=row.end_at,
                travel_s=row.travel_s,
                travel_m=row.travel_m,
            )
            found[row.whole] = (*found.get(row.whole, ()), work)
        return found

    def closed(self, start: datetime, end: datetime) -> dict[TicketId, datetime]:
        """The tickets that were closed (for the last time) from `start` to before `end`."""
        rows = self._connection.execute(_CLOSED, {"start": start, "end": end})
        return {TicketId(row.ticket_id): row.at for row in rows}
