"""People read what the API can do, on a page made of its description."""

import pytest
from fastapi.testclient import TestClient

from dispatch_console.gateway.api.app import make_api
from dispatch_console.gateway.api.handbook import Operation, rooms
from dispatch_console.services.context import Context


@pytest.mark.parametrize(("language", "title"), [("en", "Open API"), ("zh_CN", "开放接口")])
def test_the_page_shows_every_operation_without_scripts(
    client: TestClient, context: Context, language: str, title: str
) -> None:
    answer = client.get("/api/docs", params={"lang": language})
    assert answer.status_code == 200
    assert f"<h1>{title}</h1>" in answer.text
    assert "<script" not in answer.text
    for path in make_api(context).openapi()["paths"]:
        assert f"/api/v1{path}</code>" in answer.text


def test_what_is_sent_and_answered_is_told_field_by_field(context: Context) -> None:
    found = {(one.method, one.path): one for it in _rooms(context).values() for one in it}
    make = found["POST", "/api/v1/tickets"]
    title = next(one for one in make.body if one.name == "title")
    assert (title.kind, title.must) == ("string", True)
    assert {"number", "custom", "version"} <= {one.name for one in make.answer}
    lists = found["GET", "/api/v1/tickets"]
    assert "updated_since" in {one.name for one in lists.query}
    assert {"number", "custom", "version"} <= {one.name for one in lists.answer}
    files = found["POST", "/api/v1/tickets/{number}/attachments"]
    assert {"files", "body", "public"} == {one.name for one in files.body}


def _rooms(context: Context) -> dict[str, list[Operation]]:
    return rooms(make_api(context).openapi())
