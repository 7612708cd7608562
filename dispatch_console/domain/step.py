"""A step of a ticket's life, as it took place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import HoldReason, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From one status to another. `hold_reason` is what a ticket put on hold waits for.

    `data` is what was said with it (plain values): who signed as ``signature``, custom fields by
    code in ``custom``; ``by`` is "duty" for one taken by itself and "undo" for one that was set
    back.
    """

    ticket_id: TicketId
    at: datetime
    who: str
    before: Status
    after: Status
    reason: str = ""
    hold_reason: HoldReason = HoldReason.NONE
    data: Mapping[str, object] = field(default_factory=dict)
    id: int = field(default=0, compare=False)
    """0: not in the database."""
