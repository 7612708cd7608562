"""From F2 to the service that writes the ticket, and what is said where two people clash."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import BoardPatch
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Ticket
from dispatch_console.ui.dialogs.ticket_dialog import TicketDialog
from dispatch_console.ui.shell import MainWindow, ticket_editing
from tests.factories import NOW
from tests.ui.shell.conftest import FakeServices

T3 = TicketId(3)
Edit = Callable[[object, object, Ticket, Ticket], ChangeSet]


def opened(main: MainWindow) -> TicketDialog:
    main.selection.select_tickets([T3])
    main.actions_.edit.trigger()
    (dialog,) = main.findChildren(TicketDialog)
    return dialog


def test_an_edit_reaches_the_service_and_is_told(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Ticket] = []

    def edit(ctx: object, command: object, base: Ticket, wanted: Ticket) -> ChangeSet:
        seen.append(wanted)
        return ChangeSet()

    monkeypatch.setattr(ticket_editing.editing, "edit", edit)
    dialog = opened(main)
    dialog.phone.setText("555")
    dialog.save.click()
    qtbot.waitUntil(lambda: main.messages.sentence == "T-00003 saved.")
    assert seen[0].phone == "555"
    qtbot.waitUntil(lambda: not main.findChildren(TicketDialog))


def test_a_refusal_leaves_the_form_with_what_was_typed(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit(*_: object) -> ChangeSet:
        raise DomainError("ticket.gone", number="T-00003")

    monkeypatch.setattr(ticket_editing.editing, "edit", edit)
    dialog = opened(main)
    dialog.phone.setText("555")
    dialog.save.click()
    qtbot.waitUntil(dialog.said.isVisible)
    assert dialog.phone.text() == "555"
    dialog.reject()
    dialog.reject()


def test_a_clash_shows_both_values_once_the_board_knows_theirs(
    main: MainWindow, qtbot: QtBot, services: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit(*_: object) -> ChangeSet:
        raise DomainError("ticket.clash", number="T-00003", fields=("phone",), who="Li", at=NOW)

    monkeypatch.setattr(ticket_editing.editing, "edit", edit)
    dialog = opened(main)
    dialog.phone.setText("555")
    theirs = replace(main.store.board.tickets[T3], phone="777", version=9)
    services.patches.append(BoardPatch(read_at=NOW, cursor="2", tickets={T3: theirs}))
    dialog.save.click()
    qtbot.waitUntil(dialog.mine.isVisible)
    assert "Li has changed ticket T-00003 too" in dialog.said.text()
    assert "Phone: 777 (yours: 555)" in dialog.said.text()
    dialog.theirs.click()
    qtbot.waitUntil(lambda: not main.findChildren(TicketDialog))


def test_too_long_a_title_is_cut_and_the_form_says_what_to_do(
    main: MainWindow, qtbot: QtBot
) -> None:
    dialog = opened(main)
    dialog.title.selectAll()
    dialog.title.insert("x" * 100_000)
    qtbot.waitUntil(lambda: "at most 200" in dialog.said.text(), timeout=20_000)
    assert len(dialog.title.text()) == 200
    dialog.reject()
    dialog.reject()
