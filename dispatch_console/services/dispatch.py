"""Dispatch by hand: assign, unassign, lock, and the steps of a ticket's life.

Every command reads the rows of now under lock, is judged by the solver's own rules, and passes the
independent checker before it is written. The same command twice changes things once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from dispatch_console.domain.board import Board
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.lifecycle import UNDER_WAY, require_step
from dispatch_console.domain.plan import PlannedVisit, planned
from dispatch_console.domain.ticket import Lock, Status, Ticket
from dispatch_console.planning.checker import check
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Objective, Route, Solution
from dispatch_console.services.context import Context
from dispatch_console.services.drawing import without
from dispatch_console.services.locking import engineers_of, locked_board, require_held
from dispatch_console.services.placing import Placing, in_peoples_words, place
from dispatch_console.services.planning import route_visits, unmoved
from dispatch_console.services.pricing import DropPrice, price
from dispatch_console.services.refusing import Broken
from dispatch_console.services.standing import begun
from dispatch_console.storage.unit_of_work import Unit

__all__ = [
    "DropPrice",
    "assign",
    "price",
    "set_lock",
    "set_status",
    "take_away",
    "unassign",
]

VISITED = frozenset({Status.ASSIGNED, Status.ACCEPTED, Status.EN_ROUTE, Status.IN_PROGRESS})
"""Statuses that say who comes: a ticket without a visit cannot have them."""

SHORTEST_TRACE = timedelta(minutes=1)


def assign(
    ctx: Context,
    command_id: UUID,
    tickets: Sequence[TicketId],
    engineer: EngineerId,
    start: datetime | None,
    *,
    pin: bool = False,
    why: str = "",
) -> ChangeSet:
    """Give the tickets to the engineer, from `start` on or (None) where they fit best; `pin` locks
    them there. `why` goes into the audit trail.

    Raises `dispatch.refused` with `reasons`, a tuple of `Broken`; `ticket.gone`, `ticket.step`,
    `ticket.changed_meanwhile`, `dispatch.engineer_gone`.
    """

    def work(unit: Unit) -> None:
        now = ctx.clock()
        # A crew may come along.
        staff = engineers_of(unit, {*tickets, *unit.tickets.kin(tickets)}) | {engineer}
        board = locked_board(unit, staff, tickets, now)
        require_held(board, tickets)
        placing = place(board, tickets, engineer, start, now=now)
        if placing.problem is None or placing.shift_id is None or placing.broken:
            raise _refused(placing.broken)
        for key in placing.given:
            require_checked(board, placing.problem, placing.routes[key])
        unit.visits.replace(list(routes_placed(board, placing, tickets).values()))
        if pin:
            unit.tickets.set_lock(tickets, Lock.ALL)

    return _run(ctx, command_id, "assign", work, why)


def routes_placed(
    board: Board, placing: Placing, tickets: Sequence[TicketId]
) -> dict[TicketId, PlannedVisit]:
    """The visits of every route touched; those of the `tickets` put there without override."""
    visits: dict[TicketId, PlannedVisit] = {}
    if placing.problem is None:
        return visits
    for key, route in placing.routes.items():
        found = route_visits(board, placing.problem, route)
        visits |= found if key in placing.given else unmoved(board, found)
    return visits | {key: replace(visits[key], override=None) for key in tickets if key in visits}


def require_checked(board: Board, problem: Problem, route: Route) -> None:
    """Raises `dispatch.refused` unless the independent checker lets the route pass."""
    served = set(route.tickets)
    others = tuple(ticket.id for ticket in problem.tickets if ticket.id not in served)
    verdict = check(problem, Solution((route,), others, Objective({})))
    if not verdict.feasible:
        raise _refused(tuple(in_peoples_words(board, problem, v) for v in verdict.violations))


def unassign(ctx: Context, command_id: UUID, tickets: Sequence[TicketId]) -> ChangeSet:
    """Take the tickets' visits away, locks included; one under way raises `ticket.step`."""

    def work(unit: Unit) -> None:
        now = ctx.clock()
        board = locked_board(unit, engineers_of(unit, tickets), tickets, now)
        require_held(board, tickets)
        take_away(unit, board, tickets, now=now)
        unit.tickets.set_lock(tickets, Lock.NONE)

    return _run(ctx, command_id, "unassign", work)


