"""The days of a report, what comes before them, and the parts a chart shows them in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dispatch_console.domain.errors import DomainError

LONGEST_DAYS = 1830
DAILY_UP_TO, WEEKLY_UP_TO = 92, 366
"""Days that are shown one by one; more by weeks, and more than that by months."""

_EARLIEST, _LATEST = date(1990, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to before `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both included.

    Raises `report.backwards` for a last day before the first, `report.too_long` for more than
    `LONGEST_DAYS`, `report.far` for days that no ticket is of.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise DomainError("report.backwards", first=self.first, last=self.last)
        if self.first < _EARLIEST or self.last > _LATEST:
            raise DomainError("report.far", first=_EARLIEST, last=_LATEST)
        if self.days > LONGEST_DAYS:
            raise DomainError("report.too_long", most=LONGEST_DAYS)

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.last - self.first).days + 1

    def before(self) -> "Period":
        """As many days, right before these."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def span(self, zone: ZoneInfo) -> Span:
        """From midnight to midnight where the company is."""
        return Span(midnight(self.first, zone), midnight(self.last + timedelta(days=1), zone))

    def parts(self) -> tuple["Period", ...]:
        """Days, weeks from Monday or months, as fits their number; the outer ones may be cut."""
        found: list[Period] = []
        first = self.first
        while first <= self.last:
            last = min(self.last, self._end_of_part(first))
            found.append(Period(first, last))
            first = last + timedelta(days=1)
        return tuple(found)

    def _end_of_part(self, day: date) -> date:
        if self.days <= DAILY_UP_TO:
            return day
        if self.days <= WEEKLY_UP_TO:
            return day + timedelta(days=6 - day.weekday())
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When the day begins there, UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


class Preset(StrEnum):
    """A period by name; each ends with the day that is today or before it."""

    WEEK = "week"
    MONTH_OF_DAYS = "days30"
    QUARTER_OF_DAYS = "days90"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"


_DAYS: Mapping[Preset, int] = {
    Preset.WEEK: 7,
    Preset.MONTH_OF_DAYS: 30,
    Preset.QUARTER_OF_DAYS: 90,
}


def period_of(preset: Preset, today: date) -> Period:
    """The days it means today."""
    month = today.replace(day=1)
    calendar: Mapping[Preset, Callable[[], Period]] = {
        Preset.THIS_MONTH: lambda: Period(month, today),
        Preset.LAST_MONTH: lambda: Period(
            (month - timedelta(days=1)).replace(day=1), month - timedelta(days=1)
        ),
    }
    if preset in calendar:
        return calendar[preset]()
    return Period(today - timedelta(days=_DAYS[preset] - 1), today)
