"""A dispatcher's words in the real window, on a real database."""

from PySide6.QtCore import Qt

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Lock, Priority, Status
from dispatch_console.services.context import Context
from dispatch_console.ui.shell import MainWindow
from tests.factories import make_ticket
from tests.journeys.conftest import OpenWindow
from tests.services.company import found, ticket

WAIT = 30_000


def say(qtbot, window: MainWindow, sentence: str) -> None:
    """Open the bar, type, Enter."""
    window.command_bar.open()
    line = window.command_bar.popup.line
    line.setText(sentence)
    line.textEdited.emit(sentence)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_tickets_are_assigned_locked_closed_and_found_again_by_words(
    qtbot, context: Context, open_window: OpenWindow
) -> None:
    company = found(context, make_ticket(1, title="电梯异响，开门故障"), make_ticket(2))
    first, second = company.tickets
    window = open_window()
    qtbot.waitUntil(lambda: len(window.store.board.tickets) == 2, timeout=WAIT)

    def status(key: TicketId) -> Status:
        return ticket(context, key).status

    one, two = (ticket(context, key).number for key in company.tickets)
    say(qtbot, window, f"把{one}派给E001 锁定")
    qtbot.waitUntil(lambda: ticket(context, first).lock is Lock.ALL, timeout=WAIT)
    assert status(first) is Status.ASSIGNED
    say(qtbot, window, f"priority of {one} and {two}: P1")
    qtbot.waitUntil(lambda: ticket(context, second).priority is Priority.P1, timeout=WAIT)
    say(qtbot, window, f"cancel {one}, {two}")
    qtbot.waitUntil(lambda: status(first) is status(second) is Status.CANCELLED, timeout=WAIT)
    qtbot.waitUntil(lambda: not window.store.board.tickets, timeout=WAIT)
    say(qtbot, window, "查找 故障电梯")
    qtbot.waitUntil(lambda: window.board.closed.numbers == (one,), timeout=WAIT)
