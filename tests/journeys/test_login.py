"""Logging in at a shared server that asks for a password, and leaving the place to others."""

import logging
from collections.abc import Callable, Iterator
from threading import Event

import psutil
import psycopg
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.app import desktop as desktop_module
from dispatch_console.app import login_desk
from dispatch_console.app.desktop import Desktop
from dispatch_console.app.session import connect, connect_later, load_settings, user_name
from dispatch_console.domain.roles import Role, Seat
from dispatch_console.services import keys, last_seen
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.storage import rights
from dispatch_console.support.i18n import set_language
from dispatch_console.support.settings import Settings, data_dir, save
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.shortcuts_dialog import ShortcutsDialog
from dispatch_console.ui.intake import Draft
from dispatch_console.ui.login import LoginWindow
from tests.database import GUARDED, TestCluster
from tests.factories import make_ticket
from tests.proxy import proxied
from tests.services.company import found
from tests.ui.conftest import StrayRecords

WAIT = 30_000
PASSWORD = "corr3ct-h0rse-word"


@pytest.fixture
def office(cluster: TestCluster, database_url: str) -> Iterator[str]:
    """A shared database whose dispatcher has to give a password; its address for them."""
    name = database_url.partition("?")[0].rpartition("/")[2]
    rights.apply(database_url)
    rights.add(database_url, Seat(GUARDED, Role.DISPATCHER), PASSWORD)
    yield cluster.url(name, GUARDED)
    rights.drop(database_url, GUARDED)
    with psycopg.connect(database_url) as connection:
        for role in Role:
            group = rights.group_name(name, role)
            connection.execute(f'DROP OWNED BY "{group}"'.encode())
            connection.execute(f'DROP ROLE "{group}"'.encode())


@pytest.fixture
def desktop(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, office: str
) -> Iterator[Desktop]:
    """Started on settings that name the server without a password."""
    monkeypatch.setattr(desktop_module, "system_language", lambda: "en")
    monkeypatch.setattr(keys, "_store", lambda: None)
    save(Settings(database_url=office))
    one = Desktop(qapp, lambda: connect(load_settings()))
    one.start()
    yield one
    window = one.window
    if window is not None and not window.isHidden():
        with qtbot.waitSignal(window.ended, timeout=WAIT):
            window.close()
    one.finish()
    one.deleteLater()
    set_language("en")
    theme.apply(qapp, "light")


def asked(desktop: Desktop, qtbot: QtBot) -> LoginWindow:
    """The log-in window, once it is there."""

    def shown() -> LoginWindow | None:
        return None if desktop._received is None else desktop._received.desk.window

    qtbot.waitUntil(lambda: shown() is not None, timeout=WAIT)
    window = shown()
    assert window is not None
    return window


def give(window: LoginWindow, password: str) -> None:
    window.password.setText(password)
    window._go.click()


def seen(desktop: Desktop, qtbot: QtBot) -> None:
    """Wait for the board."""
    qtbot.waitUntil(lambda: desktop.window is not None and desktop.window.whole, timeout=WAIT)
    window = desktop.window
    assert window is not None
    qtbot.waitUntil(lambda: bool(window.store.board.cursor), timeout=WAIT)


