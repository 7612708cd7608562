"""The server goes away and comes back: what the window says, refuses, keeps and catches up on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.app import desktop as desktop_module
from dispatch_console.app.desktop import Desktop
from dispatch_console.app.session import connect, connect_later, load_settings, user_name
from dispatch_console.domain.connection import Link
from dispatch_console.domain.ticket import Lock, Priority
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
from tests.proxy import LOST_AFTER, LOST_BEFORE, Fate, Proxy, at_commit, proxied
from tests.services.company import found, proposal
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


@pytest.mark.parametrize("fate", [LOST_BEFORE, LOST_AFTER], ids=["before", "after"])
def test_an_action_cut_off_in_its_commit_is_looked_up_and_told(
    window: MainWindow, proxy: Proxy, context: Context, qtbot: QtBot, fate: Fate
) -> None:
    first = next(iter(window.store.board.tickets))
    proxy.rule = at_commit(fate, then=proxy.refuse)
    window.intents.ask_priority([first], Priority.P1)
    qtbot.waitUntil(lambda: "very moment" in window.messages.sentence, timeout=WAIT)
    proxy.come_back()
    word = "although the connection" if fate is LOST_AFTER else "was not written"
    qtbot.waitUntil(lambda: word in window.messages.sentence, timeout=WAIT)
    written = load(context).tickets[first].priority is Priority.P1
    assert written == (fate is LOST_AFTER)
    assert window.undoing.can_undo == written


@pytest.mark.parametrize("fate", [LOST_BEFORE, LOST_AFTER], ids=["before", "after"])
def test_a_plan_cut_off_in_its_commit_is_known_to_be_in_or_stays_under_review(
    window: MainWindow, proxy: Proxy, context: Context, qtbot: QtBot, fate: Fate
) -> None:
    wanted = proposal(context)
    window.store.set_proposal(wanted)
    proxy.rule = at_commit(fate, then=proxy.refuse)
    window.planning.publish()
    qtbot.waitUntil(lambda: "very moment" in window.messages.sentence, timeout=WAIT)
    assert window.store.proposal is wanted
    proxy.come_back()
    word = "although the connection" if fate is LOST_AFTER else "was not written"
    qtbot.waitUntil(lambda: word in window.messages.sentence, timeout=WAIT)
    planned = [t.visit is not None for t in load(context).tickets.values()]
    assert planned == [fate is LOST_AFTER] * len(wanted.moves)
    if fate is LOST_BEFORE:
        assert window.store.proposal is wanted
        window.planning.publish()
        qtbot.waitUntil(lambda: "Plan published" in window.messages.sentence, timeout=WAIT)
    assert window.store.proposal is None
    assert all(ticket.visit for ticket in load(context).tickets.values())


def test_a_clock_far_off_the_servers_publishes_nothing(
    window: MainWindow, context: Context, qtbot: QtBot
) -> None:
    window.hub._clock_told(timedelta(seconds=-3))
    assert "3 s off" in window.messages.sentence
    wanted = proposal(context)
    window.store.set_proposal(wanted)
    window.hub._clock_told(timedelta(seconds=61))
    window.planning.publish()
    assert "nothing is published" in window.messages.sentence
    assert window.store.proposal is wanted
    window.planning.discard()
