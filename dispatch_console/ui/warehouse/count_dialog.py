"""Stocktake: the sheet of a place, filled in; differences are shown as one types."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.numbers import decimal_of
from dispatch_console.services.parts.counting import Count, SheetLine
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs import fields
from dispatch_console.ui.dialogs.fields import foot
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.words import parts as words
from dispatch_console.words import text

PART, NAME, EXPECTED, COUNTED, DIFFERENCE = range(5)
_READ = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CountDialog(Dialog):
    """`posted(counts, reason)`; `accept` or `refuse` answers."""

    posted = Signal(object, str)

    def __init__(self, place: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[SheetLine, ...] = ()
        self.setWindowTitle(tr("Stocktake · {place}", place=place))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(820, 520)
        about = tr(
            "Count what lies there and enter it. For parts with serial numbers enter the numbers"
            " found, with commas between them. Differences are posted with your reason."
        )
        self.sheet = QTableWidget(0, 5)
        self.sheet.setAccessibleName(tr("Count sheet"))
        self.sheet.setHorizontalHeaderLabels(
            [tr("Part"), tr("Name"), tr("Should be there"), tr("Counted"), tr("Difference")]
        )
        self.sheet.verticalHeader().hide()
        self.sheet.setAlternatingRowColors(True)
        header = self.sheet.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.sheet.itemChanged.connect(self._reckon)
        self.reason = fields.line(tr("Reason"), tr("e.g. yearly stocktake"))
        caption = label("", tr("Reason"))
        caption.setBuddy(self.reason)
        self._said = label("caption", tr("Reading the stock…"), wraps=True)
        self.post = QPushButton(tr("Post differences"))
        self.post.setEnabled(False)
        self.post.clicked.connect(self._post)
        leave = QPushButton(tr("Cancel"))
        leave.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(label("caption", about, wraps=True))
        layout.addWidget(self.sheet, 1)
        layout.addWidget(caption)
        layout.addWidget(self.reason)
        layout.addWidget(self._said)
        layout.addLayout(foot(leave, self.post))

    def show_sheet(self, lines: Sequence[SheetLine]) -> None:
        """What should be there; counted is first what should be."""
        self._lines = tuple(lines)
        self.sheet.blockSignals(True)
        self.sheet.setRowCount(len(lines))
        for row, line in enumerate(lines):
            expected = words.quantity(line.expected, line.part.unit)
            counted = ", ".join(line.serials) or words.quantity(line.expected)
            cells = (line.part.number, words.named(line.part), expected, counted, "")
            for column, shown in enumerate(cells):
                item = QTableWidgetItem(shown)
                if column != COUNTED:
                    item.setFlags(_READ)
                if column in (EXPECTED, DIFFERENCE):
                    item.setTextAlignment(_RIGHT)
                self.sheet.setItem(row, column, item)
        self.sheet.blockSignals(False)
        self.post.setEnabled(bool(lines))
        self._reckon()

    def refuse(self, error: Exception) -> None:
        """Say why not; the sheet stays as it was filled in."""
        self.post.setEnabled(bool(self._lines))
        self._say(text.error_sentence(error), failed=True)

    def counts(self) -> tuple[Count, ...]:
        """What was entered. Raises `form.number`."""
        return tuple(self._count(row, line) for row, line in enumerate(self._lines))

    def _count(self, row: int, line: SheetLine) -> Count:
        typed = self._cell(row, COUNTED).text().strip()
        if line.part.serialised:
            numbers = words.numbers_of(typed)
            return Count(line.part.id, line.expected, Decimal(len(set(numbers))), numbers)
        try:
            counted = decimal_of(typed)
        except ValueError:
            raise DomainError("form.number", name=line.part.number, typed=typed) from None
        return Count(line.part.id, line.expected, counted)

    def _reckon(self) -> None:
        """The differences, and how many there are."""
        differing = 0
        self.sheet.blockSignals(True)
        for row, line in enumerate(self._lines):
            cell = self._cell(row, DIFFERENCE)
            try:
                one = self._count(row, line)
            except DomainError:
                cell.setText("?")
                differing += 1
                continue
            more = one.counted - one.expected
            changed = more != 0 or set(one.serials) != set(line.serials)
            sign = "+" if more > 0 else ""
            cell.setText(sign + words.quantity(more) if changed else "")
            differing += changed
        self.sheet.blockSignals(False)
        self._say(tr("Lines that differ: {count}", count=differing))

    def _post(self) -> None:
        try:
            counts = self.counts()
        except DomainError as error:
            self.refuse(error)
            return
        self.post.setEnabled(False)
        self.posted.emit(counts, self.reason.text())

    def _cell(self, row: int, column: int) -> QTableWidgetItem:
        found = self.sheet.item(row, column)
        assert found is not None
        return found

    def _say(self, sentence: str, *, failed: bool = False) -> None:
        theme.dress(self._said, role="error" if failed else "caption")
        self._said.setText(sentence)
