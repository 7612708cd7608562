"""From the board's words to the planner's: tickets, shifts and engineers as a `Problem`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil, floor

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import ShiftId
from dispatch_console.domain.place import Location
from dispatch_console.domain.ticket import Priority, Ticket, Visit
from dispatch_console.insight.load import ticket_load_s
from dispatch_console.planning.problem import (
    DEFAULT_PROFILE,
    BreakSpec,
    EngineerSpec,
    Problem,
    ShiftSpec,
    TicketSpec,
    Weights,
    Window,
)
from dispatch_console.services.lending import with_lent
from dispatch_console.services.setting_aside import (
    LONGEST_S,
    break_moved,
    on_top,
    with_longer_days,
)
from dispatch_console.services.standing import Standing, holds_engineer, holds_time
from dispatch_console.services.travel.in_use import road_book

UNSERVED_WEIGHT = {Priority.P1: 8, Priority.P2: 4, Priority.P3: 2, Priority.P4: 1}
UNSERVED_HOURS = 4
"""A P4 ticket is worth this many hours of travel before it is left out, a P1 eight times that."""

AGE_BONUS_PER_DAY, AGE_BONUS_MAX = 0.25, 1.0
"""Share added to the cost of leaving a ticket out for each day it has waited, and at most."""

SHORTEST_VISIT_S = 60

CLOSED: tuple[Window, ...] = ((-1, -1),)
"""Windows nothing can meet: no time lies before the origin. None at all would be no limit."""

WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Frame:
    """The span a problem is about; nothing new starts before `now` or after `end`."""

    board: Board
    origin: datetime
    now: datetime
    end: datetime

    def after(self, moment: datetime) -> int:
        """Seconds from the origin, rounded up: not before the moment."""
        return ceil((moment - self.origin).total_seconds())

    def before(self, moment: datetime) -> int:
        """Seconds from the origin, rounded down: not after the moment."""
        return floor((moment - self.origin).total_seconds())


@dataclass(slots=True)
class Places:
    """Locations by index, each once."""

    index: dict[tuple[float, float], int] = field(default_factory=dict)

    def of(self, location: Location) -> int:
        """The index of the location."""
        return self.index.setdefault((location.lat, location.lon), len(self.index))


def frame(board: Board, states: Iterable[Standing], now: datetime, end: datetime) -> Frame:
    """The origin is the full hour at or before anything in play."""
    moments = [now]
    for state in states:
        moments.append(state.shift.start)
        moments.extend(t.visit.start for t in state.in_play if t.visit)
    earliest = min(moments)
    return Frame(board, earliest.replace(minute=0, second=0, microsecond=0), now, end)


def assemble(around: Frame, states: Sequence[Standing], loose: Iterable[Ticket]) -> Problem:
    """The problem of these shifts with the tickets on them, and `loose` ones to be placed."""
    places = Places()
    board = around.board
    shifts = tuple(_shift(around, state, places) for state in states)
    tickets = [_told(around, state, ticket, places) for state in states for ticket in state.in_play]
    tickets += [
        unplaced(around, ticket, places.of(ticket.location)) for ticket in loose if ticket.location
    ]
    if any(unguarded(around, state) for state in states):
        tickets = [from_now(around, spec) for spec in tickets]
    past = {state.shift.engineer_id: 0 for state in states}
    for state in states:
        past[state.shift.engineer_id] += sum(ticket_load_s(ticket) for ticket in state.over)
    problem = Problem(
        origin=around.origin,
        places=tuple(places.index),
        travel={DEFAULT_PROFILE: road_book().travel(tuple(places.index))},
        tickets=tuple(tickets),
        shifts=shifts,
        engineers=tuple(
            _engineer(board.engineers[key], past_load) for key, past_load in sorted(past.items())
        ),
        exclusive_regions=frozenset(r.id for r in board.regions.values() if r.exclusive),
        weights=WEIGHTS,
    )
    lent = {state.shift.id: state.shift.lent_to for state in states}
    return with_longer_days(with_lent(problem, board, lent), states)


def windows_ahead(around: Frame, ticket: Ticket) -> tuple[Window, ...]:
    """What is left of the ticket's windows between now and the end of the span.

    Empty for a ticket that may start at any time, `CLOSED` where nothing is left.
    """
    windows = ticket.open_windows
    if not windows:
        return ()
    first, last = around.after(around.now), around.before(around.end)
    clipped = (
        (max(first, around.after(w.start)), min(last, around.before(w.end))) for w in windows
    )
    return tuple(sorted(window for window in clipped if window[0] <= window[1])) or CLOSED


def closed(around: Frame, ticket: Ticket) -> bool:
    """Whether the ticket has windows and none of them is open in the span from now on."""
    return windows_ahead(around, ticket) == CLOSED


def missed(ticket: Ticket) -> bool:
    """Whether the ticket's visit starts outside all its windows."""
    visit, windows = ticket.visit, ticket.open_windows
    if visit is None or not windows:
        return False
    return not any(window.start <= visit.start <= window.end for window in windows)


