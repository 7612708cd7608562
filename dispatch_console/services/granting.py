"""Taking a change into a plan under review: a rule eased, or a ticket put with somebody else.

The review goes on with it as one of its moves. What has to give way for it becomes a concession of
the proposal, written when that is published.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.plan import Concession
from dispatch_console.planning.easing import Kind
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Route, Solution
from dispatch_console.planning.told import placed
from dispatch_console.planning.variants import broken
from dispatch_console.services.applying import conceded, eased_ticket, whole
from dispatch_console.services.easing import Eased
from dispatch_console.services.merging import touched
from dispatch_console.services.planning import REVIEW_TIME, current_solution, moment, units
from dispatch_console.services.review import Review, open_review
from dispatch_console.services.specs import Frame, pinned, windows_ahead
from dispatch_console.services.why import Alternative

Rows = Mapping[int, Mapping[int, int]]
"""Shift → its tickets in order, each with the time it starts at if it can."""


def with_easing(review: Review, eased: Eased, *, now: datetime) -> Review:
    """The review with the eased rule and the plan found with it.

    Raises `easing.not_written` for what no row holds, `review.elsewhere` where the plan under
    review does not reach, `review.breaks_rules` if it no longer fits.
    """
    if not eased.applies:
        raise DomainError("easing.not_written")
    problem = review.case.scope.problem
    rows: dict[int, dict[int, int]] = {shift: {} for shift in touched(eased.proposal.moves)}
    for visit in sorted(eased.proposal.visits.values(), key=lambda visit: visit.start):
        rows.setdefault(visit.shift_id, {})[visit.ticket_id] = units(problem, visit.start)
    given = conceded(eased)
    return _reopened(review, rows, () if given is None else (given,), now)


def with_place(review: Review, ticket: TicketId, place: Alternative, *, now: datetime) -> Review:
    """The review with the ticket at that place, whoever has it in it. Raises as `with_easing`."""
    problem = review.case.scope.problem
    routes = {route.shift: route for route in review.case.split.routes(review.accepted)}
    rows = {
        shift: route.starts
        for shift, route in routes.items()
        if shift == place.shift_id or ticket in route.tickets
    }
    for row in rows.values():
        row.pop(ticket, None)
    there = {**rows.get(place.shift_id, {}), int(ticket): units(problem, place.start)}
    rows[place.shift_id] = dict(sorted(there.items(), key=lambda stop: stop[1]))
    return _reopened(review, rows, (), now, free=ticket)


def _reopened(
    review: Review,
    rows: Rows,
    concessions: tuple[Concession, ...],
    now: datetime,
    free: TicketId | None = None,
) -> Review:
    """The plan accepted so far with these rows; what was rejected stays on offer where the rows
    leave it alone. The `free` ticket is bound no more."""
    case = review.case
    problem = case.scope.problem
    for given in concessions:
        problem = _eased(problem, case.board, given, now)
    if free is not None:
        problem = _unbound(problem, free)
    _require_known(problem, rows)
    made = review.accepted | {
        number
        for number, group in enumerate(case.split.groups)
        if group.shifts.isdisjoint(rows.keys())
    }
    kept = [route for route in case.split.routes(made) if route.shift not in rows]
    changed = [_route(problem, shift, row) for shift, row in rows.items() if row]
    routes = tuple(sorted((*kept, *changed), key=lambda route: route.shift))
    where = placed(routes)
    unserved = tuple(t.id for t in problem.tickets if t.id not in where)
    solution = Solution(routes, unserved, Evaluator(problem).objective(routes))
    standing = case.standing or current_solution(problem)
    if not broken(problem, solution) <= broken(problem, standing):
        raise DomainError("review.breaks_rules")
    rejected = {t for g in review.groups if g.number not in review.accepted for t in g.tickets}
    rejected -= {ticket for row in rows.values() for ticket in row}
    opened = open_review(
        case.board,
        replace(case.scope, problem=problem),
        solution,
        now=now,
        left=case.left - where.keys(),
        loss=case.loss,
        standing=case.standing,
        concessions=(*case.concessions, *concessions),
        meanwhile=case.meanwhile,
        settled=case.settled,
        most_engineers=case.most_engineers,
    )
    return opened.taking(g.number for g in opened.groups if rejected.isdisjoint(g.tickets))


def _route(problem: Problem, shift: int, row: Mapping[int, int]) -> Route:
    """At these times, or where they cannot be kept as soon after as can be."""
    exact = Evaluator(pinned(problem, row)).schedule(shift, tuple(row))
    if not exact.violations:
        return exact.route
    return Evaluator(problem).schedule(shift, tuple(row), row).route


def _require_known(problem: Problem, rows: Rows) -> None:
    shifts = {spec.id for spec in problem.shifts}
    tickets = {spec.id for spec in problem.tickets}
    if not rows.keys() <= shifts or not all(row.keys() <= tickets for row in rows.values()):
        raise DomainError("review.elsewhere")


def _unbound(problem: Problem, ticket: int) -> Problem:
    free = (
        replace(spec, lock_shift=None, lock_start=None) if spec.id == ticket else spec
        for spec in problem.tickets
    )
    return replace(problem, tickets=tuple(free))


def _eased(problem: Problem, board: Board, given: Concession, now: datetime) -> Problem:
    """The problem as it will be read once the row that holds the rule is written."""
    match Kind(given.kind):
        case Kind.EARLIER | Kind.LATER | Kind.PUSH | Kind.LEVEL:
            return _with_ticket(problem, board, given, now)
        case Kind.UNLOCK:
            return _unbound(problem, whole(given, "ticket"))
        case Kind.OVERTIME | Kind.MAX_TICKETS:
            return _with_shift(problem, given)
        case Kind.REGION:
            region = whole(given, "region")
            engineers = (
                replace(one, regions=(*one.regions, region)) if one.id == given.engineer_id else one
                for one in problem.engineers
            )
            return replace(problem, engineers=tuple(engineers))
        case _:
            raise DomainError("easing.not_written")


def _with_ticket(problem: Problem, board: Board, given: Concession, now: datetime) -> Problem:
    row = eased_ticket(board.tickets[TicketId(whole(given, "ticket"))], given)
    end = moment(problem, max(spec.end + spec.overtime_s for spec in problem.shifts))
    windows = windows_ahead(Frame(board, problem.origin, now + REVIEW_TIME, end), row)
    skills = {need.code: need.level for need in sorted(row.skills)}
    tickets = (
        replace(spec, windows=windows, skills=skills) if spec.id == row.id else spec
        for spec in problem.tickets
    )
    return replace(problem, tickets=tuple(tickets))


def _with_shift(problem: Problem, given: Concession) -> Problem:
    key = whole(given, "shift")
    if given.kind == Kind.OVERTIME:
        longer = 60 * whole(given, "minutes")
        shifts = tuple(
            replace(spec, overtime_s=spec.overtime_s + longer) if spec.id == key else spec
            for spec in problem.shifts
        )
    else:
        more = whole(given, "count")
        shifts = tuple(
            replace(spec, max_tickets=spec.max_tickets + more)
            if spec.id == key and spec.max_tickets is not None
            else spec
            for spec in problem.shifts
        )
    return replace(problem, shifts=shifts)
