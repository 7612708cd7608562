"""The objective, term by term, for each `Aim`: adds up what the modules of `terms` measure.

Field service: the weighted terms of `Weights`. Priority then travel: an unserved ticket costs
`SERVED` and `SERVED` × (number of tickets + 1) for each point of its priority, so that priority
outweighs number and number outweighs travel cost. Distance: metres, and `SERVED` a ticket left out.
"""

from collections.abc import Iterable, Mapping

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.problem import Aim, ShiftSpec, TicketSpec
from dispatch_console.planning.solution import Objective, Route, Term
from dispatch_console.planning.terms import (
    labour,
    late,
    load,
    overtime,
    promise,
    region,
    same_engineer,
    skill_waste,
    stability,
    travel,
    unserved,
    worst_late,
)
from dispatch_console.planning.terms.late import lateness
from dispatch_console.planning.terms.unserved import LOCKED, SERVED

__all__ = ["LOCKED", "PAIR_TERMS", "SERVED", "Pricing", "lateness"]

PAIR_TERMS = (Term.LABOUR, Term.REGION, Term.SAME_ENGINEER, Term.SKILL_WASTE, Term.STABILITY)
"""The terms that a ticket and a shift settle whatever the time; stability in part."""

_NO_PAIR_COSTS = (0.0,) * len(PAIR_TERMS)


