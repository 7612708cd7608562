"""Small forms about a ticket and others: merge, link, split."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.ticket import Ticket
from dispatch_console.domain.ticket_link import LinkKind
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.fields import choice, foot, grown, line
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.words.lifecycle import link_name

WIDTH = 440
LINES_PX = 120


class KinDialog(Dialog):
    """A heading, a form, and a foot. Answer with `accept`, or `refused`."""

    def __init__(self, ticket: Ticket, title: str, deed: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(WIDTH)
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(3 * SPACE)
        self.form.setVerticalSpacing(2 * SPACE)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        head, self.said = label("heading", wraps=True), label("error", wraps=True)
        head.setText(f"{ticket.whole_number}  {ticket.title}")
        self.said.hide()
        self.do, cancel = QPushButton(deed), QPushButton(tr("Cancel"))
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addWidget(head)
        column.addLayout(self.form)
        column.addWidget(self.said)
        column.addStretch(1)
        column.addLayout(foot(cancel, self.do))
        self.do.setDefault(True)
        cancel.clicked.connect(self.reject)

    def refused(self, sentence: str) -> None:
        """It was not done; everything typed is still there."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        grown(self)
        self.do.setEnabled(True)

    def _begin(self) -> None:
        self.refused("")
        self.do.setEnabled(False)


class MergeDialog(KinDialog):
    """`wanted(number of the ticket that goes on, reason)`."""

    wanted = Signal(str, str)

    def __init__(self, ticket: Ticket, parent: QWidget | None = None) -> None:
        super().__init__(ticket, tr("Merge into another ticket"), tr("Merge"), parent)
        self.number, self.reason = line(tr("Goes on as")), line(tr("Reason"))
        self.number.setPlaceholderText(tr("ticket number"))
        self.form.addRow(tr("Goes on as"), self.number)
        self.form.addRow(tr("Reason"), self.reason)
        self.do.clicked.connect(self._merge)

    def _merge(self) -> None:
        self._begin()
        self.wanted.emit(self.number.text(), self.reason.text())


class LinkDialog(KinDialog):
    """`wanted(number of the other ticket, LinkKind)`."""

    wanted = Signal(str, object)

    def __init__(self, ticket: Ticket, parent: QWidget | None = None) -> None:
        super().__init__(ticket, tr("Link to another ticket"), tr("Link"), parent)
        kinds = {kind: link_name(kind, outward=True) for kind in LinkKind}
        self.kind, self.number = choice(tr("This ticket"), kinds), line(tr("Other ticket"))
        self.number.setPlaceholderText(tr("ticket number"))
        self.form.addRow(tr("This ticket"), self.kind)
        self.form.addRow(tr("Other ticket"), self.number)
        self.do.clicked.connect(self._link)

    def _link(self) -> None:
        self._begin()
        self.wanted.emit(self.number.text(), self.kind.currentData())


class SplitDialog(KinDialog):
    """`wanted(titles of the children)`."""

    wanted = Signal(object)

    def __init__(self, ticket: Ticket, parent: QWidget | None = None) -> None:
        super().__init__(ticket, tr("Split into several tickets"), tr("Split"), parent)
        self.titles = QPlainTextEdit()
        self.titles.setAccessibleName(tr("Titles, one a line"))
        self.titles.setMinimumHeight(LINES_PX)
        self.titles.setTabChangesFocus(True)
        hint = label("caption", wraps=True)
        hint.setText(tr("Each line becomes a ticket of the same customer, place and type."))
        self.form.addRow(tr("Titles, one a line"), self.titles)
        self.form.addRow(hint)
        self.do.clicked.connect(self._split)

    def _split(self) -> None:
        self._begin()
        lines = self.titles.toPlainText().splitlines()
        self.wanted.emit(tuple(one.strip() for one in lines if one.strip()))
