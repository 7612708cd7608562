"""From the workload view and the engineers' menus to services, and back as proposal or message."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import EngineerId, RegionId
from dispatch_console.domain.plan import Absence
from dispatch_console.domain.roles import Right
from dispatch_console.services import absences, budgeting, lending, mending, rebalancing, workload
from dispatch_console.support.i18n import tr
from dispatch_console.ui.budget import BudgetDialog
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.read_only import in_past
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.dialogs import Dialogs
from dispatch_console.ui.shell.planning_flow import PlanningFlow
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.message_bar import MessageBar
from dispatch_console.ui.workload import WorkloadPanel
from dispatch_console.ui.workload.lend_dialog import LendDialog
from dispatch_console.ui.workload.rebalance_dialog import RebalanceDialog
from dispatch_console.words import text

CURVE_SHARE = 2.0
"""How much longer than for one plan is searched for all points of the curve together."""

ROOM = 0.36
"""The share of the window's height that the panel has at least when it is asked for."""


class WorkloadFlow(QObject):
    """The docked workload panel and all that is asked for in it."""

    def __init__(
        self,
        window: QMainWindow,
        session: Session,
        store: BoardStore,
        selection: Selection,
        intents: Intents,
        planning: PlanningFlow,
        commands: Commands,
        dialogs: Dialogs,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._store = window, session, store
        self._selection, self._planning = selection, planning
        self._commands, self._dialogs, self._messages = commands, dialogs, messages
        context, zone = session.context, session.zone
        self.panel = WorkloadPanel(
            store,
            selection,
            intents,
            zone,
            read=lambda day: workload.read(context, day, zone),
            background=session.background,
        )
        self.panel.rebalance_wanted.connect(self.rebalance)
        planning.idle_changed.connect(self.panel.show_possible)
        intents.sick.connect(self.sick)
        intents.late.connect(self.late)
        intents.back.connect(self.back)
        intents.lend.connect(self.lend)
        intents.end_lending.connect(self.end_lending)

    def dock(self, dock: QDockWidget) -> None:
        """Put the panel into this dock, which is out of sight until it is asked for."""
        self._dock = dock
        dock.setWidget(self.panel)

    def show(self) -> None:
        """Bring the panel to the front."""
        self._dock.show()
        self._dock.raise_()
        least = round(self._window.height() * ROOM)
        if self._dock.height() < least:
            self._window.resizeDocks([self._dock], [least], Qt.Orientation.Vertical)
        self.panel.map.setFocus()

    # Plans

    def sick(self, engineer: EngineerId, further_notice: bool) -> None:
        """Who takes over from an engineer for the rest of the day, or until further notice."""
        board, now = self._store.board, self._store.clock()
        if engineer not in board.engineers or self._commands.barred(Right.ABSENCES):
            return
        until = None if further_notice else self._end_of(self._day_of(engineer, now))
        absence = Absence(engineer_id=engineer, start=now, until=until)
        name = board.engineers[engineer].name
        self._planning.work_out(
            tr("Finding who takes over from {engineer}…", engineer=name),
            lambda stop: mending.sick_call(board, absence, now=now, cancelled=stop),
            tr(
                "Publishing this also marks {engineer} as off from {time} on.",
                engineer=name,
                time=text.day_and_time(now, self._session.zone),
            ),
        )

    def late(self, engineer: EngineerId, minutes: int) -> None:
        """The plan if an engineer is late by so much."""
        board, now = self._store.board, self._store.clock()
        if engineer not in board.engineers or self._commands.barred(Right.DISPATCH):
            return
        delay = timedelta(minutes=minutes)
        self._planning.work_out(
            tr("Finding what the delay changes…"),
            lambda stop: mending.late(board, engineer, delay, now=now, cancelled=stop),
        )

    def urgent(self) -> None:
        """A place for the one chosen ticket that nobody has yet."""
        board, now, chosen = self._store.board, self._store.clock(), self._selection.tickets
        if len(chosen) != 1 or chosen[0] not in board.tickets:
            return
        ticket = chosen[0]
        self._planning.work_out(
            tr("Finding a place for {number}…", number=board.tickets[ticket].number),
            lambda stop: mending.urgent(board, ticket, now=now, cancelled=stop),
        )

    def rebalance(self) -> None:
        """Even out the work of the days and regions shown."""
        if self._commands.barred(Right.DISPATCH):
            return
        board, now = self._store.board, self._store.clock()
        (start, end), regions = self._store.horizon, self._store.filter.regions

        def find(price_s: float, most: int | None, stop: Callable[[], bool]) -> rebalancing.Evened:
            return rebalancing.even_out(
                board,
                now=now,
                start=start,
                end=end,
                regions=regions,
                price_s=price_s,
                most=most,
                cancelled=stop,
            )

        dialog = self._dialogs.show(
            RebalanceDialog,
            lambda: RebalanceDialog(board, find, self._session.background, self._window),
        )
        if dialog is not None:
            dialog.proposed.connect(self._planning.offer)

    def change_budget(self) -> None:
        """The curve of gain against changes for the days and regions shown."""
        if self._commands.barred(Right.DISPATCH):
            return
        board, now = self._store.board, self._store.clock()
        (start, end), regions = self._store.horizon, self._store.filter.regions
        seconds = CURVE_SHARE * self._session.settings.solve_seconds

        def search(
            engineers: int | None,
            stop: Callable[[], bool],
            tell: Callable[[budgeting.Option], object],
        ) -> budgeting.Curve:
            return budgeting.curve(
                board,
                now=now,
                start=start,
                end=end,
                regions=regions,
                engineers=engineers,
                seconds=seconds,
                cancelled=stop,
                tell=tell,
            )

        dialog = self._dialogs.show(
            BudgetDialog,
            lambda: BudgetDialog(
                search,
                lambda curve, option: budgeting.chosen(curve, option, now=now),
                self._session.background,
                self._window,
            ),
        )
        if dialog is not None:
            dialog.proposed.connect(self._planning.offer)

    # What is written at once

    def back(self, engineer: EngineerId) -> None:
        """The engineer is on duty again."""
        if self._commands.barred(Right.ABSENCES):
            return
        context, command = self._session.context, uuid4()
        self._write(
            lambda: absences.end(context, command, engineer),
            tr("{engineer} is back on duty.", engineer=self._name(engineer)),
        )

    def lend(self, engineer: EngineerId, region: RegionId | None = None) -> None:
        """Ask to which region (this one, if it is none of the engineer's own), for how long."""
        known = self._store.board.engineers.get(engineer)
        if known is None or self._commands.barred(Right.LEND):
            return
        start, end = self._store.horizon
        dialog = self._dialogs.show(
            LendDialog,
            lambda: LendDialog(
                self._store.board, known, (start, end), self._session.zone, self._window
            ),
        )
        if dialog is not None:
            if region is not None:
                dialog.choose(region)
            dialog.lend_wanted.connect(
                lambda region, start, end: self._lend(engineer, region, start, end)
            )

    def end_lending(self, engineer: EngineerId) -> None:
        """The engineer works for their own regions again."""
        if self._commands.barred(Right.LEND):
            return
        context, command = self._session.context, uuid4()
        self._write(
            lambda: lending.end(context, command, engineer),
            tr("{engineer} is no longer lent.", engineer=self._name(engineer)),
        )

    def _lend(self, engineer: EngineerId, region: RegionId, start: datetime, end: datetime) -> None:
        context, command = self._session.context, uuid4()
        self._write(
            lambda: lending.lend(context, command, engineer, region, start, end),
            tr(
                "{engineer} is lent to {region}.",
                engineer=self._name(engineer),
                region=text.region_name(self._store.board.regions[region]),
            ),
        )

    def _write(self, work: Callable[[], ChangeSet], said: str) -> None:
        if self._commands.shut() or in_past(self._store, self._messages):
            return

        def done(_: ChangeSet) -> None:
            self._messages.done(said)
            self._commands.show_changes()

        self._session.background.database(work, done, self._commands.report)

    # Help

    def _name(self, engineer: EngineerId) -> str:
        known = self._store.board.engineers.get(engineer)
        return known.name if known else ""

    def _day_of(self, engineer: EngineerId, now: datetime) -> date:
        """The day of the engineer's shift under way or next."""
        zone = self._session.zone
        starts = [
            shift.start
            for shift in self._store.board.shifts.values()
            if shift.engineer_id == engineer and shift.end > now
        ]
        return max(now, min(starts, default=now)).astimezone(zone).date()

    def _end_of(self, day: date) -> datetime:
        return datetime.combine(day + timedelta(days=1), time(), self._session.zone)
