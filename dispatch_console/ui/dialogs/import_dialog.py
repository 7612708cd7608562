"""Import dialog: choose a file, see what it would do, then have it done in one transaction."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.context import Context
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.mapping import ColumnMapping, load, save
from dispatch_console.services.importing.report import write_issues
from dispatch_console.services.importing.results import Mode, Report
from dispatch_console.services.importing.run import Inspection, Request
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.background import Background
from dispatch_console.ui.dialogs.import_dialog_mapping import MappingPanel
from dispatch_console.ui.dialogs.import_dialog_preview import PreviewPanel
from dispatch_console.ui.dialogs.import_dialog_source import Source, SourcePanel
from dispatch_console.ui.dialogs.import_dialog_work import ImportWork
from dispatch_console.ui.dialogs.import_text import counts_line, issue_sentence, kind_name
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.message_bar import MessageBar
from dispatch_console.words.text import error_sentence


class ImportDialog(Dialog):
    """Not modal. `imported(ChangeSet)` after rows were written.

    `hindered` says why nothing can be written just now, if so; call `look_again` when that changes.

    Files are read on a free thread, the database is asked on its own; what is imported are the very
    rows that were previewed.
    """

    imported = Signal(object)

    def __init__(
        self,
        context: Context,
        background: Background,
        parent: QWidget | None = None,
        *,
        zone: ZoneInfo | None = None,
        hindered: Callable[[], str] = lambda: "",
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._work = ImportWork(context, background, self)
        self._zone = zone or ZoneInfo("Asia/Shanghai")
        self._hindered = hindered
        self._inspection: Inspection | None = None
        self._report: Report | None = None
        self.setWindowTitle(tr("Import"))
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self.resize(1240, 700)
        self._message = MessageBar()
        self._source, self._mapping = SourcePanel(), MappingPanel()
        self._preview = PreviewPanel(self._zone)
        self._all = QRadioButton(tr("All rows or none"))
        self._good = QRadioButton(tr("Good rows only"))
        self._all.setChecked(True)
        self._all.toggled.connect(self._show_state)
        self._progress, self._doing, self._hint = QProgressBar(), QLabel(), QLabel()
        self._cancel = QPushButton(tr("Cancel"))
        self._list = QPushButton(tr("Save issue list…"))
        self._close = QPushButton(tr("Close"))
        self._import = QPushButton(tr("Import"))
        self._build()
        self._connect()
        self._show_state()

    def open_file(self, path: Path, kind: Kind | None = None) -> None:
        """Choose a file as if it had been picked."""
        self._source.choose(path, kind)

    def take_kind(self, kind: Kind) -> None:
        """Rows are of this kind, as if it had been chosen."""
        self._source.choose_kind(kind)

    def bar(self, kind: Kind, why: str) -> None:
        """Do not offer files of this kind, and say why."""
        self._source.bar(kind, why)

    def look_again(self) -> None:
        """Something else may stand in the way, or nothing any more."""
        self._show_state()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._work.cancel()
        super().closeEvent(event)

    def reject(self) -> None:
        self._work.cancel()
        super().reject()

    def _build(self) -> None:
        theme.dress(self._import, kind="primary")
        theme.dress(self._doing, role="caption")
        theme.dress(self._hint, role="caption")
        # No default button: Enter in a field must not start an import.
        self._import.setShortcut("Ctrl+Return")
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(160)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3 * SPACE)
        column.addWidget(self._source)
        column.addWidget(self._mapping, 1)
        middle = QSplitter(Qt.Orientation.Horizontal)
        middle.setHandleWidth(3 * SPACE)
        middle.setChildrenCollapsible(False)
        middle.setStyleSheet("QSplitter::handle { background: transparent; }")
        middle.addWidget(left)
        middle.addWidget(self._preview)
        middle.setStretchFactor(1, 1)
        middle.setSizes([470, 760])
        mode = QLabel(tr("If rows have errors:"))
        theme.dress(mode, role="caption")
        bottom = QHBoxLayout()
        bottom.setSpacing(3 * SPACE)
        for widget in (mode, self._all, self._good):
            bottom.addWidget(widget)
        bottom.addStretch(1)
        for widget in (self._hint, self._doing, self._progress, self._cancel):
            bottom.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        for button in (self._list, self._close, self._import):
            bottom.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 3 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addWidget(self._message)
        layout.addWidget(middle, 1)
        layout.addLayout(bottom)

    def _connect(self) -> None:
        self._source.chosen.connect(self._look_into)
        self._source.reading_changed.connect(self._look_ahead)
        self._preview.file_wanted.connect(self._source.browse)
        self._mapping.changed.connect(self._look_ahead)
        self._mapping.load_wanted.connect(self._load_mapping)
        self._mapping.save_wanted.connect(self._save_mapping)
        self._cancel.clicked.connect(self._cancelled)
        self._work.inspected.connect(self._inspected)
        self._work.foreseen.connect(self._show_report)
        self._work.carried_out.connect(self._carried_out)
        self._work.failed.connect(self._failed)
        self._work.progress.connect(self._show_progress)
        self._work.busy_changed.connect(self._show_state)
        self._list.clicked.connect(self._save_issues)
        self._close.clicked.connect(self.reject)
        self._import.clicked.connect(self._carry_out)

    def _look_into(self, source: Source) -> None:
        """Open the file and guess its mapping."""
        self._message.hide()
        self._inspection = self._report = None
        self._preview.say_busy(tr("Opening the file…"))
        self._doing.setText(tr("Opening the file…"))
        self._work.inspect(self._request(source, None))

    def _inspected(self, inspection: Inspection) -> None:
        self._inspection = inspection
        self._source.show_table(inspection.table)
        self._show_mapping(inspection.mapping)

    def _show_mapping(self, mapping: ColumnMapping) -> None:
        if self._inspection is None:
            return
        table = self._inspection.table
        self._source.show_reading(mapping.date_order, mapping.time_zone or self._zone.key)
        self._mapping.show_mapping(
            mapping, table.columns, self._inspection.samples, self._work.custom
        )
        self._look_ahead()

    def _look_ahead(self) -> None:
        """Preview under the mapping as it is shown."""
        source = self._source.source
        if source is None or self._inspection is None:
            return
        self._message.hide()
        self._doing.setText(tr("Reading…"))
        if self._report is None:
            self._preview.say_busy(tr("Reading…"))
        self._work.foresee(self._request(source, self._mapping.mapping))

    def _show_report(self, report: Report) -> None:
        self._report = report
        self._preview.show_report(report)

    def _carry_out(self) -> None:
        """Import what was previewed."""
        self._message.hide()
        self._doing.setText(tr("Writing…"))
        self._work.carry_out(Mode.ALL_OR_NOTHING if self._all.isChecked() else Mode.GOOD_ROWS_ONLY)

    def _carried_out(self, report: Report) -> None:
        self._show_report(report)
        if report.written:
            self._message.done(tr("Imported. {counts}", counts=counts_line(report.counts)))
            self.imported.emit(report.changes)
        else:
            self._message.warn(tr("Nothing was imported: rows have errors."))

    def _failed(self, error: Exception) -> None:
        """After a failed import the preview stays, so that it can be tried again."""
        if not self._work.ready:
            self._report = None
            self._preview.say_stuck()
        self._message.fail(error_sentence(error))
        if not isinstance(error, DomainError):
            self._background.unhandled.emit(error)

    def _cancelled(self) -> None:
        writing = self._work.writing
        self._work.cancel()
        if not writing and self._report is None:
            self._preview.say_stopped()

    def _show_progress(self, stage: str, done: int, total: int) -> None:
        names = {"read": tr("Reading"), "check": tr("Comparing"), "write": tr("Writing")}
        self._doing.setText(tr("{stage}: row {done}", stage=names[stage], done=f"{done:,}"))
        self._progress.setRange(0, total)
        self._progress.setValue(done)

    # Files

    def _request(self, source: Source, mapping: ColumnMapping | None) -> Request:
        if mapping is not None:
            mapping = self._as_read(mapping)
        return Request(
            kind=source.kind,
            path=source.path,
            mapping=mapping,
            sheet=source.sheet,
            encoding=source.encoding,
            time_zone=self._zone.key,
        )

    def _as_read(self, mapping: ColumnMapping) -> ColumnMapping:
        """The mapping with the order of dates and the time zone chosen beside it."""
        return replace(
            mapping, date_order=self._source.date_order, time_zone=self._source.time_zone
        )

    def _load_mapping(self, name: str) -> None:
        if not name:
            picker = self._picker(tr("Load mapping"), QFileDialog.AcceptMode.AcceptOpen, "json")
            picker.fileSelected.connect(self._load_mapping)
            picker.open()
            return
        self._background.free(lambda: load(name), self._take_mapping, self._complain)

    def _take_mapping(self, mapping: ColumnMapping) -> None:
        wanted = self._mapping.mapping.kind
        if mapping.kind is not wanted:
            words = {"wanted": kind_name(wanted), "found": kind_name(mapping.kind)}
            self._message.fail(error_sentence(DomainError("import.mapping_kind", **words)))
        else:
            self._show_mapping(mapping)

    def _save_mapping(self) -> None:
        mapping = self._as_read(self._mapping.mapping)
        picker = self._picker(tr("Save mapping"), QFileDialog.AcceptMode.AcceptSave, "json")
        picker.fileSelected.connect(
            lambda name: self._background.free(
                lambda: save(mapping, Path(name)),
                partial(self._say_saved, name),
                self._complain,
            )
        )
        picker.open()

    def _save_issues(self) -> None:
        report = self._report
        if report is None:
            return
        picker = self._picker(tr("Save issue list"), QFileDialog.AcceptMode.AcceptSave, "csv")
        picker.fileSelected.connect(
            lambda name: self._background.free(
                lambda: write_issues(Path(name), report, issue_sentence),
                partial(self._say_saved, name),
                self._complain,
            )
        )
        picker.open()

    def _picker(self, title: str, mode: QFileDialog.AcceptMode, suffix: str) -> QFileDialog:
        picker = QFileDialog(self, title)
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.setAcceptMode(mode)
        picker.setDefaultSuffix(suffix)
        picker.setNameFilters([f"{suffix.upper()} (*.{suffix})"])
        return picker

    def _say_saved(self, name: str, _: object) -> None:
        self._message.done(tr("Saved to {path}.", path=name))

    def _complain(self, error: Exception) -> None:
        self._message.fail(error_sentence(error))

    def _show_state(self) -> None:
        """Enable what makes sense now, and say on the button what it will do."""
        busy = self._work.busy
        for widget in (self._doing, self._progress, self._cancel):
            widget.setVisible(busy)
        if not busy:
            self._progress.setRange(0, 0)
        for panel in (self._source, self._mapping, self._all, self._good):
            panel.setEnabled(not self._work.writing)
        counts = None if self._report is None else self._report.counts
        ready = self._work.ready and counts is not None
        blocked = bool(counts and counts.refused and self._all.isChecked())
        writes = counts.created + counts.updated if counts is not None else 0
        free = not self._hindered()
        self._import.setEnabled(ready and not blocked and writes > 0 and free)
        self._import.setText(tr("Import {count} rows", count=writes) if ready else tr("Import"))
        self._hint.setText(self._advice(ready=ready, blocked=blocked, writes=writes))
        self._hint.setVisible(bool(self._hint.text()) and not busy)
        self._list.setEnabled(self._report is not None and bool(self._report.issues))

    def _advice(self, *, ready: bool, blocked: bool, writes: int) -> str:
        """Why the button is off, and what to do."""
        if ready and (why := self._hindered()):
            return why
        if ready and blocked:
            return tr("Rows have errors: correct them, or choose “Good rows only”.")
        if ready and not writes:
            return tr("Nothing in this file is new.")
        return ""
