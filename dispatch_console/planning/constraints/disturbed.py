"""Disturbed: no more engineers see their day changed than the cap on engineers allows.

Protects: calm on the road. Ten changes that fall to two engineers are two phone calls; the same ten
spread over ten vans unsettle the whole staff.
Why hard: the supervisor sets it as a limit. It stands beside the change budget, which counts
tickets, and knows of no degrees: one visit more, one less or one at another time is a changed day.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Route, Rule, Violation

Day = frozenset[tuple[int, int]]
"""The tickets of a shift with their starts."""

NOTHING: Day = frozenset()


def check_plan(lookup: Lookup, routes: Sequence[Route]) -> Iterator[Violation]:
    """The number of engineers, where it is above the cap."""
    limit = lookup.problem.max_disturbed
    if limit is None:
        return
    count = len(disturbed(lookup.problem, routes))
    if count > limit:
        yield Violation(Rule.DISTURBED, None, None, {"count": count, "limit": limit})


def disturbed(problem: Problem, routes: Iterable[Route]) -> set[int]:
    """The engineers of the problem to whom a visit comes, from whom one goes, or who have one at
    another time than told, on whichever of their shifts."""
    told, now = days_told(problem), {route.shift: day(route) for route in routes}
    return {
        shift.engineer
        for shift in problem.shifts
        if now.get(shift.id, NOTHING) != told.get(shift.id, NOTHING)
    }


def days_told(problem: Problem) -> Mapping[int, Day]:
    """Shift → what people were told of it, shifts of which nothing was told left out."""
    told: dict[int, set[tuple[int, int]]] = {}
    for ticket in problem.tickets:
        if ticket.current_shift is not None and ticket.current_start is not None:
            told.setdefault(ticket.current_shift, set()).add((ticket.id, ticket.current_start))
    return {shift: frozenset(visits) for shift, visits in told.items()}


def day(route: Route) -> Day:
    """What the route has its engineer do, and when."""
    return frozenset((stop.ticket, stop.start) for stop in route.stops if stop.ticket is not None)
