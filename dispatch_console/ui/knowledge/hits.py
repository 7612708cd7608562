"""Articles found: title, the stretch that says why, and what there is to say of each."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from dispatch_console.domain.ids import ArticleId
from dispatch_console.domain.knowledge.article import State
from dispatch_console.domain.knowledge.excerpt import Excerpt
from dispatch_console.domain.skill import Skill
from dispatch_console.services.knowledge.finding import Hit
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.knowledge.words import about_words, state_name, use_words
from dispatch_console.ui.theme import type_scale
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
_HIT = Qt.ItemDataRole.UserRole
_SAID = Qt.ItemDataRole.UserRole + 1
LINE_PX = 19


class HitDelegate(QStyledItemDelegate):
    """Paints a hit in three lines, or two where there is no room for what the text says."""

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, self._lines * LINE_PX + 3 * SPACE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit: Hit = index.data(_HIT)
        palette, rect = theme.current(), QRect(option.rect)
        painter.save()
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(palette.selected))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(palette.hover))
        painter.setPen(QColor(palette.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(2 * SPACE, SPACE, -2 * SPACE, -SPACE)
        font = QFont(option.font)
        title = QFont(font)
        title.setWeight(QFont.Weight.DemiBold)
        small = QFont(font)
        small.setPixelSize(type_scale.SMALL)
        lines = [(hit.title, title, palette.text), (hit.body, font, palette.text)]
        lines[self._lines - 1 :] = [(Excerpt(index.data(_SAID)), small, palette.muted)]
        for number, (said, dress, colour) in enumerate(lines):
            line = QRect(inner.left(), inner.top() + number * LINE_PX, inner.width(), LINE_PX)
            _paint(painter, line, said, dress, colour)
        painter.restore()


class HitList(QListWidget):
    """`opened(article id)`: one is the current now; `chosen(article id)`: Return or a double
    click."""

    opened = Signal(object)
    chosen = Signal(object)

    def __init__(self, name: str, *, lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.hits: tuple[Hit, ...] = ()
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.setItemDelegate(HitDelegate(lines, self))
        self.currentItemChanged.connect(lambda item, _: self._tell(item))
        self.itemActivated.connect(lambda item: self.chosen.emit(item.data(_HIT).article_id))

    @property
    def current(self) -> ArticleId | None:
        """The article chosen."""
        item = self.currentItem()
        return None if item is None else item.data(_HIT).article_id

    def show_hits(self, hits: Sequence[Hit], skills: Mapping[str, Skill]) -> None:
        """These in place of any before; the one that was chosen stays so if it is among them."""
        before = self.current
        self.hits = tuple(hits)
        self.blockSignals(True)
        self.clear()
        for hit in hits:
            item = QListWidgetItem()
            said = _said(hit, skills)
            item.setData(_HIT, hit)
            item.setData(_SAID, said)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, f"{hit.title.text}. {said}. {hit.body.text}"
            )
            item.setToolTip(plain_tip(f"{hit.title.text}\n{said}"))
            self.addItem(item)
        self.blockSignals(False)
        self.choose(before)

    def choose(self, article: ArticleId | None) -> bool:
        """Make it the current one, and tell nobody; whether it is there."""
        self.blockSignals(True)
        found = next((n for n, hit in enumerate(self.hits) if hit.article_id == article), -1)
        self.setCurrentRow(found)
        self.blockSignals(False)
        return found >= 0

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.opened.emit(item.data(_HIT).article_id)


def _said(hit: Hit, skills: Mapping[str, Skill]) -> str:
    """Number, state where it is not the usual one, use, and what it is about."""
    state = "" if hit.state is State.PUBLISHED else state_name(hit.state)
    parts = (
        hit.number,
        state,
        use_words(hit.used, hit.helped),
        about_words(hit.content, skills),
    )
    return " · ".join(part for part in parts if part) or tr("Article")


def _paint(painter: QPainter, line: QRect, said: Excerpt, font: QFont, colour: str) -> None:
    """One line of words with its marks, cut off at the right with …"""
    palette = theme.current()
    painter.setFont(font)
    shown = painter.fontMetrics().elidedText(said.text, Qt.TextElideMode.ElideRight, line.width())
    layout = QTextLayout(shown, font, painter.device())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(option)
    marked = QTextCharFormat()
    marked.setForeground(QColor(palette.accent))
    marked.setFontUnderline(True)
    ranges: list[QTextLayout.FormatRange] = []
    for start, end in said.marks:
        if start < len(shown):
            one = QTextLayout.FormatRange()
            one.start, one.length, one.format = start, min(end, len(shown)) - start, marked
            ranges.append(one)
    layout.setFormats(ranges)
    layout.beginLayout()
    layout.createLine().setLineWidth(line.width())
    layout.endLayout()
    painter.setPen(QColor(colour))
    layout.draw(painter, line.topLeft())
