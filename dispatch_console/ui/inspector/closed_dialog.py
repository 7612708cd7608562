"""A ticket that has left the board, to be read; its life may go on from here."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.board import Board
from dispatch_console.domain.knowledge.usefulness import SOLVED
from dispatch_console.domain.plan import planned
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.services.rights import ALL, Rights
from dispatch_console.support.i18n import tr
from dispatch_console.ui import text, theme
from dispatch_console.ui.inspector.facts import ticket_groups
from dispatch_console.ui.reports_menu import add_reports
from dispatch_console.ui.steps import legal_steps, step_name
from dispatch_console.ui.theme.palette import SPACE, status_colour
from dispatch_console.ui.widgets.badge import Badge


class ClosedTicketDialog(QDialog):
    """`step_wanted(ticket, status)`: a step that its workflow has for the user;
    `article_wanted(ticket id)`: one is to be made of a solved ticket, by who `writes` them;
    `report_wanted(ticket id, language)`: what is told of the service, as a PDF."""

    step_wanted = Signal(object, object)
    article_wanted = Signal(object)
    report_wanted = Signal(object, str)

    def __init__(
        self,
        board: Board,
        ticket: Ticket,
        now: datetime,
        zone: ZoneInfo,
        rights: Rights = ALL,
        parent: QWidget | None = None,
        *,
        writes: bool = True,
    ) -> None:
        super().__init__(parent)
        self._ticket, self._writes = ticket, writes
        self._steps = legal_steps(board.definitions, [ticket], rights)
        self.setWindowTitle(tr("Ticket {number}", number=ticket.number))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(520, 560)
        status = Badge()
        status.show_state(
            text.status_name(ticket.status), status_colour(theme.current(), ticket.status)
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addWidget(_words(ticket.title, "heading"))
        layout.addWidget(status, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._facts(board, now, zone), 1)
        layout.addWidget(self._buttons())

    def _facts(self, board: Board, now: datetime, zone: ZoneInfo) -> QScrollArea:
        ticket, sheet = self._ticket, QWidget()
        theme.dress(sheet, role="panel")
        form = QFormLayout(sheet)
        form.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        form.setHorizontalSpacing(4 * SPACE)
        if ticket.description:
            form.addRow(_words(ticket.description))
        for group in ticket_groups(board, ticket, planned(ticket), now, zone):
            for caption, value in group.facts:
                shown = _words(value)
                shown.setAccessibleName(f"{caption}: {value}")
                form.addRow(_words(caption, "caption"), shown)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(tr("Ticket"))
        theme.dress(area, role="card")
        area.setWidget(sheet)
        return area

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        if self._writes and self._ticket.status in SOLVED:
            article = QPushButton(tr("Make an article of this ticket"))
            article.clicked.connect(lambda: self.article_wanted.emit(self._ticket.id))
            article.clicked.connect(self.reject)
            buttons.addButton(article, QDialogButtonBox.ButtonRole.ActionRole)
        report = QPushButton(tr("Service report"))
        menu = QMenu(report)
        add_reports(menu, lambda language: self.report_wanted.emit(self._ticket.id, language))
        report.setMenu(menu)
        buttons.addButton(report, QDialogButtonBox.ButtonRole.ActionRole)
        for status in self._steps:
            button = QPushButton(step_name(status))
            button.clicked.connect(lambda _=False, status=status: self._step(status))
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        close = QPushButton(tr("Close window"))
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        return buttons

    def _step(self, status: Status) -> None:
        self.step_wanted.emit(self._ticket, status)
        self.accept()


def _words(words: str, role: str = "") -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    theme.dress(label, role=role)
    return label
