"""Some shifts as a problem of their own: as people were told, and with tickets taken off them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Shift
from dispatch_console.domain.ids import ShiftId, TicketId
from dispatch_console.domain.ticket import Lock, Ticket
from dispatch_console.planning.evaluator import Evaluator, travel_time
from dispatch_console.planning.objective import lateness
from dispatch_console.planning.problem import Problem, TicketSpec
from dispatch_console.planning.solution import Route
from dispatch_console.services.planning import current_plan, told_times
from dispatch_console.services.scope import settle
from dispatch_console.services.specs import Frame, assemble, frame, missed, pinned
from dispatch_console.services.standing import Standing, standing


@dataclass(frozen=True, slots=True)
class Drawn:
    """Some shifts as a problem, with the tickets of a drag free to be placed."""

    framed: Frame
    states: tuple[Standing, ...]
    problem: Problem


def draw(
    board: Board,
    shifts: Mapping[ShiftId, Shift],
    moved: Sequence[Ticket],
    now: datetime,
    last: datetime,
) -> Drawn:
    """The problem of these shifts and what is on them, the `moved` tickets taken off."""
    # By hand a ticket may go anywhere: what binds it is taken off, where it stands is forgotten.
    freed = [replace(ticket, visit=None, lock=Lock.NONE) for ticket in moved]
    small = _cut_down(board, shifts, freed)
    around, held = frame(small, (), now, last), held_by(small)
    states = tuple(_settled(around, shift, held[shift.id]) for shift in shifts.values())
    framed = frame(small, states, now, last)
    return Drawn(framed, states, assemble(framed, states, freed))


@dataclass(frozen=True, slots=True)
class Lifted:
    """What taking tickets off their shifts does there: to travel, and to who is late."""

    travel_s: int
    late_before: frozenset[TicketId]
    late_after: frozenset[TicketId]


def lifted(board: Board, moved: Sequence[Ticket], now: datetime) -> Lifted:
    """The part of a drop's price that does not depend on where the tickets go."""
    shifts = {key: board.shifts[key] for key in sorted(sources(board, moved))}
    if not shifts:
        return Lifted(0, frozenset(), frozenset())
    last = last_end(shifts.values())
    left, was = draw(board, shifts, moved, now, last).problem, as_told(board, shifts, now, last)
    after, before = told_routes(left), told_routes(was)
    return Lifted(
        travel_of(after) - travel_of(before),
        frozenset(late_in(was, before)),
        frozenset(late_in(left, after)),
    )


def sources(board: Board, moved: Iterable[Ticket]) -> set[ShiftId]:
    """The shifts that the tickets have visits on."""
    return {t.visit.shift_id for t in moved if t.visit and t.visit.shift_id in board.shifts}


def held_by(board: Board) -> defaultdict[ShiftId, list[Ticket]]:
    """Shift → the tickets with a visit on it."""
    held: defaultdict[ShiftId, list[Ticket]] = defaultdict(list)
    for ticket in board.tickets.values():
        if ticket.visit is not None:
            held[ticket.visit.shift_id].append(ticket)
    return held


def _cut_down(board: Board, shifts: Mapping[ShiftId, Shift], freed: Iterable[Ticket]) -> Board:
    """The board with these shifts only and the tickets on them; the `freed` are on none."""
    tickets = {
        key: ticket
        for key, ticket in board.tickets.items()
        if ticket.visit is not None and ticket.visit.shift_id in shifts
    }
    return replace(board, shifts=shifts, tickets=tickets | {ticket.id: ticket for ticket in freed})


def _standing(around: Frame, shift: Shift, held: Sequence[Ticket]) -> Standing:
    """A visit that misses its windows where it is stays there: giving way would be no better."""
    fixed = frozenset(t.id for t in held if t.location is None or missed(t))
    return standing(shift, held, around.now, fixed)


def _settled(around: Frame, shift: Shift, held: Sequence[Ticket]) -> Standing:
    """A shift that nothing can be read into stays as told: what is wrong with it is then said.

    So does one that could hold only without its locked times: they are for people to take off.
    """
    state = _standing(around, shift, held)
    read = settle(around, state)
    return read if read is not None and read.reading.keep_times else state


def as_told(
    board: Board, shifts: Mapping[ShiftId, Shift], now: datetime, last: datetime
) -> Problem:
    """The shifts with the tickets about to be moved still on them."""
    small = _cut_down(board, shifts, ())
    around, held = frame(small, (), now, last), held_by(small)
    states = [_standing(around, shift, held[shift.id]) for shift in shifts.values()]
    return assemble(frame(small, states, now, last), states, ())


def told_routes(problem: Problem) -> dict[int, Route]:
    """Shift → route at the times people were told, an empty one for a shift without tickets."""
    plan, evaluator = current_plan(problem), Evaluator(pinned(problem, told_times(problem)))
    return {
        shift.id: evaluator.schedule(shift.id, plan.get(shift.id, ())).route
        for shift in problem.shifts
    }


def travel_of(routes: Mapping[int, Route]) -> int:
    return sum(travel_time(route) for route in routes.values())


def late_in(problem: Problem, routes: Mapping[int, Route]) -> set[TicketId]:
    """The tickets that miss a deadline."""
    tickets = {ticket.id: ticket for ticket in problem.tickets}
    return {ticket for route in routes.values() for ticket in late_on(tickets, route)}


def late_on(tickets: Mapping[int, TicketSpec], route: Route) -> set[TicketId]:
    """The route's tickets that miss a deadline."""
    return {
        TicketId(stop.ticket)
        for stop in route.stops
        if stop.ticket is not None and lateness(tickets[stop.ticket], stop.start, stop.end)
    }


def without(
    board: Board, tickets: Iterable[TicketId], *, now: datetime
) -> tuple[Problem, dict[int, Route]] | None:
    """What is left of the routes once these tickets are off them; None if they are on none."""
    freed = set(tickets)
    touched = {
        ticket.visit.shift_id
        for ticket in board.tickets.values()
        if ticket.id in freed and ticket.visit and ticket.visit.shift_id in board.shifts
    }
    if not touched:
        return None
    rest = {key: ticket for key, ticket in board.tickets.items() if key not in freed}
    shifts = {key: board.shifts[key] for key in sorted(touched)}
    problem = as_told(replace(board, tickets=rest), shifts, now, last_end(shifts.values()))
    return problem, told_routes(problem)


def last_end(shifts: Iterable[Shift]) -> datetime:
    """One end for all shifts compared, as the cost of waiting grows with it."""
    return max(shift.end + timedelta(seconds=shift.overtime_s) for shift in shifts)
