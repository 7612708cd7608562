"""What a customer is told of the service: who and what, the work, parts, times, costs, and who
signed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.cost import Work
from dispatch_console.domain.custom import CustomField
from dispatch_console.domain.customer import Customer
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import PartId, TicketId
from dispatch_console.domain.part import Part
from dispatch_console.domain.part_price import PartPrice, price_on
from dispatch_console.domain.signature import Signature
from dispatch_console.domain.step import Step
from dispatch_console.domain.stock import Move, MoveKind
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.costing.reckoning import TicketCost, reckon
from dispatch_console.services.telling import of_whole
from dispatch_console.storage.unit_of_work import Snapshot


@dataclass(slots=True)
class Used:
    """How much of a part went into the work; `serials` of pieces that have numbers. `price`: what
    one is sold at, where it has a price of its own and whoever asks may see costs."""

    part: Part
    quantity: Decimal = Decimal(0)
    serials: list[str] = field(default_factory=list)
    price: PartPrice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceReport:
    """`fields` are the custom fields that the ticket has a value of; `costs` is None for who may
    not see any. `signed` are the steps that were signed for, the first one first."""

    ticket: Ticket
    at: datetime
    customer: Customer | None = None
    device: Asset | None = None
    fields: tuple[tuple[CustomField, object], ...] = ()
    steps: tuple[Step, ...] = ()
    works: tuple[Work, ...] = ()
    parts: tuple[Used, ...] = ()
    costs: TicketCost | None = None
    signed: tuple[tuple[Step, Signature], ...] = ()


def read(ctx: Context, ticket: TicketId, zone: ZoneInfo, *, costs: bool) -> ServiceReport:
    """The report on the ticket as it is now, of a mate on its whole. Raises `ticket.gone`."""
    with ctx.database.snapshot() as snap:
        found = of_whole(snap, ticket)
        if found is None:
            raise DomainError("ticket.gone", number=ticket)
        values = dict(found.custom)
        steps = snap.steps.of([found.id]).get(found.id, ())
        signatures = snap.signatures.of([found.id])
        customer, asset = found.customer_id, found.asset_id
        return ServiceReport(
            ticket=found,
            at=ctx.clock(),
            customer=None if customer is None else snap.customers.get([customer]).get(customer),
            device=None if asset is None else snap.assets.get([asset]).get(asset),
            fields=tuple(
                (one, values[one.code])
                for one in snap.workflows.definitions().fields_of(found.type)
                if values.get(one.code) not in (None, "")
            ),
            steps=steps,
            works=snap.works.of([found.id]).get(found.id, ()),
            parts=_used(
                snap,
                snap.stocks.of_ticket(found.id),
                found.created_at.astimezone(zone).date() if costs else None,
            ),
            costs=reckon(snap, [found], zone)[0] if costs else None,
            signed=tuple((one, signatures[one.id]) for one in steps if one.id in signatures),
        )


def _used(snap: Snapshot, moves: Iterable[Move], on: date | None) -> tuple[Used, ...]:
    """What was used up, by the numbers of the parts, with the prices they had of their own."""
    lines = [
        line
        for move in moves
        if move.kind is MoveKind.USE
        for line in move.lines
        if line.quantity > 0
    ]
    parts = snap.parts.get({line.part_id for line in lines})
    serials = snap.serials.get({line.serial_id for line in lines if line.serial_id is not None})
    found: dict[PartId, Used] = {}
    for line in lines:
        used = found.setdefault(line.part_id, Used(parts[line.part_id]))
        used.quantity += line.quantity
        if line.serial_id is not None:
            used.serials.append(serials[line.serial_id].number)
    if on is not None:
        prices = snap.part_prices.of(parts)
        for key, used in found.items():
            used.price = price_on(prices.get(key, ()), on, used.part.currency)
    return tuple(sorted(found.values(), key=lambda one: one.part.number))
