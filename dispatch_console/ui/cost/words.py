"""Words for costs."""

from decimal import Decimal

from dispatch_console.domain.cost import CostKind, Cover, Rate, RateKind, Scope
from dispatch_console.support.i18n import tr


def kind_name(kind: CostKind) -> str:
    """What a line is for."""
    return tr(f"cost_kind.{kind.value}")


def rate_name(kind: RateKind) -> str:
    """What is paid by a rate."""
    return tr(f"rate_kind.{kind.value}")


def scope_name(scope: Scope) -> str:
    """For whom a rate is."""
    return tr(f"rate_scope.{scope.value}")


def for_whom(rate: Rate) -> str:
    """For whom this one is."""
    return f"{scope_name(rate.scope)} {rate.of}" if rate.of else scope_name(rate.scope)


def money(amount: Decimal, currency: str = "") -> str:
    """An amount with its thousands apart."""
    return f"{amount:,f} {currency}".rstrip()


def plain(number: Decimal) -> str:
    """A number without the noughts that say nothing."""
    shown = f"{number:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def cover_sentence(cover: Cover) -> str:
    """What warranty and contract bear."""
    if cover == Cover():
        return tr("Not covered by warranty or contract.")
    return tr(
        "Covered: labour {labour}, parts {parts}, travel {travel}.",
        labour=f"{cover.labour:.0%}",
        parts=f"{cover.parts:.0%}",
        travel=f"{cover.travel:.0%}",
    )


def amount(quantity: Decimal, unit: str) -> str:
    """How much of what, the units of work and of ways in words."""
    shown = plain(quantity)
    match unit:
        case "h":
            return tr("{hours} h", hours=shown)
        case "km":
            return tr("distance.km", km=shown)
        case _:
            return f"{shown} {unit}".rstrip()
