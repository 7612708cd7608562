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
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Lock, Ticket
from dispatch_console.planning.easing import Kind
from dispatch_console.services.context import Context
from dispatch_console.services.easing import Eased
from dispatch_console.services.locking import locked_board
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
        if unit.tickets.changed_since(proposal.base):
            raise DomainError("easing.changed")
        _write(unit, board, eased)
        board = locked_board(unit, staff, proposal.base, now)
        merged = merge(board, proposal, frozenset(), now=now)
        if merged.dropped:
            raise DomainError("easing.clash")
        unit.visits.replace(list(merged.visits.values()), unassign=sorted(merged.unassign))
        unit.tickets.set_lock(sorted(merged.unassign), Lock.NONE)

    return ctx.database.run(work, user=ctx.user, command=command_id, what="ease")[1]


def _write(unit: Unit, board: Board, eased: Eased) -> None:
    """Change the row that holds the rule. A ticket left out needs no row but its visit's."""
    match eased.kind:
        case Kind.EARLIER | Kind.LATER | Kind.PUSH | Kind.LEVEL:
            ticket = board.tickets[board.tickets[TicketId(_whole(eased, "ticket"))].whole]
            unit.tickets.update([_eased_ticket(ticket, eased)])
        case Kind.UNLOCK:
            unit.tickets.set_lock([TicketId(_whole(eased, "ticket"))], Lock.NONE)
        case Kind.OVERTIME | Kind.MAX_TICKETS:
            _write_shift(unit, board, eased)
        case Kind.REGION if eased.engineer_id is not None:
            engineer = board.engineers[eased.engineer_id]
            regions = (*engineer.regions, RegionId(_whole(eased, "region")))
            unit.engineers.upsert([replace(engineer, regions=regions)])
        case _:
            pass


def _write_shift(unit: Unit, board: Board, eased: Eased) -> None:
    shift = board.shifts.get(ShiftId(_whole(eased, "shift")))
    if shift is None:
        raise DomainError("easing.changed")
    if eased.kind is Kind.OVERTIME:
        longer = shift.overtime_s + 60 * _whole(eased, "minutes")
        unit.shifts.upsert([replace(shift, overtime_s=longer)])
    elif shift.max_tickets is not None:
        unit.shifts.upsert([replace(shift, max_tickets=shift.max_tickets + _whole(eased, "count"))])


def _eased_ticket(ticket: Ticket, eased: Eased) -> Ticket:
    if eased.kind is Kind.LEVEL:
        lower = SkillLevel(str(eased.params["skill"]), _whole(eased, "level"))
        skills = (min(need, lower) if need.code == lower.code else need for need in ticket.skills)
        return replace(ticket, skills=tuple(skills))
    start = eased.proposal.visits[ticket.id].start
    by = timedelta(minutes=_whole(eased, "minutes"))
    return replace(ticket, windows=widened(ticket.windows, start, by))


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


def _whole(eased: Eased, name: str) -> int:
    value = eased.params[name]
    assert isinstance(value, int)
    return value
