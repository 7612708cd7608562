"""What tickets of the past cost: rates, parts, outside services, and what was corrected."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from dispatch_console.app.demo.company import DemoCompany
from dispatch_console.app.demo.past import Past
from dispatch_console.app.demo.sources import chance
from dispatch_console.domain.cost import CostKind, Rate, RateKind, Scope
from dispatch_console.domain.ids import CostEntryId, EngineerId, PlaceId, RateId
from dispatch_console.domain.part import Part
from dispatch_console.domain.stock import MoveKind, PlaceKind
from dispatch_console.domain.ticket import Status
from dispatch_console.services.context import Context
from dispatch_console.services.costing.reckoning import reckon
from dispatch_console.services.parts.booking import lines, post
from dispatch_console.storage.repositories.costs import CostEntry
from dispatch_console.storage.unit_of_work import Unit

WITH_PARTS, WITH_OUTSIDE, CORRECTED = 36, 14, 3
"""How many of the past's tickets had parts used, somebody from outside, another price agreed."""

EVERY = 20
"""At most one of so many tickets has any of these."""

_PARTS = {
    "lift": ("LF-1003", "LF-1006", "LF-1005", "LF-1004"),
    "hvac": ("AC-2005", "AC-2003", "AC-2010", "AC-2007"),
    "network": ("NW-3005", "NW-3007"),
    "it": ("PC-4003", "NW-3005"),
    "electrical": ("FA-5003", "FA-5001"),
    "plumbing": ("FA-5007", "FA-5005"),
}
"""What is often used, by the skill that the work takes."""

_OVER = frozenset({Status.CLOSED, Status.ARCHIVED})

_OUTSIDE = ("沪申起重设备租赁", "Pudong Crane Hire", "久力管道疏通")


def add(ctx: Context, company: DemoCompany, past: Sequence[Past]) -> None:
    """Write the rates once, and what those tickets took beside their visits."""

    def work(unit: Unit) -> None:
        if not unit.rates.every():
            unit.rates.add(_rates(company.today))
        if not past:
            return
        solved = [one for one in past if one.done.stay and one.ticket.status in _OVER]
        _use_parts(ctx, unit, solved)
        for number, one in enumerate(_some(solved, WITH_OUTSIDE)):
            unit.cost_entries.add([_outside(one, number)])
        _correct(unit, _some(solved[1:], CORRECTED), company.zone)

    ctx.database.run(work, user=ctx.user, what="demo.past")


def _some(past: Sequence[Past], count: int) -> Sequence[Past]:
    """About so many, evenly over the time; fewer of a few days."""
    return past[:: max(1, len(past) // count, EVERY)]


def _rates(today: date) -> list[Rate]:
    """Everybody's, dearer ones of the lift fitters and of the island, and the markup on parts."""
    since = today - timedelta(days=365)
    money = (
        (RateKind.LABOUR, Scope.ALL, "", "85", "240"),
        (RateKind.LABOUR, Scope.SKILL, "lift", "110", "320"),
        (RateKind.LABOUR, Scope.SKILL, "medical", "130", "380"),
        (RateKind.TRAVEL_TIME, Scope.ALL, "", "60", "120"),
        (RateKind.TRAVEL_TIME, Scope.TEAM, "Chongming 崇明", "70", "150"),
        (RateKind.TRAVEL_DISTANCE, Scope.ALL, "", "0.9", "2"),
        (RateKind.PARTS, Scope.ALL, "", "0", "1.35"),
    )
    return [
        Rate(
            id=RateId(0),
            kind=kind,
            scope=scope,
            of=of,
            cost=Decimal(cost),
            price=Decimal(price),
            overtime=Decimal("1.5"),
            since=since,
        )
        for kind, scope, of, cost, price in money
    ]


def _use_parts(ctx: Context, unit: Unit, solved: Sequence[Past]) -> None:
    """Handed out for the ticket and used there."""
    rng = chance("parts used")
    parts = {part.number: part for part in unit.parts.every().values()}
    places = unit.places.every().values()
    main = next(place.id for place in places if place.code == "SH-MAIN")
    vans = {place.engineer_id: place.id for place in places if place.engineer_id is not None}
    used = unit.places.of_kind(PlaceKind.USED).id
    fitting = [one for one in solved if one.ticket.skills[0].code in _PARTS]
    for one in _some(fitting, WITH_PARTS):
        part = parts[rng.choice(_PARTS[one.ticket.skills[0].code])]
        quantity = Decimal(rng.randint(1, 2))
        van = _van(one, vans)
        if van is not None:
            _book(ctx, unit, one, part, quantity, (main, van, used))


def _van(one: Past, vans: Mapping[EngineerId, PlaceId]) -> PlaceId | None:
    return None if one.done.stay is None else vans.get(one.done.stay.shift.engineer_id)


def _book(
    ctx: Context,
    unit: Unit,
    one: Past,
    part: Part,
    quantity: Decimal,
    way: tuple[PlaceId, PlaceId, PlaceId],
) -> None:
    main, van, used = way
    out = lines(part, quantity, (), main, van)
    post(ctx, unit, MoveKind.HAND_OUT, out, ticket=one.ticket.id)
    gone = lines(part, quantity, (), van, used)
    post(ctx, unit, MoveKind.USE, gone, ticket=one.ticket.id)


def _outside(one: Past, number: int) -> CostEntry:
    return CostEntry(
        id=CostEntryId(0),
        ticket_id=one.ticket.id,
        what=_OUTSIDE[number % len(_OUTSIDE)],
        document=f"INV-{number:04d}",
        on=one.done.came[-1].at.date(),
        cost=Decimal(400 + 50 * number),
        price=Decimal(500 + 60 * number),
        currency="CNY",
    )


def _correct(unit: Unit, some: Sequence[Past], zone: ZoneInfo) -> None:
    """The customer was promised a lower price for the labour."""
    for cost in reckon(unit, [one.ticket for one in some], zone):
        line = next((li for li in cost.lines if li.kind is CostKind.LABOUR), None)
        if line is not None:
            unit.cost_entries.correct(
                CostEntry(
                    id=CostEntryId(0),
                    ticket_id=cost.ticket.id,
                    corrects=line.key,
                    on=line.on,
                    cost=line.cost,
                    price=(line.price * Decimal("0.8")).quantize(Decimal("0.01")),
                    currency=line.currency,
                    reason="电话中承诺八折 / 20 % off as promised on the phone",
                )
            )
