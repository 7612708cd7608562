"""The inspector's panel: head with state and steps, then tabs."""

from collections.abc import Callable, Sequence
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.lifecycle import PLANNABLE
from dispatch_console.domain.roles import Right
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.candidates import Candidate
from dispatch_console.ui.inspector.facts import ticket_groups
from dispatch_console.ui.inspector.facts_page import FactsPage
from dispatch_console.ui.inspector.ticket_tabs import TicketTabs
from dispatch_console.ui.inspector.why_panel import WhyPanel
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.knowledge import KnowledgePanel
from dispatch_console.ui.overrides import by_whom
from dispatch_console.ui.presence import at_ticket_sentence
from dispatch_console.ui.reports_menu import add_reports
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.steps import legal_steps, possible
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.theme.palette import SPACE, priority_colour, status_colour
from dispatch_console.ui.tie_words import tie_facts
from dispatch_console.ui.widgets.badge import Badge
from dispatch_console.ui.widgets.candidate_list import CandidateList
from dispatch_console.ui.widgets.deed_row import DeedRow
from dispatch_console.ui.widgets.elided_label import ElidedLabel
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.ui.writing import allow
from dispatch_console.words import text
from dispatch_console.words.lifecycle import step_name

TICK_MS = 30_000


TITLE_WIDTH = 120
"""Pixels that the title has at least; buttons go into their menu for it."""


