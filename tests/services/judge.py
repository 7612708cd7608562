"""Whether visits keep the rules as the rows of the database state them, whatever a problem says."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from dispatch_console.domain.engineer import Break, Shift
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.skill import missing_skills
from dispatch_console.domain.ticket import Lock, Ticket, Visit
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Snapshot

Rows = dict[TicketId, Ticket]


def tickets_now(ctx: Context) -> Rows:
    """Every ticket there is, on the board or not."""
    with ctx.database.snapshot() as snap:
        return snap.tickets.every()


def broken(ctx: Context, before: Rows, given: frozenset[TicketId]) -> list[str]:
    """The rules that the visits written since `before` break.

    `given` are the tickets the command was about: a person may move them whatever their lock.
    """
    now = ctx.clock()
    with ctx.database.snapshot() as snap:
        tickets = snap.tickets.every()
        written = {
            key: ticket.visit
            for key, ticket in tickets.items()
            if ticket.visit and _place(ticket) != _place(before[key])
        }
        found = [
            f"{tickets[key].number}: {word}"
            for key, visit in written.items()
            for word in _visit(snap, tickets[key], visit, now)
        ]
        found += [
            f"shift {shift}: {word}"
            for shift in {visit.shift_id for visit in written.values()}
            for word in _route(snap.shifts.get([shift])[shift], tickets, now)
        ]
    found += [
        f"{before[key].number}: lock"
        for key, ticket in tickets.items()
        if key not in given and not _lock_kept(before[key], ticket)
    ]
    return found


def _place(ticket: Ticket) -> tuple[EngineerId, ShiftId, datetime, datetime] | None:
    visit = ticket.visit
    return visit and (visit.engineer_id, visit.shift_id, visit.start, visit.end)


def _visit(snap: Snapshot, ticket: Ticket, visit: Visit, now: datetime) -> Iterator[str]:
    engineer = snap.engineers.get([visit.engineer_id])[visit.engineer_id]
    shift = snap.shifts.get([visit.shift_id])[visit.shift_id]
    region = snap.regions.all().get(ticket.region_id) if ticket.region_id else None
    if ticket.windows and not any(w.start <= visit.start <= w.end for w in ticket.windows):
        yield "window"
    if missing_skills(ticket.skills, engineer.skills):
        yield "skill"
    if region is not None and region.exclusive and region.id not in engineer.regions:
        yield "region"
    if shift.engineer_id != engineer.id or not engineer.active:
        yield "engineer"
    if visit.start < shift.start or visit.end > shift.end + timedelta(seconds=shift.overtime_s):
        yield "shift"
    if visit.end - visit.start != timedelta(seconds=ticket.duration_s):
        yield "duration"
    if visit.start < now:
        yield "past"


def _route(shift: Shift, tickets: Rows, now: datetime) -> Iterator[str]:
    visits = sorted(
        (t.visit for t in tickets.values() if t.visit and t.visit.shift_id == shift.id),
        key=lambda visit: visit.start,
    )
    if shift.max_tickets is not None and len(visits) > shift.max_tickets:
        yield "max_tickets"
    for one, two in pairwise(visits):
        if two.start > now and one.end + timedelta(seconds=two.travel_s) > two.start:
            yield f"travel to {two.ticket_id}"
    for rest in shift.breaks:
        if rest.earliest > now and not _has_room(shift, visits, rest):
            yield "break"


def _has_room(shift: Shift, visits: list[Visit], rest: Break) -> bool:
    """Whether the break fits before, between or after the visits and the ways to them."""
    long = timedelta(seconds=rest.duration_s)
    home = shift.end + timedelta(seconds=shift.overtime_s)
    starts = [shift.start, *(visit.end for visit in visits)]
    ends = [*(visit.start for visit in visits), home]
    ways = [*(timedelta(seconds=visit.travel_s) for visit in visits), timedelta(0)]
    return any(
        end - start >= way + long and max(start, rest.earliest) <= min(end - long, rest.latest)
        for start, end, way in zip(starts, ends, ways, strict=True)
    )


def _lock_kept(before: Ticket, after: Ticket) -> bool:
    old, new = before.visit, after.visit
    if old is None or before.lock is Lock.NONE or before.lock is not after.lock:
        return True
    if new is None:
        return False
    return (before.lock is Lock.TIME or new.engineer_id == old.engineer_id) and (
        before.lock is Lock.ENGINEER or new.start == old.start
    )