def within(problem: Problem, shift: ShiftId, tickets: Collection[int]) -> Problem:
    """The problem with these tickets' windows closed where the shift cannot meet them.

    Else the route would be timed as waiting for another day, and the shift be blamed.
    """
    span = next(spec for spec in problem.shifts if spec.id == shift)
    return replace(
        problem,
        tickets=tuple(
            replace(spec, windows=reached(spec.windows, span))
            if spec.id in tickets and spec.windows
            else spec
            for spec in problem.tickets
        ),
    )


def reached(windows: Sequence[Window], shift: ShiftSpec) -> tuple[Window, ...]:
    """Those of the windows that the shift can meet, `CLOSED` if it can none."""
    limit = shift.end + shift.overtime_s
    return tuple(w for w in windows if w[1] >= shift.start and w[0] <= limit) or CLOSED


def pinned(problem: Problem, starts: Mapping[int, int]) -> Problem:
    """The problem with these tickets to start at just these times."""
    return replace(
        problem,
        tickets=tuple(
            replace(spec, windows=((starts[spec.id], starts[spec.id]),), lock_start=None)
            if spec.id in starts
            else spec
            for spec in problem.tickets
        ),
    )


def _shift(around: Frame, state: Standing, places: Places) -> ShiftSpec:
    shift = state.shift
    home = places.of(around.board.engineers[shift.engineer_id].home)
    start = around.after(_route_start(around, state))
    anchored = state.anchor.visit if state.anchor else None
    free_from = start + (_anchor_s(around, state, anchored) if anchored else 0)
    limit = around.before(shift.end) + shift.overtime_s
    more = on_top((*state.over, *state.in_play))
    end = max(start, around.before(shift.end))
    return ShiftSpec(
        id=shift.id,
        engineer=shift.engineer_id,
        # With a visit under way the route goes on from there; how it got there is history.
        start_place=home if state.anchor is None else None,
        end_place=home,
        start=start,
        end=end,
        overtime_s=max(0, limit - end),
        breaks=_breaks(around, state, free_from),
        max_tickets=_left_of(shift.max_tickets, shift.done + len(state.over) - more),
        # Of the whole shift, however much of it is left: travel is to stay what people were told.
        speed_factor=road_book().pace(shift.start, shift.end),
    )


def _route_start(around: Frame, state: Standing) -> datetime:
    if state.anchor is not None and state.anchor.visit is not None:
        return state.anchor.visit.start
    return max(state.shift.start, around.now) if state.reading.until_now else state.shift.start


def _anchor_s(around: Frame, state: Standing, visit: Visit) -> int:
    """How long the visit under way lasts, from its start."""
    until = max(visit.end, around.now) if state.reading.until_now else visit.end
    return around.after(until) - around.after(visit.start)