class InspectorPanel(QWidget):
    """The first of the selected tickets.

    `candidates_wanted(ticket id)` when its candidates are to be shown; `set_candidates` answers.
    `knowledge_wanted(ticket id)`: articles that fit it are to be shown in `knowledge`. What `tabs`
    want goes to whoever serves them. `why` stands beside the candidates: what keeps the ticket
    where it is, and what would change that.
    """

    candidates_wanted = Signal(object)
    knowledge_wanted = Signal(object)

    def __init__(
        self,
        store: BoardStore,
        selection: Selection,
        intents: Intents,
        zone: ZoneInfo,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._selection, self._intents, self._zone = store, selection, intents, zone
        self.setAccessibleName(tr("Inspector"))
        self._empty = EmptyState("inspector")
        self._last: Ticket | None = None
        self._title, self._number = ElidedLabel("heading"), label("caption")
        self._title.setMinimumWidth(TITLE_WIDTH)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._priority, self._status, self._against = Badge(), Badge(), Badge()
        self._others = ElidedLabel("caption")
        self._buttons = DeedRow()
        self._facts = FactsPage()
        self._candidates = CandidateList(zone)
        self._candidates.taken.connect(self._take)
        self._candidates.override_wanted.connect(self._override)
        self.why, self.knowledge = WhyPanel(), KnowledgePanel(intents.gate)
        self.tabs = TicketTabs(intents, zone, store.clock)
        self._wait = EmptyState("engineer")
        self._wanted: TicketId | None = None
        self._build()
        selection.changed.connect(self._show)
        store.changed.connect(self._show_if_changed)
        store.reset.connect(self._show)
        store.proposal_changed.connect(self._show)
        store.others_changed.connect(self._show_others)
        intents.gate.changed.connect(self._show_buttons)
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self._show_facts)
        self._clock.start()
        self._show()

    @property
    def ticket(self) -> Ticket | None:
        """The ticket shown."""
        chosen = self._selection.tickets
        return self._store.board.tickets.get(chosen[0]) if chosen else None

    def set_candidates(self, ticket: TicketId, candidates: Sequence[Candidate]) -> None:
        """The answer to `candidates_wanted`; one that comes too late is left aside."""
        if ticket != self._wanted:
            return
        self._candidates.show_candidates(candidates)
        if candidates:
            self._pages.setCurrentWidget(self._candidates)
        else:
            self._wait.say(
                tr("Nobody is on duty in the days shown"),
                tr("Show more days, or import engineers with their shifts."),
            )
            self._pages.setCurrentWidget(self._wait)

    def show_candidates(self) -> None:
        """Bring the candidates to the front."""
        self.tabs.setCurrentWidget(self._both)
        self.why.priced.setFocus()

    def show_conversation(self) -> None:
        """Bring the conversation to the front."""
        self.tabs.setCurrentWidget(self.tabs.conversation)

    # Building

    def _build(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self._wait)
        self._pages.addWidget(self._candidates)
        self._both = QSplitter(Qt.Orientation.Horizontal)
        self._both.addWidget(self.why)
        self._both.addWidget(self._pages)
        self._both.setChildrenCollapsible(False)
        self._both.setStretchFactor(0, 3)
        self._both.setStretchFactor(1, 2)
        tabs = self.tabs
        tabs.insertTab(0, self._facts, tr("Ticket"))
        tabs.insertTab(tabs.indexOf(tabs.life), self._both, tr("Candidates"))
        tabs.insertTab(tabs.indexOf(tabs.parts), self.knowledge, tr("Knowledge"))
        tabs.setCurrentWidget(self._facts)
        tabs.wanted.connect(self._want)
        head = QHBoxLayout()
        head.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, SPACE)
        head.setSpacing(2 * SPACE)
        head.addWidget(self._number)
        head.addWidget(self._priority)
        head.addWidget(self._status)
        head.addWidget(self._against)
        head.addWidget(self._title, 1)
        head.addWidget(self._buttons)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._others.setContentsMargins(3 * SPACE, 0, 3 * SPACE, SPACE)
        column.addLayout(head)
        column.addWidget(self._others)
        column.addWidget(self.tabs, 1)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        theme.dress(self, role="panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumHeight(120)

    # Showing

    def _show_if_changed(self, changes: ChangeSet) -> None:
        chosen = self._selection.tickets
        if chosen and (chosen[0] in changes.tickets or changes.engineers or changes.regions):
            self._show()

    def _show(self) -> None:
        ticket = self.ticket
        self._stack.setCurrentIndex(0 if ticket is None else 1)
        self._wanted = None
        if ticket is None:
            self.tabs.turn_to(None)
            self._show_none()
            return
        self._last = ticket
        palette = theme.current()
        self._number.setText(self._numbered(ticket))
        self._title.say(ticket.title, ticket.description)
        self._priority.show_state(
            text.priority_name(ticket.priority), priority_colour(palette, ticket.priority)
        )
        self._status.show_state(
            text.status_name(ticket.status), status_colour(palette, ticket.status)
        )
        override = ticket.override
        self._against.setVisible(override is not None)
        if override is not None:
            self._against.show_state(tr("Against rules"), palette.danger)
            self._against.setToolTip(plain_tip(by_whom(override, self._zone)))
        self._show_others()
        self._show_buttons()
        self._show_facts()
        self.tabs.turn_to(ticket.id)

    def _show_none(self) -> None:
        """Nothing is chosen; one that was shown and has left the board is offered where it is."""
        last, store = self._last, self._store
        if last is None or store.past is not None or last.whole in store.board.tickets:
            self._empty.say(
                tr("No ticket selected"), tr("Choose one on the board, the timeline or the map.")
            )
            self._empty.offer()
            return
        number, key = last.number, last.whole
        self._empty.say(
            tr("{number} has left the board", number=number),
            tr("Its window has all that is known of it and the steps it may still take."),
        )
        self._empty.offer(
            (tr("Open {ticket}", ticket=number), lambda: self._intents.open_ticket.emit(key))
        )

    def _numbered(self, ticket: Ticket) -> str:
        """Its number; of several selected tickets, that it alone is shown and acted on here."""
        count = len(self._store.wholes(self._selection.tickets))
        if count < 2:
            return ticket.whole_number
        return tr("{number}, first of {count}", number=ticket.whole_number, count=count)

    def _show_others(self) -> None:
        ticket = self.ticket
        sentence = at_ticket_sentence(self._store, ticket.id) if ticket else ""
        self._others.say(sentence)
        self._others.setVisible(bool(sentence))

    def _show_facts(self) -> None:
        ticket = self.ticket
        if ticket is None:
            return
        store = self._store
        groups = ticket_groups(
            store.board,
            ticket,
            store.shown_visit(ticket),
            store.clock(),
            self._zone,
            tie_facts(store, ticket),
        )
        self._facts.show_facts(groups, ticket.description)

    def _show_buttons(self) -> None:
        self._buttons.start()
        ticket = self.ticket
        if ticket is None:
            return
        intents, ids = self._intents, (ticket.id,)
        if ticket.status in PLANNABLE and intents.rights.may(Right.DISPATCH):
            name = tr("Reassign to…") if ticket.visit else tr("Assign to…")
            self._add(name, "primary", lambda: intents.ask_choose_engineer(ids))
            if ticket.visit is not None:
                self._add(tr("Unassign"), "", lambda: intents.ask_unassign(ids))
        if not intents.rights.may(Right.TICKETS):
            return
        self._add(tr("Edit…"), "", lambda: intents.edit_ticket.emit(ticket.id), writes=False)
        for step in legal_steps(self._store.board.definitions, [ticket], intents.rights):
            kind = "danger" if step is Status.CANCELLED else ""
            self._add(step_name(step), kind, lambda step=step: intents.ask_status(ids, step))
        self._add_more(ticket)

    def _add_more(self, ticket: Ticket) -> None:
        """What is done with a ticket and others."""
        intents, menu = self._intents, QMenu(self._buttons)
        if Status.MERGED in possible(self._store.board.definitions, ticket, intents.rights):
            menu.addAction(tr("Merge into…"), lambda: intents.merge.emit(ticket.id))
        menu.addAction(tr("Split…"), lambda: intents.split.emit(ticket.id))
        menu.addAction(tr("Link to…"), lambda: intents.link.emit(ticket.id))
        menu.addSeparator()
        add_reports(menu, partial(intents.service_report.emit, ticket.id))
        more = self._buttons.end(menu)
        menu.setParent(more, menu.windowFlags())
        allow(more, self._store.past is None, intents.gate)

    def _add(
        self, name: str, kind: str, action: Callable[[], object], *, writes: bool = True
    ) -> None:
        button, now = QPushButton(name), self._store.past is None
        if writes:
            allow(button, now, self._intents.gate)
        else:
            button.setEnabled(now)
        theme.dress(button, kind=kind)
        button.clicked.connect(lambda: action())
        self._buttons.add(button)

    # What is asked for only when it is looked at

    def _want(self, tab: QWidget, key: TicketId) -> None:
        ticket = self.ticket
        if tab is self._both and ticket is not None:
            self._want_candidates(ticket)
        elif tab is self.knowledge:
            self.knowledge_wanted.emit(key)

    def _want_candidates(self, ticket: Ticket) -> None:
        if ticket.status not in PLANNABLE:
            status = text.status_name(ticket.status)
            self._say(
                tr("This ticket is not to be assigned now"),
                tr("Its status is “{status}”: nobody is sent there while it is.", status=status),
            )
        elif ticket.location is None:
            self._say(
                tr("The place of this ticket is not known"),
                tr("It needs coordinates before anybody can be sent there."),
            )
        else:
            self.why.show()
            self._wait.say(tr("Comparing engineers…"), "", busy=True)
            self._pages.setCurrentWidget(self._wait)
            (self._wanted,) = self._store.to_fill((ticket.id,))
            self.candidates_wanted.emit(self._wanted)

    def _say(self, heading: str, sentence: str) -> None:
        self.why.hide()
        self._wait.say(heading, sentence)
        self._pages.setCurrentWidget(self._wait)

    def _take(self, engineer: EngineerId, start: object) -> None:
        if self._wanted is not None:
            self._intents.assign.emit((self._wanted,), engineer, start)

    def _override(self, engineer: EngineerId) -> None:
        if self._wanted is not None:
            self._intents.ask_override((self._wanted,), engineer, None)
