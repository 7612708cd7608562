"""Max work: a shift serves no more hours of work than it may.

Protects: engineers, and the law: so many hours a day whatever the travel. Set-up is not counted.
Why hard: a limit on working hours is a contract or a statute, not a preference.
"""

from collections.abc import Iterator

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.solution import Route, Rule, Violation


def check_route(lookup: Lookup, route: Route) -> Iterator[Violation]:
    """The work, where it is above the limit."""
    shift = lookup.shifts[route.shift]
    if shift.max_work_s is None:
        return
    work = sum(lookup.tickets[ticket].service_s for ticket in route.tickets)
    if work > shift.max_work_s:
        params = {
            "engineer": lookup.engineer_name(shift),
            "work_h": _hours(lookup, work),
            "limit_h": _hours(lookup, shift.max_work_s),
        }
        yield Violation(Rule.MAX_WORK, None, shift.id, params)


def _hours(lookup: Lookup, time: int) -> float:
    """Time units as hours for people."""
    return round(time / lookup.problem.time_scale / 3600, 2)
