"""Calendars from their documented form (docs/sla.md): what `json.loads` gives of a file."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.worktime.calendar import (
    DAY_S,
    FIRST_YEAR,
    LAST_YEAR,
    NO_HOURS,
    WEEKDAYS,
    Calendar,
    Cut,
    DaysOff,
    PublicHolidays,
    Span,
    SpecialDay,
    TimeOff,
    Unknown,
    Week,
    YearlyDay,
)
from dispatch_console.domain.worktime.duration import duration_at
from dispatch_console.domain.worktime.public_days import require_known

MOST_ENTRIES = 5_000
LONGEST_OFF = timedelta(days=3_660)

_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBER = {name: at for names in (WEEKDAYS, _FULL) for at, name in enumerate(names)}
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_YEARLY = re.compile(r"(?:--)?(\d{2})-(\d{2})", re.ASCII)
_A_LEAP_YEAR = 2024

T = TypeVar("T")
Day = TypeVar("Day", date, datetime)


def calendar_from(document: object) -> Calendar:
    """The calendar that a document describes.

    Raises as `calendar_laid_out`, and `calendar.country`, `.subdivision` and `.category` for
    holidays that no library knows. Each error has the `path` of what it is about.
    """
    found = calendar_laid_out(document)
    for at, source in enumerate(found.public):
        try:
            require_known(source)
        except DomainError as error:
            field = error.code.rpartition(".")[2]
            path = f"holidays[{at}].{_HOLIDAY_FIELD_OF.get(field, field)}"
            raise DomainError(error.code, path=path, **error.params) from None
    return found


def calendar_laid_out(document: object) -> Calendar:
    """The calendar as it is written, without asking the libraries (slow to load) of holidays.

    Raises `calendar.field` with the `path` of what is not as `expected`, `calendar.unknown_field`,
    `.missing`, `.many`, `.zone`, `.twice`, `.hours`, `.closed_entry`, `.order`, `.range`,
    ``duration.…``.
    """
    given = _object(document, "$", _FIELDS)
    for needed in ("zone", "week"):
        if needed not in given:
            raise DomainError("calendar.missing", path=needed)
    closed = [one for entry in _list(given.get("closed", []), "closed", _closed) for one in entry]
    week = _week(given["week"], "week")
    return Calendar(
        name=_text(given.get("name", ""), "name"),
        zone=_zone(given["zone"]),
        week=week,
        breaks=_week(given.get("breaks", {}), "breaks"),
        public=_list(given.get("holidays", []), "holidays", _public),
        days_off=tuple(one for one in closed if isinstance(one, DaysOff)),
        yearly=tuple(one for one in closed if isinstance(one, YearlyDay)),
        time_off=tuple(one for one in closed if isinstance(one, TimeOff)),
        special=_special(given.get("special", [])),
        make_up_as=_weekday(given.get("make_up_day", "mon"), "make_up_day"),
        cut=_choice(Cut, given.get("days_off_end_at", Cut.MIDNIGHT), "days_off_end_at"),
        unknown=_choice(Unknown, given.get("unknown_years", Unknown.REFUSE), "unknown_years"),
        day_s=_day_s(given.get("day")),
    )


_HOLIDAY_FIELD_OF = {"category": "categories"}
_FIELDS = frozenset(
    {
        *("name", "zone", "week", "breaks", "holidays", "closed", "special"),
        *("make_up_day", "days_off_end_at", "unknown_years", "day", "$schema"),
    }
)
_HOLIDAY_FIELDS = frozenset(
    {"country", "subdivision", "categories", "observed", "make_up_days", "except"}
)


def _zone(value: object) -> ZoneInfo:
    if not isinstance(value, str) or value not in available_timezones():
        raise DomainError("calendar.zone", path="zone", zone=value)
    return ZoneInfo(value)


def _week(value: object, path: str) -> Week:
    """Keys for single days win over those for ranges."""
    given = _object(value, path, None)
    ranges = {key: _days_of(key, f"{path}.{key}") for key in given}
    hours: dict[int, tuple[Span, ...]] = {}
    exact: set[int] = set()
    for key in sorted(given, key=lambda key: -len(ranges[key])):
        one = len(ranges[key]) == 1
        if any(day in exact or (day in hours and not one) for day in ranges[key]):
            raise DomainError("calendar.twice", path=f"{path}.{key}")
        hours |= dict.fromkeys(ranges[key], _spans(given[key], f"{path}.{key}"))
        exact |= set(ranges[key]) if one else set()
    return tuple(hours.get(day, ()) for day in range(7)) if hours else NO_HOURS


def _days_of(key: str, path: str) -> list[int]:
    """``mon``, ``monday``, ``mon-fri``, ``sat-mon``, ``daily``."""
    if key.lower() == "daily":
        return list(range(7))
    first, dash, last = key.lower().partition("-")
    begin = _weekday(first, path)
    end = _weekday(last, path) if dash else begin
    return [(begin + step) % 7 for step in range((end - begin) % 7 + 1)]


def _weekday(value: object, path: str) -> int:
    number = _NUMBER.get(value.lower()) if isinstance(value, str) else None
    if number is None:
        raise _wrong(path, "mon … sun, mon-fri, daily")
    return number


def _spans(value: object, path: str) -> tuple[Span, ...]:
    return tuple(sorted(_list(value, path, _span, '["09:00-17:00"]')))


def _span(value: object, path: str) -> Span:
    """``"09:00-17:00"`` or ``["09:00", "17:00"]``; an end not after the start is on the morrow."""
    parts: Sequence[object] = ()
    if isinstance(value, str):
        parts = value.replace("–", "-").split("-")
    elif isinstance(value, list):
        parts = value
    if len(parts) != 2:
        raise _wrong(path, "09:00-17:00")
    start, end = (_clock(part, path) for part in parts)
    if start >= DAY_S:
        raise DomainError("calendar.hours", path=path)
    return Span(start, end if end > start else end + DAY_S)


def _clock(value: object, path: str) -> int:
    found = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise _wrong(path, "09:00-17:00")
    hours, minutes, seconds = (int(group or 0) for group in found.groups())
    total = hours * 3600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or total > DAY_S:
        raise DomainError("calendar.hours", path=path)
    return total


def _public(value: object, path: str) -> PublicHolidays:
    if isinstance(value, str):
        if value[:1].isdigit():
            # A day off of one's own, put where countries are named.
            raise _wrong(path, '"CN", "DE-BE" (dates: "closed")')
        country, _, subdivision = value.partition("-")
        value = {"country": country, "subdivision": subdivision}
    given = _object(value, path, _HOLIDAY_FIELDS)
    if "country" not in given:
        raise DomainError("calendar.missing", path=f"{path}.country")
    return PublicHolidays(
        country=_text(given["country"], f"{path}.country"),
        subdivision=_text(given.get("subdivision", ""), f"{path}.subdivision"),
        categories=_list(given.get("categories", []), f"{path}.categories", _text),
        observed=_flag(given.get("observed", True), f"{path}.observed"),
        make_up=_flag(given.get("make_up_days", True), f"{path}.make_up_days"),
        but_not=frozenset(_list(given.get("except", []), f"{path}.except", _date)),
    )


def _closed(value: object, path: str) -> Sequence[DaysOff | YearlyDay | TimeOff]:
    """A date, a day or days of every year, hours of a date, or from one date or time to another."""
    if isinstance(value, str):
        value = {"date": value}
    given = _object(value, path, frozenset({"date", "from", "to", "hours", "name"}))
    name = _text(given.get("name", ""), f"{path}.name")
    if "date" in given and not {"from", "to"} & given.keys():
        return _closed_date(given, path, name)
    if not {"from", "to"} <= given.keys() or {"date", "hours"} & given.keys():
        raise DomainError("calendar.closed_entry", path=path)
    if all(isinstance(given[key], str) and _YEARLY.fullmatch(given[key]) for key in ("from", "to")):
        first, last = (_yearly(given[key], f"{path}.{key}") for key in ("from", "to"))
        return _yearly_days(first, last, name)
    start, end = (_date_or_time(given[key], f"{path}.{key}") for key in ("from", "to"))
    if isinstance(start, datetime) or isinstance(end, datetime):
        late = end if isinstance(end, datetime) else _midnight(end + timedelta(days=1))
        early = start if isinstance(start, datetime) else _midnight(start)
        _require_order(early, late, path)
        return (TimeOff(early, late, name),)
    _require_order(_midnight(start), _midnight(end) + timedelta(days=1), path)
    return (DaysOff(start, end, name),)


def _closed_date(
    given: Mapping[str, Any], path: str, name: str
) -> Sequence[DaysOff | YearlyDay | TimeOff]:
    yearly = isinstance(given["date"], str) and _YEARLY.fullmatch(given["date"])
    if yearly and "hours" not in given:
        day = _yearly(given["date"], f"{path}.date")
        return _yearly_days(day, day, name)
    found = _date(given["date"], f"{path}.date")
    if "hours" not in given:
        return (DaysOff(found, found, name),)
    midnight = _midnight(found)
    return tuple(
        TimeOff(
            midnight + timedelta(seconds=span.start_s),
            midnight + timedelta(seconds=span.end_s),
            name,
        )
        for span in _spans(given["hours"], f"{path}.hours")
    )


def _yearly(text: str, path: str) -> date:
    """``12-25`` in a leap year."""
    try:
        return date.fromisoformat(f"{_A_LEAP_YEAR}-{text.removeprefix('--')}")
    except ValueError:
        raise _wrong(path, "12-25") from None


def _yearly_days(first: date, last: date, name: str) -> Sequence[YearlyDay]:
    """Each day from the first to the last of a leap year, over New Year if need be."""
    whole = [date(_A_LEAP_YEAR, 1, 1) + timedelta(days=step) for step in range(366)]
    if first <= last:
        days = [day for day in whole if first <= day <= last]
    else:
        days = [day for day in whole if day >= first or day <= last]
    return tuple(YearlyDay(day.month, day.day, name) for day in days)


def _require_order(start: datetime, end: datetime, path: str) -> None:
    if not timedelta() < end - start <= LONGEST_OFF:
        raise DomainError("calendar.order", path=path)


def _special(value: object) -> tuple[SpecialDay, ...]:
    found = _list(value, "special", _special_day)
    days = [one.day for one in found]
    for at, day in enumerate(days):
        if day in days[:at]:
            raise DomainError("calendar.twice", path=f"special[{at}]")
    return found


def _special_day(value: object, path: str) -> SpecialDay:
    given = _object(value, path, frozenset({"date", "hours", "name"}))
    for needed in ("date", "hours"):
        if needed not in given:
            raise DomainError("calendar.missing", path=f"{path}.{needed}")
    day = _date(given["date"], f"{path}.date")
    hours = _spans(given["hours"], f"{path}.hours")
    return SpecialDay(day, hours, _text(given.get("name", ""), f"{path}.name"))


def _day_s(value: object) -> int | None:
    if value is None:
        return None
    found = duration_at("day", _text(value, "day"))
    if not 0 < found <= DAY_S:
        raise _wrong("day", "8h")
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _date_or_time(value: object, path: str) -> date | datetime:
    if isinstance(value, str) and len(value) > 10:
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or found.tzinfo is not None:
            raise _wrong(path, "2026-12-24T12:00")
        return _in_range(found, path)
    return _date(value, path)


def _date(value: object, path: str) -> date:
    try:
        found = date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise _wrong(path, "2026-12-24") from None
    return _in_range(found, path)


def _in_range(found: Day, path: str) -> Day:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise DomainError("calendar.range", path=path, first=FIRST_YEAR, last=LAST_YEAR)
    return found


def _choice(kind: type[T], value: object, path: str) -> T:
    try:
        return kind(value)  # pyright: ignore[reportCallIssue]
    except ValueError:
        raise _wrong(path, ", ".join(map(str, kind))) from None  # pyright: ignore[reportArgumentType]


def _flag(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(path, "true, false")
    return value


def _text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise _wrong(path, '"…"')
    return value


def _list(
    value: object, path: str, read: Callable[[object, str], T], expected: str = "[…]"
) -> tuple[T, ...]:
    if not isinstance(value, list):
        raise _wrong(path, expected)
    if len(value) > MOST_ENTRIES:
        raise DomainError("calendar.many", path=path, most=MOST_ENTRIES)
    return tuple(read(one, f"{path}[{at}]") for at, one in enumerate(value))


def _object(value: object, path: str, known: frozenset[str] | None) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(path, "{…}")
    for key in value:
        if known is not None and key not in known:
            where = str(key) if path == "$" else f"{path}.{key}"
            raise DomainError("calendar.unknown_field", path=where)
    return value


def _wrong(path: str, expected: str) -> DomainError:
    return DomainError("calendar.field", path=path, expected=expected)
