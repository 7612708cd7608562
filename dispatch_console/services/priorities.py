"""How urgent tickets are: a change takes along the deadlines that followed from it."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Priority
from dispatch_console.services.context import Context
from dispatch_console.services.sla.settling import settle
from dispatch_console.storage.unit_of_work import Unit


def set_priority(
    ctx: Context, command_id: UUID, tickets: Sequence[TicketId], priority: Priority
) -> ChangeSet:
    """Give all of the tickets this priority, in one transaction. Raises `ticket.gone`.

    Deadlines follow from the policy that is now for the ticket; one agreed upon otherwise stays.
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
        changed = [t for t in rows.values() if t.priority != priority]
        unit.tickets.update([replace(ticket, priority=priority) for ticket in changed])
        settle(unit, [ticket.id for ticket in changed])

    what = f"set_priority {priority.name}"
    return ctx.database.run(work, user=ctx.user, command=command_id, what=what)[1]
