"""A ticket's tab shows what the database has: when looked at, when changed, after an outage."""

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import BoardPatch
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.services import chronicle
from dispatch_console.services.chronicle import Event
from dispatch_console.services.context import Context
from dispatch_console.services.sla import explaining
from dispatch_console.services.sla.explaining import Explanation
from dispatch_console.ui.shell import MainWindow
from tests.factories import NOW
from tests.ui.shell.conftest import FakeServices

WAIT = 20_000


class Server:
    """What it was asked about the deadlines; it refuses while `away`."""

    def __init__(self, main: MainWindow) -> None:
        self.main, self.asked, self.away = main, list[TicketId](), False

    def explain(self, ctx: Context, ticket: TicketId) -> Explanation:
        self.asked.append(ticket)
        if self.away:
            raise DomainError("database.lost", server="server")
        return Explanation(ticket=self.main.store.board.tickets[ticket], calendars={})


@pytest.fixture
def server(main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server(main)
    monkeypatch.setattr(explaining, "explain", made.explain)
    main.selection.select_tickets([TicketId(1)])
    main.inspector.tabs.setCurrentWidget(main.inspector.tabs.sla)
    qtbot.waitUntil(lambda: made.asked == [TicketId(1)], timeout=WAIT)
    return made


def told(main: MainWindow, services: FakeServices, *tables: str) -> None:
    patch = BoardPatch(read_at=NOW, cursor="2", service=frozenset(tables))
    services.patches.append(patch)
    main.hub.refresh()


def test_it_is_read_again_when_one_of_its_tables_changes_and_only_then(
    main: MainWindow, services: FakeServices, server: Server, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(main.hub.service_changed, timeout=WAIT):
        told(main, services, "rate")
    with qtbot.waitSignal(main.hub.service_changed, timeout=WAIT):
        told(main, services, "calendar")
    qtbot.waitUntil(lambda: len(server.asked) == 2, timeout=WAIT)
    main.inspector.tabs.setCurrentIndex(0)
    with qtbot.waitSignal(main.hub.service_changed, timeout=WAIT):
        told(main, services, "calendar")
    main.inspector.tabs.setCurrentWidget(main.inspector.tabs.sla)
    qtbot.waitUntil(lambda: len(server.asked) == 3, timeout=WAIT)


def test_what_lies_behind_another_panel_is_read_when_it_is_seen(
    main: MainWindow, services: FakeServices, server: Server, qtbot: QtBot
) -> None:
    main.inspector_dock.hide()
    with qtbot.waitSignal(main.hub.service_changed, timeout=WAIT):
        told(main, services, "calendar")
    main.selection.select_tickets([TicketId(2)])
    main.selection.select_tickets([TicketId(3)])
    assert server.asked == [TicketId(1)]
    main.inspector_dock.show()
    qtbot.waitUntil(lambda: server.asked == [TicketId(1), TicketId(3)], timeout=WAIT)


def test_what_could_not_be_read_is_read_once_the_server_is_back(
    main: MainWindow, server: Server, qtbot: QtBot
) -> None:
    sla = main.inspector.tabs.sla
    server.away = True
    main.selection.select_tickets([TicketId(2)])
    qtbot.waitUntil(lambda: len(server.asked) == 2, timeout=WAIT)
    qtbot.waitUntil(lambda: "cannot be told" in sla._wait.accessibleName(), timeout=WAIT)
    server.away = False
    main.hub.returned.emit(0)
    qtbot.waitUntil(lambda: "No policy" in sla._wait.accessibleName(), timeout=WAIT)
    assert server.asked == [TicketId(1), TicketId(2), TicketId(2)]


def test_of_two_tickets_the_one_asked_for_last_is_shown(
    main: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(ctx: Context, ticket: TicketId) -> tuple[Event, ...]:
        return (Event(at=NOW, who=f"who {ticket}", what="import", created=True),)

    monkeypatch.setattr(chronicle, "read", read)
    panel = main.inspector.tabs.history
    main.inspector.tabs.setCurrentWidget(panel)
    for number in (1, 2, 3):
        main.selection.select_tickets([TicketId(number)])

    def shown() -> str:
        row = panel.events.topLevelItem(0)
        return "" if row is None else row.text(1)

    qtbot.waitUntil(lambda: shown() == "who 3", timeout=WAIT)
