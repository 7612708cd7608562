"""The board: read it whole once, then only what has changed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from dispatch_console.domain.board import Board, BoardPatch
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.engineer import Engineer, Shift
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, QueueId, ShiftId, TicketId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.queue import Queue
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Snapshot

SHIFTS_KEPT = timedelta(days=1)
"""How long after its end a shift stays on the board."""

K = TypeVar("K")
V = TypeVar("V")


def load(ctx: Context) -> Board:
    """Everything on the board at one moment of the database; 5,000 open tickets in a second."""
    with ctx.database.snapshot() as snap:
        return replace(read(snap, snap.now(), ctx.clock()), cursor=snap.feed.cursor())


def read(snap: Snapshot, read_at: datetime, now: datetime) -> Board:
    """All of the board that the snapshot has, with the shifts that are on it at `now`."""
    return Board(
        read_at=read_at,
        tickets=snap.tickets.open(),
        engineers=snap.engineers.active(),
        shifts=snap.shifts.on_board(now - SHIFTS_KEPT),
        regions=snap.regions.all(),
        skills=snap.skills.all(),
        definitions=snap.workflows.definitions(),
        queues=_queues(snap),
    )


def read_changes(ctx: Context, cursor: str) -> BoardPatch:
    """What has changed since `cursor` (a board's or an earlier patch's).

    Nothing is missed, whatever order transactions commit in. A row that left the board (a ticket
    no longer open, an engineer who left with their shifts) is None. Raises `board.reload` where
    no patch will do and `load` must be called: another database was restored in its place, or the
    skill catalogue or the definitions changed.
    """
    with ctx.database.snapshot() as snap:
        page = snap.feed.since(cursor)
        if page.catalogue:
            raise DomainError("board.reload")
        changed = page.changes
        tickets = snap.tickets.get(changed.tickets)
        return BoardPatch(
            read_at=snap.now(),
            cursor=snap.feed.cursor(),
            tickets=_patch(changed.tickets, _open(tickets)),
            engineers=_patch(changed.engineers, _active(snap.engineers.get(changed.engineers))),
            shifts=_shifts(snap, changed, _done_in(tickets), ctx.clock() - SHIFTS_KEPT),
            regions=_patch(changed.regions, snap.regions.get(changed.regions)),
            queues=_queues(snap) if "queue" in changed.service else None,
            service=changed.service,
        )


def _queues(snap: Snapshot) -> dict[QueueId, Queue]:
    """Queues without members and addresses, which are not for everybody's board."""
    return {
        key: Queue(
            id=key, code=row.code, name_en=row.name_en, name_zh=row.name_zh, active=row.active
        )
        for key, row in snap.queues.all().items()
    }


def _open(tickets: Mapping[TicketId, Ticket]) -> dict[TicketId, Ticket]:
    return {key: ticket for key, ticket in tickets.items() if ticket.status in OPEN}


def _active(engineers: Mapping[EngineerId, Engineer]) -> dict[EngineerId, Engineer]:
    return {key: engineer for key, engineer in engineers.items() if engineer.active}


def _done_in(tickets: Mapping[TicketId, Ticket]) -> frozenset[ShiftId]:
    """The shifts whose `done` these tickets count in."""
    closed = (ticket for ticket in tickets.values() if ticket.status not in OPEN)
    return frozenset(ticket.visit.shift_id for ticket in closed if ticket.visit)


def _shifts(
    snap: Snapshot, changed: ChangeSet, done: frozenset[ShiftId], since: datetime
) -> dict[ShiftId, Shift | None]:
    # An engineer who comes or goes does so with all shifts.
    keys = changed.shifts | snap.shifts.of_engineers(changed.engineers) | done
    return _patch(keys, snap.shifts.on_board(since)) if keys else {}


def _patch(keys: frozenset[K], now: Mapping[K, V]) -> dict[K, V | None]:
    return {key: now.get(key) for key in keys}
