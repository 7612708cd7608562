"""How soon a dispatcher has an answer: where a ticket goes, what to offer, what a sick call does.

Asked of a large running plan, in one process, as the console asks it.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.insertion import Insertion
from dispatch_console.planning.problem import Problem, TicketSpec
from dispatch_console.planning.replan import sick_call
from dispatch_console.planning.slots import offers
from dispatch_console.planning.solution import Solution
from tests.benchmarks.planning import own
from tests.benchmarks.planning.field import OPENS, FieldSet
from tests.benchmarks.planning.settings import Cell, Findings, Settings
from tests.benchmarks.rows import Row, p95, row

DAYS, DAY_S = 14, 86_400
TRIALS = 100
SICK = 5
"""How many engineers call in sick, one at a time, each in the plan as it was."""

Tell = Callable[[Cell], None]


@dataclass(frozen=True, slots=True)
class Running:
    """A plan that is being lived."""

    problem: Problem
    solution: Solution

    @property
    def plan(self) -> Plan:
        """Shift → tickets."""
        return {route.shift: route.tickets for route in self.solution.routes}


def insertion(settings: Settings, tell: Tell) -> Findings:
    """Milliseconds to the ranked candidates for one ticket, over all engineers."""
    running = _running(settings)
    if running is None:
        return Findings()
    asked = Insertion(Evaluator(running.problem), running.plan)
    tickets = _sample(settings, (ticket.id for ticket in running.problem.tickets))
    taken = [_timed(lambda ticket=ticket: asked.candidates(ticket)) for ticket in tickets]
    return Findings(_latency(f"planning.insert_{settings.large}", taken))


def slots(settings: Settings, tell: Tell) -> Findings:
    """Milliseconds to the windows to offer over fourteen days, for a ticket that has none."""
    running = _running(settings)
    if running is None:
        return Findings()
    problem, plan = _fortnight(running)
    asked = Insertion(Evaluator(problem), plan)
    free = (ticket.id for ticket in problem.tickets if not ticket.windows)
    taken = [
        _timed(lambda ticket=ticket: offers(asked, ticket)) for ticket in _sample(settings, free)
    ]
    return Findings(_latency(f"planning.offers_{settings.large}", taken))


def sickness(settings: Settings, tell: Tell) -> Findings:
    """Seconds to a mended plan, how many others are moved, how many of the tickets find a place."""
    running = _running(settings)
    if running is None:
        return Findings()
    walls: list[float] = []
    moved: list[float] = []
    placed: list[float] = []
    for route in _most_loaded(running.solution):
        begun = time.perf_counter()
        mended = sick_call(running.problem, running.solution, route.engineer, OPENS)
        walls.append(time.perf_counter() - begun)
        lost = set(route.tickets)
        moved.append(len({change.ticket for change in mended.changes} - lost) / len(lost))
        placed.append(1 - len(lost & set(mended.unserved)) / len(lost))
    name, peer = f"planning.replan_{settings.large}", "tickets of the sick"
    share_moved, share_placed = statistics.mean(moved), statistics.mean(placed)
    return Findings(
        [
            row(f"{name}_wall", max(walls), "s", "3 s", max(walls) / 3),
            row(f"{name}_moved", 100 * share_moved, "%", peer, share_moved),
            row(f"{name}_placed", 100 * share_placed, "%", peer, share_placed),
        ]
    )


@dataclass(frozen=True, slots=True)
class _Busy:
    engineer: int
    tickets: tuple[int, ...]


def _most_loaded(solution: Solution) -> list[_Busy]:
    """The field's shifts and engineers share their numbers."""
    routes = sorted(solution.routes, key=lambda route: len(route.tickets), reverse=True)
    return [_Busy(route.shift, route.tickets) for route in routes[:SICK]]


def _running(settings: Settings) -> Running | None:
    """A large day, ten tickets an engineer, and our plan for it."""
    problem = FieldSet(settings.large, 10).problem(settings.seeds[0])
    outcome = own.solve(problem, settings.middle, settings.cores, settings.seeds[0])
    return None if outcome.solution is None else Running(problem, outcome.solution)


def _fortnight(running: Running) -> tuple[Problem, Plan]:
    """The routes spread over fourteen days, each with the whole staff."""
    problem = running.problem
    staff = len(problem.shifts)
    day_of = {shift.id: number % DAYS for number, shift in enumerate(problem.shifts)}
    plan = {shift + day_of[shift] * staff: row for shift, row in running.plan.items()}
    when = {ticket: day_of[shift] for shift, row in running.plan.items() for ticket in row}
    shifts = tuple(
        replace(
            shift,
            id=shift.id + day * staff,
            start=shift.start + day * DAY_S,
            end=shift.end + day * DAY_S,
        )
        for day in range(DAYS)
        for shift in problem.shifts
    )
    tickets = tuple(_later(ticket, when.get(ticket.id, 0) * DAY_S) for ticket in problem.tickets)
    return replace(problem, shifts=shifts, tickets=tickets), plan


def _later(ticket: TicketSpec, by: int) -> TicketSpec:
    return replace(ticket, windows=tuple((first + by, last + by) for first, last in ticket.windows))


def _sample(settings: Settings, tickets: Iterable[int]) -> list[int]:
    known = list(tickets)
    return random.Random(settings.seeds[0]).sample(known, min(TRIALS, len(known)))


def _timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begun)


def _latency(name: str, taken: list[float]) -> list[Row]:
    slow = p95(taken)
    return [
        row(f"{name}_median", statistics.median(taken), "ms"),
        row(f"{name}_p95", slow, "ms", "100 ms", slow / 100),
    ]
