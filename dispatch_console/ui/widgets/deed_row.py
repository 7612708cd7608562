"""Buttons in a row of which those at the end stand in a menu where there is no room for all."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QMenu, QPushButton, QWidget

from dispatch_console.support.i18n import tr
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.access_keys import give_access_keys


class DeedRow(QWidget):
    """`start` anew, then `add` the buttons, the most important first, and `end` with the menu.

    It may be as narrow as its first button and *More*.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folding: list[tuple[QPushButton, QAction]] = []
        self._more: QPushButton | None = None
        self._line = QHBoxLayout(self)
        self._line.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(SPACE)

    def start(self) -> None:
        """Take all buttons away."""
        while (item := self._line.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._folding, self._more = [], None
        self._line.addStretch(1)

    def add(self, button: QPushButton) -> None:
        """One more button; in the menu it does the same as here."""
        deed = QAction(button.text(), button)
        deed.triggered.connect(button.click)
        self._folding.append((button, deed))
        self._line.addWidget(button)
        self.updateGeometry()

    def end(self, menu: QMenu) -> QPushButton:
        """The button *More* with what is always in its menu."""
        first = menu.actions()[0] if menu.actions() else None
        for _, deed in self._folding:
            menu.insertAction(first, deed)  # pyright: ignore[reportArgumentType]
        self._apart = menu.insertSeparator(first)  # pyright: ignore[reportArgumentType]
        menu.aboutToShow.connect(self._follow)
        give_access_keys(menu)
        more = self._more = QPushButton(tr("More"))
        more.setMenu(menu)
        self._line.addWidget(more)
        self.updateGeometry()
        self._fold()
        return more

    def minimumSizeHint(self) -> QSize:
        buttons = self._buttons()
        return _size(buttons if self._more is None else [*buttons[:-1][:1], self._more])

    def sizeHint(self) -> QSize:
        return _size(self._buttons())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._fold()  # a button is wider once it is dressed
        return done

    def _fold(self) -> None:
        """Show as many from the left as there is room for."""
        if self._more is None:
            return  # there is nowhere to put them
        room = self.width() - self._more.sizeHint().width()
        folded = False
        for place, (button, deed) in enumerate(self._folding):
            room -= button.sizeHint().width() + SPACE
            folded = place > 0 and (folded or room < 0)
            button.setVisible(not folded)
            deed.setVisible(folded)
        self._apart.setVisible(folded)

    def _buttons(self) -> list[QPushButton]:
        buttons = [button for button, _ in self._folding]
        return buttons if self._more is None else [*buttons, self._more]

    def _follow(self) -> None:
        """What cannot be done here cannot be done in the menu."""
        for button, deed in self._folding:
            deed.setEnabled(button.isEnabled())
            deed.setToolTip(button.toolTip())


def _size(buttons: list[QPushButton]) -> QSize:
    hints = [button.sizeHint() for button in buttons]
    gaps = SPACE * max(0, len(hints) - 1)
    height = max((hint.height() for hint in hints), default=0)
    return QSize(sum(hint.width() for hint in hints) + gaps, height)
