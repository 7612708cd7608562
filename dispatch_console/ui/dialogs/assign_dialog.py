"""Assign to…: who is to have the chosen tickets, best candidates first."""

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Ticket
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.candidates import Candidate
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.candidate_list import CandidateList
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.empty_state import EmptyState

Rank = Callable[[Sequence[TicketId], Callable[[tuple[Candidate, ...]], None]], None]


class AssignDialog(Dialog):
    """Asks `rank` for candidates; `assign_wanted(ticket ids, engineer id, start)`, or for one whom
    rules keep away `override_wanted(engineer id)`.

    With several tickets the start is left to the service: they go where they fit best.
    """

    assign_wanted = Signal(object, object, object)
    override_wanted = Signal(object)

    def __init__(
        self, tickets: Sequence[Ticket], rank: Rank, zone: ZoneInfo, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tickets = tuple(ticket.id for ticket in tickets)
        self.setWindowTitle(tr("Assign to…"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, 460)
        what = QLabel(_named(tickets))
        what.setTextFormat(Qt.TextFormat.PlainText)
        what.setWordWrap(True)
        theme.dress(what, role="heading")
        self._list = CandidateList(zone)
        self._list.taken.connect(self._take)
        self._list.override_wanted.connect(self._take)
        self._wait = EmptyState("engineer")
        self._wait.say(tr("Comparing engineers…"), "", busy=True)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._wait)
        self._pages.addWidget(self._list)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        _cancel(buttons).setText(tr("Cancel"))
        self._assign = QPushButton(tr("Assign"))
        theme.dress(self._assign, kind="primary")
        buttons.addButton(self._assign, QDialogButtonBox.ButtonRole.AcceptRole)
        self._assign.setEnabled(False)
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        self._list.itemSelectionChanged.connect(self._show_what_is_possible)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addWidget(what)
        layout.addWidget(self._pages, 1)
        layout.addWidget(buttons)
        rank(self._tickets, self._show)

    def _show(self, candidates: tuple[Candidate, ...]) -> None:
        if not candidates:
            self._wait.say(
                tr("Nobody is on duty from now on"),
                tr("Import engineers with their shifts first."),
            )
            return
        self._list.show_candidates(candidates)
        self._pages.setCurrentWidget(self._list)
        self._list.setFocus()

    def _show_what_is_possible(self) -> None:
        refused = self._list.against_rules()
        self._assign.setText(tr("Assign") if refused is None else tr("&Override…"))
        self._assign.setEnabled(refused is not None or self._list.chosen() is not None)

    def _take(self) -> None:
        candidate, refused = self._list.chosen(), self._list.against_rules()
        if refused is not None:
            self.override_wanted.emit(refused.engineer_id)
            self.accept()
        if candidate is None:
            return
        start = candidate.start if len(self._tickets) == 1 else None
        self.assign_wanted.emit(self._tickets, candidate.engineer_id, start)
        self.accept()


def _named(tickets: Sequence[Ticket]) -> str:
    if len(tickets) == 1:
        return f"{tickets[0].number}  {tickets[0].title}"
    return tr("{count} tickets", count=len(tickets))


def _cancel(buttons: QDialogButtonBox) -> QPushButton:
    return buttons.button(QDialogButtonBox.StandardButton.Cancel)
