"""Ruin and recreate: take strings of neighbouring tickets out, put them back better.

After Christiaens and Vanden Berghe, "Slack Induction by String Removals" (Transportation Science,
2020), over the exact evaluator: a worse plan is accepted as in annealing, the best one is kept.
"""

import math
import random
from collections import ChainMap
from collections.abc import Iterable

import numpy as np

from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.solution import Term

NEIGHBOURS = 60
"""Nearest tickets kept for each."""

STRING = 8
"""Longest string taken from one route."""

REMOVED = 8
"""Tickets taken out at a time, on average."""

BLINK = 0.03
"""Share of shifts passed over, so that greed does not always choose the same."""

SPARE_SHIFTS = 4
"""Shifts tried at random besides those of the neighbourhood."""

TO_UNSERVED = 0.2
"""Share of rounds that begin at an unserved ticket."""

ORDERS = ("random", "costly", "choosy", "long", "early")
"""Orders in which tickets come back."""


class Chain:
    """One chain of plans. `best` is the best so far, with objective `best_cost`."""

    def __init__(self, evaluator: Evaluator, plan: Plan, seed: int) -> None:
        self._evaluator = evaluator
        self._trials = evaluator.trials
        self._pricing = evaluator.pricing
        self._random = random.Random(seed)
        problem = evaluator.problem
        self._specs = evaluator.lookup.tickets
        self._engineer = {shift.id: shift.engineer for shift in problem.shifts}
        self._unserved_cost = {t.id: self._pricing.unserved(t) for t in problem.tickets}
        shifts = {t.id: evaluator.trials.able_shifts(t.id) for t in problem.tickets}
        self._candidates = {ticket: found for ticket, found in shifts.items() if found}
        self._able = list(self._candidates)
        self._near = self._nearest()
        self.adopt(plan)

    def adopt(self, plan: Plan) -> None:
        """Go on from `plan`, a plan that breaks no rule."""
        self.plan: dict[int, tuple[int, ...]] = dict.fromkeys(self._engineer, ())
        self.plan.update(plan)
        self._where = {t: shift for shift, row in self.plan.items() for t in row}
        self._waiting = {t: None for t in self._able if t not in self._where}
        self._loads = self._evaluator.loads(self.plan)
        objective = self._evaluator.solution(self.plan).objective
        self.cost = self.best_cost = objective.total
        self.best = dict(self.plan)
        self.typical_leg = objective.terms[Term.TRAVEL] / max(1, len(self._where))

    @property
    def idle(self) -> bool:
        """Whether there is nothing to move."""
        return not self._able

    def neighbours_of_any(self, rng: random.Random) -> list[int]:
        """A ticket taken at random and its nearest, itself first."""
        return self._near[rng.choice(self._able)]

    def step(self, temperature: float) -> bool:
        """One ruin and one recreate; whether the best plan became better."""
        removed, rows, loads = self._ruin()
        left_out = self._recreate(removed, rows, loads)
        gain = self._gain(removed, left_out, rows, loads)
        if -gain >= -temperature * math.log(1.0 - self._random.random()):
            return False
        self._accept(removed, rows, loads)
        self.cost -= gain
        if self.cost >= self.best_cost - 1e-6:
            return False
        self.best_cost = self.cost
        self.best = dict(self.plan)
        return True

    def _nearest(self) -> dict[int, list[int]]:
        """Ticket → the tickets nearest to it, itself first."""
        if not self._able:
            return {}
        places = np.array([self._specs[ticket].place for ticket in self._able])
        shift = self._evaluator.problem.shifts[0]
        durations = self._evaluator.lookup.travel.durations[shift.profile]
        found = {}
        for ticket, place in zip(self._able, places, strict=True):
            order = np.argsort(durations[place, places], kind="stable")[:NEIGHBOURS]
            near = [self._able[i] for i in order if self._able[i] != ticket]
            found[ticket] = [ticket, *near]
        return found

    def _ruin(self) -> tuple[list[int], dict[int, tuple[int, ...]], dict[int, int]]:
        """Tickets out of the plan; the rows and loads that changed by it."""
        rng = self._random
        if self._waiting and rng.random() < TO_UNSERVED:
            seed = rng.choice(list(self._waiting))
        else:
            seed = rng.choice(self._able)
        wanted = rng.randint(1, 2 * REMOVED - 1)
        removed: list[int] = []
        pool: list[int] = []
        rows: dict[int, tuple[int, ...]] = {}
        loads: dict[int, int] = {}
        for ticket in self._near[seed]:
            shift = self._where.get(ticket)
            if shift is None:
                pool.append(ticket)
            elif shift not in rows:
                string = self._string(shift, ticket, wanted - len(removed))
                removed += string
                rows[shift] = tuple(t for t in self.plan[shift] if t not in string)
                engineer = self._engineer[shift]
                lost = sum(self._specs[t].load_s for t in string)
                loads[engineer] = loads.get(engineer, self._loads[engineer]) - lost
            if len(removed) >= wanted:
                break
        return removed + pool, rows, loads

    def _string(self, shift: int, ticket: int, at_most: int) -> tuple[int, ...]:
        """Consecutive tickets of the shift's row, `ticket` among them."""
        row = self.plan[shift]
        length = self._random.randint(1, min(len(row), at_most, STRING))
        here = row.index(ticket)
        first = self._random.randint(max(0, here - length + 1), min(here, len(row) - length))
        return row[first : first + length]

    def _recreate(
        self, removed: list[int], rows: dict[int, tuple[int, ...]], loads: dict[int, int]
    ) -> list[int]:
        """Put tickets into `rows` where they cost least; those that do not pay are returned."""
        spare = set(rows)
        for ticket in removed:
            candidates = self._candidates[ticket]
            spare.update(
                self._random.choice(candidates) for _ in range(min(SPARE_SHIFTS, len(candidates)))
            )
        for near in self._near[removed[0]][:25]:
            if near in self._where:
                spare.add(self._where[near])
        return [
            ticket
            for ticket in self._ordered(removed)
            if not self._insert(ticket, spare.intersection(self._candidates[ticket]), rows, loads)
        ]

    def _ordered(self, tickets: list[int]) -> list[int]:
        shuffled = self._random.sample(tickets, len(tickets))
        order = self._random.choice(ORDERS)
        if order == "costly":
            shuffled.sort(key=lambda t: -self._unserved_cost[t])
        elif order == "choosy":
            shuffled.sort(key=lambda t: len(self._candidates[t]))
        elif order == "long":
            shuffled.sort(key=lambda t: -self._specs[t].service_s)
        elif order == "early":
            shuffled.sort(key=self._latest)
        return shuffled

    def _latest(self, ticket: int) -> int:
        windows = self._trials.jobs[ticket].windows
        return windows[-1][1] if windows else 1 << 60

    def _insert(
        self,
        ticket: int,
        shifts: Iterable[int],
        rows: dict[int, tuple[int, ...]],
        loads: dict[int, int],
    ) -> bool:
        least, load_s = self._unserved_cost[ticket], self._specs[ticket].load_s
        load, found = self._pricing.load, None
        for shift in self._trials.distinct(shifts, ChainMap(rows, self.plan)):
            if self._random.random() < BLINK:
                continue
            engineer = self._engineer[shift]
            now = loads.get(engineer, self._loads[engineer])
            extra = load(now + load_s) - load(now)
            row = rows.get(shift, self.plan[shift])
            best = self._trials.best_position(shift, row, ticket, least - extra)
            if best is not None:
                least, found = best[0] + extra, (shift, best[1])
        if found is None:
            return False
        shift, position = found
        row, engineer = rows.get(shift, self.plan[shift]), self._engineer[shift]
        rows[shift] = (*row[:position], ticket, *row[position:])
        loads[engineer] = loads.get(engineer, self._loads[engineer]) + load_s
        return True

    def _gain(
        self,
        removed: list[int],
        left_out: list[int],
        rows: dict[int, tuple[int, ...]],
        loads: dict[int, int],
    ) -> float:
        """By how much the objective falls."""
        cost, load = self._trials.cost, self._pricing.load
        gain = sum(self._unserved_cost[t] for t in removed if t not in self._where)
        gain -= sum(self._unserved_cost[ticket] for ticket in left_out)
        gain += sum(load(self._loads[engineer]) - load(now) for engineer, now in loads.items())
        for shift, row in rows.items():
            before, after = cost(shift, self.plan[shift]), cost(shift, row)
            if before is None or after is None:
                return -math.inf
            gain += before - after
        return gain

    def _accept(
        self, removed: list[int], rows: dict[int, tuple[int, ...]], loads: dict[int, int]
    ) -> None:
        for ticket in removed:
            self._where.pop(ticket, None)
            self._waiting[ticket] = None
        for shift, row in rows.items():
            self.plan[shift] = row
            for ticket in row:
                self._where[ticket] = shift
                self._waiting.pop(ticket, None)
        self._loads.update(loads)
