"""The span of days shown and planned: whole days in the zone people see. No Qt here."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from dispatch_console.domain.engineer import Shift


class Length(IntEnum):
    """How many days are shown."""

    DAY = 1
    THREE_DAYS = 3
    WEEK = 7


@dataclass(frozen=True, slots=True)
class Horizon:
    """`length` days from `first` on, as dates in `zone`."""

    first: date
    length: Length
    zone: ZoneInfo

    @property
    def span(self) -> tuple[datetime, datetime]:
        """First moment and the one after the last; aware, and right on days the clocks change."""
        return self._midnight(self.first), self._midnight(self.last + timedelta(days=1))

    @property
    def last(self) -> date:
        """The last day shown."""
        return self.first + timedelta(days=int(self.length) - 1)

    def moved(self, steps: int) -> "Horizon":
        """So many lengths later (or earlier)."""
        return replace(self, first=self.first + timedelta(days=steps * int(self.length)))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


def today(now: datetime, zone: ZoneInfo) -> date:
    """The day it is in the zone."""
    return now.astimezone(zone).date()


def first_day_with_shifts(shifts: Iterable[Shift], horizon: Horizon) -> date | None:
    """The first day from the horizon's first on with somebody on duty; None if there is none."""
    start, _ = horizon.span
    begins = [shift.start for shift in shifts if shift.end > start]
    return max(horizon.first, today(min(begins), horizon.zone)) if begins else None
