"""The server goes away and comes back: what the window says, refuses, keeps and catches up on."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.app import desktop as desktop_module
from dispatch_console.app.desktop import Desktop
from dispatch_console.app.session import connect, connect_later, load_settings, user_name
from dispatch_console.domain.connection import Link
from dispatch_console.domain.ticket import Lock
from dispatch_console.services import last_seen
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.storage import listener
from dispatch_console.support.i18n import set_language
from dispatch_console.ui import theme
from dispatch_console.ui.shell import MainWindow
from tests.database import TestCluster
from tests.factories import make_ticket
from tests.journeys.conftest import OpenOn
from tests.proxy import Proxy, proxied
from tests.services.company import found
from tests.ui.conftest import StrayRecords

WAIT = 60_000


@pytest.fixture
def proxy(cluster: TestCluster) -> Iterator[Proxy]:
    with proxied(cluster.folder) as made:
        yield made


@pytest.fixture
def window(
    open_on: OpenOn, proxy: Proxy, context: Context, qtbot: QtBot, log_records: StrayRecords
) -> MainWindow:
    """A console on a company's database, by way of the proxy; it has caught up."""
    log_records.expect("database 127.0.0.1")
    found(context, make_ticket(1), make_ticket(2))
    opened = open_on(proxy.url(context.database.url))
    wait_for(qtbot, opened, Link.ONLINE)
    return opened


def wait_for(qtbot: QtBot, window: MainWindow, link: Link) -> None:
    qtbot.waitUntil(lambda: window.hub.link is link, timeout=WAIT)


def test_an_outage_makes_the_window_read_only_and_its_end_brings_exactly_what_was_missed(
    window: MainWindow, proxy: Proxy, context: Context, qtbot: QtBot
) -> None:
    first = next(iter(window.store.board.tickets))
    window.selection.select_tickets([first])
    proxy.go_away()
    wait_for(qtbot, window, Link.READ_ONLY)
    assert "Read-only" in window.banner.sentence
    assert not window.actions_.assign.isEnabled()
    assert "127.0.0.1" in window.actions_.assign.toolTip()
    assert first in window.store.board.tickets, "the last data stays"
    window.intents.ask_lock([first], Lock.ALL)
    assert "nothing can be changed" in window.messages.sentence
    new = create(context, uuid4(), NewTicket(title="Meanwhile"))
    proxy.come_back()
    window.banner.again.click()
    wait_for(qtbot, window, Link.ONLINE)
    assert window.banner.sentence == ""
    assert window.store.board.tickets == load(context).tickets
    assert new.id in window.store.board.tickets
    assert "1 tickets" in window.messages.sentence
    assert window.actions_.assign.isEnabled()


def test_a_server_that_is_there_and_does_not_answer_is_given_up(
    window: MainWindow, proxy: Proxy, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "PATIENCE_S", 0.2)
    proxy.freeze()
    window.hub.try_now()
    wait_for(qtbot, window, Link.READ_ONLY)
    proxy.thaw()
    monkeypatch.undo()
    window.banner.again.click()
    wait_for(qtbot, window, Link.ONLINE)


@pytest.fixture
def desktop(
    qapp: QApplication,
    qtbot: QtBot,
    proxy: Proxy,
    context: Context,
    monkeypatch: pytest.MonkeyPatch,
    log_records: StrayRecords,
) -> Iterator[Desktop]:
    """A console whose server is away when it starts, and which has seen a board before."""
    log_records.expect("database 127.0.0.1")
    monkeypatch.setattr(desktop_module, "system_language", lambda: "en")
    found(context, make_ticket(1), make_ticket(2))
    settings = replace(load_settings(), database_url=proxy.url(context.database.url))
    monkeypatch.setattr(desktop_module, "load_settings", lambda: settings)
    last_seen.keep(settings.database_url, user_name(settings), load(context))
    proxy.refuse()
    one = Desktop(qapp, lambda: connect(settings), later=lambda: connect_later(settings))
    one.start()
    yield one
    if one.window is not None and not one.window.isHidden():
        with qtbot.waitSignal(one.window.ended, timeout=WAIT):
            one.window.close()
    one.finish()
    one.deleteLater()
    set_language("en")
    theme.apply(qapp, "light")


def test_a_start_without_the_server_shows_the_board_last_seen_and_goes_on_by_itself(
    desktop: Desktop, proxy: Proxy, context: Context, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: desktop.window is not None and desktop.window.whole, timeout=WAIT)
    window = desktop.window
    assert window is not None
    wait_for(qtbot, window, Link.READ_ONLY)
    assert len(window.store.board.tickets) == 2
    assert window.board.model.ids
    assert "as of" in window.banner.sentence
    create(context, uuid4(), NewTicket(title="Meanwhile"))
    proxy.come_back()
    window.banner.again.click()
    wait_for(qtbot, window, Link.ONLINE)
    assert window.store.board.tickets == load(context).tickets
