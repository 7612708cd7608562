"""An engineer's day: the visits in order, which one is next, and what earlier days left open."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId
from dispatch_console.domain.lifecycle import OPEN, UNDER_WAY
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.run_sheets import Stop
from dispatch_console.storage.unit_of_work import Snapshot

AHEAD = 7
"""So many days, today's among them, are told by how many visits they have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineerDay:
    """`stops` of the `day` in order of time; `left_open` are those of days before, told today.

    `counts` has the visits of today and the days after, by day.
    """

    engineer: Engineer
    day: date
    today: date
    now: datetime
    stops: tuple[Stop, ...] = ()
    left_open: tuple[Stop, ...] = ()
    counts: Mapping[date, int]

    @property
    def next(self) -> Stop | None:
        """Where the engineer is or goes next: the visit under way, else the first to come today."""
        if self.day != self.today:
            return None
        under_way = (one for one in self.stops if one.ticket.status in UNDER_WAY)
        to_come = (one for one in self.stops if _waits(one.ticket))
        return next(under_way, None) or next(to_come, None)


def read(ctx: Context, engineer: EngineerId, day: date | None, zone: ZoneInfo) -> EngineerDay:
    """The day, today without one; days begin at midnight in the zone. Raises `engineer.gone`."""
    now = ctx.clock()
    today = now.astimezone(zone).date()
    chosen = day or today
    with ctx.database.snapshot() as snap:
        found = snap.engineers.get([engineer]).get(engineer)
        if found is None:
            raise DomainError("engineer.gone", name="")
        ahead = _stops(snap, engineer, today, AHEAD, zone)
        starts = (one.visit.start.astimezone(zone).date() for one in ahead)
        return EngineerDay(
            engineer=found,
            day=chosen,
            today=today,
            now=now,
            stops=_stops(snap, engineer, chosen, 1, zone),
            left_open=_left_open(snap, engineer, today, zone) if chosen == today else (),
            counts=Counter(starts),
        )


def _stops(
    snap: Snapshot, engineer: EngineerId, first: date, days: int, zone: ZoneInfo
) -> tuple[Stop, ...]:
    start, end = _midnight(first, zone), _midnight(first + timedelta(days=days), zone)
    return _in_order(snap.tickets.visited_by(engineer, start, end))


def _left_open(
    snap: Snapshot, engineer: EngineerId, today: date, zone: ZoneInfo
) -> tuple[Stop, ...]:
    held = snap.tickets.get(snap.tickets.held_by([engineer])).values()
    midnight = _midnight(today, zone)
    return tuple(one for one in _in_order(held) if one.visit.start < midnight)


def _in_order(tickets: Iterable[Ticket]) -> tuple[Stop, ...]:
    stops = [Stop(one, one.visit) for one in tickets if one.visit is not None]
    return tuple(sorted(stops, key=lambda stop: (stop.visit.start, stop.ticket.id)))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _waits(ticket: Ticket) -> bool:
    return ticket.status in OPEN - {Status.ON_HOLD}
