"""A warehouse as it might have been read, for what shows it."""

from datetime import date, timedelta
from decimal import Decimal

from dispatch_console.domain.ids import (
    EngineerId,
    MoveId,
    PartId,
    PlaceId,
    RequisitionId,
    SerialId,
    TicketId,
    ToolId,
)
from dispatch_console.domain.part import Part, ReorderPoint, Serial, Tool, suggestions
from dispatch_console.domain.part_price import PartPrice
from dispatch_console.domain.requisition import DEFAULT_LIMITS, Requisition, State
from dispatch_console.domain.stock import Line, Move, MoveKind, Place, PlaceKind, Stock, shifted
from dispatch_console.services.parts.counting import SheetLine
from dispatch_console.services.parts.reading import Stores, TicketParts
from tests.factories import NOW, make_engineer

_NAMES = (
    ("DB-2210", "Door operator board for lift types 3300 and 5500", "3300/5500 型电梯门机板", 1860),
    ("CP-0417", "Scroll compressor 7.5 kW", "7.5 kW 涡旋压缩机", 5400),
    ("FS-0010", "Fuse 10 A", "10 A 保险丝", "2.50"),
    ("CB-305", "Network cable Cat 6", "六类网线", "3.20"),
)

PARTS = tuple(
    Part(
        id=PartId(n),
        number=number,
        name_en=english,
        name_zh=chinese,
        unit="m" if number == "CB-305" else "pcs",
        cost=Decimal(cost),
        serialised=n <= 2,
    )
    for n, (number, english, chinese, cost) in enumerate(_NAMES, 1)
)

PLACES = (
    Place(id=PlaceId(1), code="SH-1", kind=PlaceKind.WAREHOUSE, name_en="Main", name_zh="总仓"),
    Place(id=PlaceId(2), code="SH-2", kind=PlaceKind.WAREHOUSE, name_en="East", name_zh="浦东仓"),
    Place(
        id=PlaceId(3),
        code="VAN-001",
        kind=PlaceKind.VAN,
        name_en="Van of Anna Berg",
        name_zh="李伟的车",
        engineer_id=EngineerId(1),
    ),
    Place(id=PlaceId(4), code="TRANSIT", kind=PlaceKind.TRANSIT, name_en="Way", name_zh="在途"),
    Place(id=PlaceId(5), code="SUPPLIER", kind=PlaceKind.SUPPLIER, name_en="S", name_zh="供应商"),
)

TICKET = TicketId(1)

_PLACE = {
    State.RESERVED: 1,
    State.PICKED: 1,
    State.HANDED_OUT: 1,
    State.SHIPPED: 1,
    State.USED: 1,
    State.RETURNED: 1,
}


def requisition(number: int, state: State, part: int = 3, quantity: int = 2) -> Requisition:
    """One in that state; when it is out, it is in the van."""
    place = _PLACE.get(state)
    out = state in (State.HANDED_OUT, State.USED)
    return Requisition(
        id=RequisitionId(number),
        number=f"R-{number:05d}",
        ticket_id=TICKET,
        part_id=PartId(part),
        quantity=Decimal(quantity),
        state=state,
        place_id=PlaceId(place) if place else None,
        target_id=PlaceId(3) if out else PlaceId(4) if state is State.SHIPPED else None,
        expected_at=NOW + timedelta(days=number - 4) if state is State.WAITING else None,
        serials=(SerialId(1),) if part <= 2 and state is State.HANDED_OUT else (),
        note="Please bring it to the site before noon, the lift carries patients.",
        requested_by="王芳",
        requested_at=NOW,
    )


REQUISITIONS = tuple(
    requisition(n, state, 1 + n % 4, 1 if n % 4 < 2 else 12) for n, state in enumerate(State, 1)
)

STOCK = {
    (PartId(part), PlaceId(place)): Stock(
        PartId(part), PlaceId(place), Decimal(10 * part * place), Decimal(part)
    )
    for part in range(1, 4)
    for place in range(1, 4)
}

SERIALS = (
    Serial(id=SerialId(1), part_id=PartId(1), number="KD-2026-00017", place_id=PlaceId(3)),
    Serial(id=SerialId(2), part_id=PartId(1), number="KD-2026-00018", place_id=PlaceId(1)),
    Serial(id=SerialId(3), part_id=PartId(2), number="C7-99120", place_id=PlaceId(1)),
)

_POINTS = tuple(
    ReorderPoint(
        id=n,
        part_id=PartId(n),
        place_id=PlaceId(1),
        point=Decimal(point),
        quantity=Decimal(8),
    )
    for n, point in ((1, 20), (2, 5), (3, 100))
)

_MOVES = tuple(
    Move(
        id=MoveId(n),
        kind=kind,
        at=NOW - timedelta(hours=n),
        who="chen.lei",
        reason="DN-2026-0331 delivered by the night courier" if n % 2 else "",
        lines=shifted(Line(PartId(3), PlaceId(2), Decimal(n + 1)), PlaceId(1), PlaceId(2)),
    )
    for n, kind in enumerate(MoveKind)
)

TOOLS = tuple(
    Tool(
        id=ToolId(n),
        number=f"TL-{n:02d}",
        name_en=("Torque wrench 200 Nm", "Thermal camera", "Cable tester")[n % 3],
        name_zh=("200 Nm 扭力扳手", "热像仪", "网线测试仪")[n % 3],
        place_id=PlaceId(1),
        engineer_id=EngineerId(1) if n == 2 else None,
    )
    for n in range(1, 5)
)

STORES = Stores(
    parts={part.id: part for part in PARTS},
    places={place.id: place for place in PLACES},
    stock=STOCK,
    points={(one.part_id, one.place_id): one for one in _POINTS},
    suggestions=suggestions(_POINTS, {key: one.free for key, one in STOCK.items()}),
    requisitions={row.id: row for row in REQUISITIONS},
    numbers={TICKET: "T-00001"},
    tools={tool.id: tool for tool in TOOLS},
    engineers={EngineerId(1): make_engineer(1), EngineerId(2): make_engineer(2)},
    serials=SERIALS,
    moves=_MOVES,
    limits={one.role: one for one in DEFAULT_LIMITS},
    read_at=NOW,
    prices={
        PartId(1): (
            PartPrice(
                part_id=PartId(1), currency="CNY", since=date(2026, 1, 1), price=Decimal(2350)
            ),
            PartPrice(part_id=PartId(1), currency="CNY", since=date(2026, 9, 1), price=None),
        )
    },
)

SHEET = tuple(
    SheetLine(
        part,
        Decimal(2 if part.serialised else 40),
        ("KD-2026-00017", "KD-2026-00018") if part.serialised else (),
    )
    for part in PARTS
)


def ticket_parts(*rows: Requisition) -> TicketParts:
    """A ticket's parts with these requisitions."""
    return TicketParts(
        ticket=TICKET,
        requisitions=rows,
        parts=STORES.parts,
        places=STORES.places,
        stock=STOCK,
        serials=SERIALS,
        moves=(),
        cost={"CNY": Decimal("1865.00"), "EUR": Decimal("12.50")} if rows else {},
        not_before=NOW + timedelta(days=3) if rows else None,
    )
