"""The conversation tab: what it shows is inert, and what is written goes where it should."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from dispatch_console.domain.roles import Role, Seat
from dispatch_console.services.rights import Rights
from dispatch_console.services.ticket_timeline import Conversation
from dispatch_console.ui.conversation.dialogs import HandOverDialog, HelpDialog, WordsDialog
from dispatch_console.ui.conversation.panel import MOST, ConversationPanel
from dispatch_console.ui.conversation.preview import PreviewDialog, picture_of
from dispatch_console.ui.intents import Intents
from tests.factories import NOW, make_ticket
from tests.ui.conversation.talk import CARE, HOSTILE, IT, PICTURE, TEXT, conversation

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def intents() -> Intents:
    return Intents()


@pytest.fixture
def panel(qtbot: QtBot, intents: Intents) -> ConversationPanel:
    made = ConversationPanel(intents, ZONE)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    return made


def shown(panel: ConversationPanel, it: Conversation) -> list[QPushButton]:
    panel.show_conversation(it, "Tester", past=False)
    return panel._list.findChildren(QPushButton)


def button(panel: ConversationPanel, it: Conversation, name: str) -> QPushButton:
    return next(one for one in shown(panel, it) if one.text() == name)


def test_what_people_wrote_is_shown_as_it_stands(panel: ConversationPanel) -> None:
    shown(panel, conversation(make_ticket(1)))
    labels = panel.findChildren(QLabel)
    assert any(one.text() == HOSTILE for one in labels)
    assert {one.textFormat() for one in labels if one.text()} == {Qt.TextFormat.PlainText}


def test_open_hand_overs_and_questions_can_be_dealt_with(
    panel: ConversationPanel, qtbot: QtBot
) -> None:
    it = conversation(make_ticket(1))
    for name, signal, given in (
        ("Take over", panel.taken, it.hand_overs[0]),
        ("Return…", panel.return_wanted, it.hand_overs[0]),
        ("Answer…", panel.answer_wanted, it.help[0]),
        ("Withdraw", panel.withdrawn, it.help[0]),
    ):
        with qtbot.waitSignal(signal) as heard:
            button(panel, it, name).click()
        assert heard.args == [given]


def test_a_specialist_of_another_queue_does_not_take_it_over(
    panel: ConversationPanel, intents: Intents
) -> None:
    intents.set_rights(Rights(Seat("Tester", Role.SPECIALIST)))
    it = replace(conversation(make_ticket(1)), mine=frozenset())
    names = {one.text() for one in shown(panel, it)}
    assert "Take over" not in names
    assert "Answer…" in names
    assert not panel.hand_over.isEnabled()
    assert panel.help.isEnabled()


def test_a_viewer_and_the_past_only_read(panel: ConversationPanel, intents: Intents) -> None:
    it = conversation(make_ticket(1))
    panel.show_conversation(it, "Tester", past=True)
    assert not panel.composer.send.isEnabled()
    intents.set_rights(Rights(Seat("Tester", Role.VIEWER)))
    panel.show_conversation(it, "Tester", past=False)
    panel.composer.words.setPlainText("x")
    assert not panel.composer.send.isEnabled()


def test_words_never_stay_for_another_ticket_or_other_readers(panel: ConversationPanel) -> None:
    one, other = conversation(make_ticket(1)), conversation(make_ticket(2))
    shown(panel, one)
    panel.composer.words.setPlainText("half a thought")
    panel.composer.show_for(public=True)
    assert panel.composer.text == ""
    panel.composer.words.setPlainText("Dear customer")
    shown(panel, other)
    assert panel.composer.text == ""
    assert not panel.composer.for_customer
    assert not panel.composer.send.isEnabled()


def test_a_long_conversation_begins_with_its_end(panel: ConversationPanel) -> None:
    it = conversation(make_ticket(1))
    long = replace(it, entries=it.entries[:1] * 200)
    more = button(panel, long, f"Show {200 - MOST} earlier entries")
    more.click()
    names = [one.text() for one in panel._list.findChildren(QPushButton)]
    assert not any(name.startswith("Show") for name in names)


def test_a_closed_gate_says_why(panel: ConversationPanel, intents: Intents) -> None:
    shown(panel, conversation(make_ticket(1)))
    panel.composer.words.setPlainText("x")
    intents.gate.close("link", "The server is away")
    assert not panel.composer.send.isEnabled()
    assert panel.hand_over.toolTip() == "The server is away"


def test_the_dialogs_give_what_was_chosen(qtbot: QtBot) -> None:
    it = conversation(replace(make_ticket(1), queue_id=CARE.id))
    move = HandOverDialog(it)
    qtbot.addWidget(move)
    assert not move.ok.isEnabled()
    move.words.setPlainText("Network")
    move.owner.setCurrentText("zhao")
    with qtbot.waitSignal(move.chosen) as heard:
        move.ok.click()
    assert heard.args == [IT.id, "zhao", "Network"]
    ask = HelpDialog(it, lambda: NOW, ZONE)
    qtbot.addWidget(ask)
    ask.whom.setCurrentText("li")
    ask.words.setPlainText("Key?")
    ask.by.setChecked(True)
    with qtbot.waitSignal(ask.asked) as heard:
        ask.ok.click()
    assert heard.args is not None
    queue, login, due, question = heard.args
    assert (queue, login, question) == (None, "li", "Key?")
    assert due > NOW
    words = WordsDialog("Answer", HOSTILE, "Answer")
    qtbot.addWidget(words)
    words.words.setPlainText("x")
    words.show_failure("No")
    assert words.ok.isEnabled()


def test_pictures_and_texts_are_shown_and_nothing_else(qtbot: QtBot) -> None:
    image = QImage(2000, 10, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportArgumentType, reportCallIssue]
    data = bytes(buffer.data().data())
    found = picture_of(PICTURE, data)
    assert found is not None
    assert found.width() <= 640
    assert picture_of(replace(PICTURE, kind="image/bmp"), data) is None
    assert picture_of(PICTURE, b"no picture") is None
    assert picture_of(TEXT, data) is None
    for file, content, picture in ((PICTURE, data, found), (TEXT, b"<b>\xff", None)):
        dialog = PreviewDialog(file, content, picture)
        qtbot.addWidget(dialog)
        dialog.show()
