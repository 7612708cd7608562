"""Starting, failing to start, and starting over: the way into the window."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import psycopg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from dispatch_console.app import desktop as desktop_module
from dispatch_console.app.desktop import Desktop
from dispatch_console.app.session import Connection, connect, load_settings, user_name
from dispatch_console.domain.errors import DomainError
from dispatch_console.services import last_seen
from dispatch_console.storage.database import Database
from dispatch_console.support.i18n import set_language, tr
from dispatch_console.support.settings import Settings
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.starting_window import StartingWindow
from tests.factories import make_board

WAIT = 30_000
NOWHERE = "postgresql://nobody:secret@127.0.0.1:1/none"


@pytest.fixture
def started(
    qapp: QApplication, qtbot, monkeypatch, database_url: str
) -> Iterator[Callable[..., Desktop]]:
    """Starts a desktop on a `connect`; it ends, as when its window is closed, before the server."""
    made: list[Desktop] = []
    monkeypatch.setattr(desktop_module, "system_language", lambda: "en")

    def start(open_database: Callable[[], Connection]) -> Desktop:
        one = Desktop(qapp, open_database)
        made.append(one)
        one.start()
        return one

    yield start
    for one in made:
        window = one.window
        if window is not None and not window.isHidden():
            with qtbot.waitSignal(window.ended, timeout=WAIT):
                window.close()
        one.finish()
        one.deleteLater()
    for widget in qapp.topLevelWidgets():
        if isinstance(widget, StartingWindow):
            widget.close()
            widget.deleteLater()
    set_language("en")
    theme.apply(qapp, "light")


def starting(qapp: QApplication) -> StartingWindow:
    return next(
        w for w in qapp.topLevelWidgets() if isinstance(w, StartingWindow) and w.isVisible()
    )


def press(qtbot, window: StartingWindow, words: str) -> None:
    button = next(b for b in window.findChildren(QPushButton) if b.text() == words)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_unreachable_server_is_told_and_can_be_tried_again(
    qapp: QApplication, qtbot, started, database_url: str, log_records
) -> None:
    log_records.expect("connection failed")
    addresses = [NOWHERE, database_url]
    desktop = started(lambda: connect(replace(load_settings(), database_url=addresses.pop(0))))
    first = starting(qapp)
    qtbot.waitUntil(lambda: first.sentence != tr("Opening the database…"), timeout=WAIT)
    assert "127.0.0.1" in first.sentence
    assert "secret" not in first.sentence
    press(qtbot, first, tr("Try again"))
    qtbot.waitUntil(lambda: desktop.window is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: bool(desktop.window.store.board.cursor), timeout=WAIT)


def test_an_unforeseen_failure_is_a_sentence_and_its_traceback_is_logged(
    qapp: QApplication, qtbot, started, log_records
) -> None:
    log_records.expect("the database could not be opened")

    def fail() -> Connection:
        raise RuntimeError("wires crossed")

    started(fail)
    first = starting(qapp)
    qtbot.waitUntil(lambda: first.sentence != tr("Opening the database…"), timeout=WAIT)
    assert "wires" not in first.sentence
    assert any(record.exc_info for record in log_records.records)


def test_a_console_too_old_to_write_shows_the_board_and_says_so(
    qapp: QApplication, qtbot, started, database_url: str
) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE meta SET min_writer = 99")
    desktop = started(lambda: Connection(Database.open(database_url), None))
    qtbot.waitUntil(lambda: desktop.window is not None and desktop.window.whole, timeout=WAIT)
    qtbot.waitUntil(lambda: bool(desktop.window.store.board.cursor), timeout=WAIT)
    assert "too old to write" in desktop.window.messages.sentence


def test_another_language_and_theme_make_a_new_window_on_the_same_board(
    qapp: QApplication, qtbot, started, database_url: str
) -> None:
    desktop = started(lambda: Connection(Database.open(database_url), None))
    qtbot.waitUntil(lambda: desktop.window is not None, timeout=WAIT)
    former = desktop.window
    qtbot.waitUntil(lambda: bool(former.store.board.cursor), timeout=WAIT)
    gone: list[bool] = []
    former.destroyed.connect(lambda: gone.append(True))
    former.rebuild_wanted.emit(Settings(language="zh_CN", theme="dark"))
    qtbot.waitUntil(lambda: bool(gone), timeout=WAIT)
    assert desktop.window is not former
    assert desktop.window.windowTitle() == tr("Dispatch Console")
    assert tr("status.new") == "待分派"
    assert theme.current().name == "dark"
    assert desktop.window.store.board.cursor


def test_another_database_is_opened_without_leaving_the_program(
    qapp: QApplication, qtbot, started, database_url: str
) -> None:
    opened: list[Connection] = []

    def open_one() -> Connection:
        opened.append(Connection(Database.open(database_url), None))
        return opened[-1]

    desktop = started(open_one)
    qtbot.waitUntil(lambda: desktop.window is not None, timeout=WAIT)
    former = desktop.window
    qtbot.waitUntil(lambda: bool(former.store.board.cursor), timeout=WAIT)
    former.rebuild_wanted.emit(Settings(database_url=database_url))
    qtbot.waitUntil(lambda: len(opened) == 2 and desktop.window is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: bool(desktop.window.store.board.cursor), timeout=WAIT)


def test_a_refusal_names_what_to_do_in_chinese_too(qapp: QApplication, qtbot, started, monkeypatch):
    monkeypatch.setattr(desktop_module, "system_language", lambda: "zh_CN")

    def refuse() -> Connection:
        raise DomainError("database.folder", folder="/nowhere")

    started(refuse)
    first = starting(qapp)
    qtbot.waitUntil(lambda: first.sentence != tr("Opening the database…"), timeout=WAIT)
    assert "/nowhere" in first.sentence
    assert any("\u4e00" <= letter <= "\u9fff" for letter in first.sentence)


def test_the_board_last_seen_is_shown_until_the_database_is_open(
    qapp: QApplication, qtbot, started, database_url: str
) -> None:
    settings = load_settings()
    seen = make_board()
    last_seen.keep(settings.database_url, user_name(settings), seen)
    desktop = started(lambda: Connection(Database.open(database_url), None))
    window = desktop.window
    assert window.board.model.ids
    assert not window.whole
    qtbot.waitUntil(lambda: bool(window.store.board.cursor), timeout=WAIT)
    assert desktop.window is window
    assert window.store.board.tickets.keys() != seen.tickets.keys()


def test_where_the_database_cannot_be_opened_the_board_last_seen_goes(
    qapp: QApplication, qtbot, started
) -> None:
    settings = load_settings()
    last_seen.keep(settings.database_url, user_name(settings), make_board())

    def refuse() -> Connection:
        raise DomainError("database.folder", folder="/nowhere")

    desktop = started(refuse)
    qtbot.waitUntil(lambda: desktop.window is None, timeout=WAIT)
    assert "/nowhere" in starting(qapp).sentence
