"""Lines of tickets, engineers and sites, and the words that all lines are made of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dispatch_console.domain.custom import FieldKind, Target
from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.engineer import Engineer, Shift
from dispatch_console.domain.ids import CustomerId, RegionId, TicketId
from dispatch_console.domain.place import Location
from dispatch_console.domain.region import Region
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import GENERAL, Ticket
from dispatch_console.domain.workflow import CUSTOM
from dispatch_console.services.importing.table_writer import Line, Value
from dispatch_console.storage.unit_of_work import Snapshot

TICKET_COLUMNS = (
    "External id", "Title", "Description", "Category", "Status", "Priority", "Channel",
    "Created at", "Response due", "Resolution due", "Customer", "Phone", "Site", "Address",
    "Latitude", "Longitude", "Skills", "Duration", "Window start", "Window end", "All windows",
    "Crew size", "After", "Same engineer",
)  # fmt: skip
ENGINEER_COLUMNS = (
    "External id", "Number", "Name", "Team", "Phone", "Email", "Wecom", "Login", "Skills",
    "Regions", "Home latitude", "Home longitude", "Active", "Shift start", "Shift end", "Overtime",
    "Max tickets", "Break start", "Break latest", "Break duration",
)  # fmt: skip
SITE_COLUMNS = (
    "External id", "Name", "Address", "Customer id", "Customer", "Phone", "Latitude", "Longitude",
)  # fmt: skip


Lines = tuple[Sequence[str], Iterator[Line]]
"""The names of the columns, and the rows."""


def ticket_lines(snapshot: Snapshot, _: datetime, zone: ZoneInfo) -> Lines:
    """All tickets, closed ones too."""
    sites = snapshot.sites.every()
    tickets = snapshot.tickets.every()
    names = {key: ticket.external_id or ticket.number for key, ticket in tickets.items()}
    numbers = {key: one.number for key, one in snapshot.engineers.every().items()}
    definitions = snapshot.workflows.definitions()
    codes = sorted({code for ticket in tickets.values() for code, _ in ticket.custom})
    references = {
        (one.type, one.code): names if one.target is Target.TICKET else numbers
        for one in definitions.fields
        if one.kind is FieldKind.REFERENCE
    }
    return (*TICKET_COLUMNS, "Ticket type", *(CUSTOM + code for code in codes)), (
        _ticket(ticket, (sites[ticket.site_id].external_id if ticket.site_id else "") or "", zone)
        + _ties(ticket, names)
        + (ticket.type, *_custom(ticket, codes, references))
        for ticket in tickets.values()
        if ticket.crew_of is None
    )


def _custom(
    ticket: Ticket,
    codes: Sequence[str],
    references: Mapping[tuple[str, str], Mapping[Any, str]],
) -> tuple[Value, ...]:
    """The values in the order of `codes`; tickets and engineers by their numbers."""
    values = dict(ticket.custom)
    for code, value in values.items():
        for type_ in (ticket.type, GENERAL):
            known = references.get((type_, code))
            if known is not None:
                values[code] = known.get(value, "")
                break
    return tuple(str(values.get(code, "")) for code in codes)


def _ties(ticket: Ticket, names: Mapping[TicketId, str]) -> tuple[Value, ...]:
    return (
        ticket.crew_size,
        "; ".join(names[key] for key in ticket.after),
        "yes" if ticket.same_engineer else "no",
    )


def _ticket(ticket: Ticket, site: str, zone: ZoneInfo) -> tuple[Value, ...]:
    windows = [(time_text(w.start, zone), time_text(w.end, zone)) for w in ticket.windows]
    only = windows[0] if len(windows) == 1 else ("", "")
    return (
        ticket.external_id or ticket.number,
        ticket.title,
        ticket.description,
        ticket.category,
        ticket.status.value,
        ticket.priority.name,
        ticket.channel.value,
        time_text(ticket.created_at, zone),
        time_text(ticket.response_due, zone),
        time_text(ticket.resolution_due, zone),
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


def engineer_lines(snapshot: Snapshot, now: datetime, zone: ZoneInfo) -> Lines:
    """A line for each shift that is not over, or one without."""
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
        engineer.email,
        engineer.wecom,
        engineer.login,
        _skills(engineer.skills),
        "; ".join(regions[region].code for region in engineer.regions),
        *_place(engineer.home),
        "yes" if engineer.active else "no",
    )


def _shift(shift: Shift | None, zone: ZoneInfo) -> tuple[Value, ...]:
    if shift is None:
        return ("",) * 7
    return (
        time_text(shift.start, zone),
        time_text(shift.end, zone),
        _duration(shift.overtime_s) if shift.overtime_s else "",
        shift.max_tickets,
        "; ".join(time_text(pause.earliest, zone) for pause in shift.breaks),
        "; ".join(time_text(pause.latest, zone) for pause in shift.breaks),
        "; ".join(_duration(pause.duration_s) for pause in shift.breaks),
    )


def site_lines(snapshot: Snapshot, _: datetime, __: ZoneInfo) -> Lines:
    """All sites with their customers."""
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


def time_text(moment: datetime | None, zone: ZoneInfo) -> str:
    """A moment with its offset; nothing for none."""
    return "" if moment is None else moment.astimezone(zone).isoformat(" ")


def _place(location: Location | None) -> tuple[Value, Value]:
    return ("", "") if location is None else (location.lat, location.lon)


def _skills(skills: Iterable[SkillLevel]) -> str:
    return "; ".join(f"{skill.code}:{skill.level}" for skill in skills)


def _duration(seconds: int) -> str:
    return f"{seconds} s" if seconds % 60 else f"{seconds // 60} min"
