"""What holds for every request and answer."""

import re

import pytest
from fastapi.testclient import TestClient
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dispatch_console.gateway import health
from dispatch_console.gateway.app import make_gateway
from dispatch_console.gateway.guard import MOST_BYTES, Guard
from dispatch_console.services.context import Context
from dispatch_console.support.i18n import language


def test_whoever_watches_hears_that_the_database_answers(client: TestClient) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


def test_every_answer_keeps_to_itself(client: TestClient) -> None:
    for path in ("/health", "/nowhere", "/static/pages.css"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_what_never_changes_is_fetched_once(client: TestClient) -> None:
    page = client.get("/nowhere").text
    (sheet,) = re.findall(r'href="(/static/pages.css[^"]*)"', page)
    assert "immutable" in client.get(sheet).headers["cache-control"]
    assert client.get("/static/pages.css").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "cookie", "header", "said"),
    [
        ("", "", "zh-CN,zh;q=0.9,en;q=0.8", "没有这个页面"),
        ("", "", "de, en;q=0.5", "There is no such page"),
        ("", "zh_CN", "en", "没有这个页面"),
        ("?lang=en", "zh_CN", "zh", "There is no such page"),
        ("?lang=klingon", "", "zh", "没有这个页面"),
    ],
)
def test_a_page_is_in_the_readers_language(
    client: TestClient, query: str, cookie: str, header: str, said: str
) -> None:
    headers = {"accept-language": header} | ({"cookie": f"language={cookie}"} if cookie else {})
    before = language()
    answer = client.get(f"/nowhere{query}", headers=headers)
    assert answer.status_code == 404
    assert said in answer.text
    assert language() == before


def test_a_program_is_answered_in_json(client: TestClient) -> None:
    answer = client.get("/api/nowhere")
    assert answer.status_code == 404
    assert answer.json()["code"] == "gateway.no_page"


def test_what_another_sites_page_sends_is_refused(client: TestClient) -> None:
    answer = client.post("/nowhere", headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert client.post("/nowhere", headers={"origin": "https://testserver"}).status_code == 404


class Stored:
    """Reads all there is, and says how it ended."""

    ended = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        while message.get("more_body"):
            message = await receive()
        self.ended = message["type"]
        await Response()(scope, receive, send)


def test_a_body_that_says_it_is_too_large_is_refused() -> None:
    client = TestClient(Guard(Stored()))
    assert client.post("/", content=b"x" * (MOST_BYTES + 1)).status_code == 413
    assert client.post("/", content=b"x" * MOST_BYTES).status_code == 200


def test_a_body_that_does_not_say_is_read_no_further_than_that() -> None:
    stored = Stored()
    TestClient(Guard(stored)).post("/", content=(b"x" * 1024 * 1024 for _ in range(26)))
    assert stored.ended == "http.disconnect"


def test_what_fails_unforeseen_is_told_in_the_readers_language(
    context: Context, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("a secret")

    monkeypatch.setattr(health, "context_of", fail)
    client = TestClient(make_gateway(context), raise_server_exceptions=False)
    answer = client.get("/health", headers={"accept-language": "zh"})
    assert answer.status_code == 500
    assert "服务出错" in answer.text
    assert "secret" not in answer.text
    assert "default-src" in answer.headers["content-security-policy"]
    assert "a secret" in caplog.text
