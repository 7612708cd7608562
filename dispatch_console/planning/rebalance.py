"""Evening out the work with few moves: who has too much gives tickets to who has little.

Unevenness is the sum over engineers of squared load hours, past load included. CP-SAT chooses which
tickets go, and pairs that trade places, such that unevenness and the number of moves are least
together: a move has to take off `LEAST_GAIN`, so that for the evenness reached no choice of the
moves it was given has fewer. What they cost is exact for each by itself;
then they are made one by one in the plan, each priced anew, and what no longer fits is planned
again.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.exchanges import Exchanges, Rows
from dispatch_console.planning.leveller import Option, choose
from dispatch_console.planning.partition import extract
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.reckoning import reckon
from dispatch_console.planning.solution import Objective, Route, Solution
from dispatch_console.planning.told import rows

ENDS = 12
"""Engineers at either end of the loads among whom tickets are moved at a time."""

LEAST_GAIN = 0.25
"""What each move must take off the unevenness, in square hours."""

ROUNDS = 20
"""Choices at most, each between the ends of the loads as they then are, or the next from there."""


@dataclass(frozen=True, slots=True)
class Move:
    """A ticket that goes to another shift, and how the plan then stands.

    `cost` is what all moves up to here cost, load apart, `spread` the unevenness in square hours.
    Of two tickets that trade places the first has `trade`, and is to be made with the next.
    """

    ticket: int
    from_shift: int
    to_shift: int
    cost: float
    spread: float
    trade: bool = False


@dataclass(frozen=True, slots=True)
class Rebalanced:
    """The moves in the order of what they do for evenness, and the plan after all of them.

    `spread` is unevenness in square hours; `cost` what all moves change in the objective, by term.
    """

    moves: tuple[Move, ...]
    spread_before: float
    spread_after: float
    cost: Objective
    solution: Solution


def rebalance(
    problem: Problem,
    plan: Solution,
    *,
    cost_limit: float,
    max_moves: int | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Rebalanced:
    """Even out the load for at most `cost_limit` objective units in all other terms together.

    Locked and linked tickets stay. When cancelled, the moves found so far.
    """
    return _Rebalance(problem, plan, cost_limit, cancelled).run(max_moves)


class _Rebalance:
    def __init__(
        self,
        problem: Problem,
        plan: Solution,
        cost_limit: float,
        cancelled: Callable[[], bool],
    ) -> None:
        self._problem = problem
        self._before = plan
        self._limit = cost_limit
        self._cancelled = cancelled
        self._specs = {ticket.id: ticket for ticket in problem.tickets}
        self._shifts: dict[int, list[int]] = {engineer.id: [] for engineer in problem.engineers}
        for shift in problem.shifts:
            self._shifts[shift.engineer].append(shift.id)
        told = rows(plan)
        self._plan: Rows = {shift.id: told.get(shift.id, ()) for shift in problem.shifts}
        self._routes: dict[int, Route] = {route.shift: route for route in plan.routes}
        self._loads = {engineer.id: engineer.past_load_s for engineer in problem.engineers}
        for shift in problem.shifts:
            self._loads[shift.engineer] += sum(
                self._specs[ticket].load_s for ticket in self._plan[shift.id]
            )
        self._hour = 3600 * problem.time_scale
        self._spread = sum((load / self._hour) ** 2 for load in self._loads.values())
        self._moves: list[Move] = []

    def run(self, max_moves: int | None) -> Rebalanced:
        """Choose and make moves until none pays."""
        spread, before = self._spread, reckon(self._problem, self._before.routes)
        inwards = 0
        for _ in range(ROUNDS):
            left = None if max_moves is None else max_moves - len(self._moves)
            if left == 0 or self._cancelled() or 2 * inwards >= max(1, len(self._loads)):
                break
            inwards = 0 if self._round(left, inwards) else inwards + ENDS
        order = {shift.id: number for number, shift in enumerate(self._problem.shifts)}
        routes = tuple(sorted(self._routes.values(), key=lambda route: order[route.shift]))
        objective = reckon(self._problem, routes)
        cost = Objective({t: objective.terms[t] - before.terms[t] for t in objective.terms})
        solution = Solution(routes, self._before.unserved, objective)
        return Rebalanced(tuple(self._moves), spread, self._spread, cost, solution)

    def _round(self, left: int | None, inwards: int) -> bool:
        """One choice among the ends of the loads, so many `inwards`, and what of it can be made.

        Whether anything was.
        """
        ranked = sorted(self._loads, key=lambda engineer: (self._loads[engineer], engineer))
        ranked = ranked[inwards : len(ranked) - inwards]
        ends = [*ranked[:ENDS], *ranked[ENDS:][-ENDS:]]
        part = self._part({shift for engineer in ends for shift in self._shifts[engineer]})
        evaluator = Evaluator(part)
        mine = {shift.id: self._plan[shift.id] for shift in part.shifts}
        exchanges = Exchanges(evaluator, mine, self._fixed(part), self._cancelled)
        options = list(exchanges.options(self._loads))
        budget = self._limit - self._spent
        chosen = choose(options, self._loads, self._hour, budget, LEAST_GAIN, left)
        made = False
        for option in self._in_order(chosen):
            made = self._make(exchanges, option) or made
        self._routes.update(evaluator.routes(exchanges.plan) if made else {})
        for shift, row in exchanges.plan.items():
            if not row:
                self._routes.pop(shift, None)
        return made

    def _part(self, shifts: Collection[int]) -> Problem:
        tickets = {ticket for shift in shifts for ticket in self._plan[shift]}
        links = [link for link in self._problem.links if {link.first, link.second} <= tickets]
        free = replace(self._problem, max_changes=None, max_disturbed=None)
        return extract(replace(free, links=tuple(links)), self._plan, shifts, tickets)

    def _fixed(self, part: Problem) -> frozenset[int]:
        """Tickets that stay: locked, linked, or beside one that is linked to another outside."""
        linked = {t for link in self._problem.links for t in (link.first, link.second)}
        inside = {t for link in part.links for t in (link.first, link.second)}
        locked = {t.id for t in part.tickets if (t.lock_shift, t.lock_start) != (None, None)}
        beside = {
            ticket
            for shift in part.shifts
            for row in (self._plan[shift.id],)
            if any(t in linked and t not in inside for t in row)
            for ticket in row
        }
        return frozenset(linked | locked | beside)

    def _in_order(self, chosen: Iterable[Option]) -> list[Option]:
        """What does most for evenness first."""
        now, waiting, found = dict(self._loads), list(chosen), []
        while waiting:
            best = min(waiting, key=lambda option: (option.gain(now), option.tickets))
            waiting.remove(best)
            found.append(best)
            now[best.giver] -= best.load
            now[best.taker] += best.load
        return found

    def _make(self, exchanges: Exchanges, option: Option) -> bool:
        """Make the moves of the option, if they still fit, cost and gain what they should."""
        gain = -option.gain(self._loads) / self._hour**2
        if gain < LEAST_GAIN * len(option.moves):
            return False
        cost = exchanges.make(option, self._limit - self._spent)
        if cost is None:
            return False
        spent = self._spent + cost
        self._loads[option.giver] -= option.load
        self._loads[option.taker] += option.load
        self._spread -= gain
        self._plan.update(exchanges.plan)
        for number, (ticket, shift, target) in enumerate(option.moves):
            trade = number < len(option.moves) - 1
            self._moves.append(Move(ticket, shift, target, spent, self._spread, trade))
        return True

    @property
    def _spent(self) -> float:
        return self._moves[-1].cost if self._moves else 0.0
