"""A service report is asked for in either language and told once it is written."""

from pathlib import Path

from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from dispatch_console.domain.ticket import Status
from dispatch_console.services.service_report import ServiceReport
from dispatch_console.support.i18n import LANGUAGES
from dispatch_console.ui.inspector.closed_dialog import ClosedTicketDialog
from dispatch_console.ui.shell import MainWindow
from dispatch_console.ui.shell.report_flow import ReportFlow
from tests.factories import NOW, make_ticket


def test_the_window_of_a_closed_ticket_asks_in_each_language(main: MainWindow) -> None:
    ticket = make_ticket(901, status=Status.CLOSED)
    dialog = ClosedTicketDialog(main.store, main.intents, main.session.zone, main)
    dialog.show_ticket(ticket)
    asked: list[tuple[object, str]] = []
    main.intents.service_report.disconnect()
    main.intents.service_report.connect(lambda key, language: asked.append((key, language)))
    (menu,) = (one for one in dialog.findChildren(QMenu) if len(one.actions()) == len(LANGUAGES))
    for action in menu.actions():
        action.trigger()
    assert asked == [(ticket.id, language) for language in LANGUAGES]


def test_a_report_is_written_and_told_and_so_is_a_failure(
    main: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    flow = ReportFlow(main, main.session, main.intents, main.commands, main.messages)
    report, path = ServiceReport(ticket=make_ticket(1), at=NOW), tmp_path / "report.pdf"
    flow.write(report, path, "zh_CN")
    qtbot.waitUntil(lambda: str(path) in main.messages.sentence, timeout=60_000)
    assert path.read_bytes().startswith(b"%PDF")
    nowhere = tmp_path / "nowhere" / "x.pdf"
    flow.write(report, nowhere, "en")
    qtbot.waitUntil(lambda: str(nowhere) in main.messages.sentence, timeout=60_000)
