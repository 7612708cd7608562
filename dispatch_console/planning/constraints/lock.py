"""Lock: a locked ticket stays in its shift and starts when it was told to.

Protects: the supervisor's recorded word, and what customers arranged their day around.
Why hard: a lock that the solver may trade for travel time is none. It waives other rules, see the
package: whoever locked a ticket has weighed them.
"""

from collections.abc import Iterator

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.problem import ShiftSpec, TicketSpec
from dispatch_console.planning.solution import Route, Rule, Violation


def check(lookup: Lookup, ticket: TicketSpec, shift: ShiftSpec) -> Violation | None:
    """The lock to another shift."""
    if ticket.lock_shift is None or ticket.lock_shift == shift.id:
        return None
    return _broken(lookup, ticket, shift)


def check_route(lookup: Lookup, route: Route) -> Iterator[Violation]:
    """The locks to another start."""
    for stop in route.stops:
        if stop.ticket is None:
            continue
        ticket = lookup.tickets[stop.ticket]
        if ticket.lock_start is not None and ticket.lock_start != stop.start:
            yield _broken(lookup, ticket, lookup.shifts[route.shift])


def _broken(lookup: Lookup, ticket: TicketSpec, shift: ShiftSpec) -> Violation:
    params = {"ticket": lookup.ticket_name(ticket.id), "engineer": lookup.engineer_name(shift)}
    return Violation(Rule.LOCK, ticket.id, shift.id, params)
