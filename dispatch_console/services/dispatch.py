"""Dispatch by hand: assign, unassign, lock, and the steps of a ticket's life.

Every command reads the rows of now under lock, is judged by the solver's own rules, and passes the
independent checker before it is written. The same command twice changes things once.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from dispatch_console.domain.board import Board
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.domain.ticket import Lock, Status, Ticket
from dispatch_console.domain.ties import Ties
from dispatch_console.domain.workflow import NOTHING, Given
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
from dispatch_console.services.stepping import take
from dispatch_console.storage.unit_of_work import Unit

__all__ = [
    "DropPrice",
    "assign",
    "price",
    "send",
    "set_lock",
    "set_status",
    "take_away",
    "unassign",
]


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
        _give(unit, tickets, {engineer}, engineer, start, ctx.clock())
        if pin:
            unit.tickets.set_lock(tickets, Lock.ALL)

    return _run(ctx, command_id, "assign", work, why)


def send(
    ctx: Context,
    command_id: UUID,
    ticket: TicketId,
    crew: Sequence[EngineerId],
    start: datetime,
) -> ChangeSet:
    """Give a ticket that nobody has to all of a crew at once, or to none of them.

    Raises as `assign`, and `dispatch.crew_short` where it takes another number of engineers.
    """

    def work(unit: Unit) -> None:
        now = ctx.clock()
        rows = unit.tickets.get({ticket, *unit.tickets.kin([ticket])})
        places = [one.id for one in Ties(rows).crew(ticket)]
        if len(places) != len(crew):
            raise DomainError("dispatch.crew_short", takes=len(places), count=len(crew))
        for key, engineer in zip(places, crew, strict=True):
            _give(unit, [key], {*crew}, engineer, start, now)

    return _run(ctx, command_id, "assign", work)


def _give(
    unit: Unit,
    tickets: Sequence[TicketId],
    with_them: Collection[EngineerId],
    engineer: EngineerId,
    start: datetime | None,
    now: datetime,
) -> None:
    """Write the visits of these tickets with the engineer; those `with_them` are locked too."""
    # A crew may come along.
    staff = engineers_of(unit, {*tickets, *unit.tickets.kin(tickets)}) | {*with_them}
    board = locked_board(unit, staff, tickets, now)
    require_held(board, tickets)
    placing = place(board, tickets, engineer, start, now=now)
    if placing.problem is None or placing.shift_id is None or placing.broken:
        raise _refused(placing.broken)
    for key in placing.given:
        require_checked(board, placing.problem, placing.routes[key])
    unit.visits.replace(list(routes_placed(board, placing, tickets).values()))


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
    ctx: Context,
    command_id: UUID,
    tickets: Sequence[TicketId],
    status: Status,
    given: Given = NOTHING,
    occurred_at: datetime | None = None,
) -> ChangeSet:
    """Take the tickets one step further in their life; one already there is left alone.

    `given` is what is said with the step, `occurred_at` when it was taken, if not now. What it
    does and refuses says `stepping.take`.
    """

    def work(unit: Unit) -> None:
        if not unit.already_done:
            take(unit, tickets, status, given, now=ctx.clock())

    return ctx.database.run(
        work,
        user=ctx.user,
        command=command_id,
        what=f"set_status {status.value}",
        why=given.reason.strip(),
        at=occurred_at,
    )[1]


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
