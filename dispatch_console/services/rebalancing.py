"""Evening out the work: the fewest moves within a price, as a proposal."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId, TicketId
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Solution
from dispatch_console.services.planning import current_solution, planning_scope
from dispatch_console.services.review import Review, open_review


@dataclass(frozen=True, slots=True)
class Step:
    """A ticket that goes from one engineer to another, and how the plan then stands.

    `price_s` is what all steps up to here cost, in seconds of travel; `spread_h` the standard
    deviation of load hours. A `trade` is made together with the next step.
    """

    ticket_id: TicketId
    giver: EngineerId
    taker: EngineerId
    price_s: float
    spread_h: float
    trade: bool


@dataclass(frozen=True, slots=True)
class Evened:
    """The steps in the order of what they do, and the review of the plan that makes them all."""

    steps: tuple[Step, ...]
    spread_before_h: float
    spread_after_h: float
    price_s: float
    review: Review


def even_out(
    board: Board,
    *,
    now: datetime,
    start: datetime,
    end: datetime,
    regions: frozenset[RegionId] = frozenset(),
    price_s: float,
    most: int | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Evened:
    """Even out the load of the shifts between `start` and `end` for at most `price_s`.

    The price is that of all terms but load together, in seconds of travel (the objective's unit).
    Takes up to a minute for hundreds of engineers; when cancelled, what was found so far.
    """
    from dispatch_console.planning.rebalance import rebalance

    scope = planning_scope(board, now=now, start=start, end=end, regions=regions)
    problem, told = scope.problem, current_solution(scope.problem)
    found = rebalance(
        problem,
        told,
        cost_limit=price_s,
        max_moves=most,
        cancelled=cancelled,
    )
    review = open_review(board, scope, found.solution, now=now)

    mean_h, staff = _mean(problem, told)

    def spread(squares: float) -> float:
        return math.sqrt(max(0.0, squares / staff - mean_h * mean_h))

    def owner(shift: int) -> EngineerId:
        return board.shifts[ShiftId(shift)].engineer_id

    steps = tuple(
        Step(
            TicketId(move.ticket),
            owner(move.from_shift),
            owner(move.to_shift),
            move.cost,
            spread(move.spread),
            move.trade,
        )
        for move in found.moves
    )
    price = steps[-1].price_s if steps else 0.0
    before, after = spread(found.spread_before), spread(found.spread_after)
    return Evened(steps, before, after, price, review)


def _mean(problem: Problem, plan: Solution) -> tuple[float, int]:
    """Mean load in hours, and of how many engineers (at least one)."""
    served = {ticket for route in plan.routes for ticket in route.tickets}
    load = sum(engineer.past_load_s for engineer in problem.engineers)
    load += sum(ticket.load_s for ticket in problem.tickets if ticket.id in served)
    staff = max(1, len(problem.engineers))
    return load / staff / 3600, staff
