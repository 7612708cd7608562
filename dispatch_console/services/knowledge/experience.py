"""What a ticket has taught, read from it, its history and its steps."""

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.knowledge.from_ticket import Experience, experience
from dispatch_console.services.chronicle import events
from dispatch_console.services.context import Context


def experience_of(ctx: Context, ticket: TicketId) -> Experience:
    """What an article about the ticket can begin with. Raises `ticket.gone`."""
    with ctx.database.snapshot() as snap:
        found = snap.tickets.get([ticket]).get(ticket)
        if found is None:
            raise DomainError("ticket.gone", number=ticket)
        told = events(snap, snap.trail.about("ticket", ticket))
    return experience(found, tuple(event.why for event in told))
