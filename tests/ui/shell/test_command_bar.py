"""The command bar in the window: it shows what will happen, does it, and remembers."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar
from pytestqt.qtbot import QtBot

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.roles import Right
from dispatch_console.domain.ticket import Lock, Priority, Status
from dispatch_console.support.i18n import english, set_language
from dispatch_console.ui.shell import MainWindow
from dispatch_console.ui.workload.lend_dialog import LendDialog
from tests.ui.shell.conftest import FakeServices, Say, enter

T3 = TicketId(3)
TWO = datetime(2026, 3, 2, 6, tzinfo=UTC)


def test_control_k_opens_it_and_escape_closes_it(main: MainWindow, qtbot: QtBot) -> None:
    popup = main.command_bar.popup
    assert popup.isHidden()
    main.command_bar.open()
    assert popup.isVisible()
    assert popup.line.hasFocus() or main.focusWidget() is popup.line
    qtbot.keyClick(popup.line, Qt.Key.Key_Escape)
    assert popup.isHidden()


def actions(menu: QMenu | QMenuBar) -> list[QAction]:
    found: list[QAction] = []
    for action in menu.actions():
        below = action.menu()
        found += actions(below) if isinstance(below, QMenu) else [action]
    return [action for action in found if action.isEnabled() and not action.isSeparator()]


@pytest.fixture
def tongue(request: pytest.FixtureRequest) -> None:
    """Before the window is made."""
    set_language(request.param)


@pytest.mark.parametrize("tongue", ["en", "zh_CN"], indirect=True)
def test_every_action_of_the_menus_is_found_by_its_name_and_its_english(
    tongue: None, main: MainWindow, say: Say
) -> None:
    bar = main.findChild(QMenuBar)
    assert bar is not None
    for action in actions(bar):
        name = action.text().replace("&", "").rstrip("…")
        assert name in say(name).names
        assert name in say(english(action.text()).rstrip("…")).names


def test_an_action_is_run_by_a_few_of_its_letters(main: MainWindow, say: Say, qtbot: QtBot) -> None:
    popup = say("kanb")
    assert popup.names[0] == "Kanban"
    enter(popup, qtbot)
    assert popup.isHidden()
    assert main.board.state()[0]


@pytest.mark.parametrize(
    ("sentence", "call"),
    [
        ("assign 3 to E002 14:00", ("assign", ((T3,), EngineerId(2), TWO))),
        ("把3派给E002", ("assign", ((T3,), EngineerId(2), None))),
        ("unassign 1", ("unassign", ((TicketId(1),),))),
        ("解锁 3", ("set_lock", ((T3,), Lock.NONE))),
        ("3 挂起", ("set_status", ((T3,), Status.ON_HOLD))),
        ("priority 3 P1", ("set_priority", ((T3,), Priority.P1))),
    ],
)
def test_a_sentence_reaches_the_service(
    say: Say, services: FakeServices, qtbot: QtBot, sentence: str, call: object
) -> None:
    enter(say(sentence), qtbot)
    qtbot.waitUntil(lambda: bool(services.calls))
    assert services.calls == [call]


def test_an_engineer_is_sick_back_and_lent_by_a_sentence(
    main: MainWindow, say: Say, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[object, ...]] = []
    monkeypatch.setattr(main.commands, "barred", lambda right: heard.append((right,)) or True)
    for sentence in ("E002 请病假 长期", "E002 is back on duty", "end lending E002"):
        enter(say(sentence), qtbot)
    assert heard == [(Right.ABSENCES,), (Right.ABSENCES,), (Right.LEND,)]
    monkeypatch.setattr(main.commands, "barred", lambda right: False)
    enter(say("lend E002 to Region 2"), qtbot)
    dialog = main.findChild(LendDialog)
    assert dialog is not None
    assert dialog.region.currentText() == "Region 2"
    dialog.close()


def test_pin_locks_what_is_assigned_in_one_command(
    say: Say, services: FakeServices, qtbot: QtBot
) -> None:
    enter(say("assign 3 to E002 14:00 pin"), qtbot)
    qtbot.waitUntil(lambda: bool(services.calls))
    (call,) = services.calls
    assert call[0] == "assign"
    assert call[1][-1] == {"pin": True}


def test_the_price_of_an_assignment_is_shown_before_it_is_made(
    main: MainWindow, say: Say, services: FakeServices, qtbot: QtBot
) -> None:
    free = next(t for t in main.store.board.tickets.values() if t.visit is None)
    popup = say(f"assign {free.number} to E002")
    assert popup.names[0].startswith(f"Assign {free.number}")
    qtbot.waitUntil(lambda: "ravel" in popup.verdict)
    assert not services.calls


def test_an_assignment_that_breaks_a_rule_says_which(
    say: Say, services: FakeServices, qtbot: QtBot
) -> None:
    popup = say("assign 3 to E002 2030-01-01 03:00")
    qtbot.waitUntil(lambda: "no shift" in popup.verdict)


def test_what_is_unclear_is_asked_and_a_choice_completes_the_sentence(
    main: MainWindow, say: Say, services: FakeServices, qtbot: QtBot
) -> None:
    popup = say("assign 3 to anna")
    assert "Several engineers" in popup.verdict
    enter(popup, qtbot)
    assert popup.line.text() == "assign 3 to E001"
    assert popup.isVisible()
    enter(popup, qtbot)
    qtbot.waitUntil(lambda: bool(services.calls))
    assert services.calls[0][1][1] == EngineerId(1)


def test_the_board_is_filtered_searched_and_moved_by_words(
    main: MainWindow, say: Say, qtbot: QtBot
) -> None:
    enter(say("show unassigned P1 in Region 2"), qtbot)
    chosen = main.store.filter
    assert (chosen.unassigned_only, chosen.priorities, chosen.regions) == (
        True,
        frozenset({Priority.P1}),
        frozenset({2}),
    )
    enter(say("find lift"), qtbot)
    assert main.store.filter.text == "lift"
    enter(say("go to 2026-03-05"), qtbot)
    assert main.store.horizon[0] == datetime(2026, 3, 4, 16, tzinfo=UTC)
    enter(say("open 3"), qtbot)
    assert main.selection.tickets == (T3,)


def test_a_saved_view_is_shown_by_its_name(main: MainWindow, say: Say, qtbot: QtBot) -> None:
    main.store.set_filter(text="lift")
    main.board.views.save("Overnight")
    main.board.filters.clear()
    enter(say("view over"), qtbot)
    assert main.store.filter.text == "lift"


def test_up_brings_back_what_was_said(main: MainWindow, say: Say, qtbot: QtBot) -> None:
    enter(say("find lift"), qtbot)
    enter(say("find pump"), qtbot)
    main.command_bar.open()
    line = main.command_bar.popup.line
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert line.text() == "find pump"
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert line.text() == "find lift"
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert line.text() == "find pump"


def test_garbage_offers_help_and_does_nothing(
    say: Say, services: FakeServices, qtbot: QtBot
) -> None:
    popup = say("colourless green ideas xyzzy")
    assert "not understood" in popup.verdict
    enter(popup, qtbot)
    assert popup.isVisible()
    assert not services.calls
