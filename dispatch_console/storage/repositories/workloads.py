"""What shifts were given to do, summed by the database."""

from datetime import datetime

from sqlalchemy import Connection, text

from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId
from dispatch_console.domain.workload import ShiftLoad

# Visits are narrowed by time before they are summed; two days each way are more than a shift.
_BETWEEN = text(
    "SELECT s.id, s.engineer_id, s.start_at, s.end_at, s.off_from, s.lent_to,"
    " coalesce(sum(g.work_s), 0) AS work,"
    " coalesce(sum(g.travel_s), 0) AS travel, coalesce(sum(g.tickets), 0) AS tickets,"
    " jsonb_object_agg(g.level, g.planned_s) FILTER (WHERE g.level IS NOT NULL) AS by_level"
    " FROM shift s JOIN engineer e ON e.id = s.engineer_id AND e.active"
    " LEFT JOIN ("
    "  SELECT v.shift_id, n.level, sum(t.duration_s) AS planned_s, sum(v.travel_s) AS travel_s,"
    "   sum(extract(epoch FROM upper(v.during) - lower(v.during)))::int AS work_s,"
    "   count(*) AS tickets"
    "  FROM visit v JOIN ticket t ON t.visit_id = v.id CROSS JOIN LATERAL ("
    "   SELECT coalesce(max((need ->> 1)::int), 1) AS level FROM jsonb_array_elements(t.skills)"
    "   AS need) n"
    "  WHERE v.active"
    "   AND v.during && tstzrange(CAST(:first AS timestamptz) - interval '2 days',"
    "    CAST(:last AS timestamptz) + interval '2 days')"
    "  GROUP BY v.shift_id, n.level) g ON g.shift_id = s.id"
    " WHERE s.start_at >= :first AND s.start_at < :last"
    " GROUP BY s.id ORDER BY s.start_at, s.engineer_id"
)


class Workloads:
    """Reads only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def between(self, first: datetime, last: datetime) -> tuple[ShiftLoad, ...]:
        """The shifts of active engineers that start from `first` to before `last`, by start."""
        found = self._connection.execute(_BETWEEN, {"first": first, "last": last})
        return tuple(
            ShiftLoad(
                shift_id=ShiftId(row.id),
                engineer_id=EngineerId(row.engineer_id),
                start=row.start_at,
                end=row.end_at,
                off_from=row.off_from,
                lent_to=None if row.lent_to is None else RegionId(row.lent_to),
                planned_s={int(level): seconds for level, seconds in (row.by_level or {}).items()},
                work_s=int(row.work),
                travel_s=int(row.travel),
                tickets=int(row.tickets),
            )
            for row in found
        )
