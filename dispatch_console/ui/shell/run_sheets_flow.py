"""Run sheets: asked for, written off the GUI thread, and told. Nothing of it needs the database."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMainWindow, QPushButton

from dispatch_console.domain.ids import EngineerId
from dispatch_console.services.run_sheets import run_sheets
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.run_sheets_dialog import RunSheetsDialog
from dispatch_console.ui.run_sheet_pdf import write_pdf
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.connection_banner import ConnectionBanner
from dispatch_console.ui.shell.dialogs import Dialogs
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.message_bar import MessageBar


class RunSheetsFlow(QObject):
    """Works on the board in the window, however old."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        store: BoardStore,
        commands: Commands,
        dialogs: Dialogs,
        banner: ConnectionBanner,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._store = window, session, store
        self._commands, self._dialogs, self._messages = commands, dialogs, messages
        button = QPushButton(tr("Run sheets…"))
        button.clicked.connect(self.ask)
        banner.add_button(button)

    def ask(self) -> None:
        """Ask of whom and for which of the days shown."""
        zone = self._session.zone
        start, end = (moment.astimezone(zone) for moment in self._store.horizon)
        count = max(1, (end.date() - start.date()).days)
        days = [start.date() + timedelta(days=number) for number in range(count)]
        dialog = self._dialogs.show(
            RunSheetsDialog, lambda: RunSheetsDialog(self._store.board, days, self._window)
        )
        if dialog is not None:
            dialog.wanted.connect(self._choose_file)

    def _choose_file(self, engineers: Sequence[EngineerId], days: Sequence[date]) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Run sheets"), f"run-sheets-{days[0]:%Y-%m-%d}.pdf", "PDF (*.pdf)"
        )
        if name:
            self.write(engineers, days, Path(name))

    def write(self, engineers: Sequence[EngineerId], days: Sequence[date], path: Path) -> None:
        """Write the sheets of the board as it is now."""
        board, zone = self._store.board, self._session.zone
        sheets = run_sheets(board, engineers, days, zone)
        if not sheets:
            self._messages.warn(tr("Nobody chosen has a visit on these days."))
            return

        def done(_: None) -> None:
            self._messages.done(
                tr("{count} run sheets written to {path}.", count=len(sheets), path=str(path))
            )

        self._session.background.free(
            lambda: write_pdf(board, sheets, path, zone), done, self._commands.report
        )
