"""A bound from all routes there are: column generation with GLOP, priced exactly.

For problems with few kinds of shift, not too many tickets, and no depots, where a stop may spare a
set-up. What is left out here only makes the bound lower: breaks, limits on travel, links, more than
one demand, costs of time. An engineer's load costs what its tangent at an even load says.
"""

import itertools
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
from ortools.linear_solver import pywraplp

from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.pricing_labels import WORDS, Ways, cheapest
from dispatch_console.planning.problem import Aim, ShiftSpec
from dispatch_console.planning.timetable import NEVER

MOST_TICKETS = 64 * WORDS
MOST_KINDS = 40
NEIGHBOURS = 10
TOLERANCE = 1e-6
ROUNDED = 1e-9
"""Share of the bound that sums of floating numbers may be wrong by."""

CLOSE = 1e-4
"""Share of the bound below which it need not be lifted further."""

SMOOTH = 0.6
"""Share of the best prices so far in those that are tried: prices of the program alone swing."""


def columns_apply(evaluator: Evaluator) -> bool:
    """Whether this kind of bound can be had."""
    problem = evaluator.problem
    return (
        not problem.depots
        and 0 < len(problem.tickets) <= MOST_TICKETS
        and 0 < len(_kinds(evaluator)) <= MOST_KINDS
    )


def columns_bound(
    evaluator: Evaluator,
    plan: Plan,
    seconds: float,
    cancelled: Callable[[], bool] = lambda: False,
) -> float:
    """No plan's objective is lower; 0 if nothing came of it in the time. `plan` is begun with."""
    return _Generation(evaluator, plan).run(time.monotonic() + seconds, cancelled)


class _Generation:
    def __init__(self, evaluator: Evaluator, plan: Plan) -> None:
        self._evaluator = evaluator
        self._tickets = evaluator.problem.tickets
        self._kinds = _kinds(evaluator)
        slopes, self._constant = _tangents(evaluator)
        self._ways = [_ways(evaluator, kind[0], slopes[kind[0].engineer]) for kind in self._kinds]
        self._unserved = np.array([evaluator.pricing.unserved(t) for t in self._tickets])
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        endless = self._solver.infinity()
        self._covers = [self._solver.Constraint(1.0, endless) for _ in self._tickets]
        self._uses = [self._solver.Constraint(-endless, float(len(k))) for k in self._kinds]
        self._goal = self._solver.Objective()
        self._goal.SetMinimization()
        for cover, cost in zip(self._covers, self._unserved.tolist(), strict=True):
            self._put(cost, [(cover, 1.0)])
        self._known: set[tuple[int, tuple[int, ...]]] = set()
        self._begin(plan)

    def run(self, deadline: float, cancelled: Callable[[], bool]) -> float:
        """Better and better prices, until routes that would lower the program are no more."""
        best, centre = 0.0, None
        while time.monotonic() < deadline and not cancelled():
            self._solver.SetTimeLimit(max(1, int(1000 * (deadline - time.monotonic()))))
            if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
                break
            program = self._goal.Value()
            exact = np.array([max(0.0, cover.dual_value()) for cover in self._covers])
            tried = exact if centre is None else SMOOTH * centre + (1 - SMOOTH) * exact
            if self._price(exact, deadline, careful=False)[1]:
                continue
            value, new = self._price(tried, deadline, careful=True)
            if value > best:
                best, centre = value, tried
            elif not new:
                value, new = self._price(exact, deadline, careful=True)
                best, centre = max(best, value), None
                if not new:
                    break
            if program - best <= CLOSE * program:
                break
        return max(0.0, best * (1.0 - ROUNDED) + self._constant)

    def _price(self, prices: np.ndarray, deadline: float, *, careful: bool) -> tuple[float, int]:
        """The Lagrangian bound at these prices, load's constant aside, 0 if unknown; and how many
        routes are new."""
        value = float(prices.sum() + np.minimum(0.0, self._unserved - prices).sum())
        sure, new = True, 0
        for kind, ways in enumerate(self._ways):
            if time.monotonic() > deadline:
                return 0.0, new
            complete, costs, rows = cheapest(ways, prices, TOLERANCE, careful)
            sure = sure and complete
            # Routes short of the tolerance are not told of.
            value += len(self._kinds[kind]) * min(-TOLERANCE, float(costs.min(initial=0.0)))
            for row in rows:
                new += self._add(kind, tuple(row[row >= 0].tolist()))
        return (value if sure else 0.0), new

    def _begin(self, plan: Plan) -> None:
        number = {ticket.id: n for n, ticket in enumerate(self._tickets)}
        kind_of = {shift.id: k for k, shifts in enumerate(self._kinds) for shift in shifts}
        for shift, tickets in plan.items():
            if tickets:
                self._add(kind_of[shift], tuple(number[ticket] for ticket in tickets))

    def _add(self, kind: int, row: tuple[int, ...]) -> bool:
        """Give the program a route, a ticket perhaps more than once in it."""
        if (kind, row) in self._known:
            return False
        self._known.add((kind, row))
        ways, count = self._ways[kind], len(self._tickets)
        stops = [count, *row, count]
        cost = sum(float(ways.costs[a, b]) for a, b in itertools.pairwise(stops))
        served = [(self._covers[ticket], float(row.count(ticket))) for ticket in sorted(set(row))]
        self._put(cost, [(self._uses[kind], 1.0), *served])
        return True

    def _put(self, cost: float, entries: Iterable[tuple[pywraplp.Constraint, float]]) -> None:
        column = self._solver.NumVar(0.0, self._solver.infinity(), "")
        self._goal.SetCoefficient(column, cost)
        for row, amount in entries:
            row.SetCoefficient(column, amount)


