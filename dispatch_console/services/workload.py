"""How the work is spread: a week and the month around it, from what the database holds."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dispatch_console.insight.workload import Workload, month_of, week_of, workload
from dispatch_console.services.context import Context


@dataclass(frozen=True, slots=True)
class Spread:
    """The workload of a week and of the month that its first day shown lies in."""

    week: tuple[date, ...]
    month: tuple[date, ...]
    load: Workload


def read(ctx: Context, day: date, zone: ZoneInfo) -> Spread:
    """The calendar week and month of `day` in `zone`, closed tickets included."""
    week, month = week_of(day), month_of(day)
    first, last = min(week[0], month[0]), max(week[-1], month[-1])
    with ctx.database.snapshot() as snap:
        found = snap.workloads.between(_midnight(first, zone), _midnight(last, zone, 1))
    return Spread(week, month, workload(found, zone))


def _midnight(day: date, zone: ZoneInfo, later: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=later), time(), zone)
