"""The rows a command works on: locked in the one order all commands keep, then read afresh.

What takes long is judged beforehand on rows that nobody has locked; once they are, the change feed
tells whether they are still the same.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.board import SHIFTS_KEPT
from dispatch_console.storage.unit_of_work import Repositories, Snapshot, Unit


def locked_board(
    unit: Unit, engineers: Iterable[EngineerId], tickets: Iterable[TicketId], now: datetime
) -> Board:
    """These engineers with all their shifts and open visits, and these tickets: nobody else can
    change them until the unit ends. Nor what they depend on or what depends on them.

    Engineers come first: whoever gives one a visit holds that lock, so the visits read after it
    are all there are.
    """
    staff = unit.engineers.lock(sorted(set(engineers)))
    rows = unit.tickets.lock(_concerned(unit, staff, tickets))
    return _board(unit, staff, rows, now)


def board_before(
    snap: Snapshot, engineers: Iterable[EngineerId], tickets: Iterable[TicketId], now: datetime
) -> Board:
    """The same rows with nothing locked, for `locked_as_before`."""
    staff = snap.engineers.get(sorted(set(engineers)))
    rows = snap.tickets.get(_concerned(snap, staff, tickets))
    return replace(_board(snap, staff, rows, now), cursor=snap.feed.cursor())


def locked_as_before(unit: Unit, board: Board, tickets: Collection[TicketId]) -> bool:
    """Lock the rows of `board_before`; whether they are all as they were then."""
    staff = unit.engineers.lock(sorted(board.engineers))
    held = _concerned(unit, staff, tickets)
    unit.tickets.hold(held)
    page = unit.feed.since(board.cursor)
    changed = page.changes
    return not (
        (held ^ board.tickets.keys()) - set(tickets)
        or changed.tickets & held
        or changed.engineers & board.engineers.keys()
        or changed.shifts
        or changed.regions
        or page.catalogue
    )


def _concerned(
    read: Repositories, staff: Collection[EngineerId], tickets: Iterable[TicketId]
) -> frozenset[TicketId]:
    held = read.tickets.held_by(staff) | set(tickets)
    return held | read.tickets.kin(held)


def _board(
    read: Repositories,
    staff: Mapping[EngineerId, Engineer],
    tickets: Mapping[TicketId, Ticket],
    now: datetime,
) -> Board:
    shifts = read.shifts.on_board(now - SHIFTS_KEPT)
    return Board(
        read_at=now,
        tickets=tickets,
        engineers=staff,
        shifts={key: shift for key, shift in shifts.items() if shift.engineer_id in staff},
        regions=read.regions.all(),
        skills=read.skills.all(),
    )


def changed_since(board: Board, base: Mapping[TicketId, int]) -> frozenset[TicketId]:
    """The tickets whose `plan_version` is no longer the given one, or which are gone."""
    now = {key: board.tickets[key].plan_version for key in base if key in board.tickets}
    return frozenset(key for key, version in base.items() if now.get(key) != version)


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
