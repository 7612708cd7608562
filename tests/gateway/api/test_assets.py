"""Programs keep devices and tell what their meters say."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from dispatch_console.services.context import Context
from dispatch_console.services.customers import upkeep
from dispatch_console.services.customers.editing import save
from tests.factories import NOW
from tests.gateway.api.test_customers import put
from tests.gateway.api.test_tickets import refused
from tests.services.customers.clientele import Clientele, settled
from tests.services.customers.test_editing import plan
from tests.storage.people import settle


@pytest.fixture
def of(context: Context) -> Clientele:
    """A customer with a lift that counts its trips."""
    settle(context.database, tickets=0)
    return settled(context, external_id="C-1")


def tell(program: TestClient, *readings: dict[str, Any]) -> Any:
    """What meters say, as a program tells it."""
    return program.post("readings", json={"readings": list(readings)})


def test_a_device_is_made_with_a_label_and_changed(program: TestClient, of: Clientele) -> None:
    owner = {"external_id": "C-1"}
    made = put(
        program,
        "assets",
        external_id="D-1",
        name="Door",
        customer=owner,
        site={"id": of.site.id},
        parent={"code": of.asset.code},
        warranty_until="2027-01-31",
    )
    assert made["code"]
    assert (made["site_id"], made["parent_id"]) == (of.site.id, of.asset.id)
    now = put(program, "assets", external_id="D-1", status="retired")
    assert now == made | {"status": "retired", "version": made["version"] + 1}
    assert program.get(f"assets/{made['id']}").json() == now
    listed = program.get("assets", params={"customer": of.customer.id}).json()["assets"]
    assert [one["id"] for one in listed] == [of.asset.id, made["id"]]


def test_a_device_belongs_where_its_site_does(program: TestClient, of: Clientele) -> None:
    put(program, "customers", external_id="C-2", name="Bank")
    said = {"external_id": "D", "name": "Door", "customer": {"external_id": "C-2"}}
    answer = program.put("assets", json={**said, "site": {"id": of.site.id}})
    assert refused(answer, 422) == "customers.foreign"


def test_what_a_meter_says_makes_maintenance_come_round(
    program: TestClient, of: Clientele, context: Context
) -> None:
    save(context, uuid4(), plan(of, starts_on=date(2026, 1, 1), lead_days=0))
    first = {"meter_id": of.meter.id, "at": (NOW - timedelta(1)).isoformat(), "value": "300"}
    named = {"asset": {"code": of.asset.code}, "meter": "Trips", "at": NOW.isoformat()}
    answer = tell(program, first, {**named, "value": 510.25})
    assert (answer.status_code, answer.json()) == (201, {"count": 2})
    (meter,) = program.get(f"assets/{of.asset.id}/meters").json()["meters"]
    assert (meter["name"], meter["last"]["value"]) == ("Trips", "510.25")
    upkeep.look(context)
    assert len(program.get("tickets").json()["tickets"]) == 1


def test_one_reading_that_cannot_be_leaves_all_unwritten(
    program: TestClient, of: Clientele
) -> None:
    fine = {"meter_id": of.meter.id, "at": NOW.isoformat(), "value": "1"}
    for wrong, code in (
        ({"meter_id": 99}, "api.meter"),
        ({"meter_id": None, "meter": "Trips"}, "api.meter"),
        ({"meter_id": None, "asset": {"id": of.asset.id}, "meter": "Prints"}, "api.meter"),
        ({"meter_id": None, "asset": {"id": 99}, "meter": "Trips"}, "api.asset"),
        ({"at": "2100-01-01T00:00:00Z"}, "customers.reading_later"),
        ({"value": "NaN"}, "api.unfit"),
        ({"value": "1e50"}, "api.unfit"),
        ({"value": "much"}, "api.unfit"),
    ):
        assert refused(tell(program, fine, {**fine, **wrong}), 422) == code
    assert refused(tell(program), 422) == "api.unfit"
    (meter,) = program.get(f"assets/{of.asset.id}/meters").json()["meters"]
    assert meter["last"] is None
