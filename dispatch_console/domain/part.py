"""Spare parts: what there is to order, and when to order more of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from dispatch_console.domain.currency import is_currency
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, PartId, PlaceId, SerialId, ToolId

MONEY = Decimal("0.01")
QUANTITY = Decimal("0.001")
MOST = Decimal(10_000_000)
"""No quantity and no price is as much as this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing of the catalogue; `cost` is that of one `unit`, in `currency` (ISO 4217).

    Of a `serialised` part each piece has a number of its own and is moved by it.
    """

    id: PartId
    number: str
    name_en: str = ""
    name_zh: str = ""
    unit: str = "pcs"
    cost: Decimal = Decimal(0)
    currency: str = "CNY"
    serialised: bool = False
    active: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Serial:
    """One piece of a serialised part and where it is now."""

    id: SerialId
    part_id: PartId
    number: str
    place_id: PlaceId


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """Something that is lent to an engineer and comes back to its place."""

    id: ToolId
    number: str
    name_en: str = ""
    name_zh: str = ""
    place_id: PlaceId
    engineer_id: EngineerId | None = None
    active: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderPoint:
    """At a place, a part's stock that is free must not fall to `point`: then order `quantity`."""

    id: int
    part_id: PartId
    place_id: PlaceId
    point: Decimal
    quantity: Decimal
    version: int = 1


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to order for a place, as whole lots of the reorder quantity."""

    part_id: PartId
    place_id: PlaceId
    free: Decimal
    point: Decimal
    order: Decimal


def checked(part: Part) -> Part:
    """The part as it may be kept.

    Raises `part.number` without a number, `part.name` without a name, `part.cost`,
    `part.currency`.
    """
    if not part.number.strip():
        raise DomainError("part.number")
    if not (part.name_en.strip() or part.name_zh.strip()):
        raise DomainError("part.name", number=part.number)
    if not (part.cost.is_finite() and 0 <= part.cost < MOST):
        raise DomainError("part.cost", number=part.number)
    if not is_currency(part.currency):
        raise DomainError("part.currency", number=part.number, given=part.currency)
    return part


def require_quantity(quantity: Decimal, *, serialised: bool = False) -> Decimal:
    """The quantity, to a thousandth.

    Raises `part.quantity` unless it is more than nothing and thinkable, `part.whole` for a broken
    number of serialised pieces.
    """
    if not (quantity.is_finite() and 0 < quantity < MOST):
        raise DomainError("part.quantity")
    rounded = quantity.quantize(QUANTITY)
    if rounded != quantity:
        raise DomainError("part.quantity")
    if serialised and quantity != quantity.to_integral_value():
        raise DomainError("part.whole")
    return quantity


def suggestions(
    points: Iterable[ReorderPoint], free: Mapping[tuple[PartId, PlaceId], Decimal]
) -> tuple[Suggestion, ...]:
    """What to order so that each place has more than its point of each part free again.

    `free` is what no requisition has reserved; what is missing in it is nothing.
    """
    found: list[Suggestion] = []
    for one in points:
        left = free.get((one.part_id, one.place_id), Decimal(0))
        if left <= one.point:
            lots = (one.point - left) / one.quantity
            whole = lots.to_integral_value(ROUND_CEILING)
            if left + whole * one.quantity <= one.point:
                whole += 1
            found.append(
                Suggestion(one.part_id, one.place_id, left, one.point, whole * one.quantity)
            )
    return tuple(found)
