"""Everything of the window but the board: panels, menus, and who hears whom."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QVBoxLayout, QWidget

from dispatch_console.domain.roles import Right
from dispatch_console.services.drafts.key import draft_key
from dispatch_console.services.drafts.shelf import Shelf
from dispatch_console.services.importing.field import Kind
from dispatch_console.support.i18n import language
from dispatch_console.ui.bar.commands import UseMap
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.draft_keeper import DraftKeeper
from dispatch_console.ui.inspector import InspectorPanel
from dispatch_console.ui.intake import Draft
from dispatch_console.ui.map.panel import MapPanel
from dispatch_console.ui.past import PastStrip
from dispatch_console.ui.permits import permit, who_words
from dispatch_console.ui.presence import PresenceButton
from dispatch_console.ui.shell.actions import Actions, Deeds
from dispatch_console.ui.shell.alarms_flow import AlarmsFlow
from dispatch_console.ui.shell.calls import Calls
from dispatch_console.ui.shell.closed_search import ClosedSearch
from dispatch_console.ui.shell.closed_tickets import ClosedTickets
from dispatch_console.ui.shell.command_bar import BarDeeds, CommandBar
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.connection_banner import ConnectionBanner
from dispatch_console.ui.shell.connection_flow import ConnectionFlow
from dispatch_console.ui.shell.definitions_flow import DefinitionsFlow
from dispatch_console.ui.shell.dialogs import Dialogs
from dispatch_console.ui.shell.drafts_flow import DraftsFlow
from dispatch_console.ui.shell.ending import Ending
from dispatch_console.ui.shell.keys import panel_keys
from dispatch_console.ui.shell.knowledge_flow import KnowledgeFlow
from dispatch_console.ui.shell.kpi_strip import KpiStrip
from dispatch_console.ui.shell.map_flow import MapFlow
from dispatch_console.ui.shell.moves_panel import MovesPanel
from dispatch_console.ui.shell.notices_flow import NoticesFlow
from dispatch_console.ui.shell.past_flow import PastFlow
from dispatch_console.ui.shell.plan_bar import PlanBar
from dispatch_console.ui.shell.planning_flow import PlanningFlow
from dispatch_console.ui.shell.plans_flow import PlansFlow
from dispatch_console.ui.shell.possible import Possible
from dispatch_console.ui.shell.presence_flow import PresenceFlow
from dispatch_console.ui.shell.questions import Questions
from dispatch_console.ui.shell.region_flow import RegionFlow
from dispatch_console.ui.shell.report_flow import ReportFlow
from dispatch_console.ui.shell.run_sheets_flow import RunSheetsFlow
from dispatch_console.ui.shell.service_menu import administration_entries, service_entries
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.shell.settings_flow import SettingsFlow
from dispatch_console.ui.shell.status import Status, server_shown
from dispatch_console.ui.shell.step_flow import StepFlow
from dispatch_console.ui.shell.ticket_editing import TicketEditing
from dispatch_console.ui.shell.ticket_flows import serve
from dispatch_console.ui.shell.ticket_reading import TicketHost
from dispatch_console.ui.shell.top_bar import TopBar
from dispatch_console.ui.shell.transfer_flow import TransferFlow
from dispatch_console.ui.shell.undoing import Undoing
from dispatch_console.ui.shell.warehouse_flow import WarehouseFlow
from dispatch_console.ui.shell.why_flow import WhyFlow
from dispatch_console.ui.shell.window import MainWindow
from dispatch_console.ui.shell.workload_flow import WorkloadFlow
from dispatch_console.ui.timeline import TimelinePanel
from dispatch_console.ui.widgets.in_turns import InTurns
from dispatch_console.ui.widgets.message_bar import MessageBar

MANY = 500
"""Tickets that are painted panel by panel if they change at once."""


def furnish(window: MainWindow, session: Session, draft: Draft | None) -> None:
    """Make the window whole; it begins to read the board once the event loop runs."""
    window.share = session.background.share(window)
    window.session = session = replace(session, background=window.share)
    window.ending = Ending(window)
    window.intents.set_rights(session.rights)
    _add_flows(window, session, draft)
    _add_panels(window, session)
    _add_head(window, session)
    window.why = WhyFlow(
        session,
        window.store,
        window.selection,
        window.intents,
        window.inspector.why,
        window.commands,
        window.planning.desk,
        window,
    )
    _connect(window)
    window.days.show(window.days.horizon)
    QTimer.singleShot(0, window, window.hub.start)


def _add_flows(window: MainWindow, session: Session, draft: Draft | None) -> None:
    store, intents = window.store, window.intents
    window.messages, window.plan_bar = MessageBar(), PlanBar(session.zone)
    turns = InTurns(window)
    window.plan_bar.about_to_resize.connect(turns.hold)
    store.changed.connect(lambda changes: turns.hold() if len(changes.tickets) > MANY else None)
    window.hub = ChangeHub(session.context, window.share, store, window)
    window.commands = Commands(session, store, intents, window.hub, window.messages, window)
    window.undoing = Undoing(session, window.hub, window.commands, window.messages, window)
    window.questions = Questions(session, store, intents, window)
    window.planning = PlanningFlow(
        session, store, window.hub, window.plan_bar, window.messages, window.commands, window
    )
    window.dialogs = Dialogs(window, session, store, intents, window.commands, window.questions)
    shelf = Shelf(session.context.database.url, session.context.user, draft_key)
    window.keeper = DraftKeeper(shelf, window.share, window)
    window.calls = Calls(
        window,
        session,
        store,
        window.selection,
        intents,
        window.commands,
        window.messages,
        window.keeper,
        draft,
    )
    window.workload = WorkloadFlow(
        window,
        session,
        store,
        window.selection,
        intents,
        window.planning,
        window.commands,
        window.dialogs,
        window.messages,
    )
    window.warehouse = WarehouseFlow(window)
    say = window.messages
    window.files = TransferFlow(session, window.dialogs, window, say.done, say.fail)
    window.settings_flow = SettingsFlow(
        session, window.planning, window.calls, window.commands, window.messages, window
    )


def _add_panels(window: MainWindow, session: Session) -> None:
    store, context, zone = window.store, session.context, session.zone
    shared = (store, window.selection, window.intents, zone)
    window.inspector, window.timeline = InspectorPanel(*shared), TimelinePanel(*shared)
    window.map = MapPanel(*shared, background=window.share, tiles=session.tiles)
    window.moves = MovesPanel(store, window.selection, zone, window.planning.desk)
    presence = PresenceButton(store, window.intents, zone)
    strip = KpiStrip(store, window.share)
    window.top_bar = TopBar(store, strip, presence, window.days.horizon)
    server, who = server_shown(context.database.server), who_words(context.user, session.rights)
    window.status = Status(server, who, context.clock, zone)
    window.banner = ConnectionBanner(server, context.clock, zone)
    window.setStatusBar(window.status)
    window.setCentralWidget(window.timeline)
    window.past_strip = PastStrip(zone)
    window.past = PastFlow(
        window,
        session,
        store,
        window.past_strip,
        window.days,
        window.planning,
        window.commands,
    )
    window.map_dock.setWidget(window.map)
    window.inspector_dock.setWidget(window.inspector)
    window.moves_dock.setWidget(window.moves)
    window.workload.dock(window.workload_dock)


def _add_head(window: MainWindow, session: Session) -> None:
    """Menus, top bar, plan bar and messages: all above the docks."""
    head, bar = QWidget(), QMenuBar()
    window.definitions = DefinitionsFlow(window)
    map_flow = MapFlow(window)
    window.actions_ = Actions(
        window,
        bar,
        _deeds(window, map_flow),
        service_entries(window),
        administration_entries(window),
        rights=session.rights,
        shared=session.shared,
        language=language(),
        look=session.settings.theme,
    )
    window.actions_.panels.addActions([dock.toggleViewAction() for dock in window.layout_.docks])
    column = QVBoxLayout(head)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    menus = QHBoxLayout()
    menus.setSpacing(0)
    menus.addWidget(bar, 1)
    column.addLayout(menus)
    for widget in (window.top_bar, window.banner, window.past_strip, window.plan_bar):
        column.addWidget(widget)
    window.setMenuWidget(head)
    window.plan_bar.give_back_to(window.board.table, (head, window.moves_dock))
    window.messages.lie_over(window)
    window.command_bar = _make_command_bar(window, session, bar, map_flow)
    ClosedSearch(session, window.store, window.board, window)
    ClosedTickets(window)
    window.knowledge = KnowledgeFlow(
        window,
        session,
        window.store,
        window.hub,
        window.commands,
        window.inspector,
        window.intents,
        window.messages,
    )
    window.settings_flow.holds.append(lambda: window.knowledge.writing)
    window.conversation = serve(
        TicketHost.of(window, window.inspector.tabs, window, window.messages)
    )
    window.notices = NoticesFlow(window, session, window.intents, window.commands, window.hub)
    window.alarms = AlarmsFlow(window, window.top_bar.strip)
    # Beside the menus: there is room for all of them even in a small window.
    menus.addWidget(window.alarms.strip)
    window.top_bar.add(window.notices.bell)
    StepFlow(
        window,
        session,
        window.store,
        window.intents,
        window.commands,
        window.dialogs,
        window.messages,
    )
    ReportFlow(window, session, window.intents, window.commands, window.messages)
    editing = TicketEditing(
        window,
        session,
        window.store,
        window.intents,
        window.commands,
        window.dialogs,
        window.messages,
        window.keeper,
    )
    PresenceFlow(window.selection, editing, window.hub, window)
    ConnectionFlow(
        window.hub,
        window.store,
        window.intents.gate,
        window.banner,
        window.status,
        window.messages,
        session.zone,
        server_shown(session.context.database.server),
        window,
    )
    window.run_sheets = RunSheetsFlow(
        window,
        session,
        window.store,
        window.commands,
        window.dialogs,
        window.banner,
        window.messages,
    )
    window.drafts = DraftsFlow(
        window,
        session,
        window.store,
        window.intents,
        window.hub,
        window.keeper,
        window.calls,
        window.conversation,
        window.dialogs,
        window.banner,
        window.messages,
    )
    shared = (session, window.store, window.map.tools.regions, window.commands, window.messages)
    RegionFlow(window, *shared)


def _make_command_bar(
    window: MainWindow, session: Session, menus: QMenuBar, map_flow: MapFlow
) -> CommandBar:
    deeds = BarDeeds(
        go_to=window.days.start_at,
        show_view=window.board.views.choose,
        views=lambda: window.board.views.names,
        plan=window.planning.plan,
        publish=window.planning.publish,
        lend=window.workload.lend,
        use_map=map_flow.use,
        show_engineer=window.timeline.show_engineer,
    )
    shared = (session, window.store, window.selection, window.intents, window.commands)
    return CommandBar(*shared, menus, deeds, window)


def _deeds(window: MainWindow, map_flow: MapFlow) -> Deeds:
    dialogs, planning, board = window.dialogs, window.planning, window.board
    return Deeds(
        new_ticket=window.past.first_now(window.calls.show),
        drafts=lambda: window.drafts.show(),
        run_sheets=lambda: window.run_sheets.ask(),
        import_file=window.past.first_now(dialogs.import_file),
        export_tickets=lambda: window.files.export(Kind.TICKETS),
        settings=lambda: dialogs.settings(window.settings_flow.take),
        undo=window.undoing.undo,
        redo=window.undoing.redo,
        lock=window.lock_wanted.emit,
        switch_user=lambda: window.log_out(False),
        log_out=lambda: window.log_out(True),
        quit_window=window.close,
        search=board.focus_search,
        clear_filter=board.filters.clear,
        show_kanban=board.show_kanban,
        show_days=window.days.set_length,
        step_days=window.days.step,
        today=window.days.show_today,
        step_panels=window.layout_.step_panels,
        reset_layout=window.reset_layout,
        set_language=lambda code: window.settings_flow.change(language=code),
        set_theme=lambda mode: window.settings_flow.change(theme=mode),
        assign=lambda: dialogs.assign(window.selection.tickets),
        unassign=lambda: window.commands.unassign(window.selection.tickets),
        edit=lambda: window.intents.edit_ticket.emit(window.selection.tickets[0]),
        candidates=window.show_candidates,
        workload=window.workload.show,
        urgent=window.workload.urgent,
        change_budget=window.workload.change_budget,
        plan=planning.plan,
        publish=planning.publish,
        discard=planning.discard,
        shortcuts=lambda: dialogs.shortcuts({**window.actions_.keys(), **panel_keys()}),
        command_bar=lambda: window.command_bar.open(),
        views=board.views.pop_up,
        step_views=board.views.step,
        columns=board.arrange_columns,
        group_by=board.group_by,
        map_tool=lambda tool: map_flow.use(UseMap(tool=tool)),
        past=window.past.open,
        plans=PlansFlow(
            window, window.session, window.store, planning, dialogs, window.messages
        ).show,
    )


def _connect(window: MainWindow) -> None:
    window.settings_flow.ready.connect(window.rebuild_wanted)
    window.share.unhandled.connect(window.commands.report)
    window.hub.loaded.connect(window.loaded)
    window.hub.failed.connect(window.unread)
    window.hub.shut_out.connect(window.shut_out)
    window.commands.busy_changed.connect(window.status.show_busy)
    window.board.import_wanted.connect(window.past.first_now(window.dialogs.import_file))
    bring_engineers = partial(window.dialogs.import_file, Kind.ENGINEERS)
    window.timeline.import_wanted.connect(window.past.first_now(bring_engineers))
    window.board.new_ticket_wanted.connect(window.past.first_now(window.calls.show))
    window.intents.choose_engineer.connect(window.dialogs.assign)
    window.inspector.candidates_wanted.connect(window.rank_for_inspector)
    window.inspector.candidates_wanted.connect(window.why.ask)
    window.days.changed.connect(window.top_bar.show_horizon)
    window.top_bar.horizon_chosen.connect(window.days.show)
    window.top_bar.today_wanted.connect(window.days.show_today)
    window.top_bar.command.clicked.connect(lambda: window.command_bar.open())
    window.top_bar.plan.clicked.connect(window.planning.plan)
    window.top_bar.budget.clicked.connect(window.workload.change_budget)
    window.plan_bar.moves_wanted.connect(window.show_moves)
    Possible(
        window.actions_,
        window.top_bar,
        window.store,
        window.selection,
        window.planning,
        window.undoing,
        window.intents.gate,
        window.session.rights,
        window,
    )
    for button in (window.top_bar.plan, window.top_bar.budget, window.workload.panel.rebalance):
        permit(button, window.session.rights, Right.DISPATCH)
    window.store.proposal_changed.connect(window.hide_moves_once_decided)
