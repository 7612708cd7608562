"""How urgent tickets are: a change takes along the deadlines that followed from it."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.sla import deadlines
from dispatch_console.domain.ticket import Priority, Ticket
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Unit


def set_priority(
    ctx: Context, command_id: UUID, tickets: Sequence[TicketId], priority: Priority
) -> ChangeSet:
    """Give all of the tickets this priority, in one transaction. Raises `ticket.gone`.

    A deadline that the old priority had set is set anew by the new one; one agreed upon otherwise
    stays.
    """

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        asked = unit.tickets.get(tickets)
        for key in tickets:
            if key not in asked:
                raise DomainError("ticket.gone", number=key)
        # Mates follow their ticket.
        rows = unit.tickets.lock({ticket.whole for ticket in asked.values()})
        unit.tickets.update(
            [with_priority(t, priority) for t in rows.values() if t.priority != priority]
        )

    what = f"set_priority {priority.name}"
    return ctx.database.run(work, user=ctx.user, command=command_id, what=what)[1]


def with_priority(ticket: Ticket, priority: Priority) -> Ticket:
    """The ticket of this priority, with the deadlines that follow from it."""
    old_response, old_resolution = deadlines(ticket.priority, ticket.created_at)
    response, resolution = deadlines(priority, ticket.created_at)
    return replace(
        ticket,
        priority=priority,
        response_due=response if ticket.response_due == old_response else ticket.response_due,
        resolution_due=(
            resolution if ticket.resolution_due == old_resolution else ticket.resolution_due
        ),
    )
