"""Programs read and say what is said about tickets, and put files there."""

from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from dispatch_console.domain.attachment import LARGEST, MOST
from dispatch_console.domain.conversation import LONGEST
from dispatch_console.gateway.guard import MOST_BYTES
from dispatch_console.services.commenting import say
from dispatch_console.services.context import Context
from dispatch_console.services.lifecycle import find
from tests.gateway.api.test_tickets import make, refused


def test_comments_are_read_and_written_inside_the_house_or_not(
    program: TestClient, context: Context
) -> None:
    number = make(program)["number"]
    say(context, uuid4(), find(context, number).id, "From the console")
    told = program.post(
        f"tickets/{number}/comments", json={"body": "We come <b>today</b>", "public": True}
    )
    assert told.status_code == 201
    comments = program.get(f"tickets/{number}/comments").json()["comments"]
    assert comments == told.json()["comments"]
    assert [(one["who"], one["body"], one["public"]) for one in comments] == [
        ("tester", "From the console", False),
        ("program:CRM", "We come <b>today</b>", True),
    ]


@pytest.mark.parametrize("body", ["", "  ", "x" * (LONGEST + 1)])
def test_a_comment_has_words_and_not_too_many(program: TestClient, body: str) -> None:
    number = make(program)["number"]
    assert program.post(f"tickets/{number}/comments", json={"body": body}).status_code == 422


def test_the_line_of_time_is_in_the_readers_language(program: TestClient) -> None:
    number = make(program)["number"]
    program.post(f"tickets/{number}/steps", json={"status": "cancelled"})
    program.post(f"tickets/{number}/comments", json={"body": "words"})
    entries = program.get(f"tickets/{number}/timeline").json()["entries"]
    assert [one["code"] for one in entries] == [
        "timeline.created",
        "timeline.step",
        "timeline.internal",
    ]
    assert entries[1]["heading"] == "New → Cancelled"
    chinese = program.get(f"tickets/{number}/timeline", headers={"accept-language": "zh"}).json()
    assert chinese["entries"][0]["heading"] == "创建工单"


def test_a_file_comes_back_as_it_went_and_is_not_shown(program: TestClient) -> None:
    number = make(program)["number"]
    data = b"<script>alert(1)</script>"
    told = program.post(
        f"tickets/{number}/attachments",
        files=[("files", ("../报告 1.txt", data)), ("files", ("b.pdf", b"%PDF"))],
        data={"body": "see here", "public": "true"},
    )
    assert told.status_code == 201, told.text
    (comment,) = told.json()["comments"]
    assert (comment["body"], comment["public"]) == ("see here", True)
    file = comment["attachments"][0]
    assert (file["name"], file["kind"], file["size"]) == ("报告 1.txt", "text/plain", len(data))
    got = program.get(f"tickets/{number}/attachments/{file['id']}")
    assert got.content == data
    assert got.headers["content-disposition"].startswith("attachment;")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"].startswith("sandbox")
    other = make(program)["number"]
    for path in (f"tickets/{other}/attachments/{file['id']}", f"tickets/{number}/attachments/999"):
        assert refused(program.get(path), 404) == "attachment.gone"


@pytest.mark.parametrize(
    ("names", "data", "code"),
    [
        (["run.exe"], b"MZ", "attachment.kind"),
        (["a.txt"], b"", "attachment.empty"),
        (["a.txt"], b"x" * (LARGEST + 1), "attachment.large"),
        (["a.txt"] * (MOST + 1), b"x", "attachment.many"),
        ([], b"", "api.unfit"),
    ],
)
def test_files_are_limited_as_in_the_console(
    program: TestClient, names: list[str], data: bytes, code: str
) -> None:
    number = make(program)["number"]
    answer = program.post(
        f"tickets/{number}/attachments", files=[("files", (name, data)) for name in names]
    )
    assert refused(answer, 422) == code
    assert program.get(f"tickets/{number}/comments").json()["comments"] == []


def test_more_than_the_gateway_takes_is_refused_as_all_else_is(program: TestClient) -> None:
    answer = program.post("tickets", content=b"x" * (MOST_BYTES + 1))
    assert refused(answer, 413) == "gateway.large"


def test_a_broken_form_is_refused(program: TestClient) -> None:
    number = make(program)["number"]
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x", "text/plain"):
        answer = program.post(
            f"tickets/{number}/attachments", content=b"--y\r\n", headers={"content-type": kind}
        )
        assert answer.status_code == 422, answer.text
