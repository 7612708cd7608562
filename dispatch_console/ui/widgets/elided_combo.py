"""A box whose choice ends in … where there is no room for all: Qt's style sheets cut it off."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

PADDING = 24
"""Pixels beside a choice in the open list, its scroll bar included."""


class ElidedCombo(QComboBox):
    """To be chosen from, not typed into; it may be narrower than its choices, which are read whole
    in the list that opens."""

    def showPopup(self) -> None:  # noqa: N802
        view = self.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + 2 * view.frameWidth() + PADDING)
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        words = option.fontMetrics.elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room.width()
        )
        option.currentText = words
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
