"""The one judge of all solvers' routes: from the instance and the order of tickets, nothing else.

Own code, told only which shift serves which tickets in which order: it drives every route as early
as can be and reckons what was served and how far it was.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dispatch_console.planning.problem import (
    EngineerSpec,
    GreatCircle,
    Matrices,
    Problem,
    ShiftSpec,
    TicketSpec,
)

EARTH_M = 6_371_008.8

Routes = Mapping[int, Sequence[int]]
"""Shift id → ticket ids in order."""


@dataclass(frozen=True, slots=True)
class Score:
    """`travel` in the instance's own unit of time; `wrong` are the broken rules in words."""

    travel: float
    served: int
    unserved_cost: int
    priority: int
    wrong: tuple[str, ...]

    @property
    def plain(self) -> float:
        """Travel seconds and what was left undone."""
        return self.travel + self.unserved_cost


def score(problem: Problem, routes: Routes) -> Score:
    """What the routes are worth. Knows skills, exclusive regions, windows, shifts, capacities."""
    return _Judge(problem).score(routes)


class _Judge:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.tickets = {ticket.id: ticket for ticket in problem.tickets}
        self.shifts = {shift.id: shift for shift in problem.shifts}
        self.engineers = {engineer.id: engineer for engineer in problem.engineers}

    def score(self, routes: Routes) -> Score:
        """All routes together."""
        times = Counter(ticket for route in routes.values() for ticket in route)
        wrong = [f"ticket {ticket} served {n} times" for ticket, n in times.items() if n > 1]
        travel = 0
        for shift, tickets in routes.items():
            if tickets:
                way, found = self._route(self.shifts[shift], [self.tickets[t] for t in tickets])
                travel += way
                wrong += found
        left = [ticket for ticket in self.problem.tickets if ticket.id not in times]
        return Score(
            travel=travel / self.problem.time_scale,
            served=len(times),
            unserved_cost=sum(ticket.unserved_cost for ticket in left),
            priority=sum(self.tickets[ticket].priority for ticket in times),
            wrong=tuple(wrong),
        )

    def _route(self, shift: ShiftSpec, tickets: list[TicketSpec]) -> tuple[int, list[str]]:
        wrong = list(self._unfit(shift, tickets))
        clock, place, travel = shift.start, shift.start_place, 0
        for ticket in tickets:
            leg = self._leg(shift, place, ticket.place)
            setup = ticket.setup_s if place != ticket.place else 0
            start = _start(ticket, clock + leg)
            if start is None:
                wrong.append(f"ticket {ticket.id} is reached after its windows")
                start = clock + leg
            clock, place, travel = start + setup + ticket.service_s, ticket.place, travel + leg
        back = self._leg(shift, place, shift.end_place)
        if clock + back > shift.end + shift.overtime_s:
            wrong.append(f"shift {shift.id} ends at {clock + back}")
        return travel + back, wrong

    def _unfit(self, shift: ShiftSpec, tickets: list[TicketSpec]) -> Iterator[str]:
        engineer = self.engineers[shift.engineer]
        for ticket in tickets:
            if not self._may(engineer, ticket):
                yield f"engineer {engineer.id} may not serve ticket {ticket.id}"
        for dimension, limit in enumerate(shift.capacity):
            if sum(ticket.demand[dimension] for ticket in tickets) > limit:
                yield f"shift {shift.id} carries too much"

    def _may(self, engineer: EngineerSpec, ticket: TicketSpec) -> bool:
        able = all(engineer.skills.get(s, 0) >= level for s, level in ticket.skills.items())
        closed = ticket.region in self.problem.exclusive_regions
        return able and (not closed or ticket.region in engineer.regions)

    def _leg(self, shift: ShiftSpec, a: int | None, b: int | None) -> int:
        if a is None or b is None:
            return 0
        travel = self.problem.travel[shift.profile]
        if isinstance(travel, Matrices):
            return int(travel.durations[a, b])
        return seconds(travel, self.problem.places[a], self.problem.places[b])


def seconds(travel: GreatCircle, a: tuple[float, float], b: tuple[float, float]) -> int:
    """Great circle × detour at the model's speed, to the nearest second."""
    (lat, lon), (to_lat, to_lon) = (tuple(map(math.radians, place)) for place in (a, b))
    north, east = math.sin((to_lat - lat) / 2), math.sin((to_lon - lon) / 2)
    share = north * north + math.cos(lat) * math.cos(to_lat) * east * east
    metres = 2 * EARTH_M * math.asin(math.sqrt(min(1.0, share))) * travel.detour
    return round(metres * 3.6 / travel.speed_kmh)


def _start(ticket: TicketSpec, ready: int) -> int | None:
    if not ticket.windows:
        return ready
    return next((max(ready, first) for first, last in ticket.windows if ready <= last), None)
