"""Taking a call: who is calling, what else they called about, and the ticket that comes of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from dispatch_console.domain.connection import is_outage
from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId
from dispatch_console.domain.likeness import RECENT, Call, Likeness, likely
from dispatch_console.domain.phone import alike, digits
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import assign
from dispatch_console.services.tickets import NewTicket, create

FEWEST_DIGITS = 4
"""Fewer say nothing about who is calling."""

CALLERS = 8
TICKETS_READ = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody with a number like the one typed; `customer` is None for a name on tickets only.

    `open` are their tickets still worked on, the newest first.
    """

    name: str
    phone: str
    customer: Customer | None = None
    sites: tuple[Site, ...] = ()
    open: tuple[Ticket, ...] = ()


@dataclass(frozen=True, slots=True)
class Booking:
    """An engineer who is to come, and when the visit begins."""

    engineer: EngineerId
    start: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """The ticket of a call; `refused` says why it is there but could not be booked."""

    ticket: Ticket
    refused: DomainError | None = None


def callers(ctx: Context, typed: str) -> tuple[Caller, ...]:
    """Whose number is the one typed, or starts so; a whole match first, then by name.

    Nobody before `FEWEST_DIGITS` are typed. Customers are known by their own number and by those
    on their open tickets.
    """
    start = digits(typed)
    if len(start) < FEWEST_DIGITS:
        return ()
    with ctx.database.snapshot() as snap:
        by_ticket = snap.tickets.calling(start, TICKETS_READ)
        named = {t.customer_id for t in by_ticket.values() if t.customer_id is not None}
        customers = snap.customers.calling(start, CALLERS) | snap.customers.get(named)
        sites = snap.sites.of(customers)
        tickets = by_ticket | snap.tickets.open_of(customers)
    found = [_known(customer, sites.values(), tickets.values()) for customer in customers.values()]
    found += _strangers(tickets.values())
    found.sort(key=lambda one: (not alike(one.phone, typed), one.name, one.phone))
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
        assign(ctx, uuid5(command_id, "visit"), [ticket.id], booking.engineer, booking.start)
    except DomainError as refused:
        if is_outage(refused):
            raise
        return Taken(ticket, refused)
    return Taken(ticket)


def _known(customer: Customer, sites: Iterable[Site], tickets: Iterable[Ticket]) -> Caller:
    return Caller(
        name=customer.name,
        phone=customer.phone,
        customer=customer,
        sites=tuple(site for site in sites if site.customer_id == customer.id),
        open=_newest(t for t in tickets if t.customer_id == customer.id),
    )


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
