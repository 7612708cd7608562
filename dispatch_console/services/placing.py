"""Putting tickets into one engineer's day by hand, by the rules and times the solver goes by.

Pure: works on a board, touches no database. `pricing` shows the outcome while dragging, `dispatch`
writes it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Shift
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId, TicketId
from dispatch_console.domain.lifecycle import when_assigned
from dispatch_console.domain.ticket import Lock, Ticket
from dispatch_console.domain.ties import Ties
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Route, Rule, Violation
from dispatch_console.services.drawing import (
    Drawn,
    as_told,
    draw,
    last_end,
    late_in,
    sources,
    told_routes,
    travel_of,
)
from dispatch_console.services.inserting import insert
from dispatch_console.services.planning import moment
from dispatch_console.services.refusing import Broken, along, refusals
from dispatch_console.services.setting_aside import LONGEST_S, Aside, set_aside
from dispatch_console.services.specs import pinned, within
from dispatch_console.services.tying import hold

NEAREST_SHIFT = timedelta(hours=12)
"""How far from a shift a wanted start may lie and still mean that shift."""

SHIFTS_TRIED = 7
"""How many of the engineer's coming shifts are tried when no start is wanted."""

EXTRA_DIGITS = 6
"""Outcomes that differ by less in the objective are alike: of those the sooner shift is taken."""

Days = tuple[datetime, datetime]
"""First and last moment of the days shown."""


NO_RULE: Aside = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Tickets put into `shift_id`; `routes` are those of every shift touched, by shift, and
    `given` the shifts that get something: this one and, where a crew moves, its mates'.

    `travel_s` is the difference over these routes, `newly_late` the tickets that would miss a
    deadline and do not now. `broken` empty: nothing forbids it. `against` are the rules set aside
    that it breaks. Without a shift to go to, everything but `broken` is empty.
    """

    problem: Problem | None = None
    shift_id: ShiftId | None = None
    routes: Mapping[int, Route] = field(default_factory=dict)
    given: frozenset[int] = frozenset()
    travel_s: int = 0
    newly_late: tuple[TicketId, ...] = ()
    broken: tuple[Broken, ...] = ()
    against: tuple[Broken, ...] = ()


def place(
    board: Board,
    tickets: Sequence[TicketId],
    engineer: EngineerId,
    start: datetime | None,
    *,
    now: datetime,
    days: Days | None = None,
    aside: Aside = NO_RULE,
) -> Placing:
    """Put the tickets, one after the other, where they fit best from `start` on.

    `start` None: in the best place of the engineer's coming shifts, with `days` of those in them.
    Other visits keep the times people were told unless they have to give way. Whoever joins a crew
    comes when it comes; one of a crew moved along their own day takes the others along. Rules
    `aside` do not count. Raises `ticket.gone`, `dispatch.engineer_gone`, and `ticket.step` for a
    ticket whose status admits no assignment.
    """
    ties = Ties(board.tickets)
    moved = movable(board, tickets, engineer)
    nowhere = tuple(
        reason
        for ticket in moved
        for reason in unplaceable(ticket, now)
        if (reason.rule, ticket.id) not in aside
    )
    nowhere += tuple(refusals(board, ties, moved, engineer, start))
    own = _shifts_of(board, engineer)
    shifts = coming(own, now, days) if start is None else _nearest(own, start, now)
    if not nowhere and not shifts:
        name = board.engineers[engineer].name
        nowhere = (Broken(code="dispatch.no_shift", params={"engineer": name}),)
    if nowhere:
        return Placing(broken=nowhere)
    last = last_end(board.shifts.values())
    mates = along(ties, moved, engineer)
    tried = [_try(board, ties, moved, mates, shift, start, now, last, aside) for shift in shifts]
    return min(tried, key=lambda pair: pair[0])[1]


def movable(board: Board, tickets: Sequence[TicketId], engineer: EngineerId) -> list[Ticket]:
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


def unplaceable(ticket: Ticket, now: datetime) -> Iterator[Broken]:
    """What forbids the ticket in whatever shift."""
    if ticket.location is None:
        params: dict[str, object] = {"ticket": ticket.number}
        yield Broken(code="dispatch.no_location", ticket_id=ticket.id, params=params)
    last = max((window.end for window in ticket.open_windows), default=None)
    if last is not None and last < now:
        params = {"ticket": ticket.number, "latest_at": last}
        yield Broken(
            code="dispatch.window_past", rule=Rule.WINDOW, ticket_id=ticket.id, params=params
        )


def coming(shifts: Iterable[Shift], now: datetime, days: Days | None = None) -> list[Shift]:
    """Of one engineer's shifts those tried where no start is wanted, the soonest first."""
    ahead = sorted((s for s in shifts if s.end > now), key=lambda shift: shift.start)
    return [s for s in ahead if days is None or (s.end > days[0] and s.start < days[1])][
        :SHIFTS_TRIED
    ]


def _nearest(shifts: Iterable[Shift], start: datetime, now: datetime) -> list[Shift]:
    ahead = sorted((s for s in shifts if s.end > now), key=lambda shift: shift.start)
    near = min(ahead, key=lambda shift: _distance(shift, start), default=None)
    return [near] if near is not None and _distance(near, start) <= NEAREST_SHIFT else []


def _distance(shift: Shift, at: datetime) -> timedelta:
    if shift.start <= at <= shift.end:
        return timedelta(0)
    return min(abs(shift.start - at), abs(shift.end - at))


