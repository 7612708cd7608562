"""The outbox from the side of whoever sends: claim a message, say what became of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, text

from dispatch_console.domain.delivery import dead, pause
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.message import Medium

_COLUMNS = (
    "id, key, medium, address, subject, body, data, ticket_id, created_at, due_at, tries,"
    " failure, held, sent_at"
)

# The number of tries counts when it is begun: one that kills its sender counts, too.
_CLAIM = text(
    "UPDATE outbox SET tries = tries + 1, due_at = :now + :lease WHERE id = ("
    " SELECT id FROM outbox WHERE sent_at IS NULL AND NOT held AND due_at <= :now"
    " AND (medium = ANY(:media) OR (medium = ANY(:with_url) AND address LIKE 'http%'))"
    " ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)"
    f" RETURNING {_COLUMNS}"
)

_SENT = text(
    "UPDATE outbox SET sent_at = :now, failure = '', held = false"
    " WHERE id = :id AND sent_at IS NULL"
)

_FAILED = text(
    "UPDATE outbox SET failure = :failure, held = :held, due_at = :now + :pause"
    " WHERE id = :id AND tries = :tries AND sent_at IS NULL"
)

_UNSENT = text(
    f"SELECT {_COLUMNS} FROM outbox WHERE sent_at IS NULL"
    " AND (medium = ANY(:media) OR medium = 'console' AND held)"
    " ORDER BY held DESC, due_at, id LIMIT :most"
)

_HELD = text("SELECT count(*) FROM outbox WHERE sent_at IS NULL AND held")

# Tries begin anew: whoever releases it has done away with the reason.
_RELEASE = text(
    "UPDATE outbox SET held = false, tries = 0, due_at = :now"
    " WHERE id = ANY(:ids) AND sent_at IS NULL AND held RETURNING id"
)

# Closed and held: given up, and no longer there for whoever sends.
_DROP = text(
    "UPDATE outbox SET sent_at = :now, held = true"
    " WHERE id = ANY(:ids) AND sent_at IS NULL RETURNING id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message as the outbox holds it. `failure`: why the last try failed."""

    id: int
    key: str
    medium: Medium
    address: str
    subject: str = ""
    body: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    ticket_id: TicketId | None = None
    created_at: datetime
    due_at: datetime
    tries: int = 0
    failure: str = ""
    held: bool = False


class Delivery:
    """Several may send at once: a claimed message is nobody else's until its lease is over."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(
        self,
        media: Iterable[Medium],
        with_url: Iterable[Medium],
        now: datetime,
        lease: timedelta,
    ) -> Outgoing | None:
        """The message that has been due longest of these media, or of those `with_url` that names
        an address of the web; None if there is none."""
        given = {
            "media": [medium.value for medium in media],
            "with_url": [medium.value for medium in with_url],
            "now": now,
            "lease": lease,
        }
        row = self._connection.execute(_CLAIM, given).first()
        return None if row is None else _outgoing(row)

    def sent(self, message: Outgoing, now: datetime) -> None:
        """It is on its way."""
        self._connection.execute(_SENT, {"id": message.id, "now": now})

    def failed(self, message: Outgoing, failure: str, now: datetime, *, for_good: bool) -> None:
        """It could not be sent; after too many tries, or `for_good`, it is held."""
        given = {
            "id": message.id,
            "tries": message.tries,
            "failure": failure,
            "held": for_good or dead(message.tries),
            "now": now,
            "pause": pause(message.tries),
        }
        self._connection.execute(_FAILED, given)

    def unsent(self, media: Iterable[Medium], most: int) -> tuple[Outgoing, ...]:
        """What has not been sent, held ones first; of the console's own only what is held."""
        given = {"media": [medium.value for medium in media], "most": most}
        return tuple(map(_outgoing, self._connection.execute(_UNSENT, given)))

    def held(self) -> int:
        """How many are tried no more."""
        return self._connection.execute(_HELD).scalar_one()

    def release(self, ids: Iterable[int], now: datetime) -> int:
        """Have held ones sent after all; how many were held."""
        return len(self._connection.execute(_RELEASE, {"ids": list(ids), "now": now}).all())

    def drop(self, ids: Iterable[int], now: datetime) -> int:
        """Give up messages that were not sent; how many there were."""
        return len(self._connection.execute(_DROP, {"ids": list(ids), "now": now}).all())


def _outgoing(row: Row[Any]) -> Outgoing:
    return Outgoing(
        id=row.id,
        key=row.key,
        medium=Medium(row.medium),
        address=row.address,
        subject=row.subject,
        body=row.body,
        data=row.data,
        ticket_id=row.ticket_id,
        created_at=row.created_at,
        due_at=row.due_at,
        tries=row.tries,
        failure=row.failure,
        held=row.held,
    )
