"""Capacity: what the tickets of a route demand fits the shift; no capacity given is no limit.

Protects: the van, which holds what it holds.
Why hard: volume and weight do not yield.
"""

from collections.abc import Iterator

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.solution import Route, Rule, Violation


def check_route(lookup: Lookup, route: Route) -> Iterator[Violation]:
    """The dimensions that overflow; a dimension the shift does not name holds nothing."""
    shift = lookup.shifts[route.shift]
    if not shift.capacity:
        return
    demands = [lookup.tickets[ticket].demand for ticket in route.tickets]
    for dimension in range(max(map(len, demands), default=0)):
        amount = sum(demand[dimension] for demand in demands if dimension < len(demand))
        limit = shift.capacity[dimension] if dimension < len(shift.capacity) else 0
        if amount > limit:
            params = {
                "engineer": lookup.engineer_name(shift),
                "amount": amount,
                "limit": limit,
                "dimension": dimension,
            }
            yield Violation(Rule.CAPACITY, None, shift.id, params)
