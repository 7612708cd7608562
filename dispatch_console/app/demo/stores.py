"""The demo company's spare parts: a catalogue, two warehouses, vans, and requisitions under way."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from dispatch_console.app.demo.sources import MARK
from dispatch_console.domain.ids import PartId, PlaceId, RequisitionId, ToolId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.part import Part, ReorderPoint, Tool
from dispatch_console.domain.part_price import PartPrice
from dispatch_console.domain.requisition import OUT, Action, Requisition, State, legal
from dispatch_console.domain.stock import Place, PlaceKind
from dispatch_console.domain.ticket import HoldReason, Status, Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.parts import asking, counting, keeping, moving, serving
from dispatch_console.services.parts.counting import Count
from dispatch_console.services.parts.moving import Item
from dispatch_console.services.parts.reading import Stores, stores
from dispatch_console.storage.unit_of_work import Unit
from dispatch_console.support.resources import resource

_NAMESPACE = UUID("0c2f9f3a-5a0b-5f3e-8f0e-6d1c9b7a2e44")

_VANS = 12
"""So many engineers have a van with stock of their own."""

_TOOLS = (
    ("TL-01", "Torque wrench 200 Nm", "200 Nm 扭力扳手"),
    ("TL-02", "Thermal camera", "热像仪"),
    ("TL-03", "Network cable tester", "网线测试仪"),
    ("TL-04", "Refrigerant recovery unit", "制冷剂回收机"),
    ("TL-05", "Insulation tester", "绝缘电阻测试仪"),
    ("TL-06", "Chain hoist 1 t", "1 吨手拉葫芦"),
)

_SOLD_AT = {
    "LF": Decimal("1.7"),
    "AC": Decimal("1.55"),
    "NW": Decimal("1.45"),
    "PC": Decimal("1.4"),
    "FA": Decimal("1.9"),
}
"""What a kind of parts is sold at, times its cost."""

_ASKED = (
    ("FA-5004", "4", State.WAITING),
    ("LF-1003", "2", State.REQUESTED),
    ("AC-2001", "1", State.REQUESTED),
    ("NW-3005", "6", State.APPROVED),
    ("AC-2003", "8", State.RESERVED),
    ("LF-1001", "1", State.PICKED),
    ("AC-2005", "4", State.HANDED_OUT),
    ("NW-3002", "1", State.SHIPPED),
    ("FA-5002", "10", State.USED),
    ("AC-2010", "2", State.USED),
    ("PC-4006", "1", State.RETURNED),
    ("PC-4001", "2", State.REFUSED),
    ("FA-5001", "6", State.CANCELLED),
)
"""Number of the part, how much, and how far it has got."""


@dataclass(frozen=True, slots=True)
class _Stocked:
    """A line of the catalogue and what is there of it."""

    part: Part
    stock: Decimal
    point: Decimal
    lot: Decimal


def add(ctx: Context, today: date) -> None:
    """Stock the company once, and each day ask for parts; again on one day changes nothing."""
    lines = _catalogue()
    ctx.database.run(
        lambda unit: None if unit.already_done else _found(unit, lines, today),
        user=ctx.user,
        command=_command("catalogue"),
        what="demo.parts",
    )
    there = stores(ctx)
    _stock(ctx, lines, there)
    _count(ctx, there)
    _clear(ctx, there, today)
    _ask(ctx, there, today)


def _command(*words: object) -> UUID:
    return uuid5(_NAMESPACE, "/".join(map(str, words)))


def _catalogue() -> tuple[_Stocked, ...]:
    with resource("demo", "parts.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            _Stocked(
                Part(
                    id=PartId(0),
                    number=row["number"],
                    name_en=row["name_en"],
                    name_zh=row["name_zh"],
                    unit=row["unit"],
                    cost=Decimal(row["cost"]),
                    serialised=row["serialised"] == "yes",
                ),
                Decimal(row["stock"]),
                Decimal(row["point"]),
                Decimal(row["lot"]),
            )
            for row in csv.DictReader(file)
        )


def _found(unit: Unit, lines: Sequence[_Stocked], today: date) -> None:
    """Catalogue with prices, places, reorder points and tools."""
    parts = unit.parts.upsert([line.part for line in lines]).rows
    unit.part_prices.upsert(_prices(parts, today))
    warehouses = [
        Place(
            id=PlaceId(0),
            code=code,
            kind=PlaceKind.WAREHOUSE,
            name_en=english,
            name_zh=chinese,
        )
        for code, english, chinese in (
            ("SH-MAIN", "Minhang warehouse", "闵行总仓"),
            ("SH-EAST", "Pudong warehouse", "浦东分仓"),
        )
    ]
    engineers = sorted(unit.engineers.active().values(), key=lambda one: one.number)
    vans = [
        Place(
            id=PlaceId(0),
            code=f"VAN-{one.number}",
            kind=PlaceKind.VAN,
            name_en=f"Van of {one.name}",
            name_zh=f"{one.name}的车载库",
            engineer_id=one.id,
        )
        for one in engineers
    ]
    main = unit.places.upsert([*warehouses, *vans]).rows[0].id
    unit.reorder_points.upsert(
        [
            ReorderPoint(id=0, part_id=part.id, place_id=main, point=line.point, quantity=line.lot)
            for part, line in zip(parts, lines, strict=True)
        ]
    )
    unit.tools.upsert(
        [
            Tool(id=ToolId(0), number=number, name_en=english, name_zh=chinese, place_id=main)
            for number, english, chinese in _TOOLS
        ]
    )


def _prices(parts: Sequence[Part], today: date) -> list[PartPrice]:
    """Three of four parts have a price of their own, some a new one since this month began."""
    found: list[PartPrice] = []
    for number, part in enumerate(parts):
        times = _SOLD_AT[part.number[:2]]
        if number % 4 == 3:
            continue
        price = (part.cost * times).quantize(Decimal("0.1"))
        began = PartPrice(
            part_id=part.id,
            currency=part.currency,
            since=today - timedelta(days=365),
            price=price,
        )
        found.append(began)
        if number % 5 == 0:
            dearer = (price * Decimal("1.06")).quantize(Decimal("0.1"))
            found.append(replace(began, since=today.replace(day=1), price=dearer))
    return found


def _stock(ctx: Context, lines: Sequence[_Stocked], there: Stores) -> None:
    """A delivery for each warehouse, some of it on to the vans, and tools lent."""
    parts = {part.number: part for part in there.parts.values()}
    places = {place.code: place.id for place in there.places.values()}
    for code, share in (("SH-MAIN", 1), ("SH-EAST", 3)):
        items = [
            _item(parts[line.part.number], line.stock // share, code)
            for line in lines
            if line.stock // share
        ]
        moving.receive(ctx, _command("delivery", code), places[code], items, f"DN-{code}-0001")
    common = [parts[number] for number in ("FA-5002", "FA-5007", "NW-3005", "AC-2005")]
    vans = sorted(code for code in places if code.startswith("VAN-"))[:_VANS]
    for code in vans:
        items = [Item(part.id, Decimal(4)) for part in common]
        moving.transfer(ctx, _command("van", code), places["SH-MAIN"], places[code], items)
    engineers = sorted(there.engineers.values(), key=lambda one: one.number)
    for tool, engineer in zip(sorted(there.tools)[:2], engineers, strict=False):
        keeping.lend_tool(ctx, _command("lend", tool), tool, engineer.id)


def _count(ctx: Context, there: Stores) -> None:
    """The second warehouse was counted once: of one part there was less, of another more."""
    place = next(one.id for one in there.places.values() if one.code == "SH-EAST")
    differing = {"FA-5002": Decimal(-3), "NW-3005": Decimal(2)}
    counts = [
        Count(line.part.id, line.expected, line.expected + differing[line.part.number])
        for line in counting.sheet(ctx, place)
        if line.part.number in differing
    ]
    counting.count(
        ctx, _command("count", "SH-EAST"), place, counts, "年中盘点 / Mid-year stocktake"
    )


def _item(part: Part, quantity: Decimal, code: str) -> Item:
    numbers = (f"{part.number[3:]}-{code[3]}{n:03d}" for n in range(1, int(quantity) + 1))
    return Item(part.id, quantity, tuple(numbers) if part.serialised else ())


def _clear(ctx: Context, there: Stores, today: date) -> None:
    """What was asked for on an earlier day, for tickets that have ended, comes to an end too."""
    main = _main(there)
    with ctx.database.snapshot() as snap:
        tickets = snap.tickets.get({row.ticket_id for row in there.requisitions.values()})
    for row in there.requisitions.values():
        if tickets[row.ticket_id].status in OPEN:
            continue
        if Action.CANCEL in legal(row.state):
            asking.cancel(ctx, _command(today, "cancel", row.id), row.id)
        elif row.state in OUT:
            serving.give_back(ctx, _command(today, "back", row.id), row.id, main)


def _ask(ctx: Context, there: Stores, today: date) -> None:
    """A requisition in every state; the one that waits is for a ticket that is on hold."""
    with ctx.database.snapshot() as snap:
        rows = sorted(snap.tickets.open().values(), key=lambda row: row.id)
    ours = [
        row
        for row in rows
        if row.crew_of is None and (row.external_id or "").startswith(MARK) and row.location
    ]
    held = [row for row in ours if row.status is Status.ON_HOLD]
    visited = [row for row in ours if row.visit is not None]
    if not held or len(visited) < len(_ASKED):
        return
    ctx.database.run(
        lambda unit: None if unit.already_done else _say_why(unit, held[0]),
        user=ctx.user,
        command=_command(today, "hold"),
        what="demo.hold",
    )
    parts = {part.number: part.id for part in there.parts.values()}
    step = max(1, len(visited) // len(_ASKED))
    for turn, (number, quantity, state) in enumerate(_ASKED):
        ticket = held[0] if state is State.WAITING else visited[turn * step]
        told = _Told(ctx, there, ticket, today, turn)
        told.take(parts[number], Decimal(quantity), state)


def _say_why(unit: Unit, ticket: Ticket) -> None:
    unit.tickets.update([replace(ticket, hold_reason=HoldReason.PART)])


def _main(there: Stores) -> PlaceId:
    return next(place.id for place in there.places.values() if place.code == "SH-MAIN")


@dataclass(frozen=True, slots=True)
class _Told:
    """One requisition on its way."""

    ctx: Context
    there: Stores
    ticket: Ticket
    today: date
    turn: int

    def take(self, part: PartId, quantity: Decimal, state: State) -> None:
        """Ask for it, and take it as far as that state."""
        ctx, main = self.ctx, _main(self.there)
        asking.request(ctx, self._command("ask"), self.ticket.id, part, quantity)
        key = self._found(part)
        if state is State.REFUSED:
            asking.refuse(ctx, self._command("refuse"), key, "先用车载库存 · use van stock first")
        elif state is State.CANCELLED:
            asking.cancel(ctx, self._command("cancel"), key)
        elif state is not State.REQUESTED:
            asking.approve(ctx, self._command("approve"), key)
        if state is State.WAITING:
            expected = ctx.clock() + timedelta(days=2)
            serving.wait(ctx, self._command("wait"), key, expected, hold=False)
        if state not in _SERVED:
            return
        serving.reserve(ctx, self._command("reserve"), key, main)
        if state is State.RESERVED:
            return
        numbers = self._numbers(part, int(quantity), main)
        serving.pick(ctx, self._command("pick"), key, numbers)
        if state is State.SHIPPED:
            serving.ship(ctx, self._command("ship"), key, "SF 1390 2271 6048")
        elif state is not State.PICKED:
            serving.hand_out(ctx, self._command("out"), key, self._van())
        if state is State.USED:
            serving.use(ctx, self._command("use"), key, quantity, numbers)
        elif state is State.RETURNED:
            serving.give_back(ctx, self._command("back"), key, main, "not needed")

    def _command(self, step: str) -> UUID:
        return _command(self.today, self.turn, step)

    def _found(self, part: PartId) -> RequisitionId:
        with self.ctx.database.snapshot() as snap:
            rows: dict[RequisitionId, Requisition] = snap.requisitions.of_ticket(self.ticket.id)
        return max(key for key, row in rows.items() if row.part_id == part)

    def _numbers(self, part: PartId, count: int, place: PlaceId) -> tuple[str, ...]:
        if not self.there.parts[part].serialised:
            return ()
        with self.ctx.database.snapshot() as snap:
            return tuple(one.number for one in snap.serials.at(part, place))[:count]

    def _van(self) -> PlaceId:
        assert self.ticket.visit is not None
        engineer = self.ticket.visit.engineer_id
        places = self.there.places.values()
        return next(place.id for place in places if place.engineer_id == engineer)


_SERVED = frozenset(
    {
        State.RESERVED,
        State.PICKED,
        State.HANDED_OUT,
        State.SHIPPED,
        State.USED,
        State.RETURNED,
    }
)
