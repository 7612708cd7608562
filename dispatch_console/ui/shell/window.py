"""The window itself: it puts the panels together, and ends in good order."""

from dataclasses import replace

from PySide6.QtCore import QLocale, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QMenuBar, QVBoxLayout, QWidget

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.lifecycle import PLANNABLE
from dispatch_console.support import settings as files
from dispatch_console.support.i18n import language, tr
from dispatch_console.support.settings import Settings
from dispatch_console.ui.board import BoardPanel
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.inspector import InspectorPanel
from dispatch_console.ui.intake import Draft
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.map.panel import MapPanel
from dispatch_console.ui.presence import PresenceButton
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.shell.actions import Actions, Deeds
from dispatch_console.ui.shell.calls import Calls
from dispatch_console.ui.shell.closed_search import ClosedSearch
from dispatch_console.ui.shell.command_bar import BarDeeds, CommandBar
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.dialogs import Dialogs
from dispatch_console.ui.shell.ending import Ending
from dispatch_console.ui.shell.history_flow import HistoryFlow
from dispatch_console.ui.shell.horizon import Horizon, Length, first_day_with_shifts, today
from dispatch_console.ui.shell.keys import panel_keys
from dispatch_console.ui.shell.kpi_strip import KpiStrip
from dispatch_console.ui.shell.layout import Layout
from dispatch_console.ui.shell.moves_panel import MovesPanel
from dispatch_console.ui.shell.plan_bar import PlanBar
from dispatch_console.ui.shell.planning_flow import PlanningFlow
from dispatch_console.ui.shell.presence_flow import PresenceFlow
from dispatch_console.ui.shell.questions import Questions
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.shell.status import Status, server_shown
from dispatch_console.ui.shell.ticket_editing import TicketEditing
from dispatch_console.ui.shell.top_bar import TopBar
from dispatch_console.ui.shell.undoing import Undoing
from dispatch_console.ui.shell.why_flow import WhyFlow
from dispatch_console.ui.shell.workload_flow import WorkloadFlow
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.timeline import TimelinePanel
from dispatch_console.ui.widgets.message_bar import MessageBar

FIRST_SIZE = QSize(1600, 960)
LEAST_SIZE = QSize(1024, 640)


