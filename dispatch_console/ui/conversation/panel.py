"""The inspector's tab *Conversation*: the line of time, and beside it what is written."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.conversation import Entry
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.roles import Right
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.ticket_timeline import Conversation
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.conversation.composer import Composer
from dispatch_console.ui.conversation.entry_view import EntryView
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.elided_label import ElidedLabel
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.writing import CONNECTION, allow
from dispatch_console.words.text import queue_name

MOST = 60
"""Entries that are shown at first, the newest."""

HELP_ASKED = frozenset({"timeline.help_asked", "timeline.help_asked_by"})


class ConversationPanel(QWidget):
    """Shows what it is given; whoever owns it reads and writes.

    `file_wanted(Attachment)`, `hand_over_wanted`, `help_wanted`, `watch_wanted(bool)`,
    `taken(HandOver)`, `return_wanted(HandOver)`, `answer_wanted(HelpRequest)`,
    `withdrawn(HelpRequest)`, `owner_wanted(login)`; `composer` tells what is to be sent.

    `known()`: the ticket in question where its row is known without the server, so that a comment
    can be begun though its conversation cannot be read.
    """

    file_wanted = Signal(object)
    hand_over_wanted = Signal()
    help_wanted = Signal()
    watch_wanted = Signal(bool)
    taken = Signal(object)
    return_wanted = Signal(object)
    answer_wanted = Signal(object)
    withdrawn = Signal(object)
    owner_wanted = Signal(str)

    def __init__(self, intents: Intents, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._intents, self._zone = intents, zone
        self.known: Callable[[], Ticket | None] = lambda: None
        self._unread = False
        self._shown: Conversation | None = None
        self._user, self._past, self._all_of = "", False, TicketId(0)
        self._whose = ElidedLabel("caption")
        self.hand_over = QPushButton(tr("Hand over…"))
        self.help = QPushButton(tr("Ask for help…"))
        self.owner = QPushButton(tr("Owner"))
        self.owner.setMenu(QMenu(self.owner))
        self.owner.menu().aboutToShow.connect(self._list_owners)
        self.watch = QPushButton(tr("Watch"))
        self.watch.setCheckable(True)
        self.hand_over.clicked.connect(self.hand_over_wanted)
        self.help.clicked.connect(self.help_wanted)
        self.watch.clicked.connect(self.watch_wanted)
        self.composer = Composer(intents)
        self._list = QScrollArea()
        self._list.setWidgetResizable(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(tr("Conversation"))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._wait = EmptyState("phone")
        self._pages = QStackedWidget()
        self._build()
        intents.gate.changed.connect(self._judge)

    @property
    def conversation(self) -> Conversation | None:
        """The one shown."""
        return self._shown

    def show_reading(self) -> None:
        """It is being looked up; who writes meanwhile is not disturbed."""
        self._shown = None
        ticket, away = self.known(), self._intents.gate.only(CONNECTION)
        if ticket is not None and (away or self._is_written_of(ticket)):
            self._show_unread(ticket, "")
            return
        self._unread = False
        self._wait.say(tr("Reading the conversation…"), "", busy=True)
        self._pages.setCurrentWidget(self._wait)

    def show_failure(self, sentence: str) -> None:
        """It could not be looked up; of a ticket that is known a comment can be begun."""
        self._shown = None
        ticket = self.known()
        if ticket is not None:
            self._show_unread(ticket, sentence)
            return
        self._wait.say(tr("The conversation cannot be read"), sentence)
        self._pages.setCurrentWidget(self._wait)

    def show_conversation(self, it: Conversation, user: str, *, past: bool) -> None:
        """The ticket's line of time as the user sees it; in the past nothing can be said."""
        self._unread = False
        same = self._shown == it and self._past == past and self._user == user
        self._shown, self._user, self._past = it, user, past
        if not same:
            self._fill(it)
        may = self._intents.rights.may(Right.COMMENT) and not past
        self.composer.turn_to(it.ticket, possible=may)
        self._whose.say(self._whose_words(it))
        self.watch.setChecked(user in it.watchers)
        self._judge()
        self._pages.setCurrentIndex(1)

    def _is_written_of(self, ticket: Ticket) -> bool:
        """Whether a comment on it can be in the making though its conversation was not read."""
        writing = self.composer.ticket
        return self._unread and writing is not None and writing.id == ticket.id

    def _show_unread(self, ticket: Ticket, sentence: str) -> None:
        """What can be written of a ticket whose conversation nobody can read now."""
        self._unread, self._past = True, False
        words = tr("What you write is kept, and sent once when the server is back.")
        missing = EmptyState("offline")
        missing.say(
            tr("The conversation cannot be read"), "\n".join(filter(None, (sentence, words)))
        )
        self._list.setWidget(missing)
        self.composer.turn_to(ticket, possible=self._intents.rights.may(Right.COMMENT))
        self._whose.say("")
        self.watch.setChecked(False)
        self._judge()
        self._pages.setCurrentIndex(1)

    def _build(self) -> None:
        right = QWidget()
        deeds = QHBoxLayout()
        deeds.setSpacing(SPACE)
        for button in (self.hand_over, self.help, self.owner, self.watch):
            deeds.addWidget(button, 1)
        column = QVBoxLayout(right)
        column.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self._whose)
        column.addLayout(deeds)
        column.addWidget(self.composer, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self._list)
        split.addWidget(_scrolling(right))
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        self._pages.addWidget(self._wait)
        self._pages.addWidget(split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    def _fill(self, it: Conversation) -> None:
        sheet = QWidget()
        theme.dress(sheet, role="panel")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        column.setSpacing(SPACE)
        entries = it.entries if self._all_of == it.ticket.id else it.entries[-MOST:]
        if earlier := len(it.entries) - len(entries):
            more = QPushButton(tr("Show {count} earlier entries", count=earlier))
            more.clicked.connect(self._show_all)
            column.addWidget(more)
        for entry in entries:
            asked = entry.code in HELP_ASKED
            late = asked and entry.ref in it.overdue
            view = EntryView(entry, self._zone, overdue=late)
            view.file_wanted.connect(self.file_wanted)
            for button in view.offer(*self._deeds(entry, it)):
                allow(button, not self._past, self._intents.gate)
            column.addWidget(view)
        column.addStretch(1)
        self._list.setWidget(sheet)
        bar = self._list.verticalScrollBar()
        QTimer.singleShot(0, sheet, lambda: bar.setValue(bar.maximum()))

    def _deeds(self, entry: Entry, it: Conversation) -> list[tuple[str, Callable[[], object]]]:
        """What can be done about an open hand-over or question."""
        if not self._intents.rights.may(Right.COMMENT):
            return []
        moved = it.open_hand_over
        begun = entry.code in {"timeline.handed_over", "timeline.handed_on"}
        if begun and moved is not None and moved.id == entry.ref:
            tickets = self._intents.rights.may(Right.TICKETS)
            if tickets or moved.to_queue in it.mine:
                return [
                    (tr("Take over"), lambda: self.taken.emit(moved)),
                    (tr("Return…"), lambda: self.return_wanted.emit(moved)),
                ]
        if entry.code in HELP_ASKED:
            found = next((one for one in it.open_help if one.id == entry.ref), None)
            if found is not None:
                return [
                    (tr("Answer…"), lambda: self.answer_wanted.emit(found)),
                    (tr("Withdraw"), lambda: self.withdrawn.emit(found)),
                ]
        return []

    def _show_all(self) -> None:
        if self._shown is not None:
            self._all_of = self._shown.ticket.id
            self._fill(self._shown)

    def _list_owners(self) -> None:
        """Whom the ticket could belong to: the people of its department first."""
        menu, it = self.owner.menu(), self._shown
        menu.clear()
        if it is None:
            return
        place = next((queue for queue in it.queues if queue.id == it.ticket.queue_id), None)
        near = place.members if place is not None else ()
        for login in dict.fromkeys((*near, *it.logins, "")):
            action = menu.addAction((login or tr("nobody")).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(login == it.ticket.owner)
            action.triggered.connect(lambda _=False, login=login: self.owner_wanted.emit(login))

    def _whose_words(self, it: Conversation) -> str:
        place = next((queue for queue in it.queues if queue.id == it.ticket.queue_id), None)
        return tr(
            "Department: {queue} · Owner: {owner}",
            queue=tr("none") if place is None else queue_name(place),
            owner=it.ticket.owner or tr("nobody"),
        )

    def _judge(self) -> None:
        rights, gate = self._intents.rights, self._intents.gate
        now = not self._past and self._shown is not None
        for button in (self.hand_over, self.owner):
            allow(button, now and rights.may(Right.TICKETS), gate)
        for button in (self.help, self.watch):
            allow(button, now and rights.may(Right.COMMENT), gate)


def _scrolling(sheet: QWidget) -> QScrollArea:
    """The sheet; where it is too low for all of it one scrolls down."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(sheet)
    bar = area.verticalScrollBar().sizeHint().width()
    area.setMinimumWidth(sheet.minimumSizeHint().width() + bar)
    return area
