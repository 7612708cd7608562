"""Window: service starts within one of the ticket's windows.

Protects: the visit from a closed door: opening hours, access, somebody at home.
Why hard: outside the window nobody lets the engineer in. A span promised is the term `promise`.
"""

from collections.abc import Iterator

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.solution import Route, Rule, Violation


def check_route(lookup: Lookup, route: Route) -> Iterator[Violation]:
    """The tickets that start outside all their windows."""
    for stop in route.stops:
        if stop.ticket is None:
            continue
        ticket = lookup.tickets[stop.ticket]
        if not ticket.windows or ticket.lock_start is not None:
            continue
        if not any(first <= stop.start <= last for first, last in ticket.windows):
            params = {
                "ticket": lookup.ticket_name(ticket.id),
                "start_at": stop.start,
                "latest_at": max(last for _, last in ticket.windows),
            }
            yield Violation(Rule.WINDOW, ticket.id, route.shift, params)
