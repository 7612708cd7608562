"""Who has the keyboard once a plan is published, discarded or cancelled."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dispatch_console.domain.plan import Proposal
from dispatch_console.services.publishing import Published
from dispatch_console.ui.shell import MainWindow, planning_flow
from tests.services.test_review import opened


@pytest.fixture
def reviewed(main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """A window in which publishing works; the board is that of a review."""

    def publish(ctx: object, command: object, proposal: Proposal) -> Published:
        changes: Any = frozenset()
        return Published(changes=changes, done=len(proposal.moves))

    monkeypatch.setattr(planning_flow.publishing, "publish", publish)
    return main


def review(main: MainWindow) -> None:
    """Put a plan up for review, as at the end of a search."""
    found = opened(keep=0.5)
    main.store.set_board(found.case.board)
    main.planning.offer(found)
    assert main.plan_bar.isAncestorOf(main.focusWidget())


def publish(main: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(main.planning.published):
        main.planning.publish()
    qtbot.waitUntil(main.plan_bar.isHidden)


def press_publish(main: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(main.planning.published):
        qtbot.mouseClick(main.plan_bar._publish, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(main.plan_bar.isHidden)


def test_after_publishing_the_board_has_the_keyboard(reviewed: MainWindow, qtbot: QtBot) -> None:
    reviewed.top_bar.plan.setFocus()
    review(reviewed)
    press_publish(reviewed, qtbot)
    assert reviewed.focusWidget() is reviewed.board.table


def test_who_had_it_before_has_it_again(reviewed: MainWindow, qtbot: QtBot) -> None:
    canvas = reviewed.timeline.canvas
    canvas.setFocus()
    review(reviewed)
    press_publish(reviewed, qtbot)
    assert reviewed.focusWidget() is canvas


def test_the_moves_give_it_to_the_board_when_they_go(reviewed: MainWindow, qtbot: QtBot) -> None:
    reviewed.notices.bell.setFocus()
    review(reviewed)
    reviewed.show_moves()
    publish(reviewed, qtbot)
    assert reviewed.focusWidget() is reviewed.board.table


def test_discarding_gives_it_back_too(reviewed: MainWindow) -> None:
    reviewed.notices.bell.setFocus()
    review(reviewed)
    reviewed.planning.discard()
    assert reviewed.focusWidget() is reviewed.board.table


def test_who_took_it_meanwhile_keeps_it(reviewed: MainWindow, qtbot: QtBot) -> None:
    review(reviewed)
    search = reviewed.board.filters.search
    search.setFocus()
    publish(reviewed, qtbot)
    assert reviewed.focusWidget() is search
