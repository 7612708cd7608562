"""A ticket that has left the board is reached from everywhere, told live and held to the rights."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTreeWidget
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import BoardPatch
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.notice import Kind, Notice
from dispatch_console.domain.roles import Role, Seat
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.services import chronicle, lifecycle, searching, ticket_timeline
from dispatch_console.services.context import Context
from dispatch_console.services.customers.reading import Subject
from dispatch_console.services.lifecycle import Life
from dispatch_console.services.rights import Rights
from dispatch_console.ui.customers.window import CustomersWindow
from dispatch_console.ui.inspector.closed_dialog import ClosedTicketDialog
from dispatch_console.ui.lifecycle.step_dialog import StepDialog
from dispatch_console.ui.notices.dialog import NoticesDialog
from dispatch_console.ui.shell import MainWindow, parts_flow
from tests.factories import NOW, make_ticket
from tests.ui.conversation.talk import conversation
from tests.ui.shell.conftest import FakeServices
from tests.ui.shell.customers_scenes import KNOWN, US, card
from tests.ui.shell.parts_scenes import ticket_parts

WAIT = 20_000
CLOSED = make_ticket(901, status=Status.CLOSED, title="Pump in the cellar leaks")
CHILD = make_ticket(902, status=Status.RESOLVED, parent_id=CLOSED.id)


class Rows:
    """The tickets off the board, as the database has them."""

    def __init__(self, *tickets: Ticket) -> None:
        self.tickets = {ticket.id: ticket for ticket in tickets}
        self.read_for: list[TicketId] = []

    def read(self, ctx: Context, key: TicketId) -> Life:
        self.read_for.append(key)
        if key not in self.tickets:
            raise DomainError("ticket.gone", number=key)
        kin = {one.id: one for one in self.tickets.values() if one.id != key}
        return Life(self.tickets[key], (), (), kin)

    def find(self, ctx: Context, number: str) -> Ticket:
        for ticket in self.tickets.values():
            if ticket.number == number.upper():
                return ticket
        raise DomainError("ticket.unknown", number=number)


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> Rows:
    made = Rows(CLOSED, CHILD)
    monkeypatch.setattr(lifecycle, "read", made.read)
    monkeypatch.setattr(searching, "numbered", made.find)
    monkeypatch.setattr(chronicle, "read", lambda *_: ())
    monkeypatch.setattr(parts_flow.reading, "of_ticket", lambda *_: ticket_parts())
    monkeypatch.setattr(ticket_timeline, "read", lambda ctx, key: conversation(made.tickets[key]))
    return made


def shown(main: MainWindow) -> ClosedTicketDialog | None:
    """The window, while it is open."""
    found = main.findChild(ClosedTicketDialog)
    return found if found is not None and found.isVisible() else None


def tells_of(main: MainWindow, ticket: Ticket) -> Callable[[], bool]:
    def there() -> bool:
        dialog = shown(main)
        return dialog is not None and dialog.ticket is not None and dialog.ticket.id == ticket.id

    return there


def window(main: MainWindow, qtbot: QtBot, ticket: Ticket = CLOSED) -> ClosedTicketDialog:
    """The window with that ticket, opened as the views do it."""
    main.intents.open_ticket.emit(ticket.id)
    qtbot.waitUntil(tells_of(main, ticket), timeout=WAIT)
    dialog = shown(main)
    assert dialog is not None
    return dialog


def enter_first(rows: QTreeWidget) -> None:
    """Choose the first row by its key."""
    first = rows.topLevelItem(0)
    assert first is not None
    rows.setCurrentItem(first)
    QTest.keyClick(rows, Qt.Key.Key_Return)


def buttons(dialog: ClosedTicketDialog) -> dict[str, QPushButton]:
    """What is offered at the foot."""
    items = (dialog._buttons.itemAt(n) for n in range(dialog._buttons.count()))
    widgets = (item.widget() for item in items if item is not None)
    return {one.text(): one for one in widgets if isinstance(one, QPushButton)}


def test_one_on_the_board_is_shown_in_the_inspector(main: MainWindow, rows: Rows) -> None:
    key = next(iter(main.store.board.tickets))
    main.intents.open_ticket.emit(key)
    assert main.selection.tickets == (key,)
    assert shown(main) is None
    assert not rows.read_for


def test_one_that_is_on_its_way_to_the_board_is_chosen_there(
    main: MainWindow, rows: Rows, qtbot: QtBot
) -> None:
    rows.tickets[TicketId(77)] = make_ticket(77, status=Status.NEW)
    main.intents.open_ticket.emit(TicketId(77))
    qtbot.waitUntil(lambda: main.selection.tickets == (TicketId(77),), timeout=WAIT)
    assert shown(main) is None


def test_one_that_is_gone_is_said_to_be(main: MainWindow, rows: Rows, qtbot: QtBot) -> None:
    main.intents.open_ticket.emit(TicketId(999))
    qtbot.waitUntil(lambda: bool(main.messages.sentence), timeout=WAIT)
    assert shown(main) is None


def test_in_the_past_one_is_told_the_way_back(main: MainWindow, rows: Rows) -> None:
    main.store.show_past(main.store.board)
    main.intents.open_ticket.emit(CLOSED.id)
    assert main.messages.sentence
    main.store.show_past(None)


def test_a_search_hit_is_opened_by_enter(
    main: MainWindow, rows: Rows, services: FakeServices, qtbot: QtBot
) -> None:
    services.closed = (CLOSED,)
    main.store.set_filter(text="pump")
    qtbot.waitUntil(lambda: main.board.closed.numbers == (CLOSED.number,), timeout=WAIT)
    enter_first(main.board.closed._list)
    qtbot.waitUntil(tells_of(main, CLOSED), timeout=WAIT)


def test_a_notice_opens_it_at_what_is_said(
    main: MainWindow,
    rows: Rows,
    services: FakeServices,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    services.notices = (
        Notice(
            id=1,
            at=NOW,
            kind=Kind.MENTION,
            ticket_id=CLOSED.id,
            data={
                "code": "notice.mention",
                "values": {"ticket": CLOSED.number, "who": "anna", "queue": {}},
            },
            read=True,
        ),
    )
    main.notices.open()
    dialog = main.findChild(NoticesDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 1, timeout=WAIT)
    item = dialog.list.topLevelItem(0)
    assert item is not None
    dialog.list.itemActivated.emit(item, 0)
    qtbot.waitUntil(tells_of(main, CLOSED), timeout=WAIT)
    tabs = window(main, qtbot).tabs
    assert tabs.currentWidget() is tabs.conversation
    dialog.reject()


def test_kin_open_each_other(main: MainWindow, rows: Rows, qtbot: QtBot) -> None:
    tabs = window(main, qtbot).tabs
    tabs.setCurrentWidget(tabs.life)
    qtbot.waitUntil(lambda: tabs.life.kin.topLevelItemCount() == 1, timeout=WAIT)
    enter_first(tabs.life.kin)
    qtbot.waitUntil(tells_of(main, CHILD), timeout=WAIT)
    assert tabs.currentIndex() == 0


def test_the_command_bar_finds_it_by_its_number(main: MainWindow, rows: Rows, qtbot: QtBot) -> None:
    main.command_bar.open()
    popup = main.command_bar.popup
    popup.say("open t-00901")
    assert "t-00901" in popup.names[0]
    QTest.keyClick(popup.line, Qt.Key.Key_Return)
    qtbot.waitUntil(tells_of(main, CLOSED), timeout=WAIT)
    dialog = shown(main)
    assert dialog is not None
    main.intents.open_number.emit("T-12345")
    qtbot.waitUntil(lambda: "T-12345" in dialog.messages.sentence, timeout=WAIT)


def test_a_customer_s_history_opens_it_by_enter(main: MainWindow, rows: Rows, qtbot: QtBot) -> None:
    customers = CustomersWindow(main.intents, main.session.zone, main)
    customers.ticket_opened.connect(main.intents.open_ticket)
    customers.show_directory(KNOWN)
    customers.tree.select(Subject(customer=US))
    customers.show_card(replace(card(Subject(customer=US)), tickets=(CLOSED,)))
    enter_first(customers.tickets)
    qtbot.waitUntil(tells_of(main, CLOSED), timeout=WAIT)


def test_it_follows_what_others_do_with_the_ticket(
    main: MainWindow, rows: Rows, services: FakeServices, qtbot: QtBot
) -> None:
    dialog = window(main, qtbot, CHILD)
    assert {"Confirm", "Reopen"} <= buttons(dialog).keys()
    rows.tickets[CHILD.id] = replace(CHILD, status=Status.REOPENED)
    patch = BoardPatch(read_at=NOW, cursor="2", tickets={CHILD.id: None})
    services.patches.append(patch)
    main.hub.refresh()
    qtbot.waitUntil(lambda: "Show on the board" in buttons(dialog), timeout=WAIT)
    assert "Confirm" not in buttons(dialog)
    buttons(dialog)["Show on the board"].click()
    qtbot.waitUntil(lambda: main.selection.tickets == (CHILD.id,), timeout=WAIT)
    assert shown(main) is None


def test_another_ticket_begins_with_its_facts_and_without_the_last_one_s_messages(
    main: MainWindow, rows: Rows, qtbot: QtBot
) -> None:
    dialog = window(main, qtbot)
    dialog.tabs.setCurrentWidget(dialog.tabs.history)
    dialog.messages.warn("About the first.")
    assert window(main, qtbot) is dialog
    assert dialog.tabs.currentWidget() is dialog.tabs.history
    window(main, qtbot, CHILD)
    assert dialog.tabs.currentIndex() == 0
    assert not dialog.messages.sentence


def test_a_step_that_is_refused_says_so_in_the_window(
    main: MainWindow, rows: Rows, services: FakeServices, qtbot: QtBot
) -> None:
    dialog = window(main, qtbot)
    services.refusal = DomainError("ticket.gone", number=CLOSED.number)
    buttons(dialog)["Reopen"].click()
    qtbot.waitUntil(lambda: bool(dialog.messages.sentence), timeout=WAIT)
    services.refusal = None
    buttons(dialog)["Reopen"].click()
    qtbot.waitUntil(lambda: "Reopened" in dialog.messages.sentence, timeout=WAIT)
    assert [name for name, _ in services.calls] == ["set_status"] * 2
    assert not main.findChildren(StepDialog)


def test_nothing_is_offered_that_cannot_be_written_now(
    main: MainWindow, rows: Rows, qtbot: QtBot
) -> None:
    dialog = window(main, qtbot)
    main.intents.gate.close("test", "The server is away.")
    reopen = buttons(dialog)["Reopen"]
    assert not reopen.isEnabled()
    assert reopen.toolTip() == "The server is away."
    assert buttons(dialog)["Close window"].isEnabled()
    main.intents.gate.open("test")
    assert buttons(dialog)["Reopen"].isEnabled()
    main.store.show_past(main.store.board)
    assert not buttons(dialog)["Reopen"].isEnabled()
    main.store.show_past(None)
    assert buttons(dialog)["Reopen"].isEnabled()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.WAREHOUSE])
def test_who_may_not_change_tickets_is_offered_no_step(
    main: MainWindow, rows: Rows, qtbot: QtBot, role: Role
) -> None:
    main.intents.set_rights(Rights(Seat("li", role)))
    dialog = window(main, qtbot)
    assert list(buttons(dialog)) == ["Service report", "Close window"]


def test_return_in_a_field_presses_no_button(main: MainWindow, rows: Rows, qtbot: QtBot) -> None:
    dialog = window(main, qtbot)
    dialog.tabs.setCurrentWidget(dialog.tabs.parts)
    QTest.keyClick(dialog.tabs.parts.search, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
