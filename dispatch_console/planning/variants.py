"""A route between two plans: how it goes, and whether it may, if some of its changes are made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.partition import extract
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Objective, Route, Rule, Solution
from dispatch_console.planning.timetable import NO_FLOOR

Broken = frozenset[tuple[Rule, int | None, int | None]]
"""Rules with the ticket and the shift that they are broken at."""

Made = frozenset[int]
"""Groups, or while splitting changes, that are made, by number."""


@dataclass(frozen=True, slots=True)
class Change:
    """A ticket that goes to another shift (None: a shift that gets new times); where it shows."""

    ticket: int | None
    shifts: frozenset[int]


def broken(problem: Problem, solution: Solution) -> Broken:
    """What the checker says is broken, and where."""
    return frozenset((v.rule, v.ticket, v.shift) for v in check(problem, solution).violations)


def row(routes: Mapping[int, Route], shift: int) -> tuple[int, ...]:
    """The shift's tickets in order."""
    route = routes.get(shift)
    return route.tickets if route is not None else ()


class Variants:
    """The routes of shifts that `changes`, by number, lead from an `old` plan to a `new` one.

    `touching`: shift → the changes that touch it. With `settled` a ticket has no other times than
    those that the two plans give it on that shift; without, it is served as early as can be.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        old: Mapping[int, Route],
        new: Mapping[int, Route],
        changes: Sequence[Change],
        *,
        settled: bool = False,
    ) -> None:
        self._evaluator, self.old, self.new = evaluator, old, new
        self._changes, self._settled = changes, settled
        self.touching: dict[int, Made] = {
            shift: frozenset(n for n, change in enumerate(changes) if shift in change.shifts)
            for shift in sorted({s for change in changes for s in change.shifts})
        }
        self._orders: dict[tuple[int, Made], tuple[int, ...] | None] = {}
        self._made: dict[tuple[int, Made], Route | None] = {}
        self._judged: dict[tuple[int, Made], bool] = {}
        self._alone: dict[int, Problem] = {}
        self._known: dict[int, Broken] = {}

    def route(self, shift: int, made: Made) -> Route | None:
        """The shift's route with these of its changes made, None for an empty one."""
        if not made:
            return self.old.get(shift)
        if made == self.touching[shift]:
            return self.new.get(shift)
        if (shift, made) not in self._made:
            order = self._order(shift, made)
            times = self._times(shift, made) if self._settled else NO_FLOOR
            self._made[shift, made] = (
                self._evaluator.schedule(shift, order, times).route if order else None
            )
        return self._made[shift, made]

    def legal(self, shift: int, made: Made) -> bool:
        """Whether the route breaks no rule of its own but those the old one breaks."""
        if not made or made == self.touching[shift]:
            return True
        if (shift, made) not in self._judged:
            self._judged[shift, made] = self._passes(shift, made)
        return self._judged[shift, made]

    def _passes(self, shift: int, made: Made) -> bool:
        if self._order(shift, made) is None:
            return False
        route = self.route(shift, made)
        if self._settled and route is not None and route.starts != self._times(shift, made):
            return False
        if shift not in self._known:
            self._known[shift] = self._broken(shift, self.old.get(shift))
        return self._broken(shift, route) <= self._known[shift]

    def _order(self, shift: int, made: Made) -> tuple[int, ...] | None:
        """Its tickets in order: those that come each where it costs least; None if nowhere."""
        if (shift, made) not in self._orders:
            self._orders[shift, made] = self._ordered(shift, made)
        return self._orders[shift, made]

    def _times(self, shift: int, made: Made) -> dict[int, int]:
        """Ticket → start in the plan that has it on the shift: the new one if it comes by these
        changes, else the old one."""
        moved = {self._changes[n].ticket for n in made}
        old, new = (r.starts if r else {} for r in (self.old.get(shift), self.new.get(shift)))
        stays = {ticket: start for ticket, start in old.items() if ticket not in moved}
        return stays | {ticket: start for ticket, start in new.items() if ticket in moved}

    def _ordered(self, shift: int, made: Made) -> tuple[int, ...] | None:
        if self._settled:
            times = self._times(shift, made)
            return tuple(sorted(times, key=lambda ticket: (times[ticket], ticket)))
        moved = {self._changes[n].ticket for n in made}
        found = tuple(ticket for ticket in row(self.old, shift) if ticket not in moved)
        for ticket in row(self.new, shift):
            if ticket in moved:
                best = self._evaluator.trials.best_position(shift, found, ticket)
                if best is None:
                    return None
                found = (*found[: best[1]], ticket, *found[best[1] :])
        return found

    def _broken(self, shift: int, route: Route | None) -> Broken:
        """What the checker says of the route by itself."""
        if route is None:
            return frozenset()
        if shift not in self._alone:
            self._alone[shift] = self._cut(shift)
        alone = self._alone[shift]
        served = set(route.tickets)
        others = tuple(ticket.id for ticket in alone.tickets if ticket.id not in served)
        return broken(alone, Solution((route,), others, Objective({})))

    def _cut(self, shift: int) -> Problem:
        """The problem of the shift alone."""
        tickets = {*row(self.old, shift), *row(self.new, shift)}
        problem = self._evaluator.problem
        untied = replace(problem, links=(), max_changes=None, max_disturbed=None)
        return extract(untied, {}, {shift}, tickets)
