"""Override…: what an assignment against rules would break, and why it is made all the same."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.override import OverrideReason
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.overrides import reason_name
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.label import label

WIDTH = 560
IN_A_ROW = 2


class OverrideDialog(Dialog):
    """Waits until `show_rules` or `show_final`; `override_wanted(OverrideReason, words)`."""

    override_wanted = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Assign against rules"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self._heading, self._caption = label("heading", wraps=True), label("caption", wraps=True)
        self._rules = QVBoxLayout()
        self._rules.setSpacing(SPACE)
        self._wait = EmptyState("clock")
        self._wait.say(tr("Seeing which rules are in the way…"), "", busy=True)
        self._reasons = QButtonGroup(self)
        self._reasons.setExclusive(True)
        self.words = QLineEdit()
        self.words.setAccessibleName(tr("Reason in your words"))
        self.words.setMaxLength(300)
        self._why = self._make_why()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3 * SPACE)
        for part in (self._heading, self._caption):
            column.addWidget(part)
        column.addLayout(self._rules)
        column.addWidget(self._why)
        column.addStretch(1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._wait)
        self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(4 * SPACE)
        layout.addWidget(self._pages, 1)
        layout.addLayout(self._foot())
        self._judge()

    @property
    def reason(self) -> OverrideReason | None:
        """The one chosen."""
        place = self._reasons.checkedId()
        return None if place < 0 else tuple(OverrideReason)[place]

    def choose(self, reason: OverrideReason) -> None:
        """As if its button were pressed."""
        self._reasons.button(tuple(OverrideReason).index(reason)).click()

    def show_rules(self, what: str, rules: Sequence[str], more: Sequence[str]) -> None:
        """What would be done, which rules stand against it, and what else it would do."""
        self._show(what, tr("This breaks:") if rules else tr("No rule is in the way any more."))
        self._list(rules, "warning", theme.current().warning)
        self._list(more, "clock", theme.current().muted)
        self._why.setVisible(bool(rules))
        self.anyway.setText(tr("Assign anyway") if rules else tr("Assign"))
        if rules:
            self._reasons.button(0).setFocus()
        self._judge()
        self._fit()

    def show_final(self, what: str, reasons: Sequence[str]) -> None:
        """What nobody can set aside."""
        self._show(what, tr("This cannot be overridden:"))
        self._list(reasons, "error", theme.current().danger)
        self._why.hide()
        self.anyway.hide()
        self.cancel.setText(tr("Close"))
        self.cancel.setFocus()
        self._fit()

    def _fit(self) -> None:
        """As high as the sentences need at this width, however they wrap."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def _show(self, what: str, caption: str) -> None:
        self._heading.setText(what)
        self._caption.setText(caption)
        while (item := self._rules.takeAt(0)) is not None:
            line = item.widget()
            if line is not None:
                line.hide()
                line.deleteLater()
        self._pages.setCurrentIndex(1)
        self.anyway.show()

    def _list(self, sentences: Sequence[str], icon: str, colour: str) -> None:
        for sentence in sentences:
            line, words, picture = QWidget(), label("", wraps=True), QLabel()
            picture.setPixmap(theme.pixmap(icon, 16, colour))
            words.setText(sentence)
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(2 * SPACE)
            row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(words, 1)
            line.setAccessibleName(sentence)
            self._rules.addWidget(line)
            line.show()

    def _make_why(self) -> QWidget:
        box, asked = QWidget(), label("caption", wraps=True)
        asked.setText(tr("Why all the same? It is kept with the visit and in the audit trail."))
        grid = QGridLayout()
        grid.setSpacing(2 * SPACE)
        for place, reason in enumerate(OverrideReason):
            button = QPushButton(reason_name(reason))
            button.setCheckable(True)
            self._reasons.addButton(button, place)
            grid.addWidget(button, place // IN_A_ROW, place % IN_A_ROW)
        self._reasons.idClicked.connect(self._chosen)
        self.words.textChanged.connect(self._judge)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(asked)
        column.addLayout(grid)
        column.addWidget(self.words)
        return box

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addStretch(1)
        self.cancel, self.anyway = QPushButton(tr("Cancel")), QPushButton(tr("Assign anyway"))
        theme.dress(self.anyway, kind="primary")
        self.anyway.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.anyway.clicked.connect(self._take)
        row.addWidget(self.cancel)
        row.addWidget(self.anyway)
        return row

    def _chosen(self) -> None:
        if self.reason is OverrideReason.OTHER:
            self.words.setFocus()
        self._judge()

    def _judge(self) -> None:
        other = self.reason is OverrideReason.OTHER
        self.words.setPlaceholderText(
            tr("In your words (required)") if other else tr("In your words (not required)")
        )
        said = bool(self.words.text().strip())
        ready = self._pages.currentIndex() == 1
        reasoned = self.reason is not None and (said or not other)
        self.anyway.setEnabled(ready and (self._why.isHidden() or reasoned))

    def _take(self) -> None:
        self.override_wanted.emit(self.reason or OverrideReason.OTHER, self.words.text().strip())
        self.accept()
