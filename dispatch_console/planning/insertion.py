"""The best places for one ticket in a plan, with what each would do.

`Insertion` stands beside a running plan: it keeps what every question needs, so that one takes
milliseconds among thousands of tickets, and is told which shifts have changed.
"""

import heapq
import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager

import numpy as np

from dispatch_console.planning.evaluator import Evaluator, Plan, Price
from dispatch_console.planning.gaps import Gaps, confirmed
from dispatch_console.planning.objective import lateness
from dispatch_console.planning.solution import Route

MOST_REFUSED = 30
"""Places refused by a rule over the whole plan after which no more are tried."""


def candidates(evaluator: Evaluator, plan: Plan, ticket: int, limit: int = 10) -> tuple[Price, ...]:
    """One question to an `Insertion` that is not kept."""
    return Insertion(evaluator, plan).candidates(ticket, limit)


class Insertion:
    """A plan to be asked where one ticket would go. Ids unknown to the problem are refused with
    `plan.shift` or `plan.ticket`."""

    def __init__(self, evaluator: Evaluator, plan: Plan) -> None:
        problem = evaluator.problem
        self.evaluator = evaluator
        self.plan: dict[int, tuple[int, ...]] = {shift.id: () for shift in problem.shifts}
        self.loads = {engineer.id: engineer.past_load_s for engineer in problem.engineers}
        self.gaps = Gaps(evaluator, {})
        self._where: dict[int, int] = {}
        self._worst: dict[int, int] = {}
        self._timed = bool(evaluator.pricing.worst_late_rate)
        self._whole = (
            problem.max_changes is not None
            or problem.max_disturbed is not None
            or bool(problem.depots)
            or (self._timed and bool(problem.links))
        )
        self._spare = MOST_REFUSED if self._whole or problem.links else 0
        self._partners: defaultdict[int, list[int]] = defaultdict(list)
        for link in problem.links:
            self._partners[link.first].append(link.second)
            self._partners[link.second].append(link.first)
        self._shifts_of: defaultdict[int, list[int]] = defaultdict(list)
        for shift in problem.shifts:
            self._shifts_of[shift.engineer].append(shift.id)
        self.update(plan, [shift for shift, tickets in plan.items() if tickets])

    def tied_to(self, shift: int, ticket: int) -> bool:
        """Whether more than the route and its engineer's load decides about the ticket there."""
        together = self._whole or self._timed
        return together or self.evaluator.links.tie((*self.plan[shift], ticket))

    def update(self, plan: Plan, shifts: Collection[int]) -> None:
        """These shifts now are as in `plan`; the others are as before."""
        for shift in shifts:
            self.evaluator.lookup.shift(shift)
        for shift in shifts:
            for ticket in self.plan[shift]:
                if self._where.get(ticket) == shift:
                    del self._where[ticket]
            self._put(shift, plan.get(shift, ()))

    def shift_of(self, ticket: int) -> int | None:
        """Which shift serves the ticket."""
        return self._where.get(ticket)

    def candidates(self, ticket: int, limit: int = 10) -> tuple[Price, ...]:
        """Up to `limit` places that break no rule, one a shift, the best first."""
        self.evaluator.lookup.ticket(ticket)
        with self.without(ticket):
            ranked = list(itertools.islice(self.ranked(ticket), limit + self._spare))
        own = self._where.get(ticket)
        if own is not None and own not in ranked:
            # The route may hold together only by this ticket, where places cannot all be reached.
            ranked.insert(0, own)
        prices = (self.price(ticket, shift) for shift in ranked)
        lawful = list(itertools.islice((p for p in prices if not p.violations), limit + 1))
        return tuple(sorted(lawful, key=lambda price: (price.delta.total, price.shift))[:limit])

    def price(self, ticket: int, shift: int, at: int | None = None) -> Price:
        """`Evaluator.price` in this plan."""
        around = {shift, self._where.get(ticket, shift)}
        return self.evaluator.price(self._about(ticket, around), ticket, shift, at)

    @contextmanager
    def without(self, ticket: int) -> Iterator[None]:
        """The plan as if nobody served the ticket."""
        shift = self._where.get(ticket)
        if shift is None:
            yield
            return
        row = self.plan[shift]
        self.update({shift: tuple(other for other in row if other != ticket)}, (shift,))
        try:
            yield
        finally:
            self.update({shift: row}, (shift,))

    def extra(self, ticket: int, shift: int, position: int) -> float | None:
        """What the ticket at that place costs the shift's route and its engineer's load; None
        where the route breaks a rule."""
        row = self.plan[shift]
        costs = self.evaluator.trials.cost
        before, after = costs(shift, row), costs(shift, (*row[:position], ticket, *row[position:]))
        if before is None or after is None:
            return None
        return after - before + self.load_step(ticket, shift)

    def load_step(self, ticket: int, shift: int) -> float:
        """What the ticket adds to the load term if this shift's engineer serves it."""
        load = self.evaluator.pricing.load
        now = self.loads[self.evaluator.lookup.shifts[shift].engineer]
        return load(now + self.evaluator.lookup.tickets[ticket].load_s) - load(now)

    def ranked(self, ticket: int) -> Iterator[int]:
        """The shifts that can take the ticket, by what it costs them at its best place."""
        reach = self.gaps.reach(self.evaluator.lookup.tickets[ticket], self.loads)
        costs = reach.bounds(reach.earliest)
        order = np.argsort(costs, kind="stable")
        bounds = zip(costs[order].tolist(), order.tolist(), strict=True)

        def trial(index: int) -> tuple[float, int] | None:
            shift = self.gaps.shifts[reach.rows[index]].id
            cost = self.extra(ticket, shift, int(reach.positions[index]))
            return None if cost is None else (cost, shift)

        given: set[int] = set()
        for _, shift in confirmed(bounds, trial):
            if shift not in given:
                given.add(shift)
                yield shift

    def _put(self, shift: int, tickets: tuple[int, ...]) -> None:
        specs = self.evaluator.lookup.tickets
        engineer = self.evaluator.lookup.shifts[shift].engineer
        for sign, row in ((-1, self.plan[shift]), (1, tickets)):
            self.loads[engineer] += sign * sum(specs[ticket].load_s for ticket in row)
        self.plan[shift] = tickets
        self._where.update(dict.fromkeys(tickets, shift))
        self._worst[shift] = self._lateness(self.gaps.put(shift, tickets))

    def _about(self, ticket: int, shifts: set[int]) -> Plan:
        """As much of the plan as tells what a change of these shifts does to all of it."""
        if self._whole:
            return self.plan
        lookup = self.evaluator.lookup
        chosen = set(shifts)
        if self._timed:
            chosen.update(heapq.nlargest(len(shifts) + 1, self._worst, key=self._worst.__getitem__))
        chosen |= self._bound({ticket, *(t for shift in chosen for t in self.plan[shift])})
        for shift in shifts:
            chosen.update(self._shifts_of[lookup.shifts[shift].engineer])
        return {shift: self.plan[shift] for shift in chosen}

    def _bound(self, tickets: set[int]) -> set[int]:
        """The shifts of all that hangs on these tickets by links, however far."""
        open_, seen, found = [t for t in tickets if t in self._partners], set(tickets), set()
        while open_:
            for partner in self._partners[open_.pop()]:
                shift = self._where.get(partner)
                if shift is not None and shift not in found:
                    found.add(shift)
                    beside = [t for t in self.plan[shift] if t in self._partners and t not in seen]
                    seen.update(beside)
                    open_ += beside
        return found

    def _lateness(self, route: Route) -> int:
        if not self._timed:
            return 0
        specs = self.evaluator.lookup.tickets
        return max(
            (
                lateness(specs[stop.ticket], stop.start, stop.end)
                for stop in route.stops
                if stop.ticket is not None
            ),
            default=0,
        )
