"""Pure rules of parts: balance, cost, reorder suggestions, limits."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import PartId, PlaceId
from dispatch_console.domain.part import ReorderPoint, require_quantity, suggestions
from dispatch_console.domain.requisition import ENDED, STEPS, Limit, State, legal
from dispatch_console.domain.roles import RIGHTS, Role
from dispatch_console.domain.stock import Line, cost_by_currency, require_balance, shifted

AMOUNTS = st.decimals(
    min_value="0.001", max_value="99999", places=3, allow_nan=False, allow_infinity=False
)
KEYS = st.integers(1, 5)


@given(st.lists(st.tuples(KEYS, KEYS, KEYS, AMOUNTS), min_size=1, max_size=8))
def test_what_is_shifted_balances_in_one_order_of_locks(
    given_: list[tuple[int, int, int, Decimal]],
) -> None:
    lines = [
        line
        for part, one, other, quantity in given_
        for line in shifted(
            Line(PartId(part), PlaceId(one), quantity), PlaceId(one), PlaceId(other)
        )
    ]
    ordered = require_balance(lines)
    assert sorted(map(repr, ordered)) == sorted(map(repr, lines))
    shelves = [(line.part_id, line.place_id) for line in ordered]
    assert shelves == sorted(shelves)


def test_a_part_from_nowhere_is_refused() -> None:
    with pytest.raises(DomainError, match=r"stock\.unbalanced"):
        require_balance([Line(PartId(1), PlaceId(1), Decimal(1))])
    with pytest.raises(DomainError, match=r"stock\.nothing"):
        require_balance([])


@given(AMOUNTS, AMOUNTS, st.decimals("0", "9999", places=3))
def test_after_the_suggested_order_there_is_more_than_the_point_and_no_lot_too_many(
    point: Decimal, lot: Decimal, free: Decimal
) -> None:
    key = (PartId(1), PlaceId(1))
    row = ReorderPoint(id=1, part_id=key[0], place_id=key[1], point=point, quantity=lot)
    found = suggestions([row], {key: free})
    assert bool(found) is (free <= point)
    for one in found:
        assert free + one.order > point
        assert free + one.order - lot <= point
        assert one.order % lot == 0


def test_money_is_never_mixed() -> None:
    lines = [
        Line(PartId(1), PlaceId(1), Decimal(3), Decimal("0.3333"), "CNY"),
        Line(PartId(2), PlaceId(1), Decimal(1), Decimal(10), "USD"),
    ]
    assert cost_by_currency(lines) == {"CNY": Decimal("1.00"), "USD": Decimal("10.00")}


def test_a_limit_covers_its_own_currency_up_to_the_amount() -> None:
    limit = Limit(Role.WAREHOUSE, Decimal(100))
    assert limit.covers({"CNY": Decimal(100)})
    assert not limit.covers({"CNY": Decimal("100.01")})
    assert not limit.covers({"USD": Decimal(1)})
    assert Limit(Role.ADMIN, None).covers({"USD": Decimal(10**9)})


def test_every_state_leads_on_or_has_ended_and_every_step_is_somebodys() -> None:
    assert {state for state in State if not legal(state)} == ENDED
    for _, right in STEPS.values():
        assert any(right in rights for rights in RIGHTS.values())


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_a_quantity_is_positive_and_of_thousandths_or_refused(quantity: Decimal) -> None:
    try:
        kept = require_quantity(quantity)
    except DomainError:
        return
    assert 0 < kept == quantity
    assert (kept * 1000) % 1 == 0
