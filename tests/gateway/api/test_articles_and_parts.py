"""Programs search the knowledge base and read stock and requisitions."""

from fastapi.testclient import TestClient

from dispatch_console.services.context import Context
from tests.gateway.api.test_tickets import refused
from tests.services.knowledge.shelf import published, told, written
from tests.services.parts.store import asked, furnished, handed_out, stocked


def test_published_articles_are_found_and_read(program: TestClient, context: Context) -> None:
    key = published(context, told("空调不制冷", "检查 **E4** 故障代码。", categories=("repair",)))
    draft = written(context, told("空调草稿", "未发布"))
    (found,) = program.get("articles", params={"text": "空调 故障"}).json()["articles"]
    assert (found["number"], found["title"]) == (f"KB-{key:04d}", "空调不制冷")
    article = program.get(f"articles/{found['number']}").json()
    assert article["tellings"][0]["language"] == "zh_CN"
    assert "E4" in article["tellings"][0]["body"]
    assert (article["edition"], article["categories"]) == (1, ["repair"])
    for number in (f"KB-{draft:04d}", "KB-9999", "KB-x", "9" * 40, "٣"):
        assert refused(program.get(f"articles/{number}"), 404) == "api.article"


def test_stock_is_told_by_place_with_what_is_free(program: TestClient, context: Context) -> None:
    store = furnished(context)
    stocked(context, store)
    handed_out(context, store, store.fuse, 4)
    fuse, board = program.get("parts").json()["parts"]
    assert fuse["cost"] == {"amount": "2.50", "currency": "CNY"}
    assert [(one["place"], one["quantity"], one["free"]) for one in fuse["stock"]] == [
        ("MAIN", "6", "6"),
        ("VAN-1", "4", "4"),
    ]
    assert board["serialised"]
    (found,) = program.get("parts", params={"text": "保险"}).json()["parts"]
    assert found == fuse
    first = program.get("parts", params={"limit": 1}).json()
    second = program.get("parts", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert (first["parts"], second["parts"], second["next_cursor"]) == ([fuse], [board], None)


def test_requisitions_are_told_with_their_ticket(program: TestClient, context: Context) -> None:
    store = furnished(context)
    stocked(context, store)
    asked(context, store, store.fuse, 2, ticket=1)
    (found,) = program.get("requisitions").json()["requisitions"]
    assert (found["part"], found["quantity"], found["state"]) == ("F-10", "2", "requested")
    of_ticket = program.get(f"tickets/{found['ticket']}/requisitions").json()
    assert of_ticket == {"requisitions": [found], "cost": []}
