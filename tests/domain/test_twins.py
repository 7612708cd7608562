"""What may be there twice."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.ids import AssetId, CustomerId, SiteId
from dispatch_console.domain.place import Location
from dispatch_console.domain.twins import same_assets, same_customers, same_sites

US = CustomerId(1)


def customer(number: int, name: str, phone: str = "", **fields: Any) -> Customer:
    return Customer(id=CustomerId(number), name=name, phone=phone, **fields)


def asset(number: int, **fields: Any) -> Asset:
    given: dict[str, Any] = {"name": "Lift", "customer_id": US}
    return Asset(id=AssetId(number), **(given | fields))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("上海晨光酒店有限公司", ""), ("上海晨光酒店", "")),
        (("Bund Hotel Co., Ltd.", ""), ("BUND HOTEL", "")),
        (("Bund Hotel", "021-5888 1234"), ("Reception", "+86 21 58881234")),
        (("上海浦东晨光大酒店", ""), ("上海浦东晨光大酒店店", "")),
    ],
)
def test_the_same_name_but_for_its_form_or_the_same_number_is_a_pair(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    (pair,) = same_customers([customer(1, *one), customer(2, *other)], {})
    assert (pair.one, pair.other) == (1, 2)
    assert pair.reasons


def test_a_number_of_one_of_their_people_counts() -> None:
    rows = [customer(1, "Hotel"), customer(2, "Reception", "13812345678")]
    assert same_customers(rows, {CustomerId(1): ["138 1234 5678"]})
    assert not same_customers(rows, {})


def test_other_names_are_other_customers_and_a_merged_one_is_none() -> None:
    assert not same_customers([customer(1, "上海第一医院"), customer(2, "上海地铁二号线")], {})
    twin = customer(2, "Hotel", merged_into=CustomerId(1))
    assert not same_customers([customer(1, "Hotel"), twin], {})


def site(number: int, name: str, address: str = "", **fields: Any) -> Site:
    given: dict[str, Any] = {"customer_id": US}
    return Site(id=SiteId(number), name=name, address=address, **(given | fields))


def test_sites_are_the_same_by_address_or_by_name_and_place() -> None:
    here, far = Location(31.2, 121.5), Location(31.3, 121.5)
    assert same_sites([site(1, "A", "南京路 1号"), site(2, "B", "南京路1号")])
    assert same_sites([site(1, "Tower", location=here), site(2, "tower", location=here)])
    assert not same_sites([site(1, "Tower", location=here), site(2, "Tower", location=far)])
    assert not same_sites([site(1, "A", "X 1"), site(2, "A", "X 1", customer_id=CustomerId(2))])


def test_devices_are_the_same_by_serial_number_and_never_with_two() -> None:
    assert same_assets([asset(1, serial="SN-7"), asset(2, serial="sn 7", name="Old lift")])
    assert not same_assets([asset(1, serial="SN-7"), asset(2, serial="SN-8")])
    assert not same_assets([asset(1, serial="7", maker="A"), asset(2, serial="7", maker="B")])
    assert same_assets([asset(1, model="X"), asset(2, model="x")])


@given(st.lists(st.tuples(st.text("上海酒店 hotel", max_size=6), st.sampled_from(["", "138"]))))
def test_pairs_are_of_two_rows_the_older_first_each_once(given_rows: list[tuple[str, str]]) -> None:
    rows = [customer(n, *row) for n, row in enumerate(given_rows, 1)]
    pairs = [(pair.one, pair.other) for pair in same_customers(rows, {})]
    assert len(set(pairs)) == len(pairs)
    assert all(one < other for one, other in pairs)
    assert pairs == [(p.one, p.other) for p in same_customers(rows[::-1], {})]
