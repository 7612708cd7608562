"""Parts with prices of their own beside those charged by the markup."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.ids import PartId, PlaceId
from dispatch_console.domain.part_price import PartPrice, Worth, price_on, worth
from dispatch_console.domain.stock import Line

D = Decimal
DAY = date(2026, 3, 2)
PRICES = st.lists(
    st.builds(
        PartPrice,
        part_id=st.just(PartId(1)),
        currency=st.sampled_from(["CNY", "USD"]),
        since=st.integers(-5, 5).map(lambda days: DAY + timedelta(days=days)),
        price=st.none() | st.integers(0, 9).map(Decimal),
    ),
    unique_by=lambda one: (one.currency, one.since),
)


def priced(price: str | None, since: int = 0, currency: str = "CNY") -> PartPrice:
    amount = None if price is None else D(price)
    day = DAY + timedelta(days=since)
    return PartPrice(part_id=PartId(1), currency=currency, since=day, price=amount)


def used(quantity: str, cost: str, part: int = 1, currency: str = "CNY") -> Line:
    return Line(PartId(part), PlaceId(9), D(quantity), unit_cost=D(cost), currency=currency)


def test_a_price_counts_from_its_day_until_the_next_and_none_means_the_markup() -> None:
    prices = (priced("30"), priced("40", 10), priced(None, 20))
    found = {n: price_on(prices, DAY + timedelta(days=n), "CNY") for n in (-1, 0, 9, 10, 20)}
    assert {n: one and one.price for n, one in found.items()} == {
        -1: None, 0: 30, 9: 30, 10: 40, 20: None,
    }  # fmt: skip


def test_the_currency_of_the_cost_goes_before_others() -> None:
    on, dollars = DAY + timedelta(days=9), priced("5", 3, "USD")
    assert price_on((priced("30"), dollars), on, "CNY") == priced("30")
    assert price_on((priced(None), dollars), on, "CNY") == dollars


@given(PRICES, st.integers(-6, 6))
def test_a_price_is_of_its_part_and_no_later_day_and_nothing_newer_in_its_currency(
    prices: list[PartPrice], days: int
) -> None:
    on = DAY + timedelta(days=days)
    found = price_on(prices, on, "CNY")
    if found is None:
        return
    assert found in prices
    newer = [
        one for one in prices if one.currency == found.currency and found.since < one.since <= on
    ]
    assert not newer


def test_what_has_a_price_is_charged_at_it_and_the_rest_by_the_markup() -> None:
    lines = [used("3", "2.50"), used("1", "1500", part=2)]
    assert worth(lines, {PartId(1): [priced("8")]}, DAY) == {
        "CNY": Worth(D("1507.50"), D("1500.00"), D("24"))
    }
    assert worth(lines, {}, DAY)["CNY"].price(D("1.25")) == D("1884.375")


def test_what_is_sold_in_another_currency_costs_in_one_and_is_charged_in_the_other() -> None:
    found = worth([used("2", "10", currency="EUR")], {PartId(1): [priced("99")]}, DAY)
    assert found == {"CNY": Worth(own=D("198")), "EUR": Worth(cost=D("20.00"))}