def _try(
    board: Board,
    ties: Ties,
    moved: Sequence[Ticket],
    mates: Sequence[Ticket],
    shift: Shift,
    start: datetime | None,
    now: datetime,
    last: datetime,
    aside: Aside,
) -> tuple[tuple[int, float], Placing]:
    """The outcome in one shift, and how bad it is: rules broken, then the objective."""
    lifted = (*moved, *mates)
    there = {mate.id: _mate_shift(board, mate, start or shift.start, now) for mate in mates}
    goals = {key for key in there.values() if key is not None}
    wanted = sorted({shift.id, *sources(board, lifted), *goals})
    shifts = {key: board.shifts[key] for key in wanted}
    drawn = draw(board, shifts, lifted, now, last)
    ids, free = [ticket.id for ticket in moved], {ticket.id for ticket in lifted}
    strict = within(hold(drawn.problem, ties, free), shift.id, set(ids))
    home = drawn.framed.before(_home_by(board, shift))
    # What has begun stays where it is, whatever anybody sets aside.
    aside -= {(Rule.LOCK, state.anchor.id) for state in drawn.states if state.anchor}
    problem = set_aside(strict, shift.id, ids, aside, home)
    evaluator, told = Evaluator(problem), told_routes(problem)
    at = None if start is None else _no_sooner(drawn, shift, max(start, now))
    at = _with_crew(problem, moved, at)
    route, broken = insert(problem, told[shift.id], ids, at)
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
    was = as_told(board, shifts, now, last)
    before = told_routes(was)
    extra = evaluator.objective(after.values()).total - evaluator.objective(told.values()).total
    return (len(broken), round(extra, EXTRA_DIGITS)), Placing(
        problem=problem,
        shift_id=shift.id,
        routes=after,
        given=frozenset({shift.id, *goals}),
        travel_s=travel_of(after) - travel_of(before),
        newly_late=tuple(sorted(late_in(problem, after) - late_in(was, before))),
        broken=tuple(in_peoples_words(drawn.framed.board, problem, one) for one in broken),
        against=tuple(
            in_peoples_words(drawn.framed.board, strict, one)
            for one in (Evaluator(strict).broken([route]) if aside else ())
        ),
    )


def _home_by(board: Board, shift: Shift) -> datetime:
    """When the engineer must be home with every rule set aside: before their next shift."""
    later = (
        other.start
        for other in board.shifts.values()
        if other.engineer_id == shift.engineer_id and other.start > shift.start
    )
    return min((shift.start + timedelta(seconds=LONGEST_S), *later))


def _shifts_of(board: Board, engineer: EngineerId) -> list[Shift]:
    return [shift for shift in board.shifts.values() if shift.engineer_id == engineer]


def _mate_shift(board: Board, mate: Ticket, at: datetime, now: datetime) -> ShiftId | None:
    """The shift in which the mate could come along to the new time."""
    assert mate.visit is not None
    found = _nearest(_shifts_of(board, mate.visit.engineer_id), at, now)
    return found[0].id if found else None


def _with_crew(problem: Problem, moved: Sequence[Ticket], at: int | None) -> int | None:
    """The start wanted; for one who joins a crew, when that begins."""
    if len(moved) != 1 or moved[0].crew_size == 1:
        return at
    windows = next(spec.windows for spec in problem.tickets if spec.id == moved[0].id)
    fixed = len(windows) == 1 and windows[0][0] == windows[0][1] >= 0
    return windows[0][0] if fixed else at


def _no_sooner(drawn: Drawn, shift: Shift, start: datetime) -> int:
    """The start wanted, but after the visit the shift's route goes on from."""
    around = drawn.framed
    wanted = around.after(start)
    for state in drawn.states:
        visit = state.anchor.visit if state.anchor else None
        if state.shift.id == shift.id and visit is not None:
            return max(wanted, around.after(visit.start) + 1)
    return wanted


def in_peoples_words(board: Board, problem: Problem, violation: Violation) -> Broken:
    """The violation with moments as datetimes and a region as itself."""
    params: dict[str, object] = {}
    ticket = None if violation.ticket is None else board.tickets.get(TicketId(violation.ticket))
    if ticket is not None and (tied := _out_of_step(problem, violation, ticket)) is not None:
        return tied
    for name, value in violation.params.items():
        if name == "latest_at" and violation.rule is Rule.WINDOW and ticket and ticket.open_windows:
            # The problem knows only what is left of the windows.
            params[name] = max(window.end for window in ticket.open_windows)
        elif name.endswith("_at") and isinstance(value, int):
            params[name] = moment(problem, value)
        elif name == "region" and isinstance(value, int):
            params[name] = board.regions[RegionId(value)]
        else:
            params[name] = value
    stays = violation.rule is Rule.LOCK and ticket is not None and ticket.lock is Lock.NONE
    return Broken(
        code="dispatch.stays" if stays else violation.code,
        rule=None if stays else violation.rule,
        ticket_id=ticket.id if ticket else None,
        params=params,
    )


def _out_of_step(problem: Problem, violation: Violation, ticket: Ticket) -> Broken | None:
    """What is wrong where its crew or its order forbids the start, not the customer's windows.

    The problem has both as windows. Nobody may set a crew or an order aside.
    """
    start = violation.params.get("start_at")
    if violation.rule is not Rule.WINDOW or not isinstance(start, int):
        return None
    begins, own = moment(problem, start), ticket.open_windows
    if own and not any(window.start <= begins <= window.end for window in own):
        return None
    if ticket.crew_size == 1 and not ticket.after:
        return None
    return Broken(
        code="dispatch.crew_time" if ticket.crew_size > 1 else "dispatch.order_time",
        ticket_id=ticket.id,
        params={"ticket": ticket.number, "start_at": begins},
    )
