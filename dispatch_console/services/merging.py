"""What of a proposal still holds, given the rows of now: the three-way merge at publish.

Pure. Tickets that others changed keep what they have now. A route touched by that is judged anew
with what it holds now; where it no longer fits the whole route goes back to what it is now, and so
on until every route that is left can be driven.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import ShiftId, TicketId
from dispatch_console.domain.lifecycle import OPEN, PLANNABLE
from dispatch_console.domain.plan import Move, PlannedVisit, Proposal, planned
from dispatch_console.domain.ticket import Lock, Ticket
from dispatch_console.domain.ties import Ties
from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Objective, Route, Solution
from dispatch_console.services.absences import excused
from dispatch_console.services.planning import route_visits, unmoved
from dispatch_console.services.scope import settle
from dispatch_console.services.specs import assemble, frame, missed, pinned
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
    judged: dict[ShiftId, Mapping[TicketId, datetime]] = field(default_factory=dict)
    visits: dict[ShiftId, Mapping[TicketId, PlannedVisit] | None] = field(default_factory=dict)

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
        self.ties = Ties(self.board.tickets)
        while broken := self._judge() or self._torn():
            for key in broken:
                self._revert(key, Dropped.CLASH)
        return self._merged()

    def _standing(self, key: ShiftId) -> Standing:
        held = [t for t in self.board.tickets.values() if t.visit and t.visit.shift_id == key]
        fixed = (t.id for t in held if t.status not in PLANNABLE or t.location is None)
        return standing(self.board.shifts[key], held, self.now, frozenset(fixed))

    def _begun(self) -> set[TicketId]:
        return {
            ticket.id
            for state in self.states.values()
            for ticket in (*state.over, *((state.anchor,) if state.anchor else ()))
            if ticket.id in self.moves and not excused(ticket, self.proposal.absence)
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

    def _judge(self) -> list[ShiftId]:
        """The shifts that cannot do what is wanted of them; the visits of the others are kept."""
        wanted = self._wanted()
        for shift in [key for key, held in wanted.items() if self.judged.get(key) != held]:
            self.judged[shift] = wanted[shift]
            self.visits[shift] = self._visits(self.states[shift], wanted[shift])
        # One that no move touches any more stays as it is, broken though it may stand there.
        made = touched(move for key, move in self.moves.items() if key not in self.dropped)
        return [shift for shift in wanted if shift in made and self.visits[shift] is None]

    def _torn(self) -> list[ShiftId]:
        """The shifts whose moves part a crew or put a ticket before what it comes after."""
        found: set[ShiftId] = set()
        for key, move in self.moves.items():
            if key not in self.dropped and key in self.board.tickets and not self._kept(key):
                found |= touched((move,))
        return sorted(found)

    def _kept(self, key: TicketId) -> bool:
        """Whether the ticket keeps its distance to the others once all moves standing are made."""
        crew = self.ties.crew(key)
        here = [visit for member in crew if (visit := self._after(member)) is not None]
        parted = any(member.id in self.moves and member.id in self.dropped for member in crew)
        if parted or len({visit.start for visit in here}) > 1:
            return False
        if not here:
            return True
        earlier = self._all_of(self.ties.earlier(key))
        later = self._all_of(self.ties.later(key))
        start, end = here[0].start, max(visit.end for visit in here)
        return all(v.end <= start for v in earlier) and all(end <= v.start for v in later)

    def _all_of(self, tickets: Iterable[Ticket]) -> list[PlannedVisit]:
        members = (member for ticket in tickets for member in self.ties.crew(ticket.id))
        return [visit for member in members if (visit := self._after(member)) is not None]

    def _tied(self, ticket: Ticket) -> bool:
        found = self.ties.crew(ticket.id)[1:], self.ties.earlier(ticket.id)
        return any((*found, self.ties.later(ticket.id)))

    def _visits(
        self, state: Standing, held: Mapping[TicketId, datetime]
    ) -> Mapping[TicketId, PlannedVisit] | None:
        """The shift's visits if it serves `held`, at these times or if need be later; None if a
        rule is broken. Where nothing is new only the ways between visits are reckoned anew."""
        wanted = [(self.board.tickets[key], at) for key, at in held.items()]
        state = _with_missed(state, held)
        gains = self._gains(held)
        last = state.shift.end + timedelta(seconds=state.shift.overtime_s)
        # Mostly the day is believed to have gone as told, and that is the reading `settle` finds.
        problem, starts, route = self._exact(state, wanted, last)
        if route is None:
            read = settle(frame(self.board, (), self.now, last), state, wanted)
            if read is None and gains:
                return None
            problem, starts, route = self._exact(read or state, wanted, last)
        if route is None:
            route = Evaluator(problem).schedule(state.shift.id, tuple(starts), starts).route
        found = route_visits(self.board, problem, route)
        if not gains:
            return unmoved(self.board, found)
        # What others wait for or come with cannot be had a little later.
        kept = all(
            found[t.id].start == at
            for t, at in wanted
            if t.lock in (Lock.TIME, Lock.ALL) or self._tied(t)
        )
        return found if kept and _passes(problem, route) else None

    def _exact(
        self, state: Standing, wanted: Sequence[tuple[Ticket, datetime]], last: datetime
    ) -> tuple[Problem, Mapping[int, int], Route | None]:
        """The shift's problem, the starts wanted in its time, and the route if it can keep them."""
        framed = frame(self.board, (state,), self.now, last)
        known = {ticket.id for ticket in state.in_play}
        problem = assemble(framed, (state,), [t for t, _ in wanted if t.id not in known])
        starts = {int(ticket.id): framed.after(at) for ticket, at in wanted}
        exact = Evaluator(pinned(problem, starts)).schedule(state.shift.id, tuple(starts))
        return problem, starts, None if exact.violations else exact.route

    def _gains(self, held: Mapping[TicketId, datetime]) -> bool:
        """Whether a move puts anything where it is held."""
        return any(key in self.moves and key not in self.dropped for key in held)

    def _merged(self) -> Merged:
        visits: dict[TicketId, PlannedVisit] = {}
        made = [move for key, move in self.moves.items() if key not in self.dropped]
        for shift in touched(made):
            visits |= self.visits.get(shift) or {}
        unassign = frozenset(move.ticket_id for move in made if move.after is None)
        return Merged(visits=visits, unassign=unassign, dropped=self.dropped)


def _with_missed(state: Standing, held: Mapping[TicketId, datetime]) -> Standing:
    """What misses its windows where it is, and is to stay there, is no reason against the rest."""
    missing = {t.id for t in state.ahead if t.visit and held.get(t.id) == t.visit.start}
    return replace(
        state, fixed=state.fixed | {t.id for t in state.ahead if t.id in missing and missed(t)}
    )


def _passes(problem: Problem, route: Route) -> bool:
    """The independent checker's word on the route."""
    served = set(route.tickets)
    others = tuple(ticket.id for ticket in problem.tickets if ticket.id not in served)
    return check(problem, Solution((route,), others, Objective({}))).feasible
