"""Parts, places, quantities and states in words."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from dispatch_console.domain.part import Part, Tool
from dispatch_console.domain.part_price import PartPrice
from dispatch_console.domain.requisition import Action, State
from dispatch_console.domain.stock import MoveKind, Place
from dispatch_console.support.i18n import pick, tr

UNITS = ("pcs", "set", "pair", "box", "m", "roll", "kg", "l")
"""Units with a name in each language."""


def state_name(state: State) -> str:
    """The state of a requisition."""
    return tr(f"requisition_state.{state.value}")


def action_name(action: Action) -> str:
    """The step as a button says it."""
    return tr(f"requisition_action.{action.value}")


def move_name(kind: MoveKind) -> str:
    """Why stock moved."""
    return tr(f"stock_move.{kind.value}")


def named(one: Part | Place | Tool) -> str:
    """Its name in the current language."""
    return pick(one.name_en, one.name_zh)


def part_words(part: Part) -> str:
    """Number and name."""
    return f"{part.number} · {named(part)}"


def sale_price(price: PartPrice) -> str:
    """What one is sold at."""
    if price.price is None:
        return tr("by markup ({currency})", currency=price.currency)
    return money({price.currency: price.price})


def place_words(place: Place) -> str:
    """Its name, the code where it has none."""
    return named(place) or place.code


def quantity(value: Decimal, unit: str = "") -> str:
    """A quantity without needless zeros."""
    shown = f"{value.normalize():f}" if value else "0"
    return f"{shown} {unit_name(unit)}" if unit else shown


def unit_name(unit: str) -> str:
    """A unit: the usual ones in the current language, others as they are kept."""
    return tr(f"part_unit.{unit}") if unit in UNITS else unit


def money(amounts: Mapping[str, Decimal]) -> str:
    """Amounts by currency."""
    return tr("list.comma").join(
        f"{value:,.2f} {currency}" for currency, value in sorted(amounts.items())
    )


def numbers_of(text: str) -> tuple[str, ...]:
    """Serial numbers as people write them: one a line, or with commas."""
    return tuple(
        number.strip()
        for number in text.replace(",", "\n").replace("，", "\n").splitlines()
        if number.strip()
    )


def listed(numbers: Iterable[str]) -> str:
    """Serial numbers, one a line."""
    return "\n".join(numbers)
