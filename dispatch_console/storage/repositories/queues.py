"""The queues of departments and their members."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, text, update

from dispatch_console.domain.ids import QueueId
from dispatch_console.domain.queue import Queue
from dispatch_console.storage import schema

_Q, _M = schema.queue.c, schema.queue_member.c

_OPEN_TICKETS = text("SELECT count(*) FROM ticket WHERE queue_id = :queue AND status = ANY(:open)")


class Queues:
    """Whoever reads sees all queues; tickets in them are another matter."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> dict[QueueId, Queue]:
        """Every queue by id, in order of code."""
        members = (
            select(_M.queue_id, func.array_agg(_M.login).label("logins"))
            .group_by(_M.queue_id)
            .subquery()
        )
        statement = (
            select(schema.queue, members.c.logins)
            .outerjoin(members, members.c.queue_id == _Q.id)
            .order_by(_Q.code)
        )
        return {row.id: _queue(row) for row in self._connection.execute(statement)}

    def of(self, login: str) -> frozenset[QueueId]:
        """The queues the login is a member of."""
        found = self._connection.scalars(select(_M.queue_id).where(_M.login == login))
        return frozenset(map(QueueId, found))

    def lock(self, queue: QueueId) -> Queue | None:
        """The queue as it stands, kept from others until the end of the transaction."""
        locked = select(_Q.id).where(_Q.id == queue).with_for_update()
        if self._connection.execute(locked).first() is None:
            return None
        return self.all()[queue]

    def add(self, queue: Queue) -> QueueId:
        """A new queue with its members."""
        statement = insert(schema.queue).values(**_values(queue)).returning(_Q.id)
        key = QueueId(self._connection.execute(statement).scalar_one())
        self._add_members(key, set(queue.members))
        return key

    def update(self, queue: Queue) -> None:
        """Write the queue, and have exactly these members."""
        statement = update(schema.queue).where(_Q.id == queue.id).values(**_values(queue))
        self._connection.execute(statement)
        wanted = set(queue.members)
        there = set(self._connection.scalars(select(_M.login).where(_M.queue_id == queue.id)))
        for login in sorted(there - wanted):
            gone = (_M.queue_id == queue.id) & (_M.login == login)
            self._connection.execute(delete(schema.queue_member).where(gone))
        self._add_members(queue.id, wanted - there)

    def open_tickets(self, queue: QueueId, open_: list[str]) -> int:
        """How many tickets of these statuses lie in it."""
        given = {"queue": queue, "open": open_}
        return self._connection.execute(_OPEN_TICKETS, given).scalar_one()

    def addressees(self, address: str) -> tuple[str, ...]:
        """The logins behind a login, ``role:supervisor`` or ``queue:7``."""
        found = self._connection.execute(
            text("SELECT * FROM addressees(:address)"), {"address": address}
        )
        return tuple(sorted(row[0] for row in found))

    def colleagues(self) -> Mapping[str, str]:
        """Login → role of everybody with a seat; nobody where one does not log in."""
        found = self._connection.execute(text("SELECT login, role FROM colleagues()"))
        return {row.login: row.role for row in found}

    def _add_members(self, queue: QueueId, logins: set[str]) -> None:
        if logins:
            rows = [{"queue_id": queue, "login": login} for login in sorted(logins)]
            self._connection.execute(insert(schema.queue_member), rows)


def _values(queue: Queue) -> dict[str, object]:
    return {
        "code": queue.code,
        "name_en": queue.name_en,
        "name_zh": queue.name_zh,
        "owner": queue.owner,
        "email": queue.email,
        "wecom": queue.wecom,
        "webhook": queue.webhook,
        "active": queue.active,
    }


def _queue(row: Row[Any]) -> Queue:
    return Queue(
        id=QueueId(row.id),
        code=row.code,
        name_en=row.name_en,
        name_zh=row.name_zh,
        owner=row.owner,
        members=tuple(sorted(row.logins or ())),
        email=row.email,
        wecom=row.wecom,
        webhook=row.webhook,
        active=row.active,
        version=row.version,
    )
