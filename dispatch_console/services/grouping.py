"""Visits at times that are settled, as a review: its groups can be chosen freely, and whatever is
chosen, every ticket is where and when it is now or where and when it is wanted, nowhere else.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import ShiftId, TicketId
from dispatch_console.domain.lifecycle import OPEN, PLANNABLE
from dispatch_console.domain.plan import Move, PlannedVisit
from dispatch_console.domain.ticket import Ticket
from dispatch_console.domain.ties import Ties
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Route, Solution
from dispatch_console.services.merging import touched
from dispatch_console.services.planning import told_times, units
from dispatch_console.services.review import Review, open_review
from dispatch_console.services.scope import Scope, settle
from dispatch_console.services.specs import assemble, frame, pinned
from dispatch_console.services.standing import Standing, standing
from dispatch_console.services.tying import tie


def grouped(
    board: Board, wanted: tuple[Move, ...], left_out: Mapping[TicketId, str], *, now: datetime
) -> Review:
    """The review of these moves, which `board` allows as a whole; all are accepted at first.

    `left_out` says of other tickets, as the key of a sentence, why they are not among them.
    """
    tickets = {key: ticket for key, ticket in board.tickets.items() if ticket.status in OPEN}
    board = replace(board, tickets=tickets)
    problem = _problem(board, wanted, now)
    scope = Scope(problem=problem, left_out=left_out, eased=frozenset())
    after = {move.ticket_id: move.after for move in wanted}
    left = frozenset(key for key, visit in after.items() if visit is None)
    return open_review(board, scope, _solution(problem, after), now=now, left=left, settled=True)


def _problem(board: Board, wanted: tuple[Move, ...], now: datetime) -> Problem:
    """The shifts that the moves touch, with their tickets at no times but those in question."""
    shifts = [board.shifts[key] for key in sorted(touched(wanted)) if key in board.shifts]
    last = max((one.end + timedelta(seconds=one.overtime_s) for one in shifts), default=now)
    around = frame(board, (), now, last)
    held: dict[ShiftId, list[Ticket]] = {shift.id: [] for shift in shifts}
    for ticket in board.tickets.values():
        if ticket.visit is not None and ticket.visit.shift_id in held:
            held[ticket.visit.shift_id].append(ticket)
    states: list[Standing] = []
    for shift in shifts:
        fixed = (t.id for t in held[shift.id] if t.status not in PLANNABLE or t.location is None)
        state = standing(shift, held[shift.id], now, frozenset(fixed))
        states.append(settle(around, state) or state)
    known = {ticket.id for state in states for ticket in state.in_play}
    loose = [board.tickets[m.ticket_id] for m in wanted if m.ticket_id not in known]
    problem = assemble(frame(board, states, now, last), states, loose)
    return tie(_at(problem, wanted), Ties(board.tickets))


def _at(problem: Problem, wanted: tuple[Move, ...]) -> Problem:
    """The problem whose tickets start when they do now or when they are wanted."""
    moments = {key: {start} for key, start in told_times(problem).items()}
    for move in wanted:
        if move.after is not None:
            moments.setdefault(move.ticket_id, set()).add(units(problem, move.after.start))
    return replace(
        problem,
        tickets=tuple(
            replace(spec, windows=tuple((at, at) for at in sorted(found)), lock_start=None)
            if (found := moments.get(spec.id))
            else spec
            for spec in problem.tickets
        ),
    )


def _solution(problem: Problem, after: Mapping[TicketId, PlannedVisit | None]) -> Solution:
    """The plan with all that is wanted, at just these times."""
    starts: dict[int, int] = {}
    rows: dict[int, list[tuple[int, int]]] = {spec.id: [] for spec in problem.shifts}
    for spec in problem.tickets:
        visit = after.get(TicketId(spec.id))
        if visit is not None:
            shift, start = int(visit.shift_id), units(problem, visit.start)
        elif spec.id in after or spec.current_shift is None or spec.current_start is None:
            continue
        else:
            shift, start = spec.current_shift, spec.current_start
        starts[spec.id] = start
        rows[shift].append((start, spec.id))
    exact = Evaluator(pinned(problem, starts))
    routes: tuple[Route, ...] = tuple(
        exact.schedule(shift, [ticket for _, ticket in sorted(row)]).route
        for shift, row in sorted(rows.items())
        if row
    )
    unserved = tuple(spec.id for spec in problem.tickets if spec.id not in starts)
    return Solution(routes, unserved, Evaluator(problem).objective(routes))
