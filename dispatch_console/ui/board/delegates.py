"""How cells and cards of the board are painted."""

from functools import cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from dispatch_console.ui import theme
from dispatch_console.ui.board.model import Role
from dispatch_console.ui.board.rows import COLUMNS, Column, TicketRow
from dispatch_console.ui.theme.palette import (
    RADIUS,
    SPACE,
    Palette,
    priority_colour,
    sla_colour,
    status_colour,
)
from dispatch_console.ui.widgets.badge import badge_width, paint_badge

Index = QModelIndex | QPersistentModelIndex

CARD_HEIGHT = 88


class ColouredCells(QStyledItemDelegate):
    """Cells whose colour says something keep it when they are selected; the SLA is in bold.

    The other cells are left to Qt: a Python delegate takes longer than all else of a table's paint.
    """

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if COLUMNS[index.column()] is Column.SLA:
            font = QFont(option.font)
            font.setWeight(QFont.Weight.DemiBold)
            option.font = font
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        if isinstance(colour, QColor):
            palette = option.palette
            for role, shade in _shades(colour.name(), theme.current()):
                palette.setColor(role, shade)
            option.palette = palette


@cache
def _shades(colour: str, looks: Palette) -> tuple[tuple[QPalette.ColorRole, QColor], ...]:
    """In which shade the words of a cell are told, chosen or not."""
    grounds = {
        QPalette.ColorRole.HighlightedText: looks.selected,
        QPalette.ColorRole.Text: looks.hover,
    }
    return tuple(
        (role, QColor(theme.legible(colour, ground, text=looks.text)))
        for role, ground in grounds.items()
    )


class BadgeCells(QStyledItemDelegate):
    """Priority and status as badges."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.text = ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        row: TicketRow | None = index.data(Role.ROW)
        if row is None:  # the heading of a group
            return
        palette, column = theme.current(), COLUMNS[index.column()]
        colour = (
            priority_colour(palette, row.priority)
            if column is Column.PRIORITY
            else status_colour(palette, row.status)
        )
        room: QRect = option.rect
        paint_badge(painter, room.adjusted(SPACE, 0, -SPACE, 0), row.cell(column), colour)


class CardDelegate(QStyledItemDelegate):
    """A card of the Kanban view: SLA, number and priority, then the title, then who and where."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, CARD_HEIGHT + SPACE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: TicketRow = index.data(Role.ROW)
        palette = theme.current()
        state = option.state
        rect: QRect = option.rect
        card = rect.adjusted(SPACE, SPACE // 2, -SPACE, -SPACE // 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_ground(painter, card, state, palette)
        inner = card.adjusted(3 * SPACE, 2 * SPACE, -2 * SPACE, -2 * SPACE)
        painter.fillRect(
            QRect(card.left() + 1, card.top() + RADIUS, 3, card.height() - 2 * RADIUS),
            QColor(sla_colour(palette, row.sla)),
        )
        _paint_head(painter, inner, row, palette)
        _paint_title(painter, inner, row, palette)
        _paint_foot(painter, inner, row, palette)
        painter.restore()


def _paint_ground(
    painter: QPainter, card: QRect, state: QStyle.StateFlag, palette: Palette
) -> None:
    selected = bool(state & QStyle.StateFlag.State_Selected)
    hovered = bool(state & QStyle.StateFlag.State_MouseOver)
    focused = bool(state & QStyle.StateFlag.State_HasFocus)
    ground = palette.selected if selected else palette.hover if hovered else palette.panel
    edge = palette.accent if selected or focused else palette.line
    painter.setPen(QPen(QColor(edge), 2 if focused else 1))
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(card, RADIUS, RADIUS)


def _paint_head(painter: QPainter, inner: QRect, row: TicketRow, palette: Palette) -> None:
    line = QRect(inner.left(), inner.top(), inner.width(), 18)
    colour = priority_colour(palette, row.priority)
    taken = paint_badge(painter, line, row.cell(Column.PRIORITY), colour)
    painter.setPen(QColor(_read(palette.muted, palette)))
    rest = line.adjusted(taken + 2 * SPACE, 0, 0, 0)
    sla = row.cell(Column.SLA)
    width = QFontMetrics(painter.font()).horizontalAdvance(sla)
    _paint_line(painter, rest.adjusted(0, 0, -width - SPACE, 0), row.cell(Column.NUMBER))
    painter.setPen(QColor(_read(sla_colour(palette, row.sla), palette)))
    painter.drawText(rest, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, sla)


def _paint_title(painter: QPainter, inner: QRect, row: TicketRow, palette: Palette) -> None:
    painter.setPen(QColor(palette.text))
    _paint_line(
        painter, QRect(inner.left(), inner.top() + 24, inner.width(), 20), row.cell(Column.TITLE)
    )


def _paint_foot(painter: QPainter, inner: QRect, row: TicketRow, palette: Palette) -> None:
    painter.setPen(QColor(_read(palette.ghost if row.proposed else palette.muted, palette)))
    who = " · ".join(
        part for part in (row.cell(Column.ENGINEER), row.cell(Column.START)) if part
    ) or " · ".join(part for part in (row.cell(Column.REGION), row.cell(Column.SKILLS)) if part)
    _paint_line(painter, QRect(inner.left(), inner.bottom() - 19, inner.width(), 20), who)


def _read(colour: str, palette: Palette) -> str:
    """For words on a card, chosen or not."""
    return theme.legible(colour, palette.hover, palette.selected, text=palette.text)


def _paint_line(painter: QPainter, rect: QRect, text: str) -> None:
    shown = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def status_room(widget: QWidget, names: list[str]) -> int:
    """The width a column of badges with these names needs."""
    return max(badge_width(name, widget.font()) for name in names) + 4 * SPACE
