"""Max tickets: a shift serves no more tickets than it may.

Protects: engineers from days of many small visits, each with its own papers and people.
Why hard: it is set as a limit; evenness below it is the term `load`.
"""

from collections.abc import Iterator

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.solution import Route, Rule, Violation


def check_route(lookup: Lookup, route: Route) -> Iterator[Violation]:
    """The count, where it is above the limit."""
    shift = lookup.shifts[route.shift]
    count = len(route.tickets)
    if shift.max_tickets is not None and count > shift.max_tickets:
        params = {
            "engineer": lookup.engineer_name(shift),
            "count": count,
            "limit": shift.max_tickets,
        }
        yield Violation(Rule.MAX_TICKETS, None, shift.id, params)
