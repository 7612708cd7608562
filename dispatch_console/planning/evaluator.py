"""The one evaluator: solver, drag price, insertion and figures all ask it.

Exact, and quick where it matters: a trial of a route costs one pass over its stops. A plan here is
shift id → ticket ids in order; whatever is in no route is unserved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dispatch_console.planning.constraints.rules import plan_violations, route_violations
from dispatch_console.planning.links import Links
from dispatch_console.planning.objective import lateness
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Objective, Route, Solution, Term, Violation
from dispatch_console.planning.terms import travel
from dispatch_console.planning.timetable import (
    NO_FLOOR,
    Floors,
    build_route,
    forced_rests,
    starts,
)
from dispatch_console.planning.travel import TravelTimes
from dispatch_console.planning.trials import Trials

Plan = Mapping[int, tuple[int, ...]]
"""Shift id → ticket ids in the order served."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A route with its times, and every hard rule it breaks by itself."""

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
    """Judges routes and plans of one problem. Raises the first fault of an unsound problem.

    `travel`: as another evaluator of the same places and shifts has it already.
    """

    def __init__(self, problem: Problem, travel: TravelTimes | None = None) -> None:
        self.problem = problem
        self.trials = Trials(problem, travel)
        self.lookup = self.trials.lookup
        self.pricing = self.trials.pricing
        self.links = Links(self.lookup)

    def schedule(
        self, shift: int, tickets: Sequence[int], not_before: Floors = NO_FLOOR
    ) -> Scheduled:
        """The shift's route over `tickets` in this order, each as early as can be.

        `not_before` holds tickets back to a time. Links to tickets of other routes are not looked
        at, see `routes`. An order that breaks rules is timed all the same. Raises `plan.shift` /
        `plan.ticket` for ids that the problem does not have.
        """
        route = self._timed(shift, tickets, not_before)
        return Scheduled(route, tuple(route_violations(self.lookup, route)))

    def _timed(self, shift: int, tickets: Sequence[int], not_before: Floors) -> Route:
        self.lookup.shift(shift)
        tour = self.trials.tours[shift]
        jobs = [self.trials.jobs[self.lookup.ticket(ticket).id] for ticket in tickets]
        stages = self.trials.pickups.stages(tour, jobs) or jobs
        fitting = starts(tour, stages, not_before)
        rests = fitting[2] if fitting else forced_rests(tour, stages, not_before)
        return build_route(tour, stages, rests, not_before)

    def routes(self, plan: Plan, not_before: Floors = NO_FLOOR) -> dict[int, Route]:
        """Shift → route with its times, links between the routes included; empty rows left out."""
        rows = {shift: tickets for shift, tickets in plan.items() if tickets}
        tied = [shift for shift, tickets in rows.items() if self.links.tie(tickets)]
        settled: dict[int, Route] = {}
        if tied:
            settled = self.links.settle({s: rows[s] for s in tied}, self._timed, not_before)
        return {
            shift: settled[shift] if shift in settled else self._timed(shift, tickets, not_before)
            for shift, tickets in rows.items()
        }

    def violations(self, plan: Plan) -> tuple[Violation, ...]:
        """Every hard rule that the plan breaks, those of all routes together included."""
        return self.broken(list(self.routes(plan).values()))

    def broken(self, routes: Sequence[Route]) -> tuple[Violation, ...]:
        """Every hard rule that a plan of these routes breaks."""
        found = [v for route in routes for v in route_violations(self.lookup, route)]
        return (*found, *plan_violations(self.lookup, routes))

    def objective(self, routes: Iterable[Route]) -> Objective:
        """The objective of a plan of these routes, all other tickets unserved."""
        return self.pricing.objective(routes)

    def solution(self, plan: Plan) -> Solution:
        """The plan with its times, its unserved tickets and its objective."""
        routes = self.routes(plan).values()
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
        position, floor = self._place(plan, ticket, shift, at)
        after = moved(plan, ticket, shift, position)
        concerned = self._concerned(plan, after, {s for s in (source, shift) if s is not None})
        was = list(self.routes(_only(plan, concerned)).values())
        routes = self.routes(_only(after, concerned), floor)
        now = list(routes.values())
        apart = self._apart(plan, concerned)
        route = routes[shift]
        return Price(
            shift=shift,
            position=position,
            start=next(stop.start for stop in route.stops if stop.ticket == ticket),
            delta=self._delta(plan, ticket, source, shift, was, now, apart),
            travel_s=sum(map(travel_time, now)) - sum(map(travel_time, was)),
            newly_late=self._newly_late(was, now),
            violations=self._new_violations([*was, *apart], [*now, *apart]),
            route=route,
        )

    def position(self, plan: Plan, ticket: int, shift: int) -> int:
        """Where among the shift's other tickets it costs least; if nowhere lawful, breaks least."""
        return self._place(plan, ticket, shift, None)[0]

    def _concerned(self, plan: Plan, after: Plan, shifts: set[int]) -> set[int]:
        """The shifts that a move has a say in: those it touches, and all tied to them by links."""
        return self.links.tied((plan, after), shifts) if self.problem.links else shifts

    def _apart(self, plan: Plan, concerned: set[int]) -> list[Route]:
        """The routes not concerned, where terms or rules look at all routes together."""
        problem = self.problem
        counted = problem.max_changes is not None or problem.max_disturbed is not None
        if not (self.pricing.worst_late_rate or problem.depots or counted):
            return []
        return list(self.routes({s: t for s, t in plan.items() if s not in concerned}).values())

    def _delta(
        self,
        plan: Plan,
        ticket: int,
        source: int | None,
        shift: int,
        was: Sequence[Route],
        now: Sequence[Route],
        apart: Sequence[Route],
    ) -> Objective:
        terms = dict.fromkeys(Term, 0.0)
        for sign, routes in ((-1, was), (1, now)):
            for route in routes:
                for term, value in self.pricing.route_terms(route).items():
                    terms[term] += sign * value
            if self.pricing.worst_late_rate:
                worst = max(map(self.pricing.worst_lateness, (*routes, *apart)), default=0)
                terms[Term.WORST_LATE] += sign * self.pricing.worst_late(worst)
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

    def _new_violations(
        self, before: Sequence[Route], after: Sequence[Route]
    ) -> tuple[Violation, ...]:
        """What `after` breaks and `before` does not."""
        known = {_key(v) for v in self.broken(before)}
        return tuple(v for v in self.broken(after) if _key(v) not in known)

    def _place(
        self, plan: Plan, ticket: int, shift: int, at: int | None
    ) -> tuple[int, Mapping[int, int]]:
        rest = tuple(other for other in plan.get(shift, ()) if other != ticket)
        if at is not None:
            route = self.schedule(shift, rest).route
            served = [stop for stop in route.stops if stop.ticket is not None]
            return sum(stop.start < at for stop in served), {ticket: at}
        positions = range(len(rest) + 1)
        if self.links.tie((*rest, ticket)):
            return min(positions, key=lambda i: self._linked_badness(plan, ticket, shift, i)), {}
        best = self.trials.best_position(shift, rest, ticket)
        if best is not None:
            return best[1], NO_FLOOR
        return min(positions, key=lambda i: self._badness(shift, rest, ticket, i)), {}

    def _badness(
        self, shift: int, rest: tuple[int, ...], ticket: int, position: int
    ) -> tuple[int, float]:
        tried = self.schedule(shift, (*rest[:position], ticket, *rest[position:]))
        return len(tried.violations), sum(self.pricing.route_terms(tried.route).values())

    def _linked_badness(
        self, plan: Plan, ticket: int, shift: int, position: int
    ) -> tuple[int, float]:
        """As `_badness`, with the routes that the links tie to this one."""
        after = moved(plan, ticket, shift, position)
        part = _only(after, self._concerned(plan, after, {shift}))
        routes = list(self.routes(part).values())
        cost = sum(sum(self.pricing.route_terms(route).values()) for route in routes)
        return len(self.broken(routes)), cost

    def _late(self, route: Route) -> list[int]:
        return [
            stop.ticket
            for stop in route.stops
            if stop.ticket is not None
            and lateness(self.lookup.tickets[stop.ticket], stop.start, stop.end)
        ]


def travel_time(route: Route) -> int:
    """Time units on the road, the way home included."""
    return travel.amounts(route)[0]


def moved(plan: Plan, ticket: int, shift: int, position: int) -> dict[int, tuple[int, ...]]:
    """The plan with the ticket at that position of the shift, and nowhere else."""
    after = {
        where: tuple(other for other in tickets if other != ticket)
        for where, tickets in plan.items()
        if where == shift or ticket in tickets
    }
    row = after.get(shift, ())
    return {**plan, **after, shift: (*row[:position], ticket, *row[position:])}


def _only(plan: Plan, shifts: set[int]) -> dict[int, tuple[int, ...]]:
    return {shift: plan[shift] for shift in shifts if shift in plan}


def _key(violation: Violation) -> tuple[object, ...]:
    return violation.rule, violation.ticket, violation.shift
