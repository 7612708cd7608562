"""Mending a plan with the fewest changes: the tickets that lost their place get another.

First where nobody else is touched, the ticket that would lose most by waiting before the others.
Then by chains: one takes the place of another, which goes elsewhere; fewest changes first, and only
where the objective falls. Last, whatever delays others is taken off their route if that leaves
fewer changes. Work is bounded by counts, not by the clock, so that the same call gives the same.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.solution import Rule, Stop

Rows = dict[int, tuple[int, ...]]

NEAR = 40
"""Shifts that are tried for a ticket."""

BREADTH = (0, 4, 10)
"""Tickets that are tried for giving way to another, by how many links a chain may still have."""

DEPTH = 2
"""Tickets that one chain moves besides the first."""

UNWANTED = 1000
"""Changes that moving a ticket counts for to which others are linked."""


class _Way(NamedTuple):
    """A way to serve a ticket: what is dropped for it, changes, extra cost, and the rows it sets.

    Compares by what counts first.
    """

    dropped: float
    changes: int
    cost: float
    rows: tuple[tuple[int, tuple[int, ...]], ...]


class Mend:
    """Mends `plan`, shift → tickets, of the evaluator's problem, where tickets are bound and held.

    `orphans` are its unserved tickets; they are changed anyway and do not count. `near` are shifts
    to try for some of them. No leg to an orphan begins before `now`. `history` is each plan on the
    way.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        plan: Rows,
        orphans: Collection[int],
        near: Mapping[int, tuple[int, ...]],
        now: int | None,
        cancelled: Callable[[], bool],
    ) -> None:
        problem = evaluator.problem
        self._evaluator = evaluator
        self._trials = evaluator.trials
        self._orphans = frozenset(orphans)
        self._near = near
        self._waiting = set(orphans)
        self._now = now
        self._cancelled = cancelled
        self._linked = {t for link in problem.links for t in (link.first, link.second)}
        self._plan: Rows = {shift.id: plan.get(shift.id, ()) for shift in problem.shifts}
        self._changes: dict[tuple[int, tuple[int, ...]], int | None] = {}
        self._best: dict[tuple[int, int, tuple[int, ...]], _Way | None] = {}
        self.history: list[Rows] = []

    def run(self) -> Rows:
        """The mended plan; at once the best so far when cancelled."""
        for shift in self._plan:
            self._unload(shift)
        self._note()
        self._insert()
        self._chain()
        self._relieve()
        return self._sound()

    def _note(self) -> None:
        self.history.append(dict(self._plan))

    def _sound(self) -> Rows:
        """The last plan on the way that breaks the fewest of the rules that tie routes together."""
        problem = self._evaluator.problem
        if not problem.links and not problem.depots:
            return self._plan
        plans = [self._without_widows(plan) for plan in reversed(self.history)]
        return min(plans, key=lambda plan: len(self._evaluator.violations(plan)))

    def _without_widows(self, plan: Rows) -> Rows:
        """The plan less the tickets that may not be served without another that is not."""
        while True:
            served = {ticket for row in plan.values() for ticket in row}
            widows = {
                alone
                for link in self._evaluator.problem.links
                for alone, other in ((link.second, link.first), (link.first, link.second))
                if alone in served
                and other not in served
                and (link.together or alone == link.second)
            }
            if not widows:
                return plan
            plan = {s: tuple(t for t in row if t not in widows) for s, row in plan.items()}

    def _unload(self, shift: int) -> None:
        """Take off the route what it can no longer serve, as little as will do."""
        while (row := self._plan[shift]) and self._trials.cost(shift, row) is None:
            rests = [(t, tuple(o for o in row if o != t)) for t in row if self._free(t)]
            if not rests:
                return
            ticket, rest = min(rests, key=lambda pair: self._loss(shift, *pair))
            self._plan[shift] = rest
            self._waiting.add(ticket)

    def _loss(self, shift: int, ticket: int, rest: tuple[int, ...]) -> tuple[bool, float, int, int]:
        count = self._count(shift, rest)
        place = -rest.index(rest[-1]) if rest else 0
        return count is None, self._worth(ticket), count or 0, place

    def _insert(self) -> None:
        """Where nobody else is touched; who has least choice goes first."""
        while self._waiting and not self._cancelled():
            found: list[tuple[float, float, int, _Way]] = []
            for ticket in sorted(self._waiting):
                ways = sorted(way for way in self._ways(self._plan, ticket) if way.changes <= 0)
                if ways:
                    regret = ways[1].cost - ways[0].cost if len(ways) > 1 else math.inf
                    found.append((-regret, -self._worth(ticket), ticket, ways[0]))
            if not found:
                return
            *_, ticket, way = min(found)
            self._take(ticket, way)

    def _chain(self) -> None:
        """For each ticket still waiting the way with the fewest changes, if it pays."""
        for ticket in sorted(self._waiting, key=lambda t: (-self._worth(t), t)):
            if self._cancelled():
                return
            worth = self._worth(ticket)
            way = self._way(self._plan, ticket, DEPTH, worth)
            if way is not None:
                self._take(ticket, way)

    def _way(self, plan: Rows, ticket: int, depth: int, below: float) -> _Way | None:
        """The best way that costs less than `below`, dropped tickets counted in."""
        best: _Way | None = None
        for way in self._ways(plan, ticket):
            if way.cost < below and (best is None or way < best):
                best = way
        if depth and not self._cancelled():
            for first, other in self._swaps(plan, ticket)[: BREADTH[depth]]:
                # Whoever gives way is one change more, unless it already was one.
                if best is not None and (0.0, first.changes + 1) > best[:2]:
                    continue
                way = self._after(plan, first, other, depth - 1, below)
                if way is not None and (best is None or way < best):
                    best = way
        return best

    def _swaps(self, plan: Rows, ticket: int) -> list[tuple[_Way, int]]:
        """Ways for the ticket in which another, the second of each pair, is put out."""
        found = []
        for shift in self._shifts(ticket):
            row = plan[shift]
            for other in row:
                if self._free(other) and other not in self._orphans:
                    rest = tuple(t for t in row if t != other)
                    way = self._in({**plan, shift: rest}, shift, ticket, row)
                    if way is not None:
                        found.append((way, other))
        return sorted(found)

    def _after(self, plan: Rows, first: _Way, other: int, depth: int, below: float) -> _Way | None:
        """`first`, and a place for the ticket it puts out; or none, if that is worth it."""
        then = self._way({**plan, **dict(first.rows)}, other, depth, below - first.cost)
        worth = self._worth(other)
        if then is None:
            if first.cost + worth >= below:
                return None
            then = _Way(worth, 1, worth, ())
        settled = {**dict(first.rows), **dict(then.rows)}
        return _Way(
            first.dropped + then.dropped,
            first.changes + then.changes,
            first.cost + then.cost,
            tuple(settled.items()),
        )

    def _relieve(self) -> None:
        """Move single tickets off routes on which others are late by them."""
        while not self._cancelled():
            found = min(self._reliefs(), default=None)
            if found is None:
                return
            self._plan.update(found.rows)
            self._note()

    def _reliefs(self) -> Iterator[_Way]:
        for shift, row in self._plan.items():
            count = self._count(shift, row)
            if not count:
                continue
            for ticket in row:
                rest = tuple(other for other in row if other != ticket)
                left = self._count(shift, rest)
                if not self._free(ticket) or left is None or left >= count:
                    continue
                gain = (self._trials.cost(shift, rest) or 0.0) - self._cost(shift, row)
                for way in self._ways({**self._plan, shift: rest}, ticket):
                    changes = way.changes + left - count
                    if changes < 0 and way.rows[0][0] != shift:
                        rows = ((shift, rest), *way.rows)
                        yield _Way(0.0, changes, way.cost + gain, rows)

    def _take(self, ticket: int, way: _Way) -> None:
        self._plan.update(way.rows)
        self._waiting.discard(ticket)
        self._note()

    def _ways(self, plan: Rows, ticket: int) -> Iterator[_Way]:
        """The best way in each shift that takes the ticket as it is."""
        for shift in self._shifts(ticket):
            way = self._in(plan, shift, ticket, plan[shift])
            if way is not None:
                yield way

    def _in(self, plan: Rows, shift: int, ticket: int, before: tuple[int, ...]) -> _Way | None:
        """The position in the shift with the fewest changes, then least cost; both compared to the
        row `before`."""
        key = (ticket, shift, plan[shift])
        if ticket in self._linked:
            best = min(self._positions(plan, shift, ticket), default=None)
        elif key in self._best:
            best = self._best[key]
        else:
            best = self._best[key] = min(self._positions(plan, shift, ticket), default=None)
        if best is None:
            return None
        changes = best.changes - (self._count(shift, before) or 0)
        return best._replace(changes=changes, cost=best.cost - self._cost(shift, before))

    def _positions(self, plan: Rows, shift: int, ticket: int) -> Iterator[_Way]:
        """Every position that breaks no rule, with the changes and cost of the whole row."""
        row = plan[shift]
        if self._trials.best_position(shift, row, ticket) is None:
            return
        for position in range(len(row) + 1):
            longer = (*row[:position], ticket, *row[position:])
            cost = self._trials.cost(shift, longer)
            if cost is None:
                continue
            stops = self._stops(plan, shift, longer, ticket)
            if stops is not None and self._reachable(stops, ticket):
                whole = cost + self._load(shift, longer)
                yield _Way(0.0, self._moved(shift, stops), whole, ((shift, longer),))

    def _stops(
        self, plan: Rows, shift: int, row: tuple[int, ...], ticket: int
    ) -> tuple[Stop, ...] | None:
        """The row's stops with their times; None if a link of the ticket breaks."""
        if ticket not in self._linked:
            return self._evaluator.schedule(shift, row).route.stops
        tied = {s: tickets for s, tickets in plan.items() if not self._linked.isdisjoint(tickets)}
        tied[shift] = row
        broken = {v.ticket for v in self._evaluator.violations(tied) if v.rule is Rule.LINK}
        if broken:
            return None
        return self._evaluator.routes(tied)[shift].stops

    def _cost(self, shift: int, row: tuple[int, ...]) -> float:
        return (self._trials.cost(shift, row) or 0.0) + self._load(shift, row)

    def _load(self, shift: int, row: Iterable[int]) -> float:
        """The load term of the engineer, had they this one shift."""
        spec = self._evaluator.lookup.shifts[shift]
        past = self._evaluator.lookup.engineers[spec.engineer].past_load_s
        tickets = self._evaluator.lookup.tickets
        return self._evaluator.pricing.load(past + sum(tickets[t].load_s for t in row))

    def _count(self, shift: int, row: tuple[int, ...]) -> int | None:
        """Tickets of the row, orphans apart, that are not where and when people were told.

        None if the row breaks a rule.
        """
        key = (shift, row)
        if key not in self._changes:
            self._changes[key] = self._counted(shift, row)
        return self._changes[key]

    def _counted(self, shift: int, row: tuple[int, ...]) -> int | None:
        if not row:
            return 0
        if self._trials.cost(shift, row) is None:
            return None
        return self._moved(shift, self._evaluator.schedule(shift, row).route.stops)

    def _moved(self, shift: int, stops: Iterable[Stop]) -> int:
        count = 0
        for stop in stops:
            if stop.ticket is None or stop.ticket in self._orphans:
                continue
            spec = self._evaluator.lookup.tickets[stop.ticket]
            told = (spec.current_shift, spec.current_start)
            if spec.current_start is not None and told != (shift, stop.start):
                count += UNWANTED if stop.ticket in self._linked else 1
        return count

    def _reachable(self, stops: Iterable[Stop], ticket: int) -> bool:
        """Whether there is still time to set out for the ticket."""
        stop = next(stop for stop in stops if stop.ticket == ticket)
        return self._now is None or stop.start - stop.travel_s >= self._now

    def _shifts(self, ticket: int) -> tuple[int, ...]:
        return self._near.get(ticket) or self._trials.able_shifts(ticket)[:NEAR]

    def _free(self, ticket: int) -> bool:
        spec = self._evaluator.lookup.tickets[ticket]
        locked = spec.lock_shift is not None or spec.lock_start is not None
        return not locked and ticket not in self._linked

    def _worth(self, ticket: int) -> float:
        return self._evaluator.pricing.unserved(self._evaluator.lookup.tickets[ticket])
