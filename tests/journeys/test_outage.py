"""The server goes away and comes back: what the window says, refuses, keeps and catches up on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.app import desktop as desktop_module
from dispatch_console.app.desktop import Desktop
from dispatch_console.app.session import connect, connect_later, load_settings, user_name
from dispatch_console.domain.connection import Link
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Lock, Priority, Ticket
from dispatch_console.services import last_seen
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import assign
from dispatch_console.services.drafts.shelf import State
from dispatch_console.services.intake import Booking
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.storage import attention, listener
from dispatch_console.support.i18n import set_language
from dispatch_console.support.settings import data_dir
from dispatch_console.ui import theme
from dispatch_console.ui.conversation.composer import Composer
from dispatch_console.ui.dialogs.drafts_dialog import DraftsDialog
from dispatch_console.ui.dialogs.ticket_dialog import TicketDialog
from dispatch_console.ui.intake import Draft
from dispatch_console.ui.shell import MainWindow
from tests.database import TestCluster
from tests.factories import NOW, make_ticket
from tests.journeys.conftest import OpenOn, OpenWindow
from tests.proxy import LOST_AFTER, LOST_BEFORE, SWALLOWED, Fate, Proxy, at_commit, proxied
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


# Drafts


def type_call(console: MainWindow, **said: Any) -> Draft:
    """Type a call into the intake window."""
    console.calls.show()
    draft = Draft(title="Lift stuck", customer_name="王芳", phone="13800001111", **said)
    console.calls.intake.show_draft(draft)
    return draft


def tickets_of_calls(context: Context) -> list[Ticket]:
    return [t for t in load(context).tickets.values() if t.title == "Lift stuck"]


def went(window: MainWindow) -> list[State]:
    return [draft.state for draft in window.keeper.drafts]


def test_a_call_taken_without_the_server_is_entered_once_when_it_is_back(
    window: MainWindow, proxy: Proxy, context: Context, qtbot: QtBot
) -> None:
    proxy.go_away()
    wait_for(qtbot, window, Link.READ_ONLY)
    type_call(window)
    window.calls.intake._submit(book=False)
    qtbot.waitUntil(lambda: went(window) == [State.WAITING], timeout=WAIT)
    qtbot.waitUntil(lambda: window.calls.draft.empty, timeout=WAIT)
    assert "kept on this computer" in window.calls.intake.messages.sentence
    assert window.drafts._button.text() == "Waiting: 1"
    proxy.come_back()
    window.banner.again.click()
    qtbot.waitUntil(lambda: went(window) == [State.DONE], timeout=WAIT)
    (ticket,) = tickets_of_calls(context)
    assert ticket.created_at == NOW
    assert ticket.number in window.keeper.drafts[0].outcome


def test_a_draft_whose_entering_was_cut_off_is_entered_once_all_the_same(
    window: MainWindow, proxy: Proxy, context: Context, qtbot: QtBot
) -> None:
    proxy.go_away()
    wait_for(qtbot, window, Link.READ_ONLY)
    type_call(window)
    window.calls.intake._submit(book=False)
    qtbot.waitUntil(lambda: went(window) == [State.WAITING], timeout=WAIT)
    proxy.come_back()
    proxy.rule = at_commit(LOST_AFTER, then=proxy.refuse)
    window.banner.again.click()
    qtbot.waitUntil(lambda: len(tickets_of_calls(context)) == 1, timeout=WAIT)
    proxy.come_back()
    window.hub.try_now()
    qtbot.waitUntil(lambda: went(window) == [State.DONE], timeout=WAIT)
    assert len(tickets_of_calls(context)) == 1


def test_lines_that_die_without_a_word_make_the_window_read_only_and_a_call_waits(
    window: MainWindow,
    proxy: Proxy,
    context: Context,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (listener, attention):
        monkeypatch.setattr(module, "PATIENCE_S", 0.5)
    first = next(iter(window.store.board.tickets))
    window.selection.select_tickets([first])
    draft = type_call(window)
    # Open, and whatever is said on them goes nowhere: no reset tells anybody.
    proxy.rule = lambda line, piece: SWALLOWED
    window.hub.try_now()
    wait_for(qtbot, window, Link.READ_ONLY)
    assert "Read-only" in window.banner.sentence
    assert not window.actions_.assign.isEnabled()
    window.intents.ask_lock([first], Lock.ALL)
    assert "nothing can be changed" in window.messages.sentence
    assert window.calls.draft == draft
    qtbot.waitUntil(lambda: went(window) == [State.TYPED], timeout=WAIT)
    window.calls.intake._submit(book=False)
    qtbot.waitUntil(lambda: went(window) == [State.WAITING], timeout=WAIT)
    assert tickets_of_calls(context) == []
    monkeypatch.undo()
    proxy.come_back()
    window.banner.again.click()
    wait_for(qtbot, window, Link.ONLINE)
    qtbot.waitUntil(lambda: went(window) == [State.DONE], timeout=WAIT)
    assert len(tickets_of_calls(context)) == 1
    assert window.banner.sentence == ""
    window.selection.select_tickets([first])
    assert window.actions_.assign.isEnabled()
    assert load(context).tickets[first].lock is Lock.NONE


def test_a_promise_that_can_no_longer_be_kept_is_told(
    window: MainWindow, proxy: Proxy, context: Context, qtbot: QtBot
) -> None:
    engineer = next(iter(window.store.board.engineers))
    first = next(iter(window.store.board.tickets))
    proxy.go_away()
    wait_for(qtbot, window, Link.READ_ONLY)
    place = "31.15, 121.35"
    at = NOW + timedelta(hours=2)
    draft = type_call(window, place=place, skill="lift", window=(at, at + timedelta(hours=1)))
    window.calls._take(draft.ticket(), Booking(engineer, at))
    qtbot.waitUntil(lambda: went(window) == [State.WAITING], timeout=WAIT)
    assign(context, uuid4(), [first], engineer, at, pin=True)
    proxy.come_back()
    window.banner.again.click()
    qtbot.waitUntil(lambda: went(window) == [State.DONE], timeout=WAIT)
    (ticket,) = tickets_of_calls(context)
    assert ticket.visit is None
    assert "call the customer" in window.keeper.drafts[0].outcome
    qtbot.waitUntil(lambda: "call the customer" in window.messages.sentence, timeout=WAIT)


def test_a_note_waits_too(window: MainWindow, proxy: Proxy, context: Context, qtbot: QtBot) -> None:
    first = next(iter(window.store.board.tickets))
    proxy.go_away()
    wait_for(qtbot, window, Link.READ_ONLY)
    type_call(window)
    window.calls.intake._add_note(first)
    qtbot.waitUntil(lambda: went(window) == [State.WAITING], timeout=WAIT)
    proxy.come_back()
    window.banner.again.click()
    qtbot.waitUntil(lambda: went(window) == [State.DONE], timeout=WAIT)
    assert load(context).tickets[first].description.count("Lift stuck") == 1


def comment_on(window: MainWindow, ticket: TicketId, qtbot: QtBot) -> Composer:
    """The composer of the ticket's conversation."""
    window.selection.select_tickets([ticket])
    window.inspector.show_conversation()
    panel = window.inspector.tabs.conversation
    qtbot.waitUntil(
        lambda: panel.conversation is not None and panel.conversation.ticket.id == ticket,
        timeout=WAIT,
    )
    return panel.composer


