"""The price of a drop before it is made: shown on the row while a ticket is dragged over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.services.placing import Days, place
from dispatch_console.services.planning import moment
from dispatch_console.services.refusing import Broken, overridable


@dataclass(frozen=True, slots=True, kw_only=True)
class DropPrice:
    """What dropping the tickets on the engineer would do.

    `start` / `end` are the first ticket's visit as it would be. `travel_s` is the difference over
    all routes touched; `newly_late` the tickets that would miss a deadline and do not now.
    `broken` says what forbids the drop; empty, it may be made.
    """

    tickets: tuple[TicketId, ...]
    engineer_id: EngineerId
    shift_id: ShiftId | None = None
    start: datetime | None = None
    end: datetime | None = None
    travel_s: int = 0
    newly_late: tuple[TicketId, ...] = ()
    broken: tuple[Broken, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether the drop breaks no hard rule."""
        return not self.broken

    @property
    def overridable(self) -> bool:
        """Whether the drop is refused for nothing but rules that may be set aside."""
        return overridable(self.broken)


def price(
    board: Board,
    tickets: Sequence[TicketId],
    engineer: EngineerId,
    start: datetime | None,
    *,
    now: datetime,
    days: Days | None = None,
) -> DropPrice:
    """What `dispatch.assign` would do with the same arguments. Never raises a refusal.

    Without a `start` only shifts in `days` are tried, if they are given.
    """
    wanted = tuple(dict.fromkeys(tickets))
    try:
        placing = place(board, wanted, engineer, start, now=now, days=days)
    except DomainError as refusal:
        broken = (Broken(code=refusal.code, params=refusal.params),)
        return DropPrice(tickets=wanted, engineer_id=engineer, broken=broken)
    if placing.problem is None or placing.shift_id is None:
        return DropPrice(tickets=wanted, engineer_id=engineer, broken=placing.broken)
    stops = placing.routes[placing.shift_id].stops
    first = next(stop for stop in stops if stop.ticket == wanted[0])
    return DropPrice(
        tickets=wanted,
        engineer_id=engineer,
        shift_id=placing.shift_id,
        start=moment(placing.problem, first.start),
        end=moment(placing.problem, first.end),
        travel_s=placing.travel_s,
        newly_late=placing.newly_late,
        broken=placing.broken,
    )
