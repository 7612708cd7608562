"""Which tickets somebody asks for, wherever they stand in their life."""

from dataclasses import dataclass
from datetime import datetime

from dispatch_console.domain.ids import CustomerId, EngineerId, QueueId
from dispatch_console.domain.ticket import CustomValue, Priority, Status
from dispatch_console.domain.wording import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilter:
    """All that is given must hold; what is empty is not asked about.

    `engineer` has the ticket's visit. `text` are words to be found in what one searches in.
    `custom`: for each code the values one of which the ticket must have.
    """

    statuses: frozenset[Status] = frozenset()
    types: frozenset[str] = frozenset()
    priorities: frozenset[Priority] = frozenset()
    updated_since: datetime | None = None
    customer: CustomerId | None = None
    engineer: EngineerId | None = None
    queue: QueueId | None = None
    external_id: str | None = None
    text: Wanted = ()
    custom: tuple[tuple[str, tuple[CustomValue, ...]], ...] = ()
