"""Parts asked for by tickets that have ended: nobody gets them, and what was kept is free again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from dispatch_console.domain.ids import RequisitionId, TicketId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.requisition import ENDED, OUT, State
from dispatch_console.domain.ticket import Status
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Repositories, Unit

EVERY = timedelta(minutes=15)
GRACE = timedelta(hours=1)
"""So long a step can be undone and finds its parts as they were."""

OVER = frozenset({Status.CLOSED, Status.ARCHIVED, Status.CANCELLED})
"""Statuses in which nothing is used any more. One that was resolved may come back."""


def going_on(rows: Repositories, tickets: Iterable[TicketId]) -> dict[TicketId, Status]:
    """The status of each ticket that this login sees; of one that was merged, that of the one it
    goes on in."""
    found: dict[TicketId, Status] = {}
    for key in set(tickets):
        ticket = rows.tickets.get([key]).get(key)
        while ticket is not None and ticket.merged_into is not None:
            ticket = rows.tickets.get([ticket.merged_into]).get(ticket.merged_into)
        if ticket is not None:
            found[key] = ticket.status
    return found


def in_vain(rows: Repositories, tickets: Iterable[TicketId]) -> frozenset[TicketId]:
    """Those of the tickets that are known to need no part any more."""
    return frozenset(key for key, status in going_on(rows, tickets).items() if status not in OPEN)


def cancel_left(ctx: Context) -> int:
    """The duty: cancel what has not left the warehouse for a ticket that ended a while ago.

    Returns how many there were. Raises ``database.…``.
    """
    with ctx.database.snapshot() as snap:
        left = [row for row in snap.requisitions.under_way().values() if row.state not in OUT]
        status = going_on(snap, (row.ticket_id for row in left))
        ended = [row for row in left if status.get(row.ticket_id) in OVER]
        steps = snap.steps.of({row.ticket_id for row in ended})
        until = snap.now() - GRACE
        # A ticket that was imported has no steps: it ended before it came.
        due = [
            row.id
            for row in ended
            if all(step.at <= until for step in steps.get(row.ticket_id, ())[-1:])
        ]
    return sum(_cancel(ctx, key) for key in due)


def _cancel(ctx: Context, key: RequisitionId) -> bool:
    def work(unit: Unit) -> bool:
        row = unit.requisitions.lock([key]).get(key)
        if row is None or row.state in ENDED | OUT:
            return False
        if going_on(unit, [row.ticket_id]).get(row.ticket_id) not in OVER:
            return False
        unit.requisitions.write(replace(row, state=State.CANCELLED, serials=(), expected_at=None))
        return True

    return ctx.database.run(work, user=ctx.user, what="parts.cancel")[0]
