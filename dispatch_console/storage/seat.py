"""A console's seat in the list of those present, bound to the session of one connection.

The session holds an advisory lock with the number of its seat. The server lets it go when the
session ends, however it ends, and a seat whose lock nobody holds is empty: there is nothing to
expire and no clock to compare. Every login may read `pg_locks`, unlike the start of another's
session.
"""

from typing import Any

import psycopg

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.presence import Attention, Presence

PRESENCE_CHANNEL = "dispatch_presence"
"""Notified, with an empty payload, when somebody comes, goes or turns to another ticket."""

_LOCK_SPACE = 0x5EA7

_TAKEN = (
    f"(SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = {_LOCK_SPACE}"
    " AND objsubid = 2 AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
)
# The lock comes before the row, so that a row without a lock is always one left behind.
_LOCK = (
    "WITH given AS (SELECT nextval(pg_get_serial_sequence('presence', 'seat'))::int AS seat)"
    f" SELECT seat, pg_advisory_lock({_LOCK_SPACE}, seat) FROM given"
)
_CLEAR = f"DELETE FROM presence WHERE seat NOT IN {_TAKEN}"
_SIT = (
    "INSERT INTO presence (seat, who) OVERRIDING SYSTEM VALUE VALUES (%s, %s)"
    " ON CONFLICT (seat) DO UPDATE SET who = excluded.who, since = now(),"
    " ticket_id = NULL, edits = false"
)
_ATTEND = "UPDATE presence SET ticket_id = %s, edits = %s WHERE seat = %s"
_RISE = "DELETE FROM presence WHERE seat = %s"
_OTHERS = (
    "SELECT seat, who, since, ticket_id, edits FROM presence"
    f" WHERE seat <> %s AND seat IN {_TAKEN} ORDER BY who, since, seat"
)
_TELL = f"NOTIFY {PRESENCE_CHANNEL}"


class Seat:
    """Taken on making; `connection` must be in autocommit and stay open while it is held."""

    def __init__(self, connection: "psycopg.Connection[Any]", who: str) -> None:
        self._connection = connection
        found = connection.execute(_LOCK.encode()).fetchone()
        assert found is not None
        self._seat: int = found[0]
        connection.execute(_CLEAR.encode())
        self._run(_SIT, self._seat, who)

    def attend(self, attention: Attention) -> None:
        """Tell the others what the person looks at."""
        self._run(_ATTEND, attention.ticket, attention.edits, self._seat)

    def others(self) -> tuple[Presence, ...]:
        """Everybody else who is there now, by name."""
        rows = self._connection.execute(_OTHERS.encode(), [self._seat]).fetchall()
        return tuple(
            Presence(seat, who, since, Attention(None if key is None else TicketId(key), edits))
            for seat, who, since, key, edits in rows
        )

    def rise(self) -> None:
        """Leave, and say so."""
        self._run(_RISE, self._seat)

    def _run(self, statement: str, *values: object) -> None:
        with self._connection.transaction():
            self._connection.execute(statement.encode(), values)
            self._connection.execute(_TELL.encode())
