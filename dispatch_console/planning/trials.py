"""What a route costs, quickly: the fast path of the evaluator, for searching.

A trial is one pass over the stops with an early exit, and answers as `constraints` and `objective`
do without building the route; property tests hold them together.
"""

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.objective import Pricing
from dispatch_console.planning.pairs import Pairs
from dispatch_console.planning.pickups import PickUps
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.timetable import NO_FLOOR, Floors, Job, Stage, Tour, starts
from dispatch_console.planning.travel import Rows, TravelTimes

_REMEMBERED = 50_000
_REMEMBERED_PAIRS = 500_000


class Trials:
    """Route costs of one problem. Raises the first fault of an unsound problem."""

    def __init__(self, problem: Problem, travel: TravelTimes | None = None) -> None:
        self.lookup = Lookup(problem, travel)
        self.pricing = Pricing(self.lookup)
        self.jobs = {ticket.id: Job(ticket) for ticket in problem.tickets}
        self.tours: dict[int, Tour] = _Tours(self.lookup)
        self.pairs = Pairs(self.lookup, self.pricing)
        self.pickups = PickUps(problem)
        self._pairs: dict[tuple[int, int], float | None] = {}
        self._costs: dict[tuple[int, tuple[int, ...]], float | None] = {}
        self._shapes: dict[
            tuple[int, tuple[int, ...]], tuple[list[int], list[int | None], list[float]]
        ] = {}
        self._able: dict[int, tuple[int, ...]] = {}

    def pair_cost(self, ticket: int, shift: int) -> float | None:
        """What the ticket costs in this shift whatever the time; None where it may not be."""
        key = (ticket, shift)
        if key not in self._pairs:
            if len(self._pairs) >= _REMEMBERED_PAIRS:
                self._pairs.clear()
            spec, where = self.lookup.ticket(ticket), self.lookup.shift(shift)
            self._pairs[key] = self.pairs.cost(spec, where)
        return self._pairs[key]

    def cost(self, shift: int, tickets: tuple[int, ...]) -> float | None:
        """What the route costs, load and unserved tickets aside; None if it breaks a rule."""
        key = (shift, tickets)
        if key not in self._costs:
            if len(self._costs) >= _REMEMBERED:
                self._costs.clear()
                self._shapes.clear()
            tried = self._try(shift, tickets)
            self._costs[key] = None if tried is None else tried[0]
        return self._costs[key]

    def held(
        self, shift: int, tickets: tuple[int, ...], not_before: Floors
    ) -> tuple[float, dict[int, int]] | None:
        """As `cost`, with tickets held back to a time; and the start of each. Not remembered."""
        tried = self._try(shift, tickets, not_before)
        if tried is None:
            return None
        cost, stages, begins = tried
        return cost, {stage.id: at for stage, at in zip(stages, begins, strict=True)}

    def able_shifts(self, ticket: int) -> tuple[int, ...]:
        """The shifts that could serve the ticket had they nothing else to do, the nearest first."""
        if ticket not in self._able:
            place, shifts = self.jobs[ticket].place, self.lookup.problem.shifts
            row = self.pairs.row(self.lookup.ticket(ticket))
            found = []
            for index in np.flatnonzero(row < np.inf).tolist():
                shift = shifts[index].id
                if self._try(shift, (ticket,)) is not None:
                    tour = self.tours[shift]
                    found.append((tour.leg(tour.start_place, place), shift))
            self._able[ticket] = tuple(shift for _, shift in sorted(found))
        return self._able[ticket]

    def distinct(self, shifts: Iterable[int], rows: Mapping[int, tuple[int, ...]]) -> list[int]:
        """The shifts less those that are empty and just like an empty one before."""
        seen: set[int] = set()
        found = []
        for shift in shifts:
            if not rows.get(shift):
                if self._kinds[shift] in seen:
                    continue
                seen.add(self._kinds[shift])
            found.append(shift)
        return found

    @cached_property
    def _kinds(self) -> dict[int, int]:
        """Shift → a number shared by shifts that nothing in the problem tells apart."""
        problem = self.lookup.problem
        counted = problem.max_changes is not None or problem.max_disturbed is not None
        if self.pricing.field or problem.links or counted:
            return {shift.id: number for number, shift in enumerate(problem.shifts)}
        named = {t.current_shift for t in problem.tickets} | {t.lock_shift for t in problem.tickets}
        for ticket in problem.tickets:
            named |= ticket.allowed_shifts or frozenset()
        numbers: dict[object, int] = {}
        kinds = {}
        for shift in problem.shifts:
            key: object = shift.id
            if shift.id not in named:
                who = self.lookup.engineer_of(shift)
                key = (
                    repr(replace(shift, id=0, engineer=0, stock={}, tools=frozenset())),
                    tuple(sorted(shift.stock.items())),
                    shift.tools,
                    tuple(sorted(who.skills.items())),
                    who.regions,
                )
            kinds[shift.id] = numbers.setdefault(key, len(numbers))
        return kinds

    def best_position(
        self, shift: int, tickets: tuple[int, ...], ticket: int, below: float = math.inf
    ) -> tuple[float, int] | None:
        """The least extra cost of adding the ticket, load aside, and where.

        None if that breaks a rule everywhere or costs no less than `below`.
        """
        extra = self.pair_cost(ticket, shift)
        spec = self.tours[shift].spec
        full = spec.max_tickets is not None and len(tickets) >= spec.max_tickets
        if extra is None or full:
            return None
        base = self.cost(shift, tickets)
        if base is None:
            return None
        best: tuple[float, int] | None = None
        for bound, position in self._by_bound(shift, tickets, ticket, extra, below):
            if bound >= below:
                break
            cost = self.cost(shift, (*tickets[:position], ticket, *tickets[position:]))
            if cost is not None and cost - base < below:
                below = cost - base
                best = (below, position)
        return best

    def _by_bound(
        self, shift: int, tickets: tuple[int, ...], ticket: int, extra: float, below: float
    ) -> list[tuple[float, int]]:
        """(lower bound of the extra cost, position), best first, where it is under `below`.

        Positions that the ticket cannot be reached at in time are left out. No bound holds where
        one ticket more may move the stop that picks up parts.
        """
        tour, job = self.tours[shift], self.jobs[ticket]
        legs, place = tour.legs, job.place
        cost = self._leg_cost(tour)
        latest = tour.limit - job.service
        if job.windows:
            latest = min(latest, job.windows[-1][1])
        if self.pickups.concern(tickets, ticket):
            return [(-math.inf, position) for position in range(len(tickets) + 1)]
        ready, places, between = self._shape(shift, tickets)
        extra -= self.pricing.slack(self.jobs[other].spec for other in tickets)
        found = []
        for position, here in enumerate(places[:-1]):
            bound, clock = extra - between[position], ready[position]
            if here is not None:
                clock += legs[here][place]
                bound += cost(here, place)
            then = places[position + 1]
            if then is not None:
                bound += cost(place, then)
            if bound < below and clock <= latest:
                found.append((bound, position))
        found.sort()
        return found

    def _shape(
        self, shift: int, tickets: tuple[int, ...]
    ) -> tuple[list[int], list[int | None], list[float]]:
        """For each position: when its place before is left, the places around, the leg's cost."""
        known = self._shapes.get((shift, tickets))
        if known is not None:
            return known
        tour, jobs = self.tours[shift], [self.jobs[ticket] for ticket in tickets]
        fitting = starts(tour, jobs)
        begins = fitting[0] if fitting else []
        ready = [tour.spec.start, *(b + j.service for b, j in zip(begins, jobs, strict=True))]
        places = [tour.start_place, *(job.place for job in jobs), tour.end_place]
        cost = self._leg_cost(tour)
        between = [
            0.0 if here is None or then is None or not jobs else cost(here, then)
            for here, then in itertools.pairwise(places)
        ]
        self._shapes[shift, tickets] = (ready, places, between)
        return ready, places, between

    def _leg_cost(self, tour: Tour) -> Callable[[int, int], float]:
        """What a leg from one place to another costs, in objective units."""
        per_s, per_m = self.pricing.travel_rates(tour.spec)
        legs, metres = tour.legs, tour.metres
        if not per_m:
            return lambda here, there: per_s * legs[here][there]
        return lambda here, there: per_s * legs[here][there] + per_m * metres[here][there]

    def _try(
        self, shift: int, tickets: tuple[int, ...], not_before: Floors = NO_FLOOR
    ) -> tuple[float, Sequence[Stage], Sequence[int]] | None:
        tour, jobs = self.tours[shift], [self.jobs[ticket] for ticket in tickets]
        if not jobs:
            return 0.0, (), ()
        total = self._pairs_total(shift, tickets)
        if total is None or not self._fits(tour, jobs):
            return None
        stages = self.pickups.stages(tour, jobs)
        fitting = starts(tour, stages, not_before) if stages is not None else None
        if stages is None or fitting is None:
            return None
        begins, finish, _ = fitting
        pricing, spec = self.pricing, tour.spec
        per_s, per_m = pricing.travel_rates(spec)
        time = _way(tour.legs, tour, stages)
        if spec.max_travel_s is not None and time > spec.max_travel_s:
            return None
        total += pricing.fixed(spec) + per_s * time
        if per_m or spec.max_distance_m is not None:
            metres = _way(tour.metres, tour, stages)
            if spec.max_distance_m is not None and metres > spec.max_distance_m:
                return None
            total += per_m * metres
        total += pricing.overtime_rate * max(0, finish - spec.end)
        if pricing.field:
            total += self._timed_cost(tour, stages, begins)
        return total, stages, begins

    def _pairs_total(self, shift: int, tickets: tuple[int, ...]) -> float | None:
        total = 0.0
        for ticket in tickets:
            cost = self.pair_cost(ticket, shift)
            if cost is None:
                return None
            total += cost
        return total

    def _timed_cost(self, tour: Tour, stages: Sequence[Stage], begins: Sequence[int]) -> float:
        total, place = 0.0, tour.start_place
        for stage, start in zip(stages, begins, strict=True):
            if isinstance(stage, Job):
                spec = stage.spec
                end = start + stage.service + (0 if place == stage.place else stage.setup)
                total += self.pricing.late(spec, start, end)
                total += self.pricing.promise(spec, start)
                total += self.pricing.retime(spec, tour.spec, start)
            place = stage.place
        return total

    def _fits(self, tour: Tour, jobs: Sequence[Job]) -> bool:
        """Whether number, work and demands are within the shift's limits."""
        spec = tour.spec
        if spec.max_tickets is not None and len(jobs) > spec.max_tickets:
            return False
        if spec.max_work_s is not None and sum(job.service for job in jobs) > spec.max_work_s:
            return False
        if not spec.capacity:
            return True
        demands = [job.spec.demand for job in jobs]
        carried = [sum(amounts) for amounts in itertools.zip_longest(*demands, fillvalue=0)]
        limits = itertools.chain(spec.capacity, itertools.repeat(0))
        return all(amount <= limit for amount, limit in zip(carried, limits, strict=False))


class _Tours(dict[int, Tour]):
    """The shifts as timetables need them, each made when it is first looked up."""

    def __init__(self, lookup: Lookup) -> None:
        super().__init__()
        self._lookup = lookup

    def __missing__(self, shift: int) -> Tour:
        tour = self[shift] = Tour(self._lookup, self._lookup.shifts[shift])
        return tour


def _way(rows: Rows, tour: Tour, stages: Sequence[Stage]) -> int:
    """Time units or metres of the whole route, as the rows have them."""
    places = [stage.place for stage in stages]
    total = sum(rows[here][there] for here, there in itertools.pairwise(places))
    if tour.start_place is not None:
        total += rows[tour.start_place][places[0]]
    if tour.end_place is not None:
        total += rows[places[-1]][tour.end_place]
    return total
