"""Parts that were used, warranties and contracts are in a ticket's costs."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from dispatch_console.domain.cost import ALL, CostKind, Cover
from dispatch_console.domain.cover import Contract, Shares
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AssetId, ContractId, CustomerId, TicketId
from dispatch_console.domain.part import Part
from dispatch_console.domain.part_price import PartPrice
from dispatch_console.services import service_report
from dispatch_console.services.context import Context
from dispatch_console.services.costing import finance, keeping
from dispatch_console.services.costing.reckoning import of_ticket
from dispatch_console.services.customers import editing
from dispatch_console.services.exporting.run import export
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.results import Counts
from dispatch_console.services.parts import keeping as parts_keeping
from dispatch_console.services.parts import serving
from dispatch_console.storage.unit_of_work import Unit
from dispatch_console.ui.service_report_pdf import page
from tests.services.costing.served import DONE, step
from tests.services.customers.clientele import settled
from tests.services.importing.files import import_file
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


def price(ctx: Context, part: Part, amount: str | None, since: date, currency: str = "CNY") -> None:
    wanted = None if amount is None else Decimal(amount)
    made = PartPrice(part_id=part.id, currency=currency, since=since, price=wanted)
    parts_keeping.set_price(ctx, uuid4(), made)


def test_a_price_of_its_own_beats_the_markup_for_tickets_from_its_day_on(context: Context) -> None:
    store = used(context)

    def charged() -> dict[str, tuple[Decimal, Decimal]]:
        found = of_ticket(context, store.tickets[0], ZONE)
        return {line.currency: (line.cost, line.price) for line in found.lines}

    with context.database.snapshot() as snap:
        came = snap.tickets.get(store.tickets)[store.tickets[0]].created_at.astimezone(ZONE).date()
    cost = Decimal("1507.50")
    assert charged() == {"CNY": (cost, Decimal("1884.38"))}
    price(context, store.fuse, "8", came + timedelta(days=1))
    assert charged() == {"CNY": (cost, Decimal("1884.38"))}, "it came in before"
    price(context, store.fuse, "8", came)
    assert charged() == {"CNY": (cost, Decimal("1899.00"))}
    price(context, store.board, "300", came, "USD")
    assert charged() == {
        "CNY": (cost, Decimal("24.00")),
        "USD": (Decimal(0), Decimal("300.00")),
    }
    price(context, store.fuse, None, came)
    assert charged()["CNY"] == (cost, Decimal("9.38"))
    with pytest.raises(DomainError, match=r"part\.sale_currency"):
        price(context, store.fuse, "8", came, "yuan")
    with pytest.raises(DomainError, match=r"part\.sale_price"):
        price(context, store.fuse, "-1", came)


def test_what_was_agreed_for_the_parts_stands_whatever_is_dated_back_until_it_is_taken_back(
    context: Context,
) -> None:
    store = used(context)
    key = store.tickets[0]
    (line,) = of_ticket(context, key, ZONE).lines
    agreed = Decimal("1700.00")
    keeping.correct(
        context,
        uuid4(),
        key,
        line.key,
        cost=line.cost,
        price=agreed,
        reason="agreed on the phone",
        zone=ZONE,
    )

    def charged() -> dict[str, Decimal]:
        return {one.currency: one.price for one in of_ticket(context, key, ZONE).lines}

    with context.database.snapshot() as snap:
        came = snap.tickets.get([key])[key].created_at.astimezone(ZONE).date()
    price(context, store.fuse, "8", came - timedelta(days=3))
    assert charged() == {"CNY": agreed}
    more = handed_out(context, store, store.fuse, 1)
    serving.use(context, uuid4(), more, Decimal(1))
    assert charged() == {"CNY": agreed}
    price(context, store.board, "300", came, "USD")
    assert charged() == {"CNY": agreed, "USD": Decimal("300.00")}, "a line of its own"
    keeping.take_back(context, uuid4(), key, line.key, "customer pays the list price", ZONE)
    assert charged() == {"CNY": Decimal("32.00"), "USD": Decimal("300.00")}


def test_the_service_report_and_the_export_say_the_price(context: Context, tmp_path: Path) -> None:
    store = used(context)
    key = store.tickets[0]
    price(context, store.fuse, "8", date(2020, 1, 1))
    report = service_report.read(context, key, ZONE, costs=True)
    assert {one.part.id: one.price and one.price.price for one in report.parts} == {
        store.fuse.id: Decimal(8),
        store.board.id: None,
    }
    html = page(report, ZONE, "en")
    assert "Price of one" in html
    assert "8.00 CNY" in html
    hidden = page(service_report.read(context, key, ZONE, costs=False), ZONE, "en")
    assert "Price of one" not in hidden
    assert "8.00 CNY" not in hidden
    step(context, key, *DONE)
    today = context.clock().astimezone(ZONE).date()
    path = tmp_path / "costs.csv"
    assert finance.export(context, path, date(2020, 1, 1), today + timedelta(days=9999), ZONE) == 1
    assert "1899.0" in path.read_text(encoding="utf-8-sig")


def test_sale_prices_come_in_by_file_and_go_out_again(context: Context, tmp_path: Path) -> None:
    stocked(context, furnished(context))
    path = tmp_path / "parts.csv"
    said = "8 CNY 2026-01-01; - CNY 2026-05-01; 1.5 USD 2026-02-01"
    path.write_text(
        "Number,Name,Currency,Sale price\n"
        f'A-1,Seal,CNY,12\nA-2,Belt,EUR,"{said}"\nA-3,Nut,CNY,free\nA-4,Cap,CNY,1 2 3\n'
    )
    report = import_file(context, path, Kind.PARTS)
    assert report.counts == Counts(created=2, refused=2)
    assert import_file(context, path, Kind.PARTS).counts == Counts(unchanged=2, refused=2)
    with context.database.snapshot() as snap:
        belt, seal = (snap.parts.find([name], "number")[name].id for name in ("A-2", "A-1"))
        prices = snap.part_prices.all()
    today = context.clock().astimezone(ZONE).date()
    assert [(one.currency, one.price, one.since) for one in prices[seal]] == [("CNY", 12, today)]
    assert [(one.currency, one.price) for one in prices[belt]] == [
        ("CNY", Decimal(8)), ("USD", Decimal("1.5")), ("CNY", None),
    ]  # fmt: skip
    out = tmp_path / "out.xlsx"
    rows = export(context, Kind.PARTS, out, time_zone="Asia/Shanghai")
    assert import_file(context, out, Kind.PARTS).counts == Counts(unchanged=rows)
    path.write_text("Number,Sale price\nA-1,13\n")
    assert import_file(context, path, Kind.PARTS).counts == Counts(updated=1)
