"""All hard rules in the order in which they are judged and told."""

from collections.abc import Callable, Iterator, Sequence

from dispatch_console.planning.constraints import (
    allowed,
    capacity,
    changes,
    disturbed,
    link,
    lock,
    max_tickets,
    max_travel,
    max_work,
    once,
    parts,
    reach,
    region,
    rest,
    shift,
    skill,
    stock,
    window,
)
from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.problem import ShiftSpec, TicketSpec
from dispatch_console.planning.solution import Route, Violation

PairRule = Callable[[Lookup, TicketSpec, ShiftSpec], Violation | None]
RouteRule = Callable[[Lookup, Route], Iterator[Violation]]
PlanRule = Callable[[Lookup, Sequence[Route]], Iterator[Violation]]

PAIR_RULES: tuple[PairRule, ...] = (lock.check, skill.check, region.check, allowed.check)
ROUTE_RULES: tuple[RouteRule, ...] = (
    reach.check_route,
    lock.check_route,
    window.check_route,
    rest.check_route,
    shift.check_route,
    capacity.check_route,
    max_tickets.check_route,
    max_travel.check_route,
    max_work.check_route,
    parts.check_route,
)
PLAN_RULES: tuple[PlanRule, ...] = (
    once.check_plan,
    link.check_plan,
    stock.check_plan,
    changes.check_plan,
    disturbed.check_plan,
)


def pair_violations(lookup: Lookup, ticket: TicketSpec, shift: ShiftSpec) -> Iterator[Violation]:
    """Why the ticket may not be in the shift, whatever the time."""
    for rule in PAIR_RULES:
        broken = rule(lookup, ticket, shift)
        if broken is not None:
            yield broken


def may_serve(lookup: Lookup, ticket: TicketSpec, shift: ShiftSpec) -> bool:
    """Whether no pair rule forbids it."""
    return next(pair_violations(lookup, ticket, shift), None) is None


def route_violations(lookup: Lookup, route: Route) -> Iterator[Violation]:
    """Every rule the route breaks: first its tickets' pair rules, then those of the route."""
    spec = lookup.shifts[route.shift]
    for ticket in route.tickets:
        yield from pair_violations(lookup, lookup.tickets[ticket], spec)
    for rule in ROUTE_RULES:
        yield from rule(lookup, route)


def plan_violations(lookup: Lookup, routes: Sequence[Route]) -> Iterator[Violation]:
    """Every rule that the routes break only together."""
    for rule in PLAN_RULES:
        yield from rule(lookup, routes)
