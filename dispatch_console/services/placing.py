"""Putting tickets into one engineer's day by hand, by the rules and times the solver goes by.

Pure: works on a board, touches no database. `pricing` shows the outcome while dragging, `dispatch`
writes it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Shift
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId, TicketId
from dispatch_console.domain.lifecycle import when_assigned
from dispatch_console.domain.ticket import Lock, Ticket
from dispatch_console.domain.ties import Ties
from dispatch_console.planning.evaluator import Evaluator, travel_time
from dispatch_console.planning.objective import lateness
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Route, Rule, Violation
from dispatch_console.services.inserting import insert
from dispatch_console.services.planning import current_plan, moment, told_times
from dispatch_console.services.refusing import Broken, along, refusals
from dispatch_console.services.scope import settle
from dispatch_console.services.specs import Frame, assemble, frame, missed, pinned, within
from dispatch_console.services.standing import Standing, standing
from dispatch_console.services.tying import hold

NEAREST_SHIFT = timedelta(hours=12)
"""How far from a shift a wanted start may lie and still mean that shift."""

SHIFTS_TRIED = 7
"""How many of the engineer's coming shifts are tried when no start is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Tickets put into `shift_id`; `routes` are those of every shift touched, by shift, and
    `given` the shifts that get something: this one and, where a crew moves, its mates'.

    `travel_s` is the difference over these routes, `newly_late` the tickets that would miss a
    deadline and do not now. `broken` empty: nothing forbids it. Without a shift to go to,
    everything but `broken` is empty.
    """

    problem: Problem | None = None
    shift_id: ShiftId | None = None
    routes: Mapping[int, Route] = field(default_factory=dict)
    given: frozenset[int] = frozenset()
    travel_s: int = 0
    newly_late: tuple[TicketId, ...] = ()
    broken: tuple[Broken, ...] = ()


def place(
    board: Board,
    tickets: Sequence[TicketId],
    engineer: EngineerId,
    start: datetime | None,
    *,
    now: datetime,
) -> Placing:
    """Put the tickets, one after the other, where they fit best from `start` on.

    `start` None: in the best place of the engineer's coming shifts. Other visits keep the times
    people were told unless they have to give way. Whoever joins a crew comes when it comes; one of
    a crew moved along their own day takes the others along. Raises `ticket.gone`,
    `dispatch.engineer_gone`, and `ticket.step` for a ticket whose status admits no assignment.
    """
    ties = Ties(board.tickets)
    moved = _movable(board, tickets, engineer)
    nowhere = tuple(reason for ticket in moved for reason in _unplaceable(ticket, now))
    nowhere += tuple(refusals(board, ties, moved, engineer, start))
    shifts = _candidates(board, engineer, start, now)
    if not nowhere and not shifts:
        name = board.engineers[engineer].name
        nowhere = (Broken(code="dispatch.no_shift", params={"engineer": name}),)
    if nowhere:
        return Placing(broken=nowhere)
    last = _last(board.shifts.values())
    mates = along(ties, moved, engineer)
    tried = [_try(board, ties, moved, mates, shift, start, now, last) for shift in shifts]
    return min(tried, key=lambda pair: pair[0])[1]


def _movable(board: Board, tickets: Sequence[TicketId], engineer: EngineerId) -> list[Ticket]:
    if engineer not in board.engineers or not board.engineers[engineer].active:
        raise DomainError("dispatch.engineer_gone")
    found: list[Ticket] = []
    crews: set[TicketId] = set()
    for key in dict.fromkeys(tickets):
        ticket = board.tickets.get(key)
        if ticket is None:
            raise DomainError("ticket.gone", number=key)
        if ticket.whole in crews:
            continue  # Nobody is two of one crew.
        crews.add(ticket.whole)
        same = ticket.visit is not None and ticket.visit.engineer_id == engineer
        when_assigned(ticket.status, same_engineer=same)
        found.append(ticket)
    return found


def _unplaceable(ticket: Ticket, now: datetime) -> Iterator[Broken]:
    """What forbids the ticket in whatever shift."""
    if ticket.location is None:
        params: dict[str, object] = {"ticket": ticket.number}
        yield Broken(code="dispatch.no_location", ticket_id=ticket.id, params=params)
    last = max((window.end for window in ticket.windows), default=None)
    if last is not None and last < now:
        params = {"ticket": ticket.number, "latest_at": last}
        yield Broken(code="dispatch.window_past", ticket_id=ticket.id, params=params)


def _candidates(
    board: Board, engineer: EngineerId, start: datetime | None, now: datetime
) -> list[Shift]:
    coming = sorted(
        (s for s in board.shifts.values() if s.engineer_id == engineer and s.end > now),
        key=lambda shift: shift.start,
    )
    if start is None:
        return coming[:SHIFTS_TRIED]
    near = min(coming, key=lambda shift: _distance(shift, start), default=None)
    return [near] if near is not None and _distance(near, start) <= NEAREST_SHIFT else []


def _distance(shift: Shift, at: datetime) -> timedelta:
    if shift.start <= at <= shift.end:
        return timedelta(0)
    return min(abs(shift.start - at), abs(shift.end - at))


def _last(shifts: Iterable[Shift]) -> datetime:
    """One end for all shifts compared, as the cost of waiting grows with it."""
    return max(shift.end + timedelta(seconds=shift.overtime_s) for shift in shifts)


def _try(
    board: Board,
    ties: Ties,
    moved: Sequence[Ticket],
    mates: Sequence[Ticket],
    shift: Shift,
    start: datetime | None,
    now: datetime,
    last: datetime,
) -> tuple[tuple[int, float], Placing]:
    """The outcome in one shift, and how bad it is: rules broken, then the objective."""
    free = {ticket.id for ticket in (*moved, *mates)}
    sources = {
        ticket.visit.shift_id
        for ticket in (*moved, *mates)
        if ticket.visit and ticket.visit.shift_id in board.shifts
    }
    there = {mate.id: _mate_shift(board, mate, start or shift.start, now) for mate in mates}
    goals = {key for key in there.values() if key is not None}
    shifts = {key: board.shifts[key] for key in sorted({shift.id, *sources, *goals})}
    # By hand a ticket may go anywhere: what binds it is taken off, where it stands is forgotten.
    freed = [replace(ticket, visit=None, lock=Lock.NONE) for ticket in (*moved, *mates)]
    small = _cut_down(board, shifts, freed)
    around = frame(small, (), now, last)
    states = [_settled(around, one) for one in shifts.values()]
    framed = frame(small, states, now, last)
    problem = hold(assemble(framed, states, freed), ties, free)
    problem = within(problem, shift.id, {t.id for t in moved})
    evaluator, told = Evaluator(problem), _told(problem)
    at = None if start is None else _no_sooner(framed, states, shift, max(start, now))
    at = _with_crew(problem, moved, at)
    route, broken = insert(problem, told[shift.id], [t.id for t in moved], at)
    after = told | {shift.id: route}
    begins = {
        board.tickets[TicketId(stop.ticket)].whole: stop.start
        for stop in route.stops
        if stop.ticket is not None and stop.ticket in free
    }
    for mate in mates:
        goal = there[mate.id]
        if goal is None:
            broken += (Violation(Rule.LINK, mate.id, shift.id, {"why": "alone"}),)
            continue
        starts = pinned(problem, {mate.id: begins[mate.whole]})
        after[goal], more = insert(starts, after[goal], [mate.id], begins[mate.whole])
        broken += more
    as_told = _as_told(board, shifts, now, last)
    before = _told(as_told)
    extra = evaluator.objective(after.values()).total - evaluator.objective(told.values()).total
    return (len(broken), extra), Placing(
        problem=problem,
        shift_id=shift.id,
        routes=after,
        given=frozenset({shift.id, *goals}),
        travel_s=_travel(after) - _travel(before),
        newly_late=tuple(sorted(_late(problem, after) - _late(as_told, before))),
        broken=tuple(in_peoples_words(small, problem, one) for one in broken),
    )


def _mate_shift(board: Board, mate: Ticket, at: datetime, now: datetime) -> ShiftId | None:
    """The shift in which the mate could come along to the new time."""
    assert mate.visit is not None
    found = _candidates(board, mate.visit.engineer_id, at, now)
    return found[0].id if found else None


def _with_crew(problem: Problem, moved: Sequence[Ticket], at: int | None) -> int | None:
    """The start wanted; for one who joins a crew, when that begins."""
    if len(moved) != 1 or moved[0].crew_size == 1:
        return at
    windows = next(spec.windows for spec in problem.tickets if spec.id == moved[0].id)
    fixed = len(windows) == 1 and windows[0][0] == windows[0][1] >= 0
    return windows[0][0] if fixed else at


def _cut_down(board: Board, shifts: Mapping[ShiftId, Shift], freed: Iterable[Ticket]) -> Board:
    """The board with these shifts only and the tickets on them; the `freed` are on none."""
    tickets = {
        key: ticket
        for key, ticket in board.tickets.items()
        if ticket.visit is not None and ticket.visit.shift_id in shifts
    }
    return replace(board, shifts=shifts, tickets=tickets | {ticket.id: ticket for ticket in freed})


def _standing(around: Frame, shift: Shift) -> Standing:
    """A visit that misses its windows where it is stays there: giving way would be no better."""
    held = [t for t in around.board.tickets.values() if t.visit and t.visit.shift_id == shift.id]
    fixed = frozenset(t.id for t in held if t.location is None or missed(t))
    return standing(shift, held, around.now, fixed)


def _settled(around: Frame, shift: Shift) -> Standing:
    """A shift that nothing can be read into stays as told: what is wrong with it is then said.

    So does one that could hold only without its locked times: they are for people to take off.
    """
    state = _standing(around, shift)
    read = settle(around, state)
    return read if read is not None and read.reading.keep_times else state


def _no_sooner(around: Frame, states: Iterable[Standing], shift: Shift, start: datetime) -> int:
    """The start wanted, but after the visit the shift's route goes on from."""
    wanted = around.after(start)
    for state in states:
        visit = state.anchor.visit if state.anchor else None
        if state.shift.id == shift.id and visit is not None:
            return max(wanted, around.after(visit.start) + 1)
    return wanted


