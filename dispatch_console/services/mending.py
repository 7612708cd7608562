"""Plans with the fewest changes, for review: a sick call, a late engineer, an urgent ticket.

They begin at the current moment and take part of their time from `planning_scope`, so they may ask
the road server; run them off the GUI thread. A search that is cancelled proposes what it has.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Shift
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.plan import Absence
from dispatch_console.domain.ticket import Lock, Ticket
from dispatch_console.planning.problem import Problem, TicketSpec
from dispatch_console.planning.solution import Solution
from dispatch_console.services.absences import freed
from dispatch_console.services.planning import current_solution, planning_scope, units
from dispatch_console.services.review import Loss, Review, open_review
from dispatch_console.services.scope import Scope
from dispatch_console.services.specs import SHORTEST_VISIT_S

REACH = timedelta(days=1)
"""How far from the present a late engineer's or an urgent ticket's plan may reach."""

Cancelled = Callable[[], bool]


def sick_call(
    board: Board,
    absence: Absence,
    *,
    now: datetime,
    cancelled: Cancelled = lambda: False,
) -> Review:
    """Who takes over from the engineer; publishing it records the absence.

    What is under way stays; what nobody can take is unassigned. Raises `absence.no_shift` where
    the engineer would not have worked anyway.
    """
    from dispatch_console.planning.replan import sick_call as mend

    shifts = _away(board, absence)
    if not shifts:
        name = board.engineers[absence.engineer_id].name
        raise DomainError("absence.no_shift", engineer=name)
    loose = freed(board.tickets.values(), absence, frozenset(shift.id for shift in shifts))
    scope = planning_scope(board, now=now, start=now, end=max(shift.end for shift in shifts))
    problem = _told(scope.problem, ())
    problem = _loosened(_without_stuck(board, problem, absence, loose), loose)
    known = {engineer.id for engineer in problem.engineers}
    if absence.engineer_id in known:
        until = None if absence.until is None else units(problem, absence.until)
        at = units(problem, absence.start)
        found = mend(problem, current_solution(problem), absence.engineer_id, at, until, cancelled)
        problem, solution = _untold(found.problem, loose), found.solution
    else:
        problem = _untold(problem, loose)
        solution = current_solution(problem)
    loss = Loss(absence=absence, tickets=loose)
    return _opened(board, scope, problem, solution, now, loss=loss)


def late(
    board: Board,
    engineer: EngineerId,
    delay: timedelta,
    *,
    now: datetime,
    cancelled: Cancelled = lambda: False,
) -> Review:
    """The plan if the engineer is so much later than told, from the visit under way on.

    Raises `late.no_shift` where they have none now or in the next day.
    """
    from dispatch_console.planning.replan import late as mend

    scope = planning_scope(board, now=now, start=now, end=now + REACH)
    problem = _told(scope.problem, ())
    theirs = [spec for spec in problem.shifts if spec.engineer == engineer]
    if not theirs:
        raise DomainError("late.no_shift", engineer=board.engineers[engineer].name)
    shift = min(theirs, key=lambda spec: spec.start)
    plan = current_solution(problem)
    at = units(problem, now)
    first = next((r.stops[0] for r in plan.routes if r.shift == shift.id and r.stops), None)
    if shift.start_place is None and first is not None:
        # On the way as told: the delay comes on top of that visit.
        at = max(at, first.start + 1)
    seconds = round(delay.total_seconds()) * problem.time_scale
    found = mend(problem, plan, shift.id, seconds, at, cancelled)
    # What the delay alone does to the route is told to people too.
    return _opened(board, scope, found.problem, found.solution, now, standing=plan)


def urgent(
    board: Board,
    ticket: TicketId,
    *,
    now: datetime,
    cancelled: Cancelled = lambda: False,
) -> Review:
    """A place for an unassigned ticket within a day, at the price of the fewest changes.

    Raises `urgent.left_out` with the `reason` why it cannot be planned at all.
    """
    from dispatch_console.planning.replan import urgent as mend

    scope = planning_scope(board, now=now, start=now, end=now + REACH)
    if all(spec.id != ticket for spec in scope.problem.tickets):
        raise DomainError(
            "urgent.left_out", number=board.tickets[ticket].number, reason=_why(scope, ticket)
        )
    problem = _told(scope.problem, (ticket,))
    at = units(problem, now)
    found = mend(problem, current_solution(problem), ticket, at, cancelled)
    return _opened(board, scope, found.problem, found.solution, now)


def _opened(
    board: Board,
    scope: Scope,
    problem: Problem,
    solution: Solution,
    now: datetime,
    *,
    loss: Loss | None = None,
    standing: Solution | None = None,
) -> Review:
    """The mended plan under review; what else waits on the board is none of its business."""
    asked = replace(scope, problem=problem, left_out={}, eased=frozenset())
    return open_review(board, asked, solution, now=now, loss=loss, standing=standing)


def _why(scope: Scope, ticket: TicketId) -> str:
    return scope.left_out.get(ticket, "unserved.not_examined")


def _away(board: Board, absence: Absence) -> list[Shift]:
    """The shifts that the absence takes."""
    return [
        shift
        for shift in board.shifts.values()
        if shift.engineer_id == absence.engineer_id
        and shift.end > absence.start
        and (absence.until is None or shift.start < absence.until)
    ]


def _told(problem: Problem, wanted: Iterable[TicketId]) -> Problem:
    """Only the tickets that people were told a time for, and the wanted ones."""
    asked = set(wanted)
    return _only(
        problem, (t for t in problem.tickets if t.current_shift is not None or t.id in asked)
    )


def _only(problem: Problem, tickets: Iterable[TicketSpec]) -> Problem:
    """The problem with these tickets, and what ties them to one another."""
    kept = tuple(tickets)
    ids = {ticket.id for ticket in kept}
    links = tuple(link for link in problem.links if link.first in ids and link.second in ids)
    return replace(problem, tickets=kept, links=links)


def _without_stuck(
    board: Board, problem: Problem, absence: Absence, loose: tuple[Ticket, ...]
) -> Problem:
    """Less what stays with the engineer though its time has not come: they are on the way."""
    theirs = {shift.id for shift in _away(board, absence)}
    movable = {ticket.id for ticket in loose}
    at = units(problem, absence.start)

    def stays(spec: TicketSpec) -> bool:
        if spec.current_shift not in theirs or spec.id in movable:
            return False
        return spec.current_start is not None and spec.current_start >= at

    return _only(problem, (t for t in problem.tickets if not stays(t)))


def _loosened(problem: Problem, loose: tuple[Ticket, ...]) -> Problem:
    """The tickets as if nobody had left for them yet; a locked time stays locked."""
    free = {ticket.id: ticket for ticket in loose}

    def eased(spec: TicketSpec) -> TicketSpec:
        ticket = free.get(TicketId(spec.id))
        if ticket is None:
            return spec
        timed = ticket.lock in (Lock.TIME, Lock.ALL)
        return replace(
            spec,
            lock_shift=None,
            lock_start=spec.current_start if timed else None,
            service_s=max(SHORTEST_VISIT_S, ticket.duration_s),
        )

    return replace(problem, tickets=tuple(map(eased, problem.tickets)))


def _untold(problem: Problem, loose: tuple[Ticket, ...]) -> Problem:
    """The tickets as if nobody had ever been told who comes."""
    lost = {ticket.id for ticket in loose}

    def forgotten(spec: TicketSpec) -> TicketSpec:
        if spec.id not in lost:
            return spec
        return replace(spec, current_shift=None, current_start=None)

    return replace(problem, tickets=tuple(map(forgotten, problem.tickets)))
