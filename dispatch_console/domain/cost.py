"""What a ticket costs, what of that is covered, and what the customer is charged.

Money is `Decimal` in one currency a line, and sums go by currency: nothing is converted. Quantities
are rounded to `QUANTITY` and each amount to the smallest unit of its currency, half away from zero;
sums are of rounded lines, so they always add up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from dispatch_console.domain.currency import is_currency
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RateId

NOTHING, ALL = Decimal(0), Decimal(1)

QUANTITY = Decimal("0.0001")
"""Hours and kilometres are kept to this."""

_DIGITS: Mapping[str, int] = {
    **dict.fromkeys(
        (
            *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND"),
            *("VUV", "XAF", "XOF", "XPF"),
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
"""Digits after the point, where they are not two (ISO 4217)."""

USUAL_MARKUP = Decimal("1.25")
"""What parts are charged at, times their cost, where no rate says it."""

MOST_MARKUP = 100

_HOUR = 3600


class CostKind(StrEnum):
    """What a line is for."""

    LABOUR = "labour"
    OVERTIME = "overtime"
    TRAVEL_TIME = "travel_time"
    TRAVEL_DISTANCE = "travel_distance"
    PART = "part"
    OUTSIDE = "outside"


class RateKind(StrEnum):
    """What is paid by a rate: an hour of work, an hour on the road, a kilometre; for parts, how
    many times their cost the customer is charged."""

    LABOUR = "labour"
    TRAVEL_TIME = "travel_time"
    TRAVEL_DISTANCE = "travel_distance"
    PARTS = "parts"


class Scope(StrEnum):
    """For whom a rate is, the most particular first."""

    ENGINEER = "engineer"
    SKILL = "skill"
    TEAM = "team"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What an hour or kilometre costs and is charged at, from `since` to `until`, both included.

    For `RateKind.PARTS` the price is a factor and the cost says nothing.
    `of` is an engineer's number, a skill's code or a team's name. `overtime` multiplies cost and
    price of an hour worked outside the shift.
    """

    id: RateId
    kind: RateKind
    scope: Scope = Scope.ALL
    of: str = ""
    cost: Decimal
    price: Decimal
    currency: str = "CNY"
    overtime: Decimal = ALL
    since: date
    until: date | None = None
    version: int = 1

    def holds(self, on: date) -> bool:
        """Whether it is in force on that day."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A visit that took place, with the engineer's shift around it."""

    visit: int
    engineer: str
    number: str
    team: str
    start: datetime
    end: datetime
    shift_start: datetime
    shift_end: datetime
    travel_s: int = 0
    travel_m: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Which share of each price warranty and contracts bear, 0 to 1. Raises `cost.share`."""

    labour: Decimal = NOTHING
    parts: Decimal = NOTHING
    travel: Decimal = NOTHING

    def __post_init__(self) -> None:
        if not all(NOTHING <= share <= ALL for share in (self.labour, self.parts, self.travel)):
            raise DomainError("cost.share")

    def __or__(self, other: "Cover") -> "Cover":
        """The better of the two for each: covers do not add up."""
        return Cover(
            labour=max(self.labour, other.labour),
            parts=max(self.parts, other.parts),
            travel=max(self.travel, other.travel),
        )

    def share(self, kind: CostKind) -> Decimal:
        """What of a line of that kind is covered; outside services say so in their own price."""
        match kind:
            case CostKind.LABOUR | CostKind.OVERTIME:
                return self.labour
            case CostKind.TRAVEL_TIME | CostKind.TRAVEL_DISTANCE:
                return self.travel
            case CostKind.PART:
                return self.parts
            case CostKind.OUTSIDE:
                return NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line. `key` names it among those of its ticket, and stays when it is reckoned again.

    `cost` is what the company bears, `price` what the work is worth to the customer, `covered` what
    of the price warranty or contract bears. `reason` and `by` are of a correction.
    """

    key: str
    kind: CostKind
    what: str
    on: date
    quantity: Decimal = ALL
    unit: str = ""
    currency: str
    cost: Decimal
    price: Decimal
    covered: Decimal = NOTHING
    document: str = ""
    reason: str = ""
    by: str = ""

    @property
    def charged(self) -> Decimal:
        """What the customer is to pay."""
        return self.price - self.covered

    @property
    def margin(self) -> Decimal:
        """What is left of it."""
        return self.charged - self.cost


