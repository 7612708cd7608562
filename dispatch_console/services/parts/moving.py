"""Stock that moves without a requisition: receipts, transfers, losses."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import PartId, PlaceId
from dispatch_console.domain.part import MOST
from dispatch_console.domain.stock import REAL, Line, MoveKind, PlaceKind
from dispatch_console.services.context import Context
from dispatch_console.services.parts.booking import (
    known_or_new,
    lines,
    named,
    part_of,
    pieces,
    place_of,
    post,
    run,
)
from dispatch_console.services.parts.serving import serve_waiting
from dispatch_console.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True)
class Item:
    """So much of a part, with the numbers of its pieces if it is serialised.

    Without a `unit_cost` it is what the catalogue says.
    """

    part_id: PartId
    quantity: Decimal
    serials: tuple[str, ...] = ()
    unit_cost: Decimal | None = None


def receive(
    ctx: Context, command: UUID, place: PlaceId, items: Sequence[Item], document: str = ""
) -> ChangeSet:
    """Goods come in from a supplier; what tickets wait for is kept for them at once.

    Raises `stock.nothing`, `stock.no_place`, `part.…`, `stock.serial_count`, and
    `stock.serial_elsewhere` for a piece that is here already.
    """

    def work(unit: Unit) -> None:
        if place_of(unit, place).kind not in REAL:
            raise DomainError("stock.no_place", number=place)
        supplier = unit.places.of_kind(PlaceKind.SUPPLIER)
        moved: list[Line] = []
        for item in items:
            part = part_of(unit, item.part_id)
            if item.unit_cost is not None and not 0 <= item.unit_cost < MOST:
                raise DomainError("part.cost", number=part.number)
            numbers = named(part, item.quantity, item.serials)
            serials = known_or_new(unit, part, numbers, supplier)
            moved += lines(
                part, item.quantity, serials, supplier.id, place, unit_cost=item.unit_cost
            )
        post(ctx, unit, MoveKind.RECEIPT, moved, reason=document)
        serve_waiting(ctx, unit, (item.part_id for item in items), place)

    return run(ctx, command, "stock.receive", work)


def transfer(
    ctx: Context,
    command: UUID,
    source: PlaceId,
    target: PlaceId,
    items: Sequence[Item],
    reason: str = "",
) -> ChangeSet:
    """From one place to another, what is promised to nobody.

    Raises `stock.same_place`, `stock.no_place`, `stock.short`, `stock.promised`, `stock.nothing`,
    `part.…`, `stock.serial_…`.
    """
    if source == target:
        raise DomainError("stock.same_place")

    def work(unit: Unit) -> None:
        for key in (source, target):
            if place_of(unit, key).kind not in REAL:
                raise DomainError("stock.no_place", number=key)
        moved = _taken(unit, source, target, items)
        post(ctx, unit, MoveKind.TRANSFER, moved, reason=reason)
        serve_waiting(ctx, unit, (item.part_id for item in items), target)

    return run(ctx, command, "stock.transfer", work)


def write_off(
    ctx: Context, command: UUID, place: PlaceId, items: Sequence[Item], reason: str
) -> ChangeSet:
    """Lost, broken or scrapped. Raises `stock.reason` without words, and as `transfer`."""
    if not reason.strip():
        raise DomainError("stock.reason")

    def work(unit: Unit) -> None:
        lost = unit.places.of_kind(PlaceKind.LOST).id
        post(ctx, unit, MoveKind.LOSS, _taken(unit, place, lost, items), reason=reason)

    return run(ctx, command, "stock.write_off", work)


def _taken(unit: Unit, source: PlaceId, target: PlaceId, items: Sequence[Item]) -> list[Line]:
    moved: list[Line] = []
    for item in items:
        part = part_of(unit, item.part_id)
        serials = pieces(unit, part, item.quantity, item.serials, at=source)
        moved += lines(part, item.quantity, serials, source, target)
    return moved
