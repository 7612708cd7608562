"""Import dialog, top left: which file, what it holds, how it is to be read."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.services.importing.encodings import OFFERED
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.mapping import DateOrder
from dispatch_console.services.importing.table import Table
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import choice, line
from dispatch_console.ui.dialogs.import_text import kind_name
from dispatch_console.ui.theme.palette import SPACE


@dataclass(frozen=True, slots=True)
class Source:
    """What was chosen. None means: to be recognised."""

    path: Path
    kind: Kind
    sheet: str | None
    encoding: str | None


class SourcePanel(QFrame):
    """`chosen(Source)`: look into this file anew. `reading_changed`: order of dates, or zone."""

    chosen = Signal(object)
    reading_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.dress(self, role="card")
        self._path = line(tr("File"), tr("a CSV or XLSX file; drop it here"))
        self._path.editingFinished.connect(self._typed)
        self._shown_path = ""
        browse = QPushButton(tr("Choose…"))
        browse.setAccessibleName(tr("Choose a file"))
        browse.clicked.connect(self.browse)
        self._again = QToolButton()
        self._again.setIcon(theme.icon("refresh"))
        self._again.setToolTip(tr("Read the file again (F5)"))
        self._again.setAccessibleName(tr("Read the file again (F5)"))
        self._again.setShortcut("F5")
        self._again.clicked.connect(self._ask)
        theme.dress(self._again, kind="quiet")
        self._kind = choice(tr("Rows are"), {kind: kind_name(kind) for kind in Kind})
        self._kind.activated.connect(self._ask)
        self._sheet = choice(tr("Sheet"), {})
        self._sheet.activated.connect(self._ask)
        self._encoding = choice(tr("Encoding"), _encodings(""))
        self._encoding.activated.connect(self._ask)
        self._dates = choice(
            tr("Dates"),
            {
                DateOrder.AUTO: tr("decide by the file"),
                DateOrder.DAY_FIRST: tr("day first: 31/12/2026"),
                DateOrder.MONTH_FIRST: tr("month first: 12/31/2026"),
            },
        )
        self._dates.activated.connect(self.reading_changed)
        self._zone = line(tr("Time zone"))
        self._zone.editingFinished.connect(self._zone_typed)
        self._shown_zone = ""
        self._sheet_label, self._encoding_label = QLabel(tr("Sheet")), QLabel(tr("Encoding"))
        self._build(browse)
        self.setAcceptDrops(True)
        self.show_table(None)

    @property
    def date_order(self) -> DateOrder:
        """How dates with two readings are to be read."""
        return DateOrder(self._dates.currentData())

    @property
    def time_zone(self) -> str:
        """The zone of times that name none."""
        return self._zone.text().strip()

    @property
    def source(self) -> Source | None:
        """What is chosen now; None without a file."""
        typed = self._path.text().strip()
        if not typed:
            return None
        return Source(
            path=Path(typed).expanduser(),
            # Qt hands a string enum back as plain text.
            kind=Kind(self._kind.currentData()),
            sheet=self._sheet.currentData() or None,
            encoding=self._encoding.currentData() or None,
        )

    def bar(self, kind: Kind, why: str) -> None:
        """Do not offer files of this kind."""
        model, place = self._kind.model(), self._kind.findData(kind)
        assert isinstance(model, QStandardItemModel)
        model.item(place).setEnabled(False)
        model.item(place).setToolTip(why)

    def choose_kind(self, kind: Kind) -> None:
        """Say what the rows are; a file that is open is looked into anew."""
        if self._kind.currentData() != kind:
            self._kind.setCurrentIndex(self._kind.findData(kind))
            self._ask()

    def choose(self, path: Path, kind: Kind | None = None) -> None:
        """Take another file: sheet and encoding are recognised anew."""
        self._path.setText(str(path))
        if kind is not None:
            self._kind.setCurrentIndex(self._kind.findData(kind))
        self._typed()

    def show_table(self, table: Table | None) -> None:
        """Offer what the opened file has: its sheets, or the encoding that was recognised."""
        is_book = table is not None and bool(table.sheet)
        chosen = self._encoding.currentData()
        found = table.encoding if table is not None and not chosen else ""
        _refill(self._encoding, _encodings(found), chosen)
        if table is not None and is_book:
            _refill(self._sheet, {name: name for name in table.sheets}, table.sheet)
        for widget in (self._sheet_label, self._sheet):
            widget.setVisible(is_book)
        for widget in (self._encoding_label, self._encoding):
            widget.setVisible(not is_book)

    def show_reading(self, order: DateOrder, time_zone: str) -> None:
        """Show the order of dates and the time zone of a mapping."""
        self._dates.setCurrentIndex(self._dates.findData(order))
        self._shown_zone = time_zone
        self._zone.setText(time_zone)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.choose(Path(paths[0]))

    def _build(self, browse: QPushButton) -> None:
        file = QHBoxLayout()
        file.setSpacing(2 * SPACE)
        file.addWidget(self._path, 1)
        file.addWidget(browse)
        file.addWidget(self._again)
        form = QFormLayout()
        form.setHorizontalSpacing(3 * SPACE)
        form.setVerticalSpacing(2 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Rows are"), self._kind)
        form.addRow(self._sheet_label, self._sheet)
        form.addRow(self._encoding_label, self._encoding)
        form.addRow(tr("Dates"), self._dates)
        form.addRow(tr("Time zone"), self._zone)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(file)
        layout.addLayout(form)

    def browse(self) -> None:
        """Let the user pick a file."""
        picker = QFileDialog(self, tr("Choose a file"), str(Path(self._path.text()).parent))
        picker.setNameFilters([tr("Tables (*.csv *.txt *.tsv *.xlsx)"), tr("All files (*)")])
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.setFileMode(QFileDialog.FileMode.ExistingFile)
        picker.fileSelected.connect(lambda name: self.choose(Path(name)))
        picker.open()

    def _typed(self) -> None:
        if self._path.text() != self._shown_path:
            self._shown_path = self._path.text()
            _refill(self._sheet, {}, None)
            _refill(self._encoding, _encodings(""), "")
            self._ask()

    def _zone_typed(self) -> None:
        if self._zone.text() != self._shown_zone:
            self._shown_zone = self._zone.text()
            self.reading_changed.emit()

    def _ask(self) -> None:
        source = self.source
        if source is not None:
            self.chosen.emit(source)


def _encodings(recognised: str) -> dict[str, str]:
    """What may be chosen; the first entry leaves it to the file and says what was found."""
    names = {"utf-8-sig": "utf-8"}
    found = names.get(recognised, recognised).upper()
    first = tr("recognised: {encoding}", encoding=found) if found else tr("recognise")
    return {"": first} | {name: name.upper() for name in OFFERED}


def _refill(box: QComboBox, options: dict[str, str], chosen: object) -> None:
    box.clear()
    for value, text in options.items():
        box.addItem(text, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
