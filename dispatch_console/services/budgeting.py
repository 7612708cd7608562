"""The change budget: how much better the plan gets with how many changes of what people know."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import RegionId
from dispatch_console.planning.solution import Solution, Term
from dispatch_console.services.planning import current_solution, planning_scope
from dispatch_console.services.review import Review, open_review
from dispatch_console.services.scope import Scope


@dataclass(frozen=True, slots=True)
class Option:
    """The best plan found with at most `budget` changes (None: any number); 0 may still place
    what waits where nobody is touched.

    `changes` concern tickets that people were told a time for; `engineers` see their day changed: a
    visit more, one less or one at another time. `gain_s` is what it is better than the plan as it
    is, in seconds of travel (the objective's unit), changes themselves not priced.
    """

    budget: int | None
    changes: int
    engineers: int
    served: int
    gain_s: float
    solution: Solution


@dataclass(frozen=True, slots=True)
class Curve:
    """The options, smallest budget first, each no worse than those before it; and their scope.

    None of them changes the days of more than so many `engineers`; None: of any number.
    """

    board: Board
    scope: Scope
    options: tuple[Option, ...]
    engineers: int | None = None


def curve(
    board: Board,
    *,
    now: datetime,
    start: datetime,
    end: datetime,
    regions: frozenset[RegionId] = frozenset(),
    engineers: int | None = None,
    seconds: float,
    cancelled: Callable[[], bool] = lambda: False,
    tell: Callable[[Option], object] = lambda _: None,
) -> Curve:
    """Search `seconds` for all budgets together; `tell` hears each option as it is found.

    No option changes the days of more than so many `engineers`; None: of any number.
    """
    from dispatch_console.planning import curve as planning
    from dispatch_console.planning import warm

    warm.ready()
    scope = planning_scope(board, now=now, start=start, end=end, regions=regions)
    told = current_solution(scope.problem)
    now_costs = told.objective.total - told.objective.terms.get(Term.STABILITY, 0.0)
    found: list[Option] = []

    def hear(point: planning.Point) -> None:
        served = sum(len(route.tickets) for route in point.solution.routes)
        gain = now_costs - point.objective.total
        counted = (point.budget, point.broken, point.engineers, served)
        found.append(Option(*counted, gain, point.solution))
        tell(found[-1])

    planning.curve(
        scope.problem, told, engineers=engineers, seconds=seconds, cancelled=cancelled, tell=hear
    )
    return Curve(board, scope, tuple(found), engineers)


def chosen(curve: Curve, option: Option, *, now: datetime) -> Review:
    """The option's plan, to be reviewed within the cap on engineers that it was searched by."""
    return open_review(
        curve.board, curve.scope, option.solution, now=now, most_engineers=curve.engineers
    )
