"""Where somebody signs: with mouse, pen or finger, by a typed name, or on paper with a reason."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.signature import (
    HEIGHT,
    LONGEST_NAME,
    LONGEST_REASON,
    WIDTH,
    Signature,
    Way,
    read,
    write,
)
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import choice, line
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.signature_ink import paint_name, paint_strokes

RADIUS = 6
_CLEARING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class SignaturePad(QWidget):
    """A field to draw on; `changed` when there is more or nothing on it.

    Pen and finger come as a mouse: Qt makes its events of theirs where nobody takes those.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strokes: list[list[tuple[float, float]]] = []
        self._name: str | None = None
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(tr("Field to sign on"))
        self.setAccessibleDescription(
            tr("For mouse, pen or finger. By keyboard, choose that the name is typed.")
        )
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def drawing(self) -> str:
        """What was drawn, as `domain.signature` writes it; empty: nothing."""
        return write(self._strokes)

    def clear(self) -> None:
        """Nothing is drawn."""
        self._strokes.clear()
        self.update()
        self.changed.emit()

    def show_name(self, name: str | None) -> None:
        """Show the name as it is typed instead of a drawing; None: it is drawn."""
        self._name = name
        self.setCursor(Qt.CursorShape.CrossCursor if name is None else Qt.CursorShape.ArrowCursor)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(390, self.heightForWidth(390))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def heightForWidth(self, width: int) -> int:
        return round(width * HEIGHT / WIDTH)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._name is None and event.button() is Qt.MouseButton.LeftButton:
            self._strokes.append([self._at(event.position())])
            self._drawn()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._name is None and self._strokes and event.buttons() & Qt.MouseButton.LeftButton:
            self._strokes[-1].append(self._at(event.position()))
            self._drawn()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _CLEARING:
            self.clear()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        palette, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(palette.accent if self.hasFocus() else palette.line), 1))
        painter.setBrush(QColor(palette.raised))
        painter.drawRoundedRect(edge, RADIUS, RADIUS)
        base = self.height() * 0.78
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.drawLine(QPointF(4 * SPACE, base), QPointF(self.width() - 4 * SPACE, base))
        box, ink = self._field(), QColor(palette.text)
        if self._name is not None:
            paint_name(painter, box.adjusted(4 * SPACE, 0, -4 * SPACE, 0), self._name, ink)
        elif self._strokes:
            paint_strokes(painter, box, read(self.drawing), ink)
        else:
            painter.setPen(QColor(palette.muted))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), tr("Sign here"))

    def _drawn(self) -> None:
        self.update()
        self.changed.emit()

    def _field(self) -> QRectF:
        """The field in the widget's pixels: the widget has its shape but for a pixel or so."""
        return QRectF(self.rect())

    def _at(self, point: QPointF) -> tuple[float, float]:
        box = self._field()
        return point.x() / box.width() * WIDTH, point.y() / box.height() * HEIGHT


class SignatureField(QWidget):
    """Who signs and how; asks for no more than that way needs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name: QLineEdit = line(tr("Name of whoever signs"), tr("name of whoever signs"))
        self.name.setMaxLength(LONGEST_NAME)
        self.way = choice(
            tr("How it is signed"),
            {
                Way.DRAWN: tr("drawn here"),
                Way.TYPED: tr("name typed"),
                Way.PAPER: tr("signed on paper"),
            },
        )
        self.pad = SignaturePad()
        self.reason = line(tr("Why on paper"), tr("why on paper, and where it is kept"))
        self.reason.setMaxLength(LONGEST_REASON)
        self.clear = QPushButton(tr("Clear"))
        self.clear.setAccessibleName(tr("Clear the signature"))
        self.clear.clicked.connect(self.pad.clear)
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        head.addWidget(self.name, 1)
        head.addWidget(self.way)
        head.addWidget(self.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addLayout(head)
        column.addWidget(self.pad)
        column.addWidget(self.reason)
        self.setFocusProxy(self.name)
        self.way.currentIndexChanged.connect(self._follow)
        self.name.textChanged.connect(self._follow)
        self.pad.changed.connect(self._follow)
        self._follow()

    def signature(self) -> Signature | None:
        """What is there so far; None where nobody has begun to sign."""
        way = self.way.currentData()
        given = Signature(
            self.name.text(),
            way,
            self.pad.drawing if way is Way.DRAWN else "",
            self.reason.text() if way is Way.PAPER else "",
        )
        return given if given.name.strip() or given.drawing else None

    def _follow(self) -> None:
        way = self.way.currentData()
        self.pad.setVisible(way is not Way.PAPER)
        self.pad.show_name(self.name.text() if way is Way.TYPED else None)
        self.reason.setVisible(way is Way.PAPER)
        self.clear.setVisible(way is Way.DRAWN)
        self.clear.setEnabled(bool(self.pad.drawing))
