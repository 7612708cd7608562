"""Shift: nobody leaves before the shift or is back later than its end plus overtime.

Protects: the working day that was agreed.
Why hard: nobody is there before it or after it. Overtime within the limit is the term `overtime`.
"""

from collections.abc import Iterator

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.solution import Route, Rule, Violation


def check_route(lookup: Lookup, route: Route) -> Iterator[Violation]:
    """The shift, where the route goes beyond it."""
    shift = lookup.shifts[route.shift]
    limit = shift.end + shift.overtime_s
    if shift.start <= route.depart and route.finish <= limit:
        return
    params = {
        "engineer": lookup.engineer_name(shift),
        "depart_at": route.depart,
        "finish_at": route.finish,
        "start_at": shift.start,
        "limit_at": limit,
    }
    yield Violation(Rule.SHIFT, None, shift.id, params)
