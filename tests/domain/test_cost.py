"""Costs add up, whatever the lines are."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain import cost
from dispatch_console.domain.cost import (
    Correction,
    CostKind,
    Cover,
    Line,
    Rate,
    RateKind,
    Scope,
    Sum,
    Work,
)
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RateId

DAY = date(2026, 3, 2)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
AMOUNTS = st.decimals(0, 10**6, places=2)
SHARES = st.decimals(0, 1, places=4)
LINES = st.builds(
    Line,
    key=st.text(max_size=3),
    kind=st.sampled_from(CostKind),
    what=st.just("x"),
    on=st.just(DAY),
    currency=st.sampled_from(["CNY", "USD", "JPY"]),
    cost=AMOUNTS,
    price=AMOUNTS,
)
COVERS = st.builds(Cover, labour=SHARES, parts=SHARES, travel=SHARES)


def work(start: int = 0, end: int = 60, shift: int = 480) -> Work:
    """A visit from `start` to `end` minutes after nine, in a shift of so many minutes."""
    return Work(
        visit=7,
        engineer="Anna",
        number="E1",
        team="Lifts",
        start=NINE + timedelta(minutes=start),
        end=NINE + timedelta(minutes=end),
        shift_start=NINE,
        shift_end=NINE + timedelta(minutes=shift),
        travel_s=1800,
        travel_m=12_345,
    )


def rate(number: int = 1, kind: RateKind = RateKind.LABOUR, **given: object) -> Rate:
    said = {"cost": Decimal(60), "price": Decimal(120), "since": date(2026, 1, 1), **given}
    return Rate(id=RateId(number), kind=kind, **said)  # pyright: ignore[reportArgumentType]


@given(st.lists(LINES, max_size=8), COVERS)
def test_a_total_is_the_sum_of_its_lines(lines: list[Line], cover: Cover) -> None:
    whole = cost.covered(lines, cover)
    for code, total in cost.totals(whole).items():
        own = [line for line in whole if line.currency == code]
        assert total.lines == len(own)
        assert total.cost == sum(line.cost for line in own)
        assert total.charged == sum(line.charged for line in own)
        assert total.margin == sum(line.margin for line in own)
    assert cost.totals(whole).keys() == {line.currency for line in lines}


@given(st.lists(LINES, max_size=6), LINES)
def test_adding_a_line_and_taking_it_away_changes_nothing(lines: list[Line], more: Line) -> None:
    before = cost.totals(lines)
    assert cost.without_line(cost.with_line(before, more), more) == before


@given(st.lists(LINES, max_size=6), COVERS, COVERS)
def test_nothing_is_covered_beyond_its_price_and_two_covers_are_the_better_one(
    lines: list[Line], one: Cover, other: Cover
) -> None:
    both = cost.covered(lines, one | other)
    single = [cost.covered(lines, one), cost.covered(lines, other)]
    for line, first, second in zip(both, *single, strict=True):
        assert 0 <= line.covered <= cost.rounded(line.price, line.currency)
        assert line.covered == max(first.covered, second.covered)
        assert line.kind is not CostKind.OUTSIDE or not line.covered


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_a_share_is_between_nothing_and_all(share: Decimal) -> None:
    if 0 <= share <= 1:
        assert Cover(parts=share).share(CostKind.PART) == share
    else:
        with pytest.raises(DomainError, match=r"cost\.share"):
            Cover(parts=share)


@given(st.integers(-900, 900), st.integers(1, 900), st.integers(1, 900))
def test_the_overtime_of_a_visit_and_the_rest_are_the_visit(
    start: int, minutes: int, shift: int
) -> None:
    inside, outside = cost.split_overtime(work(start, start + minutes, shift))
    assert inside + outside == minutes * 60
    assert inside >= 0
    assert outside >= 0


def test_a_visit_past_the_shift_is_paid_with_the_factor_for_what_is_outside() -> None:
    rates = [
        rate(overtime=Decimal("1.5")),
        rate(2, RateKind.TRAVEL_TIME, cost=Decimal(40), price=Decimal(80)),
        rate(3, RateKind.TRAVEL_DISTANCE, cost=Decimal("0.8"), price=Decimal(2)),
    ]
    lines, missing = cost.lines_of_work(rates, work(0, 120, 90), [], DAY)
    assert not missing
    assert {line.kind.value: (line.quantity, line.cost, line.price) for line in lines} == {
        "labour": (Decimal("1.5"), Decimal(90), Decimal(180)),
        "overtime": (Decimal("0.5"), Decimal(45), Decimal(90)),
        "travel_time": (Decimal("0.5"), Decimal(20), Decimal(40)),
        "travel_distance": (Decimal("12.345"), Decimal("9.88"), Decimal("24.69")),
    }


def test_what_no_rate_holds_for_is_said_and_not_taken_for_free() -> None:
    lines, missing = cost.lines_of_work([rate(since=date(2026, 3, 3))], work(), [], DAY)
    assert lines == ()
    assert missing == (RateKind.LABOUR, RateKind.TRAVEL_TIME, RateKind.TRAVEL_DISTANCE)


def test_the_most_particular_rate_counts_and_of_its_like_the_newest() -> None:
    everybody, older = rate(1), rate(2, scope=Scope.TEAM, of="Lifts")
    newer = rate(3, scope=Scope.TEAM, of="Lifts", since=date(2026, 2, 1))
    skills = [rate(4 + n, scope=Scope.SKILL, of=c, price=Decimal(n)) for n, c in enumerate("ab")]
    own = rate(9, scope=Scope.ENGINEER, of="E1", until=date(2026, 3, 1))
    rates = [everybody, older, newer, *skills, own]

    def found(rates: list[Rate], skills: str = "", on: date = DAY) -> Rate | None:
        return cost.rate_for(rates, RateKind.LABOUR, work(), skills, on)

    assert found(rates) == newer
    assert found(rates, "ab") == skills[1]
    assert found(rates, "ab", date(2026, 3, 1)) == own
    assert found([everybody, rate(8, scope=Scope.TEAM, of="Doors")]) == everybody
    assert found([]) is None


def test_amounts_are_rounded_half_away_from_zero_to_the_currency_s_own_unit() -> None:
    assert cost.rounded(Decimal("0.005"), "CNY") == Decimal("0.01")
    assert cost.rounded(Decimal("-0.005"), "CNY") == Decimal("-0.01")
    assert cost.rounded(Decimal("2.5"), "JPY") == 3
    assert cost.rounded(Decimal("0.0005"), "KWD") == Decimal("0.001")


def test_a_corrected_line_says_why_and_is_covered_as_it_then_is() -> None:
    lines, _ = cost.lines_of_work([rate()], work(), [], DAY)
    again = Correction(
        of=lines[0].key, cost=Decimal(10), price=Decimal(50), reason="half an hour", by="li"
    )
    (line,) = cost.covered(cost.corrected(lines, [again]), Cover(labour=Decimal("0.5")))
    assert (line.cost, line.price, line.covered, line.charged, line.margin) == (10, 50, 25, 25, 15)
    assert (line.reason, line.by) == ("half an hour", "li")
    assert cost.corrected(lines, [replace(again, of="other")]) == lines


def test_a_margin_is_a_share_of_what_is_charged() -> None:
    assert Sum(1, Decimal(30), Decimal(50), Decimal(10)).margin_rate == Decimal("0.25")
    assert Sum(1, Decimal(30), Decimal(10), Decimal(10)).margin_rate is None


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"cost": Decimal(-1)}, "cost.amount"),
        ({"price": Decimal("NaN")}, "cost.amount"),
        ({"currency": "yuan"}, "cost.currency"),
        ({"overtime": Decimal("0.5")}, "cost.overtime"),
        ({"until": date(2025, 1, 1)}, "cost.dates"),
        ({"scope": Scope.TEAM}, "cost.rate_of"),
        ({"of": "E1"}, "cost.rate_of"),
    ],
)
def test_a_rate_that_makes_no_sense_is_refused(given: dict[str, object], code: str) -> None:
    with pytest.raises(DomainError, match=code):
        cost.require_sound_rate(rate(**given))  # pyright: ignore[reportArgumentType]
