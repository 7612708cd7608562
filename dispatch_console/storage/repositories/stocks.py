"""Stock: how much lies where, and the moves it comes from."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, insert, select, tuple_
from sqlalchemy import Row as DbRow

from dispatch_console.domain.ids import (
    MoveId,
    PartId,
    PlaceId,
    RequisitionId,
    SerialId,
    TicketId,
)
from dispatch_console.domain.stock import Line, Move, MoveKind, PlaceKind, Stock
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import among

Shelf = tuple[PartId, PlaceId]
"""A part at a place."""


class Stocks:
    """Stock on one connection. It changes by moves alone, which stay for good."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def every(self) -> dict[Shelf, Stock]:
        """All there is, places that only balance included."""
        return self._found(select(schema.stock))

    def lock(self, shelves: Iterable[Shelf]) -> dict[Shelf, Stock]:
        """Those of the shelves that are known, locked in order of part and place."""
        wanted = sorted(set(shelves))
        if not wanted:
            return {}
        columns = tuple_(schema.stock.c.part_id, schema.stock.c.place_id)
        return self._found(
            select(schema.stock)
            .where(columns.in_(wanted))
            .order_by(schema.stock.c.part_id, schema.stock.c.place_id)
            .with_for_update()
        )

    def post(
        self,
        kind: MoveKind,
        lines: Sequence[Line],
        *,
        reason: str = "",
        who: str = "",
        ticket: TicketId | None = None,
        requisition: RequisitionId | None = None,
    ) -> MoveId:
        """Enter a move with all its lines, which must sum to zero (`domain.stock`)."""
        move = self._connection.execute(
            insert(schema.stock_move)
            .values(
                kind=kind.value,
                who=who,
                why=reason,
                ticket_id=ticket,
                requisition_id=requisition,
            )
            .returning(schema.stock_move.c.id)
        ).scalar_one()
        # One statement: the database looks at a move as a whole.
        self._connection.execute(
            insert(schema.stock_line).values(
                [
                    {
                        "move_id": move,
                        "part_id": line.part_id,
                        "place_id": line.place_id,
                        "quantity": line.quantity,
                        "unit_cost": line.unit_cost,
                        "currency": line.currency,
                        "serial_id": line.serial_id,
                    }
                    for line in lines
                ]
            )
        )
        return MoveId(move)

    def moves(self, limit: int) -> tuple[Move, ...]:
        """The last moves, the newest first."""
        return self._moves(select(schema.stock_move).limit(limit))

    def of_ticket(self, ticket: TicketId) -> tuple[Move, ...]:
        """All moves for a ticket, the newest first."""
        return self._moves(select(schema.stock_move).where(schema.stock_move.c.ticket_id == ticket))

    def used_for(self, tickets: Iterable[TicketId]) -> dict[TicketId, tuple[Line, ...]]:
        """What went into the customer's devices, of those tickets that anything was used for."""
        line, move, place = schema.stock_line, schema.stock_move, schema.stock_place
        rows = self._connection.execute(
            select(line, move.c.ticket_id)
            .join(move, move.c.id == line.c.move_id)
            .join(place, place.c.id == line.c.place_id)
            .where(among(move.c.ticket_id, tickets), place.c.kind == PlaceKind.USED.value)
            .order_by(line.c.id)
        )
        found: dict[TicketId, list[Line]] = defaultdict(list)
        for row in rows:
            found[TicketId(row.ticket_id)].append(_line(row))
        return {key: tuple(lines) for key, lines in found.items()}

    def _found(self, statement: Select[Any]) -> dict[Shelf, Stock]:
        return {
            (row.part_id, row.place_id): Stock(
                row.part_id, row.place_id, row.quantity, row.reserved
            )
            for row in self._connection.execute(statement)
        }

    def _moves(self, statement: Select[Any]) -> tuple[Move, ...]:
        rows = self._connection.execute(statement.order_by(schema.stock_move.c.id.desc())).all()
        lines: dict[int, list[Line]] = defaultdict(list)
        found = self._connection.execute(
            select(schema.stock_line)
            .where(among(schema.stock_line.c.move_id, [row.id for row in rows]))
            .order_by(schema.stock_line.c.id)
        )
        for row in found:
            lines[row.move_id].append(_line(row))
        return tuple(
            Move(
                id=MoveId(row.id),
                kind=MoveKind(row.kind),
                at=row.at,
                who=row.who,
                reason=row.why,
                ticket_id=row.ticket_id,
                requisition_id=row.requisition_id,
                lines=tuple(lines[row.id]),
            )
            for row in rows
        )


def _line(row: DbRow[Any]) -> Line:
    return Line(
        PartId(row.part_id),
        PlaceId(row.place_id),
        row.quantity,
        row.unit_cost,
        row.currency,
        None if row.serial_id is None else SerialId(row.serial_id),
    )
