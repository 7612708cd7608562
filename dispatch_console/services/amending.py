"""Amending a review: one ticket stays where it is or goes without a visit, the rest of its routes
is planned again.

The search is the caller's: `reopen` says what is to be solved, `amended` takes the answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.partition import extract
from dispatch_console.planning.problem import Problem, TicketSpec
from dispatch_console.planning.solution import Route, Solution
from dispatch_console.planning.told import placed
from dispatch_console.planning.variants import broken
from dispatch_console.services.planning import current_solution
from dispatch_console.services.review import Review, open_review


class Amendment(StrEnum):
    """What is wanted of a ticket that the proposal moves."""

    KEEP = "keep"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """The problem with the ticket bound, and the part of it to solve again from `start`."""

    ticket: TicketId
    amendment: Amendment
    problem: Problem
    part: Problem
    start: Mapping[int, tuple[int, ...]]
    kept: tuple[Route, ...]


def reopen(review: Review, ticket: TicketId, amendment: Amendment) -> Reopened:
    """The ticket's group and those that share routes with it, with the ticket bound.

    Raises `review.not_moved` if no group moves the ticket, `review.not_kept` if it is to stay with
    an engineer who is off.
    """
    group, case = review.group_of(ticket), review.case
    if group is None or group.number >= len(case.split.groups):
        raise DomainError("review.not_moved")
    if amendment is Amendment.KEEP and ticket in case.lost:
        raise DomainError("review.not_kept")
    problem = _bound(case.scope.problem, ticket, amendment)
    shifts = _together(review, group.number)
    proposed = case.split.routes(range(len(case.split.groups)))
    rows = {route.shift: tuple(t for t in route.tickets if t != ticket) for route in proposed}
    standing = {route.shift: route.tickets for route in case.split.routes(())}
    inside = {t for shift in shifts for t in (*rows.get(shift, ()), *standing.get(shift, ()))}
    return Reopened(
        ticket=ticket,
        amendment=amendment,
        problem=problem,
        part=extract(problem, rows, shifts, inside | {ticket}),
        start={shift: rows[shift] for shift in shifts if shift in rows},
        kept=tuple(route for route in proposed if route.shift not in shifts),
    )


def amended(review: Review, again: Reopened, answer: Solution, *, now: datetime) -> Review:
    """The review of the plan with the part as solved again; what was rejected still is.

    Raises `review.not_kept` if the ticket cannot be as wanted, `review.breaks_rules` if the plan
    as a whole then breaks rules that it keeps now.
    """
    case = review.case
    routes = tuple(sorted((*again.kept, *answer.routes), key=lambda route: route.shift))
    where = placed(routes)
    if where.get(again.ticket) != _wanted(again):
        raise DomainError("review.not_kept")
    unserved = tuple(t.id for t in again.problem.tickets if t.id not in where)
    solution = Solution(routes, unserved, Evaluator(again.problem).objective(routes))
    standing = case.standing or current_solution(again.problem)
    if not broken(again.problem, solution) <= broken(again.problem, standing):
        raise DomainError("review.breaks_rules")
    rejected = {t for g in review.groups if g.number not in review.accepted for t in g.tickets}
    left = {again.ticket} if again.amendment is Amendment.LEAVE else set[TicketId]()
    opened = open_review(
        case.board,
        replace(case.scope, problem=again.problem),
        solution,
        now=now,
        left=(case.left - {again.ticket}) | left,
        loss=case.loss,
        standing=case.standing,
        concessions=case.concessions,
        meanwhile=case.meanwhile,
        settled=case.settled,
        most_engineers=case.most_engineers,
    )
    return opened.taking(g.number for g in opened.groups if rejected.isdisjoint(g.tickets))


def _together(review: Review, number: int) -> set[int]:
    """The shifts of the group, and of all groups that share shifts with it, however far."""
    groups = review.case.split.groups
    found = set(groups[number].shifts)
    while True:
        more = {s for group in groups if group.shifts & found for s in group.shifts}
        if more <= found:
            return found
        found |= more


def _bound(problem: Problem, ticket: TicketId, amendment: Amendment) -> Problem:
    def bind(spec: TicketSpec) -> TicketSpec:
        if amendment is Amendment.KEEP and spec.current_shift is not None:
            return replace(spec, lock_shift=spec.current_shift, lock_start=spec.current_start)
        return replace(spec, lock_shift=None, lock_start=None, allowed_shifts=frozenset())

    return replace(
        problem,
        tickets=tuple(bind(spec) if spec.id == ticket else spec for spec in problem.tickets),
    )


def _wanted(again: Reopened) -> tuple[int, int] | None:
    """Shift and start that the ticket is to have."""
    spec = next(spec for spec in again.problem.tickets if spec.id == again.ticket)
    if spec.lock_shift is None or spec.lock_start is None:
        return None
    return spec.lock_shift, spec.lock_start
