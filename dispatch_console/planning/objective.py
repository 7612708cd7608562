"""The objective, term by term, for each `Aim`.

Field service: the weighted terms of `Weights`. Priority then travel: an unserved ticket costs
`SERVED` and `SERVED` × (number of tickets + 1) for each point of its priority, so that priority
outweighs number and number outweighs travel cost. Distance: metres, and `SERVED` a ticket left out.
"""

from collections.abc import Iterable, Mapping

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.problem import Aim, ShiftSpec, TicketSpec
from dispatch_console.planning.solution import Objective, Route, Term

SERVED = 10_000_000
"""What serving one more ticket is worth where number comes before travel; no route costs more."""

LOCKED = 1_000_000
"""What leaving out a locked ticket costs on top in field service: nobody unplans what is told."""


class Pricing:
    """The terms of one problem. All results in objective units."""

    def __init__(self, lookup: Lookup) -> None:
        problem = lookup.problem
        self._lookup = lookup
        self._weights = problem.weights
        self._scale = problem.time_scale
        self._priority_point = SERVED * (len(problem.tickets) + 1)
        self._told = any(ticket.current_start is not None for ticket in problem.tickets)
        self.aim = problem.aim
        self.field = problem.aim is Aim.FIELD
        self.late_rate = problem.weights.late_s / problem.time_scale if self.field else 0.0
        self.overtime_rate = problem.weights.overtime_s / problem.time_scale if self.field else 0.0

    def travel_rates(self, shift: ShiftSpec) -> tuple[float, float]:
        """Objective units per time unit and per metre travelled."""
        if self.aim is Aim.FIELD:
            return self._weights.travel_s / self._scale, self._weights.travel_m
        if self.aim is Aim.DISTANCE:
            return 0.0, 1.0
        return shift.cost_per_hour / (3600 * self._scale), shift.cost_per_km / 1000

    def fixed(self, shift: ShiftSpec) -> float:
        """What using the shift at all costs."""
        return float(shift.fixed_cost) if self.aim is Aim.PRIORITY_THEN_TRAVEL else 0.0

    def unserved(self, ticket: TicketSpec) -> float:
        """Leaving the ticket out."""
        if self.aim is Aim.FIELD:
            locked = ticket.lock_shift is not None or ticket.lock_start is not None
            return float(ticket.unserved_cost + (LOCKED if locked else 0))
        if self.aim is Aim.DISTANCE:
            return float(SERVED)
        return float(SERVED + ticket.priority * self._priority_point)

    def late(self, ticket: TicketSpec, start: int, end: int) -> float:
        """Starting after the response is due and ending after the resolution is."""
        return self.late_rate * lateness(ticket, start, end)

    def region(self, ticket: TicketSpec, shift: ShiftSpec) -> float:
        """Serving a ticket outside the regions the engineer lists."""
        regions = self._lookup.engineer_of(shift).regions
        wanted = not regions or ticket.region is None or ticket.region in regions
        return 0.0 if wanted or not self.field else self._weights.region

    def skill_waste(self, ticket: TicketSpec, shift: ShiftSpec) -> float:
        """Levels above those needed."""
        if not self.field:
            return 0.0
        held = self._lookup.engineer_of(shift).skills
        levels = sum(max(0, held.get(skill, 0) - need) for skill, need in ticket.skills.items())
        return self._weights.skill_waste * levels

    def reassign(self, ticket: TicketSpec, shift: ShiftSpec) -> float:
        """Another engineer than people were told."""
        if not self.field or ticket.current_shift is None:
            return 0.0
        told = self._lookup.shifts.get(ticket.current_shift)
        same = told is not None and told.engineer == shift.engineer
        return 0.0 if same else self._weights.reassign

    def retime(self, ticket: TicketSpec, shift: ShiftSpec, start: int) -> float:
        """The engineer people were told, but at another time."""
        if not self.field or ticket.current_shift is None or self.reassign(ticket, shift):
            return 0.0
        moved = ticket.current_start is not None and ticket.current_start != start
        return self._weights.retime if moved or ticket.current_shift != shift.id else 0.0

    def retime_slack(self, tickets: int) -> float:
        """The most that moving so many tickets in time can save."""
        return self._weights.retime * tickets if self.field and self._told else 0.0

    def load(self, load_s: float) -> float:
        """One engineer's load, past load included: weighted work squared in hours."""
        hours = load_s / (3600 * self._scale)
        return self._weights.load * hours * hours if self.field else 0.0

    def objective(self, routes: Iterable[Route]) -> Objective:
        """The objective of a plan: these routes, every other ticket unserved."""
        lookup = self._lookup
        terms = dict.fromkeys(Term, 0.0)
        loads = {engineer.id: engineer.past_load_s for engineer in lookup.problem.engineers}
        waiting = dict(lookup.tickets)
        for route in routes:
            for term, value in self.route_terms(route).items():
                terms[term] += value
            engineer = lookup.shifts[route.shift].engineer
            for ticket in route.tickets:
                served = waiting.pop(ticket, None)
                loads[engineer] += served.load_s if served is not None else 0
        terms[Term.UNSERVED] = sum(self.unserved(ticket) for ticket in waiting.values())
        terms[Term.LOAD] = sum(self.load(load) for load in loads.values())
        return Objective(terms)

    def route_terms(self, route: Route) -> Mapping[Term, float]:
        """The terms that a route settles by itself: all but unserved and load."""
        shift = self._lookup.shifts[route.shift]
        per_s, per_m = self.travel_rates(shift)
        travel_s = route.back_s + sum(stop.travel_s for stop in route.stops)
        travel_m = route.back_m + sum(stop.travel_m for stop in route.stops)
        terms = dict.fromkeys(Term, 0.0)
        if route.tickets:
            terms[Term.TRAVEL] = self.fixed(shift) + per_s * travel_s + per_m * travel_m
            terms[Term.OVERTIME] = self.overtime_rate * max(0, route.finish - shift.end)
        for stop in route.stops:
            if stop.ticket is None:
                continue
            ticket = self._lookup.tickets[stop.ticket]
            terms[Term.LATE] += self.late(ticket, stop.start, stop.end)
            terms[Term.REGION] += self.region(ticket, shift)
            terms[Term.SKILL_WASTE] += self.skill_waste(ticket, shift)
            terms[Term.STABILITY] += self.reassign(ticket, shift)
            terms[Term.STABILITY] += self.retime(ticket, shift, stop.start)
        return terms


def lateness(ticket: TicketSpec, start: int, end: int) -> int:
    """Time units by which the start misses the response due and the end the resolution due."""
    late = 0
    if ticket.response_due is not None:
        late += max(0, start - ticket.response_due)
    if ticket.resolution_due is not None:
        late += max(0, end - ticket.resolution_due)
    return late
