"""What reports are made of: tickets with their lives, visits that took place, shifts, names.

A handful of queries, each over all tickets at once. Row security holds in each, as everywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from dispatch_console.domain.ids import EngineerId, QueueId, RegionId, TicketId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.service_level.clock import ENDED, GONE
from dispatch_console.domain.ticket import Status
from dispatch_console.storage.repositories.costs import TOOK_PLACE, WORKED

# A step that was undone never was, nor was its undoing; of what was undone and done again, the
# last counts. `first` is the status that a ticket began with.
_TICKETS = text(
    "WITH told AS ("
    "  SELECT s.ticket_id, s.id, s.at, s.before, s.after,"
    "   coalesce(s.data ->> 'by', '') = 'undo' AS undo,"
    "   coalesce(lead(s.data ->> 'by') OVER life, '') = 'undo' AS undone,"
    "   coalesce(lag(s.data ->> 'by') OVER life, '') = 'undo' AS again"
    "  FROM step s WINDOW life AS (PARTITION BY s.ticket_id ORDER BY s.id)"
    "), lives AS ("
    "  SELECT ticket_id, max(at) AS latest,"
    "   (array_agg(before ORDER BY id))[1] AS first,"
    "   min(at) FILTER (WHERE after = ANY(:solved) AND before <> ALL(:ended)) AS first_resolved,"
    "   min(at) FILTER (WHERE before = ANY(:ended) AND after = ANY(:open)) AS reopened,"
    "   max(at) FILTER (WHERE after = ANY(:solved) AND before <> ALL(:ended)) AS resolved,"
    "   max(at) FILTER (WHERE after = 'closed') AS closed,"
    "   min(at) FILTER (WHERE after = 'in_progress' OR after = ANY(:solved)) AS there,"
    "   bool_or(after = ANY(:gone)) AS was_gone,"
    "   array_agg(at) FILTER (WHERE after = ANY(:open) AND before <> ALL(:open)) AS came,"
    "   array_agg(at) FILTER (WHERE before = ANY(:open) AND after <> ALL(:open)) AS went"
    "  FROM told WHERE NOT undone AND (NOT undo OR again) GROUP BY ticket_id)"
    " SELECT t.id, t.region_id, t.type, t.category, t.queue_id, t.customer_id, t.customer_name,"
    " t.created_at, t.status, coalesce(l.first, t.status) AS first, v.engineer_id,"
    " l.first_resolved, l.reopened, l.resolved, l.closed, l.there, l.was_gone, l.came, l.went,"
    " c.edition_id IS NOT NULL AS by_policy, t.response_due AS board_response,"
    " t.resolution_due AS board_resolution, c.response_due, c.arrival_due, c.resolution_due,"
    " c.response_met, c.arrival_met, c.resolution_met,"
    " y.created_at AS sent_at, y.answered_at, y.csat, y.nps"
    " FROM ticket t LEFT JOIN lives l ON l.ticket_id = t.id"
    " LEFT JOIN sla_clock c ON c.ticket_id = t.id LEFT JOIN visit v ON v.id = t.visit_id"
    " LEFT JOIN survey y ON y.ticket_id = t.id AND NOT y.skipped"
    " WHERE t.crew_of IS NULL AND t.created_at < :end AND (t.created_at >= :start"
    "  OR l.latest >= :start OR t.status = ANY(:open) OR y.created_at >= :start"
    "  OR greatest(c.response_due, c.arrival_due, c.resolution_due, t.response_due,"
    "   t.resolution_due) >= :start"
    "  OR t.id IN (SELECT coalesce(o.crew_of, o.id) FROM visit w JOIN ticket o"
    "   ON o.id = w.ticket_id WHERE w.during && tstzrange(:start, :end)))"
    " ORDER BY t.id"
)

_VISITS = text(
    TOOK_PLACE + " SELECT v.whole, v.engineer_id, lower(v.during) AS starts,"
    " upper(v.during) AS ends, v.travel_s FROM visits v WHERE NOT EXISTS (SELECT FROM visits o"
    "  WHERE o.whole = v.whole AND o.id > v.id AND o.engineer_id = v.engineer_id"
    "  AND o.during && v.during) ORDER BY lower(v.during), v.id"
)

# Who is limited to regions sees visits there alone: of an engineer who serves others too the time
# would seem unused.
_SHIFTS = text(
    "SELECT s.engineer_id, e.regions[1] AS region, s.start_at,"
    " least(s.end_at, coalesce(s.off_from, s.end_at)) AS end_at"
    " FROM shift s JOIN engineer e ON e.id = s.engineer_id"
    " WHERE s.end_at > :start AND s.start_at < :end AND ((SELECT sees_all()) OR ("
    "  e.regions <> '{}' AND e.regions <@ (SELECT my_regions())"
    "  AND (s.lent_to IS NULL OR s.lent_to = ANY ((SELECT my_regions())::bigint[]))))"
    " ORDER BY s.engineer_id, s.start_at"
)

_NAMES = text(
    "SELECT 'region' AS kind, id, '' AS code, name_en, name_zh, code AS other FROM region"
    " UNION ALL SELECT 'queue', id, '', name_en, name_zh, code FROM queue"
    " UNION ALL SELECT 'type', NULL, code, name_en, name_zh, code FROM ticket_type"
    " UNION ALL SELECT 'engineer', id, '', name, name, number FROM engineer"
    " UNION ALL SELECT 'customer', id, '', name, name, '' FROM customer"
)

_STATUSES: dict[str, list[str]] = {
    "open": sorted(OPEN),
    "ended": sorted(ENDED),
    "gone": sorted(GONE),
    "solved": sorted(ENDED - {Status.ARCHIVED}),
}


@dataclass(frozen=True, slots=True)
class TicketLife:
    """A ticket with the moments of its life; `dues` and `met` by goal, those that it has.

    `resolved` and `closed` are those that stand, `first_resolved` and `reopened` whatever came
    after. `customer` is an id, or the name given of somebody who is not a customer yet.
    """

    id: TicketId
    region: RegionId | None
    type: str
    category: str
    queue: QueueId | None
    customer: int | str | None
    engineer: EngineerId | None
    created_at: datetime
    came: tuple[datetime, ...]
    left: tuple[datetime, ...]
    first_resolved: datetime | None
    reopened: datetime | None
    resolved: datetime | None
    closed: datetime | None
    gone: bool
    dues: dict[str, datetime]
    met: dict[str, datetime | None]
    survey: tuple[datetime, bool, int | None, int | None] | None
    """When it was sent, whether it was answered, CSAT and NPS."""


@dataclass(frozen=True, slots=True)
class VisitPlace:
    """A visit that took place, of a ticket or its mates."""

    ticket: TicketId
    engineer: EngineerId
    start: datetime
    end: datetime
    travel_s: int


@dataclass(frozen=True, slots=True)
class ShiftSpan:
    """A shift until its engineer went off; `region` is the one the engineer serves first."""

    engineer: EngineerId
    region: RegionId | None
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class NameRow:
    """Of a region, queue, type, engineer or customer; `key` is its id, a type's its code."""

    kind: str
    key: int | str
    english: str
    chinese: str


