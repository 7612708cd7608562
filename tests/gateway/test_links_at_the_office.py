"""On a shared server the pages behind links work with the rights of the role `gateway` alone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from fastapi.testclient import TestClient

from dispatch_console.domain.roles import Role, Seat
from dispatch_console.domain.survey import Purpose
from dispatch_console.domain.ticket import Status
from dispatch_console.gateway.app import make_gateway
from dispatch_console.services import lifecycle, survey
from dispatch_console.services.context import Context
from dispatch_console.storage import rights
from dispatch_console.storage.database import Database
from tests.database import TestCluster
from tests.factories import NOW
from tests.services import test_survey
from tests.services.company import found, ticket
from tests.services.costing.served import DONE, serve
from tests.services.moved import moved
from tests.services.test_survey import asked, configure, link, mailed, sent, status

PASSWORD = "long enough words"

clock = test_survey.clock
ctx = test_survey.ctx


@pytest.fixture
def client(ctx: Context, cluster: TestCluster, database_url: str) -> Iterator[TestClient]:
    """The gateway by a login of its role."""
    rights.apply(database_url)
    name = database_url.partition("?")[0].rpartition("/")[2]
    login = f"gateway_{name}"
    rights.add(database_url, Seat(login, Role.GATEWAY), PASSWORD)
    database = Database.open(cluster.url(name, login))
    own = moved(Context(database=database, user="gateway", clock=ctx.clock), ctx.clock)
    with TestClient(
        make_gateway(own),
        "https://testserver",
        raise_server_exceptions=False,
        follow_redirects=False,
    ) as made:
        yield made
    database.close()
    rights.drop(database_url, login)
    for role in Role:
        group = rights.group_name(name, role)
        with psycopg.connect(database_url) as connection:
            connection.execute(f'DROP OWNED BY "{group}"'.encode())
            connection.execute(f'DROP ROLE "{group}"'.encode())


@pytest.mark.parametrize("reopen", [False, True])
def test_an_answer_is_kept_and_a_low_score_warns(
    ctx: Context, client: TestClient, reopen: bool
) -> None:
    configure(ctx, reopen=reopen)
    company = found(ctx, mailed(1, "a@example.org"))
    key = company.tickets[0]
    serve(ctx, key, company.engineers[0], NOW + timedelta(hours=1))
    survey.send(ctx)
    path = f"/survey/{link(ctx)}"
    assert client.get(path).status_code == 200
    assert client.post(path, data={"csat": "1", "words": "drips"}).status_code == 303
    assert (asked(ctx, key).csat, asked(ctx, key).answered_by) == (1, "")
    assert sent(ctx)[-1]["address"] == "role:supervisor"
    assert status(ctx, key) is (Status.REOPENED if reopen else Status.CLOSED)


@pytest.mark.parametrize(("said", "then"), [("yes", Status.CONFIRMED), ("no", Status.REOPENED)])
def test_the_step_is_the_requester_s(
    ctx: Context, client: TestClient, said: str, then: Status
) -> None:
    company = found(ctx, replace(mailed(1, "a@example.org"), owner="chen"))
    key = company.tickets[0]
    serve(ctx, key, company.engineers[0], NOW + timedelta(hours=1), until=DONE[:3])
    survey.send(ctx)
    path = f"/confirm/{link(ctx, Purpose.CONFIRM)}"
    assert client.get(path).status_code == 200
    assert client.post(path, data={"solved": said, "words": "It drips."}).status_code == 303
    assert status(ctx, key) is then
    last = max(lifecycle.read(ctx, key).steps, key=lambda one: one.id)
    assert last.who == f"requester:{ticket(ctx, key).number}"
    with ctx.database.snapshot() as snap:
        assert [one.body for one in snap.conversation.comments(key)] == ["It drips."]
    assert any(row["address"] == "chen" for row in sent(ctx))
