"""The rows a command works on: locked in the one order all commands keep, then read afresh."""

from collections.abc import Iterable
from datetime import datetime

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.services.board import SHIFTS_KEPT
from dispatch_console.storage.unit_of_work import Unit


def locked_board(
    unit: Unit, engineers: Iterable[EngineerId], tickets: Iterable[TicketId], now: datetime
) -> Board:
    """These engineers with all their shifts and open visits, and these tickets: nobody else can
    change them until the unit ends. Nor what they depend on or what depends on them.

    Engineers come first: whoever gives one a visit holds that lock, so the visits read after it
    are all there are.
    """
    staff = unit.engineers.lock(sorted(set(engineers)))
    held = unit.tickets.held_by(staff) | set(tickets)
    rows = unit.tickets.lock(held | unit.tickets.kin(held))
    shifts = unit.shifts.on_board(now - SHIFTS_KEPT)
    return Board(
        read_at=now,
        tickets=rows,
        engineers=staff,
        shifts={key: shift for key, shift in shifts.items() if shift.engineer_id in staff},
        regions=unit.regions.all(),
        skills=unit.skills.all(),
    )


def engineers_of(unit: Unit, tickets: Iterable[TicketId]) -> set[EngineerId]:
    """Who has these tickets now, before anything is locked."""
    found = unit.tickets.get(sorted(set(tickets))).values()
    return {ticket.visit.engineer_id for ticket in found if ticket.visit is not None}


def require_held(board: Board, tickets: Iterable[TicketId]) -> None:
    """Raises `ticket.gone`, or `ticket.changed_meanwhile` if one went to an engineer not locked."""
    for key in tickets:
        ticket = board.tickets.get(key)
        if ticket is None:
            raise DomainError("ticket.gone", number=key)
        if ticket.visit is not None and ticket.visit.engineer_id not in board.engineers:
            raise DomainError("ticket.changed_meanwhile", number=ticket.number)