class ReportRows:
    """Reads only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tickets(self, start: datetime, end: datetime) -> list[TicketLife]:
        """Those that anything was or was to be about from `start` to before `end`."""
        given = {"start": start, "end": end, **_STATUSES}
        return [_life(row) for row in self._connection.execute(_TICKETS, given)]

    def visits(self, tickets: Iterable[TicketId]) -> list[VisitPlace]:
        """The visits that took place for them and their mates, by their start."""
        given = {"ids": sorted(tickets), "worked": WORKED}
        return [
            VisitPlace(row.whole, row.engineer_id, row.starts, row.ends, row.travel_s)
            for row in self._connection.execute(_VISITS, given)
        ]

    def shifts(self, start: datetime, end: datetime) -> list[ShiftSpan]:
        """Those that overlap that time, of engineers all of whose work one sees."""
        given = {"start": start, "end": end}
        return [
            ShiftSpan(row.engineer_id, row.region, row.start_at, row.end_at)
            for row in self._connection.execute(_SHIFTS, given)
        ]

    def names(self) -> list[NameRow]:
        """What all groups are called."""
        return [
            NameRow(
                row.kind, row.code or row.id, row.name_en or row.other, row.name_zh or row.other
            )
            for row in self._connection.execute(_NAMES)
        ]


def _life(row: Any) -> TicketLife:
    status = Status(row.status)
    ended = status in ENDED
    came, gone = tuple(row.came or ()), status in GONE
    if Status(row.first) in OPEN:
        came = (row.created_at, *came)
    # What was cancelled may be archived; nothing of that was resolved.
    if status is Status.ARCHIVED and row.was_gone and row.resolved is None:
        gone = True
    resolved = row.resolved if ended else None
    dues, met = _promises(row, resolved)
    return TicketLife(
        id=row.id,
        region=row.region_id,
        type=row.type,
        category=row.category,
        queue=row.queue_id,
        customer=row.customer_id or row.customer_name or None,
        engineer=row.engineer_id,
        created_at=row.created_at,
        came=came,
        left=tuple(row.went or ()),
        first_resolved=row.first_resolved,
        reopened=row.reopened,
        resolved=resolved,
        closed=row.closed if status in (Status.CLOSED, Status.ARCHIVED) else None,
        gone=gone,
        dues=dues,
        met=met,
        survey=None
        if row.sent_at is None
        else (row.sent_at, row.answered_at is not None, row.csat, row.nps),
    )


def _promises(
    row: Any, resolved: datetime | None
) -> tuple[dict[str, datetime], dict[str, datetime | None]]:
    """By the policy's clock; without a policy, by what the board shows."""
    if row.by_policy:
        goals = {
            "response": (row.response_due, row.response_met),
            "arrival": (row.arrival_due, row.arrival_met),
            "resolution": (row.resolution_due, row.resolution_met),
        }
    else:
        goals = {
            "response": (row.board_response, row.there),
            "resolution": (row.board_resolution, resolved),
        }
    known = {goal: one for goal, one in goals.items() if one[0] is not None}
    return {goal: one[0] for goal, one in known.items()}, {g: one[1] for g, one in known.items()}
