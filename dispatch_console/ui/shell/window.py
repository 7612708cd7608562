"""The window itself: its frame with the board, what it does, and how it ends in good order."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from dispatch_console.domain.ids import TicketId
from dispatch_console.support.i18n import language, tr
from dispatch_console.ui.board import BoardPanel
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.shell.days import Days
from dispatch_console.ui.shell.layout import Layout
from dispatch_console.ui.shell.session import Opening, Session
from dispatch_console.ui.store import BoardStore

if TYPE_CHECKING:
    from dispatch_console.ui.background import Background
    from dispatch_console.ui.change_hub import ChangeHub
    from dispatch_console.ui.draft_keeper import DraftKeeper
    from dispatch_console.ui.inspector import InspectorPanel
    from dispatch_console.ui.intake import Draft
    from dispatch_console.ui.map.panel import MapPanel
    from dispatch_console.ui.past import PastStrip
    from dispatch_console.ui.shell.actions import Actions
    from dispatch_console.ui.shell.alarms_flow import AlarmsFlow
    from dispatch_console.ui.shell.calls import Calls
    from dispatch_console.ui.shell.command_bar import CommandBar
    from dispatch_console.ui.shell.commands import Commands
    from dispatch_console.ui.shell.connection_banner import ConnectionBanner
    from dispatch_console.ui.shell.conversation_flow import ConversationFlow
    from dispatch_console.ui.shell.definitions_flow import DefinitionsFlow
    from dispatch_console.ui.shell.dialogs import Dialogs
    from dispatch_console.ui.shell.drafts_flow import DraftsFlow
    from dispatch_console.ui.shell.ending import Ending
    from dispatch_console.ui.shell.knowledge_flow import KnowledgeFlow
    from dispatch_console.ui.shell.moves_panel import MovesPanel
    from dispatch_console.ui.shell.notices_flow import NoticesFlow
    from dispatch_console.ui.shell.outbox_flow import OutboxFlow
    from dispatch_console.ui.shell.past_flow import PastFlow
    from dispatch_console.ui.shell.plan_bar import PlanBar
    from dispatch_console.ui.shell.planning_flow import PlanningFlow
    from dispatch_console.ui.shell.questions import Questions
    from dispatch_console.ui.shell.run_sheets_flow import RunSheetsFlow
    from dispatch_console.ui.shell.settings_flow import SettingsFlow
    from dispatch_console.ui.shell.status import Status
    from dispatch_console.ui.shell.top_bar import TopBar
    from dispatch_console.ui.shell.transfer_flow import TransferFlow
    from dispatch_console.ui.shell.undoing import Undoing
    from dispatch_console.ui.shell.warehouse_flow import WarehouseFlow
    from dispatch_console.ui.shell.why_flow import WhyFlow
    from dispatch_console.ui.shell.workload_flow import WorkloadFlow
    from dispatch_console.ui.timeline import TimelinePanel
    from dispatch_console.ui.widgets.message_bar import MessageBar

FIRST_SIZE = QSize(1600, 960)
LEAST_SIZE = QSize(1024, 640)


class MainWindow(QMainWindow):
    """Board, timeline, map and inspector over one store.

    Made for a `Session` it is whole. Made for an `Opening` it is the frame with the board alone,
    for which next to nothing is imported, until `furnish` gives it the rest. Shows at once and
    reads the board off this thread. `rebuild_wanted(Settings)`: language, theme or another setting
    has changed and is saved; make a new window with the same `store` and `calls.draft` and call
    `retire` on this one. `ended`: closed by the user, nothing of it runs any more.
    `login_wanted(bool)`: somebody else wants to log in; with True the password is to be forgotten.
    `shut_out(Exception)`: the server lets the login in no more; `lock_wanted`: nobody is to see it.
    `first_painted`: the frame made for an `Opening` is to be seen.
    """

    rebuild_wanted = Signal(object)
    ended = Signal()
    first_painted = Signal()
    login_wanted = Signal(bool)
    shut_out = Signal(object)
    lock_wanted = Signal()

    # All that `furnishing` gives it.
    session: Session
    share: "Background"
    ending: "Ending | None" = None
    hub: "ChangeHub"
    commands: "Commands"
    undoing: "Undoing"
    questions: "Questions"
    planning: "PlanningFlow"
    dialogs: "Dialogs"
    calls: "Calls"
    keeper: "DraftKeeper"
    drafts: "DraftsFlow"
    run_sheets: "RunSheetsFlow"
    knowledge: "KnowledgeFlow"
    warehouse: "WarehouseFlow"
    files: "TransferFlow"
    notices: "NoticesFlow"
    alarms: "AlarmsFlow"
    conversation: "ConversationFlow"
    outbox: "OutboxFlow"
    definitions: "DefinitionsFlow"
    workload: "WorkloadFlow"
    settings_flow: "SettingsFlow"
    why: "WhyFlow"
    messages: "MessageBar"
    plan_bar: "PlanBar"
    banner: "ConnectionBanner"
    past_strip: "PastStrip"
    past: "PastFlow"
    inspector: "InspectorPanel"
    timeline: "TimelinePanel"
    map: "MapPanel"
    moves: "MovesPanel"
    top_bar: "TopBar"
    status: "Status"
    actions_: "Actions"
    command_bar: "CommandBar"

    def __init__(
        self,
        work: Session | Opening,
        store: BoardStore | None = None,
        parent: QWidget | None = None,
        draft: "Draft | None" = None,
    ) -> None:
        super().__init__(parent)
        self.setLocale(QLocale(language()))
        first = work.opening if isinstance(work, Session) else work
        self.store = store or BoardStore(first.board, first.clock)
        self.selection, self.intents = Selection(self), Intents(self)
        self.days = Days(self.store, first.zone, keep=store is not None, parent=self)
        self.board = BoardPanel(self.store, self.selection, self.intents, first.zone)
        self.layout_ = Layout(self, first.user)
        self._lay_out()
        self.setWindowTitle(tr("Dispatch Console"))
        self.setMinimumSize(LEAST_SIZE)
        self.resize(FIRST_SIZE.boundedTo(self.screen().availableSize()))
        if isinstance(work, Session):
            self.furnish(work, draft)
        else:
            self.layout_.keep_room()
            self.board.installEventFilter(self)
        self.days.show(self.days.horizon)
        self._kept = self.layout_.restore(self.board)
        self.board.set_loading(not self.store.live.cursor)
        QTimer.singleShot(0, self, self._begin)

    def furnish(self, session: Session, draft: "Draft | None" = None) -> None:
        """Everything but the board."""
        from dispatch_console.ui.shell.furnishing import furnish

        with self.layout_.held():
            furnish(self, session, draft)

    @property
    def whole(self) -> bool:
        """Whether it has been furnished."""
        return self.ending is not None

    def appear(self) -> None:
        """Show where it was last time; the very first time, on the whole screen."""
        if self._kept:
            self.show()
        else:
            self.showMaximized()

    def retire(self) -> None:
        """Give way to a new window on the same store: remember the layout, stop, go."""
        self._stop(self.deleteLater)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.ending is None:
            event.accept()
            self.ended.emit()
            return
        if self.ending.over:
            event.accept()
            return
        event.ignore()
        if self.ending.begun:
            return
        self._unless_typing(self._leave)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self.first_painted.emit)
        return False

    def sizeHint(self) -> QSize:
        return FIRST_SIZE

    # Building

    def _lay_out(self) -> None:
        """All docks at their places; but for the board, what is in them comes by `furnish`."""
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        add = self.layout_.add
        self.setCentralWidget(QWidget())
        add("board", tr("Tickets"), self.board, left)
        self.map_dock = add("map", tr("Map"), QWidget(), right)
        self.inspector_dock = add("inspector", tr("Inspector"), QWidget(), bottom)
        self.moves_dock = add("moves", tr("Moves"), QWidget(), bottom)
        self.workload_dock = add("workload", tr("Workload"), QWidget(), bottom)
        for dock in (self.moves_dock, self.workload_dock):
            self.tabifyDockWidget(self.inspector_dock, dock)
            dock.hide()
        self.layout_.added()

    # Life

    def _begin(self) -> None:
        """After the first paint."""
        if not self._kept:
            self.layout_.arrange(self.width(), self.height())
        self.board.table.setFocus()

    def loaded(self) -> None:
        """The board was read."""
        self.board.set_loading(False)
        self.days.board_read()

    def unread(self, error: Exception) -> None:
        """The board could not be read."""
        self.board.set_loading(False)
        self.commands.report(error)

    def _unless_typing(self, leave: Callable[[], None]) -> None:
        """Leave, but where something is typed and not finished ask first."""
        if not self.calls.draft.empty:
            self.dialogs.ask_to_leave(leave)
        elif self.knowledge.writing:
            self.knowledge.ask_to_leave(leave)
        else:
            leave()

    def _leave(self) -> None:
        self._stop(self._ended)

    def _stop(self, then: Callable[[], None]) -> None:
        self.hide()
        if self.ending is None:
            then()
            return
        from dispatch_console.ui.conversation.comment_drafts import CommentDrafts

        self.layout_.keep(self.board)
        self.calls.hide()
        self.calls.keep_typed()
        for drafts in self.findChildren(CommentDrafts):
            drafts.keep_typed()
        self.planning.abandon()
        self.ending.begin(self.hub, self.planning.solver, self.share, then)

    def _ended(self) -> None:
        self.close()
        self.ended.emit()
        self.deleteLater()

    # Deeds

    def open_ticket(self, ticket: TicketId) -> None:
        """Tell all about a ticket."""
        self.selection.select_tickets([ticket])
        self.layout_.bring_up(self.inspector_dock)

    def show_candidates(self) -> None:
        """Tell who could take the chosen ticket."""
        self.layout_.bring_up(self.inspector_dock)
        self.inspector.show_candidates()

    def rank_for_inspector(self, ticket: TicketId) -> None:
        """Have the inspector's candidates ranked."""
        self.questions.rank((ticket,), lambda found: self.inspector.set_candidates(ticket, found))

    def show_moves(self) -> None:
        """Bring the moves under review to the front."""
        self.layout_.bring_up(self.moves_dock)
        self.moves.setFocus()

    def log_out(self, forget: bool) -> None:
        """Give the place to somebody else, once what was typed is saved or given up."""

        def leave() -> None:
            self.login_wanted.emit(forget)

        self._unless_typing(leave)

    def reset_layout(self) -> None:
        """Everything as it first was."""
        self.layout_.start_over()
        self.moves_dock.setVisible(self.store.proposal is not None)

    def hide_moves_once_decided(self) -> None:
        """Without a proposal there are no moves."""
        if self.store.proposal is None:
            self.moves_dock.hide()
