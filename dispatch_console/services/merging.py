"""What of a proposal still holds, given the rows of now: the three-way merge at publish.

Pure. Tickets that others changed keep what they have now. A route touched by that is judged anew
with what it holds now; where it no longer fits the whole route goes back to what it is now, and so
on until every route that is left can be driven.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import ShiftId, TicketId
from dispatch_console.domain.lifecycle import OPEN, PLANNABLE
from dispatch_console.domain.plan import Move, PlannedVisit, Proposal, planned
from dispatch_console.domain.ticket import Ticket
from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Objective, Route, Solution
from dispatch_console.services.planning import route_visits, unmoved
from dispatch_console.services.scope import settle
from dispatch_console.services.specs import assemble, frame, pinned
from dispatch_console.services.standing import Standing, standing


class Dropped(StrEnum):
    """Why a move of a proposal was not made; the value is the sentence's key."""

    CHANGED = "publish.changed"
    BEGUN = "publish.begun"
    SHIFT_GONE = "publish.shift_gone"
    CLASH = "publish.clash"
    EARLIER = "publish.earlier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What is to be written: every visit of the routes that hold, and tickets left without one.

    `dropped` says for each move that is not made why.
    """

    visits: Mapping[TicketId, PlannedVisit]
    unassign: frozenset[TicketId]
    dropped: Mapping[TicketId, Dropped]


def merge(
    board: Board, proposal: Proposal, changed: frozenset[TicketId], *, now: datetime
) -> Merged:
    """`board` holds the rows of now of all shifts that the moves touch, `changed` the tickets that
    are no longer as the proposal knew them."""
    tickets = {key: ticket for key, ticket in board.tickets.items() if ticket.status in OPEN}
    return _Merge(replace(board, tickets=tickets), proposal, changed, now).run()


def touched(moves: Iterable[Move]) -> frozenset[ShiftId]:
    """The shifts that the moves take from or give to."""
    ends = (visit for move in moves for visit in (move.before, move.after))
    return frozenset(visit.shift_id for visit in ends if visit is not None)


@dataclass
class _Merge:
    """The moves still standing, fewer with every route that has to go back."""

    board: Board
    proposal: Proposal
    changed: frozenset[TicketId]
    now: datetime
    dropped: dict[TicketId, Dropped] = field(default_factory=dict)

    def run(self) -> Merged:
        self.moves = {move.ticket_id: move for move in self.proposal.moves}
        shifts = touched(self.proposal.moves)
        self.states = {
            key: self._standing(key) for key in sorted(shifts) if key in self.board.shifts
        }
        self._drop(self.changed & set(self.moves), Dropped.CHANGED)
        self._drop(self._begun(), Dropped.BEGUN)
        for key in shifts - set(self.states):
            self._revert(key, Dropped.SHIFT_GONE)
        while True:
            broken, routes, problem = self._judge()
            if not broken:
                return self._merged(routes, problem)
            for key in broken:
                self._revert(key, Dropped.CLASH)

    def _standing(self, key: ShiftId) -> Standing:
        held = [t for t in self.board.tickets.values() if t.visit and t.visit.shift_id == key]
        fixed = (t.id for t in held if t.status not in PLANNABLE or t.location is None)
        return standing(self.board.shifts[key], held, self.now, frozenset(fixed))

    def _begun(self) -> set[TicketId]:
        return {
            ticket.id
            for state in self.states.values()
            for ticket in (*state.over, *((state.anchor,) if state.anchor else ()))
            if ticket.id in self.moves
        }

    def _drop(self, tickets: Iterable[TicketId], reason: Dropped) -> None:
        for ticket in tickets:
            self.dropped.setdefault(ticket, reason)

    def _revert(self, shift: ShiftId, reason: Dropped) -> None:
        """The shift goes back to what it is now: no move takes from it or gives to it."""
        self._drop((key for key, move in self.moves.items() if shift in touched((move,))), reason)

    def _wanted(self) -> dict[ShiftId, dict[TicketId, datetime]]:
        """Shift → its tickets with their starts, in order, if all moves still standing are made."""
        found: dict[ShiftId, list[tuple[datetime, TicketId]]] = {key: [] for key in self.states}
        over = {ticket.id for state in self.states.values() for ticket in state.over}
        for ticket in self.board.tickets.values():
            visit = self._after(ticket)
            if visit is not None and visit.shift_id in found and ticket.id not in over:
                found[visit.shift_id].append((visit.start, ticket.id))
        return {shift: {key: at for at, key in sorted(held)} for shift, held in found.items()}

    def _after(self, ticket: Ticket) -> PlannedVisit | None:
        move = self.moves.get(ticket.id)
        return planned(ticket) if move is None or ticket.id in self.dropped else move.after

    def _judge(self) -> tuple[set[ShiftId], dict[ShiftId, Route], Problem]:
        """Shifts that cannot do what is wanted of them; else the routes, which the checker passed.

        A shift from which visits are only taken away needs no verdict.
        """
        wanted = self._wanted()
        gaining = {shift for shift, held in wanted.items() if self._gains(shift, held)}
        last = max(
            (s.shift.end + timedelta(seconds=s.shift.overtime_s) for s in self.states.values()),
            default=self.now,
        )
        around = frame(self.board, (), self.now, last)
        settled: list[Standing] = []
        broken: set[ShiftId] = set()
        for shift, state in self.states.items():
            route = [(self.board.tickets[key], at) for key, at in wanted[shift].items()]
            read = settle(around, state, route)
            if read is None and shift in gaining:
                broken.add(shift)
            settled.append(read or state)
        known = {ticket.id for state in settled for ticket in state.in_play}
        loose = [
            self.board.tickets[key] for held in wanted.values() for key in held if key not in known
        ]
        framed = frame(self.board, settled, self.now, last)
        problem = assemble(framed, settled, loose)
        starts = {int(k): framed.after(at) for held in wanted.values() for k, at in held.items()}
        exact, free = Evaluator(pinned(problem, starts)), Evaluator(problem)
        routes: dict[ShiftId, Route] = {}
        for shift, held in wanted.items():
            scheduled = exact.schedule(shift, tuple(held))
            if scheduled.violations:
                scheduled = free.schedule(shift, tuple(held), starts)
            routes[shift] = scheduled.route
            if scheduled.violations and shift in gaining:
                broken.add(shift)
        if not broken:
            broken = _refuted(problem, [routes[shift] for shift in gaining])
        return broken, routes, problem

    def _gains(self, shift: ShiftId, held: Mapping[TicketId, datetime]) -> bool:
        """Whether anything on the shift is not exactly where it is now."""
        now = {t.id: t.visit.start for t in self.states[shift].in_play if t.visit}
        return any(now.get(key) != at for key, at in held.items())

    def _merged(self, routes: Mapping[ShiftId, Route], problem: Problem) -> Merged:
        visits: dict[TicketId, PlannedVisit] = {}
        standing_moves = {key: m for key, m in self.moves.items() if key not in self.dropped}
        wanted = self._wanted()
        for shift in touched(standing_moves.values()) & set(routes):
            found = route_visits(self.board, problem, routes[shift])
            gains = self._gains(shift, wanted[shift])
            visits |= found if gains else unmoved(self.board, found)
        unassign = {key for key, move in standing_moves.items() if move.after is None}
        return Merged(visits=visits, unassign=frozenset(unassign), dropped=self.dropped)


def _refuted(problem: Problem, routes: list[Route]) -> set[ShiftId]:
    """The shifts whose routes the independent checker does not pass."""
    served = {ticket for route in routes for ticket in route.tickets}
    others = tuple(ticket.id for ticket in problem.tickets if ticket.id not in served)
    verdict = check(problem, Solution(tuple(routes), others, Objective({})))
    of_ticket = {ticket: route.shift for route in routes for ticket in route.tickets}
    found: set[ShiftId] = set()
    for violation in verdict.violations:
        shift = violation.shift if violation.ticket is None else of_ticket.get(violation.ticket)
        found |= {ShiftId(shift)} if shift is not None else {ShiftId(r.shift) for r in routes}
    return found
