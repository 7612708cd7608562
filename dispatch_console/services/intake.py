"""Taking a call: who is calling, what else they called about, and the ticket that comes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid5

from dispatch_console.domain.asset import Asset, AssetStatus
from dispatch_console.domain.connection import is_outage
from dispatch_console.domain.cover import Contract, Cover, cover_of
from dispatch_console.domain.customer import Contact, Customer, Site
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AssetId, EngineerId
from dispatch_console.domain.likeness import RECENT, Call, Likeness, likely
from dispatch_console.domain.phone import alike, alike_nearby, digits, local
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import send
from dispatch_console.services.tickets import NewTicket, create

FEWEST_DIGITS = 4
"""Fewer say nothing about who is calling."""

CALLERS = 8
TICKETS_READ = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody with a number like the one typed; `customer` is None for a name on tickets only.

    `contact` is the customer's person who has the number, with `phone` then theirs. `assets` are
    the devices they may be calling about, not those that are gone; `covers` says who pays today for
    each, and under None for what has no device. `open` are their tickets still worked on, the
    newest first.
    """

    name: str
    phone: str
    customer: Customer | None = None
    contact: Contact | None = None
    sites: tuple[Site, ...] = ()
    assets: tuple[Asset, ...] = ()
    covers: Mapping[AssetId | None, Cover] = field(default_factory=dict)
    open: tuple[Ticket, ...] = ()


@dataclass(frozen=True, slots=True)
class Booking:
    """An engineer who is to come, and when the visit begins; `mates` come along in a crew."""

    engineer: EngineerId
    start: datetime
    mates: tuple[EngineerId, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """The ticket of a call; `refused` says why it is there but could not be booked."""

    ticket: Ticket
    refused: DomainError | None = None


def callers(ctx: Context, typed: str) -> tuple[Caller, ...]:
    """Whose number is the one typed, or starts so; a whole match first, then by name.

    A fixed line is found without its area code too, but after those whose number begins as typed.
    Nobody before `FEWEST_DIGITS` are typed. Customers are known by their own number, by those of
    their people and by those on their open tickets.
    """
    start = digits(typed)
    if len(start) < FEWEST_DIGITS:
        return ()
    with ctx.database.snapshot() as snap:
        by_ticket = snap.tickets.calling(start, TICKETS_READ)
        named = {t.customer_id for t in by_ticket.values() if t.customer_id is not None}
        customers = snap.customers.calling(start, CALLERS) | snap.customers.get(named)
        known = _Known(
            typed,
            ctx.clock().date(),
            snap.contacts.of(customers).values(),
            snap.sites.of(customers).values(),
            snap.assets.of(customers),
            snap.contracts.of(customers).values(),
        )
        tickets = by_ticket | snap.tickets.open_of(customers)
    found = [known.caller(customer, tickets.values()) for customer in customers.values()]
    found += _strangers(tickets.values())
    found.sort(key=lambda one: (_distance(one.phone, typed), one.name, one.phone))
    return tuple(found[:CALLERS])


def likely_duplicates(
    ctx: Context, call: Call, open_tickets: Iterable[Ticket], now: datetime
) -> tuple[Likeness, ...]:
    """Tickets the call may be about, among the board's and those that ended lately."""
    with ctx.database.snapshot() as snap:
        ended = snap.tickets.ended_near(call, now - RECENT, TICKETS_READ)
    return likely(call, (*open_tickets, *ended.values()), now)


def take(
    ctx: Context,
    command_id: UUID,
    new: NewTicket,
    booking: Booking | None = None,
    occurred_at: datetime | None = None,
) -> Taken:
    """The ticket of a call (of `occurred_at`, else of just now), and its visit if one is wanted.

    The ticket stays whatever becomes of the visit: the caller has been told its number. Raises
    what `tickets.create` raises, and what the database does; the same command may then be given
    again.
    """
    ticket = create(ctx, command_id, new, occurred_at)
    if booking is None:
        return Taken(ticket)
    try:
        crew = (booking.engineer, *booking.mates)
        send(ctx, uuid5(command_id, "visit"), ticket.id, crew, booking.start)
    except DomainError as refused:
        if is_outage(refused):
            raise
        return Taken(ticket, refused)
    return Taken(ticket)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the customers who may be calling; `on` is the day of the call."""

    typed: str
    on: date
    contacts: Iterable[Contact]
    sites: Iterable[Site]
    assets: Mapping[AssetId, Asset]
    contracts: Iterable[Contract]

    def caller(self, customer: Customer, tickets: Iterable[Ticket]) -> Caller:
        own = [c for c in self.contacts if c.customer_id == customer.id and c.active]
        near = [c for c in own if _distance(c.phone, self.typed) < _FAR]
        person = min(near, key=lambda c: (_distance(c.phone, self.typed), not c.main), default=None)
        if person is not None and _distance(customer.phone, self.typed) <= _distance(
            person.phone, self.typed
        ):
            person = None
        assets = tuple(
            asset
            for asset in self.assets.values()
            if asset.customer_id == customer.id and asset.status is not AssetStatus.RETIRED
        )
        lines = {None: (), **{asset.id: self._line(asset) for asset in assets}}
        return Caller(
            name=customer.name,
            phone=customer.phone if person is None else person.phone,
            customer=customer,
            contact=person,
            sites=tuple(site for site in self.sites if site.customer_id == customer.id),
            assets=assets,
            covers={
                key: cover_of(customer.id, line, self.contracts, self.on)
                for key, line in lines.items()
            },
            open=_newest(t for t in tickets if t.customer_id == customer.id),
        )

    def _line(self, asset: Asset) -> tuple[Asset, ...]:
        """The device and those it is part of."""
        line = [asset]
        while (above := self.assets.get(line[-1].parent_id or AssetId(0))) and above not in line:
            line.append(above)
        return tuple(line)


_FAR = 3


def _distance(phone: str, typed: str) -> int:
    """How far what was typed is from being this number: 0 is all of it, `_FAR` is not at all."""
    if alike(phone, typed):
        return 0
    if alike_nearby(phone, typed):
        return 1
    begins = digits(phone).startswith(digits(typed)) or local(phone).startswith(digits(typed))
    return 2 if begins else _FAR


def _strangers(tickets: Iterable[Ticket]) -> list[Caller]:
    """Names and numbers of tickets without a customer."""
    loose: dict[tuple[str, str], list[Ticket]] = {}
    for ticket in tickets:
        if ticket.customer_id is None:
            loose.setdefault((ticket.customer_name, digits(ticket.phone)), []).append(ticket)
    return [
        Caller(name=name, phone=held[0].phone, open=_newest(held))
        for (name, _), held in loose.items()
    ]


def _newest(tickets: Iterable[Ticket]) -> tuple[Ticket, ...]:
    return tuple(sorted(tickets, key=lambda ticket: ticket.created_at, reverse=True))
