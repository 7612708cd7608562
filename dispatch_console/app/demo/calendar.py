"""The days of the demo: which are planned, and when it is what o'clock on them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FULL_DAY_UNTIL = time(13, 0)
"""Opened later than this, today's rest no longer counts as one of the three days."""

DAYS = 3


@dataclass(frozen=True, slots=True)
class Calendar:
    """`today` and `now` (UTC) of the demo, with the zone in which its people live."""

    today: date
    now: datetime
    zone: ZoneInfo

    @property
    def days(self) -> tuple[date, ...]:
        """The three days whose work the open tickets are."""
        first = self.today
        if self.now > self.at(first, FULL_DAY_UNTIL):
            first += timedelta(days=1)
        return tuple(first + timedelta(days=n) for n in range(DAYS))

    @property
    def shift_days(self) -> tuple[date, ...]:
        """The days with shifts: the three, and what is left of today."""
        return self.days if self.days[0] == self.today else (self.today, *self.days)

    def at(self, day: date, clock: time) -> datetime:
        """The UTC moment of a local time of day."""
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def minutes(self, day: date, minutes: int) -> datetime:
        """The UTC moment `minutes` after local midnight of the day."""
        return self.at(day, time(minutes // 60, minutes % 60))
