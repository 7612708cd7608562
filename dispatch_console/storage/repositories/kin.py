"""Which tickets depend on one another."""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.lifecycle import OPEN

_KIN = text(
    "WITH own AS ("
    "  SELECT id, after FROM ticket WHERE id IN"
    "    (SELECT coalesce(crew_of, id) FROM ticket WHERE id = ANY(:ids))"
    "), kin AS ("
    "  SELECT id FROM own UNION SELECT unnest(after) FROM own"
    "  UNION SELECT t.id FROM ticket t"
    "    WHERE t.after && (SELECT coalesce(array_agg(id), '{}') FROM own)"
    ") SELECT id FROM ticket WHERE status = ANY(:open)"
    "  AND (id IN (SELECT id FROM kin) OR crew_of IN (SELECT id FROM kin))"
)


def kin_of(connection: Connection, ids: Iterable[TicketId]) -> frozenset[TicketId]:
    """The open tickets of the crews of these, before them and after them, each with all its crew.

    The tickets themselves are among them.
    """
    given = {"ids": sorted(set(ids)), "open": sorted(OPEN)}
    return frozenset(map(TicketId, connection.scalars(_KIN, given)))
