"""Messages that are to go out."""

from collections.abc import Iterable

from sqlalchemy import Connection, func
from sqlalchemy.dialects.postgresql import insert

from dispatch_console.domain.message import Message
from dispatch_console.storage import schema


class Outbox:
    """Rows of the transaction in which that happened which they tell of."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, messages: Iterable[Message]) -> int:
        """Have them sent; one whose key is there already is not. How many are new."""
        rows = [
            {
                "key": message.key,
                "medium": message.medium.value,
                "address": message.address,
                "subject": message.subject,
                "body": message.body,
                "ticket_id": message.ticket_id,
                "due_at": message.due_at or func.now(),
                "data": dict(message.data),
            }
            for message in messages
        ]
        if not rows:
            return 0
        statement = insert(schema.outbox).values(rows).on_conflict_do_nothing()
        return len(self._connection.execute(statement.returning(schema.outbox.c.id)).all())
