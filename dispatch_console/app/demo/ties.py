"""Work of the demo company that takes two people, or that has to wait for other work."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Priority, Status, Ticket

CREWS = 8
PAIRS = 6
LEAST_WORK_S = 3600
"""What two are sent for takes a while."""


def tied(tickets: Sequence[Ticket]) -> tuple[Ticket, ...]:
    """The tickets, some of those nobody has yet for two, and some after another of their region."""
    free = [t for t in tickets if _free(t)]
    heavy = [t for t in free if t.duration_s >= LEAST_WORK_S]
    found = {t.id: t for t in tickets}
    for ticket in heavy[:: max(1, len(heavy) // CREWS)][:CREWS]:
        found[ticket.id] = replace(ticket, crew_size=2)
    for number, (first, second) in enumerate(_pairs(free)):
        later = found[second.id]
        found[second.id] = replace(later, after=(first.id,), same_engineer=number % 2 == 1)
    return tuple(found.values())


def with_mates(tickets: Sequence[Ticket]) -> dict[TicketId, Ticket]:
    """The tickets by id, and the mates that the database would make for them."""
    numbers = count(max((t.id for t in tickets), default=0) + 1)
    rows = {t.id: t for t in tickets}
    for ticket in tickets:
        for place in range(2, ticket.crew_size + 1):
            key = TicketId(next(numbers))
            rows[key] = replace(
                ticket,
                id=key,
                number=f"{ticket.number}/{place}",
                external_id=None,
                status=Status.NEW,
                crew_of=ticket.id,
                crew_place=place,
                after=(),
                same_engineer=False,
            )
    return rows


def _free(ticket: Ticket) -> bool:
    return (
        ticket.visit is None
        and ticket.status is Status.NEW
        and ticket.location is not None
        and not ticket.windows
        and ticket.priority is not Priority.P1
    )


def _pairs(free: Sequence[Ticket]) -> Iterator[tuple[Ticket, Ticket]]:
    """Two and two of a region, in the order they came in."""
    waiting: dict[object, Ticket] = {}
    made = 0
    for ticket in free[:: max(1, len(free) // (4 * PAIRS))]:
        first = waiting.pop(ticket.region_id, None)
        if first is None:
            waiting[ticket.region_id] = ticket
        elif made < PAIRS:
            made += 1
            yield first, ticket
