"""A ticket that has left the board: all that is known of it, and how its life may go on."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from dispatch_console.domain.knowledge.usefulness import SOLVED
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.plan import planned
from dispatch_console.domain.roles import Right
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.inspector.facts import ticket_groups
from dispatch_console.ui.inspector.facts_page import FactsPage
from dispatch_console.ui.inspector.ticket_tabs import TicketTabs
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.reports_menu import add_reports
from dispatch_console.ui.steps import legal_steps
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.theme.palette import SPACE, priority_colour, status_colour
from dispatch_console.ui.widgets.badge import Badge
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.widgets.message_bar import MessageBar
from dispatch_console.ui.writing import allow
from dispatch_console.words import text
from dispatch_console.words.lifecycle import step_name

SIZE, LEAST_SIZE = QSize(1080, 660), QSize(900, 480)


class ClosedTicketDialog(Dialog):
    """One window for all such tickets, one ticket at a time; whoever has it fills its `tabs`.

    One that has come back to the board meanwhile is offered there.
    """

    def __init__(
        self, store: BoardStore, intents: Intents, zone: ZoneInfo, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._intents, self._zone = store, intents, zone
        self._ticket: Ticket | None = None
        self.messages, self.tabs = MessageBar(), TicketTabs(intents, zone, store.clock)
        self._facts = FactsPage()
        self._number, self._title = label("caption"), label("heading", wraps=True)
        self._priority, self._status = Badge(), Badge()
        self._foot = QWidget()
        self._buttons = QHBoxLayout(self._foot)
        self._build()
        for news in (intents.gate.changed, intents.rights_known, store.past_changed):
            news.connect(self._offer)

    @property
    def ticket(self) -> Ticket | None:
        """The ticket shown."""
        return self._ticket

    def show_ticket(self, ticket: Ticket) -> None:
        """Tell of this ticket; of the same one, as it is now, in the tab that is in front."""
        before, self._ticket = self._ticket, ticket
        palette = theme.current()
        self.setWindowTitle(tr("Ticket {number}", number=ticket.number))
        self._number.setText(ticket.whole_number)
        self._title.setText(ticket.title)
        self._priority.show_state(
            text.priority_name(ticket.priority), priority_colour(palette, ticket.priority)
        )
        self._status.show_state(
            text.status_name(ticket.status), status_colour(palette, ticket.status)
        )
        now = self._store.clock()
        groups = ticket_groups(self._store.board, ticket, planned(ticket), now, self._zone)
        self._facts.show_facts(groups, ticket.description)
        if before is None or before.id != ticket.id:
            self.messages.hide()
            self.tabs.turn_to(None)
            self.tabs.setCurrentWidget(self._facts)
        self.tabs.turn_to(ticket.id)
        self._offer()

    def _build(self) -> None:
        self.setMinimumSize(LEAST_SIZE)
        self.resize(SIZE)
        self.tabs.insertTab(0, self._facts, tr("Ticket"))
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._foot.setAccessibleName(tr("What can be done with the ticket"))
        self._buttons.setContentsMargins(0, 0, 0, 0)
        self._buttons.setSpacing(2 * SPACE)
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        for widget in (self._number, self._priority, self._status):
            head.addWidget(widget)
        head.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 3 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(self.messages)
        layout.addLayout(head)
        layout.addWidget(self._title)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self._foot)

    # What can be done

    def _offer(self) -> None:
        """The steps of its workflow that are open to the user, and what else there is."""
        ticket, intents = self._ticket, self._intents
        if ticket is None:
            return
        had_focus = self._foot.isAncestorOf(self.focusWidget())
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if ticket.status in OPEN:
            self._add(tr("Show on the board"), self._to_board, kind="primary", writes=False)
        elif intents.rights.may(Right.TICKETS):
            definitions = self._store.board.definitions
            for step in legal_steps(definitions, [ticket], intents.rights):
                self._add(step_name(step), lambda step=step: self._step(step))
        if ticket.status in SOLVED and intents.rights.may(Right.ARTICLES):
            self._add(tr("Make an article of this ticket"), self._write, writes=False)
        self._add_reports(ticket)
        self._buttons.addStretch(1)
        # Not just “Close”: that is a step of the ticket.
        self._add(tr("Close window"), self.reject, writes=False)
        if had_focus:
            self._foot.findChildren(QPushButton)[-1].setFocus()

    def _add(
        self, name: str, deed: Callable[[], object], *, kind: str = "", writes: bool = True
    ) -> None:
        button = QPushButton(name)
        theme.dress(button, kind=kind)
        if writes:
            allow(button, self._store.past is None, self._intents.gate)
        button.clicked.connect(lambda: deed())
        self._buttons.addWidget(button)

    def _add_reports(self, ticket: Ticket) -> None:
        button = QPushButton(tr("Service report"))
        menu = QMenu(button)
        add_reports(menu, lambda language: self._intents.service_report.emit(ticket.id, language))
        button.setMenu(menu)
        self._buttons.addWidget(button)

    def _step(self, status: Status) -> None:
        self._intents.step_closed.emit(self._ticket, status)

    def _write(self) -> None:
        if self._ticket is not None:
            self._intents.write_article.emit(self._ticket.id)

    def _to_board(self) -> None:
        if self._ticket is not None:
            self.hide()
            self._intents.open_ticket.emit(self._ticket.id)
