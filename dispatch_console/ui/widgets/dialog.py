"""What every window of the console beside the main one does by itself when the keys are used."""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)

_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox, QAbstractItemView)

LINE = 16
"""Pixels by which fields of one line may be higher or lower than each other."""


class Dialog(QDialog):
    """Begins at its first field, unless told another place, and shows the beginning of what is
    filled in. Enter presses the button that has the focus (but Space makes a choice), else the one
    that was made the default, else none: Qt would take whichever comes first.
    """

    _at_a_place = False
    """Whether the keyboard has been given its first place."""

    def open(self) -> None:
        """Show it in front. Unlike Qt's it bars no other window: nothing is modal while the phone
        rings. Of one kind a window has one open: where there is one, that comes to the front."""
        other = next((one for one in self._alike() if one.isVisible()), None)
        if other is not None:
            self.close()
        shown = other or self
        shown.show()
        shown.raise_()
        shown.activateWindow()

    def _alike(self) -> list[QDialog]:
        """Those of the same kind and title that the same window has opened."""
        above = self.parentWidget()
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        found = above.findChildren(QDialog, options=direct) if above is not None else []
        same = [one for one in found if type(one) is type(self) and one is not self]
        return [one for one in same if one.windowTitle() == self.windowTitle()]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        for line in self.findChildren(QLineEdit):
            line.home(False)
        self._at_a_place = self._at_a_place or self.focusWidget() is not None
        self._focus_first()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            self._focus_first()  # what was read has come: until then there was no field
        return done

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        here = self.focusWidget()
        button = self._main_button()
        if isinstance(here, QPushButton) and not here.isCheckable():
            button = here
        if button is not None and button.isVisible():
            button.click()

    def _focus_first(self) -> None:
        if not self._at_a_place and (first := _first_field(self)) is not None:
            self._at_a_place = True
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _main_button(self) -> QPushButton | None:
        """The default button. Qt takes one that came later for it once it had the focus."""
        buttons = self.findChildren(QPushButton)
        return next((one for one in buttons if one.isDefault() and not one.autoDefault()), None)


def _first_field(window: QWidget) -> QWidget | None:
    """The first as one reads that can be typed into or chosen from.

    Not by `nextInFocusChain`: PySide has each widget of the chain own the next one's Python side.
    """
    fields = [one for kind in _FIELDS for one in window.findChildren(kind) if _open(one)]

    def place(one: QWidget) -> tuple[int, int]:
        at = one.mapTo(window, QPoint(0, 0))
        return at.y() // LINE, at.x()

    return min(fields, key=place, default=None)


def _open(field: QWidget) -> bool:
    if isinstance(field, QLineEdit | QPlainTextEdit | QTextEdit) and field.isReadOnly():
        return False
    tabbed = bool(field.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tabbed and field.isVisible() and field.isEnabled() and field.focusProxy() is None
