"""The board: everything a console shows, as one immutable value, and patches to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.engineer import Engineer, Shift
from dispatch_console.domain.ids import EngineerId, QueueId, RegionId, ShiftId, TicketId
from dispatch_console.domain.queue import Queue
from dispatch_console.domain.region import Region
from dispatch_console.domain.skill import Skill
from dispatch_console.domain.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Open tickets, active engineers, shifts, regions, skills and definitions as of `read_at`
    (server clock).

    `cursor` is the position in the change feed up to which this board is current (opaque text).
    """

    read_at: datetime
    tickets: Mapping[TicketId, Ticket] = field(default_factory=dict)
    engineers: Mapping[EngineerId, Engineer] = field(default_factory=dict)
    shifts: Mapping[ShiftId, Shift] = field(default_factory=dict)
    regions: Mapping[RegionId, Region] = field(default_factory=dict)
    skills: Mapping[str, Skill] = field(default_factory=dict)
    definitions: Definitions = field(default_factory=Definitions)
    queues: Mapping[QueueId, Queue] = field(default_factory=dict)
    """By what they are called alone: neither members nor addresses."""
    cursor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPatch:
    """New values of changed rows; None for a row that left the board."""

    read_at: datetime
    cursor: str
    tickets: Mapping[TicketId, Ticket | None] = field(default_factory=dict)
    engineers: Mapping[EngineerId, Engineer | None] = field(default_factory=dict)
    shifts: Mapping[ShiftId, Shift | None] = field(default_factory=dict)
    regions: Mapping[RegionId, Region | None] = field(default_factory=dict)
    queues: Mapping[QueueId, Queue] | None = None
    """All of them, where one was changed."""
    service: frozenset[str] = frozenset()
    """Tables beyond the board in which something changed; see `ChangeSet`."""


K = TypeVar("K")
V = TypeVar("V")


def apply(board: Board, patch: BoardPatch) -> Board:
    """The board after the patch; the given board is left as it is."""
    return replace(
        board,
        read_at=patch.read_at,
        cursor=patch.cursor,
        tickets=_merged(board.tickets, patch.tickets),
        engineers=_merged(board.engineers, patch.engineers),
        shifts=_merged(board.shifts, patch.shifts),
        regions=_merged(board.regions, patch.regions),
        queues=board.queues if patch.queues is None else patch.queues,
    )


def _merged(old: Mapping[K, V], new: Mapping[K, V | None]) -> Mapping[K, V]:
    if not new:
        return old
    merged = dict(old)
    for key, value in new.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = value
    return merged
