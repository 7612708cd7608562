"""What happened to a ticket: who did what, when, and what it was before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from dispatch_console.domain.conversation import Names
from dispatch_console.domain.ids import AssetId, SiteId, TicketId
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.services.context import Context
from dispatch_console.storage.repositories.trail import Entry
from dispatch_console.storage.unit_of_work import Snapshot

HIDDEN = frozenset({"import_digest", "visit_id"})
"""Columns that say nothing to a person; the visit is told as such."""

REFERENCES = frozenset(
    {"queue_id", "sla_policy_id", "asset_id", "site_id", "parent_id", "merged_into"}
)
"""Columns that refer to rows which are not on the board, or may have left it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One command and what it changed of the ticket.

    `what` is what the command was called, its first word the kind. `fields`: name of the column →
    its value before and after, as the trail keeps them. A visit that began or ended is in `left`
    and `given`. `type` is the ticket's afterwards; `names`: column → id → what the row is called,
    for columns that refer to one.
    """

    at: datetime
    who: str
    what: str
    why: str = ""
    created: bool = False
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    left: PlannedVisit | None = None
    given: PlannedVisit | None = None
    type: str = ""
    names: Mapping[str, Mapping[int, Names]] = field(default_factory=dict)


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
    told = tuple(event for event in made if event is not None)
    names = _names(snap, told)
    return tuple(replace(event, names=names) for event in told) if names else told


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
        type=after.get("type", ""),
    )


def _names(snap: Snapshot, told: Iterable[Event]) -> dict[str, dict[int, Names]]:
    """What the rows are called that the events' columns refer to."""
    ids: dict[str, set[int]] = {}
    for event in told:
        for column in REFERENCES & event.fields.keys():
            ids.setdefault(column, set()).update(filter(None, event.fields[column]))
    found: dict[str, dict[int, Names]] = {}
    for column, keys in ids.items():
        match column:
            case "queue_id":
                queues = snap.queues.all().values()
                found[column] = {
                    one.id: Names(one.name_en or one.code, one.name_zh or one.code)
                    for one in queues
                }
            case "sla_policy_id":
                found[column] = {
                    one.id: Names(
                        one.document.get("name_en") or one.code,
                        one.document.get("name_zh") or one.code,
                    )
                    for one in snap.levels.policies().values()
                }
            case "asset_id":
                assets = snap.assets.get(map(AssetId, keys))
                found[column] = {key: Names(one.name, one.name) for key, one in assets.items()}
            case "site_id":
                sites = snap.sites.get(map(SiteId, keys))
                called = {key: one.name or one.address for key, one in sites.items()}
                found[column] = {key: Names(name, name) for key, name in called.items()}
            case _:
                tickets = snap.tickets.get(map(TicketId, keys))
                found[column] = {key: Names(one.number, one.number) for key, one in tickets.items()}
    return found


def _same(one: PlannedVisit | None, other: PlannedVisit | None) -> bool:
    """Whether both are the same appointment to a person."""
    if one is None or other is None:
        return one is other
    return (one.engineer_id, one.start, one.end) == (other.engineer_id, other.start, other.end)
