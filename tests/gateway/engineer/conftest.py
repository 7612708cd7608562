"""Engineers in the field, at a gateway that has a login of its own on a shared server."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import uuid4

import httpx2
import psycopg
import pytest
from fastapi.testclient import TestClient

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.roles import Role, Seat
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.gateway.app import make_gateway
from dispatch_console.services import access_keys
from dispatch_console.services.context import Context
from dispatch_console.storage import rights
from dispatch_console.storage.database import Database
from tests.database import TestCluster
from tests.factories import DAY
from tests.storage.people import AT, Company, settle

PASSWORD = "long enough words"


@dataclass
class Field:
    """The first engineer has tickets 0 (at `AT`) and 1 (the day after), the second one ticket 2;
    ticket 3 is nobody's. `client` is the phone of the first, who is let in."""

    office: Context
    """Acts past the gateway."""
    company: Company
    client: TestClient
    secrets: tuple[str, str]

    def key(self, number: int = 0) -> TicketId:
        """Of a ticket."""
        return self.company.tickets[number].id

    def ticket(self, number: int = 0) -> Ticket:
        """As the database has it."""
        with self.office.database.snapshot() as snap:
            return snap.tickets.get([self.key(number)])[self.key(number)]

    def page(self, path: str = "", status: int = 200, number: int = 0) -> str:
        """The page below the ticket's."""
        answer = self.client.get(f"/engineer/tickets/{self.key(number)}{path}")
        assert answer.status_code == status, answer.text
        return answer.text

    def send(self, path: str, page: str, **typed: str) -> httpx2.Response:
        """Send the form of the page that leads there, with what is typed into it."""
        address = f"/engineer/tickets/{self.key()}{path}"
        return self.client.post(address, data=hidden(page, address) | typed)

    def step(self, status: Status, **typed: str) -> httpx2.Response:
        """Open the form of a step and send it."""
        path = f"/step/{status.value}"
        return self.send(path, self.page(path), **typed)


def hidden(page: str, action: str) -> dict[str, str]:
    """What the form that leads to the address sends by itself."""
    form = re.search(rf'<form[^>]* action="{re.escape(action)}".*?</form>', page, re.S)
    assert form, f"no form leads to {action}"
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0])
    return dict(inputs)


@pytest.fixture(params=["gateway"])
def field_work(
    request: pytest.FixtureRequest,
    cluster: TestCluster,
    database_url: str,
    database: Database,
    context: Context,
) -> Iterator[Field]:
    """The field; the gateway is logged in with its own role, or as owner of the tables."""
    company = settle(database, engineers=2, tickets=4)
    with database.unit(user="setup", at=DAY) as unit:
        unit.visits.replace(
            [
                company.visit(0, 0, AT),
                company.visit(1, 0, AT.replace(day=DAY.day + 1)),
                company.visit(2, 1, AT),
            ]
        )
        unit.commit()
    secrets = (
        access_keys.for_engineer(context, uuid4(), company.engineers[0].id),
        access_keys.for_engineer(context, uuid4(), company.engineers[1].id),
    )
    if request.param == "owner":
        yield _made(context, company, database, secrets)
        return
    rights.apply(database_url)
    name = database_url.partition("?")[0].rpartition("/")[2]
    login = f"gateway_{name}"
    rights.add(database_url, Seat(login, Role.GATEWAY), PASSWORD)
    opened = Database.open(cluster.url(name, login))
    yield _made(context, company, opened, secrets)
    opened.close()
    database.close()
    rights.drop(database_url, login)
    with psycopg.connect(database_url) as connection:
        for role in Role:
            group = rights.group_name(name, role)
            connection.execute(f'DROP OWNED BY "{group}"'.encode())
            connection.execute(f'DROP ROLE "{group}"'.encode())


def _made(office: Context, company: Company, database: Database, secrets: tuple[str, str]) -> Field:
    app = make_gateway(replace(office, database=database, user="gateway"))
    client = TestClient(
        app, "https://testserver", headers={"accept-language": "en"}, follow_redirects=False
    )
    made = Field(office, company, client, secrets)
    assert client.post(f"/engineer/enter/{secrets[0]}").status_code == 303
    return made
