"""Duties that come round, and whose turn it is."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from dispatch_console.storage import schema


class Chores:
    """When each was begun last, by whatever console."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begun(self) -> dict[str, datetime]:
        """When each was begun last."""
        rows = self._connection.execute(select(schema.chore))
        return {row.name: row.begun_at for row in rows}

    def begin(self, name: str, now: datetime, every: timedelta) -> bool:
        """Whether it is the caller's: nobody has begun it within the time `every`."""
        turn = insert(schema.chore).values(name=name, begun_at=now)
        begun_at = schema.chore.c.begun_at
        taken = turn.on_conflict_do_update(
            index_elements=["name"],
            set_={"begun_at": now},
            where=(begun_at <= now - every) | (begun_at > now),
        )
        return self._connection.execute(taken.returning(schema.chore.c.name)).first() is not None
