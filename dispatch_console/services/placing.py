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
from dispatch_console.services.setting_aside import LONGEST_S, OVERRIDABLE, Aside, set_aside
from dispatch_console.services.specs import within

NEAREST_SHIFT = timedelta(hours=12)
"""How far from a shift a wanted start may lie and still mean that shift."""

SHIFTS_TRIED = 7
"""How many of the engineer's coming shifts are tried when no start is wanted."""

EXTRA_DIGITS = 6
"""Outcomes that differ by less in the objective are alike: of those the sooner shift is taken."""

Days = tuple[datetime, datetime]
"""First and last moment of the days shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """Why a drop is refused: the key of a sentence and what fills it; moments are datetimes.

    `rule` is the hard rule broken, None where it is none that anybody could set aside.
    """

    code: str
    rule: Rule | None = None
    ticket_id: TicketId | None = None
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def overridable(self) -> bool:
        """Whether a supervisor may set the rule aside."""
        return self.rule in OVERRIDABLE


def overridable(broken: Sequence[Broken]) -> bool:
    """Whether something forbids it, and nothing that nobody may set aside."""
    return bool(broken) and all(one.overridable for one in broken)


NO_RULE: Aside = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Tickets put into `shift_id`; `routes` are those of every shift touched, by shift.

    `travel_s` is the difference over these routes, `newly_late` the tickets that would miss a
    deadline and do not now. `broken` empty: nothing forbids it. `against` are the rules set aside
    that it breaks. Without a shift to go to, everything but `broken` is empty.
    """

    problem: Problem | None = None
    shift_id: ShiftId | None = None
    routes: Mapping[int, Route] = field(default_factory=dict)
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
    Other visits keep the times people were told unless they have to give way. Rules `aside` do not
    count. Raises `ticket.gone`, `dispatch.engineer_gone`, and `ticket.step` for a ticket whose
    status admits no assignment.
    """
    moved = movable(board, tickets, engineer)
    nowhere = tuple(
        reason
        for ticket in moved
        for reason in unplaceable(ticket, now)
        if (reason.rule, ticket.id) not in aside
    )
    own = (shift for shift in board.shifts.values() if shift.engineer_id == engineer)
    shifts = coming(own, now, days) if start is None else _nearest(own, start, now)
    if not nowhere and not shifts:
        name = board.engineers[engineer].name
        nowhere = (Broken(code="dispatch.no_shift", params={"engineer": name}),)
    if nowhere:
        return Placing(broken=nowhere)
    last = last_end(board.shifts.values())
    tried = [_try(board, moved, shift, start, now, last, aside) for shift in shifts]
    return min(tried, key=lambda pair: pair[0])[1]


def movable(board: Board, tickets: Sequence[TicketId], engineer: EngineerId) -> list[Ticket]:
    if engineer not in board.engineers or not board.engineers[engineer].active:
        raise DomainError("dispatch.engineer_gone")
    found: list[Ticket] = []
    for key in dict.fromkeys(tickets):
        ticket = board.tickets.get(key)
        if ticket is None:
            raise DomainError("ticket.gone", number=key)
        same = ticket.visit is not None and ticket.visit.engineer_id == engineer
        when_assigned(ticket.status, same_engineer=same)
        found.append(ticket)
    return found


def unplaceable(ticket: Ticket, now: datetime) -> Iterator[Broken]:
    """What forbids the ticket in whatever shift."""
    if ticket.location is None:
        params: dict[str, object] = {"ticket": ticket.number}
        yield Broken(code="dispatch.no_location", ticket_id=ticket.id, params=params)
    last = max((window.end for window in ticket.windows), default=None)
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
    moved: Sequence[Ticket],
    shift: Shift,
    start: datetime | None,
    now: datetime,
    last: datetime,
    aside: Aside,
) -> tuple[tuple[int, float], Placing]:
    """The outcome in one shift, and how bad it is: rules broken, then the objective."""
    shifts = {key: board.shifts[key] for key in sorted({shift.id, *sources(board, moved)})}
    drawn = draw(board, shifts, moved, now, last)
    ids = [ticket.id for ticket in moved]
    strict = within(drawn.problem, shift.id, set(ids))
    home = drawn.framed.before(_home_by(board, shift))
    # What has begun stays where it is, whatever anybody sets aside.
    aside -= {(Rule.LOCK, state.anchor.id) for state in drawn.states if state.anchor}
    problem = set_aside(strict, shift.id, ids, aside, home)
    evaluator, told = Evaluator(problem), told_routes(problem)
    at = None if start is None else _no_sooner(drawn, shift, max(start, now))
    route, broken = insert(problem, told[shift.id], ids, at)
    after = told | {shift.id: route}
    was = as_told(board, shifts, now, last)
    before = told_routes(was)
    extra = evaluator.objective(after.values()).total - evaluator.objective(told.values()).total
    return (len(broken), round(extra, EXTRA_DIGITS)), Placing(
        problem=problem,
        shift_id=shift.id,
        routes=after,
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
        rule=None if stays else violation.rule,
        ticket_id=ticket.id if ticket else None,
        params=params,
    )
