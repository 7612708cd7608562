"""A proven lower bound: no plan that keeps the rules costs less.

GLOP solves the assignment relaxation over the promising pairs of ticket and shift. Its prices then
go into the Lagrangian of the whole, and that holds for any prices whatever: neither a tolerance of
the solver nor its being stopped early can make the bound wrong.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp

from dispatch_console.planning.column_generation import columns_apply, columns_bound
from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.messages import Bound, Proof
from dispatch_console.planning.relaxation import Relaxation, relax

PAIRS = 8
"""Shifts of each ticket that the first linear program knows, and that each round adds."""

ROUNDS = 6
TANGENTS = 12
"""Straight lines under each engineer's curve of load."""

FLAT = (1 / 8, 1 / 4, 1 / 2, 1.0, 2.0)
"""Prices of time, the same for all shifts, that are tried first: shares of what an hour of work
unserved costs."""

PROGRAM_TICKETS = 2000
"""Above so many the linear program would take too long."""

USEFUL_GAP = 0.5
"""A bound that leaves more open than this share of the objective tells nobody anything."""

LARGEST = 6_000_000
"""Pairs of ticket and shift up to which their arrays are made."""


@dataclass(frozen=True, slots=True)
class _Prices:
    """What a unit costs: of each limit (k, m), and of each engineer's load (e,)."""

    limits: np.ndarray
    load: np.ndarray


def lower_bound(
    evaluator: Evaluator,
    plan: Plan,
    *,
    seconds: float = 5.0,
    cancelled: Callable[[], bool] = lambda: False,
) -> Bound:
    """The best bound found in the time, beside the objective of the plan at hand."""
    problem, begun = evaluator.problem, time.monotonic()
    if not problem.tickets or len(problem.tickets) * len(problem.shifts) > LARGEST:
        return Bound()
    objective = evaluator.solution(plan).objective.total
    proof, value = Proof.ASSIGNMENT, assignment_bound(evaluator, seconds / 2, cancelled)
    if columns_apply(evaluator):
        left = seconds - (time.monotonic() - begun)
        found = columns_bound(evaluator, plan, left, cancelled)
        if found > value:
            proof, value = Proof.COLUMNS, found
    return worded(proof, value, objective)


def worded(proof: Proof, value: float, objective: float) -> Bound:
    """The bound with its gap, or that there is none of use."""
    gap = max(0.0, objective - value) / objective if objective > 0 else 0.0
    if value <= 0 or gap > USEFUL_GAP:
        return Bound()
    return Bound(proof, value, gap)


def assignment_bound(
    evaluator: Evaluator, seconds: float, cancelled: Callable[[], bool] = lambda: False
) -> float:
    """No plan's objective is lower."""
    deadline = time.monotonic() + seconds
    model = relax(evaluator)
    tickets, shifts = model.cost.shape
    if not shifts:
        return float(model.unserved.sum() + model.load_rate * np.square(model.past).sum())
    best, reduced = lagrangian(model, _flat(model, 0.0))
    for share in FLAT:
        if time.monotonic() < deadline and not cancelled():
            value, tried = lagrangian(model, _flat(model, share))
            if value > best:
                best, reduced = value, tried
    if tickets > PROGRAM_TICKETS:
        return best
    known = np.zeros((tickets, shifts), dtype=np.bool_)
    for _ in range(ROUNDS):
        if not _add_pairs(model, reduced, known):
            break
        left = deadline - time.monotonic()
        found = _Program(model, known).prices(left) if left > 0 and not cancelled() else None
        if found is None:
            break
        value, reduced = lagrangian(model, found)
        best = max(best, value)
    return best


def _flat(model: Relaxation, share: float) -> _Prices:
    """The same price of time for all, and of load as if it were spread evenly."""
    limits = np.zeros((len(model.limits), model.cost.shape[1]))
    limits[0] = share * model.unserved.sum() / max(1.0, model.limits[0].use.min(axis=1).sum())
    even = (model.past.sum() + model.load.sum()) / max(1, len(model.past))
    return _Prices(limits, 2 * model.load_rate * np.maximum(model.past, even if share else 0.0))


