"""From where costs come that are not visits, and who covers what: one entry for each feature."""

from collections.abc import Callable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from dispatch_console.domain.cost import Cover
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.part_price import Worth
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.customers.covering import cover_of_ticket
from dispatch_console.services.parts.cost import worth_in
from dispatch_console.storage.unit_of_work import Repositories

PartsOf = Callable[[Repositories, Mapping[TicketId, date]], Mapping[TicketId, Mapping[str, Worth]]]
"""What the parts used for each ticket have cost and are sold at on its day, by currency; of those
tickets that any were used for."""

CoverOf = Callable[[Repositories, Ticket, ZoneInfo], Cover]
"""What warranty and contracts bear of a ticket."""


def warranty_and_contracts(rows: Repositories, ticket: Ticket, zone: ZoneInfo) -> Cover:
    """What held for the ticket's device and customer when it was asked for."""
    shares = cover_of_ticket(rows, ticket, zone).shares
    return Cover(labour=shares.labour, parts=shares.parts, travel=shares.travel)


PARTS: tuple[PartsOf, ...] = (worth_in,)
COVERS: tuple[CoverOf, ...] = (warranty_and_contracts,)


def cover_of(rows: Repositories, ticket: Ticket, zone: ZoneInfo) -> Cover:
    """The best that any source grants for each kind of cost."""
    cover = Cover()
    for source in COVERS:
        cover |= source(rows, ticket, zone)
    return cover
