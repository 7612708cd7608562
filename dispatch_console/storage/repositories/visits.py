"""Visits: who goes where and when."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy import Row as DbRow

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.lifecycle import when_assigned, when_unassigned
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.domain.ticket import Status
from dispatch_console.storage.repositories.values import override_from_json, override_to_json
from dispatch_console.storage.text_values import as_json

_CURRENT = text(
    "SELECT t.id, t.number, t.status, t.visit_id, v.engineer_id, v.shift_id,"
    " lower(v.during) AS starts, upper(v.during) AS ends, v.travel_s, v.travel_m,"
    " v.override"
    " FROM ticket t LEFT JOIN visit v ON v.id = t.visit_id"
    " WHERE t.id = ANY(:ids) ORDER BY t.id FOR NO KEY UPDATE OF t"
)

_END = text("UPDATE visit SET active = false WHERE id = ANY(:ids)")

# One statement, so that a ticket's visit and status make one change of its version.
_BEGIN = text(
    "WITH given AS ("
    "  SELECT * FROM unnest(CAST(:tickets AS bigint[]), CAST(:engineers AS bigint[]),"
    "    CAST(:shifts AS bigint[]), CAST(:starts AS bigint[]), CAST(:ends AS bigint[]),"
    "    CAST(:travel_s AS int[]), CAST(:travel_m AS int[]), CAST(:statuses AS text[]),"
    "    CAST(:overrides AS text[]))"
    "  AS g (ticket_id, engineer_id, shift_id, starts, ends, travel_s, travel_m, status, override)"
    "), new AS ("
    "  INSERT INTO visit"
    "    (ticket_id, engineer_id, shift_id, during, travel_s, travel_m, plan_id, override)"
    "  SELECT ticket_id, engineer_id, shift_id, tstzrange("
    "    'epoch'::timestamptz + starts * interval '1 microsecond',"
    "    'epoch'::timestamptz + ends * interval '1 microsecond'), travel_s, travel_m, :plan,"
    "    CAST(override AS jsonb)"
    "  FROM given ORDER BY ticket_id RETURNING id, ticket_id"
    ") UPDATE ticket SET visit_id = new.id, status = given.status"
    " FROM new JOIN given USING (ticket_id) WHERE ticket.id = new.ticket_id"
)

_FREE = text(
    "UPDATE ticket SET visit_id = NULL, status = given.status"
    " FROM unnest(CAST(:ids AS bigint[]), CAST(:statuses AS text[])) AS given (id, status)"
    " WHERE ticket.id = given.id"
)

_TRAVEL = text(
    "UPDATE visit SET travel_s = given.travel_s, travel_m = given.travel_m"
    " FROM unnest(CAST(:ids AS bigint[]), CAST(:travel_s AS int[]), CAST(:travel_m AS int[]))"
    " AS given (id, travel_s, travel_m) WHERE visit.id = given.id"
)

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


class Visits:
    """The active visits; a ticket has at most one, an engineer no two at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def replace(
        self,
        visits: Sequence[PlannedVisit],
        unassign: Collection[TicketId] = (),
        plan: UUID | None = None,
        resting: Mapping[TicketId, Status] | None = None,
    ) -> None:
        """Give these tickets these visits, in place of what they have; take `unassign`'s away.

        Statuses follow `lifecycle.when_assigned` / `when_unassigned` (errors: `ticket.step`), but
        those of `unassign` that are `resting` get to the status said there. A
        visit that is already so is left alone, with its override unless another is given; where
        only travel differs the ticket's versions stay. Raises `visit.double_booked` if an engineer
        would be at two places at once and `ticket.gone` for an unknown ticket. Lock the engineers
        first.
        """
        wanted = {visit.ticket_id: visit for visit in visits}
        found = self._connection.execute(_CURRENT, {"ids": sorted({*wanted, *unassign})})
        current = {TicketId(row.id): row for row in found}
        for key in (*wanted, *unassign):
            if key not in current:
                raise DomainError("ticket.gone", number=key)
        moved = [visit for key, visit in sorted(wanted.items()) if not _stands(current[key], visit)]
        freed = sorted(
            key for key in set(unassign) - set(wanted) if current[key].visit_id is not None
        )
        self._end([current[key].visit_id for key in (*freed, *(v.ticket_id for v in moved))])
        rest = resting or {}
        self._free(
            {key: rest.get(key) or when_unassigned(Status(current[key].status)) for key in freed}
        )
        self._begin(moved, [_status(current[v.ticket_id], v) for v in moved], plan)
        self._correct_travel(
            [(current[v.ticket_id], v) for v in wanted.values() if _stands(current[v.ticket_id], v)]
        )

    def enter(self, visits: Sequence[PlannedVisit]) -> None:
        """Give these tickets the visits that took place before the database knew of them; their
        statuses stay. Raises `ticket.gone`, `visit.double_booked`."""
        ids = sorted(visit.ticket_id for visit in visits)
        found = self._connection.execute(_CURRENT, {"ids": ids})
        statuses = {TicketId(row.id): Status(row.status) for row in found}
        for key in ids:
            if key not in statuses:
                raise DomainError("ticket.gone", number=key)
        self._begin(visits, [statuses[visit.ticket_id] for visit in visits], None)

    def _end(self, ids: Sequence[int | None]) -> None:
        ended = [key for key in ids if key is not None]
        if ended:
            self._connection.execute(_END, {"ids": ended})

    def _free(self, statuses: dict[TicketId, Status]) -> None:
        if statuses:
            self._connection.execute(
                _FREE,
                {"ids": list(statuses), "statuses": [s.value for s in statuses.values()]},
            )

    def _begin(
        self, visits: Sequence[PlannedVisit], statuses: Sequence[Status], plan: UUID | None
    ) -> None:
        if not visits:
            return
        self._connection.execute(
            _BEGIN,
            {
                "tickets": [v.ticket_id for v in visits],
                "engineers": [v.engineer_id for v in visits],
                "shifts": [v.shift_id for v in visits],
                "starts": [_since_epoch(v.start) for v in visits],
                "ends": [_since_epoch(v.end) for v in visits],
                "travel_s": [v.travel_s for v in visits],
                "travel_m": [v.travel_m for v in visits],
                "statuses": [status.value for status in statuses],
                "overrides": [_json(visit) for visit in visits],
                "plan": plan,
            },
        )

    def _correct_travel(self, standing: Sequence[tuple[DbRow[Any], PlannedVisit]]) -> None:
        changed = [
            (row.visit_id, visit)
            for row, visit in standing
            if (row.travel_s, row.travel_m) != (visit.travel_s, visit.travel_m)
        ]
        if changed:
            self._connection.execute(
                _TRAVEL,
                {
                    "ids": [key for key, _ in changed],
                    "travel_s": [visit.travel_s for _, visit in changed],
                    "travel_m": [visit.travel_m for _, visit in changed],
                },
            )


def _stands(row: DbRow[Any], visit: PlannedVisit) -> bool:
    return (
        row.visit_id is not None
        and (row.engineer_id, row.shift_id, row.starts, row.ends)
        == (visit.engineer_id, visit.shift_id, visit.start, visit.end)
        and visit.override in (None, override_from_json(row.override))
    )


def _since_epoch(moment: datetime) -> int:
    """Microseconds: thousands of numbers are sent in a tenth of the time that moments take."""
    return (moment - EPOCH) // MICROSECOND


def _json(visit: PlannedVisit) -> str | None:
    return None if visit.override is None else as_json(override_to_json(visit.override))


def _status(row: DbRow[Any], visit: PlannedVisit) -> Status:
    return when_assigned(Status(row.status), same_engineer=row.engineer_id == visit.engineer_id)
