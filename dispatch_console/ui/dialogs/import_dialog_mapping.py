"""Import dialog, left: which column feeds which field, with a sample of what it holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.custom import CustomField
from dispatch_console.services.importing.fields import Field, Kind, fields
from dispatch_console.services.importing.mapping import ColumnMapping, ready_made_names
from dispatch_console.services.importing.table import Row
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.import_text import field_name
from dispatch_console.ui.slices import Slices
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.elided_combo import ElidedCombo
from dispatch_console.ui.widgets.tips import plain_tip

FIELD, COLUMN, SAMPLE = range(3)
SAMPLE_LENGTH = 60


class MappingPanel(QFrame):
    """`changed`: another mapping was made here. `load_wanted(name)`: "" asks for a file."""

    changed = Signal()
    load_wanted = Signal(str)
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.dress(self, role="card")
        self._mapping = ColumnMapping(kind=Kind.TICKETS)
        self._columns: tuple[str, ...] = ()
        self._custom: tuple[CustomField, ...] = ()
        self._samples: tuple[Row, ...] = ()
        self._boxes: dict[str, QComboBox] = {}
        self._slices = Slices(self)
        heading = QLabel(tr("Columns"))
        theme.dress(heading, role="heading")
        self._load, self._save = QPushButton(tr("Mapping")), QPushButton(tr("Save mapping…"))
        self._load.setMenu(self._menu())
        self._save.clicked.connect(self.save_wanted)
        self._table = QTableWidget(0, 3)
        self._table.setAccessibleName(tr("Which column feeds which field"))
        self._table.setHorizontalHeaderLabels([tr("Field"), tr("Column in the file"), tr("Sample")])
        self._table.verticalHeader().hide()
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._table.setShowGrid(False)
        header = self._table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(FIELD, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(COLUMN, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(SAMPLE, QHeaderView.ResizeMode.Stretch)
        top = QHBoxLayout()
        top.addWidget(heading, 1)
        top.addWidget(self._load)
        top.addWidget(self._save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(top)
        layout.addWidget(self._table, 1)

    @property
    def mapping(self) -> ColumnMapping:
        """The mapping as shown."""
        return self._mapping

    def show_mapping(
        self,
        mapping: ColumnMapping,
        columns: Sequence[str],
        samples: Sequence[Row],
        custom: Sequence[CustomField] = (),
    ) -> None:
        """Show a mapping over the columns of a file; `custom` fields can be chosen too."""
        self._custom = tuple(custom)
        self._mapping, self._columns, self._samples = mapping, tuple(columns), tuple(samples)
        self._boxes = {}
        self._table.setRowCount(0)
        self._slices.run(self._fill(fields(mapping.kind, custom)))

    def _fill(self, known: Mapping[str, Field]) -> Iterator[None]:
        """A row for each field; a box that Qt dresses by the style sheet takes its time."""
        self._table.setRowCount(len(known))
        for row, (name, field) in enumerate(known.items()):
            title = field_name(name, self._custom) + (" *" if field.required else "")
            item = QTableWidgetItem(title)
            if field.required:
                item.setToolTip(tr("Every row needs this."))
            self._table.setItem(row, FIELD, item)
            self._table.setCellWidget(row, COLUMN, self._box(name))
            self._show_sample(name)
            yield
        previous: QWidget = self._save
        for box in self._boxes.values():
            QWidget.setTabOrder(previous, box)
            previous = box

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for name in ready_made_names():
            menu.addAction(name, lambda name=name: self.load_wanted.emit(name))
        menu.addSeparator()
        menu.addAction(tr("From a file…"), lambda: self.load_wanted.emit(""))
        return menu

    def _box(self, field: str) -> QComboBox:
        box = ElidedCombo()
        box.setAccessibleName(tr("Column for {field}", field=field_name(field, self._custom)))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(10)
        # The wheel scrolls the table; only a box in focus may turn with it.
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]
        box.addItem(tr("— none —"), ())
        now = self._mapping.columns.get(field, ())
        if len(now) > 1:
            box.addItem(" + ".join(now), now)
        for column in self._columns:
            box.addItem(column, (column,))
        place = next((n for n in range(box.count()) if tuple(box.itemData(n)) == now), 0)
        box.setCurrentIndex(place)
        box.setToolTip(plain_tip(box.currentText()))
        box.activated.connect(lambda: self._choose(field))
        self._boxes[field] = box
        return box

    def _choose(self, field: str) -> None:
        box = self._boxes[field]
        columns = dict(self._mapping.columns)
        chosen = tuple(box.currentData())
        if columns.get(field, ()) == chosen:
            return
        columns.pop(field, None)
        if chosen:
            columns[field] = chosen
        self._mapping = replace(self._mapping, columns=columns)
        box.setToolTip(plain_tip(box.currentText()))
        self._show_sample(field)
        self.changed.emit()

    def _show_sample(self, field: str) -> None:
        row = list(self._boxes).index(field)
        text = self._sample(self._mapping.columns.get(field, ()))
        item = QTableWidgetItem()
        item.setText(text if len(text) <= SAMPLE_LENGTH else text[:SAMPLE_LENGTH] + "…")
        item.setToolTip(plain_tip(text[:500]))
        self._table.setItem(row, SAMPLE, item)

    def _sample(self, columns: Sequence[str]) -> str:
        """The first cells that say anything."""
        places = [self._columns.index(c) for c in columns if c in self._columns]
        for row in self._samples:
            said = [" ".join(str(row.cells[n]).split()) for n in places if row.cells[n] != ""]
            if said:
                return " · ".join(said)
        return ""
