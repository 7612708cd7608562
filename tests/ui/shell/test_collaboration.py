"""The window on a real database: said, asked, handed over, heard of at the bell."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board, BoardPatch
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.message import Medium, Message
from dispatch_console.services import commenting, departments, notices, ticket_timeline
from dispatch_console.services.context import Context
from dispatch_console.services.delivering import duty
from dispatch_console.services.delivering.duty import Standing
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.ui.conversation.dialogs import HandOverDialog, HelpDialog, WordsDialog
from dispatch_console.ui.conversation.preview import PreviewDialog
from dispatch_console.ui.departments.window import DepartmentsWindow
from dispatch_console.ui.notices.choices_dialog import ChoicesDialog
from dispatch_console.ui.notices.dialog import NoticesDialog
from dispatch_console.ui.notices.outbox_window import OutboxWindow
from dispatch_console.ui.shell import MainWindow, Session, notices_flow
from tests.factories import NOW
from tests.ui.shell.conftest import FakeServices

LONG = 20_000
"""Milliseconds; the machine may be busy."""

READ = notices.read


@pytest.fixture
def ticket(context: Context) -> TicketId:
    base = next(one for one in departments.read(context).queues if one.code == "it")
    wanted = replace(base, members=("li", "tester"), owner="li")
    departments.save(context, uuid4(), base, wanted)
    return create(context, uuid4(), NewTicket(title="Lift")).id


@pytest.fixture
def main(
    qtbot: QtBot,
    session: Session,
    services: FakeServices,
    context: Context,
    ticket: TicketId,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MainWindow]:
    monkeypatch.setattr(notices_flow.notices, "read", READ)
    with context.database.snapshot() as snap:
        services.board = Board(read_at=NOW, cursor="1", tickets=snap.tickets.open())
    made = MainWindow(replace(session, context=context))
    with qtbot.waitSignal(made.hub.loaded, timeout=LONG):
        made.show()
    made.selection.select_tickets([ticket])
    made.inspector.show_conversation()
    qtbot.waitUntil(lambda: made.inspector.tabs.conversation.conversation is not None, timeout=LONG)
    yield made
    with qtbot.waitSignal(made.destroyed, timeout=LONG):
        made.close()


@pytest.fixture
def until(qtbot: QtBot) -> Callable[[Callable[[], object]], None]:
    return lambda condition: qtbot.waitUntil(lambda: bool(condition()), timeout=LONG)


Until = Callable[[Callable[[], object]], None]


def codes(main: MainWindow) -> list[str]:
    it = main.inspector.tabs.conversation.conversation
    return [] if it is None else [entry.code for entry in it.entries]


def deed(main: MainWindow, name: str) -> QPushButton:
    buttons = main.inspector.tabs.conversation._list.findChildren(QPushButton)
    return next(one for one in buttons if one.text() == name)


def test_a_comment_with_a_file_is_sent_and_looked_at(
    main: MainWindow, until: Until, tmp_path: Path
) -> None:
    panel = main.inspector.tabs.conversation
    (tmp_path / "log.txt").write_text("E4 <b>")
    panel.composer.words.setPlainText("See the log")
    panel.composer.add_files((tmp_path / "log.txt",))
    panel.composer.send.click()
    until(lambda: "timeline.internal" in codes(main))
    assert panel.composer.words.toPlainText() == ""
    deed(main, "log.txt · 1 KB").click()
    until(lambda: main.findChildren(PreviewDialog))
    main.findChildren(PreviewDialog)[0].reject()


def test_a_file_that_may_not_be_sent_leaves_what_was_written(
    main: MainWindow, until: Until, tmp_path: Path
) -> None:
    panel = main.inspector.tabs.conversation
    (tmp_path / "run.exe").write_bytes(b"MZ")
    panel.composer.words.setPlainText("See")
    panel.composer.add_files((tmp_path / "run.exe",))
    panel.composer.send.click()
    until(lambda: "cannot be attached" in main.messages.sentence)
    assert panel.composer.words.toPlainText() == "See"


def test_a_message_given_up_is_sent_again_from_the_window_and_another_one_discarded(
    main: MainWindow, until: Until, context: Context, ticket: TicketId
) -> None:
    mail = Message(key="a", medium=Medium.EMAIL, address="a@example.org", ticket_id=ticket)
    with context.database.unit(user="x") as unit:
        unit.outbox.put([mail, replace(mail, key="b")])
        unit.commit()
    with psycopg.connect(context.database.url) as connection:
        connection.execute("UPDATE outbox SET held = true, tries = 10 WHERE key IN ('a', 'b')")
    main.outbox.show()
    (window,) = main.findChildren(OutboxWindow)
    until(lambda: window.list.topLevelItemCount() == 2)
    first = window.list.topLevelItem(0)
    assert first is not None
    first.setSelected(True)
    window.release.click()
    until(lambda: [one.standing for one in window._found] == [Standing.HELD, Standing.WAITING])
    window.list.clearSelection()
    held = window.list.topLevelItem(0)
    assert held is not None
    held.setSelected(True)
    for _ in range(2):
        window.drop.click()
    until(lambda: window.list.topLevelItemCount() == 1)
    window.language.setCurrentIndex(window.language.findData("en"))
    window.language.activated.emit(window.language.currentIndex())
    until(lambda: duty.language(context) == "en")
    window.reject()


def test_a_ticket_is_handed_over_and_returned(main: MainWindow, until: Until) -> None:
    panel = main.inspector.tabs.conversation
    panel.hand_over.click()
    (dialog,) = main.findChildren(HandOverDialog)
    dialog.queue.setCurrentText("IT support")
    dialog.words.setPlainText("Network")
    dialog.ok.click()
    until(lambda: "timeline.handed_over" in codes(main))
    until(lambda: not main.findChildren(HandOverDialog))
    it = panel.conversation
    assert it is not None
    assert it.ticket.owner == "li"
    deed(main, "Return…").click()
    (words,) = main.findChildren(WordsDialog)
    words.words.setPlainText("Not ours")
    words.ok.click()
    until(lambda: "timeline.hand_over_returned" in codes(main))


def test_help_is_asked_and_answered_and_an_owner_chosen(main: MainWindow, until: Until) -> None:
    panel = main.inspector.tabs.conversation
    panel.help.click()
    (dialog,) = main.findChildren(HelpDialog)
    dialog.words.setPlainText("Which switch?")
    dialog.ok.click()
    until(lambda: "timeline.help_asked" in codes(main))
    until(lambda: not main.findChildren(HelpDialog))
    deed(main, "Answer…").click()
    (words,) = main.findChildren(WordsDialog)
    words.words.setPlainText("The upper one")
    words.ok.click()
    until(lambda: "timeline.help_answered" in codes(main))
    panel._list_owners()
    next(one for one in panel.owner.menu().actions() if one.text() == "li").trigger()
    until(lambda: panel.conversation and panel.conversation.ticket.owner == "li")
    panel.watch.click()
    until(lambda: panel.conversation and panel.conversation.watchers == ("tester",))


def test_what_others_say_comes_in_by_itself_and_rings(
    main: MainWindow, until: Until, context: Context, ticket: TicketId, services: FakeServices
) -> None:
    li = replace(context, user="li")
    commenting.say(li, uuid4(), ticket, "@tester look")
    tables = frozenset({"comment", "outbox"})
    services.patches.append(BoardPatch(read_at=NOW, cursor="2", service=tables))
    main.hub.refresh()
    until(lambda: "timeline.internal" in codes(main))
    bell = main.notices.bell
    until(lambda: bell.text() == "1")
    main.selection.select_tickets([])
    bell.click()
    (dialog,) = main.findChildren(NoticesDialog)
    item = dialog.list.topLevelItem(0)
    assert item is not None
    dialog.list.itemActivated.emit(item, 0)
    until(lambda: bell.text() == "0")
    assert main.selection.tickets == (ticket,)
    dialog.choose.click()
    until(lambda: main.findChildren(ChoicesDialog))
    (choices,) = main.findChildren(ChoicesDialog)
    choices.email.setText("no address")
    choices.ok.click()
    until(lambda: choices._failure.isVisible())
    choices.email.setText("tester@example.org")
    choices.ok.click()
    until(lambda: notices.wishes(context).contact.email == "tester@example.org")
    until(lambda: not main.findChildren(ChoicesDialog))
    dialog.reject()


def test_a_department_is_changed_in_its_window(
    main: MainWindow, until: Until, context: Context
) -> None:
    action = next(
        one
        for menu in main.actions_._bar.actions()
        if menu.menu() is not None
        for one in menu.menu().actions()  # pyright: ignore[reportAttributeAccessIssue]
        if one.text() == "Departments…"
    )
    action.trigger()
    (window,) = main.findChildren(DepartmentsWindow)
    until(lambda: window.list.count() == 5)
    window.form.name_en.setText("Callers")
    window.form.name_en.textEdited.emit("Callers")
    window.save.click()
    until(lambda: departments.read(context).queues[0].name_en == "Callers")
    until(lambda: window.list.item(0) and window.list.item(0).text() == "Callers")
    window.reject()
    assert ticket_timeline.sources()
