"""On a shared server the gateway's own login may do all that the API does;
the database names the program all the same."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from dispatch_console.domain.asset import Meter
from dispatch_console.domain.ids import AssetId, MeterId
from dispatch_console.gateway.app import make_gateway
from dispatch_console.services import access_keys
from dispatch_console.services.context import Context
from dispatch_console.services.customers.editing import save
from dispatch_console.services.lifecycle import find
from dispatch_console.storage.database import Database
from tests.factories import NOW
from tests.services.knowledge.shelf import published
from tests.services.knowledge.shelf import told as told_of
from tests.storage.test_rights import Office, office

__all__ = ["office"]


@pytest.fixture
def shared(office: Office) -> Iterator[TestClient]:
    """A program that asks a gateway with the login of its role; an administrator made its key."""
    admin = Database.open(office.as_("admin"))
    secret = access_keys.for_program(Context(admin, "admin", lambda: NOW), uuid4(), "ERP")
    admin.close()
    own = Database.open(office.as_("gateway"))
    headers = {"authorization": f"Bearer {secret}", "accept-language": "en"}
    app = make_gateway(Context(own, "gateway", lambda: NOW))
    with TestClient(app, "https://testserver/api/v1/", headers=headers) as client:
        yield client
    own.close()


def test_a_ticket_lives_its_whole_life_by_the_gateways_login(
    shared: TestClient, office: Office
) -> None:
    made = shared.post(
        "tickets",
        json={
            "title": "漏水，马上来人",
            "customer_name": "Hotel",
            "external_id": "E-1",
            "crew_size": 2,
        },
    )
    assert made.status_code == 201, made.text
    number, version = made.json()["number"], made.json()["version"]
    patch = {"version": version, "description": "Kitchen", "priority": 1}
    assert shared.patch(f"tickets/{number}", json=patch).status_code == 200
    said = shared.post(f"tickets/{number}/comments", json={"body": "@boss please", "public": True})
    assert said.status_code == 201, said.text
    file = shared.post(f"tickets/{number}/attachments", files={"files": ("a.txt", b"hello")})
    assert file.status_code == 201, file.text
    key = file.json()["comments"][-1]["attachments"][0]["id"]
    assert shared.get(f"tickets/{number}/attachments/{key}").content == b"hello"
    step = {"status": "cancelled"}
    assert shared.post(f"tickets/{number}/steps", json=step).status_code == 201
    step = {"status": "reopened", "reason": "by the customer"}
    legal = {one["status"] for one in shared.get(f"tickets/{number}/legal-steps").json()["steps"]}
    assert step["status"] in legal
    assert shared.post(f"tickets/{number}/steps", json=step).status_code == 201
    steps = shared.get(f"tickets/{number}/steps").json()["steps"]
    assert [one["who"] for one in steps] == ["program:ERP"] * 2
    owner = Database.open(office.url)
    ticket = find(Context(owner, "x", lambda: NOW), number)
    with owner.snapshot() as snap:
        assert {one.who for one in snap.trail.about("ticket", ticket.id)} == {"program:ERP"}
    owner.close()


@pytest.mark.parametrize(
    "path",
    [
        "tickets?text=a&updated_since=2026-01-01T00:00:00Z&custom.computer=x",
        "changes",
        "types",
        "types/it_support/fields",
        "openapi.json",
        "engineers",
        "engineers/E001",
        "shifts?day=2026-03-02",
        "visits?day=2026-03-02",
        "customers",
        "customers/1",
        "sites",
        "sites/1",
        "assets",
        "assets/1",
        "assets/1/meters",
        "articles",
        "articles?text=leak",
        "parts",
        "requisitions",
        "tickets/T-00001/requisitions",
    ],
)
def test_all_that_is_read_is_read_by_the_gateways_login(shared: TestClient, path: str) -> None:
    answer = shared.get(path)
    assert answer.status_code == 200, answer.text


def test_customers_devices_and_readings_are_written_by_the_gateways_login(
    shared: TestClient, office: Office
) -> None:
    owner = {"external_id": "C-1"}
    place = {"lat": 31.15, "lon": 121.35}
    for what, said in (
        ("customers", {"external_id": "C-1", "name": "Mill"}),
        ("customers", {"external_id": "C-1", "phone": "021-5555"}),
        ("sites", {"external_id": "S-1", "name": "North", "customer": owner, "location": place}),
        ("assets", {"external_id": "D-1", "name": "Lift", "customer": owner}),
    ):
        answer = shared.put(what, json=said)
        assert answer.status_code == 200, answer.text
    device = AssetId(answer.json()["id"])
    admin = Database.open(office.as_("admin"))
    meter = Meter(id=MeterId(0), asset_id=device, name="Trips")
    save(Context(admin, "admin", lambda: NOW), uuid4(), meter)
    admin.close()
    told = {"asset": {"external_id": "D-1"}, "meter": "Trips", "at": NOW.isoformat(), "value": 5}
    answer = shared.post("readings", json={"readings": [told]})
    assert answer.status_code == 201, answer.text
    made = shared.post("tickets", json={"title": "Stuck", "asset": {"external_id": "D-1"}})
    assert made.status_code == 201, made.text
    owner_of = Database.open(office.url)
    with owner_of.snapshot() as snap:
        assert snap.trail.last_by("asset", [device])[device][0] == "program:ERP"
    owner_of.close()


def test_articles_and_parts_of_others_are_read_by_the_gateways_login(
    shared: TestClient, office: Office
) -> None:
    admin = Database.open(office.as_("admin"))
    key = published(Context(admin, "admin", lambda: NOW), told_of("空调不制冷", "检查故障代码。"))
    admin.close()
    assert shared.get(f"articles/KB-{key:04d}").status_code == 200
    assert shared.get("articles", params={"text": "空调"}).json()["articles"]
    (asked,) = shared.get("requisitions").json()["requisitions"]
    assert asked["ticket"] == office.company.tickets[0].number
    assert shared.get("visits", params={"day": "2026-03-02"}).json()["visits"]