class MainWindow(QMainWindow):
    """Board, timeline, map and inspector over one store.

    Shows at once and reads the board off this thread. `rebuild_wanted(Settings)`: language, theme
    or another setting has changed and is saved; make a new window with the same `store` and
    `calls.draft` and call `retire` on this one. `ended`: closed by the user, nothing of it runs any
    more.
    """

    rebuild_wanted = Signal(object)
    ended = Signal()

    def __init__(
        self,
        session: Session,
        store: BoardStore | None = None,
        parent: QWidget | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(parent)
        self.setLocale(QLocale(language()))
        self._share = session.background.share(self)
        self._session = session = replace(session, background=self._share)
        clock = session.context.clock
        self.store = store or BoardStore(Board(read_at=clock()), clock)
        self.selection, self.intents = Selection(self), Intents(self)
        self._ending = Ending(self)
        self._horizon = Horizon(today(clock(), session.zone), Length.DAY, session.zone)
        self.messages, self.plan_bar = MessageBar(), PlanBar()
        self.hub = ChangeHub(session.context, self._share, self.store, self)
        self.commands = Commands(session, self.store, self.intents, self.hub, self.messages, self)
        self.undoing = Undoing(session, self.hub, self.commands, self.messages, self)
        self.questions = Questions(session, self.store, self.intents, self)
        self.planning = PlanningFlow(
            session, self.store, self.hub, self.plan_bar, self.messages, self
        )
        self.dialogs = Dialogs(
            self, session, self.store, self.intents, self.commands, self.questions
        )
        self.calls = Calls(
            self,
            session,
            self.store,
            self.selection,
            self.intents,
            self.commands,
            self.messages,
            draft,
        )
        self.workload = WorkloadFlow(
            self,
            session,
            self.store,
            self.selection,
            self.intents,
            self.planning,
            self.commands,
            self.dialogs,
            self.messages,
        )
        self._build()
        self.why = WhyFlow(
            session,
            self.store,
            self.selection,
            self.intents,
            self.inspector.why,
            self.commands,
            self.planning.desk,
            self,
        )
        self._connect()
        self._set_up_horizon(keep=store is not None)
        self.setWindowTitle(tr("Dispatch Console"))
        self.setMinimumSize(LEAST_SIZE)
        self.resize(FIRST_SIZE.boundedTo(self.screen().availableSize()))
        self._kept = self.layout_.restore(self.board)
        QTimer.singleShot(0, self, self._begin)

    def appear(self) -> None:
        """Show where it was last time; the very first time, on the whole screen."""
        if self._kept:
            self.show()
        else:
            self.showMaximized()

    def retire(self) -> None:
        """Give way to a new window on the same store: remember the layout, stop, go."""
        self.layout_.keep(self.board)
        self.calls.hide()
        self.hide()
        self.planning.abandon()
        self._ending.begin(self.hub, self.planning.solver, self._share, self.deleteLater)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._ending.over:
            event.accept()
            return
        event.ignore()
        if self._ending.begun:
            return
        if not self.calls.draft.empty:
            self.dialogs.ask_to_leave(self._leave)
        else:
            self._leave()

    def sizeHint(self) -> QSize:
        return FIRST_SIZE

    # Building

    def _build(self) -> None:
        zone, store, share = self._session.zone, self.store, self._share
        shared = (store, self.selection, self.intents, zone)
        self.board, self.inspector = BoardPanel(*shared), InspectorPanel(*shared)
        self.timeline = TimelinePanel(*shared)
        self.map = MapPanel(*shared, background=share, tiles=self._session.tiles)
        self.moves = MovesPanel(store, self.selection, zone, self.planning.desk)
        self.top_bar = TopBar(
            store,
            KpiStrip(store, share),
            PresenceButton(store, self.intents, zone),
            self._horizon,
        )
        context = self._session.context
        self.status = Status(
            server_shown(context.database.server), context.user, context.clock, zone
        )
        self.setStatusBar(self.status)
        self.setCentralWidget(self.timeline)
        self.layout_ = Layout(self, context.user)
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        self.layout_.add("board", tr("Tickets"), self.board, left)
        self.layout_.add("map", tr("Map"), self.map, right)
        self._inspector_dock = self.layout_.add(
            "inspector", tr("Inspector"), self.inspector, bottom
        )
        self._moves_dock = self.layout_.add("moves", tr("Moves"), self.moves, bottom)
        self.tabifyDockWidget(self._inspector_dock, self._moves_dock)
        self._moves_dock.hide()
        self.workload.dock(self.layout_)
        self._add_head()

    def _add_head(self) -> None:
        """Menus, top bar, plan bar and messages: all above the docks."""
        head, bar = QWidget(), QMenuBar()
        self.actions_ = Actions(
            self, bar, self._deeds(), language=language(), look=self._session.settings.theme
        )
        self.actions_.panels.addActions([dock.toggleViewAction() for dock in self.layout_.docks])
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (bar, self.top_bar, self.plan_bar, self.messages):
            column.addWidget(widget)
        self.setMenuWidget(head)
        self.command_bar = self._make_command_bar(bar)
        ClosedSearch(self._session, self.store, self.intents, self.board, self)
        HistoryFlow(self._session, self.store, self.inspector, self)
        editing = TicketEditing(
            self,
            self._session,
            self.store,
            self.intents,
            self.commands,
            self.dialogs,
            self.messages,
        )
        PresenceFlow(self.selection, editing, self.hub, self)

    def _make_command_bar(self, menus: QMenuBar) -> CommandBar:
        deeds = BarDeeds(
            go_to=lambda day: self._show(replace(self._horizon, first=day)),
            show_view=self.board.views.choose,
            views=lambda: self.board.views.names,
            plan=self.planning.plan,
            publish=self.planning.publish,
        )
        shared = (self._session, self.store, self.selection, self.intents, self.commands)
        return CommandBar(*shared, menus, deeds, self)

    def _deeds(self) -> Deeds:
        dialogs, planning, board = self.dialogs, self.planning, self.board
        return Deeds(
            new_ticket=self.calls.show,
            import_file=dialogs.import_file,
            settings=lambda: dialogs.settings(self._ask_rebuild),
            undo=self.undoing.undo,
            redo=self.undoing.redo,
            quit_window=self.close,
            search=board.focus_search,
            clear_filter=board.filters.clear,
            show_kanban=board.show_kanban,
            show_days=lambda days: self._show(replace(self._horizon, length=Length(days))),
            step_days=lambda steps: self._show(self._horizon.moved(steps)),
            today=self._show_today,
            step_panels=self.layout_.step_panels,
            reset_layout=self._reset_layout,
            set_language=lambda code: self._change_settings(language=code),
            set_theme=lambda mode: self._change_settings(theme=mode),
            assign=lambda: dialogs.assign(self.selection.tickets),
            unassign=lambda: self.commands.unassign(self.selection.tickets),
            edit=lambda: self.intents.edit_ticket.emit(self.selection.tickets[0]),
            candidates=self._show_candidates,
            workload=self.workload.show,
            urgent=self.workload.urgent,
            change_budget=self.workload.change_budget,
            plan=planning.plan,
            publish=planning.publish,
            discard=planning.discard,
            shortcuts=lambda: dialogs.shortcuts({**self.actions_.keys(), **panel_keys()}),
            command_bar=lambda: self.command_bar.open(),
            views=board.views.pop_up,
            step_views=board.views.step,
            columns=board.arrange_columns,
            group_by=board.group_by,
        )

    def _connect(self) -> None:
        self._share.unhandled.connect(self.commands.report)
        self.hub.loaded.connect(self._loaded)
        self.hub.failed.connect(self._unread)
        self.hub.online_changed.connect(
            lambda online: self.status.show_online(online, self.store.board.read_at)
        )
        self.commands.busy_changed.connect(self.status.show_busy)
        self.board.import_wanted.connect(self.dialogs.import_file)
        self.board.new_ticket_wanted.connect(self.calls.show)
        self.intents.choose_engineer.connect(self.dialogs.assign)
        self.intents.open_ticket.connect(self._open_ticket)
        self.inspector.candidates_wanted.connect(self._rank_for_inspector)
        self.inspector.candidates_wanted.connect(self.why.ask)
        self.top_bar.horizon_chosen.connect(self._show)
        self.top_bar.today_wanted.connect(self._show_today)
        self.top_bar.plan.clicked.connect(self.planning.plan)
        self.top_bar.budget.clicked.connect(self.workload.change_budget)
        self.plan_bar.moves_wanted.connect(self._show_moves)
        self.planning.idle_changed.connect(self._show_what_is_possible)
        self.planning.desk.busy_changed.connect(self._show_what_is_possible)
        self.store.proposal_changed.connect(self._show_what_is_possible)
        self.selection.changed.connect(self._show_what_is_possible)
        self.undoing.changed.connect(self._show_what_is_possible)
        self.store.changed.connect(self._show_what_is_possible)
        self._show_what_is_possible()

    # Life

    def _begin(self) -> None:
        """After the first paint."""
        if not self._kept:
            self.layout_.arrange(self.width(), self.height())
        self.board.set_loading(not self.store.board.cursor)
        self.board.table.setFocus()
        self.hub.start()

    def _loaded(self) -> None:
        self.board.set_loading(False)
        self.status.show_online(True, self.store.board.read_at)
        first = first_day_with_shifts(self.store.board.shifts.values(), self._horizon)
        if first is not None and not self._session_has_shown_days:
            self._show(replace(self._horizon, first=first))
        self._session_has_shown_days = True

    def _unread(self, error: Exception) -> None:
        self.board.set_loading(False)
        self.commands.report(error)

    def _leave(self) -> None:
        self.layout_.keep(self.board)
        self.calls.hide()
        self.hide()
        self.planning.abandon()
        self._ending.begin(self.hub, self.planning.solver, self._share, self._ended)

    def _ended(self) -> None:
        self.close()
        self.ended.emit()
        self.deleteLater()

    # Days

    def _set_up_horizon(self, *, keep: bool) -> None:
        self._session_has_shown_days = keep
        start, end = self.store.horizon
        days = round((end - start).total_seconds() / 86400)
        if keep and days in list(Length):
            first = today(start, self._session.zone)
            self._horizon = Horizon(first, Length(days), self._session.zone)
        self._show(self._horizon)

    def _show(self, horizon: Horizon) -> None:
        self._horizon = horizon
        self.top_bar.show_horizon(horizon)
        self.store.set_horizon(*horizon.span)

    def _show_today(self) -> None:
        now = self.store.clock()
        self._show(replace(self._horizon, first=today(now, self._session.zone)))

    # Deeds

    def _open_ticket(self, ticket: TicketId) -> None:
        self.selection.select_tickets([ticket])
        self.layout_.bring_up(self._inspector_dock)

    def _show_candidates(self) -> None:
        self.layout_.bring_up(self._inspector_dock)
        self.inspector.show_candidates()

    def _rank_for_inspector(self, ticket: TicketId) -> None:
        self.questions.rank((ticket,), lambda found: self.inspector.set_candidates(ticket, found))

    def _show_moves(self) -> None:
        self.layout_.bring_up(self._moves_dock)
        self.moves.setFocus()

    def _reset_layout(self) -> None:
        for dock in self.layout_.docks:
            dock.setFloating(False)
            dock.setVisible(dock is not self._moves_dock)
        self.workload.hide()
        self.layout_.arrange(self.width(), self.height())

    def _show_what_is_possible(self) -> None:
        tickets = self.store.board.tickets
        chosen = [tickets[t] for t in self.selection.tickets if t in tickets]
        movable = any(ticket.status in PLANNABLE for ticket in chosen)
        proposal, at_rest = self.store.proposal, not self.planning.desk.busy
        reviewing = proposal is not None
        actions = self.actions_
        actions.assign.setEnabled(movable and not reviewing)
        actions.unassign.setEnabled(movable and not reviewing and any(t.visit for t in chosen))
        actions.candidates.setEnabled(bool(chosen))
        actions.edit.setEnabled(len(chosen) == 1)
        actions.plan.setEnabled(self.planning.idle)
        self.top_bar.plan.setEnabled(self.planning.idle)
        actions.undo.setText(self.undoing.undo_name)
        actions.undo.setEnabled(self.undoing.can_undo and not reviewing)
        actions.redo.setText(self.undoing.redo_name)
        actions.redo.setEnabled(self.undoing.can_redo and not reviewing)
        something = proposal is not None and bool(proposal.moves or proposal.absence)
        actions.publish.setEnabled(something and at_rest)
        actions.discard.setEnabled(reviewing and at_rest)
        actions.change_budget.setEnabled(self.planning.idle)
        self.top_bar.budget.setEnabled(self.planning.idle)
        waits = len(chosen) == 1 and movable and chosen[0].visit is None
        actions.urgent.setEnabled(waits and self.planning.idle)
        if not reviewing:
            self._moves_dock.hide()

    # Settings

    def _change_settings(self, **changes: str) -> None:
        wanted = self._session.settings.model_copy(update=changes)
        self._share.free(
            lambda: files.save(wanted), lambda _: self._ask_rebuild(wanted), self._not_saved
        )

    def _not_saved(self, error: Exception) -> None:
        self.commands.report(error)

    def _ask_rebuild(self, settings: Settings) -> None:
        if self.planning.solver.busy or self.calls.busy:
            self.messages.warn(
                tr("The settings are saved. They take effect once planning and forms are done."),
                tr("Apply now"),
                lambda: self._ask_rebuild(settings),
            )
            return
        self.rebuild_wanted.emit(settings)
