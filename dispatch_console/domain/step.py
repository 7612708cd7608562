"""A step of a ticket's life, as it took place."""

from dataclasses import dataclass
from datetime import datetime

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import HoldReason, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From one status to another. `hold_reason` is what a ticket put on hold waits for."""

    ticket_id: TicketId
    at: datetime
    who: str
    before: Status
    after: Status
    reason: str = ""
    hold_reason: HoldReason = HoldReason.NONE
