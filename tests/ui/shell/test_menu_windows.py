"""Windows that menus open, on a real database: they bar nothing, begin at a field, go by Esc."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from dispatch_console.services.context import Context
from dispatch_console.ui.shell import MainWindow, Session
from tests.legibility import begun
from tests.services.company import found

WAIT = 30_000


@pytest.fixture
def session(session: Session, context: Context) -> Session:
    """The window's session, on that database."""
    found(context)
    return replace(session, context=context)


def entries(main: MainWindow) -> Iterator[QAction]:
    groups = main.actions_._groups
    return (action for name in ("Service", "Administration") for action in groups[name])


def opened(main: MainWindow) -> list[QDialog]:
    return [one for one in main.findChildren(QDialog) if one.isVisible()]


def test_each_opens_free_with_the_keyboard_at_a_field_and_is_left_by_escape(
    main: MainWindow, qtbot: QtBot
) -> None:
    wrong: list[str] = []
    for action in entries(main):
        name = action.text()
        action.trigger()
        qtbot.waitUntil(lambda: len(opened(main)) == 1, timeout=WAIT)
        (window,) = opened(main)
        if window.isModal():
            wrong.append(f"{name}: bars the main window")
        qtbot.waitUntil(lambda window=window: window.focusWidget() is not None, timeout=WAIT)
        qtbot.waitUntil(lambda window=window: begun(window), timeout=WAIT)
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not opened(main), timeout=WAIT)
    assert not wrong
