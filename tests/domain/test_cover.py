"""Warranties and contracts: what holds on a day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.asset import Asset, require_tree
from dispatch_console.domain.cover import Contract, Shares, cover_of, require_sound
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AssetId, ContractId, CustomerId

TODAY = date(2026, 3, 2)
US, THEM = CustomerId(1), CustomerId(2)


def device(number: int = 1, **fields: Any) -> Asset:
    return Asset(id=AssetId(number), customer_id=US, name=f"Lift {number}", **fields)


def contract(number: int = 1, **fields: Any) -> Contract:
    given: dict[str, Any] = {
        "id": ContractId(number),
        "number": f"C-{number}",
        "customer_id": US,
        "starts_on": TODAY - timedelta(days=10),
        "ends_on": TODAY + timedelta(days=10),
        "covers": Shares(labour=Decimal("0.5")),
    }
    return Contract(**(given | fields))


def test_the_last_day_is_covered_and_the_next_is_not() -> None:
    lift = device(warranty_until=TODAY)
    assert cover_of(US, [lift], [], TODAY).shares
    after = cover_of(US, [lift], [], TODAY + timedelta(days=1))
    assert not after.shares
    assert after.lapsed == TODAY


def test_a_contract_for_named_devices_is_for_those_and_their_parts_alone() -> None:
    named = contract(assets=(AssetId(1),))
    part = device(3, parent_id=AssetId(1))
    assert cover_of(US, [device(1)], [named], TODAY).contracts == (named,)
    assert cover_of(US, [part, device(1)], [named], TODAY).contracts == (named,)
    assert not cover_of(US, [device(2)], [named], TODAY).contracts
    assert not cover_of(US, [], [named], TODAY).contracts
    assert not cover_of(THEM, [device(1)], [named], TODAY).contracts


def test_the_more_special_contract_says_the_service_level() -> None:
    general, special = contract(1, sla="silver"), contract(2, sla="gold", assets=(AssetId(1),))
    assert cover_of(US, [device(1)], [general, special], TODAY).sla == "gold"
    assert cover_of(US, [device(2)], [general, special], TODAY).sla == "silver"


def test_a_part_has_the_warranty_of_the_whole_unless_it_has_one_itself() -> None:
    whole = device(1, warranty_until=TODAY)
    assert cover_of(US, [device(2), whole], [], TODAY).warranty_until == TODAY
    own = device(2, warranty_until=TODAY - timedelta(days=1))
    assert not cover_of(US, [own, whole], [], TODAY).shares


share = st.decimals(0, 1, places=2)
shares = st.builds(lambda a, b, c: Shares(labour=a, parts=b, travel=c), share, share, share)


@given(st.lists(shares, max_size=5))
def test_covers_together_are_as_good_as_the_best_and_never_more_than_all(
    several: list[Shares],
) -> None:
    rows = [contract(n, covers=one) for n, one in enumerate(several, 1)]
    found = cover_of(US, [device()], rows, TODAY).shares
    for name in ("labour", "parts", "travel"):
        assert getattr(found, name) == max((getattr(one, name) for one in several), default=0)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"number": " "}, "contract.number"),
        ({"ends_on": TODAY - timedelta(days=30)}, "contract.dates"),
        ({"price": Decimal(-1)}, "contract.price"),
        ({"currency": "yuan"}, "contract.currency"),
    ],
)
def test_a_contract_that_cannot_be_is_refused(fields: dict[str, Any], code: str) -> None:
    require_sound(contract())
    with pytest.raises(DomainError) as refused:
        require_sound(replace(contract(), **fields))
    assert refused.value.code == code


def test_more_than_all_cannot_be_covered() -> None:
    with pytest.raises(DomainError):
        Shares(parts=Decimal("1.01"))


def test_nothing_lies_below_itself() -> None:
    parents = {1: None, 2: 1, 3: 2}
    require_tree(3, 1, parents)
    for row, parent in ((1, 3), (2, 2)):
        with pytest.raises(DomainError):
            require_tree(row, parent, parents)
