"""Calendars and moments for the tests, as short as people would say them."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dispatch_console.domain.worktime.count import Pause
from dispatch_console.domain.worktime.days import Days
from dispatch_console.domain.worktime.reading import calendar_from

OFFICE = {"mon-fri": ["09:00-17:00"]}


def days(zone: str, week: dict[str, list[str]] | None = None, **more: Any) -> Days:
    """The days of a calendar; Monday to Friday from 9 to 5 unless told otherwise."""
    return Days(calendar_from({"zone": zone, "week": OFFICE if week is None else week, **more}))


def at(text: str, zone: str = "UTC") -> datetime:
    """A moment by the clock of a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def pause(zone: str, start: str, end: str | None = None) -> Pause:
    return Pause(at(start, zone), None if end is None else at(end, zone))
