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
    taken: Counter[tuple[int, str]] = Counter()
    for route in routes:
        depot = next((stop.depot for stop in route.stops if stop.depot is not None), None)
        if depot is None:
            continue
        tickets = [lookup.tickets[ticket] for ticket in route.tickets]
        missing = lack(lookup.shifts[route.shift], tickets)
        for part, amount in (missing.parts if missing else {}).items():
            taken[depot, part] += amount
    for (depot, part), amount in taken.items():
        limit = lookup.depots[depot].stock.get(part, 0)
        if amount > limit:
            name = lookup.depots[depot].name or str(depot)
            params = {"depot": name, "part": part, "amount": amount, "limit": limit}
            yield Violation(Rule.STOCK, None, None, params)
