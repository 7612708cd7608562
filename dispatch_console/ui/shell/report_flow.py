"""A ticket's service report: read, asked where to, written off the GUI thread, and told."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMainWindow

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.roles import Right
from dispatch_console.services import service_report
from dispatch_console.services.service_report import ServiceReport
from dispatch_console.support.i18n import tr
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.service_report_pdf import write_report
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.widgets.message_bar import MessageBar


class ReportFlow(QObject):
    """Hears `intents.service_report`."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        intents: Intents,
        commands: Commands,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._intents, self._commands, self._messages = intents, commands, messages
        intents.service_report.connect(self._ask)

    def _ask(self, ticket: TicketId, language: str) -> None:
        costs = self._intents.rights.may(Right.COSTS)
        read = partial(
            service_report.read, self._session.context, ticket, self._session.zone, costs=costs
        )
        self._session.background.database(
            read, partial(self._choose_file, language=language), self._commands.report
        )

    def _choose_file(self, report: ServiceReport, language: str) -> None:
        dialog = QFileDialog(self._window, tr("Service report"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"service-report-{report.ticket.number}.pdf")
        dialog.fileSelected.connect(lambda path: self.write(report, Path(path), language))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, report: ServiceReport, path: Path, language: str) -> None:
        """Write the report that was read."""

        def done(_: None) -> None:
            self._messages.done(tr("The service report is written to {path}.", path=str(path)))

        self._session.background.free(
            partial(write_report, report, path, self._session.zone, language),
            done,
            self._commands.report,
        )
