"""Which tickets have to do with which."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, or_, select

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket_link import LinkKind, TicketLink
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import among

_T = schema.ticket_link


class TicketLinks:
    """Links are made and taken away, never changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, ticket: TicketId) -> tuple[TicketLink, ...]:
        """Those from or to the ticket, the oldest first."""
        chosen = or_(_T.c.ticket_id == ticket, _T.c.other_id == ticket)
        found = self._connection.execute(select(_T).where(chosen).order_by(_T.c.id))
        return tuple(
            TicketLink(TicketId(row.ticket_id), TicketId(row.other_id), LinkKind(row.kind), row.id)
            for row in found
        )

    def add(self, link: TicketLink) -> None:
        """A link that is not there yet."""
        self._connection.execute(
            insert(_T).values(
                ticket_id=link.ticket_id, other_id=link.other_id, kind=link.kind.value
            )
        )

    def remove(self, ids: Iterable[int]) -> None:
        """Take these away."""
        self._connection.execute(delete(_T).where(among(_T.c.id, ids)))
