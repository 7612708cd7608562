"""The heat map: engineers down, days across; painted here, walked through by keyboard or mouse."""

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from dispatch_console.domain.ids import EngineerId
from dispatch_console.support.i18n import tr
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.ui.workload.grid import HEAD_PX, ROW_PX, Grid
from dispatch_console.ui.workload.painter import Painter
from dispatch_console.ui.workload.sheet import Cell, Column, Row, Sheet

Describe = Callable[[Row, Column, Cell], str]


class HeatMap(QAbstractScrollArea):
    """Shows a sheet; one of its cells is current once there are any.

    `chosen(engineer, Column)`: a cell was clicked or walked to. `opened`: Return or a double click
    on it. `menu_wanted(engineer, global point)`. `described(str)`: the current cell in words.
    """

    chosen = Signal(object, object)
    opened = Signal()
    menu_wanted = Signal(object, object)
    described = Signal(str)

    def __init__(self, describe: Describe, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._describe = describe
        self._sheet = Sheet()
        self._row, self._column = -1, 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Workload"))
        self.setMinimumHeight(HEAD_PX + 2 * ROW_PX)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        key = Qt.Key
        self._steps: dict[int, Callable[[], tuple[int, int]]] = {
            key.Key_Up: lambda: (-1, 0),
            key.Key_Down: lambda: (1, 0),
            key.Key_Left: lambda: (0, -1),
            key.Key_Right: lambda: (0, 1),
            key.Key_PageUp: lambda: (-self.grid.page, 0),
            key.Key_PageDown: lambda: (self.grid.page, 0),
            key.Key_Home: lambda: (-len(self._sheet.rows), 0),
            key.Key_End: lambda: (len(self._sheet.rows), 0),
        }

    @property
    def grid(self) -> Grid:
        """Where everything is as scrolled now."""
        view = self.viewport()
        return Grid(
            rows=len(self._sheet.rows),
            columns=len(self._sheet.columns),
            width=view.width(),
            height=view.height(),
            x=self.horizontalScrollBar().value(),
            y=self.verticalScrollBar().value(),
        )

    @property
    def engineer(self) -> EngineerId | None:
        """Whose row is current."""
        return self._sheet.rows[self._row].engineer if self._row >= 0 else None

    def show_sheet(self, sheet: Sheet) -> None:
        """Show this; the same engineer stays current, else the first is."""
        before = self.engineer
        self._sheet = sheet
        self._column = min(self._column, max(0, len(sheet.columns) - 1))
        kept = sheet.row_of(before)
        self._row = self._nearest(0, 1) if kept is None else kept
        self._set_ranges()
        self._tell()

    def show_engineer(self, engineer: EngineerId | None) -> None:
        """Make the engineer's row current; nothing is chosen by it."""
        row = self._sheet.row_of(engineer)
        if row is not None and row != self._row:
            self._row = row
            self._reveal()
            self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = self._steps.get(event.key())
        if step is not None and self._row >= 0:
            self._walk(*step())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._row >= 0:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.grid.at(event.position().x(), event.position().y())
        if found is not None and self._sheet.rows[found[0]].engineer is not None:
            self._go(found[0], max(0, found[1]) if found[1] >= 0 else self._column)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.grid.at(event.position().x(), event.position().y()) is not None:
            self.opened.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.engineer is None:
            return
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            left, top, _, height = self.grid.cell(self._row, self._column)
            place = self.viewport().mapToGlobal(QPoint(left, top + height))
        self.menu_wanted.emit(self.engineer, place)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            words = self._words_at(event.pos())
            QToolTip.showText(event.globalPos(), plain_tip(words), self.viewport())
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        current = (self._row, self._column)
        Painter(painter, self.font(), self.grid).paint(self._sheet, current, self.hasFocus())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_ranges()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802
        self.viewport().update()

    def _walk(self, down: int, across: int) -> None:
        last = len(self._sheet.rows) - 1
        row = self._nearest(min(last, max(0, self._row + down)), -1 if down < 0 else 1)
        column = min(len(self._sheet.columns) - 1, max(0, self._column + across))
        self._go(row, column)

    def _nearest(self, row: int, step: int) -> int:
        """The engineer's row at or after `row` in the direction of `step`, else before it."""
        rows = self._sheet.rows
        for places in (range(row, -1 if step < 0 else len(rows), step), range(len(rows))):
            for place in places:
                if 0 <= place < len(rows) and rows[place].engineer is not None:
                    return place
        return -1

    def _go(self, row: int, column: int) -> None:
        self._row, self._column = row, column
        self._reveal()
        self._tell()
        self.chosen.emit(self.engineer, self._sheet.columns[column])

    def _reveal(self) -> None:
        grid, down, across = self.grid, self.verticalScrollBar(), self.horizontalScrollBar()
        left, top, width, height = grid.cell(self._row, self._column)
        if top < HEAD_PX:
            down.setValue(down.value() + top - HEAD_PX)
        elif top + height > grid.height:
            down.setValue(down.value() + top + height - grid.height)
        if left < grid.names_px:
            across.setValue(across.value() + left - grid.names_px)
        elif left + width > grid.width:
            across.setValue(across.value() + left + width - grid.width)

    def _tell(self) -> None:
        words = ""
        if self._row >= 0:
            row = self._sheet.rows[self._row]
            words = self._describe(row, self._sheet.columns[self._column], row.cells[self._column])
        self.setAccessibleDescription(words)
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )
        self.described.emit(words)
        self.viewport().update()

    def _words_at(self, point: QPoint) -> str:
        found = self.grid.at(point.x(), point.y())
        if found is None or found[1] < 0:
            return ""
        row = self._sheet.rows[found[0]]
        if row.engineer is None:
            return ""
        words = self._describe(row, self._sheet.columns[found[1]], row.cells[found[1]])
        return f"<qt>{escape(words)}</qt>"

    def _set_ranges(self) -> None:
        across, down = self.grid.overflow
        for bar, range_, page, step in (
            (self.horizontalScrollBar(), across, self.viewport().width(), self.grid.cell_px),
            (self.verticalScrollBar(), down, self.grid.page * ROW_PX, ROW_PX),
        ):
            bar.setRange(0, range_)
            bar.setPageStep(page)
            bar.setSingleStep(step)
