"""Tickets by the page, for other programs."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, func, or_

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.ticket import Ticket
from dispatch_console.domain.ticket_filter import TicketFilter
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import among
from dispatch_console.storage.repositories.ticket_rows import ticket_of, ticket_select
from dispatch_console.storage.repositories.tickets import SEARCHED, all_in

_T, _V, _A = schema.ticket.c, schema.visit.c, schema.audit.c


class TicketLists:
    """Pages go by id, which never changes: whatever happens between two of them, nothing that was
    there at the first and still fits is left out or told twice."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(
        self, wanted: TicketFilter, after: TicketId | None, most: int, *, newest_first: bool
    ) -> tuple[Ticket, ...]:
        """Those that fit, without mates, in order of id, the first `most` that come after one."""
        order = _T.id.desc() if newest_first else _T.id
        statement = (
            ticket_select()
            .outerjoin(schema.engineer, schema.engineer.c.id == _V.engineer_id)
            .where(_T.crew_of.is_(None), *_conditions(wanted))
            .order_by(order)
            .limit(most)
        )
        if after is not None:
            statement = statement.where(_T.id < after if newest_first else _T.id > after)
        return tuple(map(ticket_of, self._connection.execute(statement)))

    def visited(
        self, start: datetime, end: datetime, engineer: EngineerId | None = None
    ) -> tuple[Ticket, ...]:
        """Those (mates too) whose visit begins from `start` on and before `end`, in order of time;
        of one engineer where that is given."""
        begins = func.lower(_V.during)
        statement = (
            ticket_select()
            .where(_V.during.op("&&")(func.tstzrange(start, end)), begins >= start, begins < end)
            .order_by(begins, _T.id)
        )
        if engineer is not None:
            statement = statement.where(_V.engineer_id == engineer)
        return tuple(map(ticket_of, self._connection.execute(statement)))


def _conditions(wanted: TicketFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.statuses:
        yield among(_T.status, sorted(wanted.statuses))
    if wanted.types:
        yield among(_T.type, sorted(wanted.types))
    if wanted.priorities:
        yield among(_T.priority, sorted(map(int, wanted.priorities)))
    if wanted.updated_since is not None:
        told = _A.kind == "ticket", _A.row_id == _T.id, _A.at >= wanted.updated_since
        yield exists().where(*told)
    for column, value in (
        (_T.customer_id, wanted.customer),
        (_V.engineer_id, wanted.engineer),
        (_T.queue_id, wanted.queue),
        (_T.external_id, wanted.external_id),
    ):
        if value is not None:
            yield column == value
    for ways in wanted.text:
        yield or_(*(all_in(SEARCHED, way) for way in ways))
    for code, values in wanted.custom:
        yield or_(*(_T.custom.contains({code: value}) for value in values))
