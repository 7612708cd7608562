"""Moves and trades of tickets between engineers: what each costs, and making them."""

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.leveller import Option
from dispatch_console.planning.solution import Objective, Term

Rows = dict[int, tuple[int, ...]]

MOST_TRADES = 600
"""Pairs of tickets that are priced for trading places."""


class Exchanges:
    """`plan`, shift → tickets, and what can be moved in it; tickets of `fixed` cannot."""

    def __init__(
        self,
        evaluator: Evaluator,
        plan: Rows,
        fixed: Collection[int],
        cancelled: Callable[[], bool],
    ) -> None:
        self.plan = plan
        self._evaluator = evaluator
        self._trials = evaluator.trials
        self._specs = evaluator.lookup.tickets
        self._fixed = fixed
        self._cancelled = cancelled
        self._beside_load = _beside_load(evaluator.solution(plan).objective)
        self._broken = len(evaluator.violations(plan))
        self._shifts: dict[int, list[int]] = {e.id: [] for e in evaluator.problem.engineers}
        for shift in evaluator.problem.shifts:
            self._shifts[shift.engineer].append(shift.id)

    def options(self, loads: Mapping[int, int]) -> Iterator[Option]:
        """Single moves from engineers who have more load to those who have less, then trades."""
        pairs = [
            (giver, taker)
            for giver, taker in itertools.permutations(self._shifts, 2)
            if loads[giver] > loads[taker]
        ]
        for giver, taker in pairs:
            for ticket, shift in self._served(giver):
                if not self._cancelled():
                    yield from self._move(giver, shift, ticket, taker)
        yield from self._trades(pairs, loads)

    def make(self, option: Option, most: float) -> float | None:
        """Make the moves, and what they cost beside load; None, and nothing made, if they no
        longer fit, break a rule or cost more than `most`."""
        where = {ticket: shift for shift, row in self.plan.items() for ticket in row}
        if any(where[ticket] != shift for ticket, shift, _ in option.moves):
            return None
        after = self._after(option.moves)
        if after is None or len(self._evaluator.violations(after)) > self._broken:
            return None
        total = _beside_load(self._evaluator.solution(after).objective)
        cost = total - self._beside_load
        if cost > most + 1e-6:
            return None
        self.plan, self._beside_load = after, total
        return cost

    def _move(self, giver: int, shift: int, ticket: int, taker: int) -> Iterator[Option]:
        row, load = self.plan[shift], self._specs[ticket].load_s
        rest = tuple(other for other in row if other != ticket)
        before, after = self._trials.cost(shift, row), self._trials.cost(shift, rest)
        if before is None or after is None or load <= 0:
            return
        found: list[tuple[float, int]] = []
        for target in self._shifts[taker]:
            place = self._trials.best_position(target, self.plan[target], ticket)
            if place is not None:
                found.append((place[0], target))
        if found:
            cost, target = min(found)
            yield Option(giver, taker, load, after - before + cost, ((ticket, shift, target),))

    def _trades(
        self, pairs: Iterable[tuple[int, int]], loads: Mapping[int, int]
    ) -> Iterator[Option]:
        """Two tickets of different load that change places; those that even out most."""
        found: list[tuple[int, int, int, tuple[tuple[int, int, int], ...]]] = []
        for giver, taker in pairs:
            apart = loads[giver] - loads[taker]
            for one, shift in self._served(giver):
                for other, target in self._served(taker):
                    load = self._specs[one].load_s - self._specs[other].load_s
                    if 0 < load < apart:
                        moves = ((one, shift, target), (other, target, shift))
                        found.append((load * (load - apart), giver, taker, moves))
        for _, giver, taker, moves in sorted(found)[:MOST_TRADES]:
            if self._cancelled():
                return
            cost = self._cost(moves)
            if cost is not None:
                (one, _, _), (other, _, _) = moves
                load = self._specs[one].load_s - self._specs[other].load_s
                yield Option(giver, taker, load, cost, moves)

    def _cost(self, moves: Iterable[tuple[int, int, int]]) -> float | None:
        """What the moves cost the routes concerned; None if they do not fit."""
        after = self._after(moves)
        if after is None:
            return None
        total = 0.0
        for shift, row in after.items():
            if row != self.plan[shift]:
                old, new = self._trials.cost(shift, self.plan[shift]), self._trials.cost(shift, row)
                if old is None or new is None:
                    return None
                total += new - old
        return total

    def _after(self, moves: Iterable[tuple[int, int, int]]) -> Rows | None:
        """The plan after the moves, each ticket at its best place; None if one has none."""
        after = dict(self.plan)
        for ticket, shift, _ in moves:
            after[shift] = tuple(other for other in after[shift] if other != ticket)
        for ticket, _, target in moves:
            place = self._trials.best_position(target, after[target], ticket)
            if place is None:
                return None
            row = after[target]
            after[target] = (*row[: place[1]], ticket, *row[place[1] :])
        return after

    def _served(self, engineer: int) -> list[tuple[int, int]]:
        """(ticket, shift) of what the engineer has and may give."""
        shifts = self._shifts[engineer]
        return [(t, shift) for shift in shifts for t in self.plan[shift] if t not in self._fixed]


def _beside_load(objective: Objective) -> float:
    return sum(value for term, value in objective.terms.items() if term is not Term.LOAD)
