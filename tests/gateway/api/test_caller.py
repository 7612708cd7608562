"""Programs are let in by their keys alone."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from dispatch_console.domain.ids import EngineerId
from dispatch_console.gateway.api.limiter import FREE, LONGEST_S, Limiter
from dispatch_console.services import access_keys
from dispatch_console.services.context import Context
from tests.factories import make_engineer


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        (None, "api.no_key"),
        ("", "api.no_key"),
        ("Basic eDp5", "api.no_key"),
        ("Bearer nonsense", "key.unknown"),
        ("Bearer 密钥".encode(), "key.unknown"),
    ],
)
def test_who_has_no_key_is_told_so(
    client: TestClient, authorization: str | bytes | None, code: str
) -> None:
    headers: Any = {} if authorization is None else {"authorization": authorization}
    answer = client.get("/api/v1/tickets", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.headers["www-authenticate"] == "Bearer"


def test_neither_an_engineers_key_nor_one_that_ended_lets_in(
    client: TestClient, context: Context
) -> None:
    with context.database.unit(user="setup") as unit:
        (engineer,) = unit.engineers.add([make_engineer(1, skills=(), regions=())])
        unit.commit()
    secret = access_keys.for_engineer(context, uuid4(), EngineerId(engineer.id))
    ended = access_keys.for_program(context, uuid4(), "Old")
    access_keys.end(context, uuid4(), access_keys.read(context)[0].id)
    for key, code in ((secret, "key.unknown"), (ended, "key.ended")):
        answer = client.get("/api/v1/tickets", headers={"authorization": f"Bearer {key}"})
        assert (answer.status_code, answer.json()["code"]) == (401, code)


def test_a_key_that_reads_changes_nothing(client: TestClient, context: Context) -> None:
    secret = access_keys.for_program(context, uuid4(), "BI", read_only=True)
    headers = {"authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/tickets", headers=headers).status_code == 200
    answer = client.post("/api/v1/tickets", json={"title": "Leak"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "api.read_only")
    assert "BI" in answer.json()["message"]
    assert client.get("/api/v1/tickets", headers=headers).json()["tickets"] == []


def test_messages_are_in_the_language_asked_for(client: TestClient) -> None:
    answer = client.get("/api/v1/tickets", headers={"accept-language": "zh-CN"})
    assert "密钥" in answer.json()["message"]
    assert client.get("/api/v1/nowhere", headers={"accept-language": "zh"}).json()["code"]


def test_who_guesses_is_held_up_and_whoever_has_a_good_key_is_not(
    client: TestClient, context: Context
) -> None:
    good = access_keys.for_program(context, uuid4(), "CRM")
    ask = lambda key: client.get(  # noqa: E731
        "/api/v1/types", headers={"authorization": f"Bearer {key}"}
    )
    assert ask(good).status_code == 200
    assert [ask(f"guess {n}").status_code for n in range(FREE)] == [401] * FREE
    answer = ask("one more")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert ask(good).status_code == 200


def test_the_wait_grows_to_a_limit_and_ends_with_a_good_key() -> None:
    now = timedelta(0)
    limiter = Limiter(lambda: now.total_seconds())
    waits = []
    for n in range(FREE + 12):
        waits.append(limiter.wait_s("here", b"next"))
        limiter.wrong("here", b"%d" % n)
    assert waits[:FREE] == [0.0] * FREE
    assert waits[FREE:] == sorted(waits[FREE:])
    assert 0 < waits[FREE] < waits[-1] == LONGEST_S
    assert limiter.wait_s("elsewhere", b"next") == 0
    now = timedelta(seconds=LONGEST_S)
    assert limiter.wait_s("here", b"next") == 0
    limiter.right("here", b"good")
    now = timedelta(0)
    assert limiter.wait_s("here", b"next") == 0
