"""Tickets that have to do with each other."""

from dataclasses import dataclass
from enum import StrEnum

from dispatch_console.domain.ids import TicketId


class LinkKind(StrEnum):
    """What the first is to the other."""

    RELATED = "related"
    CAUSES = "causes"
    FOLLOWS = "follows"


@dataclass(frozen=True, slots=True)
class TicketLink:
    """One ticket and the other; `id` 0 for one that is new."""

    ticket_id: TicketId
    other_id: TicketId
    kind: LinkKind
    id: int = 0
