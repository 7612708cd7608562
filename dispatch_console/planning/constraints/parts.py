"""Parts: what a ticket needs is in the van, or was picked up on the way.

Protects: the customer from a visit that ends with "I must come again", and the engineer from it.
Why hard: without the part the job cannot be done; a visit in vain is worth nothing.
"""

from collections.abc import Iterator

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.pickups import Lack, lack
from dispatch_console.planning.problem import ShiftSpec, TicketSpec
from dispatch_console.planning.solution import Route, Rule, Violation


def check_route(lookup: Lookup, route: Route) -> Iterator[Violation]:
    """The first ticket that lacks something, where no sufficient pick-up comes before it."""
    shift = lookup.shifts[route.shift]
    tickets = [lookup.tickets[ticket] for ticket in route.tickets]
    missing = lack(shift, tickets)
    if missing is None:
        return
    depot = _picked_up_before(route, tickets[missing.first].id)
    if depot is None or not missing.offered_by(lookup.depots[depot]):
        yield _broken(lookup, shift, tickets[missing.first], missing)


def _picked_up_before(route: Route, ticket: int) -> int | None:
    """The depot of the route's stop before the ticket."""
    for stop in route.stops:
        if stop.ticket == ticket:
            return None
        if stop.depot is not None:
            return stop.depot
    return None


def _broken(lookup: Lookup, shift: ShiftSpec, ticket: TicketSpec, missing: Lack) -> Violation:
    things = [*sorted(missing.parts), *sorted(missing.tools)]
    params = {
        "ticket": lookup.ticket_name(ticket.id),
        "engineer": lookup.engineer_name(shift),
        "things": ", ".join(things),
    }
    return Violation(Rule.PARTS, ticket.id, shift.id, params)
