"""Whether somebody else has changed just what a program wants to change."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ticket import Ticket
from dispatch_console.domain.workflow import CUSTOM
from dispatch_console.gateway.api.answers import Change, ClashError
from dispatch_console.storage.unit_of_work import Snapshot


def require_unchanged(
    snap: Snapshot, now: Ticket, version: int, names: Collection[str], command: UUID
) -> None:
    """Raises `api.changed` where one of these fields is another than in the version that was read,
    and `api.version` for a version that there never was.

    What the command itself did before does not count.
    """
    if version > now.version:
        raise ClashError("api.version", {"version": now.version}, number=now.number)
    later = [
        entry
        for entry in snap.trail.about("ticket", now.id)
        if (entry.change.after or {}).get("version", 0) > version and entry.command != command
    ]
    if not later:
        return
    first, last = later[0].change.before or {}, later[-1].change.after or {}
    found = [
        Change(field=name, before=before, now=after)
        for name in sorted(names)
        if (before := _value(first, name)) != (after := _value(last, name))
    ]
    if found:
        raise _changed(now, found)


def clash_of(error: DomainError, base: Ticket) -> DomainError:
    """What `services.editing` refused, as it is told to programs."""
    names = error.params.get("fields") if error.code == "ticket.clash" else None
    if not isinstance(names, tuple):
        return error
    return _changed(base, [Change(field=str(name)) for name in names])


def _changed(ticket: Ticket, found: list[Change]) -> ClashError:
    names = ", ".join(one.field for one in found)
    more = {"changed": found, "version": ticket.version}
    return ClashError("api.changed", more, number=ticket.number, fields=names)


def _value(row: Mapping[str, Any], name: str) -> Any:
    """A field's value in a row of the trail."""
    if name.startswith(CUSTOM):
        return (row.get("custom") or {}).get(name.removeprefix(CUSTOM))
    if name == "location":
        return None if row.get("lat") is None else {"lat": row["lat"], "lon": row["lon"]}
    return row.get(name)
