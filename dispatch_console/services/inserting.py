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
        found = _at(problem, route, ticket, at) if at is not None else _best(problem, route, ticket)
        route, broken = found.route, found.violations
        if at is not None:
            at = next(stop.end for stop in route.stops if stop.ticket == ticket)
    return route, broken


def _at(problem: Problem, route: Route, ticket: int, at: int) -> Scheduled:
    """At just that time if nobody has to be told another one, else as soon after it as can be."""
    told = _starts(route)
    order = _with(route, ticket, sum(start < at for start in told.values()))
    windows = next(spec.windows for spec in problem.tickets if spec.id == ticket)
    open_then = not windows or any(first <= at <= last for first, last in windows)
    if open_then:
        exact = Evaluator(pinned(problem, {**told, ticket: at})).schedule(route.shift, order)
        if not exact.violations:
            return exact
    return _first_fitting(problem, told, route.shift, order, {ticket: at})


def _best(problem: Problem, route: Route, ticket: int) -> Scheduled:
    """Where it costs least while nobody has to be told another time; else where it costs least."""
    told = _starts(route)
    settled = Evaluator(pinned(problem, told))
    orders = [_with(route, ticket, position) for position in range(len(told) + 1)]
    tried = [settled.schedule(route.shift, order) for order in orders]
    fitting = [scheduled for scheduled in tried if not scheduled.violations]
    if fitting:
        return min(fitting, key=lambda found: settled.objective([found.route]).total)
    price = Evaluator(problem).price({route.shift: route.tickets}, ticket, route.shift)
    return _first_fitting(problem, told, route.shift, price.route.tickets, {})


def _first_fitting(
    problem: Problem,
    told: Mapping[int, int],
    shift: int,
    order: Sequence[int],
    floor: Mapping[int, int],
) -> Scheduled:
    """Others at their time; else giving way to later; else all coming forward. If none of it can
    be: the second, with what it breaks."""

    def tries() -> Iterator[Scheduled]:
        yield Evaluator(pinned(problem, told)).schedule(shift, order, floor)
        free = Evaluator(problem)
        yield free.schedule(shift, order, {**told, **floor})
        yield free.schedule(shift, order, floor)

    tried = []
    for scheduled in tries():
        if not scheduled.violations:
            return scheduled
        tried.append(scheduled)
    return tried[1]


def _starts(route: Route) -> dict[int, int]:
    return {stop.ticket: stop.start for stop in route.stops if stop.ticket is not None}


def _with(route: Route, ticket: int, position: int) -> tuple[int, ...]:
    tickets = route.tickets
    return (*tickets[:position], ticket, *tickets[position:])
