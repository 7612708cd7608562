"""The clash left by a publish, planned anew against the board as it is, as a review.

Only the routes in question and the tickets that were not moved as wanted are free; all else stays
at its engineer and time, and so does every visit that others gave, moved or took away. The search
is the caller's: `reopen` says what is to be solved, `resolved` takes the answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.plan import Move
from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.insertion import Insertion
from dispatch_console.planning.partition import extract
from dispatch_console.planning.problem import Link, Problem, TicketSpec
from dispatch_console.planning.solution import Route, Solution
from dispatch_console.planning.told import placed
from dispatch_console.planning.variants import broken
from dispatch_console.planning.vicinity import Vicinity
from dispatch_console.services.meanwhile import Clash
from dispatch_console.services.merging import touched
from dispatch_console.services.planning import (
    current_plan,
    current_solution,
    planning_scope,
    units,
)
from dispatch_console.services.review import Case, Review, open_review
from dispatch_console.services.scope import Scope

MOST_LOOKED_AROUND = 20
"""Around so many of the tickets, the dearest first, further shifts are taken in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The whole plan as told, and the part of it to solve again from `start`."""

    clash: Clash
    scope: Scope
    standing: Solution
    part: Problem
    start: Mapping[int, tuple[int, ...]]


def reopen(case: Case, clash: Clash, *, now: datetime) -> Again | None:
    """What is to be solved again of the `case` whose publish left the `clash`.

    None where there is nothing to be planned any more, as when the tickets are cancelled or others
    have seen to them. May ask the road server, as `planning_scope`.
    """
    known = {spec.id for spec in case.scope.problem.shifts} | touched(clash.moves)
    shifts = [shift for key, shift in clash.board.shifts.items() if key in known]
    last = max((shift.end for shift in shifts), default=now)
    if last <= now:
        return None
    drawn = planning_scope(clash.board, now=now, start=now, end=last)
    problem = _bound(_cut(drawn.problem, known), case, clash)
    free = [spec for spec in problem.tickets if _free(spec)]
    if not free:
        return None
    standing = current_solution(problem)
    told = {**{spec.id: () for spec in problem.shifts}, **current_plan(problem)}
    chosen = _shifts(problem, told, clash, free) - _unmovable(problem, standing)
    inside = {ticket for shift in chosen for ticket in told[shift]}
    wanted = {spec.id for spec in free if spec.current_shift is None} | inside
    if not chosen or all(not _free(spec) for spec in problem.tickets if spec.id in wanted):
        return None
    return Again(
        clash=clash,
        scope=replace(drawn, problem=problem, left_out={}, eased=frozenset()),
        standing=standing,
        part=extract(problem, told, chosen, wanted),
        start=_start(problem, clash.moves, chosen, wanted),
    )


def resolved(again: Again, answer: Solution, *, now: datetime) -> Review | None:
    """The review of the plan with the part as solved again, under what happened meanwhile.

    None if nothing better was found than the plan as it stands.
    """
    problem, inside = again.scope.problem, {shift.id for shift in again.part.shifts}
    kept = [route for route in again.standing.routes if route.shift not in inside]
    routes = tuple(sorted((*kept, *answer.routes), key=lambda route: route.shift))
    where = placed(routes)
    bound = (spec for spec in problem.tickets if not _free(spec))
    if any(where.get(spec.id) != (spec.lock_shift, spec.lock_start) for spec in bound):
        return None
    solution = _solution(problem, routes)
    if not broken(problem, solution) <= broken(problem, again.standing):
        return None
    review = open_review(
        again.clash.board, again.scope, solution, now=now, meanwhile=again.clash.meanwhile
    )
    return review if review.groups else None


def _solution(problem: Problem, routes: tuple[Route, ...]) -> Solution:
    served = {ticket for route in routes for ticket in route.tickets}
    unserved = tuple(spec.id for spec in problem.tickets if spec.id not in served)
    return Solution(routes, unserved, Evaluator(problem).objective(routes))


def _free(spec: TicketSpec) -> bool:
    return spec.lock_shift is None or spec.lock_start is None


def _cut(problem: Problem, shifts: Iterable[int]) -> Problem:
    """Without the shifts that are not among these, and the tickets told to them."""
    kept = tuple(spec for spec in problem.shifts if spec.id in set(shifts))
    ids = {spec.id for spec in kept}
    engineers = {spec.engineer for spec in kept}
    tickets = [t for t in problem.tickets if t.current_shift is None or t.current_shift in ids]
    return replace(
        problem,
        shifts=kept,
        engineers=tuple(one for one in problem.engineers if one.id in engineers),
        tickets=tuple(tickets),
        links=_among(problem, tickets),
    )


def _among(problem: Problem, tickets: Iterable[TicketSpec]) -> tuple[Link, ...]:
    ids = {spec.id for spec in tickets}
    return tuple(link for link in problem.links if {link.first, link.second} <= ids)


def _bound(problem: Problem, case: Case, clash: Clash) -> Problem:
    """All that is not in question stays where it is; what has no visit and is none of the moves is
    left out."""
    asked = {move.ticket_id for move in clash.moves}
    routes = touched(clash.moves)
    before = {spec.id: spec for spec in case.scope.problem.tickets}

    def movable(spec: TicketSpec) -> bool:
        old = before.get(spec.id)
        if old is None or old.lock_shift is not None or spec.id in clash.theirs:
            return False
        return spec.id in asked or spec.current_shift in routes

    tickets: list[TicketSpec] = []
    for spec in problem.tickets:
        if movable(spec) and (spec.id in asked or spec.current_shift is not None):
            closed = frozenset[int]() if spec.id in case.left else spec.allowed_shifts
            tickets.append(replace(spec, allowed_shifts=closed))
        elif spec.current_shift is not None:
            tickets.append(
                replace(spec, lock_shift=spec.current_shift, lock_start=spec.current_start)
            )
    return replace(problem, tickets=tuple(tickets), links=_among(problem, tickets))


def _shifts(
    problem: Problem, told: Mapping[int, tuple[int, ...]], clash: Clash, free: list[TicketSpec]
) -> set[int]:
    """The routes in question and those around the tickets that want a place."""
    evaluator = Evaluator(problem)
    insertion = Insertion(evaluator, told)
    found = touched(clash.moves) & told.keys()
    asked = {move.ticket_id for move in clash.moves}
    looking = sorted(
        (spec for spec in free if spec.id in asked),
        key=lambda spec: (-spec.unserved_cost, spec.id),
    )
    for spec in looking[:MOST_LOOKED_AROUND]:
        found |= Vicinity(insertion, spec.id).shifts
    return evaluator.links.tied((told,), found) if problem.links else set(found)


def _unmovable(problem: Problem, standing: Solution) -> set[int]:
    """Shifts whose route breaks a rule by a visit that stays: no search can mend them."""
    bound = {spec.id for spec in problem.tickets if not _free(spec)}
    wrong = {one.shift for one in check(problem, standing).violations}
    return {
        route.shift
        for route in standing.routes
        if route.shift in wrong and bound.intersection(route.tickets)
    }


def _start(
    problem: Problem, moves: Iterable[Move], shifts: set[int], tickets: set[int]
) -> dict[int, tuple[int, ...]]:
    """The rows as told, with what was wanted where it was wanted."""
    wanted = {move.ticket_id: move.after for move in moves}
    rows: dict[int, list[tuple[int, int]]] = {shift: [] for shift in shifts}
    for spec in problem.tickets:
        if spec.id not in tickets:
            continue
        visit = wanted.get(TicketId(spec.id)) if _free(spec) else None
        if visit is not None and visit.shift_id in rows:
            rows[visit.shift_id].append((units(problem, visit.start), spec.id))
        elif spec.current_shift in rows and spec.current_start is not None:
            rows[spec.current_shift].append((spec.current_start, spec.id))
    return {shift: tuple(key for _, key in sorted(row)) for shift, row in rows.items()}
