"""What parts are sold at: at prices of their own from a day on, else at a markup on their cost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dispatch_console.domain.currency import is_currency
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import PartId
from dispatch_console.domain.part import MONEY, MOST
from dispatch_console.domain.stock import Line

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPrice:
    """From `since` on one unit is sold at `price`; None: by the markup again."""

    id: int = 0
    part_id: PartId
    currency: str
    since: date
    price: Decimal | None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Worth:
    """Of parts, in one currency: what they have cost, what of that is charged by the markup, and
    what the others are sold at."""

    cost: Decimal = NOTHING
    marked_up: Decimal = NOTHING
    own: Decimal = NOTHING

    def price(self, factor: Decimal) -> Decimal:
        """What the customer is charged, at so many times the cost where there is no price."""
        return self.marked_up * factor + self.own


def price_on(prices: Iterable[PartPrice], on: date, currency: str) -> PartPrice | None:
    """A part's own price on that day: in the currency of its cost, else the one in another that
    began last; None where the markup counts."""
    now: dict[str, PartPrice] = {}
    for one in sorted(prices, key=lambda one: one.since):
        if one.since <= on:
            now[one.currency] = one
    held = [one for one in now.values() if one.price is not None]
    return max(held, key=lambda one: (one.currency == currency, one.since), default=None)


def worth(
    lines: Iterable[Line], prices: Mapping[PartId, Sequence[PartPrice]], on: date
) -> dict[str, Worth]:
    """What parts that were used are worth, each currency by itself.

    A part that is sold in another currency than it was bought in costs in the one and is charged in
    the other: nothing is converted.
    """
    cost: dict[str, Decimal] = defaultdict(Decimal)
    marked_up: dict[str, Decimal] = defaultdict(Decimal)
    own: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        amount = line.quantity * line.unit_cost
        cost[line.currency] += amount
        found = price_on(prices.get(line.part_id, ()), on, line.currency)
        if found is None or found.price is None:
            marked_up[line.currency] += amount
        else:
            own[found.currency] += line.quantity * found.price
    made = {
        currency: Worth(
            cost.get(currency, NOTHING).quantize(MONEY),
            marked_up.get(currency, NOTHING).quantize(MONEY),
            own.get(currency, NOTHING),
        )
        for currency in sorted({*cost, *own})
    }
    return {currency: one for currency, one in made.items() if one != Worth()}


def require_sound(price: PartPrice) -> PartPrice:
    """Raises `part.sale_price`, `part.sale_currency`."""
    amount = price.price
    if amount is not None and not (amount.is_finite() and 0 <= amount < MOST):
        raise DomainError("part.sale_price")
    code = price.currency
    if not is_currency(code):
        raise DomainError("part.sale_currency", given=code)
    return price
