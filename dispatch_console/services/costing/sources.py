"""From where costs come that are not visits, and who covers what: one entry for each feature."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from dispatch_console.domain.cost import Cover
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.part_price import Worth
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.customers.covering import covers
from dispatch_console.services.parts.cost import worth_in
from dispatch_console.storage.unit_of_work import Repositories

PartsOf = Callable[[Repositories, Mapping[TicketId, date]], Mapping[TicketId, Mapping[str, Worth]]]
"""What the parts used for each ticket have cost and are sold at on its day, by currency; of those
tickets that any were used for."""

CoversOf = Callable[[Repositories, Collection[Ticket], ZoneInfo], Mapping[TicketId, Cover]]
"""What is borne of each of the tickets."""


def warranty_and_contracts(
    rows: Repositories, tickets: Collection[Ticket], zone: ZoneInfo
) -> dict[TicketId, Cover]:
    """What held for each ticket's device and customer when it was asked for."""
    return {
        key: Cover(labour=held.shares.labour, parts=held.shares.parts, travel=held.shares.travel)
        for key, held in covers(rows, tickets, zone).items()
    }


PARTS: tuple[PartsOf, ...] = (worth_in,)
COVERS: tuple[CoversOf, ...] = (warranty_and_contracts,)


def covers_of(
    rows: Repositories, tickets: Collection[Ticket], zone: ZoneInfo
) -> dict[TicketId, Cover]:
    """For each ticket the best that any source grants for each kind of cost."""
    found = {ticket.id: Cover() for ticket in tickets}
    for source in COVERS:
        for key, cover in source(rows, tickets, zone).items():
            found[key] |= cover
    return found
