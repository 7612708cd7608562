"""From where costs come that are not visits, and who covers what: one entry for each feature.

A part's cost goes to the customer with `PARTS_MARKUP` on it.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

from dispatch_console.domain.cost import Cover
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Ticket
from dispatch_console.storage.unit_of_work import Repositories

PartsOf = Callable[[Repositories, TicketId], Mapping[str, Decimal]]
"""What the parts used for a ticket have cost, by currency."""

CoverOf = Callable[[Repositories, Ticket, ZoneInfo], Cover]
"""What warranty and contracts bear of a ticket."""

PARTS: tuple[PartsOf, ...] = ()
COVERS: tuple[CoverOf, ...] = ()

PARTS_MARKUP = Decimal("1.25")


def cover_of(rows: Repositories, ticket: Ticket, zone: ZoneInfo) -> Cover:
    """The best that any source grants for each kind of cost."""
    cover = Cover()
    for source in COVERS:
        cover |= source(rows, ticket, zone)
    return cover
