"""Tickets as programs read and send them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from dispatch_console.domain.ids import QueueId, RegionId
from dispatch_console.domain.place import TimeWindow
from dispatch_console.domain.skill import MAX_LEVEL, MIN_LEVEL, SkillLevel
from dispatch_console.domain.ticket import (
    GENERAL,
    LARGEST_CREW,
    Channel,
    CustomValue,
    HoldReason,
    Lock,
    Priority,
    Status,
    Ticket,
)
from dispatch_console.gateway.api.answers import NOT_NULL
from dispatch_console.gateway.api.fields import (
    Line,
    Moment,
    Page,
    Place,
    Seconds,
    Sent,
    Text,
    Title,
    Told,
    Value,
    Version,
)
from dispatch_console.gateway.api.lookups import AssetRef, Ref
from dispatch_console.gateway.api.paging import cursor_after
from dispatch_console.services.dossiers import Dossiers

MOST_OF = 50
"""Skills and windows of a ticket; custom fields that are said at once, too."""

Urgency = Annotated[int, Field(ge=1, le=4, description="1 is the most urgent, 4 the least")]
Custom = Annotated[
    dict[Line, Value],
    Field(
        max_length=MOST_OF,
        description="Custom fields by code, as `/types/{code}/fields` tells them; references by the"
        " number of the ticket or engineer; null empties one",
    ),
]


class SkillNeeded(Sent):
    """A skill of the catalogue and the least level of it."""

    code: Line
    level: Annotated[int, Field(ge=MIN_LEVEL, le=MAX_LEVEL)] = MIN_LEVEL


class Window(Sent):
    """When work may start, both ends included."""

    start: Moment
    end: Moment

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError("reversed")
        return self


Skills = Annotated[list[SkillNeeded], Field(max_length=MOST_OF)]
Windows = Annotated[list[Window], Field(max_length=MOST_OF)]


class NewTicketSent(Sent):
    """A ticket to be made. All but the title may be left out.

    Customer, address and place come from the device or site where they are not said. Without any of
    them the customer is found by name and phone, or is a new one.
    """

    title: Title
    type: Line = Field(GENERAL, description="A code of `/types`")
    description: Text = ""
    priority: Urgency = int(Priority.P3)
    channel: Channel = Channel.API
    category: Line = ""
    external_id: Line | None = Field(
        None, min_length=1, description="What your system calls it; of one ticket only"
    )
    customer: Ref | None = None
    site: Ref | None = None
    asset: AssetRef | None = None
    customer_name: Line = ""
    phone: Line = ""
    address: Line = ""
    location: Place | None = None
    skills: Skills = Field(default_factory=list)
    duration_s: Seconds = 3600
    windows: Windows = Field(default_factory=list)
    crew_size: Annotated[int, Field(ge=1, le=LARGEST_CREW)] = 1
    custom: Custom = Field(default_factory=dict)
    occurred_at: Moment | None = Field(
        None, description="When it was asked for, if not just now; deadlines run from then on"
    )


class TicketPatch(Sent):
    """What is to be changed; what is left out stays as it is."""

    version: Version
    title: Title | None = None
    type: Line | None = None
    description: Text | None = None
    priority: Urgency | None = None
    category: Line | None = None
    customer_name: Line | None = None
    phone: Line | None = None
    address: Line | None = None
    location: Place | None = None
    skills: Skills | None = None
    duration_s: Seconds | None = None
    windows: Windows | None = None
    response_due: Moment | None = None
    resolution_due: Moment | None = None
    custom: Custom | None = None

    @model_validator(mode="after")
    def _no_nulls(self) -> Self:
        """Only a place and deadlines may be unknown."""
        may = {"location", "response_due", "resolution_due"}
        for name in self.model_fields_set - may:
            if getattr(self, name) is None:
                raise PydanticCustomError(NOT_NULL, "{name}", {"name": name})
        return self


class Party(Told):
    """A customer, site or device that a ticket names."""

    id: int
    external_id: str | None
    name: str


class Device(Party):
    """A device, with what its label says."""

    code: str


class EngineerNamed(Told):
    """Who comes."""

    number: str
    name: str


class VisitTold(Told):
    """Who comes when; travel is the leg before it."""

    engineer: EngineerNamed | None
    start: datetime
    end: datetime
    travel_s: int
    travel_m: int


class TicketTold(Told):
    """A ticket. `custom` has every custom field of its type by code, empty ones as null."""

    number: str
    title: str
    type: str
    status: Status
    priority: int
    channel: Channel
    category: str
    description: str
    external_id: str | None
    customer: Party | None
    customer_name: str
    phone: str
    site: Party | None
    address: str
    location: Place | None
    asset: Device | None
    region: str | None = Field(description="The code of the region its place lies in")
    queue: str | None = Field(description="The code of the department it lies with")
    owner: str
    skills: list[SkillNeeded]
    duration_s: int
    windows: list[Window]
    crew_size: int
    after: list[str] = Field(description="Numbers of the tickets that must be done before it")
    parent: str | None
    merged_into: str | None
    hold_reason: HoldReason
    impact: int | None
    urgency: int | None
    lock: Lock
    visit: VisitTold | None
    not_before: datetime | None
    created_at: datetime
    updated_at: datetime | None
    response_due: datetime | None
    resolution_due: datetime | None
    custom: dict[str, CustomValue | None]
    version: int


class TicketPage(Page):
    """Some of the tickets, in order."""

    tickets: list[TicketTold]


def page_told(found: Dossiers) -> TicketPage:
    """The tickets with the cursor for those after them."""
    last = found.tickets[-1].id if found.tickets and found.more else None
    return TicketPage(
        tickets=[ticket_told(one, found) for one in found.tickets],
        next_cursor=None if last is None else cursor_after(last),
    )


def ticket_told(ticket: Ticket, found: Dossiers) -> TicketTold:
    """The ticket as it is told, with names for keys."""
    customer = None if ticket.customer_id is None else found.customers.get(ticket.customer_id)
    site = None if ticket.site_id is None else found.sites.get(ticket.site_id)
    asset = None if ticket.asset_id is None else found.assets.get(ticket.asset_id)
    return TicketTold(
        number=ticket.number,
        title=ticket.title,
        type=ticket.type,
        status=ticket.status,
        priority=int(ticket.priority),
        channel=ticket.channel,
        category=ticket.category,
        description=ticket.description,
        external_id=ticket.external_id,
        customer=customer
        and Party(id=customer.id, external_id=customer.external_id, name=customer.name),
        customer_name=ticket.customer_name,
        phone=ticket.phone,
        site=site and Party(id=site.id, external_id=site.external_id, name=site.name),
        address=ticket.address,
        location=Place.of(ticket.location),
        asset=asset
        and Device(id=asset.id, external_id=asset.external_id, name=asset.name, code=asset.code),
        region=_region(ticket.region_id, found),
        queue=_queue(ticket.queue_id, found),
        owner=ticket.owner,
        skills=[SkillNeeded(code=one.code, level=one.level) for one in ticket.skills],
        duration_s=ticket.duration_s,
        windows=[Window.model_construct(start=w.start, end=w.end) for w in ticket.windows],
        crew_size=ticket.crew_size,
        after=[found.numbers[key] for key in ticket.after if key in found.numbers],
        parent=None if ticket.parent_id is None else found.numbers.get(ticket.parent_id),
        merged_into=None if ticket.merged_into is None else found.numbers.get(ticket.merged_into),
        hold_reason=ticket.hold_reason,
        impact=ticket.impact,
        urgency=ticket.urgency,
        lock=ticket.lock,
        visit=_visit(ticket, found),
        not_before=ticket.not_before,
        created_at=ticket.created_at,
        updated_at=found.updated.get(ticket.id),
        response_due=ticket.response_due,
        resolution_due=ticket.resolution_due,
        custom=found.custom(ticket),
        version=ticket.version,
    )


def skills_of(sent: Iterable[SkillNeeded]) -> tuple[SkillLevel, ...]:
    """As the domain has them."""
    return tuple(SkillLevel(one.code, one.level) for one in sent)


def windows_of(sent: Iterable[Window]) -> tuple[TimeWindow, ...]:
    """As the domain has them."""
    return tuple(TimeWindow(one.start, one.end) for one in sent)


def _visit(ticket: Ticket, found: Dossiers) -> VisitTold | None:
    visit = ticket.visit
    if visit is None:
        return None
    engineer = found.engineers.get(visit.engineer_id)
    return VisitTold(
        engineer=engineer and EngineerNamed(number=engineer.number, name=engineer.name),
        start=visit.start,
        end=visit.end,
        travel_s=visit.travel_s,
        travel_m=visit.travel_m,
    )


def _region(key: RegionId | None, found: Dossiers) -> str | None:
    region = None if key is None else found.regions.get(key)
    return None if region is None else region.code


def _queue(key: QueueId | None, found: Dossiers) -> str | None:
    queue = None if key is None else found.queues.get(key)
    return None if queue is None else queue.code
