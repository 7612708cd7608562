"""The workload panel: how even the work is, the heat map, and what evens it out."""

import logging
from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.roles import Right
from dispatch_console.insight.load import Dispersion
from dispatch_console.insight.workload import Workload, proposed
from dispatch_console.services.workload import Spread
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.background import Background
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.read_only import greyed
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.elided_label import ElidedLabel
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.engineer_menu import engineer_menu
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.workload import words
from dispatch_console.ui.workload.heat_map import HeatMap
from dispatch_console.ui.workload.sheet import Column, Measure, Sheet, build
from dispatch_console.words.text import error_sentence

log = logging.getLogger(__name__)

SETTLE_MS = 200
"""Changes that come in a burst are read once."""

Read = Callable[[date], Spread]


class WorkloadPanel(QWidget):
    """The calendar week of the first day shown, and its month, read by `read` off this thread.

    Reads only while it is seen. `rebalance_wanted`: the button was pressed.
    """

    rebalance_wanted = Signal()

    def __init__(
        self,
        store: BoardStore,
        selection: Selection,
        intents: Intents,
        zone: ZoneInfo,
        *,
        read: Read,
        background: Background,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._selection, self._intents = store, selection, intents
        self._zone, self._read = zone, read
        self._reads = Latest(background.database, self)
        self._spread: Spread | None = None
        self._measure = Measure.HOURS
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._ask)
        self.map = HeatMap(lambda row, column, cell: words.sentence(store.board, row, column, cell))
        self._week, self._month = label("caption"), label("caption")
        self._said = ElidedLabel("caption")
        self._empty = EmptyState("load")
        self.rebalance = QPushButton(theme.icon("moves"), tr("Rebalance…"))
        self._engineer = QPushButton(theme.icon("engineer"), tr("Engineer…"))
        self._build()
        self._connect()
        self._show()

    def show_possible(self, idle: bool) -> None:
        """Whether another plan may be asked for."""
        self.rebalance.setEnabled(idle and self._intents.rights.may(Right.DISPATCH))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle.start(0)

    # Building

    def _build(self) -> None:
        self._stack = QStackedLayout()
        self._stack.addWidget(self.map)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar())
        layout.addLayout(self._stack, 1)
        layout.addWidget(self._said)
        self._said.setContentsMargins(2 * SPACE, SPACE // 2, 2 * SPACE, SPACE // 2)

    def _bar(self) -> QWidget:
        bar = QWidget()
        theme.dress(bar, role="bar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(bar)
        row.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        row.setSpacing(3 * SPACE)
        row.addLayout(self._measures())
        evenness = QVBoxLayout()
        evenness.setSpacing(0)
        for line in (self._week, self._month):
            evenness.addWidget(line)
        row.addLayout(evenness)
        row.addStretch(1)
        self._engineer.setToolTip(tr("Sick, late, lend: about the engineer of the row (Menu)"))
        self.rebalance.setToolTip(tr("Find the fewest moves that even out the work"))
        row.addWidget(self._engineer)
        row.addWidget(self.rebalance)
        return bar

    def _measures(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        self._buttons = QButtonGroup(self)
        for place, measure, name, hint in (
            ("first", Measure.HOURS, tr("Hours"), tr("Hours on site")),
            ("last", Measure.WEIGHTED, tr("Weighted"), tr("Hours weighted by difficulty")),
        ):
            button = QToolButton()
            button.setText(name)
            button.setToolTip(hint)
            button.setCheckable(True)
            button.setChecked(measure is self._measure)
            theme.dress(button, kind="segment", place=place)
            button.clicked.connect(lambda _=False, measure=measure: self._count(measure))
            self._buttons.addButton(button)
            row.addWidget(button)
        return row

    def _outdate(self, *_: object) -> None:
        self._settle.start()

    def _connect(self) -> None:
        store = self._store
        for signal in (store.reset, store.changed, store.horizon_changed):
            signal.connect(self._outdate)
        store.proposal_changed.connect(self._show)
        self._selection.changed.connect(lambda: self.map.show_engineer(self._selection.engineer))
        self.map.chosen.connect(self._choose)
        self.map.opened.connect(self._open)
        self.map.menu_wanted.connect(self._menu)
        self.map.described.connect(self._said.say)
        self._engineer.clicked.connect(
            lambda: self._menu(
                self.map.engineer,
                self._engineer.mapToGlobal(QPoint(0, self._engineer.height())),
            )
        )
        self.rebalance.clicked.connect(self.rebalance_wanted)

    # Reading and showing

    def _ask(self) -> None:
        if not self.isVisible() or not self._store.board.engineers:
            self._show()
            return
        day = self._store.horizon[0].astimezone(self._zone).date()
        read = self._read
        self._reads.ask(lambda: read(day), self._take, self._fail)

    def _take(self, spread: Spread) -> None:
        first, self._spread = self._spread is None, spread
        self._show()
        if first:
            self.map.show_engineer(self._selection.engineer)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("the workload could not be read", exc_info=error)
        self._empty.say(tr("The workload could not be read"), error_sentence(error))
        self._empty.offer((tr("Try again"), self._ask))
        self._stack.setCurrentWidget(self._empty)

    def _count(self, measure: Measure) -> None:
        self._measure = measure
        self._show()

    def _show(self) -> None:
        store, spread = self._store, self._spread
        if spread is None or not store.board.engineers:
            self._show_nothing()
            return
        self._stack.setCurrentWidget(self.map)
        now = self._sheet(spread, spread.load)
        then = now
        if store.proposal is not None:
            load = proposed(spread.load, store.board, store.proposal, self._zone)
            then = self._sheet(spread, load)
        self.map.show_sheet(then)
        self._engineer.setEnabled(self.map.engineer is not None)
        for line, name, span in (
            (self._week, tr("Week"), lambda sheet: sheet.week),
            (self._month, tr("Month"), lambda sheet: sheet.month),
        ):
            line.setText(words.evenness(name, span(now), _other(span(now), span(then))))

    def _sheet(self, spread: Spread, load: Workload) -> Sheet:
        today = self._store.clock().astimezone(self._zone).date()
        return build(spread, load, self._store.board, self._measure, today)

    def _show_nothing(self) -> None:
        self._engineer.setEnabled(False)
        if self._store.board.engineers:
            self._empty.say(tr("Reading the workload…"), "", busy=True)
        else:
            self._empty.say(
                tr("No engineers yet"),
                tr("Import engineers and their shifts to plan their days here."),
            )
        self._empty.offer()
        self._stack.setCurrentWidget(self._empty)

    # Doing

    def _choose(self, engineer: EngineerId, column: Column) -> None:
        self._selection.select_engineer(engineer)
        self._selection.select_tickets(self._tickets(engineer, frozenset(column.days)))

    def _tickets(self, engineer: EngineerId, days: frozenset[date]) -> list[TicketId]:
        """The engineer's open tickets of these days, in order of time."""
        board, found = self._store.board, []
        for ticket in board.tickets.values():
            visit = self._store.shown_visit(ticket)
            if visit is None or visit.engineer_id != engineer:
                continue
            shift = board.shifts.get(visit.shift_id)
            start = visit.start if shift is None else shift.start
            if start.astimezone(self._zone).date() in days:
                found.append((visit.start, ticket.id))
        return [ticket for _, ticket in sorted(found)]

    def _open(self) -> None:
        if self._selection.tickets:
            self._intents.open_ticket.emit(self._selection.tickets[0])

    def _menu(self, engineer: EngineerId | None, place: QPoint) -> None:
        if engineer is None:
            return
        store = self._store
        today = store.clock().astimezone(self._zone).date()
        marked = self._spread.load.off if self._spread is not None else frozenset()
        menu = engineer_menu(
            self,
            store.board,
            self._intents,
            engineer,
            off=any(who == engineer and day >= today for who, day in marked),
            reviewing=store.proposal is not None,
        )
        greyed(menu, store).popup(place)


def _other(now: Dispersion, then: Dispersion) -> Dispersion | None:
    return None if now == then else then
