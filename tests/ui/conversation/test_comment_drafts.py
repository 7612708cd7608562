"""What is not sent yet stays with its ticket and its readers, on the disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.services.drafts.sealing import new_key
from dispatch_console.services.drafts.shelf import Kept, Shelf, State
from dispatch_console.ui.background import Background
from dispatch_console.ui.conversation.comment_drafts import CommentDrafts
from dispatch_console.ui.conversation.composer import Composer
from dispatch_console.ui.draft_keeper import DraftKeeper
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.writing import CONNECTION
from tests.factories import NOW, make_ticket

KEY = new_key()


@pytest.fixture
def background() -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


class Desk:
    """A composer with its drafts; `on_disk` reads what a console after this one would find."""

    def __init__(self, qtbot: QtBot, background: Background, folder: Path) -> None:
        self.qtbot, self.intents = qtbot, Intents()
        self.shelf = Shelf("postgresql://db.example/dispatch", "anna", lambda: KEY, folder)
        self.keeper = DraftKeeper(self.shelf, background)
        self.composer = Composer(self.intents)
        qtbot.addWidget(self.composer)
        self.drafts = CommentDrafts(self.composer, self.keeper, lambda: NOW)

    def turn_to(self, ticket: int) -> None:
        self.composer.turn_to(make_ticket(ticket), possible=True)

    def write(self, words: str, *, public: bool = False) -> None:
        self.composer.show_for(public=public)
        self.composer.words.setPlainText(words)
        self.drafts.keep_typed()

    def kept(self) -> list[tuple[int, bool, str]]:
        return [
            (one.fields["ticket"], one.fields["public"], one.fields["words"]) for one in self.all()
        ]

    def all(self) -> tuple[Kept, ...]:
        self.qtbot.waitUntil(
            lambda: all(map(self.keeper.is_settled, [d.id for d in self.keeper.drafts])),
            timeout=20_000,
        )
        return self.shelf.recall().drafts


@pytest.fixture
def desk(qtbot: QtBot, background: Background, tmp_path: Path) -> Desk:
    return Desk(qtbot, background, tmp_path)


def test_a_draft_stays_with_its_ticket_and_its_readers(desk: Desk) -> None:
    desk.turn_to(1)
    desk.write("for us")
    desk.write("for them", public=True)
    desk.turn_to(2)
    assert desk.composer.text == ""
    assert not desk.composer.for_customer
    desk.write("another")
    desk.turn_to(1)
    assert {desk.composer.text} <= {"for us", "for them"}
    for public, words in ((False, "for us"), (True, "for them")):
        desk.composer.show_for(public=public)
        assert desk.composer.text == words
    assert sorted(desk.kept()) == [
        (1, False, "for us"),
        (1, True, "for them"),
        (2, False, "another"),
    ]


def test_a_later_console_finds_it_even_where_the_ticket_is_shown_already(
    qtbot: QtBot, desk: Desk, background: Background, tmp_path: Path
) -> None:
    desk.turn_to(1)
    desk.write("half a thought")
    desk.composer.add_files((tmp_path / "a.png",))
    desk.drafts.keep_typed()
    desk.all()
    later = Desk(qtbot, background, tmp_path)
    later.turn_to(1)
    with qtbot.waitSignal(later.keeper.loaded, timeout=20_000):
        later.keeper.load()
    assert later.composer.text == "half a thought"
    assert later.composer.paths == (tmp_path / "a.png",)


def test_what_is_sent_waits_on_the_disk_and_leaves_the_place_to_the_next(desk: Desk) -> None:
    desk.turn_to(1)
    desk.write("sent")
    desk.drafts.send()
    assert desk.composer.text == ""
    desk.write("next")
    assert [(one.state, one.fields["words"]) for one in desk.all()] in (
        [(State.WAITING, "sent"), (State.TYPED, "next")],
        [(State.TYPED, "next"), (State.WAITING, "sent")],
    )


def test_what_was_refused_comes_back_and_goes_out_by_another_command(
    qtbot: QtBot, desk: Desk
) -> None:
    desk.turn_to(1)
    desk.write("too long")
    desk.drafts.send()
    (sent,) = desk.all()
    desk.keeper.keep(Kept(**{**_fields(sent), "state": State.REFUSED}))
    assert desk.composer.text == "too long"
    desk.composer.words.setPlainText("short")
    desk.drafts.send()
    (again,) = desk.all()
    assert (again.id, again.state, again.fields["words"]) == (sent.id, State.WAITING, "short")
    assert again.command != sent.command


def test_wiped_out_or_deleted_there_is_nothing_to_keep(desk: Desk) -> None:
    desk.turn_to(1)
    desk.write("x")
    desk.write("")
    assert desk.kept() == []
    desk.write("y")
    desk.keeper.drop(desk.keeper.drafts[0].id)
    assert desk.composer.text == ""


def test_typing_is_kept_by_itself(desk: Desk, qtbot: QtBot) -> None:
    desk.turn_to(1)
    desk.composer.words.setPlainText("typed")
    qtbot.waitUntil(lambda: desk.kept() == [(1, False, "typed")], timeout=20_000)


def test_only_the_server_may_be_away_to_send_all_the_same(desk: Desk) -> None:
    desk.turn_to(1)
    desk.write("x")
    desk.intents.gate.close(CONNECTION, "The server is away")
    assert desk.composer.send.isEnabled()
    desk.intents.gate.close("past", "This is the past")
    assert not desk.composer.send.isEnabled()


def _fields(kept: Kept) -> dict[str, object]:
    return {name: getattr(kept, name) for name in Kept.__slots__}
