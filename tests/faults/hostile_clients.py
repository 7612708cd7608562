"""Hostile text in what is known of customers and in what parts and shelves are called."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from uuid import uuid4

from dispatch_console.domain.asset import Asset, Meter
from dispatch_console.domain.cover import Contract
from dispatch_console.domain.customer import Contact, Customer, Site
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import (
    AssetId,
    ContactId,
    ContractId,
    CustomerId,
    MeterId,
    PartId,
    PlaceId,
    SiteId,
    ToolId,
    UpkeepId,
)
from dispatch_console.domain.part import Part, Tool
from dispatch_console.domain.requisition import Requisition, State
from dispatch_console.domain.stock import Place, PlaceKind
from dispatch_console.domain.upkeep import Template, Unit, Upkeep
from dispatch_console.services import staff
from dispatch_console.services.context import Context
from dispatch_console.services.customers import editing, upkeep
from dispatch_console.services.parts import asking, counting, keeping, moving, serving
from dispatch_console.services.parts.counting import Count
from dispatch_console.services.parts.moving import Item
from tests.faults.hostile_house import TODAY, Entry, House, call, kept

ONE = Decimal(1)

Row = Customer | Contact | Site | Asset | Meter | Contract | Upkeep


def _customer(_house: House) -> Row:
    return Customer(id=CustomerId(0), name="Hotel")


def _contact(house: House) -> Row:
    return Contact(id=ContactId(0), customer_id=house.customer, name="Li", main=True)


def _site(house: House) -> Row:
    return Site(id=SiteId(0), customer_id=house.customer, name="Bund")


def _asset(house: House) -> Row:
    return Asset(id=AssetId(0), customer_id=house.customer, site_id=house.site, name="Lift")


def _meter(house: House) -> Row:
    return Meter(id=MeterId(0), asset_id=house.asset, name="Runs")


def _contract(house: House) -> Row:
    number = str(uuid4())
    return Contract(
        id=ContractId(0), customer_id=house.customer, number=number, starts_on=TODAY, sla="gold"
    )


def _upkeep(house: House) -> Upkeep:
    return Upkeep(
        id=UpkeepId(0),
        customer_id=house.customer,
        asset_id=house.asset,
        name="Yearly",
        unit=Unit.MONTH,
        every=12,
        starts_on=TODAY,
        template=Template(title="Look at it"),
    )


def _row(make: Callable[[House], Row], field: str) -> Entry:
    def enter(ctx: Context, house: House, text: str) -> str:
        row = replace(make(house), **{field: text})
        saved = editing.save(ctx, uuid4(), row)  # pyright: ignore[reportArgumentType]
        return getattr(saved, field) or ""

    return enter


def _planned(field: str) -> Entry:
    """What a maintenance plan makes its tickets say."""

    def enter(ctx: Context, house: House, text: str) -> str:
        given = (text,) if field == "checklist" else text
        plan = _upkeep(house)
        template = replace(plan.template, **{field: given})
        saved = editing.save(ctx, uuid4(), replace(plan, template=template))
        upkeep.look(ctx)
        editing.save(ctx, uuid4(), replace(saved, active=False))
        kept = getattr(saved.template, field)
        return kept[0] if field == "checklist" and kept else str(kept or "")

    return enter


def _staff(field: str) -> Entry:
    """In the record of an engineer who is not called by name elsewhere."""

    def enter(ctx: Context, house: House, text: str) -> str:
        def now() -> Engineer:
            return next(one for one in staff.read(ctx) if one.id == house.engineers[-1])

        staff.save(ctx, uuid4(), replace(now(), **{field: text}))
        return getattr(now(), field)

    return enter


ROWS: dict[str, tuple[Callable[[House], Row], tuple[str, ...]]] = {
    "customer": (_customer, ("name", "phone", "note", "external_id")),
    "contact": (
        _contact,
        ("name", "position", "phone", "email", "wechat", "external_id"),
    ),
    "site": (_site, ("name", "address", "access", "external_id")),
    "asset": (
        _asset,
        ("name", "category", "maker", "model", "serial", "note", "external_id"),
    ),
    "meter": (_meter, ("name", "unit")),
    "contract": (_contract, ("number", "name", "sla", "currency", "note")),
    "upkeep": (_upkeep, ("name", "zone", "tell_team")),
}


def _part(field: str) -> Entry:
    def save(ctx: Context, _house: House, text: str) -> None:
        given = {"number": str(uuid4()), "name_en": "Fuse"} | {field: text}
        keeping.save_part(ctx, uuid4(), Part(id=PartId(0), **given))  # pyright: ignore[reportArgumentType]

    return kept(save, f"part.{field}")


def _shelf(field: str) -> Entry:
    def save(ctx: Context, _house: House, text: str) -> None:
        given = {"code": str(uuid4()), "name_en": "Main"} | {field: text}
        place = Place(id=PlaceId(0), kind=PlaceKind.WAREHOUSE, **given)  # pyright: ignore[reportArgumentType]
        keeping.save_place(ctx, uuid4(), place)

    return kept(save, f"stock_place.{field}")


def _tool(field: str) -> Entry:
    def save(ctx: Context, house: House, text: str) -> None:
        given = {"number": str(uuid4()), "name_en": "Winch"} | {field: text}
        tool = Tool(id=ToolId(0), place_id=house.warehouse, **given)  # pyright: ignore[reportArgumentType]
        keeping.save_tool(ctx, uuid4(), tool)

    return kept(save, f"tool.{field}")


def _piece(ctx: Context, house: House, text: str) -> None:
    moving.receive(ctx, uuid4(), house.warehouse, [Item(house.pieces, ONE, (text,))])


def _come(ctx: Context, house: House, document: str = "") -> None:
    moving.receive(ctx, uuid4(), house.warehouse, [Item(house.part, ONE)], document)


def _moved(ctx: Context, house: House, text: str) -> None:
    _come(ctx, house)
    moving.transfer(ctx, uuid4(), house.warehouse, house.van, [Item(house.part, ONE)], text)


def _lost(ctx: Context, house: House, text: str) -> None:
    _come(ctx, house)
    moving.write_off(ctx, uuid4(), house.warehouse, [Item(house.part, ONE)], text)


def _counted(ctx: Context, house: House, text: str) -> None:
    with ctx.database.snapshot() as snap:
        stock = snap.stocks.every().get((house.part, house.warehouse))
    there = stock.quantity if stock else Decimal(0)
    counts = [Count(house.part, there, there + ONE)]
    counting.count(ctx, uuid4(), house.warehouse, counts, text)


def _request(ctx: Context, house: House, note: str = "") -> Requisition:
    ticket = call(ctx)
    asking.request(ctx, uuid4(), ticket, house.part, ONE, note)
    with ctx.database.snapshot() as snap:
        (row,) = snap.requisitions.of_ticket(ticket).values()
    return row


def _refused(ctx: Context, house: House, text: str) -> None:
    asking.refuse(ctx, uuid4(), _request(ctx, house).id, text)


def _out(ctx: Context, house: House) -> Requisition:
    _come(ctx, house)
    row = _request(ctx, house)
    if row.state is State.REQUESTED:
        asking.approve(ctx, uuid4(), row.id)
    serving.reserve(ctx, uuid4(), row.id, house.warehouse)
    serving.pick(ctx, uuid4(), row.id)
    return row


def _shipped(ctx: Context, house: House, text: str) -> None:
    serving.ship(ctx, uuid4(), _out(ctx, house).id, text)


def _given_back(ctx: Context, house: House, text: str) -> None:
    row = _out(ctx, house)
    serving.hand_out(ctx, uuid4(), row.id, house.van)
    serving.give_back(ctx, uuid4(), row.id, house.warehouse, text)


CLIENTS: dict[str, Entry] = (
    {
        f"{kind}, {field}": _row(make, field)
        for kind, (make, fields) in ROWS.items()
        for field in fields
    }
    | {
        f"upkeep's {field}": _planned(field)
        for field in ("title", "category", "description", "checklist", "type")
    }
    | {f"engineer, {field}": _staff(field) for field in staff.EDITED}
)

STORES: dict[str, Entry] = {
    **{
        f"part, {name}": _part(name)
        for name in ("number", "name_en", "name_zh", "unit", "currency")
    },
    **{f"shelf, {name}": _shelf(name) for name in ("code", "name_en", "name_zh")},
    **{f"tool, {name}": _tool(name) for name in ("number", "name_en", "name_zh")},
    "piece": kept(_piece, "serial.number"),
    "delivery note": kept(partial(_come), "stock_move.why"),
    "moved": kept(_moved, "stock_move.why"),
    "written off": kept(_lost, "stock_move.why"),
    "counted": kept(_counted, "stock_move.why"),
    "part's note": kept(_request, "requisition.note"),
    "part refused": kept(_refused, "requisition.why"),
    "shipped": kept(_shipped, "stock_move.why"),
    "given back": kept(_given_back, "stock_move.why"),
}
