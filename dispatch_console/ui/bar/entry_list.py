"""The entries below the line: the name on the left, a note such as its shortcut on the right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.tips import plain_tip

ROW, ROWS = 30, 9
_NOTE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the list: `do` runs on Enter. `icon` is one of the family, or an action's own.

    `again`: a sentence to be put into the line instead of closing the bar.
    """

    name: str
    do: Callable[[], object] = lambda: None
    icon: str | QIcon = "chevron-right"
    note: str = ""
    again: str = ""


class EntryList(QListWidget):
    """As high as what it shows; the focus stays in the line above."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self.setAccessibleName(tr("What can be done"))
        self.setIconSize(QSize(16, 16))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Notes(self))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is offered."""
        return self._entries

    @property
    def chosen(self) -> Entry | None:
        """The entry that Enter means."""
        row = self.currentRow()
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def offer(self, entries: Sequence[Entry]) -> None:
        """Offer these, the first one chosen."""
        self._entries = tuple(entries)
        self.clear()
        for entry in self._entries:
            item = QListWidgetItem(entry.name)
            item.setIcon(entry.icon if isinstance(entry.icon, QIcon) else theme.icon(entry.icon))
            item.setData(_NOTE, entry.note)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.name}  {entry.note}")
            item.setToolTip(plain_tip(entry.name))
            self.addItem(item)
        self.setCurrentRow(0)
        self.setVisible(bool(entries))
        self.setFixedHeight(min(len(entries), ROWS) * ROW + 2 * SPACE)

    def step(self, rows: int) -> None:
        """Choose the entry so many rows on, as far as there are any."""
        self.setCurrentRow(min(max(self.currentRow() + rows, 0), self.count() - 1))


class _Notes(QStyledItemDelegate):
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        font = QFontMetrics(painter.font())
        rect: QRect = option.rect
        name, note = str(index.data()), str(index.data(_NOTE) or "")
        room = rect.width() - font.horizontalAdvance(name) - 14 * SPACE
        if not note or room < font.horizontalAdvance("…"):
            return
        painter.save()
        painter.setPen(QColor(theme.current().muted))
        shown = font.elidedText(note, Qt.TextElideMode.ElideRight, room)
        place = rect.adjusted(0, 0, -3 * SPACE, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()
