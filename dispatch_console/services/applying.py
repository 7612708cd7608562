"""Easing one rule for real: the row that holds it changes, and the plan found with it is written.

Both in one transaction, judged against the rows of now: in whole or not at all.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from dispatch_console.domain.board import Board
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RegionId, ShiftId, TicketId
from dispatch_console.domain.place import TimeWindow
from dispatch_console.domain.plan import Concession
from dispatch_console.domain.roles import Right
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Lock, Ticket
from dispatch_console.planning.easing import Kind
from dispatch_console.services.context import Context
from dispatch_console.services.easing import Eased
from dispatch_console.services.locking import changed_since, locked_board
from dispatch_console.services.merging import merge, touched
from dispatch_console.storage.unit_of_work import Unit


def apply(ctx: Context, command_id: UUID, eased: Eased) -> ChangeSet:
    """Ease the rule and give the ticket its visit. The same command twice changes things once.

    Raises `easing.not_written` for what no row holds, `easing.changed` if one of the visits has
    changed since it was priced, `easing.clash` if the rows of now do not admit it any more.
    """
    if not eased.applies:
        raise DomainError("easing.not_written")

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        now, proposal = ctx.clock(), eased.proposal
        shifts = unit.shifts.get(touched(proposal.moves)).values()
        staff = {shift.engineer_id for shift in shifts}
        if eased.engineer_id is not None:
            staff.add(eased.engineer_id)
        board = locked_board(unit, staff, proposal.base, now)
        if changed_since(board, proposal.base):
            raise DomainError("easing.changed")
        given = conceded(eased)
        if given is not None:
            write(unit, board, given)
            board = locked_board(unit, staff, proposal.base, now)
        merged = merge(board, proposal, frozenset(), now=now)
        if merged.dropped:
            raise DomainError("easing.clash")
        unit.visits.replace(list(merged.visits.values()), unassign=sorted(merged.unassign))
        unit.tickets.set_lock(sorted(merged.unassign), Lock.NONE)

    return ctx.database.run(work, user=ctx.user, command=command_id, what="ease")[1]


def needed(eased: Eased) -> Right:
    """The right that easing this rule takes: that of the row that `write` changes."""
    match eased.kind:
        case Kind.OVERTIME | Kind.MAX_TICKETS | Kind.REGION:
            return Right.STAFF
        case Kind.EARLIER | Kind.LATER | Kind.PUSH | Kind.LEVEL:
            return Right.TICKETS
        case _:
            return Right.DISPATCH


def conceded(eased: Eased) -> Concession | None:
    """The rule that gives way; None where it is enough to move or to drop other tickets."""
    if eased.kind is None or eased.kind is Kind.DROP:
        return None
    giving = eased.params.get("ticket")
    visit = eased.proposal.visits.get(TicketId(giving)) if isinstance(giving, int) else None
    return Concession(
        ticket_id=eased.ticket_id,
        kind=eased.kind.value,
        params=eased.params,
        engineer_id=eased.engineer_id,
        start=None if visit is None else visit.start,
    )


def write(unit: Unit, board: Board, given: Concession) -> None:
    """Change the row that holds the rule; `board` holds it locked.

    Raises `easing.changed` if the row is no longer there.
    """
    match Kind(given.kind):
        case Kind.EARLIER | Kind.LATER | Kind.PUSH | Kind.LEVEL:
            ticket = board.tickets[board.tickets[TicketId(whole(given, "ticket"))].whole]
            unit.tickets.update([eased_ticket(ticket, given)])
        case Kind.UNLOCK:
            unit.tickets.set_lock([TicketId(whole(given, "ticket"))], Lock.NONE)
        case Kind.OVERTIME | Kind.MAX_TICKETS:
            _write_shift(unit, board, given)
        case Kind.REGION if given.engineer_id is not None:
            engineer = board.engineers[given.engineer_id]
            regions = (*engineer.regions, RegionId(whole(given, "region")))
            unit.engineers.upsert([replace(engineer, regions=regions)])
        case _:
            pass


def _write_shift(unit: Unit, board: Board, given: Concession) -> None:
    shift = board.shifts.get(ShiftId(whole(given, "shift")))
    if shift is None:
        raise DomainError("easing.changed")
    if given.kind == Kind.OVERTIME:
        longer = shift.overtime_s + 60 * whole(given, "minutes")
        unit.shifts.upsert([replace(shift, overtime_s=longer)])
    elif shift.max_tickets is not None:
        unit.shifts.upsert([replace(shift, max_tickets=shift.max_tickets + whole(given, "count"))])


def eased_ticket(ticket: Ticket, given: Concession) -> Ticket:
    """The ticket that needs less, or whose nearest window is wider."""
    if given.kind == Kind.LEVEL:
        lower = SkillLevel(str(given.params["skill"]), whole(given, "level"))
        skills = (min(need, lower) if need.code == lower.code else need for need in ticket.skills)
        return replace(ticket, skills=tuple(skills))
    assert given.start is not None
    by = timedelta(minutes=whole(given, "minutes"))
    return replace(ticket, windows=widened(ticket.windows, given.start, by))


def widened(
    windows: Iterable[TimeWindow], start: datetime, by: timedelta
) -> tuple[TimeWindow, ...]:
    """The windows with the nearest one opened or closed `by` so much, that `start` may lie in it;
    unchanged where `start` lies in one."""
    given = tuple(windows)
    nearest = min(given, key=lambda window: _away(window, start), default=None)
    if nearest is None or not _away(nearest, start):
        return given
    wider = (
        TimeWindow(nearest.start - by, nearest.end)
        if start < nearest.start
        else TimeWindow(nearest.start, nearest.end + by)
    )
    return tuple(wider if window is nearest else window for window in given)


def _away(window: TimeWindow, start: datetime) -> timedelta:
    return max(window.start - start, start - window.end, timedelta(0))


def whole(given: Concession, name: str) -> int:
    """The parameter of that name, a whole number."""
    value = given.params[name]
    assert isinstance(value, int)
    return value
