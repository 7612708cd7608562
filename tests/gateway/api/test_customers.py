"""Programs keep customers, sites and devices by the keys their system has for them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from dispatch_console.domain.ids import CustomerId
from dispatch_console.services.context import Context
from dispatch_console.services.customers.uniting import merge
from tests.factories import make_region
from tests.gateway.api.test_tickets import make, refused


def put(program: TestClient, what: str, **said: Any) -> dict[str, Any]:
    """A row as a program writes it."""
    answer = program.put(what, json=said)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_customer_is_made_and_then_changed_by_its_external_id(program: TestClient) -> None:
    made = put(program, "customers", external_id="C-1", name="Hotel", tier="gold", note="a")
    now = put(program, "customers", external_id="C-1", phone="021-5555")
    assert now == made | {"phone": "021-5555", "version": made["version"] + 1}
    assert put(program, "customers", external_id="C-1", phone="021-5555") == now
    assert program.get(f"customers/{made['id']}").json() == now
    group = put(program, "customers", external_id="G", name="Group")
    child = put(program, "customers", external_id="C-1", parent={"external_id": "G"})
    assert child["parent_id"] == group["id"]
    assert put(program, "customers", external_id="C-1", parent=None)["parent_id"] is None
    answer = program.put("customers", json={"external_id": "G", "parent": {"external_id": "G"}})
    assert refused(answer, 422) == "customers.circle"


def test_the_same_customer_written_at_once_is_one(program: TestClient) -> None:
    def write(n: int) -> int:
        return put(program, "customers", external_id="C-1", name=f"Hotel {n}")["id"]

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(write, range(8)))) == 1


def test_customers_come_by_the_page_and_by_name(program: TestClient) -> None:
    made = [
        put(program, "customers", external_id=f"C-{n}", name=f"Hotel {n}")["id"] for n in range(5)
    ]
    seen: list[int] = []
    cursor = ""
    while cursor is not None:
        page = program.get("customers", params={"limit": 2, "cursor": cursor}).json()
        seen += [one["id"] for one in page["customers"]]
        cursor = page["next_cursor"]
    assert seen == made
    by_name = program.get("customers", params={"name": "tel 3"}).json()["customers"]
    assert [one["name"] for one in by_name] == ["Hotel 3"]
    by_key = program.get("customers", params={"external_id": "C-4"}).json()["customers"]
    assert [one["id"] for one in by_key] == made[4:]


def test_one_merged_into_another_stays_as_it_was_merged(
    program: TestClient, context: Context
) -> None:
    gone = put(program, "customers", external_id="C-1", name="Hotel")
    stays = put(program, "customers", external_id="C-2", name="Hotel Ltd")
    with context.database.snapshot() as snap:
        kept = snap.customers.get([CustomerId(stays["id"])])[CustomerId(stays["id"])]
    merge(context, uuid4(), gone["id"], kept)
    answer = put(program, "customers", external_id="C-1", name="Other")
    assert (answer["id"], answer["name"]) == (stays["id"], "Hotel Ltd")
    assert program.get(f"customers/{gone['id']}").json()["merged_into"] == stays["id"]
    assert make(program, customer={"external_id": "C-1"})["customer"]["id"] == stays["id"]
    listed = program.get("customers").json()["customers"]
    assert [one["id"] for one in listed] == [stays["id"]]


def test_a_site_lies_in_the_region_of_its_place(program: TestClient, context: Context) -> None:
    with context.database.unit(user="setup") as unit:
        unit.regions.add([make_region()])
        unit.commit()
    owner = put(program, "customers", external_id="C-1", name="Hotel")
    place = {"lat": 31.15, "lon": 121.35}
    made = put(
        program,
        "sites",
        external_id="S-1",
        name="North gate",
        customer={"external_id": "C-1"},
        location=place,
    )
    assert (made["region"], made["location"], made["customer_id"]) == ("R1", place, owner["id"])
    assert program.get(f"sites/{made['id']}").json() == made
    found = program.get("sites", params={"customer": owner["id"]}).json()["sites"]
    assert found == [made]
    assert put(program, "sites", external_id="S-1", location=None)["location"] is None


@pytest.mark.parametrize(
    ("what", "said", "code"),
    [
        ("customers", {"external_id": "X"}, "customers.name"),
        ("customers", {"name": "X"}, "api.unfit"),
        ("customers", {"external_id": "", "name": "X"}, "api.unfit"),
        ("customers", {"external_id": "X", "name": None}, "api.unfit"),
        ("customers", {"external_id": "X", "name": "X", "colour": 1}, "api.unfit"),
        ("customers", {"external_id": "X", "name": "X", "parent": {"id": 9}}, "api.customer"),
        ("sites", {"external_id": "X"}, "customers.name"),
        ("sites", {"external_id": "X", "name": "X", "customer": {"id": 9}}, "api.customer"),
        ("assets", {"external_id": "X", "name": "X"}, "api.whose"),
        ("assets", {"external_id": "X", "name": "X", "customer": {"id": 9}}, "api.customer"),
        ("assets", {"external_id": "X", "installed_on": "0001-01-01"}, "api.unfit"),
    ],
)
def test_what_cannot_be_is_refused(
    program: TestClient, what: str, said: dict[str, Any], code: str
) -> None:
    assert refused(program.put(what, json=said), 422) == code


@pytest.mark.parametrize("what", ["customers", "sites", "assets"])
def test_one_there_is_not_is_not_found(program: TestClient, what: str) -> None:
    assert program.get(f"{what}/9").status_code == 404
    assert refused(program.get(f"{what}/x"), 422) == "api.unfit"
    assert program.get(what, params={"external_id": "x"}).json()[what] == []