@dataclass(frozen=True, slots=True)
class Sum:
    """Lines of one currency together."""

    lines: int = 0
    cost: Decimal = NOTHING
    price: Decimal = NOTHING
    covered: Decimal = NOTHING

    @property
    def charged(self) -> Decimal:
        """What the customer is to pay."""
        return self.price - self.covered

    @property
    def margin(self) -> Decimal:
        """What is left of it."""
        return self.charged - self.cost

    @property
    def margin_rate(self) -> Decimal | None:
        """The margin as a share of what is charged; None where nothing is."""
        return self.margin / self.charged if self.charged else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Another cost and price for the line of that key, and why."""

    of: str
    cost: Decimal
    price: Decimal
    reason: str
    by: str = ""


def rounded(amount: Decimal, currency: str) -> Decimal:
    """To the smallest unit of the currency, half away from zero."""
    return amount.quantize(Decimal(1).scaleb(-_DIGITS.get(currency, 2)), ROUND_HALF_UP)


def split_overtime(work: Work) -> tuple[int, int]:
    """Seconds of the visit inside and outside of the shift; together they are the visit."""
    whole = work.end - work.start
    within = min(work.end, work.shift_end) - max(work.start, work.shift_start)
    inside = max(timedelta(0), within)
    return round(inside.total_seconds()), round((whole - inside).total_seconds())


def rate_for(
    rates: Iterable[Rate], kind: RateKind, work: Work, skills: Iterable[str], on: date
) -> Rate | None:
    """The rate for that work: the engineer's own, else that of a needed skill (the dearest), else
    the team's, else everybody's; of several the one that began last."""
    needed = frozenset(skills)
    fits = {
        Scope.ENGINEER: lambda of: of == work.number,
        Scope.SKILL: lambda of: of in needed,
        Scope.TEAM: lambda of: of == work.team,
        Scope.ALL: lambda of: True,
    }
    found = [r for r in rates if r.kind is kind and r.holds(on) and fits[r.scope](r.of)]
    for scope in Scope:
        own = [rate for rate in found if rate.scope is scope]
        if scope is Scope.SKILL and own:
            return max(own, key=lambda rate: (rate.price, rate.since, rate.id))
        if own:
            return max(own, key=lambda rate: (rate.since, rate.id))
    return None


def lines_of_work(
    rates: Iterable[Rate], work: Work, skills: Iterable[str], on: date
) -> tuple[tuple[Line, ...], tuple[RateKind, ...]]:
    """The lines of one visit, and for what of it no rate holds."""
    known, needed = tuple(rates), tuple(skills)
    inside, outside = split_overtime(work)
    wanted = (
        (CostKind.LABOUR, RateKind.LABOUR, _hours(inside), "h"),
        (CostKind.OVERTIME, RateKind.LABOUR, _hours(outside), "h"),
        (CostKind.TRAVEL_TIME, RateKind.TRAVEL_TIME, _hours(work.travel_s), "h"),
        (CostKind.TRAVEL_DISTANCE, RateKind.TRAVEL_DISTANCE, _quantity(work.travel_m, 1000), "km"),
    )
    made: list[Line] = []
    missing: list[RateKind] = []
    for kind, paid_by, quantity, unit in wanted:
        rate = rate_for(known, paid_by, work, needed, on)
        if not quantity:
            continue
        if rate is None:
            missing.append(paid_by)
            continue
        times = rate.overtime if kind is CostKind.OVERTIME else ALL
        made.append(
            Line(
                key=f"visit {work.visit} {kind.value}",
                kind=kind,
                what=work.engineer,
                on=on,
                quantity=quantity,
                unit=unit,
                currency=rate.currency,
                cost=rounded(quantity * rate.cost * times, rate.currency),
                price=rounded(quantity * rate.price * times, rate.currency),
            )
        )
    return tuple(made), tuple(dict.fromkeys(missing))


def corrected(lines: Iterable[Line], corrections: Iterable[Correction]) -> tuple[Line, ...]:
    """The lines with what was corrected about them; a correction of no line there is left out."""
    by_key = {correction.of: correction for correction in corrections}
    return tuple(_corrected(line, by_key.get(line.key)) for line in lines)


def covered(lines: Iterable[Line], cover: Cover) -> tuple[Line, ...]:
    """The lines with what of their prices is covered."""
    return tuple(
        replace(line, covered=rounded(line.price * cover.share(line.kind), line.currency))
        for line in lines
    )


def totals(lines: Iterable[Line]) -> dict[str, Sum]:
    """By currency, those with lines alone."""
    found: dict[str, Sum] = {}
    for line in lines:
        found = with_line(found, line)
    return found


def with_line(sums: Mapping[str, Sum], line: Line) -> dict[str, Sum]:
    """The sums once the line is added."""
    return _with(sums, line, 1)


def without_line(sums: Mapping[str, Sum], line: Line) -> dict[str, Sum]:
    """The sums as they were before the line was added."""
    return _with(sums, line, -1)


def require_sound_rate(rate: Rate) -> None:
    """Raises `cost.amount`, `cost.currency`, `cost.overtime`, `cost.dates`, `cost.rate_of`,
    `cost.markup`."""
    _require_amounts(rate.cost, rate.price)
    require_currency(rate.currency)
    if not ALL <= rate.overtime <= 10:
        raise DomainError("cost.overtime")
    if rate.until is not None and rate.until < rate.since:
        raise DomainError("cost.dates")
    if (rate.scope is Scope.ALL) is bool(rate.of.strip()):
        raise DomainError("cost.rate_of")
    if rate.kind is RateKind.PARTS and not (
        rate.scope is Scope.ALL and 0 < rate.price <= MOST_MARKUP
    ):
        raise DomainError("cost.markup", most=MOST_MARKUP)


def markup(rates: Iterable[Rate], on: date) -> Decimal:
    """How many times their cost parts are charged at on that day."""
    held = (rate.price for rate in rates if rate.kind is RateKind.PARTS and rate.holds(on))
    return next(held, USUAL_MARKUP)


def require_sound_amounts(cost: Decimal, price: Decimal, currency: str, reason: str) -> None:
    """Raises `cost.amount`, `cost.currency`, `cost.reason`."""
    _require_amounts(cost, price)
    require_currency(currency)
    if not reason.strip():
        raise DomainError("cost.reason")


def require_currency(code: str) -> None:
    """Raises `cost.currency` unless it is three capital letters."""
    if not is_currency(code):
        raise DomainError("cost.currency", value=code)


def _require_amounts(*amounts: Decimal) -> None:
    if not all(amount.is_finite() and 0 <= amount < 10**12 for amount in amounts):
        raise DomainError("cost.amount")


def _corrected(line: Line, by: Correction | None) -> Line:
    if by is None:
        return line
    return replace(
        line,
        cost=rounded(by.cost, line.currency),
        price=rounded(by.price, line.currency),
        reason=by.reason,
        by=by.by,
    )


def _with(sums: Mapping[str, Sum], line: Line, sign: int) -> dict[str, Sum]:
    before = sums.get(line.currency, Sum())
    after = Sum(
        lines=before.lines + sign,
        cost=before.cost + sign * line.cost,
        price=before.price + sign * line.price,
        covered=before.covered + sign * line.covered,
    )
    rest = {code: one for code, one in sums.items() if code != line.currency}
    return {**rest, line.currency: after} if after.lines else rest


def _hours(seconds: int) -> Decimal:
    return _quantity(seconds, _HOUR)


def _quantity(amount: int, whole: int) -> Decimal:
    return (Decimal(amount) / whole).quantize(QUANTITY, ROUND_HALF_UP)
