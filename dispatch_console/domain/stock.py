"""Stock in double entry: places, and moves whose lines sum to zero for each part."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import (
    EngineerId,
    MoveId,
    PartId,
    PlaceId,
    RequisitionId,
    SerialId,
    TicketId,
)


class PlaceKind(StrEnum):
    """What a place is; all but the first three only keep the sum at zero."""

    WAREHOUSE = "warehouse"
    VAN = "van"
    TRANSIT = "transit"
    """Handed out or shipped, and neither used nor back."""
    SUPPLIER = "supplier"
    USED = "used"
    LOST = "lost"
    ADJUSTMENT = "adjustment"


REAL = frozenset({PlaceKind.WAREHOUSE, PlaceKind.VAN, PlaceKind.TRANSIT})
"""Where parts really lie."""

SHELVES = frozenset({PlaceKind.WAREHOUSE, PlaceKind.VAN})
"""Where parts are kept."""

WITH_ENGINEERS = frozenset({PlaceKind.VAN, PlaceKind.TRANSIT})
"""Where parts are out of the warehouse's hands."""


class MoveKind(StrEnum):
    """Why stock moved."""

    RECEIPT = "receipt"
    TRANSFER = "transfer"
    HAND_OUT = "hand_out"
    SHIP = "ship"
    USE = "use"
    RETURN = "return"
    LOSS = "loss"
    COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A warehouse, an engineer's van, or one of the places that stand for the world outside."""

    id: PlaceId
    code: str
    kind: PlaceKind
    name_en: str = ""
    name_zh: str = ""
    engineer_id: EngineerId | None = None
    may_be_negative: bool = False
    active: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True)
class Stock:
    """How much of a part lies at a place, and how much of that is promised."""

    part_id: PartId
    place_id: PlaceId
    quantity: Decimal
    reserved: Decimal

    @property
    def free(self) -> Decimal:
        """What may still be promised or taken."""
        return self.quantity - self.reserved


@dataclass(frozen=True, slots=True)
class Line:
    """So much more of a part at a place, or less where negative; one piece if it has a serial."""

    part_id: PartId
    place_id: PlaceId
    quantity: Decimal
    unit_cost: Decimal = Decimal(0)
    currency: str = "CNY"
    serial_id: SerialId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One movement of stock; never changed afterwards, only balanced by another."""

    id: MoveId
    kind: MoveKind
    at: datetime
    who: str = ""
    reason: str = ""
    ticket_id: TicketId | None = None
    requisition_id: RequisitionId | None = None
    lines: tuple[Line, ...] = ()


def shifted(line: Line, source: PlaceId, target: PlaceId) -> tuple[Line, Line]:
    """The two lines that take what `line` says from one place to another."""
    taken = Line(
        line.part_id, source, -line.quantity, line.unit_cost, line.currency, line.serial_id
    )
    given = Line(line.part_id, target, line.quantity, line.unit_cost, line.currency, line.serial_id)
    return taken, given


def require_balance(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines in the one order in which stock is locked: by part, then place.

    Raises `stock.nothing` without lines, `stock.unbalanced` where a part or piece appears from
    nowhere.
    """
    ordered = tuple(
        sorted(lines, key=lambda one: (one.part_id, one.place_id, one.serial_id or 0, one.quantity))
    )
    if not ordered:
        raise DomainError("stock.nothing")
    sums: dict[tuple[PartId, SerialId | None], Decimal] = defaultdict(Decimal)
    for line in ordered:
        sums[line.part_id, line.serial_id] += line.quantity
    if any(sums.values()):
        raise DomainError("stock.unbalanced")
    return ordered


def cost_by_currency(lines: Iterable[Line]) -> dict[str, Decimal]:
    """What the lines are worth, each currency by itself, to a hundredth."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.currency] += line.quantity * line.unit_cost
    return {key: value.quantize(Decimal("0.01")) for key, value in sorted(sums.items()) if value}
