"""Requisitions of parts for tickets, and up to what amount who may grant them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row as DbRow
from sqlalchemy import func, select, text, update

from dispatch_console.domain.ids import PartId, RequisitionId, SerialId, TicketId
from dispatch_console.domain.requisition import ENDED, Limit, Requisition, State
from dispatch_console.domain.roles import Role
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import Keyed, Values, among


class Requisitions(Keyed[RequisitionId, Requisition]):
    """Requisitions; numbers, who asked and who decided are the database's to say."""

    table = schema.requisition

    def of_ticket(self, ticket: TicketId) -> dict[RequisitionId, Requisition]:
        """All of a ticket, those that have ended too."""
        return self._by_id(self._select().where(self.table.c.ticket_id == ticket))

    def under_way(self) -> dict[RequisitionId, Requisition]:
        """All that have not ended."""
        ended = sorted(state.value for state in ENDED)
        return self._by_id(self._select().where(~among(self.table.c.state, ended)))

    def waiting(self, parts: Iterable[PartId]) -> dict[RequisitionId, Requisition]:
        """Those that wait for one of these parts, locked."""
        return self._by_id(
            self._select()
            .where(self.table.c.state == State.WAITING.value, among(self.table.c.part_id, parts))
            .with_for_update(key_share=True)
        )

    def promised(self, part: PartId, place: int) -> dict[RequisitionId, Requisition]:
        """Those that a part at a place is kept for, locked."""
        states = [State.RESERVED.value, State.PICKED.value]
        return self._by_id(
            self._select()
            .where(
                among(self.table.c.state, states),
                self.table.c.part_id == part,
                self.table.c.place_id == place,
            )
            .with_for_update(key_share=True)
        )

    def write(self, row: Requisition) -> None:
        """Its state and what goes with it; what was asked for stays as it is."""
        self._connection.execute(
            update(self.table)
            .where(self.table.c.id == row.id)
            .values(
                state=row.state.value,
                place_id=row.place_id,
                target_id=row.target_id,
                expected_at=row.expected_at,
                used=row.used,
                serials=list(row.serials),
                why=row.reason,
                decided_by=row.decided_by,
            )
        )

    def hold_ticket(self, ticket: TicketId, now: datetime, *, entering: bool) -> None:
        """Have the ticket wait for its parts, or go on; see revision 0011."""
        self._connection.execute(select(func.hold_for_parts(ticket, now, entering)))

    def limits(self) -> dict[Role, Limit]:
        """Up to what amount each role may approve; a role that is missing may not."""
        rows = self._connection.execute(select(schema.approval_limit))
        return {Role(row.role): Limit(Role(row.role), row.amount, row.currency) for row in rows}

    def set_limit(self, limit: Limit) -> None:
        """Another amount for a role that may approve."""
        self._connection.execute(
            update(schema.approval_limit)
            .where(schema.approval_limit.c.role == limit.role.value)
            .values(amount=limit.amount, currency=limit.currency)
        )

    def _insert(self, rows: Any) -> list[RequisitionId]:
        numbers = self._connection.scalars(
            text("SELECT requisition_number() FROM generate_series(1, :count)"),
            {"count": len(rows)},
        ).all()
        named = [row | {"number": number} for row, number in zip(rows, numbers, strict=True)]
        return super()._insert(named)

    def _values(self, row: Requisition) -> Values:
        return {
            "ticket_id": row.ticket_id,
            "part_id": row.part_id,
            "quantity": row.quantity,
            "state": row.state.value,
            "note": row.note,
            "requested_by": row.requested_by,
            "requested_at": row.requested_at,
        }

    def _row(self, found: DbRow[Any]) -> Requisition:
        return Requisition(
            id=RequisitionId(found.id),
            number=found.number,
            ticket_id=TicketId(found.ticket_id),
            part_id=PartId(found.part_id),
            quantity=found.quantity,
            state=State(found.state),
            place_id=found.place_id,
            target_id=found.target_id,
            expected_at=found.expected_at,
            used=found.used,
            serials=tuple(map(SerialId, found.serials)),
            note=found.note,
            reason=found.why,
            requested_by=found.requested_by,
            requested_at=found.requested_at,
            decided_by=found.decided_by,
            version=found.version,
        )
