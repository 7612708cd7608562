"""The whole row below the pointer in a table, lit: Qt lights the one cell."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QTableView, QWidget

from dispatch_console.ui import theme

STRENGTH = 0.09
"""How much of the accent colour lies over the row: texts keep their contrast."""


class RowHover(QWidget):
    """A veil over the row of `table` that the pointer is on; it hears no mouse itself."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table.viewport())
        self._table = table
        self._at: QPoint | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.hide()
        table.setMouseTracking(True)
        table.viewport().installEventFilter(self)
        table.verticalScrollBar().valueChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self._at = event.position().toPoint()
            self._follow()
        elif event.type() in (QEvent.Type.Leave, QEvent.Type.Hide):
            self._at = None
            self._follow()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        colour = QColor(theme.current().accent)
        colour.setAlphaF(STRENGTH)
        QPainter(self).fillRect(event.rect(), colour)

    def _follow(self) -> None:
        """Lie over the row that is at the pointer now."""
        row = -1 if self._at is None else self._table.rowAt(self._at.y())
        self.setVisible(row >= 0)
        if row >= 0:
            top, height = self._table.rowViewportPosition(row), self._table.rowHeight(row)
            self.setGeometry(0, top, self._table.viewport().width(), height)
