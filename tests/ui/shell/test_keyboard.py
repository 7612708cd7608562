"""The console without a mouse: every part is reached, shows that it is, and does its work."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QImage, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QMenu,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.plan import Proposal
from dispatch_console.services.budgeting import Curve, Option
from dispatch_console.services.publishing import Published
from dispatch_console.ui import theme
from dispatch_console.ui.budget import BudgetDialog
from dispatch_console.ui.dialogs.assign_dialog import AssignDialog
from dispatch_console.ui.dialogs.settings_dialog import SettingsDialog
from dispatch_console.ui.dialogs.shortcuts_dialog import ShortcutsDialog, shown_keys
from dispatch_console.ui.shell import MainWindow, planning_flow, workload_flow
from dispatch_console.ui.shell.keys import panel_keys
from dispatch_console.words import text
from tests.ui.budget.test_dialog import OPTIONS
from tests.ui.shell.conftest import FakeServices
from tests.ui.theme.colour_vision import contrast
from tests.ui.workload.bench import spread_of

CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
Key = Qt.Key
WAIT = 30_000
NONE: Any = None
MANY = 400
"""More than there are stops in any window."""

SECTIONS = 4
"""A date is gone through by day, month and year."""

RING = 20
"""At least so many pixels of a widget change clearly when it gets the focus."""


def press(qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None) -> None:
    """A key pressed wherever the keyboard is."""
    target = QApplication.focusWidget() or QApplication.activeWindow()
    assert target is not None
    qtbot.keyClick(target, key, modifiers or Qt.KeyboardModifier.NoModifier)


def stops(window: QWidget) -> list[QWidget]:
    """What Tab goes through, from where it is all the way round."""
    found: list[QWidget] = []
    for _ in range(MANY):
        here = window.focusWidget()
        if here is None or here in found:
            return found
        found.append(here)
        window.focusNextPrevChild(True)
    raise AssertionError("Tab goes round and round without coming back")


def reachable(window: QWidget) -> set[QWidget]:
    """Every visible widget of the window that takes the focus by Tab."""
    return {
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.window() is window
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not isinstance(widget, QMenu)
    }


@pytest.fixture(params=["light", "dark"])
def themed(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    theme.apply(qapp, request.param)
    yield request.param
    theme.apply(qapp, "light")


def test_tab_reaches_everything_in_the_window(main: MainWindow) -> None:
    main.activateWindow()
    main.board.filters.search.setFocus()
    passed = stops(main)
    assert [_path(w) for w in reachable(main) - set(passed)] == []


def test_no_key_but_tab_is_needed_to_leave_a_part(main: MainWindow, qtbot: QtBot) -> None:
    main.activateWindow()
    for widget in stops(main):
        widget.setFocus()
        for _ in range(SECTIONS):
            press(qtbot, Key.Key_Tab)
        assert main.focusWidget() is not widget, widget


def test_f6_goes_from_panel_to_panel_and_back(main: MainWindow, qtbot: QtBot) -> None:
    main.activateWindow()
    main.timeline.canvas.setFocus()
    passed: list[object] = []
    for _ in range(4):
        press(qtbot, Key.Key_F6)
        passed.append(main.focusWidget())
    assert passed[0] is main.board.table
    assert passed[-1] is main.timeline.canvas
    press(qtbot, Key.Key_F6, SHIFT)
    assert main.focusWidget() is passed[-2]


def test_who_has_the_focus_can_be_seen(
    themed: str, main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        workload_flow.workload, "read", lambda ctx, day, zone: spread_of(main.store.board, day)
    )
    main.activateWindow()
    main.dialogs.settings(lambda _: None)
    settings = next(w for w in main.findChildren(SettingsDialog) if w.isVisible())
    budget = BudgetDialog(lambda *to: _curve(to[-1]), NONE, main.session.background, main)
    budget.show()
    qtbot.waitUntil(budget.review.isEnabled)
    main.board.show_kanban(True)
    main.workload.show()
    qtbot.waitUntil(lambda: main.workload.panel.map.engineer is not None)
    dim = [_path(w) for window in (main, settings, budget) for w in _without_ring(window)]
    settings.close()
    budget.reject()
    assert not dim


def _curve(tell: Callable[[Option], object]) -> Curve:
    for option in OPTIONS:
        tell(option)
    return Curve(NONE, NONE, OPTIONS)


def _without_ring(window: QWidget) -> list[QWidget]:
    window.activateWindow()
    for _ in range(5):
        QApplication.processEvents()
    found = []
    for widget in reachable(window):
        if isinstance(widget, QAbstractItemView) and widget.model().rowCount() == 0:
            continue
        widget.clearFocus()
        QApplication.processEvents()
        before = _picture(widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        if not widget.hasFocus() or _changed(before, _picture(widget)) < RING:
            found.append(widget)
    return found


def _picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def _changed(before: QImage, after: QImage) -> int:
    """How many pixels are clearly lighter or darker than they were, as far as need be counted."""
    count = 0
    pairs: dict[tuple[int, int], bool] = {}
    for y in range(after.height()):
        for x in range(after.width()):
            pair = (before.pixel(x, y), after.pixel(x, y))
            if pair[0] == pair[1]:
                continue
            if pair not in pairs:
                one, two = (before.pixelColor(x, y).name(), after.pixelColor(x, y).name())
                pairs[pair] = contrast(one, two) >= 2.5
            count += pairs[pair]
            if count >= RING:
                return count
    return count


def _path(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()}"


def test_f1_lists_every_key_there_is(main: MainWindow, qtbot: QtBot) -> None:
    main.activateWindow()
    press(qtbot, Key.Key_F1)
    dialog = next(w for w in main.findChildren(ShortcutsDialog) if w.isVisible())
    listed = {label.text() for label in dialog.findChildren(QLabel)}
    for actions in main.actions_._groups.values():
        for action in actions:
            keys = action.shortcut().toString()
            assert not keys or shown_keys(keys) in listed, keys
    dialog.close()


def test_the_list_of_keys_names_the_menus_without_their_access_keys(main: MainWindow) -> None:
    assert text.without_mnemonic("文件(&F)") == "文件"
    assert {"File", "Edit", "View"} <= set(main.actions_.keys())


def test_the_keys_of_the_timeline_and_the_moves_are_in_that_list(main: MainWindow) -> None:
    named = {QKeySequence(keys).toString() for keys, _ in panel_keys()["On the timeline"]}
    same = {"Enter": "Return", "=": "+"}
    for key, modifiers in main.timeline.canvas._keyboard._actions:
        name = QKeySequence(QKeyCombination(modifiers, Qt.Key(key))).toString()
        assert same.get(name, name) in named, name
    named = {QKeySequence(keys).toString() for keys, _ in panel_keys()["On the moves"]}
    assert {QKeySequence(keys).toString() for keys in main.moves._keys} <= named


def test_a_plan_is_made_reviewed_and_published_by_keys_alone(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Proposal] = []

    def publish(ctx: object, command: object, proposal: Proposal) -> Published:
        seen.append(proposal)
        changes: Any = frozenset()
        return Published(changes=changes, done=len(proposal.moves))

    monkeypatch.setattr(planning_flow.publishing, "publish", publish)
    main.activateWindow()
    main.board.table.setFocus()
    press(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: main.store.review is not None, timeout=WAIT)
    for _ in range(MANY):
        here = QApplication.focusWidget()
        if isinstance(here, QPushButton) and "groups" in here.text():
            break
        press(qtbot, Key.Key_Tab, SHIFT)
    press(qtbot, Key.Key_Space)
    assert main.moves.hasFocus()
    review = main.store.review
    assert review is not None
    whole = len(review.groups)
    press(qtbot, Key.Key_Down)
    press(qtbot, Key.Key_R)
    qtbot.waitUntil(lambda: _accepted(main) == whole - 1)
    press(qtbot, Key.Key_A)
    qtbot.waitUntil(lambda: _accepted(main) == whole)
    with qtbot.waitSignal(main.planning.published):
        press(qtbot, Key.Key_P, CONTROL | SHIFT)
    assert len(seen) == 1
    assert main.store.proposal is None


def _accepted(main: MainWindow) -> int:
    review = main.store.review
    return len(review.accepted) if review is not None else -1


def test_a_ticket_is_found_and_assigned_by_keys_alone(
    main: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    main.activateWindow()
    main.timeline.canvas.setFocus()
    press(qtbot, Key.Key_F, CONTROL)
    assert main.board.filters.search.hasFocus()
    qtbot.keyClicks(QApplication.focusWidget(), "T-00003")
    press(qtbot, Key.Key_Return)
    qtbot.waitUntil(lambda: len(main.board.model.ids) == 1)
    while not main.board.table.hasFocus():
        press(qtbot, Key.Key_Tab)
    press(qtbot, Key.Key_A, CONTROL)
    assert main.selection.tickets == (TicketId(3),)
    press(qtbot, Key.Key_E, CONTROL)
    dialog = next(w for w in main.findChildren(AssignDialog) if w.isVisible())
    qtbot.waitUntil(lambda: dialog._list.chosen() is not None, timeout=WAIT)
    qtbot.keyClick(dialog._list, Key.Key_Return)
    qtbot.waitUntil(lambda: bool(services.calls))
    assert services.calls[0][0] == "assign"
    assert services.calls[0][1][0] == (TicketId(3),)


def test_a_visit_is_moved_on_the_timeline_by_keys_alone(
    main: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    main.activateWindow()
    main.timeline.canvas.setFocus()
    for _ in range(MANY):
        press(qtbot, Key.Key_Right)
        if main.selection.tickets:
            break
        press(qtbot, Key.Key_Down)
    (chosen,) = main.selection.tickets
    press(qtbot, Key.Key_Right, ALT)
    qtbot.waitUntil(lambda: bool(services.calls))
    name, asked = services.calls[0]
    visit = main.store.board.tickets[chosen].visit
    assert visit is not None
    assert name == "assign"
    assert asked[0] == (chosen,)
    assert (asked[2] - visit.start).total_seconds() == 15 * 60


def test_the_list_of_keys_names_what_a_key_does_and_not_what_it_would_undo(
    main: MainWindow,
) -> None:
    main.actions_.undo.setText("Undo: status")
    assert ("Ctrl+Z", "Undo") in main.actions_.keys()["Edit"]
