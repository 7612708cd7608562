"""Tickets, engineers and sites into CSV and XLSX files that `importing` reads back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.engineer import Engineer, Shift
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import CustomerId, RegionId, TicketId
from dispatch_console.domain.place import Location
from dispatch_console.domain.region import Region
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Ticket
from dispatch_console.domain.workflow import CUSTOM
from dispatch_console.services.context import Context
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.table_writer import Line, Value, write_csv, write_xlsx
from dispatch_console.storage.unit_of_work import Snapshot

TICKET_COLUMNS = (
    "External id", "Title", "Description", "Category", "Status", "Priority", "Channel",
    "Created at", "Response due", "Resolution due", "Customer", "Phone", "Site", "Address",
    "Latitude", "Longitude", "Skills", "Duration", "Window start", "Window end", "All windows",
    "Crew size", "After", "Same engineer",
)  # fmt: skip
ENGINEER_COLUMNS = (
    "External id", "Number", "Name", "Team", "Phone", "Skills", "Regions", "Home latitude",
    "Home longitude", "Active", "Shift start", "Shift end", "Overtime", "Max tickets",
    "Break start", "Break latest", "Break duration",
)  # fmt: skip
SITE_COLUMNS = (
    "External id", "Name", "Address", "Customer id", "Customer", "Phone", "Latitude", "Longitude",
)  # fmt: skip


def export(context: Context, kind: Kind, path: Path, *, time_zone: str) -> int:
    """Write all rows of a kind; returns their number. The suffix of `path` says the format.

    Tickets: all there are, closed ones too. Engineers: one line for each shift that is not over, or
    one without. Times carry their offset. Raises `export.format`, `import.write`, `database.*`.
    """
    writers: dict[str, Callable[[Path, Sequence[str], Iterable[Line]], int]] = {
        ".csv": write_csv,
        ".xlsx": write_xlsx,
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise DomainError("export.format", file=path.name)
    zone = ZoneInfo(time_zone)
    with context.database.snapshot() as snapshot:
        columns, lines = _LINES[kind](snapshot, context.clock(), zone)
        return writer(path, columns, lines)


def _ticket_lines(
    snapshot: Snapshot, _: datetime, zone: ZoneInfo
) -> tuple[Sequence[str], Iterator[Line]]:
    sites = snapshot.sites.every()
    tickets = snapshot.tickets.every()
    names = {key: ticket.external_id or ticket.number for key, ticket in tickets.items()}
    codes = sorted({code for ticket in tickets.values() for code, _ in ticket.custom})
    return (*TICKET_COLUMNS, "Ticket type", *(CUSTOM + code for code in codes)), (
        _ticket(ticket, (sites[ticket.site_id].external_id if ticket.site_id else "") or "", zone)
        + _ties(ticket, names)
        + (ticket.type, *_custom(ticket, codes))
        for ticket in tickets.values()
        if ticket.crew_of is None
    )


def _custom(ticket: Ticket, codes: Sequence[str]) -> tuple[Value, ...]:
    values = dict(ticket.custom)
    return tuple(str(values.get(code, "")) for code in codes)


def _ties(ticket: Ticket, names: Mapping[TicketId, str]) -> tuple[Value, ...]:
    return (
        ticket.crew_size,
        "; ".join(names[key] for key in ticket.after),
        "yes" if ticket.same_engineer else "no",
    )


def _ticket(ticket: Ticket, site: str, zone: ZoneInfo) -> tuple[Value, ...]:
    windows = [(_time(w.start, zone), _time(w.end, zone)) for w in ticket.windows]
    only = windows[0] if len(windows) == 1 else ("", "")
    return (
        ticket.external_id or ticket.number,
        ticket.title,
        ticket.description,
        ticket.category,
        ticket.status.value,
        ticket.priority.name,
        ticket.channel.value,
        _time(ticket.created_at, zone),
        _time(ticket.response_due, zone),
        _time(ticket.resolution_due, zone),
        ticket.customer_name,
        ticket.phone,
        site,
        ticket.address,
        *_place(ticket.location),
        _skills(ticket.skills),
        _duration(ticket.duration_s),
        *only,
        "; ".join(f"{start} / {end}" for start, end in windows),
    )


def _engineer_lines(
    snapshot: Snapshot, now: datetime, zone: ZoneInfo
) -> tuple[Sequence[str], Iterator[Line]]:
    regions = snapshot.regions.every()
    engineers = snapshot.engineers.every()
    shifts: dict[int, list[Shift | None]] = {}
    for shift in snapshot.shifts.every().values():
        if shift.end > now:
            shifts.setdefault(shift.engineer_id, []).append(shift)
    return ENGINEER_COLUMNS, (
        _engineer(engineer, regions) + _shift(shift, zone)
        for engineer in engineers.values()
        for shift in shifts.get(engineer.id, [None])
    )


def _engineer(engineer: Engineer, regions: Mapping[RegionId, Region]) -> tuple[Value, ...]:
    return (
        engineer.external_id or engineer.number,
        engineer.number,
        engineer.name,
        engineer.team,
        engineer.phone,
        _skills(engineer.skills),
        "; ".join(regions[region].code for region in engineer.regions),
        *_place(engineer.home),
        "yes" if engineer.active else "no",
    )


def _shift(shift: Shift | None, zone: ZoneInfo) -> tuple[Value, ...]:
    if shift is None:
        return ("",) * 7
    return (
        _time(shift.start, zone),
        _time(shift.end, zone),
        _duration(shift.overtime_s) if shift.overtime_s else "",
        shift.max_tickets,
        "; ".join(_time(pause.earliest, zone) for pause in shift.breaks),
        "; ".join(_time(pause.latest, zone) for pause in shift.breaks),
        "; ".join(_duration(pause.duration_s) for pause in shift.breaks),
    )


def _site_lines(
    snapshot: Snapshot, _: datetime, __: ZoneInfo
) -> tuple[Sequence[str], Iterator[Line]]:
    customers = snapshot.customers.every()
    return SITE_COLUMNS, (_site(site, customers) for site in snapshot.sites.every().values())


def _site(site: Site, customers: Mapping[CustomerId, Customer]) -> Line:
    customer = customers.get(site.customer_id) if site.customer_id else None
    return (
        site.external_id,
        site.name,
        site.address,
        customer.external_id if customer else "",
        customer.name if customer else "",
        customer.phone if customer else "",
        *_place(site.location),
    )


def _time(moment: datetime | None, zone: ZoneInfo) -> str:
    return "" if moment is None else moment.astimezone(zone).isoformat(" ")


def _place(location: Location | None) -> tuple[Value, Value]:
    return ("", "") if location is None else (location.lat, location.lon)


def _skills(skills: Iterable[SkillLevel]) -> str:
    return "; ".join(f"{skill.code}:{skill.level}" for skill in skills)


def _duration(seconds: int) -> str:
    return f"{seconds} s" if seconds % 60 else f"{seconds // 60} min"


_LINES = {
    Kind.TICKETS: _ticket_lines,
    Kind.ENGINEERS: _engineer_lines,
    Kind.SITES: _site_lines,
}
