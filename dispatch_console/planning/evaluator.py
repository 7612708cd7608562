"""The one evaluator: solver, drag price, insertion and figures all ask it.

Exact, and quick where it matters: a trial of a route costs one pass over its stops. A plan here is
shift id → ticket ids in order; whatever is in no route is unserved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dispatch_console.planning.constraints.rules import (
    route_violations,
)
from dispatch_console.planning.objective import lateness
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Objective, Route, Solution, Term, Violation
from dispatch_console.planning.timetable import (
    NO_FLOOR,
    build_route,
    forced_rests,
    starts,
)
from dispatch_console.planning.trials import Trials

Plan = Mapping[int, tuple[int, ...]]
"""Shift id → ticket ids in the order served."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A route with its times, and every hard rule it breaks."""

    route: Route
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class Price:
    """What putting a ticket into a shift does.

    `delta` is the difference of the objective, `travel_s` that of travel time. `violations` are
    the hard rules broken by it, those broken before left out; `newly_late` the tickets made late.
    """

    shift: int
    position: int
    start: int
    delta: Objective
    travel_s: int
    newly_late: tuple[int, ...]
    violations: tuple[Violation, ...]
    route: Route


class Evaluator:
    """Judges routes and plans of one problem. Raises the first fault of an unsound problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.trials = Trials(problem)
        self.lookup = self.trials.lookup
        self.pricing = self.trials.pricing

    def schedule(
        self, shift: int, tickets: Sequence[int], not_before: Mapping[int, int] = NO_FLOOR
    ) -> Scheduled:
        """The shift's route over `tickets` in this order, each as early as can be.

        `not_before` holds tickets back to a time. An order that breaks rules is timed all the
        same. Raises `plan.shift` / `plan.ticket` for ids that the problem does not have.
        """
        self.lookup.shift(shift)
        tour = self.trials.tours[shift]
        jobs = [self.trials.jobs[self.lookup.ticket(ticket).id] for ticket in tickets]
        fitting = starts(tour, jobs, not_before)
        rests = fitting[2] if fitting else forced_rests(tour, jobs, not_before)
        route = build_route(tour, jobs, rests, not_before)
        return Scheduled(route, tuple(route_violations(self.lookup, route)))

    def objective(self, routes: Iterable[Route]) -> Objective:
        """The objective of a plan of these routes, all other tickets unserved."""
        return self.pricing.objective(routes)

    def solution(self, plan: Plan) -> Solution:
        """The plan with its times, its unserved tickets and its objective."""
        routes = [self.schedule(shift, tickets).route for shift, tickets in plan.items() if tickets]
        served = {ticket for tickets in plan.values() for ticket in tickets}
        unserved = tuple(t.id for t in self.problem.tickets if t.id not in served)
        return Solution(tuple(routes), unserved, self.objective(routes))

    def loads(self, plan: Plan) -> dict[int, int]:
        """Engineer → load in seconds, past load included."""
        loads = {engineer.id: engineer.past_load_s for engineer in self.problem.engineers}
        for shift, tickets in plan.items():
            engineer = self.lookup.shift(shift).engineer
            loads[engineer] += sum(self.trials.jobs[ticket].spec.load_s for ticket in tickets)
        return loads

    def price(self, plan: Plan, ticket: int, shift: int, at: int | None = None) -> Price:
        """What happens if `ticket` goes into `shift`, leaving the place it has in `plan`.

        `at` None: at its best position; else where that time falls, starting no earlier. Raises
        `plan.shift` / `plan.ticket` for ids that the problem does not have.
        """
        self.lookup.ticket(ticket)
        self.lookup.shift(shift)
        source = next((where for where, tickets in plan.items() if ticket in tickets), None)
        affected = {where for where in (source, shift) if where is not None}
        before = {where: self.schedule(where, plan.get(where, ())) for where in affected}
        rest = tuple(other for other in plan.get(shift, ()) if other != ticket)
        position, floor = self._place(shift, rest, ticket, at)
        target = self.schedule(shift, (*rest[:position], ticket, *rest[position:]), floor)
        after = {shift: target}
        if source is not None and source != shift:
            left = tuple(other for other in plan[source] if other != ticket)
            after[source] = self.schedule(source, left)
        was = [scheduled.route for scheduled in before.values()]
        now = [scheduled.route for scheduled in after.values()]
        route = target.route
        return Price(
            shift=shift,
            position=position,
            start=next(stop.start for stop in route.stops if stop.ticket == ticket),
            delta=self._delta(plan, ticket, source, shift, was, now),
            travel_s=sum(map(travel_time, now)) - sum(map(travel_time, was)),
            newly_late=self._newly_late(was, now),
            violations=_new_violations(before.values(), after.values()),
            route=route,
        )

    def _delta(
        self,
        plan: Plan,
        ticket: int,
        source: int | None,
        shift: int,
        was: Iterable[Route],
        now: Iterable[Route],
    ) -> Objective:
        terms = dict.fromkeys(Term, 0.0)
        for sign, routes in ((-1, was), (1, now)):
            for route in routes:
                for term, value in self.pricing.route_terms(route).items():
                    terms[term] += sign * value
        spec = self.lookup.tickets[ticket]
        if source is None:
            terms[Term.UNSERVED] = -self.pricing.unserved(spec)
        gains = self.lookup.shifts[shift].engineer
        loses = self.lookup.shifts[source].engineer if source is not None else None
        if gains != loses:
            terms[Term.LOAD] = self._load_step(plan, gains, spec.load_s)
            if loses is not None:
                terms[Term.LOAD] += self._load_step(plan, loses, -spec.load_s)
        return Objective(terms)

    def _load_step(self, plan: Plan, engineer: int, step: int) -> float:
        mine = {
            where: t for where, t in plan.items() if self.lookup.shift(where).engineer == engineer
        }
        load = self.loads(mine)[engineer]
        return self.pricing.load(load + step) - self.pricing.load(load)

    def _newly_late(self, was: Iterable[Route], now: Iterable[Route]) -> tuple[int, ...]:
        late = {ticket for route in was for ticket in self._late(route)}
        return tuple(t for route in now for t in self._late(route) if t not in late)

    def _place(
        self, shift: int, rest: tuple[int, ...], ticket: int, at: int | None
    ) -> tuple[int, Mapping[int, int]]:
        if at is not None:
            route = self.schedule(shift, rest).route
            served = [stop for stop in route.stops if stop.ticket is not None]
            return sum(stop.start < at for stop in served), {ticket: at}
        best = self.trials.best_position(shift, rest, ticket)
        if best is not None:
            return best[1], NO_FLOOR
        return min(range(len(rest) + 1), key=lambda i: self._badness(shift, rest, ticket, i)), {}

    def _badness(
        self, shift: int, rest: tuple[int, ...], ticket: int, position: int
    ) -> tuple[int, float]:
        tried = self.schedule(shift, (*rest[:position], ticket, *rest[position:]))
        return len(tried.violations), sum(self.pricing.route_terms(tried.route).values())

    def _late(self, route: Route) -> list[int]:
        return [
            stop.ticket
            for stop in route.stops
            if stop.ticket is not None
            and lateness(self.lookup.tickets[stop.ticket], stop.start, stop.end)
        ]


def travel_time(route: Route) -> int:
    """Time units on the road, the way home included."""
    return route.back_s + sum(stop.travel_s for stop in route.stops)


def _new_violations(
    before: Iterable[Scheduled], after: Iterable[Scheduled]
) -> tuple[Violation, ...]:
    known = {(v.rule, v.ticket, v.shift) for scheduled in before for v in scheduled.violations}
    found = (v for scheduled in after for v in scheduled.violations)
    return tuple(v for v in found if (v.rule, v.ticket, v.shift) not in known)
