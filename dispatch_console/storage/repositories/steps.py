"""The steps tickets took: from which status to which, when, by whom and why."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, insert, select, text

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.step import Step
from dispatch_console.domain.ticket import HoldReason, Status
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import among
from dispatch_console.storage.text_values import as_json

_S = schema.step.c


class Steps:
    """Written by the database itself; `add` is for what took place before it knew of the ticket."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, tickets: Iterable[TicketId]) -> dict[TicketId, tuple[Step, ...]]:
        """The steps of those tickets that took any, in order of time."""
        found = self._connection.execute(
            select(schema.step)
            .where(among(_S.ticket_id, tickets))
            .order_by(_S.ticket_id, _S.at, _S.id)
        )
        return {
            TicketId(ticket): tuple(map(_step, rows))
            for ticket, rows in groupby(found, key=lambda row: row.ticket_id)
        }

    def of_resolved(self, since: datetime) -> dict[TicketId, tuple[Step, ...]]:
        """The steps of all tickets, mates of crews aside, that were resolved since then."""
        resolved = (
            select(_S.ticket_id)
            .join(schema.ticket, schema.ticket.c.id == _S.ticket_id)
            .where(_S.after == Status.RESOLVED.value, _S.at >= since)
            .where(schema.ticket.c.crew_of.is_(None))
        )
        return self.of(map(TicketId, self._connection.scalars(resolved.distinct())))

    def tell(self, data: Mapping[str, object]) -> None:
        """What is said with the steps that this transaction takes from now on."""
        self._connection.execute(
            text("SELECT set_config('dispatch.step', :data, true)"),
            {"data": as_json(dict(data))},
        )

    def because(self, reason: str) -> None:
        """Why this transaction does what it does from now on, in steps and trail."""
        self._connection.execute(
            text("SELECT set_config('dispatch.why', :reason, true)"), {"reason": reason}
        )

    def add(self, steps: Iterable[Step]) -> None:
        """Enter steps as they are given."""
        rows = [
            {
                "ticket_id": step.ticket_id,
                "at": step.at,
                "who": step.who,
                "before": step.before.value,
                "after": step.after.value,
                "reason": step.reason,
                "hold_reason": step.hold_reason.value,
                "data": dict(step.data),
            }
            for step in steps
        ]
        if rows:
            self._connection.execute(insert(schema.step), rows)


def _step(row: Row[Any]) -> Step:
    return Step(
        id=row.id,
        ticket_id=row.ticket_id,
        at=row.at,
        who=row.who,
        before=Status(row.before),
        after=Status(row.after),
        reason=row.reason,
        hold_reason=HoldReason(row.hold_reason),
        data=row.data,
    )
