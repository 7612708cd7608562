"""What a ticket's form says as plain values for the shelf, and back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from dispatch_console.domain.ids import RegionId
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.editing import FIELDS


def plain(ticket: Ticket) -> dict[str, Any]:
    """What is edited of the ticket, and its version, as JSON takes it."""
    said = {name: _plain(getattr(ticket, name)) for name in FIELDS}
    return said | {"version": ticket.version}


def recalled(said: Mapping[str, Any], ticket: Ticket) -> Ticket:
    """The ticket with what was kept. Raises KeyError, TypeError, ValueError for another form."""
    place, region = said["location"], said["region_id"]
    return replace(
        ticket,
        **{name: said[name] for name in (*FIELDS, "version")}
        | {
            "location": None if place is None else Location(*place),
            "region_id": None if region is None else RegionId(region),
            "skills": tuple(SkillLevel(code, level) for code, level in said["skills"]),
            "windows": tuple(
                TimeWindow(datetime.fromisoformat(start), datetime.fromisoformat(end))
                for start, end in said["windows"]
            ),
            "response_due": _moment(said["response_due"]),
            "resolution_due": _moment(said["resolution_due"]),
        },
    )


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Location):
        return [value.lat, value.lon]
    if isinstance(value, SkillLevel):
        return [value.code, value.level]
    if isinstance(value, TimeWindow):
        return [value.start.isoformat(), value.end.isoformat()]
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def _moment(said: str | None) -> datetime | None:
    return None if said is None else datetime.fromisoformat(said)
