"""Values inside a row: places, skill levels, windows, breaks; to columns and back."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, func

from dispatch_console.domain.engineer import Break
from dispatch_console.domain.override import Override, OverrideReason
from dispatch_console.domain.phone import ABROAD, AREA, BARE
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.support.storable import storable


def lat_lon(location: Location | None, prefix: str = "") -> dict[str, float | None]:
    """The two columns of a place."""
    if location is None:
        return {f"{prefix}lat": None, f"{prefix}lon": None}
    return {f"{prefix}lat": location.lat, f"{prefix}lon": location.lon}


def location(lat: float | None, lon: float | None) -> Location | None:
    """The place of two columns."""
    return None if lat is None or lon is None else Location(lat, lon)


def skills_to_json(skills: Iterable[SkillLevel]) -> list[Any]:
    """``[[code, level], …]``"""
    return [[skill.code, skill.level] for skill in skills]


def skills_from_json(found: list[Any]) -> tuple[SkillLevel, ...]:
    """The other way round."""
    return tuple(SkillLevel(code, level) for code, level in found)


def windows_to_json(windows: Iterable[TimeWindow]) -> list[Any]:
    """``[[start, end], …]``"""
    return [[moment(window.start), moment(window.end)] for window in windows]


def windows_from_json(found: list[Any]) -> tuple[TimeWindow, ...]:
    """The other way round."""
    return tuple(
        TimeWindow(datetime.fromisoformat(start), datetime.fromisoformat(end))
        for start, end in found
    )


def breaks_to_json(breaks: Iterable[Break]) -> list[Any]:
    """``[[earliest, latest, seconds], …]``"""
    return [[moment(b.earliest), moment(b.latest), b.duration_s] for b in breaks]


def breaks_from_json(found: list[Any]) -> tuple[Break, ...]:
    """The other way round."""
    return tuple(
        Break(datetime.fromisoformat(earliest), datetime.fromisoformat(latest), seconds)
        for earliest, latest, seconds in found
    )


def override_to_json(override: Override | None) -> dict[str, Any] | None:
    """``{"reason": …, "words": …, "rules": […], "by": …, "at": …}``"""
    if override is None:
        return None
    return {
        "reason": override.reason.value,
        "words": storable(override.words),
        "rules": list(override.rules),
        "by": storable(override.by),
        "at": moment(override.at),
    }


def override_from_json(found: dict[str, Any] | None) -> Override | None:
    """The other way round."""
    if found is None:
        return None
    return Override(
        reason=OverrideReason(found["reason"]),
        words=found["words"],
        rules=tuple(found["rules"]),
        by=found["by"],
        at=datetime.fromisoformat(found["at"]),
    )


def phone_digits(column: Column[Any]) -> ColumnElement[str]:
    """A column of phone numbers in the form of `domain.phone.digits`."""
    own = func.regexp_replace(func.regexp_replace(column, ABROAD, ""), r"\D", "", "g")
    return func.ltrim(func.regexp_replace(own, BARE, ""), "0")


def phone_starts(column: Column[Any], start: str) -> ColumnElement[bool]:
    """Whether a column's number starts with these digits, or would without its area code."""
    number = phone_digits(column)
    return number.startswith(start) | func.regexp_replace(number, AREA, "").startswith(start)


def moment(time: datetime) -> str:
    """ISO 8601 in UTC: one moment has one text, so that texts can be compared."""
    return time.astimezone(UTC).isoformat()
