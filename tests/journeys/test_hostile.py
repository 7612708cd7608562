"""Every field of the house has hostile text, and every window of the console is opened on it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from dispatch_console.services.context import Context
from dispatch_console.support.i18n import set_language, tr
from dispatch_console.ui.inspector.closed_dialog import ClosedTicketDialog
from dispatch_console.ui.shell import MainWindow
from tests.faults.hostile_brew import brewed, shown_in, talked_about
from tests.journeys.conftest import OpenWindow
from tests.markup import taken_for_markup, texts

WAIT = 60_000
MOST_ROWS = 40
"""Rows looked at in each list."""

_ASKED = "asked about, and kept nowhere"
_CHINESE = "where the console is Chinese"
_DIALOG = "in a dialog of the window, in a field to edit it"
_UNSEEN = "in files and messages alone"

NOT_SHOWN: dict[str, str] = {
    **dict.fromkeys(("caller", "caller after digits", "duplicates", "search"), _ASKED),
    **dict.fromkeys(("part, name_zh", "shelf, name_zh", "tool, name_zh"), _CHINESE),
    **dict.fromkeys(
        (
            "contract, note",
            "meter, unit",
            "reached by wecom",
            "remark",
            "rule, note",
            "survey's link",
            "survey's question",
            "survey's subject",
            "upkeep, tell_team",
        ),
        _DIALOG,
    ),
    "part refused": "painted letter by letter",
    **dict.fromkeys(("article used by", "contact, external_id", "watcher"), _UNSEEN),
    **dict.fromkeys(("held name", "hold"), "once that person is looked for"),
    "file's name": "without its tags, which no file's name may have",
}
"""Entry → where its text is shown, if not in the windows as they open."""


class Crawl:
    """Goes through tabs and rows of windows, and notes what was shown there and how."""

    def __init__(self, qtbot: QtBot, main: MainWindow) -> None:
        self.qtbot, self.main = qtbot, main
        self.shown: frozenset[str] = frozenset()
        self.markup: set[str] = set()

    def through(self, window: QWidget) -> None:
        """Every tab of it, and every row of what lists something there."""
        self.look(window)
        for view in self._lists(window):
            self._rows(window, view)
        for tabs in window.findChildren(QTabWidget):
            for number in range(tabs.count() if tabs.isVisible() else 0):
                tabs.setCurrentIndex(number)
                self.look(window)
                for view in self._lists(tabs.currentWidget() or tabs):
                    self._rows(window, view)

    def look(self, window: QWidget) -> None:
        """Wait until all that was asked for is there, and note it."""
        self.idle()
        self.shown |= shown_in(texts(window))
        self.markup |= {f"{type(window).__name__}, {one}" for one in taken_for_markup(window)}

    def idle(self) -> None:
        """Wait until nothing is being read, nor what that asked for in turn."""
        background = self.main.session.background
        for _ in range(2):
            ended: list[object] = []
            for run in (background.database, background.files, background.free):
                run(lambda: None, ended.append)
            self.qtbot.waitUntil(lambda ended=ended: len(ended) == 3, timeout=WAIT)
            QApplication.processEvents()

    def _rows(self, window: QWidget, view: QAbstractItemView) -> None:
        for index in list(_indexes(view))[:MOST_ROWS]:
            if not view.isVisible():
                return
            view.setCurrentIndex(index)
            self.look(window)

    @staticmethod
    def _lists(window: QWidget) -> list[QAbstractItemView]:
        return [one for one in window.findChildren(QAbstractItemView) if one.isVisible()]


def _indexes(view: QAbstractItemView, parent: QModelIndex | None = None) -> Iterator[QModelIndex]:
    model, above = view.model(), parent or QModelIndex()
    for row in range(model.rowCount(above)):
        index = model.index(row, 0, above)
        if index.flags() & Qt.ItemFlag.ItemIsSelectable:
            yield index
        yield from _indexes(view, index)


def _menu_with(main: MainWindow, name: str) -> QMenu:
    menus = main.findChildren(QMenu)
    return next(menu for menu in menus if any(name == one.text() for one in menu.actions()))


def _opened(main: MainWindow) -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not main]


@pytest.mark.faults
@pytest.mark.timeout(1200)
def test_every_window_shows_what_was_typed_as_it_was_typed(
    qtbot: QtBot, context: Context, open_window: OpenWindow
) -> None:
    set_language("en")
    _, taken = brewed(context)
    main = open_window()
    qtbot.waitUntil(lambda: bool(main.store.board.cursor), timeout=WAIT)
    crawl = Crawl(qtbot, main)
    crawl.look(main)

    for name in (tr("Customers…"), tr("Rules…")):
        for action in _menu_with(main, name).actions():
            if not action.isEnabled() or action.isSeparator():
                continue
            action.trigger()
            crawl.idle()
            for window in _opened(main):
                crawl.through(window)
                window.close()

    for key in talked_about(context):
        main.intents.open_ticket.emit(key)
        crawl.idle()
        closed = [one for one in main.findChildren(ClosedTicketDialog) if one.isVisible()]
        tabs: QTabWidget = closed[0].tabs if closed else main.inspector.tabs
        for number in range(tabs.count()):
            tabs.setCurrentIndex(number)
            crawl.look(tabs)
        for window in closed:
            window.reject()

    assert crawl.markup == set()
    assert taken - crawl.shown == taken & NOT_SHOWN.keys()
