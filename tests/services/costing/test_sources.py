"""Parts that were used, warranties and contracts are in a ticket's costs."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

from dispatch_console.domain.cost import ALL, CostKind, Cover
from dispatch_console.domain.cover import Contract, Shares
from dispatch_console.domain.ids import AssetId, ContractId, CustomerId, TicketId
from dispatch_console.services.context import Context
from dispatch_console.services.costing.reckoning import of_ticket
from dispatch_console.services.customers import editing
from dispatch_console.services.parts import serving
from dispatch_console.storage.unit_of_work import Unit
from tests.services.customers.clientele import settled
from tests.services.parts.store import Store, furnished, handed_out, stocked

ZONE = ZoneInfo("Asia/Shanghai")


def give(ctx: Context, ticket: TicketId, customer: CustomerId, asset: AssetId | None) -> None:
    """Say whose ticket it is, and about which device."""

    def work(unit: Unit) -> None:
        row = unit.tickets.get([ticket])[ticket]
        unit.tickets.update([replace(row, customer_id=customer, asset_id=asset)])

    ctx.database.run(work, user="tester")


def used(ctx: Context) -> Store:
    """Two boards at 1500 and four fuses at 2.50, of which three were used, for the first ticket."""
    store = furnished(ctx)
    stocked(ctx, store)
    fuses = handed_out(ctx, store, store.fuse, 4)
    serving.use(ctx, uuid4(), fuses, Decimal(3))
    board = handed_out(ctx, store, store.board, 1, serials=("SN1",))
    serving.use(ctx, uuid4(), board, Decimal(1), ("SN1",))
    return store


def test_parts_cost_what_they_did_when_they_were_used(context: Context) -> None:
    store = used(context)
    first, second = (of_ticket(context, key, ZONE) for key in store.tickets[:2])
    (line,) = first.lines
    assert (line.kind, line.currency, line.cost) == (CostKind.PART, "CNY", Decimal("1507.50"))
    assert line.price > line.cost
    assert line.covered == 0
    assert second.lines == ()


def test_a_device_under_warranty_costs_the_customer_nothing(context: Context) -> None:
    store, hotel = used(context), settled(context)
    give(context, store.tickets[0], hotel.customer.id, hotel.asset.id)
    found = of_ticket(context, store.tickets[0], ZONE)
    assert found.cover == Cover(labour=ALL, parts=ALL, travel=ALL)
    assert found.totals["CNY"].charged == 0


def test_a_contract_bears_its_shares_for_its_customer_alone(context: Context) -> None:
    store, hotel, other = used(context), settled(context), settled(context, "Mall")
    contract = Contract(
        id=ContractId(0),
        number="C-1",
        customer_id=hotel.customer.id,
        starts_on=date(2020, 1, 1),
        covers=Shares(parts=Decimal("0.4"), travel=Decimal(1)),
    )
    editing.save(context, uuid4(), contract)
    give(context, store.tickets[0], other.customer.id, None)
    assert of_ticket(context, store.tickets[0], ZONE).cover == Cover()
    give(context, store.tickets[0], hotel.customer.id, None)
    found = of_ticket(context, store.tickets[0], ZONE)
    assert found.cover == Cover(parts=Decimal("0.4"), travel=Decimal(1))
    (line,) = found.lines
    assert line.covered == (line.price * Decimal("0.4")).quantize(Decimal("0.01"))
