"""What happened to a ticket: who did what, when, and what it was before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.services.context import Context
from dispatch_console.storage.repositories.trail import Entry
from dispatch_console.storage.unit_of_work import Snapshot

HIDDEN = frozenset({"import_digest", "visit_id"})
"""Columns that say nothing to a person; the visit is told as such."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One command and what it changed of the ticket.

    `what` is what the command was called, its first word the kind. `fields`: name of the column →
    its value before and after, as the trail keeps them. A visit that began or ended is in `left`
    and `given`.
    """

    at: datetime
    who: str
    what: str
    why: str = ""
    created: bool = False
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    left: PlannedVisit | None = None
    given: PlannedVisit | None = None


def read(ctx: Context, ticket: TicketId) -> tuple[Event, ...]:
    """All that happened to the ticket, the last thing first."""
    with ctx.database.snapshot() as snap:
        return events(snap, snap.trail.about("ticket", ticket))[::-1]


def events(snap: Snapshot, entries: Iterable[Entry]) -> tuple[Event, ...]:
    """What the trail's entries about one ticket come to, the first thing first."""
    commands: dict[object, list[Entry]] = {}
    for entry in entries:
        commands.setdefault(entry.command or entry.at, []).append(entry)
    ends = {
        row.get("visit_id")
        for found in commands.values()
        for row in (found[0].change.before or {}, found[-1].change.after or {})
    }
    visits = snap.trail.visits(key for key in ends if key is not None)
    made = (_event(found, visits) for found in commands.values())
    return tuple(event for event in made if event is not None)


def _event(entries: list[Entry], visits: Mapping[int, PlannedVisit]) -> Event | None:
    """What the entries of one command come to; None where a person sees no difference."""
    first, last = entries[0], entries[-1]
    before, after = first.change.before or {}, last.change.after or {}
    created = first.change.before is None
    changed = {name for entry in entries for name in entry.change.columns} - HIDDEN
    fields = {
        name: (before.get(name), after.get(name))
        for name in sorted(changed)
        if before.get(name) != after.get(name) and not created
    }
    left, given = visits.get(before.get("visit_id", 0)), visits.get(after.get("visit_id", 0))
    if _same(left, given):
        left = given = None
    if not (created or fields or left or given):
        return None
    return Event(
        at=last.at,
        who=last.who,
        what=last.what,
        why=next((entry.why for entry in reversed(entries) if entry.why), ""),
        created=created,
        fields=fields,
        left=left,
        given=given,
    )


def _same(one: PlannedVisit | None, other: PlannedVisit | None) -> bool:
    """Whether both are the same appointment to a person."""
    if one is None or other is None:
        return one is other
    return (one.engineer_id, one.start, one.end) == (other.engineer_id, other.start, other.end)
