"""A pointer over a table, no button held."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QTableView


def hover(table: QTableView, at: QPoint) -> None:
    """The pointer moves there, in the viewport's coordinates."""
    none = Qt.MouseButton.NoButton
    there = QPointF(table.viewport().mapToGlobal(at))
    move = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at), there, none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(table.viewport(), move)


def leave(table: QTableView) -> None:
    """The pointer goes elsewhere."""
    QApplication.sendEvent(table.viewport(), QEvent(QEvent.Type.Leave))
