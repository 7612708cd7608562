"""Shared widgets."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dispatch_console.domain.ids import TicketId
from dispatch_console.ui.widgets.badge import Badge
from dispatch_console.ui.widgets.chips import ChoiceChip
from dispatch_console.ui.widgets.drag import TICKETS_MIME, dragged_tickets, ticket_mime
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.flow_layout import FlowLayout
from dispatch_console.ui.widgets.message_bar import MessageBar


@given(st.lists(st.integers(1, 10**9)))
def test_dragged_tickets_arrive_as_they_left(ids: list[int]) -> None:
    assert dragged_tickets(ticket_mime(map(TicketId, ids))) == tuple(ids)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"7", b'{"a": 1}', json.dumps(["x", True]).encode()]
)
def test_a_drag_from_elsewhere_carries_no_tickets(content: bytes) -> None:
    data = QMimeData()
    data.setData(TICKETS_MIME, content)
    assert dragged_tickets(data) == ()


def test_a_drag_of_another_kind_carries_no_tickets() -> None:
    assert dragged_tickets(QMimeData()) == ()


def test_a_chip_counts_what_is_ticked(qtbot: QtBot) -> None:
    chip = ChoiceChip("Status", lambda: [(1, "One"), (2, "Two & more")])
    qtbot.addWidget(chip)
    chip.menu().aboutToShow.emit()
    with qtbot.waitSignal(chip.chosen_changed) as chosen:
        chip.menu().actions()[1].trigger()
    assert chosen.args == [frozenset({2})]
    assert chip.text() == "Status · 1"
    chip.set_chosen(frozenset())
    assert chip.text() == "Status"


def test_items_flow_into_the_next_line_where_the_width_ends(qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    flow = FlowLayout(ground, 4)
    for _ in range(3):
        box = QLabel()
        box.setFixedSize(100, 20)
        flow.addWidget(box)
    assert flow.heightForWidth(400) == 20
    assert flow.heightForWidth(210) == 44
    assert flow.heightForWidth(100) == 68


def test_a_message_stays_until_closed_unless_it_is_good_news(qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.warn("Not possible")
    assert bar.sentence == "Not possible"
    assert not bar._timer.isActive()
    bar.done("Saved")
    assert bar._timer.isActive()
    bar.hide()
    assert bar.sentence == ""


def test_a_message_offers_its_action_once(qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    done: list[int] = []
    bar.fail("Lost", "Again", lambda: done.append(1))
    bar.show()
    button = next(b for b in bar.findChildren(QPushButton) if b.text() == "Again")
    button.click()
    assert done == [1]
    assert bar.isHidden()


def test_a_message_lies_over_the_foot_of_the_window_and_moves_nothing(qtbot: QtBot) -> None:
    window, bar, centre = QMainWindow(), MessageBar(), QWidget()
    qtbot.addWidget(window)
    window.setCentralWidget(centre)
    window.statusBar()
    bar.lie_over(window)
    window.resize(900, 600)
    window.show()
    before = centre.geometry()
    for words in ("Saved", "A long sentence of many words " * 12):
        bar.warn(words, "Override", lambda: None)
        assert centre.geometry() == before
        assert centre.geometry().contains(bar.geometry())
        label = next(one for one in bar.findChildren(QLabel) if one.text() == words)
        assert label.height() >= label.heightForWidth(label.width())
    window.resize(500, 400)
    qtbot.waitUntil(lambda: centre.geometry().contains(bar.geometry()))


def test_messages_are_plain_text(qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.warn("<b>x</b>")
    words = [label for label in bar.findChildren(QLabel) if label.text() == "<b>x</b>"]
    assert words[0].textFormat() is Qt.TextFormat.PlainText


def test_an_empty_state_offers_what_to_do(qtbot: QtBot) -> None:
    state = EmptyState("ticket")
    qtbot.addWidget(state)
    done: list[int] = []
    state.say("Nothing here", "Import something.")
    state.offer(("Import", lambda: done.append(1)))
    state.findChildren(QPushButton)[0].click()
    assert done == [1]
    state.offer()
    QApplication.processEvents()
    assert state.accessibleName() == "Nothing here. Import something."


def test_a_badge_is_hidden_without_words(qtbot: QtBot) -> None:
    badge = Badge()
    qtbot.addWidget(badge)
    badge.show_state("New", "#123456")
    assert not badge.isHidden()
    assert badge.accessibleName() == "New"
    badge.show_state("", "#123456")
    assert badge.isHidden()