def _kinds(evaluator: Evaluator) -> list[list[ShiftSpec]]:
    """The shifts, those together that nothing in the problem tells apart."""
    problem = evaluator.problem
    if problem.aim is Aim.FIELD:
        return [[shift] for shift in problem.shifts]
    named = {t.lock_shift for t in problem.tickets}
    for ticket in problem.tickets:
        named |= ticket.allowed_shifts or frozenset()
    groups: dict[object, list[ShiftSpec]] = {}
    for shift in problem.shifts:
        who = evaluator.lookup.engineer_of(shift)
        alike = (replace(shift, id=0, engineer=0), tuple(sorted(who.skills.items())), who.regions)
        groups.setdefault(shift.id if shift.id in named else repr(alike), []).append(shift)
    return list(groups.values())


def _tangents(evaluator: Evaluator) -> tuple[dict[int, float], float]:
    """Engineer → least cost of a time unit of load, and what is to be added for all of them.

    A curve a x² lies above its tangent 2 a x₀ x - a x₀², at any x₀.
    """
    problem, rate = evaluator.problem, evaluator.pricing.load(1.0)
    past = {engineer.id: engineer.past_load_s for engineer in problem.engineers}
    even = (sum(past.values()) + sum(t.load_s for t in problem.tickets)) / max(1, len(past))
    at = {engineer: max(load, even) for engineer, load in past.items()}
    constant = sum(rate * at[e] * (2 * load - at[e]) for e, load in past.items())
    return {engineer: 2 * rate * x for engineer, x in at.items()}, constant


def _ways(evaluator: Evaluator, shift: ShiftSpec, slope: float) -> Ways:
    """The legs of one kind of shift, as cheap as they can be; `slope` is the cost of load."""
    tickets, count = evaluator.problem.tickets, len(evaluator.problem.tickets)
    pricing, travel = evaluator.pricing, evaluator.lookup.travel
    places = np.array([ticket.place for ticket in tickets], dtype=np.int64)
    per_s, per_m = pricing.travel_rates(shift)
    durations = travel.shift_durations(shift)
    metres = travel.distances[shift.profile] if per_m else durations
    times = np.zeros((count + 1, count + 1), dtype=np.int64)
    costs = np.zeros((count + 1, count + 1))
    for figures, factor in ((durations, per_s), (metres, per_m)):
        costs[:count, :count] += factor * figures[np.ix_(places, places)]
        if shift.start_place is not None:
            costs[count, :count] += factor * figures[shift.start_place, places]
        if shift.end_place is not None:
            costs[:count, count] += factor * figures[places, shift.end_place]
    times[:count, :count] = durations[np.ix_(places, places)]
    if shift.start_place is not None:
        times[count, :count] = durations[shift.start_place, places]
    if shift.end_place is not None:
        times[:count, count] = durations[places, shift.end_place]
    costs[count, :count] += pricing.fixed(shift)
    for number, ticket in enumerate(tickets):
        pair = evaluator.trials.pair_cost(ticket.id, shift.id)
        costs[:, number] += np.inf if pair is None else pair + slope * ticket.load_s
    before = np.array([*places, -1 if shift.start_place is None else shift.start_place])
    windows = [evaluator.trials.jobs[t.id].windows or ((0, NEVER),) for t in tickets]
    room = shift.capacity[0] if shift.capacity else NEVER
    return Ways(
        times=times,
        costs=costs,
        moves=before[:, None] != np.array([*places, -2])[None, :],
        first=np.array([max(shift.start, w[0][0]) for w in windows], dtype=np.int64),
        last=np.array([w[-1][1] for w in windows], dtype=np.int64),
        work=np.array([t.service_s for t in tickets], dtype=np.int64),
        setup=np.array([t.setup_s for t in tickets], dtype=np.int64),
        demand=np.array([(*t.demand, 0)[0] for t in tickets], dtype=np.int64),
        room=int(room),
        begin=int(shift.start),
        limit=int(shift.end + shift.overtime_s),
        near=_near(times[:count, :count]),
    )


def _near(times: np.ndarray) -> np.ndarray:
    """(n, WORDS) uint64: each ticket and its nearest as a set of bits."""
    found = np.zeros((len(times), WORDS), dtype=np.uint64)
    for number, order in enumerate(np.argsort(times + times.T, axis=1, kind="stable")):
        for other in (number, *order[:NEIGHBOURS].tolist()):
            found[number, other // 64] |= np.uint64(1) << np.uint64(other % 64)
    return found