def _breaks(around: Frame, state: Standing, free_from: int) -> tuple[BreakSpec, ...]:
    """The breaks still to come, each in what is left of its window."""
    due, start = state.reading.breaks_due, around.after(state.shift.start)
    anytime = (start, start + LONGEST_S) if break_moved(state) else None
    found: list[BreakSpec] = []
    for number, rest in enumerate(state.shift.breaks):
        first, last = around.after(rest.earliest), around.before(rest.latest)
        window = anytime or (first, last)
        if window[1] >= free_from and (due or first >= around.after(around.now)):
            found.append(BreakSpec((window,), rest.duration_s, number))
    return tuple(found)


def _left_of(limit: int | None, used: int) -> int | None:
    return None if limit is None else max(0, limit - used)


def unguarded(around: Frame, state: Standing) -> bool:
    """Whether the shift's route would by itself let something new start before now."""
    visit = state.anchor.visit if state.anchor else None
    free_from = visit.end if visit else state.shift.start
    return not state.reading.until_now and free_from < around.now


def from_now(around: Frame, spec: TicketSpec) -> TicketSpec:
    if spec.windows or spec.lock_start is not None:
        return spec
    return replace(spec, windows=((around.after(around.now), around.before(around.end)),))


def _told(around: Frame, state: Standing, ticket: Ticket, places: Places) -> TicketSpec:
    """A ticket with a visit on this shift."""
    visit = ticket.visit
    assert visit is not None
    engineer = around.board.engineers[state.shift.engineer_id]
    start = around.after(visit.start)
    spec = replace(
        unplaced(around, ticket, places.of(ticket.location or engineer.home)),
        current_shift=state.shift.id,
        current_start=start,
    )
    if ticket is state.anchor:
        spec = replace(spec, service_s=_anchor_s(around, state, visit))
    elif ticket.id in state.fixed:
        spec = replace(spec, service_s=around.after(visit.end) - start)
    return replace(
        spec,
        lock_shift=state.shift.id if holds_engineer(state, ticket) else None,
        lock_start=start if holds_time(state, ticket) else None,
    )


def unplaced(around: Frame, ticket: Ticket, place: int) -> TicketSpec:
    """A ticket as if no one had it."""
    return TicketSpec(
        id=ticket.id,
        place=place,
        service_s=max(SHORTEST_VISIT_S, ticket.duration_s),
        windows=windows_ahead(around, ticket),
        # Of a code given twice the higher level counts: both are needed.
        skills={need.code: need.level for need in sorted(ticket.skills)},
        region=ticket.region_id,
        priority=ticket.priority,
        unserved_cost=_unserved_cost(around, ticket),
        response_due=_due(around, ticket.response_due),
        resolution_due=_due(around, ticket.resolution_due),
        load_s=ticket_load_s(ticket),
        name=ticket.number,
    )


def _due(around: Frame, moment: datetime | None) -> int | None:
    return None if moment is None else around.before(moment)


def _unserved_cost(around: Frame, ticket: Ticket) -> int:
    """By priority and age; and the lateness it will have grown to by the end of the span.

    Without the second part a ticket far too late would be cheaper left out than served late.
    """
    waited = max(timedelta(0), around.now - ticket.created_at) / timedelta(days=1)
    age = 1 + min(AGE_BONUS_MAX, AGE_BONUS_PER_DAY * waited)
    worth = UNSERVED_WEIGHT[ticket.priority] * UNSERVED_HOURS * 3600 * age
    late = sum(
        max(0.0, (around.end - due).total_seconds())
        for due in (ticket.response_due, ticket.resolution_due)
        if due is not None
    )
    return round(worth + WEIGHTS.late_s * late)


def _engineer(engineer: Engineer, past_load_s: int) -> EngineerSpec:
    return EngineerSpec(
        id=engineer.id,
        skills={held.code: held.level for held in engineer.skills},
        regions=engineer.regions,
        past_load_s=past_load_s,
        name=engineer.name,
    )
