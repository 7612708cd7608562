"""A warehouse, vans and a few parts in the database, for the tests of this folder."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, PartId, PlaceId, RequisitionId, TicketId
from dispatch_console.domain.part import Part
from dispatch_console.domain.requisition import Requisition
from dispatch_console.domain.stock import Place, PlaceKind
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.parts import asking, moving, serving
from dispatch_console.services.parts.moving import Item
from tests.factories import make_ticket
from tests.services.company import found


@dataclass(frozen=True)
class Store:
    """What `furnished` put there: `board` goes by its serial numbers, `fuse` does not."""

    main: PlaceId
    east: PlaceId
    van: PlaceId
    fuse: Part
    board: Part
    tickets: tuple[TicketId, ...]
    engineers: tuple[EngineerId, ...]


def furnished(ctx: Context) -> Store:
    """Two warehouses and a van, a cheap part and a dear one, and tickets to use them for."""
    company = found(ctx, make_ticket(1), make_ticket(2), make_ticket(3), engineers=2)
    with ctx.database.unit(user="setup") as unit:
        places = unit.places.add(
            [
                _place("MAIN", PlaceKind.WAREHOUSE),
                _place("EAST", PlaceKind.WAREHOUSE),
                _place("VAN-1", PlaceKind.VAN, company.engineers[0]),
            ]
        )
        parts = unit.parts.add(
            [
                Part(id=PartId(0), number="F-10", name_en="Fuse", name_zh="保险丝", cost=D("2.5")),
                Part(
                    id=PartId(0),
                    number="B-77",
                    name_en="Control board",
                    name_zh="控制板",
                    cost=D(1500),
                    serialised=True,
                ),
            ]
        )
        unit.commit()
    main, east, van = (place.id for place in places)
    fuse, board = parts
    return Store(main, east, van, fuse, board, company.tickets, company.engineers)


def D(value: object) -> Decimal:  # noqa: N802
    return Decimal(str(value))


def _place(code: str, kind: PlaceKind, engineer: EngineerId | None = None) -> Place:
    return Place(id=PlaceId(0), code=code, kind=kind, name_en=code, engineer_id=engineer)


def stocked(ctx: Context, store: Store, fuses: object = 10, boards: int = 2) -> None:
    """So much in the main warehouse."""
    numbers = tuple(f"SN{n}" for n in range(1, boards + 1))
    items = [Item(store.fuse.id, D(fuses)), Item(store.board.id, D(boards), numbers)]
    moving.receive(ctx, uuid4(), store.main, [one for one in items if one.quantity])


def asked(
    ctx: Context, store: Store, part: Part, quantity: object = 1, *, ticket: int = 0
) -> RequisitionId:
    """A requisition, just asked for."""
    command = uuid4()
    asking.request(ctx, command, store.tickets[ticket], part.id, D(quantity))
    with ctx.database.snapshot() as snap:
        return max(snap.requisitions.every())


def approved(
    ctx: Context, store: Store, part: Part, quantity: object = 1, *, ticket: int = 0
) -> RequisitionId:
    """One that was granted."""
    key = asked(ctx, store, part, quantity, ticket=ticket)
    asking.approve(ctx, uuid4(), key)
    return key


def handed_out(
    ctx: Context, store: Store, part: Part, quantity: object = 1, *, serials: tuple[str, ...] = ()
) -> RequisitionId:
    """One whose part is in the van."""
    key = approved(ctx, store, part, quantity)
    serving.reserve(ctx, uuid4(), key, store.main)
    serving.pick(ctx, uuid4(), key, serials)
    serving.hand_out(ctx, uuid4(), key, store.van)
    return key


def row(ctx: Context, key: RequisitionId) -> Requisition:
    with ctx.database.snapshot() as snap:
        return snap.requisitions.get([key])[key]


def ticket(ctx: Context, store: Store, number: int = 0) -> Ticket:
    key = store.tickets[number]
    with ctx.database.snapshot() as snap:
        return snap.tickets.get([key])[key]


def level(ctx: Context, part: Part, place: PlaceId) -> tuple[Decimal, Decimal]:
    """How much lies there, and how much of it is promised."""
    with ctx.database.snapshot() as snap:
        stock = snap.stocks.every().get((part.id, place))
    return (stock.quantity, stock.reserved) if stock else (D(0), D(0))


def refusal(work: Callable[[], object]) -> str:
    """The code of the refusal that the work ends with; empty if it does not."""
    try:
        work()
    except DomainError as error:
        return error.code
    return ""


__all__ = [
    "D",
    "Store",
    "approved",
    "asked",
    "furnished",
    "handed_out",
    "level",
    "refusal",
    "row",
    "stocked",
    "ticket",
]
