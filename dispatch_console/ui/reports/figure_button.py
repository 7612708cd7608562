"""A figure with its value and how it changed; pressed, its chart is shown."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from dispatch_console.insight.reports.figures import Figure
from dispatch_console.ui import theme
from dispatch_console.ui.reports.words import Words
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.label import label


class FigureButton(QPushButton):
    """One of the figures at the top. It says good and bad by an arrow and its colour."""

    def __init__(self, figure: Figure, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure = figure
        self.setCheckable(True)
        theme.dress(self, kind="figure")
        self._caption = label("caption", caption)
        self._value = label("figure", "–")
        self._change = label("caption")
        layout = self._parts = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        layout.setSpacing(0)
        for part in (self._caption, self._value, self._change):
            layout.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(layout.sizeHint().height() + 2 * SPACE)
        self.setMinimumWidth(layout.minimumSize().width())
        self.setAccessibleName(caption)

    def show_figure(self, words: Words | None) -> None:
        """As that report has it; nothing of it without one."""
        known = words is not None and self.figure in words.report.totals
        self.setEnabled(known)
        value, change, good = "–", "", None
        if words is not None and known:
            value = words.value(self.figure)
            change, good = words.change(self.figure)
            self.setToolTip(words.formula(self.figure))
        self._value.setText(value)
        self._change.setText(change)
        palette = theme.current()
        colour = palette.muted if good is None else palette.ok if good else palette.danger
        self._change.setStyleSheet(f"color: {colour}")
        self.setAccessibleName(f"{self._caption.text()}: {value} {change}".rstrip())

    def minimumSizeHint(self) -> QSize:
        return self._parts.minimumSize()
