"""The search where only so many engineers may see their day changed.

Nearly every step of a walk over the whole plan would be refused there. So a few engineers, as many
as may be, are opened at a time: the walk goes on among their shifts and what is unserved, and all
others keep to what they were told. Then others are opened: those changed in the best plan with some
exchanged for their neighbours, or another neighbourhood altogether. The best plan of any is kept.
"""

import itertools
import random
from collections.abc import Callable, Iterator

import numpy as np

from dispatch_console.planning.constraints.disturbed import disturbed
from dispatch_console.planning.constraints.rules import plan_violations
from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.kernel import layout as c
from dispatch_console.planning.kernel.engine import Engine, Stretch, Walker
from dispatch_console.planning.start import as_told, sound

STEPS_A_TICKET, LEAST_STEPS = 30, 150
"""Steps for each ticket that an opening may move, and for an opening at least."""

HOT, COLD = 0.25, 0.01
"""First temperature, as a share of that of the whole search, and last, as a share of the first."""

AGAIN, FRESH = 0.3, 0.3
"""Share of openings with those changed so far, and with none of them; else some are exchanged."""

PASSED_OVER = 0.25
"""Share of the nearest engineers that are passed over, so that not always the same are opened."""

SOME_WAITING = 20
"""Unserved tickets that an opening reckons with, besides twice as many as its engineers have."""

FROM_WAITING = 0.6
"""Share of openings around an unserved ticket, where there are any."""


def few(evaluator: Evaluator) -> bool:
    """Whether the cap on engineers is below the number of those who have a shift."""
    problem = evaluator.problem
    limit = problem.max_disturbed
    return limit is not None and limit < len({shift.engineer for shift in problem.shifts})


class Opening:
    """Searches a problem with a cap on engineers. `plan` is the best so far, at `cost`: at first
    what of the plan as told can stand, infinite until one keeps the rules over the whole plan."""

    def __init__(self, evaluator: Evaluator, engine: Engine, walker: Walker) -> None:
        problem = evaluator.problem
        self._evaluator, self._engine, self._walker = evaluator, engine, walker
        self._limit = problem.max_disturbed or 0
        self._owner = {shift.id: shift.engineer for shift in problem.shifts}
        self._told = sound(evaluator, as_told(problem))
        self._bound = disturbed(problem, evaluator.routes(self._told).values())
        self._changed = set(self._bound)
        self._hot = 0.0
        self.plan: dict[int, tuple[int, ...]] = dict(self._told)
        self.cost = float("inf")

    def take(self, plan: Plan, cost: float) -> bool:
        """Go on from the plan if it is better than the best so far and keeps the rules."""
        if not cost < self.cost - 1e-6:
            return False
        routes = tuple(self._evaluator.routes(plan).values())
        if any(True for _ in plan_violations(self._evaluator.lookup, routes)):
            return False
        self.plan = {shift: plan.get(shift, ()) for shift in self._owner}
        self.cost = cost
        self._changed = disturbed(self._evaluator.problem, routes)
        return True

    def walk(self, stretch: Stretch, seed: int, stopped: Callable[[], bool]) -> None:
        """One opening after another until the steps are made."""
        rng = random.Random(seed)
        self._hot = max(self._hot, HOT * stretch.hot)
        left = stretch.steps
        while left > 0 and not stopped():
            engineers, plan = self._drawn(rng)
            opened = np.array([self._owner[shift] in engineers for shift in self._engine.shifts])
            steps = min(left, max(LEAST_STEPS, STEPS_A_TICKET * self._movable(engineers, plan)))
            left -= steps
            cost, rows = self._walker.walk_within(
                opened,
                self._engine.rows(plan),
                Stretch(steps, self._hot, COLD * self._hot),
                rng.getrandbits(32),
            )
            if not stopped():
                self.take(self._engine.plan(rows), cost)

    def _drawn(self, rng: random.Random) -> tuple[set[int], Plan]:
        """Engineers to open, as many as may be, and the plan to begin from."""
        kind = rng.random()
        free = sorted(self._changed - self._bound)
        if kind < FRESH:
            kept: set[int] = set()
        elif kind < FRESH + AGAIN or not free:
            kept = set(free)
        else:
            kept = set(rng.sample(free, rng.randrange(len(free))))
        engineers = kept | self._bound
        for engineer in self._around(rng, kept):
            if len(engineers) >= self._limit:
                break
            engineers.add(engineer)
        return engineers, self._told if kind < FRESH else self._begun(engineers)

    def _begun(self, engineers: set[int]) -> Plan:
        """The best plan, with all others as told: what they were told comes back to them."""
        back = {t for s, row in self._told.items() if self._owner[s] not in engineers for t in row}
        return {
            shift: tuple(t for t in self.plan[shift] if t not in back)
            if engineer in engineers
            else self._told[shift]
            for shift, engineer in self._owner.items()
        }

    def _around(self, rng: random.Random, kept: set[int]) -> Iterator[int]:
        """Engineers near a ticket, the nearest first: one that waits, or one of those kept."""
        owner = [self._owner[shift] for shift in self._engine.shifts]
        where = self._where()
        waiting = np.flatnonzero(where < 0)
        theirs = [ticket for ticket, at in enumerate(where) if at >= 0 and owner[at] in kept]
        if len(waiting) and rng.random() < FROM_WAITING:
            ticket = int(waiting[rng.randrange(len(waiting))])
        else:
            ticket = rng.choice(theirs) if theirs else rng.randrange(len(where))
        near = self._walker.kernel.near[ticket]
        able = [owner[shift] for shift in near[-c.HOMES :] if shift >= 0]
        beside = [owner[at] for at in where[near[: -c.HOMES]] if at >= 0]
        passed = []
        for engineer in itertools.chain(*zip(able, beside, strict=False), able, beside):
            if rng.random() < PASSED_OVER:
                passed.append(engineer)
            else:
                yield engineer
        yield from (*passed, *rng.sample(owner, len(owner)))

    def _where(self) -> np.ndarray:
        """(n,) by position the shift that has each ticket in the best plan, -1 where none has."""
        rows, lengths = self._engine.rows(self.plan)
        where = np.full(len(self._engine.tickets), -1, dtype=np.int64)
        for shift in np.flatnonzero(lengths):
            where[rows[shift, : lengths[shift]]] = shift
        return where

    def _movable(self, engineers: set[int], plan: Plan) -> int:
        """About how many tickets a walk has to do with: theirs, and some of those that wait."""
        own = sum(len(row) for shift, row in plan.items() if self._owner[shift] in engineers)
        waiting = len(self._engine.tickets) - sum(map(len, plan.values()))
        return own + min(waiting, 2 * own + SOME_WAITING)