def lagrangian(model: Relaxation, prices: _Prices) -> tuple[float, np.ndarray]:
    """The bound that these prices give, and (n, m) what each pair costs at them.

    The curve of an engineer's load lies above its tangent of slope p, which meets the axis at
    p² / 4a for a curve of a × load².
    """
    reduced = model.cost + prices.load[model.engineer][None, :] * model.load[:, None]
    value = 0.0
    for number, (limit, price) in enumerate(zip(model.limits, prices.limits, strict=True)):
        charged = np.isfinite(limit.room)
        price = np.where(charged, price, 0.0)
        reduced += limit.use * price[None, :]
        value -= float((price[charged] * limit.room[charged]).sum())
        if number == 0:
            over = np.maximum(0.0, price - model.overtime_rate)
            value -= float((over * model.overtime).sum())
    value += float((prices.load * model.past).sum())
    if model.load_rate:
        value -= float(np.square(prices.load).sum()) / (4 * model.load_rate)
    served = reduced.min(axis=1, initial=np.inf)
    return value + float(np.minimum(model.unserved, served).sum()), reduced


def _add_pairs(model: Relaxation, reduced: np.ndarray, known: np.ndarray) -> bool:
    """Let the next program know each ticket's cheapest pairs; whether there are new ones."""
    before = int(known.sum())
    count = min(PAIRS, reduced.shape[1])
    cheapest = np.argpartition(reduced, count - 1, axis=1)[:, :count]
    rows = np.arange(len(reduced))[:, None]
    known[rows, cheapest] |= reduced[rows, cheapest] < model.unserved[:, None]
    return int(known.sum()) > before


class _Program:
    """The linear program over known pairs."""

    def __init__(self, model: Relaxation, known: np.ndarray) -> None:
        self._model = model
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._endless = self._solver.infinity()
        shifts, engineers = model.cost.shape[1], len(model.past)
        self._rows = [
            [self._solver.Constraint(-self._endless, float(room)) for room in limit.room]
            for limit in model.limits
        ]
        goal = self._solver.Objective()
        goal.SetMinimization()
        for shift in range(shifts):
            over = self._solver.NumVar(0.0, float(model.overtime[shift]), "")
            goal.SetCoefficient(over, model.overtime_rate)
            self._rows[0][shift].SetCoefficient(over, -1.0)
        self._slopes = self._tangents()
        self._curves = [self._curve(goal, engineer) for engineer in range(engineers)]
        self._pairs(goal, known)

    def prices(self, seconds: float) -> _Prices | None:
        """The dual prices, None if there was no time for them."""
        self._solver.SetTimeLimit(max(1, int(seconds * 1000)))
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        limits = [[max(0.0, -row.dual_value()) for row in rows] for rows in self._rows]
        load = [
            sum(
                max(0.0, row.dual_value()) * slope
                for row, slope in zip(rows, self._slopes, strict=True)
            )
            for rows in self._curves
        ]
        if not load or not self._slopes:
            load = [0.0] * len(self._model.past)
        return _Prices(np.array(limits), np.array(load))

    def _tangents(self) -> list[float]:
        """Slopes of the curve of load where loads may be expected."""
        model = self._model
        if not model.load_rate or not len(model.past):
            return []
        most = 3.0 * (model.past.sum() + model.load.sum()) / len(model.past) + model.past.max()
        return [2 * model.load_rate * at for at in np.linspace(0.0, most, TANGENTS)]

    def _curve(self, goal: pywraplp.Objective, engineer: int) -> list[pywraplp.Constraint]:
        """The engineer's load cost lies above every tangent, once pairs have added their load."""
        past = float(self._model.past[engineer])
        height = self._solver.NumVar(0.0, self._endless, "")
        goal.SetCoefficient(height, 1.0)
        rows = []
        for slope in self._slopes:
            least = slope * past - slope * slope / (4 * self._model.load_rate)
            row = self._solver.Constraint(least, self._endless)
            row.SetCoefficient(height, 1.0)
            rows.append(row)
        return rows

    def _pairs(self, goal: pywraplp.Objective, known: np.ndarray) -> None:
        model = self._model
        for ticket in range(len(known)):
            once = self._solver.Constraint(-self._endless, 1.0)
            for shift in np.flatnonzero(known[ticket]).tolist():
                pair = self._solver.NumVar(0.0, self._endless, "")
                goal.SetCoefficient(pair, float(model.cost[ticket, shift] - model.unserved[ticket]))
                once.SetCoefficient(pair, 1.0)
                for limit, rows in zip(model.limits, self._rows, strict=True):
                    use = limit.use[ticket, shift if limit.use.shape[1] > 1 else 0]
                    rows[shift].SetCoefficient(pair, float(use))
                curve = self._curves[model.engineer[shift]]
                for row, slope in zip(curve, self._slopes, strict=True):
                    row.SetCoefficient(pair, -slope * float(model.load[ticket]))
