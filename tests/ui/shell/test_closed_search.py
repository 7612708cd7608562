"""What is typed into the board's search is sought among closed tickets as well."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import BoardPatch
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Status
from dispatch_console.ui.inspector.closed_dialog import ClosedTicketDialog
from dispatch_console.ui.shell import MainWindow, closed_search
from tests.factories import NOW, make_ticket
from tests.ui.shell.conftest import FakeServices

WAIT = 20_000
CLOSED = replace(make_ticket(901), status=Status.CLOSED, description="pump <b>leaks</b>")


def test_closed_tickets_show_below_the_open_ones_while_a_text_is_sought(
    main: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    services.closed = (CLOSED,)
    main.store.set_filter(text="pump")
    qtbot.waitUntil(lambda: main.board.closed.numbers == ("T-00901",))
    assert main.board.closed.isVisible()
    main.store.set_filter(text="")
    assert main.board.closed.isHidden()


def test_what_leaves_the_board_or_comes_back_is_sought_again(
    main: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    closed = main.board.closed
    services.closed = (CLOSED,)
    main.store.set_filter(text="pump")
    qtbot.waitUntil(lambda: closed.numbers == ("T-00901",), timeout=WAIT)
    closed._list.setCurrentIndex(closed._list.model().index(0, 0))
    other = replace(make_ticket(902), status=Status.RESOLVED)
    services.closed = (other, CLOSED)
    gone = BoardPatch(read_at=NOW, cursor="2", tickets={other.id: None})
    services.patches.append(gone)
    main.hub.refresh()
    qtbot.waitUntil(lambda: closed.numbers == ("T-00902", "T-00901"), timeout=WAIT)
    chosen = closed._list.currentItem()
    assert chosen is not None
    assert chosen.text(0) == "T-00901"
    services.closed = (other,)
    back = replace(CLOSED, status=Status.REOPENED)
    services.patches.append(BoardPatch(read_at=NOW, cursor="3", tickets={back.id: back}))
    main.hub.refresh()
    qtbot.waitUntil(lambda: closed.numbers == ("T-00902",), timeout=WAIT)


def test_a_closed_ticket_is_read_and_reopened(
    main: MainWindow, services: FakeServices, qtbot: QtBot
) -> None:
    main.board.closed.opened.emit(CLOSED)
    dialog = main.findChild(ClosedTicketDialog)
    assert dialog is not None
    buttons = {button.text(): button for button in dialog.findChildren(QPushButton)}
    buttons["Reopen"].click()
    qtbot.waitUntil(lambda: bool(services.calls))
    assert services.calls == [("set_status", ((TicketId(901),), Status.REOPENED))]
    dialog.close()


def test_a_database_that_cannot_be_asked_is_told(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(ctx: object, text: str) -> None:
        raise DomainError("place.coordinates", lat=0, lon=0)

    monkeypatch.setattr(closed_search, "closed_tickets", fail)
    main.store.set_filter(text="pump")
    qtbot.waitUntil(lambda: "could not be searched" in main.board.closed.sentence)
