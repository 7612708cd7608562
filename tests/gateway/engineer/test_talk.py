"""What an engineer says about a ticket, with photos."""

from uuid import uuid4

import pytest

from dispatch_console.domain.attachment import LARGEST, MOST, admit
from dispatch_console.services import commenting, ticket_timeline
from tests.gateway.engineer.conftest import Field, hidden

PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(200)


def say(field_work: Field, page: str, body: str, *files: tuple[str, bytes], **more: str) -> str:
    """Send the comment; the page that follows."""
    address = f"/engineer/tickets/{field_work.key()}/comments"
    answer = field_work.client.post(
        address,
        data=hidden(page, address) | {"body": body} | more,
        files=[("files", file) for file in files],
    )
    if answer.status_code == 303:
        return field_work.client.get(answer.headers["location"]).text
    return answer.text


def comments(field_work: Field) -> list[tuple[str, str, bool, int]]:
    """Who, what, whether for the customer, how many files."""
    entries = ticket_timeline.read(field_work.office, field_work.key()).entries
    said = ("timeline.public", "timeline.internal")
    return [(e.who, e.body, e.public, len(e.attachments)) for e in entries if e.code in said]


def test_a_comment_with_photos_is_in_the_conversation(field_work: Field) -> None:
    page = say(
        field_work, field_work.page(), "门锁坏了 <b>", ("门口 1.png", PHOTO), ("b.jpg", PHOTO)
    )
    assert "Your comment is saved." in page
    assert "门锁坏了 &lt;b&gt;" in page
    assert comments(field_work) == [("engineer:E001", "门锁坏了 <b>", False, 2)]
    (entry,) = (
        e
        for e in ticket_timeline.read(field_work.office, field_work.key()).entries
        if e.attachments
    )
    answer = field_work.client.get(
        f"/engineer/tickets/{field_work.key()}/files/{entry.attachments[0].id}"
    )
    assert answer.content == PHOTO
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith("inline")


def test_what_comes_twice_is_said_once_and_what_is_new_is_said(field_work: Field) -> None:
    page = field_work.page()
    for body in ("Waiting", "Waiting", "Going on"):
        say(field_work, page, body, public="1")
    who = "engineer:E001"
    assert comments(field_work) == [(who, "Waiting", True, 0), (who, "Going on", True, 0)]


@pytest.mark.parametrize(
    ("body", "files", "sentence"),
    [
        ("", (), "Write something first"),
        ("kept words", (("run.exe", PHOTO),), "cannot be attached"),
        ("kept words", (("big.png", bytes(LARGEST + 1)),), "too large"),
        ("kept words", tuple((f"{n}.png", PHOTO) for n in range(MOST + 1)), "At most 10 files"),
    ],
)
def test_what_is_refused_leaves_the_words_in_the_form(
    field_work: Field, body: str, files: tuple[tuple[str, bytes], ...], sentence: str
) -> None:
    page = say(field_work, field_work.page(), body, *files)
    assert sentence in page
    assert f">{body}</textarea>" in page
    assert not comments(field_work)


def test_a_file_of_another_ticket_is_not_handed_out(field_work: Field) -> None:

    office = field_work.office
    commenting.say(office, uuid4(), field_work.key(2), "", files=[admit("a.png", PHOTO)])
    entries = ticket_timeline.read(office, field_work.key(2)).entries
    (file,) = (file.id for entry in entries for file in entry.attachments)
    field_work.page(f"/files/{file}", status=404)
