"""Business calendars as people write them: hours by the clock on the wall of one zone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1900, 2400
"""Beyond these nothing is counted."""

DAY_S = 86_400
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Hours of a day by the clock, in seconds after its midnight.

    They begin on the day itself, 0 ≤ `start_s` < `DAY_S`, and last at most 24 hours: an end above
    `DAY_S` is on the next day.
    """

    start_s: int
    end_s: int


ALL_DAY = Span(0, DAY_S)

Week = tuple[tuple[Span, ...], ...]
"""The spans that begin on each of the seven days, Monday first."""

NO_HOURS: Week = ((),) * 7


class Cut(StrEnum):
    """Where a day off begins and ends."""

    MIDNIGHT = "midnight"
    """From midnight to midnight, whatever shift is under way."""
    SHIFT = "shift"
    """With the shifts: one that began the day before is worked to its end, none begins."""


class Unknown(StrEnum):
    """What to do about a year of which the holidays are not known."""

    REFUSE = "refuse"
    WEEKLY = "weekly"
    """Count by the week alone, and say so."""


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """The holidays of a country (ISO 3166-1) and its subdivision, by a library's knowledge.

    China's come with the working days that make up for them, unless `make_up` says otherwise.
    """

    country: str
    subdivision: str = ""
    categories: tuple[str, ...] = ()
    observed: bool = True
    make_up: bool = True
    but_not: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Whole days from `first` to `last`."""

    first: date
    last: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class YearlyDay:
    """A day off of every year, e.g. 25 December."""

    month: int
    day: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class TimeOff:
    """Closed from one reading of the wall clock to another (naive, of the calendar's zone)."""

    start: datetime
    end: datetime
    name: str = ""


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date with hours of its own, whatever weekday or holiday it is."""

    day: date
    spans: tuple[Span, ...]
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What counts as working time.

    A special day wins over days off, these over make-up days, these over public holidays, these
    over the week. `breaks` (by weekday) and `time_off` are cut out of whatever is left by the
    clock; breaks not out of the hours of special days. A make-up day has the hours of weekday
    `make_up_as` (0 is Monday). `day_s`: how much one "day" of a target is, None if nobody says so.
    """

    name: str = ""
    zone: ZoneInfo
    week: Week
    breaks: Week = NO_HOURS
    public: tuple[PublicHolidays, ...] = ()
    days_off: tuple[DaysOff, ...] = ()
    yearly: tuple[YearlyDay, ...] = ()
    time_off: tuple[TimeOff, ...] = ()
    special: tuple[SpecialDay, ...] = ()
    make_up_as: int = 0
    cut: Cut = Cut.MIDNIGHT
    unknown: Unknown = Unknown.REFUSE
    day_s: int | None = None


class Kind(StrEnum):
    """Why a date has the hours it has."""

    WEEKLY = "weekly"
    PUBLIC = "public"
    MAKE_UP = "make_up"
    OFF = "off"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class DayRule:
    """The hours that begin on a date, and why."""

    day: date
    kind: Kind
    spans: tuple[Span, ...]
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicYear:
    """What a library knows of one year: names of the days off and of the make-up days.

    `known` is false for a year beyond its knowledge.
    """

    off: Mapping[date, str] = field(default_factory=dict[date, str])
    make_up: Mapping[date, str] = field(default_factory=dict[date, str])
    known: bool = True


def always(zone: ZoneInfo | None = None) -> Calendar:
    """The calendar in which every moment counts: elapsed time."""
    return Calendar(zone=zone or ZoneInfo("UTC"), week=((ALL_DAY,),) * 7, day_s=DAY_S)
