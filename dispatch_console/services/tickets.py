"""New tickets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.custom import defaults, merged
from dispatch_console.domain.customer import Customer
from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AssetId, CustomerId, RegionId, SiteId, TicketId
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.region import Region, contains
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.sla import deadlines
from dispatch_console.domain.ticket import (
    GENERAL,
    Channel,
    CustomValue,
    Priority,
    Status,
    Ticket,
    short_title,
    title_of,
)
from dispatch_console.services.context import Context
from dispatch_console.services.rules.firing import fire_here
from dispatch_console.services.sla import definitions
from dispatch_console.services.sla.settling import due_by_policy, settle
from dispatch_console.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """What the person who takes a call knows; all but the title may stay as it is.

    Without a `customer_id` the customer is found by name and phone, or is a new one. `custom` holds
    what was entered into the custom fields of its `type`.
    """

    title: str
    priority: Priority = Priority.P3
    channel: Channel = Channel.PHONE
    category: str = ""
    description: str = ""
    customer_id: CustomerId | None = None
    customer_name: str = ""
    phone: str = ""
    site_id: SiteId | None = None
    asset_id: AssetId | None = None
    address: str = ""
    location: Location | None = None
    skills: tuple[SkillLevel, ...] = ()
    duration_s: int = 3600
    windows: tuple[TimeWindow, ...] = ()
    crew_size: int = 1
    external_id: str | None = None
    type: str = GENERAL
    custom: Mapping[str, object] = field(default_factory=dict)


def create(
    ctx: Context, command_id: UUID, new: NewTicket, occurred_at: datetime | None = None
) -> Ticket:
    """The ticket, with its number, deadlines and region; the same command gives the same ticket.
    Rules for new tickets have been at it.

    `occurred_at`: when it was asked for, if that was not just now; deadlines run from then on. The
    audit trail has the moment at which it was recorded.

    Raises as `title_of`, `ticket.duration` unless it takes time, `skill.unknown`,
    and as `entered` for custom fields.
    """
    title_of(new.title)
    if new.duration_s <= 0:
        raise DomainError("ticket.duration")

    def work(unit: Unit) -> None:
        if not unit.already_done:
            drawn = drafted(new, occurred_at or ctx.clock(), unit.regions.all())
            custom = entered(new, unit.workflows.definitions())
            customer = new.customer_id or customer_of(unit, new.customer_name, new.phone)
            whole = replace(drawn, customer_id=customer, custom=custom)
            due = due_by_policy(unit, definitions.load(unit), whole)
            (row,) = unit.tickets.add([due])
            settle(unit, [row.id])
            fire_here(unit, [row.id], ctx.clock())

    _, changes = ctx.database.run(work, user=ctx.user, command=command_id, what="ticket.create")
    with ctx.database.snapshot() as snap:
        rows = snap.tickets.get(changes.tickets).values()
    return next(row for row in rows if row.crew_of is None)


def entered(new: NewTicket, definitions: Definitions) -> tuple[tuple[str, CustomValue], ...]:
    """The values of a new ticket's custom fields, those that nothing was said of by default.

    Raises `ticket.type` for a type there is not or that is retired, `field.required` where one is
    missing that a new ticket must have, and as `domain.custom.merged`.
    """
    if new.type not in definitions.open_types:
        raise DomainError("ticket.type", type=new.type)
    fields = definitions.fields_of(new.type)
    values = merged(fields, (), {**defaults(fields), **new.custom})
    there = dict(values)
    for one in fields:
        if Status.NEW in one.required_in and one.code not in there:
            raise DomainError(
                "field.required", custom=one.code, name_en=one.name_en, name_zh=one.name_zh
            )
    return values


def region_at(regions: Mapping[RegionId, Region], location: Location | None) -> RegionId | None:
    """The region a place lies in; the lowest id where polygons overlap."""
    if location is None:
        return None
    return min((key for key, area in regions.items() if contains(area, location)), default=None)


def add_note(ctx: Context, command_id: UUID, ticket: TicketId, note: str) -> ChangeSet:
    """Put what a caller said below the ticket's description.

    Raises `ticket.no_note` without words, `ticket.gone`.
    """
    if not note.strip():
        raise DomainError("ticket.no_note")

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        asked = unit.tickets.get([ticket]).values()
        found = next(iter(unit.tickets.lock(one.whole for one in asked).values()), None)
        if found is None:
            raise DomainError("ticket.gone", number=ticket)
        longer = f"{found.description}\n\n{note.strip()}".strip()
        unit.tickets.update([replace(found, description=longer)])

    return ctx.database.run(work, user=ctx.user, command=command_id, what="ticket.add_note")[1]


def set_ties(
    ctx: Context,
    command_id: UUID,
    ticket: TicketId,
    crew_size: int,
    after: Iterable[TicketId],
    same_engineer: bool,
) -> ChangeSet:
    """Say how many the ticket takes at once, and after which it comes.

    A smaller crew loses its last mates with their visits. Raises `ticket.gone`,
    `ticket.after_unknown`, and `ticket.after_circle` for one that would wait for itself.
    """

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        found = unit.tickets.lock([ticket]).get(ticket)
        if found is None:
            raise DomainError("ticket.gone", number=ticket)
        told = {"crew_size": crew_size, "after": tuple(sorted(set(after)))}
        unit.tickets.update([replace(found, **told, same_engineer=same_engineer)])

    return ctx.database.run(work, user=ctx.user, command=command_id, what="set_ties")[1]


def drafted(new: NewTicket, created: datetime, regions: Mapping[RegionId, Region]) -> Ticket:
    """The ticket as it will be, without id, number and customer; its deadlines are the usual ones
    of its priority."""
    response, resolution = deadlines(new.priority, created)
    return Ticket(
        id=TicketId(0),
        number="",
        title=short_title(new.title),
        priority=new.priority,
        channel=new.channel,
        category=new.category,
        description=new.description,
        external_id=new.external_id,
        type=new.type,
        customer_name=new.customer_name,
        phone=new.phone,
        site_id=new.site_id,
        asset_id=new.asset_id,
        address=new.address,
        location=new.location,
        region_id=region_at(regions, new.location),
        skills=new.skills,
        duration_s=new.duration_s,
        windows=new.windows,
        crew_size=new.crew_size,
        created_at=created,
        response_due=response,
        resolution_due=resolution,
    )


def customer_of(unit: Unit, name: str, phone: str) -> CustomerId | None:
    """The customer of that name and phone, a new one if there is none; nobody without a name."""
    if not name:
        return None
    given = Customer(id=CustomerId(0), name=name, phone=phone)
    return unit.customers.upsert([given]).rows[0].id
