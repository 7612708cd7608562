"""On a shared server the gateway's own login may do all that the API does;
the database names the program all the same."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from dispatch_console.gateway.app import make_gateway
from dispatch_console.services import access_keys
from dispatch_console.services.context import Context
from dispatch_console.services.lifecycle import find
from dispatch_console.storage.database import Database
from tests.factories import NOW
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
        "types",
        "types/it_support/fields",
        "openapi.json",
    ],
)
def test_all_that_is_read_is_read_by_the_gateways_login(shared: TestClient, path: str) -> None:
    answer = shared.get(path)
    assert answer.status_code == 200, answer.text
