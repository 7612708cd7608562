"""Break: every break of the shift is taken, once, and starts in one of its windows.

Protects: the rest that people are owed.
Why hard: the law and the contract say so. A shift that serves nothing needs no break.
"""

from collections.abc import Iterator

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.solution import Route, Rule, Violation


def check_route(lookup: Lookup, route: Route) -> Iterator[Violation]:
    """The breaks of a working route that are missing or start outside their windows."""
    shift = lookup.shifts[route.shift]
    if not route.stops:
        return
    starts = {stop.break_index: stop.start for stop in route.stops}
    for index, rest in enumerate(shift.breaks):
        start = starts.get(index)
        if start is None or not any(first <= start <= last for first, last in rest.windows):
            params = {
                "engineer": lookup.engineer_name(shift),
                "latest_at": max(last for _, last in rest.windows),
            }
            yield Violation(Rule.BREAK, None, shift.id, params)
