"""Whose visit it is."""

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.ticket import Ticket, Visit
from dispatch_console.storage.unit_of_work import Repositories


def own_row(read: Repositories, engineer: EngineerId, ticket: TicketId) -> tuple[Ticket, Visit]:
    """The engineer's row of the ticket and its visit: of a crew the one that is theirs, whichever
    row of it is asked for.

    Raises `visit.gone` for a ticket that is not there and for one that others have alike, so that
    nobody learns which numbers there are.
    """
    asked = read.tickets.get([ticket]).get(ticket)
    if asked is not None:
        for row in read.tickets.crew(asked.whole):
            if row.visit is not None and row.visit.engineer_id == engineer:
                return row, row.visit
    raise DomainError("visit.gone")
