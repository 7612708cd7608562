"""What others did while a plan was made and reviewed, as far as it kept moves from being made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from dispatch_console.domain.board import Board, apply
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.plan import Move, Proposal, planned
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.absences import excused
from dispatch_console.services.board import load, read_changes
from dispatch_console.services.chronicle import Event, events
from dispatch_console.services.context import Context
from dispatch_console.services.merging import Dropped, touched
from dispatch_console.services.publishing import Published
from dispatch_console.storage.repositories.trail import Entry
from dispatch_console.storage.unit_of_work import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanwhile:
    """`kept` moves were made, `left` were not, because of what others did.

    `tickets` are those they changed on the routes in question, with what happened to each;
    `duties` the engineers whose shifts or data they changed, with who did.
    """

    kept: int
    left: int
    tickets: Mapping[TicketId, tuple[Event, ...]] = field(default_factory=dict)
    duties: Mapping[EngineerId, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """The moves that were not made; the board as it is with the others made.

    `theirs` are the tickets whose visit others gave, moved or took away: that stays.
    """

    before: Board
    board: Board
    moves: tuple[Move, ...]
    theirs: frozenset[TicketId]
    meanwhile: Meanwhile


def clash(
    ctx: Context, before: Board, proposal: Proposal, command: UUID, outcome: Published
) -> Clash | None:
    """What is left of the proposal made on the board `before`, published by the command.

    None if nothing is, or if the command had been done before.
    """
    left = {key for key, why in outcome.dropped.items() if why != Dropped.EARLIER}
    if not left:
        return None
    moves = tuple(move for move in proposal.moves if move.ticket_id in left)
    try:
        board = apply(before, read_changes(ctx, before.cursor))
        traced = True
    except DomainError as error:
        if error.code != "board.reload":
            raise
        board, traced = load(ctx), False
    theirs = _rebooked(before, board) - _ours(before, board, proposal, left)
    told = Meanwhile(kept=outcome.done, left=len(moves))
    if traced:
        told = _told(ctx, before, board, moves, command, told)
    return Clash(before=before, board=board, moves=moves, theirs=theirs, meanwhile=told)


def _rebooked(before: Board, now: Board) -> frozenset[TicketId]:
    """The open tickets that are told otherwise than before."""
    return frozenset(
        key
        for key, ticket in now.tickets.items()
        if _place(ticket) != _place(before.tickets.get(key))
    )


def _ours(
    before: Board, now: Board, proposal: Proposal, left: set[TicketId]
) -> frozenset[TicketId]:
    """The tickets that have or lack their visit by the proposal itself."""
    made = {move.ticket_id for move in proposal.moves} - left
    off = {
        key
        for key, ticket in before.tickets.items()
        if excused(ticket, proposal.absence)
        and key in now.tickets
        and now.tickets[key].visit is None
    }
    return frozenset(made | off)


def _place(ticket: Ticket | None) -> tuple[object, ...] | None:
    visit = planned(ticket) if ticket is not None else None
    return visit and (visit.engineer_id, visit.shift_id, visit.start, visit.end)


def _told(
    ctx: Context,
    before: Board,
    now: Board,
    moves: tuple[Move, ...],
    command: UUID,
    told: Meanwhile,
) -> Meanwhile:
    """With who changed what of the moves' tickets and of the routes that these touch."""
    shifts = touched(moves)
    tickets = {move.ticket_id for move in moves} | {
        key
        for board in (before, now)
        for key, ticket in board.tickets.items()
        if ticket.visit is not None and ticket.visit.shift_id in shifts
    }
    owner = {
        key: shift.engineer_id
        for board in (before, now)
        for key, shift in board.shifts.items()
        if key in shifts
    }
    with ctx.database.snapshot() as snap:
        happened = {
            TicketId(key): events(snap, entries)
            for key, entries in _by_others(snap, before.cursor, "ticket", tickets, command).items()
        }
        on_shifts = _by_others(snap, before.cursor, "shift", owner, command)
        people = _by_others(snap, before.cursor, "engineer", set(owner.values()), command)
    duties: dict[EngineerId, list[str]] = {}
    for shift, engineer in owner.items():
        for entry in (*on_shifts.get(shift, ()), *people.get(engineer, ())):
            duties.setdefault(engineer, []).append(entry.who)
    return Meanwhile(
        kept=told.kept,
        left=told.left,
        tickets={key: found for key, found in happened.items() if found},
        duties={key: tuple(dict.fromkeys(who)) for key, who in duties.items()},
    )


def _by_others(
    snap: Snapshot, cursor: str, kind: str, ids: Iterable[int], command: UUID
) -> dict[int, list[Entry]]:
    """What the command did not do itself."""
    found = snap.trail.after(cursor, kind, ids)
    return {
        key: others
        for key, entries in found.items()
        if (others := [entry for entry in entries if entry.command != command])
    }
