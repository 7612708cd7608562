"""One ticket more in a route whose other visits people have been told about."""

from collections.abc import Iterator, Mapping, Sequence

from dispatch_console.planning.evaluator import Evaluator, Scheduled
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Route, Violation
from dispatch_console.services.specs import pinned


def insert(
    problem: Problem, route: Route, tickets: Sequence[int], at: int | None
) -> tuple[Route, tuple[Violation, ...]]:
    """The route with the tickets one after the other from time `at` on, or (None) each where it
    fits best; and the rules that the outcome breaks."""
    broken: tuple[Violation, ...] = ()
    for ticket in tickets:
        told = route.starts
        if at is None:
            settled = Evaluator(pinned(problem, told))
            found = best(Evaluator(problem), settled, told, route.shift, ticket)
        else:
            found = _at(problem, told, route.shift, ticket, at)
        # The next ticket is judged with this one where it is, as if that were in order.
        broken += tuple(new for new in found.violations if new not in broken)
        route = found.route
        if at is not None:
            at = next(stop.end for stop in route.stops if stop.ticket == ticket)
    return route, broken


def best(
    free: Evaluator, settled: Evaluator, told: Mapping[int, int], shift: int, ticket: int
) -> Scheduled:
    """Where it costs least while nobody has to be told another time; else where it costs least.

    `told` are the starts of the shift's other visits, in order; `settled` judges as if they had
    to stay, `free` as if they had not.
    """
    row = tuple(told)
    found = settled.trials.best_position(shift, row, ticket)
    if found is not None:
        return settled.schedule(shift, _with(row, ticket, found[1]))
    position = free.position({shift: row}, ticket, shift)
    return _first_fitting(free, settled, told, shift, _with(row, ticket, position), {})


def _at(problem: Problem, told: Mapping[int, int], shift: int, ticket: int, at: int) -> Scheduled:
    """At just that time if nobody has to be told another one, else as soon after it as can be."""
    order = _with(tuple(told), ticket, sum(start < at for start in told.values()))
    windows = next(spec.windows for spec in problem.tickets if spec.id == ticket)
    open_then = not windows or any(first <= at <= last for first, last in windows)
    if open_then:
        exact = Evaluator(pinned(problem, {**told, ticket: at})).schedule(shift, order)
        if not exact.violations:
            return exact
    settled = Evaluator(pinned(problem, told))
    return _first_fitting(Evaluator(problem), settled, told, shift, order, {ticket: at})


def _first_fitting(
    free: Evaluator,
    settled: Evaluator,
    told: Mapping[int, int],
    shift: int,
    order: Sequence[int],
    floor: Mapping[int, int],
) -> Scheduled:
    """Others at their time; else giving way to later; else all coming forward. If none of it can
    be: the second, with what it breaks."""

    def tries() -> Iterator[Scheduled]:
        yield settled.schedule(shift, order, floor)
        yield free.schedule(shift, order, {**told, **floor})
        yield free.schedule(shift, order, floor)

    tried = []
    for scheduled in tries():
        if not scheduled.violations:
            return scheduled
        tried.append(scheduled)
    return tried[1]


def _with(row: tuple[int, ...], ticket: int, position: int) -> tuple[int, ...]:
    return (*row[:position], ticket, *row[position:])
