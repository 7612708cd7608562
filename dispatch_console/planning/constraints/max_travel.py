"""Max travel: a shift travels no longer and no farther than it may.

Protects: drivers, and the range of the vehicle.
Why hard: a battery that is empty does not take an apology; nor does the law on driving times.
"""

from collections.abc import Iterator

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.solution import Route, Rule, Violation


def check_route(lookup: Lookup, route: Route) -> Iterator[Violation]:
    """The time, then the distance, where it is above its limit."""
    shift = lookup.shifts[route.shift]
    travel_s = route.back_s + sum(stop.travel_s for stop in route.stops)
    travel_m = route.back_m + sum(stop.travel_m for stop in route.stops)
    for amount, limit, unit in (
        (travel_s, shift.max_travel_s, "s"),
        (travel_m, shift.max_distance_m, "m"),
    ):
        if limit is not None and amount > limit:
            params = {
                "engineer": lookup.engineer_name(shift),
                "amount": amount,
                "limit": limit,
                "unit": unit,
            }
            yield Violation(Rule.MAX_TRAVEL, None, shift.id, params)
