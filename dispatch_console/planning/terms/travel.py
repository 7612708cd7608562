"""Travel: the time and the distance on the road, the ways to pick-ups and home included.

Protects: money and working time; an hour on the road serves nobody.
Why soft: it is the cost that everything else is weighed against.
"""

from dispatch_console.planning.problem import Aim, Problem, ShiftSpec
from dispatch_console.planning.solution import Route

Rates = tuple[float, float]
"""Objective units per time unit and per metre."""


def rates(problem: Problem, shift: ShiftSpec) -> Rates:
    """What a time unit and a metre cost by the problem's aim."""
    if problem.aim is Aim.FIELD:
        return problem.weights.travel_s / problem.time_scale, problem.weights.travel_m
    if problem.aim is Aim.DISTANCE:
        return 0.0, 1.0
    return shift.cost_per_hour / (3600 * problem.time_scale), shift.cost_per_km / 1000


def fixed(problem: Problem, shift: ShiftSpec) -> float:
    """What using the shift at all costs."""
    return float(shift.fixed_cost) if problem.aim is Aim.PRIORITY_THEN_TRAVEL else 0.0


def amounts(route: Route) -> tuple[int, int]:
    """Time units and metres travelled, the way home included."""
    time, metres = route.back_s, route.back_m
    for stop in route.stops:
        time += stop.travel_s
        metres += stop.travel_m
    return time, metres
