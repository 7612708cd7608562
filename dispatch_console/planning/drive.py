"""Walkers over one problem: rounds of walking on all cores, the best plan kept.

A large problem is one plan, cut anew each round, the parts walked side by side. A small one, or one
with rules that tie distant engineers together, gets a chain of plans for each core, and now and
then the worst of them begins again from the best. With a cap on engineers there is one chain, which
opens a few of them at a time: see `opening`.
"""

import random
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np

from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.kernel.cuts import cut
from dispatch_console.planning.kernel.engine import Engine, Rows, Stretch, Walker
from dispatch_console.planning.opening import Opening, few
from dispatch_console.planning.solution import Term
from dispatch_console.planning.start import as_told, sound, without_links

PART_TICKETS = 150
"""Fewer tickets than this for each core are not worth cutting."""

EXCHANGE = 8
"""Rounds after which the worst chain begins again from the best."""

FIRST_OPENINGS = Stretch(600, 1.0, 1.0)
"""A few tries with a cap on engineers, hardly warmer than greed, for a first plan."""

POLL_S = 0.02
"""How often a walk is asked whether it is wanted still."""


class Drive:
    """The compiled search of one problem. `best` is the best plan so far, at `best_cost`."""

    def __init__(self, evaluator: Evaluator, cores: int, cancelled: Callable[[], bool]) -> None:
        problem = evaluator.problem
        self._evaluator = evaluator
        self._engine = Engine(evaluator.lookup, evaluator.pricing)
        self._cancelled = cancelled
        capped = few(evaluator)
        tied = bool(problem.links or problem.depots) or evaluator.pricing.worst_late_rate > 0
        alone = tied or capped
        self.parts = 1 if alone else max(1, min(cores, len(problem.tickets) // PART_TICKETS))
        chains = 1 if self.parts > 1 or capped else max(1, cores)
        self._walkers = [Walker(self._engine, self.parts) for _ in range(chains)]
        self._threads = ThreadPoolExecutor(chains + 1, thread_name_prefix="chain")
        self._best: Rows = self._engine.rows({})
        self.best_cost = float("inf")
        self._rounds = 0
        self._opening = Opening(evaluator, self._engine, self._walkers[0]) if capped else None

    def close(self) -> None:
        """End the threads, stopping what still runs."""
        self._engine.cancel[0] = 1
        self._threads.shutdown()
        for walker in self._walkers:
            walker.close()

    @property
    def best(self) -> dict[int, tuple[int, ...]]:
        """The best plan so far."""
        return self._engine.plan(self._best)

    @property
    def current(self) -> list[dict[int, tuple[int, ...]]]:
        """Where each chain is now."""
        return [self._engine.plan(walker.now()) for walker in self._walkers]

    def begin(self, start: Plan) -> None:
        """The first plan: what of `start` can stand, and what else pays its way.

        Where changes are limited and no start is given, it is what people were told.
        """
        problem = self._evaluator.problem
        if problem.max_changes is not None and not start:
            start = as_told(problem)
        kept = sound(self._evaluator, start)
        if self._opening is not None:
            self._begin_opened(self._opening, kept)
            return
        if not self.adopt(kept):
            self.adopt(without_links(self._evaluator, kept))
        self.fill()

    def _begin_opened(self, opening: Opening, start: Plan) -> None:
        """What people were told, or `start` where that is allowed and better; then a few tries."""
        self._best = self._engine.rows(opening.plan)
        self.adopt(opening.plan)
        self.adopt(start)
        self._walk_opened(opening, FIRST_OPENINGS, 0)

    def _walk_opened(self, opening: Opening, stretch: Stretch, seed: int) -> bool:
        cancel = self._engine.cancel
        self._wait(self._threads.submit(opening.walk, stretch, seed, lambda: bool(cancel[0])))
        if cancel[0]:
            return False
        self._best, self.best_cost = self._engine.rows(opening.plan), opening.cost
        return True

    def adopt(self, plan: Plan) -> bool:
        """Every chain goes on from `plan`; whether it breaks no rule of a route or a link."""
        rows = self._engine.rows(plan)
        costs = [walker.adopt(rows) for walker in self._walkers]
        if costs[0] == float("inf"):
            return False
        self._keep(costs[0], rows)
        return True

    def offer(self, plan: Plan) -> None:
        """Go on from `plan` if it is sound and better than the best so far."""
        was = self._best
        if not self.adopt(plan) or self._best is was:
            for walker in self._walkers:
                walker.adopt(was)

    def fill(self) -> None:
        """Put in what is unserved and pays its way: the hardest first."""
        kernel = self._walkers[0].kernel
        able = np.isfinite(kernel.pair).sum(axis=1)
        order = np.lexsort((able, -kernel.worth[:, 0]))
        cost = self._wait(self._threads.submit(self._walkers[0].fill, order.tolist()))
        if cost is None:
            return
        rows = self._walkers[0].now()
        self._keep(cost, rows)
        for walker in self._walkers[1:]:
            walker.adopt(rows)

    def walk(self, stretch: Stretch, seed: int) -> bool:
        """One round; False if it was cancelled half way, and then nothing has come of it."""
        self._rounds += 1
        if self._opening is not None:
            return self._walk_opened(self._opening, stretch, seed)
        if self.parts > 1:
            rng = random.Random(seed)
            cuts = cut(self._walkers[0].kernel, self.parts, rng)
            found = [self._threads.submit(self._walkers[0].walk, stretch, seed, cuts)]
        else:
            found = [
                self._threads.submit(walker.walk, stretch, seed + number)
                for number, walker in enumerate(self._walkers)
            ]
        ends = [self._wait(future) for future in found]
        whole = [end for end in ends if end is not None]
        if len(whole) < len(ends) or self._engine.cancel[0]:
            return False
        for cost, rows in whole:
            self._keep(cost, rows)
        if len(self._walkers) > 1 and self._rounds % EXCHANGE == 0:
            worst = max(range(len(whole)), key=lambda number: whole[number][0])
            self._walkers[worst].adopt(self._best)
        return True

    def _keep(self, cost: float, rows: Rows) -> None:
        if not cost < self.best_cost - 1e-6:
            return
        if self._opening is None or self._opening.take(self._engine.plan(rows), cost):
            self.best_cost, self._best = cost, rows

    def _wait(self, future: "Future[Any]") -> Any:
        """The result, or None if it was cancelled meanwhile."""
        while True:
            if self._cancelled():
                self._engine.cancel[0] = 1
            try:
                result = future.result(timeout=POLL_S)
            except TimeoutError:
                continue
            return None if self._engine.cancel[0] else result


def typical_leg(evaluator: Evaluator, plan: Plan) -> float:
    """What the way to a ticket costs on average: the measure of the annealing's temperatures."""
    served = sum(map(len, plan.values()))
    working = sum(1 for tickets in plan.values() if tickets)
    travel = evaluator.solution(plan).objective.terms[Term.TRAVEL]
    return max(1e-3, travel / max(1, served + working))
