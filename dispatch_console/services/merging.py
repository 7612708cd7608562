"""What of a proposal still holds, given the rows of now: the three-way merge at publish.

Pure. Tickets that others changed keep what they have now. A route touched by that is judged anew
with what it holds now; where it no longer fits the whole route goes back to what it is now, and so
on until every route that is left can be driven. A visit that was to make room for another one that
does not come stays. Only what the proposal moves may start later than reviewed.
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
from dispatch_console.planning.checker import violations
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Objective, Route, Solution
from dispatch_console.services.absences import excused
from dispatch_console.services.planning import route_visits, unmoved
from dispatch_console.services.review import LEFT, OFF
from dispatch_console.services.scope import settle
from dispatch_console.services.specs import assemble, frame, missed, pinned
from dispatch_console.services.standing import Standing, standing

TOGETHER = 8
"""So many routes are judged in one problem, whose travel times grow with the square of its size."""


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
        held: dict[ShiftId, list[Ticket]] = {
            key: [] for key in sorted(shifts) if key in self.board.shifts
        }
        for ticket in self.board.tickets.values():
            if ticket.visit is not None and ticket.visit.shift_id in held:
                held[ticket.visit.shift_id].append(ticket)
        self.states = {key: self._standing(key, tickets) for key, tickets in held.items()}
        self._drop(self.changed & set(self.moves), Dropped.CHANGED)
        self._drop(self._begun(), Dropped.BEGUN)
        for key in shifts - set(self.states):
            self._revert(key, Dropped.SHIFT_GONE)
        self.ties = Ties(self.board.tickets)
        self.tied = _tied(self.board.tickets.values())
        self._give_back()
        while broken := self._judge() or self._torn():
            for key in broken:
                self._revert(key, Dropped.CLASH)
            self._give_back()
        return self._merged()

    def _standing(self, key: ShiftId, held: Sequence[Ticket]) -> Standing:
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

    def _give_back(self) -> None:
        """Who was to lose their visit to make room for a move that is not made keeps it."""
        while needless := [
            move.ticket_id
            for move in self._standing_moves()
            if move.after is None and move.before and self._free_again(move.before.shift_id, move)
        ]:
            self._drop(needless, Dropped.CLASH)

    def _free_again(self, shift: ShiftId, move: Move) -> bool:
        """Whether the shift does not get what it was to get, and the ticket may stay there."""
        if self.proposal.unserved.get(move.ticket_id) in (LEFT, OFF):
            return False
        ticket = self.board.tickets.get(move.ticket_id)
        if ticket is None or excused(ticket, self.proposal.absence):
            return False
        lost = (self.moves[key] for key in self.dropped if key in self.moves)
        return any(
            one.after is not None
            and one.after.shift_id == shift
            and (one.before is None or one.before.shift_id != shift)
            for one in lost
        )

    def _standing_moves(self) -> list[Move]:
        return [move for key, move in self.moves.items() if key not in self.dropped]

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
        anew = {key: held for key, held in wanted.items() if self.judged.get(key) != held}
        self.judged |= anew
        whole = self._many(anew)
        for shift, held in anew.items():
            self.visits[shift] = whole.get(shift) or self._visits(self.states[shift], held)
        # One that no move touches any more stays as it is, broken though it may stand there.
        made = touched(self._standing_moves())
        return [shift for shift in wanted if shift in made and self.visits[shift] is None]

    def _torn(self) -> list[ShiftId]:
        """The shifts whose moves part a crew or put a ticket before what it comes after."""
        found: set[ShiftId] = set()
        for key, move in self.moves.items():
            if key in self.tied and key not in self.dropped and not self._kept(key):
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

    def _many(
        self, anew: Mapping[ShiftId, Mapping[TicketId, datetime]]
    ) -> dict[ShiftId, Mapping[TicketId, PlannedVisit]]:
        """The visits of shifts that can serve all that is wanted at just these times.

        What is found in one problem for many shifts needs no problem for each; of those that are
        not among them nothing is said.
        """
        alike: dict[datetime, list[ShiftId]] = {}
        for key, held in anew.items():
            if self._gains(held):
                alike.setdefault(_last(self.states[key]), []).append(key)
        found: dict[ShiftId, Mapping[TicketId, PlannedVisit]] = {}
        for last, shifts in alike.items():
            for first in range(0, len(shifts), TOGETHER):
                some = shifts[first : first + TOGETHER]
                found |= self._together({key: anew[key] for key in some}, last)
        return found

    def _together(
        self, wanted: Mapping[ShiftId, Mapping[TicketId, datetime]], last: datetime
    ) -> dict[ShiftId, Mapping[TicketId, PlannedVisit]]:
        """Those of the shifts that can keep their times, if the checker passes them together."""
        states = [_with_missed(self.states[key], held) for key, held in wanted.items()]
        framed = frame(self.board, states, self.now, last)
        known = {ticket.id for state in states for ticket in state.in_play}
        rows = [self.board.tickets[key] for held in wanted.values() for key in held]
        problem = assemble(framed, states, [row for row in rows if row.id not in known])
        starts = {int(k): framed.after(at) for held in wanted.values() for k, at in held.items()}
        tours = {int(shift): tuple(map(int, held)) for shift, held in wanted.items()}
        timed = Evaluator(problem).routes(tours, starts)
        routes = tuple(route for route in timed.values() if _keeps(route, starts))
        if not _pass(problem, routes):
            return {}
        return {ShiftId(r.shift): route_visits(self.board, problem, r) for r in routes}

    def _visits(
        self, state: Standing, held: Mapping[TicketId, datetime]
    ) -> Mapping[TicketId, PlannedVisit] | None:
        """The shift's visits if it serves `held`, at these times or, what is moved anyway, if need
        be later; None if a rule is broken. Where nothing is new only the ways between visits are
        reckoned anew."""
        wanted = [(self.board.tickets[key], at) for key, at in held.items()]
        state = _with_missed(state, held)
        gains = self._gains(held)
        last = _last(state)
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
        # What people were told stays; what others wait for or come with cannot be a little later.
        kept = all(
            found[t.id].start == at
            for t, at in wanted
            if t.lock in (Lock.TIME, Lock.ALL) or t.id in self.tied or not self._moves(t.id)
        )
        return found if kept and _pass(problem, (route,)) else None

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
        return any(map(self._moves, held))

    def _moves(self, key: TicketId) -> bool:
        return key in self.moves and key not in self.dropped

    def _merged(self) -> Merged:
        visits: dict[TicketId, PlannedVisit] = {}
        made = self._standing_moves()
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


def _tied(tickets: Iterable[Ticket]) -> frozenset[TicketId]:
    """Those in a crew, those that come after others, and those these wait for."""
    found: set[TicketId] = set()
    for ticket in tickets:
        found.update(ticket.after)
        if ticket.after or ticket.crew_size > 1:
            found.add(ticket.id)
    return frozenset(found & {ticket.id for ticket in tickets})


def _last(state: Standing) -> datetime:
    """When the shift is over at the latest."""
    return state.shift.end + timedelta(seconds=state.shift.overtime_s)


def _keeps(route: Route, starts: Mapping[int, int]) -> bool:
    return all(stop.ticket is None or stop.start == starts[stop.ticket] for stop in route.stops)


def _pass(problem: Problem, routes: tuple[Route, ...]) -> bool:
    """The independent checker's word on the routes."""
    served = {ticket for route in routes for ticket in route.tickets}
    others = tuple(ticket.id for ticket in problem.tickets if ticket.id not in served)
    return not violations(problem, Solution(routes, others, Objective({})))
