"""Which columns the table shows, and in which order: by keyboard as well as by mouse."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.support.i18n import tr
from dispatch_console.ui.board.rows import COLUMNS, FIRST, heading
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog

_COLUMN = Qt.ItemDataRole.UserRole


class ColumnsDialog(Dialog):
    """`chosen(columns)`: those ticked, in order, after every step; the table shows it at once."""

    chosen = Signal(object)

    def __init__(
        self,
        shown: Iterable[str],
        parent: QWidget | None = None,
        *,
        custom: Mapping[str, str] | None = None,
    ) -> None:
        """`custom`: names and headings of the custom fields, which can be shown too."""
        super().__init__(parent)
        self._headings = {column.value: heading(column) for column in COLUMNS} | dict(custom or {})
        self.setWindowTitle(tr("Columns shown"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(320, 440)
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Columns shown"))
        self._list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self._fill(tuple(shown))
        self._list.itemChanged.connect(self._tick)
        self._list.model().rowsMoved.connect(self._tell)
        up, down = QPushButton(tr("Move up")), QPushButton(tr("Move down"))
        up.clicked.connect(lambda: self.move_column(-1))
        down.clicked.connect(lambda: self.move_column(1))
        first = QPushButton(tr("As at first"))
        first.clicked.connect(self._start_over)
        steps = QHBoxLayout()
        for button in (up, down, first):
            steps.addWidget(button)
        buttons = QDialogButtonBox()
        close = QPushButton(tr("Close"))
        buttons.addButton(close, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self._list, 1)
        layout.addLayout(steps)
        layout.addWidget(buttons)
        self._list.setCurrentRow(0)

    @property
    def columns(self) -> tuple[str, ...]:
        """Those ticked, in order."""
        items = (self._list.item(row) for row in range(self._list.count()))
        return tuple(item.data(_COLUMN) for item in items if item.checkState() == _CHECKED)

    def move_column(self, steps: int) -> None:
        """The current column so many places down (or up)."""
        row = self._list.currentRow()
        target = row + steps
        if row < 0 or not 0 <= target < self._list.count():
            return
        item = self._list.takeItem(row)
        self._list.insertItem(target, item)
        self._list.setCurrentRow(target)
        self._tell()

    def _fill(self, shown: tuple[str, ...]) -> None:
        for column in (*shown, *(c for c in self._headings if c not in shown)):
            item = QListWidgetItem(self._headings[column])
            item.setData(_COLUMN, str(column))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_CHECKED if column in shown else Qt.CheckState.Unchecked)
            self._list.addItem(item)

    def _start_over(self) -> None:
        self._list.blockSignals(True)
        self._list.clear()
        self._fill(FIRST)
        self._list.blockSignals(False)
        self._list.setCurrentRow(0)
        self._tell()

    def _tick(self, item: QListWidgetItem) -> None:
        if not self.columns:  # at least one stays
            item.setCheckState(_CHECKED)
            return
        self._tell()

    def _tell(self) -> None:
        self.chosen.emit(self.columns)


_CHECKED = Qt.CheckState.Checked
