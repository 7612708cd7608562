"""Changes: of what people were told, no more is changed than the change budget allows.

Protects: trust in the plan. A re-plan in the middle of a day may save an hour of travel and cost a
hundred phone calls; the budget says how many calls there may be.
Why hard: the supervisor sets it as a limit; below it each change still has its price in
`stability`.
"""

from collections.abc import Iterator, Sequence

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.problem import TicketSpec
from dispatch_console.planning.solution import Route, Rule, Violation


def check_plan(lookup: Lookup, routes: Sequence[Route]) -> Iterator[Violation]:
    """The number of changes, where it is above the budget."""
    limit = lookup.problem.max_changes
    if limit is None:
        return
    starts = {
        stop.ticket: (route.shift, stop.start)
        for route in routes
        for stop in route.stops
        if stop.ticket is not None
    }
    count = sum(changed(ticket, starts.get(ticket.id)) for ticket in lookup.problem.tickets)
    if count > limit:
        yield Violation(Rule.CHANGES, None, None, {"count": count, "limit": limit})


def changed(ticket: TicketSpec, now: tuple[int, int] | None) -> bool:
    """Whether a ticket that people were told a time for has another (shift, start), or none."""
    if ticket.current_start is None:
        return False
    return now != (ticket.current_shift, ticket.current_start)