def take_away(unit: Unit, board: Board, tickets: Sequence[TicketId], *, now: datetime) -> None:
    """End the visits of these tickets, which the unit holds, and reckon anew the ways around them.

    Raises `ticket.step` for one under way.
    """
    visits: dict[TicketId, PlannedVisit] = {}
    left = without(board, tickets, now=now)
    if left is not None:
        problem, routes = left
        for route in routes.values():
            visits |= unmoved(board, route_visits(board, problem, route))
    unit.visits.replace(list(visits.values()), unassign=list(tickets))


def set_lock(ctx: Context, command_id: UUID, tickets: Sequence[TicketId], lock: Lock) -> ChangeSet:
    """Say what of the visits the solver must leave. Raises `dispatch.no_visit`, `ticket.gone`."""

    def work(unit: Unit) -> None:
        rows = unit.tickets.lock(sorted(set(tickets)))
        for ticket in _each(rows, tickets):
            if ticket.visit is None and lock is not Lock.NONE:
                raise DomainError("dispatch.no_visit", number=ticket.number)
        unit.tickets.set_lock(tickets, lock)

    return _run(ctx, command_id, "set_lock", work)


def set_status(
    ctx: Context, command_id: UUID, tickets: Sequence[TicketId], status: Status
) -> ChangeSet:
    """Take the tickets one step further in their life; one already there is left alone.

    All of a crew go on hold, are done or cancelled together; each sets out by themselves. A ticket
    put on hold before anybody left for it loses its visit; one resolved early gives back
    the rest of its time. Raises `ticket.step`, `dispatch.no_visit`, `ticket.gone`.
    """

    def work(unit: Unit) -> None:
        now = ctx.clock()
        rows = _whole_crews(unit, tickets, status)
        board = locked_board(unit, engineers_of(unit, rows), rows, now)
        require_held(board, rows)
        changing = [t for t in _each(board.tickets, rows) if t.status is not status]
        for ticket in changing:
            if ticket.id not in tickets:
                continue  # Of the crew: it goes along from wherever it is.
            require_step(ticket.status, status)
            if status in VISITED and ticket.visit is None:
                raise DomainError("dispatch.no_visit", number=ticket.number)
        ended = [_ended(board, t, now) for t in changing if status is Status.RESOLVED]
        freed = [t.id for t in changing if status is Status.ON_HOLD and _expected(t, now)]
        unit.visits.replace([visit for visit in ended if visit is not None], unassign=freed)
        unit.tickets.set_status({ticket.id: status for ticket in changing})

    return _run(ctx, command_id, f"set_status {status.value}", work)


def _run(
    ctx: Context, command: UUID, what: str, work: Callable[[Unit], None], why: str = ""
) -> ChangeSet:
    def once(unit: Unit) -> None:
        if not unit.already_done:
            work(unit)

    return ctx.database.run(once, user=ctx.user, command=command, what=what, why=why)[1]


def _refused(reasons: tuple[Broken, ...]) -> DomainError:
    return DomainError("dispatch.refused", reasons=reasons)


def _each(rows: Mapping[TicketId, Ticket], tickets: Sequence[TicketId]) -> list[Ticket]:
    for key in tickets:
        if key not in rows:
            raise DomainError("ticket.gone", number=key)
    return [rows[key] for key in dict.fromkeys(tickets)]


def _expected(ticket: Ticket, now: datetime) -> bool:
    """Whether the engineer has not left for the visit yet."""
    visit = ticket.visit
    return visit is not None and ticket.status not in UNDER_WAY and not begun(visit, now)


def _whole_crews(unit: Unit, tickets: Sequence[TicketId], status: Status) -> list[TicketId]:
    """The tickets; what is not said of one engineer's visit is said of all of a crew."""
    given = list(dict.fromkeys(tickets))
    if status in VISITED:
        return given
    rows = unit.tickets.get({*given, *unit.tickets.kin(given)})
    wholes = {rows[key].whole for key in given if key in rows}
    return given + [key for key, row in rows.items() if row.whole in wholes and key not in given]


def _ended(board: Board, ticket: Ticket, now: datetime) -> PlannedVisit | None:
    """The visit as it ends now, where that is sooner than planned; None: it stays as it is."""
    visit = planned(ticket)
    if visit is None or visit.end <= now:
        return None
    start = min(visit.start, now - SHORTEST_TRACE)
    others = (t.visit for t in board.tickets.values() if t.visit and t.id != ticket.id)
    if any(v.engineer_id == visit.engineer_id and v.start < now and v.end > start for v in others):
        return None
    return replace(visit, start=start, end=now)
