"""Files out of the window's rows and into them: who asks for one, and what came of it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from dispatch_console.support.i18n import tr
from dispatch_console.words.text import error_sentence

if TYPE_CHECKING:
    from dispatch_console.services.importing.field import Kind
    from dispatch_console.ui.shell.dialogs import Dialogs
    from dispatch_console.ui.shell.session import Session
    from dispatch_console.ui.widgets.files_button import FilesButton

Say = Callable[[str], None]


class TransferFlow(QObject):
    """Serves the files of one window; `done` and `failed` are where it says what came of it."""

    def __init__(
        self, session: "Session", dialogs: "Dialogs", window: QWidget, done: Say, failed: Say
    ) -> None:
        super().__init__(window)
        self._session, self._dialogs, self._window = session, dialogs, window
        self._done, self._failed = done, failed

    def serve(self, button: "FilesButton") -> None:
        """Do what the button's menu asks for."""
        button.import_wanted.connect(self._dialogs.import_file)
        button.export_wanted.connect(self.export)

    def export(self, kind: "Kind") -> None:
        """Ask for a file, and write all rows of the kind into it."""
        picker = QFileDialog(self._window, tr(f"files.export.{kind.value}").rstrip("…"))
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.setNameFilters(["Excel (*.xlsx)", "CSV (*.csv)"])
        picker.setDefaultSuffix("xlsx")
        picker.selectFile(f"{kind.value}.xlsx")
        picker.filterSelected.connect(
            lambda chosen: picker.setDefaultSuffix("csv" if "csv" in chosen else "xlsx")
        )
        picker.fileSelected.connect(lambda name: self.write(kind, Path(name)))
        picker.open()

    def write(self, kind: "Kind", path: Path) -> None:
        """Write all rows of the kind."""
        from dispatch_console.services.exporting.run import export

        context, zone = self._session.context, self._session.zone.key
        self._session.background.database(
            partial(export, context, kind, path, time_zone=zone),
            partial(self._told, path),
            lambda error: self._failed(error_sentence(error)),
        )

    def _told(self, path: Path, count: int) -> None:
        self._done(tr("{count} rows written to {path}.", count=count, path=path))
