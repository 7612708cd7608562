"""Messages that are to go out."""

from collections.abc import Iterable

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from dispatch_console.domain.message import Message
from dispatch_console.storage import schema


class Outbox:
    """Rows of the transaction in which that happened which they tell of."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def language(self) -> str:
        """Of messages to those whose language is not known: a key of `i18n.LANGUAGES`."""
        return self._connection.scalars(select(schema.installation.c.language)).one()

    def set_language(self, language: str) -> None:
        """Write so to them from now on."""
        self._connection.execute(update(schema.installation).values(language=language))

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
