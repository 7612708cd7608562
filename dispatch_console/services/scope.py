"""What of a board enters a plan, what stays out and why: nothing is dropped in silence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Shift
from dispatch_console.domain.ids import RegionId, ShiftId, TicketId
from dispatch_console.domain.lifecycle import PLANNABLE
from dispatch_console.domain.ticket import Lock, Ticket
from dispatch_console.domain.ties import Ties
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.remarks import Remark
from dispatch_console.services.specs import Frame, assemble, closed, frame, pinned
from dispatch_console.services.standing import (
    EASED,
    READINGS,
    Standing,
    holds_engineer,
    holds_time,
    standing,
)
from dispatch_console.services.travel.road_book import TravelNotice
from dispatch_console.services.tying import tie, waiting


class LeftOut(StrEnum):
    """Why a ticket of the board is no part of a plan; the value is the sentence's key."""

    NO_LOCATION = "scope.no_location"
    STATUS = "scope.status"
    BEGUN = "scope.begun"
    HORIZON = "scope.horizon"
    REGION = "scope.region"
    WINDOW_PAST = "scope.window_past"
    WINDOW_LATER = "scope.window_later"
    STUCK = "scope.stuck"
    WAITS = "scope.waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A problem and what it leaves out, with the key of a sentence that says why.

    `eased` are tickets whose locked time can no longer be kept: the plan may move them. With a
    `notice` travel is not what the settings ask for. `remarks` are on what cannot be done.
    """

    problem: Problem
    left_out: Mapping[TicketId, str]
    eased: frozenset[TicketId]
    notice: TravelNotice | None = None
    remarks: tuple[Remark, ...] = ()


def draw_up(
    board: Board,
    *,
    now: datetime,
    start: datetime,
    end: datetime,
    regions: frozenset[RegionId] = frozenset(),
) -> Scope:
    """What can be planned between `start` and `end`, seen at `now`.

    With `regions` only their tickets may move; what their engineers do elsewhere stays fixed.
    """
    shifts = _shifts(board, max(now, start), end, regions)
    last = max((_limit(shift) for shift in shifts.values()), default=end)
    around = frame(board, (), now, max(end, last))
    told, loose, left_out = _sorted(around, shifts, regions)
    states: list[Standing] = []
    for shift in shifts.values():
        state = _standing(around, shift, told[shift.id], regions)
        settled = settle(around, state)
        if settled is None:
            left_out.update((ticket.id, LeftOut.STUCK) for ticket in told[shift.id])
            continue
        left_out.update((ticket.id, LeftOut.BEGUN) for ticket in settled.over)
        states.append(settled)
    ties = Ties(board.tickets)
    known = {t.id for held in (loose, *(state.in_play for state in states)) for t in held}
    left_out.update(dict.fromkeys(waiting(loose, ties, known), LeftOut.WAITS))
    loose = [ticket for ticket in loose if ticket.id not in left_out]
    problem = tie(assemble(frame(board, states, now, around.end), states, loose), ties)
    return Scope(problem=problem, left_out=left_out, eased=_eased(states))


def settle(
    around: Frame,
    state: Standing,
    wanted: Sequence[tuple[Ticket, datetime]] | None = None,
) -> Standing | None:
    """The shift under the reading that lets the `wanted` route (as told, unless given) hold.

    If none does, under one that keeps what is locked. None: not even that can be kept.
    """
    told = [(t, t.visit.start) for t in state.in_play if t.visit] if wanted is None else wanted
    locked = [(t, at) for t, at in told if _bound(state, t)]
    if not (state.anchor or locked) and state.shift.start >= around.now:
        return state
    for readings, route, exact in (
        (READINGS, told, True),
        (READINGS, locked, False),
        (EASED, locked, False),
    ):
        for reading in readings:
            read = replace(state, reading=reading)
            if _holds(around, read, route, exact=exact):
                return read
    return None


def _holds(
    around: Frame, state: Standing, route: Sequence[tuple[Ticket, datetime]], *, exact: bool
) -> bool:
    """Whether the shift can serve the tickets in this order; if `exact`, at just these times."""
    own = {ticket.id for ticket in state.in_play}
    framed = frame(around.board, (state,), around.now, around.end)
    problem = assemble(framed, (state,), [t for t, _ in route if t.id not in own])
    starts = {int(ticket.id): framed.after(at) for ticket, at in route}
    if exact:
        problem = pinned(problem, starts)
    return not Evaluator(problem).schedule(state.shift.id, tuple(starts)).violations


def _bound(state: Standing, ticket: Ticket) -> bool:
    return holds_engineer(state, ticket) or holds_time(state, ticket)


def _shifts(
    board: Board, first: datetime, end: datetime, regions: frozenset[RegionId]
) -> dict[ShiftId, Shift]:
    """The shifts of active engineers that reach into the span; with `regions`, those concerned."""
    concerned = {
        ticket.visit.engineer_id
        for ticket in board.tickets.values()
        if ticket.visit and ticket.region_id in regions
    }
    found: dict[ShiftId, Shift] = {}
    for key, shift in sorted(board.shifts.items()):
        engineer = board.engineers.get(shift.engineer_id)
        if engineer is None or not engineer.active or shift.end <= first or shift.start >= end:
            continue
        served = {*engineer.regions, shift.lent_to}
        if not regions or engineer.id in concerned or regions & served:
            found[key] = shift
    return found


def _sorted(
    around: Frame, shifts: Mapping[ShiftId, Shift], regions: frozenset[RegionId]
) -> tuple[defaultdict[ShiftId, list[Ticket]], list[Ticket], dict[TicketId, LeftOut]]:
    """Tickets told to a shift, tickets to be placed, and tickets left out."""
    told: defaultdict[ShiftId, list[Ticket]] = defaultdict(list)
    loose: list[Ticket] = []
    left_out: dict[TicketId, LeftOut] = {}
    for key, ticket in sorted(around.board.tickets.items()):
        if ticket.visit is not None and ticket.visit.shift_id in shifts:
            told[ticket.visit.shift_id].append(ticket)
        elif reason := _reason(around, ticket, regions):
            left_out[key] = reason
        else:
            loose.append(ticket)
    return told, loose, left_out


def _reason(around: Frame, ticket: Ticket, regions: frozenset[RegionId]) -> LeftOut | None:
    """Why a ticket that no shift of the span holds cannot be placed; None if it can."""
    board = around.board
    if regions and ticket.region_id not in regions:
        return LeftOut.REGION
    if ticket.status not in PLANNABLE:
        return LeftOut.STATUS
    if ticket.location is None:
        return LeftOut.NO_LOCATION
    if ticket.visit is not None:
        engineer = board.engineers.get(ticket.visit.engineer_id)
        if ticket.visit.shift_id in board.shifts and engineer is not None and engineer.active:
            return LeftOut.HORIZON
    if closed(around, ticket):
        over = all(window.end < around.now for window in ticket.open_windows)
        return LeftOut.WINDOW_PAST if over else LeftOut.WINDOW_LATER
    return None


def _standing(
    around: Frame, shift: Shift, tickets: Iterable[Ticket], regions: frozenset[RegionId]
) -> Standing:
    held = list(tickets)
    fixed = frozenset(
        ticket.id
        for ticket in held
        if ticket.status not in PLANNABLE
        or ticket.location is None
        or (regions and ticket.region_id not in regions)
        or closed(_reach(around, shift, ticket), ticket)
    )
    return standing(shift, held, around.now, fixed)


def _reach(around: Frame, shift: Shift, ticket: Ticket) -> Frame:
    """The span in which the ticket's windows can be met: its shift's, if it is locked to that."""
    bound = ticket.lock in (Lock.ENGINEER, Lock.ALL)
    return replace(around, end=_limit(shift)) if bound else around


def _eased(states: Iterable[Standing]) -> frozenset[TicketId]:
    return frozenset(
        ticket.id
        for state in states
        if not state.reading.keep_times
        for ticket in state.ahead
        if holds_time(replace(state, reading=READINGS[0]), ticket)
    )


def _limit(shift: Shift) -> datetime:
    return shift.end + timedelta(seconds=shift.overtime_s)
