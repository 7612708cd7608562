"""Calendars in their documented form (docs/sla.md): what `calendar_from` reads, written one way."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from dispatch_console.domain.worktime.calendar import (
    DAY_S,
    WEEKDAYS,
    Calendar,
    PublicHolidays,
    Span,
    TimeOff,
    Week,
)
from dispatch_console.domain.worktime.duration import written


def calendar_document(calendar: Calendar) -> dict[str, Any]:
    """The document: each weekday by itself, closed days as objects, every field said."""
    return {
        "name": calendar.name,
        "zone": calendar.zone.key,
        "week": _week(calendar.week),
        "breaks": _week(calendar.breaks),
        "holidays": [_public(one) for one in calendar.public],
        "closed": list(_closed(calendar)),
        "special": [
            {"date": str(one.day), "hours": [hours_text(span) for span in one.spans]}
            | _named(one.name)
            for one in calendar.special
        ],
        "make_up_day": WEEKDAYS[calendar.make_up_as],
        "days_off_end_at": calendar.cut.value,
        "unknown_years": calendar.unknown.value,
    } | ({} if calendar.day_s is None else {"day": written(calendar.day_s)})


def hours_text(span: Span) -> str:
    """``09:00-17:00``; an end on the next day is written as that day's time."""
    end = span.end_s if span.end_s <= DAY_S else span.end_s - DAY_S
    return f"{_clock(span.start_s)}-{_clock(end)}"


def _clock(seconds: int) -> str:
    minutes, left = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{left:02}" if left else "")


def _week(week: Week) -> dict[str, list[str]]:
    return {
        day: [hours_text(span) for span in spans]
        for day, spans in zip(WEEKDAYS, week, strict=True)
        if spans
    }


def _public(source: PublicHolidays) -> dict[str, Any]:
    return {
        "country": source.country,
        "subdivision": source.subdivision,
        "categories": list(source.categories),
        "observed": source.observed,
        "make_up_days": source.make_up,
        "except": sorted(map(str, source.but_not)),
    }


def _closed(calendar: Calendar) -> Iterator[dict[str, Any]]:
    for yearly in calendar.yearly:
        yield {"date": f"{yearly.month:02}-{yearly.day:02}"} | _named(yearly.name)
    for off in calendar.days_off:
        if off.first == off.last:
            yield {"date": str(off.first)} | _named(off.name)
        else:
            yield {"from": str(off.first), "to": str(off.last)} | _named(off.name)
    for part in calendar.time_off:
        yield _time_off(part) | _named(part.name)


def _time_off(part: TimeOff) -> dict[str, Any]:
    midnight = datetime.combine(part.start.date(), time())
    start, end = (int((at - midnight).total_seconds()) for at in (part.start, part.end))
    # Hours of a date say it shorter, if they can: to the second, and for 24 hours at most.
    if end - start <= DAY_S and _whole(part):
        return {"date": str(midnight.date()), "hours": [hours_text(Span(start, end))]}
    return {"from": _moment(part.start), "to": _moment(part.end)}


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="auto" if at.second or at.microsecond else "minutes")


def _whole(part: TimeOff) -> bool:
    return not part.start.microsecond and not part.end.microsecond


def _named(name: str) -> dict[str, str]:
    return {"name": name} if name else {}
