"""What a ticket has taught, read from it and its steps."""

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.knowledge.from_ticket import Experience, experience
from dispatch_console.services.context import Context


def experience_of(ctx: Context, ticket: TicketId) -> Experience:
    """What an article about the ticket can begin with. Raises `ticket.gone`."""
    with ctx.database.snapshot() as snap:
        found = snap.tickets.get([ticket]).get(ticket)
        if found is None:
            raise DomainError("ticket.gone", number=ticket)
        steps = snap.steps.of([ticket]).get(ticket, ())
    return experience(found, tuple(step.reason for step in steps))
