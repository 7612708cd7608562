"""Stock: all routes together pick up no more at a depot than it has.

Protects: the last route of the morning from empty shelves.
Why hard: what is not there cannot be taken.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.pickups import lack
from dispatch_console.planning.solution import Route, Rule, Violation


def check_plan(lookup: Lookup, routes: Sequence[Route]) -> Iterator[Violation]:
    """The parts of which more is taken than a depot has."""
    total: Counter[tuple[int, str]] = Counter()
    for route in routes:
        total.update(taken(lookup, route))
    for (depot, part), amount in total.items():
        limit = lookup.depots[depot].stock.get(part, 0)
        if amount > limit:
            name = lookup.depots[depot].name or str(depot)
            params = {"depot": name, "part": part, "amount": amount, "limit": limit}
            yield Violation(Rule.STOCK, None, None, params)


def taken(lookup: Lookup, route: Route) -> Counter[tuple[int, str]]:
    """(Depot, part) → how many the route picks up."""
    depot = next((stop.depot for stop in route.stops if stop.depot is not None), None)
    if depot is None:
        return Counter()
    tickets = [lookup.tickets[ticket] for ticket in route.tickets]
    missing = lack(lookup.shifts[route.shift], tickets)
    parts = missing.parts if missing else {}
    return Counter({(depot, part): amount for part, amount in parts.items()})