def said(context: Context, ticket: TicketId) -> list[tuple[str, bool]]:
    with context.database.snapshot() as snap:
        return [(one.body, one.public) for one in snap.conversation.comments(ticket)]


@pytest.mark.parametrize("cut", [False, True], ids=["away", "cut-in-commit"])
def test_a_comment_is_entered_once_whatever_becomes_of_the_server(
    window: MainWindow, proxy: Proxy, context: Context, qtbot: QtBot, cut: bool
) -> None:
    first = next(iter(window.store.board.tickets))
    composer = comment_on(window, first, qtbot)
    if cut:
        proxy.rule = at_commit(LOST_AFTER, then=proxy.refuse)
    else:
        proxy.go_away()
        wait_for(qtbot, window, Link.READ_ONLY)
    composer.words.setPlainText("Lift stuck")
    composer.send.click()
    assert composer.text == ""
    if cut:
        qtbot.waitUntil(lambda: said(context, first) != [], timeout=WAIT)
    qtbot.waitUntil(lambda: window.hub.link is not Link.ONLINE, timeout=WAIT)
    assert went(window) == [State.WAITING]
    proxy.come_back()
    window.hub.try_now()
    qtbot.waitUntil(lambda: went(window) == [], timeout=WAIT)
    assert said(context, first) == [("Lift stuck", False)]
    qtbot.waitUntil(lambda: "Comment sent" in window.messages.sentence, timeout=WAIT)


