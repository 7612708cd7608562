"""The master: CP-SAT picks one route for each shift under the rules that tie engineers together.

Each ticket is in one picked route at most. Load dispersion with the ledger, linked tickets, the
limits on changes, depot stock and the worst lateness are settled here exactly, for the routes of
the pool with the times written in them; the evaluator has the last word on the plan that comes out.
"""

import itertools
import math
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from dispatch_console.planning.constraints.disturbed import days_told
from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.master_links import Meetings
from dispatch_console.planning.pool import Column, Pool

ASK_EVERY_S = 0.04
"""How often a running search is asked whether it is wanted still."""

FINEST = 100.0
"""Whole units of CP-SAT to one objective unit, where the numbers stay small enough."""

LARGEST = float(1 << 50)
"""What the objective of CP-SAT may come to."""

BETTER = 1e-6
"""Share of the objective that a plan has to gain to count as better."""

LOAD_STEPS = 200
"""Most steps in which one engineer's load is counted."""


@dataclass(frozen=True, slots=True)
class _Limits:
    """How long a search may take; `deterministic` in CP-SAT's own unit, the same on any machine."""

    seconds: float
    deterministic: float | None
    seed: int
    workers: int


def choose(
    evaluator: Evaluator,
    pool: Pool,
    incumbent: Plan,
    *,
    seconds: float,
    deterministic: float | None = None,
    seed: int = 1,
    workers: int = 1,
    cancelled: Callable[[], bool] = lambda: False,
) -> Plan | None:
    """The best plan of the pool's routes, for all shifts; None if it is no better than `incumbent`.

    With `deterministic` one worker searches that long in CP-SAT's own unit, so that the same pool
    gives the same plan unless `seconds` run out before.
    """
    begun = time.monotonic()
    kept = pool.keep(incumbent)
    model = _Master(evaluator, pool.columns())
    model.hint(kept, incumbent)
    left = seconds - (time.monotonic() - begun)
    if left <= 0 or cancelled():
        return None
    picked = model.solve(_Limits(left, deterministic, seed, workers), cancelled)
    if picked is None:
        return None
    plan: dict[int, tuple[int, ...]] = dict.fromkeys((*evaluator.trials.tours, *incumbent), ())
    plan.update((column.shift, column.tickets) for column in picked)
    was = evaluator.solution(incumbent).objective.total
    now = evaluator.solution(plan).objective.total
    if now >= was - BETTER * max(1.0, abs(was)) or evaluator.violations(plan):
        return None
    return plan