class Pricing:
    """The terms of one problem. All results in objective units; a rate is 0 where its term is not
    part of the aim."""

    def __init__(self, lookup: Lookup) -> None:
        problem = lookup.problem
        self._lookup = lookup
        self._problem = problem
        self._timed = any(
            ticket.current_start is not None or ticket.promise is not None
            for ticket in problem.tickets
        )
        self.aim = problem.aim
        self.field = problem.aim is Aim.FIELD
        on = 1.0 if self.field else 0.0
        self.late_rate = on * late.rate(problem)
        self.worst_late_rate = on * worst_late.rate(problem)
        self.promise_rate = on * promise.rate(problem)
        self.labour_rate = on * labour.rate(problem)
        self.overtime_rate = on * overtime.rate(problem)
        self.load_rate = on * load.rate(problem)
        self.region_rate = on * region.rate(problem)
        self.same_engineer_rate = on * same_engineer.rate(problem)
        self.skill_waste_rate = on * skill_waste.rate(problem)
        self.reassign_rate = on * stability.reassign_rate(problem)
        self.retime_rate = on * stability.retime_rate(problem)

    def travel_rates(self, shift: ShiftSpec) -> tuple[float, float]:
        """Objective units per time unit and per metre travelled."""
        return travel.rates(self._problem, shift)

    def fixed(self, shift: ShiftSpec) -> float:
        """What using the shift at all costs."""
        return travel.fixed(self._problem, shift)

    def unserved(self, ticket: TicketSpec) -> float:
        """Leaving the ticket out."""
        if self.aim is Aim.FIELD:
            return unserved.field_cost(ticket)
        if self.aim is Aim.DISTANCE:
            return float(SERVED)
        return unserved.priority_cost(ticket, len(self._problem.tickets))

    def late(self, ticket: TicketSpec, start: int, end: int) -> float:
        """Starting after the response is due and ending after the resolution is."""
        return self.late_rate * lateness(ticket, start, end)

    def worst_late(self, worst: int) -> float:
        """The largest lateness of the plan, in time units."""
        return self.worst_late_rate * worst

    def promise(self, ticket: TicketSpec, start: int) -> float:
        """Starting outside what was promised."""
        return self.promise_rate * promise.amount(ticket, start)

    def labour(self, ticket: TicketSpec, shift: ShiftSpec) -> float:
        """The hours of service at what the shift's cost."""
        return self.labour_rate * labour.amount(ticket, shift)

    def region(self, ticket: TicketSpec, shift: ShiftSpec) -> float:
        """Serving a ticket outside the regions the engineer lists."""
        return self.region_rate * region.amount(ticket, self._lookup.engineer_of(shift))

    def same_engineer(self, ticket: TicketSpec, shift: ShiftSpec) -> float:
        """Sending somebody whom the customer does not know."""
        return self.same_engineer_rate * same_engineer.amount(ticket, shift)

    def skill_waste(self, ticket: TicketSpec, shift: ShiftSpec) -> float:
        """Levels above those needed."""
        return self.skill_waste_rate * skill_waste.amount(ticket, self._lookup.engineer_of(shift))

    def reassign(self, ticket: TicketSpec, shift: ShiftSpec) -> float:
        """Another engineer than people were told."""
        return self.reassign_rate if self._reassigned(ticket, shift) else 0.0

    def retime(self, ticket: TicketSpec, shift: ShiftSpec, start: int) -> float:
        """The engineer people were told, but at another time."""
        if not stability.retimed(ticket, shift, start) or self._reassigned(ticket, shift):
            return 0.0
        return self.retime_rate

    def slack(self, tickets: Iterable[TicketSpec]) -> float:
        """The most that starting these tickets at other times can save by itself.

        Later is not always dearer: a ticket may come to its told time, or into its promise.
        """
        if not self._timed:
            return 0.0
        return sum(
            self.retime_rate * (ticket.current_start is not None)
            + self.promise_rate * (ticket.promise is not None)
            for ticket in tickets
        )

    def load(self, load_s: float) -> float:
        """One engineer's load, past load included: weighted work squared in hours."""
        return self.load_rate * load.amount(self._problem, load_s)

    def pair(self, ticket: TicketSpec, shift: ShiftSpec) -> tuple[float, ...]:
        """What the ticket costs in this shift whatever the time, for each of `PAIR_TERMS`.

        Whether or not it may be there.
        """
        if not self.field:
            return _NO_PAIR_COSTS
        return (
            self.labour(ticket, shift) if shift.labour_per_hour else 0.0,
            self.region(ticket, shift),
            self.same_engineer(ticket, shift) if ticket.preferred_engineers else 0.0,
            self.skill_waste(ticket, shift) if ticket.skills else 0.0,
            self.reassign(ticket, shift),
        )

    def objective(self, routes: Iterable[Route]) -> Objective:
        """The objective of a plan: these routes, every other ticket unserved."""
        lookup = self._lookup
        terms = dict.fromkeys(Term, 0.0)
        loads = {engineer.id: engineer.past_load_s for engineer in lookup.problem.engineers}
        waiting = dict(lookup.tickets)
        worst = 0
        for route in routes:
            for term, value in self.route_terms(route).items():
                terms[term] += value
            if self.worst_late_rate:
                worst = max(worst, self.worst_lateness(route))
            engineer = lookup.shifts[route.shift].engineer
            for ticket in route.tickets:
                served = waiting.pop(ticket, None)
                loads[engineer] += served.load_s if served is not None else 0
        terms[Term.UNSERVED] = sum(self.unserved(ticket) for ticket in waiting.values())
        terms[Term.WORST_LATE] = self.worst_late(worst)
        terms[Term.LOAD] = sum(self.load(load) for load in loads.values())
        return Objective(terms)

    def route_terms(self, route: Route) -> Mapping[Term, float]:
        """The terms that a route settles by itself: all but unserved, worst late and load."""
        shift = self._lookup.shifts[route.shift]
        terms = dict.fromkeys(Term, 0.0)
        if route.tickets:
            per_s, per_m = self.travel_rates(shift)
            travel_s, travel_m = travel.amounts(route)
            terms[Term.TRAVEL] = self.fixed(shift) + per_s * travel_s + per_m * travel_m
            terms[Term.OVERTIME] = self.overtime_rate * overtime.amount(shift, route.finish)
        for stop in route.stops:
            if stop.ticket is None:
                continue
            ticket = self._lookup.tickets[stop.ticket]
            for term, value in zip(PAIR_TERMS, self.pair(ticket, shift), strict=True):
                if value:
                    terms[term] += value
            terms[Term.LATE] += self.late(ticket, stop.start, stop.end)
            if ticket.promise is not None:
                terms[Term.PROMISE] += self.promise(ticket, stop.start)
            if ticket.current_shift is not None:
                terms[Term.STABILITY] += self.retime(ticket, shift, stop.start)
        return terms

    def worst_lateness(self, route: Route) -> int:
        """The largest lateness of the route's tickets in time units."""
        tickets = self._lookup.tickets
        return worst_late.amount(
            lateness(tickets[stop.ticket], stop.start, stop.end)
            for stop in route.stops
            if stop.ticket is not None
        )

    def _reassigned(self, ticket: TicketSpec, shift: ShiftSpec) -> bool:
        if ticket.current_shift is None:
            return False
        told = self._lookup.shifts.get(ticket.current_shift)
        return stability.reassigned(ticket, told, shift)