def test_a_comment_is_begun_on_another_ticket_while_the_server_is_away(
    window: MainWindow, proxy: Proxy, context: Context, qtbot: QtBot
) -> None:
    first, second = list(window.store.board.tickets)[:2]
    composer = comment_on(window, first, qtbot)
    proxy.go_away()
    wait_for(qtbot, window, Link.READ_ONLY)
    composer.words.setPlainText("For the first")
    window.selection.select_tickets([second])
    qtbot.waitUntil(
        lambda: composer.ticket is not None and composer.ticket.id == second, timeout=WAIT
    )
    assert composer.isVisible()
    assert composer.text == ""
    composer.words.setPlainText("For the second")
    composer.send.click()
    assert composer.text == ""
    window.selection.select_tickets([first])
    qtbot.waitUntil(lambda: composer.text == "For the first", timeout=WAIT)
    proxy.come_back()
    window.hub.try_now()
    qtbot.waitUntil(lambda: went(window) == [State.TYPED], timeout=WAIT)
    assert said(context, second) == [("For the second", False)]
    assert said(context, first) == []
    panel = window.inspector.tabs.conversation
    qtbot.waitUntil(lambda: panel.conversation is not None, timeout=WAIT)
    assert composer.text == "For the first"


def test_comments_not_sent_are_there_in_the_next_console(
    open_window: OpenWindow, context: Context, qtbot: QtBot
) -> None:
    found(context, make_ticket(1))
    window = open_window()
    wait_for(qtbot, window, Link.ONLINE)
    (ticket,) = window.store.board.tickets
    composer = comment_on(window, ticket, qtbot)
    composer.words.setPlainText("Lift: ask Wang")
    composer.show_for(public=True)
    composer.words.setPlainText("Dear customer, the lift")
    files = data_dir() / "drafts"
    qtbot.waitUntil(lambda: len(list(files.glob("*.draft"))) == 2, timeout=WAIT)
    assert not any(b"lift" in file.read_bytes().lower() for file in files.glob("*"))

    other = open_window()
    wait_for(qtbot, other, Link.ONLINE)
    qtbot.waitUntil(lambda: went(other) == [State.TYPED] * 2, timeout=WAIT)
    again = comment_on(other, ticket, qtbot)
    assert again.text != ""
    again.show_for(public=True)
    assert again.text == "Dear customer, the lift"
    again.show_for(public=False)
    assert again.text == "Lift: ask Wang"
    again.send.click()
    qtbot.waitUntil(lambda: said(context, ticket) == [("Lift: ask Wang", False)], timeout=WAIT)
    qtbot.waitUntil(lambda: went(other) == [State.TYPED], timeout=WAIT)
    other.drafts.show()
    (dialog,) = other.findChildren(DraftsDialog)
    dialog.go_on.click()
    qtbot.waitUntil(lambda: again.text == "Dear customer, the lift", timeout=WAIT)
    again.words.clear()
    other.conversation.drafts.keep_typed()
    assert went(other) == []


def test_what_is_typed_is_kept_and_offered_by_the_next_console(
    open_window: OpenWindow, context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(context, make_ticket(1))
    window = open_window()
    wait_for(qtbot, window, Link.ONLINE)
    (ticket,) = window.store.board.tickets
    type_call(window)
    window.intents.edit_ticket.emit(ticket)
    (form,) = window.findChildren(TicketDialog)
    form.title.setText("Lift stands still")
    qtbot.waitUntil(lambda: went(window) == [State.TYPED] * 2, timeout=WAIT)
    files = data_dir() / "drafts"
    qtbot.waitUntil(lambda: len(list(files.glob("*.draft"))) == 2, timeout=WAIT)
    for file in files.glob("*.draft"):
        assert b"Lift" not in file.read_bytes()
        assert b"1380000" not in file.read_bytes()

    other = open_window()
    wait_for(qtbot, other, Link.ONLINE)
    qtbot.waitUntil(lambda: went(other) == [State.TYPED] * 2, timeout=WAIT)
    other.calls.show()
    assert other.calls.draft == window.calls.draft
    other.intents.edit_ticket.emit(ticket)
    (again,) = other.findChildren(TicketDialog)
    assert again.title.text() == "Lift stands still"
    again.save.click()
    qtbot.waitUntil(
        lambda: load(context).tickets[ticket].title == "Lift stands still", timeout=WAIT
    )
    qtbot.waitUntil(lambda: went(other) == [State.TYPED], timeout=WAIT)
    for one in (other, window):
        one.calls.intake.show_draft(Draft())
        one.calls.keep_typed()