class _Master:
    """The model: a yes or no for each column."""

    def __init__(self, evaluator: Evaluator, columns: Sequence[Column]) -> None:
        self._evaluator = evaluator
        self._problem = evaluator.problem
        self._columns = columns
        self._model = cp_model.CpModel()
        self._picks = [self._model.new_bool_var("") for _ in columns]
        self._serving: dict[int, list[int]] = defaultdict(list)
        self._of_shift: dict[int, list[int]] = defaultdict(list)
        for index, column in enumerate(columns):
            self._of_shift[column.shift].append(index)
            for ticket in column.tickets:
                self._serving[ticket].append(index)
        self._costs = [column.cost - self._spared(column) for column in columns]
        self._scale = self._fitting_scale()
        self._extra: list[cp_model.LinearExpr] = []
        self._pack()
        self._meetings = Meetings(evaluator, self._model, columns, self._picks, self._serving)
        self._bound_changes()
        self._bound_disturbed()
        self._bound_stock()
        self._spread_load()
        self._curb_worst()
        self._delay()

    def hint(self, columns: Iterable[Column], plan: Plan) -> None:
        """Begin from these columns, which are those of the plan."""
        known = {column.key for column in columns}
        for column, pick in zip(self._columns, self._picks, strict=True):
            self._model.add_hint(pick, column.key in known)
        self._meetings.hint(plan)

    def solve(self, limits: _Limits, cancelled: Callable[[], bool]) -> list[Column] | None:
        """The columns picked; None if none were found in time."""
        whole = [round(cost * self._scale) for cost in self._costs]
        total = cp_model.LinearExpr.weighted_sum(self._picks, whole)
        self._model.minimize(cp_model.LinearExpr.sum([total, *self._extra]))
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = limits.seconds
        solver.parameters.random_seed = limits.seed
        solver.parameters.num_workers = limits.workers
        if limits.deterministic is not None:
            solver.parameters.num_workers = 1
            solver.parameters.max_deterministic_time = limits.deterministic
        status = _run(solver, self._model, cancelled)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        pairs = zip(self._columns, self._picks, strict=True)
        return [column for column, pick in pairs if solver.boolean_value(pick)]

    def _spared(self, column: Column) -> float:
        pricing, specs = self._evaluator.pricing, self._evaluator.lookup.tickets
        return sum(pricing.unserved(specs[ticket]) for ticket in column.tickets)

    def _fitting_scale(self) -> float:
        largest = sum(
            max((abs(self._costs[i]) for i in found), default=0.0)
            for found in self._of_shift.values()
        )
        return min(FINEST, LARGEST / max(1.0, largest))

    def _pack(self) -> None:
        for found in (*self._of_shift.values(), *self._serving.values()):
            if len(found) > 1:
                self._model.add_at_most_one(self._picks[i] for i in found)

    def _sum(self, pairs: Iterable[tuple[int, int]]) -> cp_model.LinearExpr:
        chosen = list(pairs)
        return cp_model.LinearExpr.weighted_sum(
            [self._picks[i] for i, _ in chosen], [amount for _, amount in chosen]
        )

    def _bound_changes(self) -> None:
        """Told tickets that move, and those left out, are within the change budget."""
        limit = self._problem.max_changes
        if limit is None:
            return
        told = {t.id: t for t in self._problem.tickets if t.current_start is not None}
        kept = self._meetings.kept(told.values())
        saved = []
        for i, column in enumerate(self._columns):
            count = sum(t in told and t not in column.visits for t in column.tickets)
            saved.append((i, count - column.changes))
        self._model.add(self._sum(saved) + sum(kept) >= len(told) - limit)

    def _bound_disturbed(self) -> None:
        """Few enough engineers have another day than told; who lost every route has one too."""
        limit = self._problem.max_disturbed
        if limit is None:
            return
        told = days_told(self._problem)
        unsettled = {shift.engineer: self._model.new_bool_var("") for shift in self._problem.shifts}
        for shift in self._problem.shifts:
            for i in self._of_shift[shift.id]:
                if self._columns[i].disturbs:
                    self._model.add_implication(self._picks[i], unsettled[shift.engineer])
            if shift.id in told:
                picks = [self._picks[i] for i in self._of_shift[shift.id]]
                self._model.add_bool_or([*picks, unsettled[shift.engineer]])
        self._model.add(sum(unsettled.values()) <= limit)

    def _bound_stock(self) -> None:
        """What the routes take from a depot is there."""
        taken: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
        for i, column in enumerate(self._columns):
            for what, amount in column.pickups.items():
                taken[what].append((i, amount))
        stock = {depot.id: depot.stock for depot in self._problem.depots}
        for (depot, part), amounts in taken.items():
            self._model.add(self._sum(amounts) <= stock[depot].get(part, 0))

    def _spread_load(self) -> None:
        """The load term: part of the cost for engineers with one shift, else counted in steps."""
        pricing = self._evaluator.pricing
        if not pricing.load_rate:
            return
        shifts: dict[int, list[int]] = defaultdict(list)
        for shift in self._problem.shifts:
            shifts[shift.engineer].append(shift.id)
        for engineer in self._problem.engineers:
            past = engineer.past_load_s
            mine = [i for shift in shifts[engineer.id] for i in self._of_shift[shift]]
            working = {self._columns[i].shift for i in mine if self._columns[i].load_s}
            if len(working) > 1:
                self._count_load(past, mine)
                continue
            for i in mine:
                load = past + self._columns[i].load_s
                self._costs[i] += pricing.load(load) - pricing.load(past)

    def _count_load(self, past: int, mine: list[int]) -> None:
        """Load in equal steps, each dearer than the one before: exact where it is whole steps.

        Measured: optimal in 0.2 s where chords of the curve took 1.6 s and more (1,000 routes).
        """
        price = self._evaluator.pricing.load
        most: dict[int, int] = defaultdict(int)
        for i in mine:
            column = self._columns[i]
            most[column.shift] = max(most[column.shift], column.load_s)
        total = sum(most.values())
        step = max(math.gcd(*(self._columns[i].load_s for i in mine)), -(-total // LOAD_STEPS))
        steps = [(i, round(self._columns[i].load_s / step)) for i in mine]
        marks = [past + step * number for number in range(total // step + len(most) + 1)]
        taken = [self._model.new_bool_var("") for _ in marks[1:]]
        for earlier, later in itertools.pairwise(taken):
            self._model.add_implication(later, earlier)
        self._model.add(sum(taken) == self._sum((i, number) for i, number in steps if number))
        rises = [
            round((price(high) - price(low)) * self._scale)
            for low, high in itertools.pairwise(marks)
        ]
        self._extra.append(cp_model.LinearExpr.weighted_sum(taken, rises))

    def _delay(self) -> None:
        """What it costs that linked tickets wait for one another."""
        rate = round(self._evaluator.pricing.late_rate * self._scale)
        if rate and self._meetings.delay:
            self._extra += [rate * late for late in self._meetings.delay]

    def _curb_worst(self) -> None:
        """The largest lateness of any column picked."""
        rate = self._evaluator.pricing.worst_late_rate
        if not rate or not any(column.late for column in self._columns):
            return
        worst = self._model.new_int_var(0, max(column.late for column in self._columns), "")
        for found in self._of_shift.values():
            late = [(i, self._columns[i].late) for i in found if self._columns[i].late]
            if late:
                self._model.add(self._sum(late) <= worst)
        self._extra.append(max(1, round(rate * self._scale)) * worst)


def _run(
    solver: cp_model.CpSolver, model: cp_model.CpModel, cancelled: Callable[[], bool]
) -> cp_model.CpSolverStatus:
    """Solve while another thread asks whether to go on: CP-SAT itself asks nobody."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(ASK_EVERY_S):
            if cancelled():
                solver.stop_search()

    watcher = threading.Thread(target=watch, name="master", daemon=True)
    watcher.start()
    try:
        return solver.solve(model)
    finally:
        over.set()
        watcher.join()