@pytest.fixture
def logged() -> Iterator[Callable[[], str]]:
    """Everything that goes to the log, and all of the log's file."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    keep = Keep(logging.DEBUG)
    root = logging.getLogger()
    level = root.level
    root.addHandler(keep)
    root.setLevel(logging.DEBUG)
    yield lambda: "\n".join(lines)
    root.removeHandler(keep)
    root.setLevel(level)


def test_a_server_that_asks_for_a_password_gets_it_from_the_window_and_it_is_kept_nowhere(
    desktop: Desktop, qtbot: QtBot, logged: Callable[[], str], log_records
) -> None:
    log_records.expect("database")
    window = asked(desktop, qtbot)
    assert window.user.text() == GUARDED
    assert window.sentence == ""
    give(window, "wr0ng-" + PASSWORD)
    qtbot.waitUntil(lambda: bool(window.sentence), timeout=WAIT)
    assert "does not accept the password" in window.sentence
    give(window, PASSWORD)
    seen(desktop, qtbot)
    main = desktop.window
    assert main is not None
    assert main.session.rights.seat == Seat(GUARDED, Role.DISPATCHER)
    assert main.session.context.user == GUARDED
    shown = [w.windowTitle() for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert not any(PASSWORD in words for words in shown)
    assert PASSWORD not in load_settings().database_url
    told = logged()
    assert told
    assert PASSWORD not in told
    for file in data_dir().rglob("*"):
        if file.is_file():
            assert PASSWORD.encode() not in file.read_bytes(), file
    process = psutil.Process()
    assert PASSWORD not in str(process.environ())
    for one in (process, *process.children(recursive=True)):
        assert not any(PASSWORD in word for word in one.cmdline())


def test_logging_out_leaves_nothing_of_the_board_on_this_computer(
    desktop: Desktop, qtbot: QtBot, log_records
) -> None:
    log_records.expect("database")
    give(asked(desktop, qtbot), PASSWORD)
    seen(desktop, qtbot)
    former = desktop.window
    assert former is not None
    gone: list[bool] = []
    former.destroyed.connect(lambda: gone.append(True))
    former.log_out(True)
    qtbot.waitUntil(lambda: bool(gone), timeout=WAIT)
    window = asked(desktop, qtbot)
    assert desktop.window is None
    assert desktop._connection is None
    assert window.user.text() == GUARDED
    give(window, PASSWORD)
    seen(desktop, qtbot)


def test_a_login_in_the_making_can_be_given_up(
    desktop: Desktop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, log_records
) -> None:
    log_records.expect("database")
    window = asked(desktop, qtbot)
    go_on, closed = Event(), Event()

    class Late:
        def close(self) -> None:
            closed.set()

    def slow(_: object) -> Late:
        go_on.wait(30)
        return Late()

    monkeypatch.setattr(login_desk, "log_in", slow)
    give(window, PASSWORD)
    assert window.busy
    window.reject()
    assert not window.busy
    assert window.isVisible()
    go_on.set()
    qtbot.waitUntil(closed.is_set, timeout=WAIT)
    assert desktop.window is None


def test_a_locked_login_is_told(
    desktop: Desktop, qtbot: QtBot, database_url: str, log_records
) -> None:
    log_records.expect("database")
    window = asked(desktop, qtbot)
    rights.lock(database_url, GUARDED, locked=True)
    give(window, PASSWORD)
    qtbot.waitUntil(lambda: bool(window.sentence), timeout=WAIT)
    assert "locked" in window.sentence


def test_a_locked_console_shows_nothing_until_the_same_person_is_back(
    desktop: Desktop, qtbot: QtBot, log_records
) -> None:
    log_records.expect("database")
    give(asked(desktop, qtbot), PASSWORD)
    seen(desktop, qtbot)
    main = desktop.window
    assert main is not None
    main.show()
    main.dialogs.shortcuts({})
    (dialog,) = main.findChildren(ShortcutsDialog)
    main.lock_wanted.emit()
    window = asked(desktop, qtbot)
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == [window]
    give(window, "wr0ng-" + PASSWORD)
    qtbot.waitUntil(lambda: bool(window.sentence), timeout=WAIT)
    assert not main.isVisible()
    give(window, PASSWORD)
    qtbot.waitUntil(main.isVisible, timeout=WAIT)
    assert dialog.isVisible()
    assert desktop.window is main
    assert main.store.board.cursor
    dialog.close()


def test_a_console_left_alone_locks_itself_and_who_logs_out_there_leaves_the_place(
    desktop: Desktop, qtbot: QtBot, log_records
) -> None:
    log_records.expect("database")
    give(asked(desktop, qtbot), PASSWORD)
    seen(desktop, qtbot)
    main, reception = desktop.window, desktop._reception
    assert main is not None
    assert reception._idle is not None
    reception._idle.expired.emit()
    locked = asked(desktop, qtbot)
    assert not main.isVisible()
    gone: list[bool] = []
    main.destroyed.connect(lambda: gone.append(True))
    locked.reject()
    qtbot.waitUntil(lambda: bool(gone), timeout=WAIT)
    window = asked(desktop, qtbot)
    qtbot.waitUntil(window.isVisible, timeout=WAIT)
    assert not window.user.isReadOnly()
    assert window.user.text() == ""


def test_who_is_locked_by_an_administrator_is_out_with_a_sentence(
    desktop: Desktop, qtbot: QtBot, database_url: str, log_records
) -> None:
    log_records.expect("database")
    give(asked(desktop, qtbot), PASSWORD)
    seen(desktop, qtbot)
    main = desktop.window
    assert main is not None
    main.calls.intake.form.title.setText("Lift stuck")
    gone: list[bool] = []
    main.destroyed.connect(lambda: gone.append(True))
    rights.lock(database_url, GUARDED, locked=True)
    qtbot.waitUntil(lambda: bool(gone), timeout=WAIT)
    window = asked(desktop, qtbot)
    assert "locked" in window._words.text()
    rights.lock(database_url, GUARDED, locked=False)
    give(window, PASSWORD)
    seen(desktop, qtbot)
    assert desktop.window is not None
    assert desktop.window.calls.draft.title == "Lift stuck"
    desktop.window.calls.intake.show_draft(Draft())


def test_after_five_wrong_passwords_the_console_makes_one_wait(
    desktop: Desktop, qtbot: QtBot, log_records
) -> None:
    log_records.expect("database")
    window = asked(desktop, qtbot)
    for number in range(6):
        give(window, f"wr0ng-{number}")
        qtbot.waitUntil(lambda: not window.busy, timeout=WAIT)
    assert "Too many" in window.sentence
    give(window, PASSWORD)
    qtbot.waitUntil(lambda: not window.busy, timeout=WAIT)
    assert "Too many" in window.sentence
    assert desktop.window is None


def test_a_window_opened_while_the_server_was_away_learns_its_role_once_it_is_back(
    qapp: QApplication,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    office: str,
    context: Context,
    cluster: TestCluster,
    log_records: StrayRecords,
) -> None:
    log_records.expect("database 127.0.0.1")
    monkeypatch.setattr(desktop_module, "system_language", lambda: "en")
    monkeypatch.setattr(keys, "_store", lambda: None)
    found(context, make_ticket(1))
    with proxied(cluster.folder) as proxy:
        login = f"{GUARDED}:{PASSWORD}@"
        settings = Settings(database_url=proxy.url(office).replace("postgres@", login))
        monkeypatch.setattr(desktop_module, "load_settings", lambda: settings)
        last_seen.keep(settings.database_url, user_name(settings), load(context))
        proxy.refuse()
        desktop = Desktop(qapp, lambda: connect(settings), later=lambda: connect_later(settings))
        desktop.start()
        qtbot.waitUntil(lambda: desktop.window is not None and desktop.window.whole, timeout=WAIT)
        first = desktop.window
        assert first is not None
        assert first.session.rights.seat is None
        proxy.come_back()
        first.hub.try_now()
        qtbot.waitUntil(lambda: desktop.window not in (None, first), timeout=2 * WAIT)
        seen(desktop, qtbot)
        second = desktop.window
        assert second is not None
        assert second.session.rights.seat == Seat(GUARDED, Role.DISPATCHER)
        with qtbot.waitSignal(second.ended, timeout=WAIT):
            second.close()
        desktop.finish()
        desktop.deleteLater()
    set_language("en")
    theme.apply(qapp, "light")