def _as_told(
    board: Board, shifts: Mapping[ShiftId, Shift], now: datetime, last: datetime
) -> Problem:
    """The shifts with the tickets about to be moved still on them."""
    small = _cut_down(board, shifts, ())
    around = frame(small, (), now, last)
    states = [_standing(around, shift) for shift in shifts.values()]
    return assemble(frame(small, states, now, last), states, ())


def _told(problem: Problem) -> dict[int, Route]:
    """Shift → route at the times people were told, an empty one for a shift without tickets."""
    plan, evaluator = current_plan(problem), Evaluator(pinned(problem, told_times(problem)))
    return {
        shift.id: evaluator.schedule(shift.id, plan.get(shift.id, ())).route
        for shift in problem.shifts
    }


def _travel(routes: Mapping[int, Route]) -> int:
    return sum(travel_time(route) for route in routes.values())


def _late(problem: Problem, routes: Mapping[int, Route]) -> set[TicketId]:
    tickets = {ticket.id: ticket for ticket in problem.tickets}
    return {
        TicketId(stop.ticket)
        for route in routes.values()
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
    problem = _as_told(replace(board, tickets=rest), shifts, now, _last(shifts.values()))
    return problem, _told(problem)


def in_peoples_words(board: Board, problem: Problem, violation: Violation) -> Broken:
    """The violation with moments as datetimes and a region as itself."""
    params: dict[str, object] = {}
    ticket = None if violation.ticket is None else board.tickets.get(TicketId(violation.ticket))
    for name, value in violation.params.items():
        if name == "latest_at" and violation.rule is Rule.WINDOW and ticket and ticket.windows:
            # The problem knows only what is left of the windows.
            params[name] = max(window.end for window in ticket.windows)
        elif name.endswith("_at") and isinstance(value, int):
            params[name] = moment(problem, value)
        elif name == "region" and isinstance(value, int):
            params[name] = board.regions[RegionId(value)]
        else:
            params[name] = value
    stays = violation.rule is Rule.LOCK and ticket is not None and ticket.lock is Lock.NONE
    return Broken(
        code="dispatch.stays" if stays else violation.code,
        ticket_id=ticket.id if ticket else None,
        params=params,
    )
