"""What the customers' window and the inspector show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dispatch_console.domain.asset import Asset, Meter, Reading
from dispatch_console.domain.cover import Contract, Cover
from dispatch_console.domain.customer import Contact, Customer, Site
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import (
    AssetId,
    ContactId,
    ContractId,
    CustomerId,
    MeterId,
    SiteId,
    TicketId,
    UpkeepId,
)
from dispatch_console.domain.ticket import Ticket
from dispatch_console.domain.upkeep import Occasion, Upkeep, coming
from dispatch_console.services.context import Context
from dispatch_console.services.customers.covering import cover_on
from dispatch_console.storage.repositories.trail import RowChange
from dispatch_console.storage.unit_of_work import Snapshot

TICKETS = 200
"""So many tickets of a customer, site or device are told, the newest."""

LAST_TICKETS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """All customers, sites and devices that stand; what was merged is left out."""

    customers: Mapping[CustomerId, Customer] = field(default_factory=dict)
    sites: Mapping[SiteId, Site] = field(default_factory=dict)
    assets: Mapping[AssetId, Asset] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """A maintenance plan, what became of it, and when it comes round next."""

    plan: Upkeep
    past: tuple[Occasion, ...] = ()
    next: Occasion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One command and what it changed of a customer, site or device (`kind`).

    `what` is what the command was called. `fields`: column → value before and after.
    """

    kind: str
    at: datetime
    who: str
    what: str
    created: bool = False
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A customer, or one of their sites or devices."""

    customer: CustomerId
    site: SiteId | None = None
    asset: AssetId | None = None

    @property
    def kind(self) -> str:
        """What the trail calls it."""
        return "asset" if self.asset else "site" if self.site else "customer"

    @property
    def row(self) -> int:
        """Its id."""
        return self.asset or self.site or self.customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """All that is known of one customer, besides sites and devices; as of the day `on`.

    `tickets`, `deeds` and `cover` are of the subject: the customer, or a site or device of theirs.
    """

    subject: Subject
    on: date
    cover: Cover
    deeds: tuple[Deed, ...] = ()
    contacts: Mapping[ContactId, Contact] = field(default_factory=dict)
    contracts: Mapping[ContractId, Contract] = field(default_factory=dict)
    plans: Mapping[UpkeepId, Prospect] = field(default_factory=dict)
    meters: Mapping[MeterId, Meter] = field(default_factory=dict)
    readings: tuple[Reading, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    formerly: tuple[str, ...] = ()
    """Names of customers that were merged into this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetCard:
    """A ticket's device: what it is and is part of, where, covered how, and what came before.

    `line` has the device and those it is part of; empty where the ticket has none. `told` is when
    the ticket was asked for, by whose day the cover goes.
    """

    line: tuple[Asset, ...] = ()
    site: Site | None = None
    cover: Cover
    meters: Mapping[MeterId, Meter] = field(default_factory=dict)
    readings: tuple[Reading, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    others: tuple[Asset, ...] = ()
    """Devices at the ticket's site, else of its customer, which it may be about."""


def directory(ctx: Context) -> Directory:
    """Everybody."""
    with ctx.database.snapshot() as snap:
        return Directory(
            customers=snap.customers.standing(),
            sites=snap.sites.standing(),
            assets=snap.assets.standing(),
        )


def card(ctx: Context, subject: Subject, zone: ZoneInfo) -> Card:
    """The card of a customer, site or device; an empty one for what is not there."""
    customer, today = subject.customer, ctx.clock().astimezone(zone).date()
    with ctx.database.snapshot() as snap:
        meters = snap.meters.of(snap.assets.of([customer]))
        readings = snap.meters.readings(meters)
        return Card(
            subject=subject,
            on=today,
            cover=cover_on(snap, customer, subject.asset, today),
            deeds=_deeds(snap, subject),
            contacts=snap.contacts.of([customer]),
            contracts=snap.contracts.of([customer]),
            plans=_prospects(snap, customer, readings, today),
            meters=meters,
            readings=readings,
            tickets=snap.tickets.about(f"{subject.kind}_id", subject.row, TICKETS),
            formerly=snap.customers.formerly(customer),
        )


def asset_card(ctx: Context, key: TicketId, zone: ZoneInfo) -> AssetCard:
    """What is said of the ticket's device. Raises `ticket.gone`."""
    with ctx.database.snapshot() as snap:
        ticket = snap.tickets.get([key]).get(key)
        if ticket is None:
            raise DomainError("ticket.gone", number=key)
        line = () if ticket.asset_id is None else snap.assets.line(ticket.asset_id)
        device = line[0] if line else None
        meters = {} if device is None else snap.meters.of([device.id])
        on = ticket.created_at.astimezone(zone).date()
        where = device.site_id if device is not None else ticket.site_id
        theirs = () if ticket.customer_id is None else snap.assets.of([ticket.customer_id]).values()
        near = [a for a in theirs if ticket.site_id is None or a.site_id in (None, ticket.site_id)]
        before = (
            () if device is None else snap.tickets.about("asset_id", device.id, LAST_TICKETS + 1)
        )
        return AssetCard(
            line=line,
            site=None if where is None else snap.sites.get([where]).get(where),
            cover=cover_on(snap, ticket.customer_id, ticket.asset_id, on),
            meters=meters,
            readings=snap.meters.readings(meters),
            tickets=tuple(one for one in before if one.id != ticket.whole)[:LAST_TICKETS],
            others=tuple(near),
        )


def _deeds(snap: Snapshot, subject: Subject) -> tuple[Deed, ...]:
    """What happened, the last thing first."""
    return tuple(
        Deed(
            kind=subject.kind,
            at=entry.at,
            who=entry.who,
            what=entry.what,
            created=entry.change.before is None,
            fields=_differences(entry.change),
        )
        for entry in snap.trail.about(subject.kind, subject.row)[::-1]
    )


def _differences(change: RowChange) -> dict[str, tuple[Any, Any]]:
    before, after = change.before, change.after or {}
    if before is None:
        return {}
    return {name: (before.get(name), after.get(name)) for name in sorted(change.columns)}


def _prospects(
    snap: Snapshot, customer: CustomerId, readings: tuple[Reading, ...], today: date
) -> dict[UpkeepId, Prospect]:
    plans = snap.upkeeps.of([customer])
    answered, past = snap.upkeeps.answered(plans), snap.upkeeps.occasions(plans)
    return {
        key: Prospect(
            plan=plan,
            past=tuple(one for one in past if one.plan_id == key),
            next=coming(
                plan,
                answered.get(key, 0),
                today,
                [reading for reading in readings if reading.meter_id == plan.meter_id],
            ),
        )
        for key, plan in plans.items()
    }
