"""What a drag of tickets carries between board, timeline and map: a JSON list of ids."""

import json
from collections.abc import Iterable

from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QDrag, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from dispatch_console.domain.ids import TicketId
from dispatch_console.ui import theme
from dispatch_console.ui.theme.palette import SPACE

TICKETS_MIME = "application/x-dispatch-tickets"

CHIP_HEIGHT = 24


def ticket_mime(tickets: Iterable[TicketId]) -> QMimeData:
    """The data of a drag of these tickets."""
    data = QMimeData()
    data.setData(TICKETS_MIME, json.dumps(list(tickets)).encode())
    return data


def dragged_tickets(data: QMimeData) -> tuple[TicketId, ...]:
    """The tickets of a drag; empty if it carries none or anything but a list of ids."""
    if not data.hasFormat(TICKETS_MIME):
        return ()
    try:
        found = json.loads(bytes(data.data(TICKETS_MIME).data()))
    except ValueError:
        return ()
    if not isinstance(found, list):
        return ()
    return tuple(TicketId(item) for item in found if type(item) is int)


def drag_out(source: QWidget, data: QMimeData, words: str, actions: Qt.DropAction) -> None:
    """Drag `data` until the hand lets go; a chip with the words goes along, up left of the pointer.

    A picture of the whole row, as Qt draws it, would hide the row it is held over.
    """
    drag = QDrag(source)
    drag.setMimeData(data)
    chip = chip_picture(source, words)
    drag.setPixmap(chip)
    size = chip.deviceIndependentSize().toSize()
    drag.setHotSpot(QPoint(size.width() + SPACE, size.height() + SPACE))
    drag.exec(actions, Qt.DropAction.MoveAction)


def chip_picture(source: QWidget, words: str) -> QPixmap:
    """The words on a rounded ground, as sharp as the screen of `source`."""
    palette, ratio = theme.current(), source.devicePixelRatioF()
    width = QFontMetrics(source.font()).horizontalAdvance(words) + 4 * SPACE
    picture = QPixmap(round(width * ratio), round(CHIP_HEIGHT * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(source.font())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(palette.accent))
    whole = QRectF(0, 0, width, CHIP_HEIGHT)
    painter.drawRoundedRect(whole, 4, 4)
    painter.setPen(QColor(palette.accent_text))
    painter.drawText(whole, Qt.AlignmentFlag.AlignCenter, words)
    painter.end()
    return picture
