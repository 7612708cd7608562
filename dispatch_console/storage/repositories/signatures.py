"""Who signed for which step; written by the database with the step itself."""

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.signature import Signature, Way
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import among

_S = schema.signature.c


class Signatures:
    """Read here; `add` is for steps that took place before the database knew of the ticket."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, tickets: Iterable[TicketId]) -> dict[int, Signature]:
        """The signatures of those tickets, by the id of the step."""
        found = self._connection.execute(
            select(_S.step_id, _S.name, _S.way, _S.drawing, _S.why)
            .where(among(_S.ticket_id, tickets))
            .order_by(_S.id)
        )
        return {
            row.step_id: Signature(row.name, Way(row.way), row.drawing, row.why) for row in found
        }

    def add(self, ticket: TicketId, step: int, given: Signature) -> None:
        """Enter a signature for a step that was entered; for the owner of the tables."""
        row = {
            "ticket_id": ticket,
            "step_id": step,
            "name": given.name,
            "way": given.way.value,
            "drawing": given.drawing,
            "why": given.reason,
        }
        self._connection.execute(insert(schema.signature).values(**row))
