"""The change-budget curve: how good the plan could be if so many people were told otherwise.

Beside the budget, which counts tickets, a cap may be set on the engineers whose day changes. The
price of telling people otherwise is left out of the objective here: the budget stands for it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.constraints.disturbed import disturbed
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.mend import Mend
from dispatch_console.planning.messages import Solve
from dispatch_console.planning.problem import Problem, TicketSpec
from dispatch_console.planning.search import Search
from dispatch_console.planning.solution import Objective, Solution
from dispatch_console.planning.told import Change, bind, broken, changes, hold, placed, rows

MOST_PLACED = 30
"""Unserved tickets, those of most worth, that are given a place one by one to begin with."""


@dataclass(frozen=True, slots=True)
class Point:
    """The best plan found with at most `budget` changes (None: any number) of what people know.

    `changes` are all differences to the plan before, `broken` how many of them count, `engineers`
    those whose day is another one; `objective` is without the term `stability`.
    """

    budget: int | None
    solution: Solution
    changes: tuple[Change, ...]
    broken: int
    engineers: int
    objective: Objective


def default_budgets(plan: Solution) -> tuple[int | None, ...]:
    """0, 1, 2, 4, … below the number of tickets served, and any number."""
    served = sum(len(route.tickets) for route in plan.routes)
    doubling = [1 << power for power in range(max(0, served - 1).bit_length())]
    return (0, *doubling, None)


def curve(
    problem: Problem,
    plan: Solution,
    budgets: Sequence[int | None] | None = None,
    *,
    engineers: int | None = None,
    seconds: float = 10.0,
    seed: int = 1,
    iterations: int | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    tell: Callable[[Point], object] = lambda _: None,
) -> tuple[Point, ...]:
    """A point for each budget, smallest first, each no worse than those before it.

    `seconds` are for all together, `iterations` for each; each search begins where the one before
    ended. When cancelled the remaining points repeat the best plan that keeps to their budget.
    `tell` hears each point as it is found. No point changes the days of more than so many
    `engineers`; None: of as many as the problem says.
    """
    cap = problem.max_disturbed if engineers is None else engineers
    bound = bind(replace(problem, max_disturbed=None), plan)
    weights = replace(bound.weights, reassign=0.0, retime=0.0)
    bound = replace(bound, weights=weights, max_changes=None)
    wanted = sorted(
        set(default_budgets(plan) if budgets is None else budgets),
        key=lambda budget: (budget is None, budget or 0),
    )
    evaluator = Evaluator(bound)
    found = _Found(evaluator, plan, cap)
    share = seconds / (len(wanted) + 1)
    deadline = None if iterations is not None else time.monotonic() + share
    kept = _keeping(evaluator, plan)
    _place_singly(Evaluator(kept), plan, found, lambda: cancelled() or _over(deadline))
    points: list[Point] = []
    for budget in wanted:
        if not cancelled():
            command = Solve(
                problem=replace(_within(bound, kept, plan, budget, cap), max_disturbed=cap),
                seconds=share,
                seed=seed,
                cores=1,
                iterations=iterations,
                start=rows(found.best(budget).solution),
            )
            _search(command, found, cancelled)
        points.append(found.best(budget))
        tell(points[-1])
    return tuple(points)


def _keeping(evaluator: Evaluator, plan: Solution) -> Problem:
    """The problem in which what is left alone stays at the time told.

    Where routes have slack that they would be driven without, nobody comes sooner than told: else
    leaving everything as it is would already change times and overrun every small budget.
    """
    again = evaluator.solution(rows(plan))
    slack = broken(changes(plan, again)) > 0
    return hold(evaluator.problem, None, 0) if slack else evaluator.problem


def _within(
    bound: Problem, kept: Problem, plan: Solution, budget: int | None, cap: int | None
) -> Problem:
    """The problem to search for a budget; with none at all everything told is fixed where it is.
    Where nothing is counted, everybody may come sooner."""
    if budget is None and cap is None:
        return bound
    if budget is None or budget > 0:
        return replace(kept, max_changes=budget)
    told = placed(plan.routes)
    return replace(bound, tickets=tuple(_fixed(spec, told.get(spec.id)) for spec in bound.tickets))


def _fixed(spec: TicketSpec, place: tuple[int, int] | None) -> TicketSpec:
    if place is None:
        return spec
    shift, start = place
    return replace(spec, windows=((start, start),), lock_shift=shift, lock_start=None)


def _search(command: Solve, found: "_Found", cancelled: Callable[[], bool]) -> None:
    """Look for a better plan within the command's budget; none is found where none keeps it."""
    evaluator = Evaluator(command.problem)
    with Search(command, evaluator, found.hear, cancelled) as search:
        try:
            found.offer(evaluator.solution(search.run()))
        except DomainError as error:
            if error.code != "plan.refused":
                raise


def _over(deadline: float | None) -> bool:
    return deadline is not None and time.monotonic() >= deadline


def _place_singly(
    evaluator: Evaluator, plan: Solution, found: "_Found", stop: Callable[[], bool]
) -> None:
    """Plans with few changes: unserved tickets put in, the first where nobody is touched."""
    if stop():
        return
    specs, pricing = evaluator.lookup.tickets, evaluator.pricing
    ranked = sorted(plan.unserved, key=lambda ticket: (-pricing.unserved(specs[ticket]), ticket))
    mend = Mend(evaluator, rows(plan), ranked[:MOST_PLACED], {}, None, stop)
    mend.run()
    for mended in mend.history:
        found.offer(evaluator.solution(mended))


class _Found:
    """The plans found so far that keep to the cap on engineers, the best for each number of
    changes. The evaluator's problem is bound to the `plan` before."""

    def __init__(self, evaluator: Evaluator, plan: Solution, cap: int | None) -> None:
        self._evaluator = evaluator
        self._plan, self._cap = plan, cap
        objective = evaluator.objective(plan.routes)
        self._kept: dict[int, Point] = {0: Point(0, plan, (), 0, 0, objective)}

    def hear(self, solution: Solution, _: float) -> None:
        """What the search tells on its way."""
        self.offer(solution)

    def offer(self, solution: Solution) -> None:
        """Keep the plan if it breaks no rule and none with as few changes is as good."""
        made = changes(self._plan, solution)
        count = broken(made)
        objective = self._evaluator.objective(solution.routes)
        if objective.total < self.best(count).objective.total - 1e-6:
            engineers = len(disturbed(self._evaluator.problem, solution.routes))
            if self._cap is not None and engineers > self._cap:
                return
            if self._evaluator.violations(rows(solution)):
                return
            self._kept[count] = Point(count, solution, made, count, engineers, objective)

    def best(self, budget: int | None) -> Point:
        """The best plan that keeps to the budget; of equals that with fewer changes."""
        within = [p for p in self._kept.values() if budget is None or p.broken <= budget]
        return replace(min(within, key=lambda p: (p.objective.total, p.broken)), budget=budget)
