"""Whole tickets reckoned by hand; the comments are the working."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from dispatch_console.domain import cost
from dispatch_console.domain.cost import CostKind, Cover, Line, Rate, RateKind, Work
from dispatch_console.domain.ids import RateId

DAY = date(2026, 1, 1)
RATES = (
    Rate(
        id=RateId(1),
        kind=RateKind.LABOUR,
        cost=Decimal(60),
        price=Decimal(150),
        overtime=Decimal("1.5"),
        since=DAY,
    ),
    Rate(id=RateId(2), kind=RateKind.TRAVEL_TIME, cost=Decimal(30), price=Decimal(80), since=DAY),
    Rate(
        id=RateId(3),
        kind=RateKind.TRAVEL_DISTANCE,
        cost=Decimal("0.85"),
        price=Decimal("2.10"),
        since=DAY,
    ),
)
BERLIN = ZoneInfo("Europe/Berlin")


def work(start: str, end: str, shift: tuple[str, str], zone: ZoneInfo | None = None) -> Work:
    """A visit and its shift by a zone's clock, in UTC as the database tells it."""
    times = [
        datetime.fromisoformat(text).replace(tzinfo=zone or UTC).astimezone(UTC)
        for text in (start, end, *shift)
    ]
    return Work(
        visit=1,
        engineer="Li Wei",
        number="E1",
        team="",
        start=times[0],
        end=times[1],
        shift_start=times[2],
        shift_end=times[3],
        travel_s=1000,
        travel_m=7777,
    )


def lines(of: Work, cover: Cover | None = None) -> dict[CostKind, Line]:
    made, missing = cost.lines_of_work(RATES, of, [], of.start.date())
    assert not missing
    return {line.kind: line for line in cost.covered(made, cover or Cover())}


def test_a_visit_over_the_end_of_a_shift() -> None:
    found = lines(
        work("2026-03-02T16:20", "2026-03-02T18:05", ("2026-03-02T09:00", "2026-03-02T17:00"))
    )
    # 40 minutes are 0.6667 h: 40.002 and 100.005, half away from zero.
    labour = found[CostKind.LABOUR]
    assert (labour.quantity, labour.cost, labour.price) == (
        Decimal("0.6667"),
        Decimal("40.00"),
        Decimal("100.01"),
    )
    # 65 minutes are 1.0833 h, half as much again: 97.497 and 243.7425.
    overtime = found[CostKind.OVERTIME]
    assert (overtime.quantity, overtime.cost, overtime.price) == (
        Decimal("1.0833"),
        Decimal("97.50"),
        Decimal("243.74"),
    )
    # 1000 s are 0.2778 h: 8.334 and 22.224. 7.777 km: 6.61045 and 16.3317.
    time, way = found[CostKind.TRAVEL_TIME], found[CostKind.TRAVEL_DISTANCE]
    assert (time.quantity, time.cost, time.price) == (
        Decimal("0.2778"),
        Decimal("8.33"),
        Decimal("22.22"),
    )
    assert (way.quantity, way.cost, way.price) == (
        Decimal("7.777"),
        Decimal("6.61"),
        Decimal("16.33"),
    )
    total = cost.totals(found.values())["CNY"]
    assert (total.cost, total.price) == (Decimal("152.44"), Decimal("382.30"))
    assert total.margin == Decimal("229.86")


@pytest.mark.parametrize(
    ("day", "hours", "price"),
    [
        # Clocks go forward: 22:00 to 06:00 lasts 7 h; back: 9 h; else 8 h.
        (("2026-03-28", "2026-03-29"), "7", "1050.00"),
        (("2026-10-24", "2026-10-25"), "9", "1350.00"),
        (("2026-06-06", "2026-06-07"), "8", "1200.00"),
    ],
)
def test_a_night_shift_costs_the_hours_that_passed(
    day: tuple[str, str], hours: str, price: str
) -> None:
    night = (f"{day[0]}T22:00", f"{day[1]}T06:00")
    found = lines(work(*night, night, BERLIN))
    assert CostKind.OVERTIME not in found
    assert (found[CostKind.LABOUR].quantity, found[CostKind.LABOUR].price) == (
        Decimal(hours),
        Decimal(price),
    )


def test_warranty_on_parts_and_half_of_the_labour() -> None:
    of = work("2026-03-02T16:20", "2026-03-02T18:05", ("2026-03-02T09:00", "2026-03-02T17:00"))
    found = lines(of, Cover(labour=Decimal("0.5"), parts=Decimal(1)))
    part = Line(
        key="parts CNY",
        kind=CostKind.PART,
        what="",
        on=DAY,
        currency="CNY",
        cost=Decimal("12.34"),
        price=Decimal("15.43"),
    )
    outside = Line(
        key="entry 1",
        kind=CostKind.OUTSIDE,
        what="Crane",
        on=DAY,
        currency="USD",
        cost=Decimal(800),
        price=Decimal(1000),
    )
    more = cost.covered([part, outside], Cover(labour=Decimal("0.5"), parts=Decimal(1)))
    # Half of 100.01 is 50.005, half of 243.74 is 121.87.
    assert found[CostKind.LABOUR].covered == Decimal("50.01")
    assert found[CostKind.LABOUR].charged == Decimal("50.00")
    assert found[CostKind.OVERTIME].covered == Decimal("121.87")
    assert found[CostKind.TRAVEL_TIME].covered == 0
    total = cost.totals((*found.values(), *more))
    # 382.30 + 15.43; 50.01 + 121.87 + 15.43; 152.44 + 12.34.
    yuan = total["CNY"]
    assert (yuan.price, yuan.covered, yuan.cost) == (
        Decimal("397.73"),
        Decimal("187.31"),
        Decimal("164.78"),
    )
    assert (yuan.charged, yuan.margin) == (Decimal("210.42"), Decimal("45.64"))
    # The crane is covered by nobody, and in another currency.
    assert (total["USD"].charged, total["USD"].margin) == (Decimal(1000), Decimal(200))


@pytest.mark.parametrize(
    ("currency", "amount", "wanted"),
    [
        ("CNY", "2.675", "2.68"),
        ("JPY", "2.5", "3"),
        ("CLP", "1234.49", "1234"),
        ("XOF", "0.5", "1"),
        ("ISK", "-0.5", "-1"),
        ("KWD", "1.0005", "1.001"),
        ("OMR", "1.2344", "1.234"),
        ("JOD", "0.0005", "0.001"),
    ],
)
def test_amounts_have_the_digits_of_their_currency(currency: str, amount: str, wanted: str) -> None:
    assert str(cost.rounded(Decimal(amount), currency)) == wanted
