"""A layout that sets its items in lines and breaks them where the width ends."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Items from left to right, then the next line; `gap` pixels between them, `lines` (as many,
    unless another is given) between the lines."""

    def __init__(
        self, parent: QWidget | None = None, gap: int = 4, lines: int | None = None
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap, self._lines = gap, gap if lines is None else lines
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802  # pyright: ignore[reportIncompatibleMethodOverride]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Lay the items out in `rect`, each in the middle of its line; the height they take."""
        inner = rect.marginsRemoved(self.contentsMargins())
        x, y, row = inner.x(), inner.y(), list[tuple[QLayoutItem, QRect]]()
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            size = item.sizeHint()
            if row and x + size.width() > inner.right() + 1:
                x, y = inner.x(), y + _settle(row, move=move) + self._lines
                row.clear()
            row.append((item, QRect(QPoint(x, y), size)))
            x += size.width() + self._gap
        return y + _settle(row, move=move) - rect.y() + self.contentsMargins().bottom()


def _settle(row: list[tuple[QLayoutItem, QRect]], *, move: bool) -> int:
    """Put the items of a line where they belong; the height of the line."""
    height = max((place.height() for _, place in row), default=0)
    if move:
        for item, place in row:
            item.setGeometry(place.translated(0, (height - place.height()) // 2))
    return height
