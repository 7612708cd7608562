"""The painted part of the timeline: what is shown, and how it follows store and selection.

Mouse and drag are heard by `pointer`, keys by `keyboard`; both act through the methods here.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QRect, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QCloseEvent,
    QContextMenuEvent,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.slices import Slices
from dispatch_console.ui.store import BoardFilter, BoardStore
from dispatch_console.ui.tie_words import tie_facts
from dispatch_console.ui.timeline import words
from dispatch_console.ui.timeline.area import COMPACT_ROW_PX, ROW_PX, TimeArea
from dispatch_console.ui.timeline.chart import Chart
from dispatch_console.ui.timeline.dropping import Dropping
from dispatch_console.ui.timeline.ink import Ink
from dispatch_console.ui.timeline.keyboard import Keyboard
from dispatch_console.ui.timeline.layout import Bar
from dispatch_console.ui.timeline.lines import Grouping, Sorting, arranged
from dispatch_console.ui.timeline.paint import paint
from dispatch_console.ui.timeline.pointer import Pointer
from dispatch_console.ui.timeline.row_marks import RowMarks
from dispatch_console.ui.timeline.scene import Scene
from dispatch_console.ui.timeline.zoom import zoom_for

TICK_MS = 30_000

MANY = 150
"""Changed tickets that take too long to lay out at once: a published plan."""


class TimelineCanvas(TimeArea):
    """Engineers × time, painted from a `Chart` that follows the store."""

    def __init__(
        self,
        store: BoardStore,
        selection: Selection,
        intents: Intents,
        zone: ZoneInfo,
        parent: QWidget | None = None,
    ) -> None:
        start = Chart(store.board, None, store.horizon, store.clock(), at_once=False)
        super().__init__(start, zone, parent)
        self.store, self.selection, self.intents, self.zone = store, selection, intents, zone
        self.grouping, self.sorting, self.compact = Grouping.REGION, Sorting.NAME, False
        self.dropping = Dropping(store, intents, zone, self)
        self.row_marks = RowMarks(store, intents, zone, self)
        self.pointer = Pointer(self)
        self._keyboard = Keyboard(self)
        self._collapsed: set[str] = set()
        self._dimmed: frozenset[TicketId] = frozenset()
        self._ink: Ink | None = None
        self._own_choice = False
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)
        self.setAccessibleName(tr("Timeline"))
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self._pass_time)
        self._slices = Slices(self)
        self._finish: Callable[[Chart], None] = self._keep_place
        store.reset.connect(self._rebuild)
        store.proposal_changed.connect(self._rebuild)
        store.horizon_changed.connect(self._change_horizon)
        store.changed.connect(self._update_rows)
        store.filter_changed.connect(self._filter)
        selection.changed.connect(self._follow_selection)
        self.dropping.changed.connect(self.viewport().update)
        self.row_marks.changed.connect(self.viewport().update)
        intents.carried.connect(self.price_rows)
        self._rebuild()

    # What is shown

    @property
    def covered(self) -> bool:
        return self.dropping.ghost is not None or bool(self.row_marks.tickets)

    def scene(self, exposed: QRect | None = None) -> Scene:
        """All that the next frame shows of a part of the viewport (None: of all of it)."""
        part = self.viewport().rect() if exposed is None else exposed
        if self._ink is None:
            self._ink = Ink(theme.current(), self.font())
        return Scene(
            chart=self.chart,
            view=self.view,
            ink=self._ink,
            zone=self.zone,
            ties=self.store.ties,
            compact=self.compact,
            chosen=self.store.with_crews(self.selection.tickets),
            engineer=self.selection.engineer,
            dimmed=self._dimmed,
            hovered=self.pointer.hovered,
            pointer_x=self.pointer.over_body_x,
            ghost=self.dropping.ghost,
            dragged=self.pointer.dragged,
            marks=self.row_marks.marks,
            exposed=(part.x(), part.y(), part.width(), part.height()),
        )

    def arrange(
        self,
        *,
        grouping: Grouping | None = None,
        sorting: Sorting | None = None,
        compact: bool | None = None,
    ) -> None:
        """Change how rows are gathered, ordered or how high they are."""
        self.grouping = self.grouping if grouping is None else grouping
        self.sorting = self.sorting if sorting is None else sorting
        self.compact = self.compact if compact is None else compact
        self._arrange()

    def toggle_group(self, key: str) -> None:
        """Collapse the group, or open it again."""
        self._collapsed ^= {key}
        self._arrange()

    def reveal(self, ticket: TicketId) -> bool:
        """Scroll to the ticket's visit, opening its group; False if it is not on the timeline."""
        found = self.chart.find(ticket)
        if found is not None:
            self.reveal_bar(*found)
        return found is not None

    def reveal_row(self, engineer: EngineerId) -> None:
        """Scroll the engineer's row into sight, opening its group."""
        if self.lines.of(engineer) is None and self._collapsed:
            self._collapsed.clear()
            self._arrange()
        super().reveal_row(engineer)

    def price_rows(self, tickets: tuple[TicketId, ...]) -> None:
        """Show on every row in sight what the tickets would cost there; none: show it no more."""
        if not tickets:
            self.row_marks.clear()
            return
        lines = self.view.visible_lines()
        self.row_marks.want(tickets, (n.engineer for n in lines if n.engineer is not None))

    # Choosing

    def choose(self, tickets: tuple[TicketId, ...], engineer: EngineerId | None) -> None:
        """Make these the selection of the window, without scrolling under the pointer."""
        self._own_choice = True
        self.selection.select_tickets(tickets)
        self.selection.select_engineer(engineer)
        self._own_choice = False

    def describe(self) -> None:
        """Tell screen readers about the chosen visit or row."""
        text = tr("Nothing is selected.")
        found = self.chart.find(self.selection.tickets[-1]) if self.selection.tickets else None
        engineer = self.selection.engineer
        if found is not None:
            text = ". ".join(self.visit_lines(*found))
        elif engineer is not None and engineer in self.chart.rows:
            text = words.row_summary(self.chart.rows[engineer])
        mark = None if engineer is None else self.row_marks.marks.get(engineer)
        if mark is not None:
            text += ". " + mark.text
        self.setAccessibleDescription(text)
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )

    def visit_lines(self, engineer: EngineerId, bar: Bar) -> list[str]:
        """The facts about a visit, one a line."""
        board = self.store.board
        ticket = board.tickets.get(bar.ticket)
        facts = tie_facts(self.store, ticket) if ticket is not None else []
        ties = [f"{caption}: {value}" for caption, value in facts]
        return words.visit_lines(board, self.chart, engineer, bar, self.zone, ties)

    # Following the store

    def _rebuild(self) -> None:
        """Make a new chart, which takes the place of the one there is once it is laid out."""
        if not self._slices.busy:
            self._finish = self._keep_place
        self._slices.run(self._charting())

    def _charting(self) -> Iterator[None]:
        store = self.store
        chart = Chart(store.board, store.proposal, store.horizon, store.clock(), at_once=False)
        yield from chart.fill()
        self._finish(chart)

    def _keep_place(self, chart: Chart) -> None:
        left = self.chart.horizon.origin + timedelta(seconds=self.view.seconds[0] + 1)
        self.chart = chart
        self._filter()
        self._arrange()
        self.fit(self.chart.horizon.second(left), keep_left=True)
        self.describe()

    def _change_horizon(self) -> None:
        self._finish = self._go_to_now
        self._slices.run(self._charting())

    def _go_to_now(self, chart: Chart) -> None:
        before = self.chart.horizon.length_s
        self.chart = chart
        self._filter()
        if before and before != self.chart.horizon.length_s:
            self._axis.zoom = zoom_for(self.chart.horizon.length_s)
            self.zoomed.emit(self._axis.zoom)
        self._arrange()
        self.fit(self.chart.now)

    def _update_rows(self, changes: ChangeSet) -> None:
        if self._slices.busy or len(changes.tickets) > MANY:
            self._rebuild()
            return
        self.chart.update(self.store.board, changes)
        self._filter()
        self._arrange()
        if self.chart.folds != self._axis.scale.folds:
            self.fit(self.view.seconds[0] + 1, keep_left=True)
        if changes.tickets & set(self.selection.tickets):
            self.describe()

    def _filter(self) -> None:
        tickets = self.store.board.tickets.values()
        open_to_all = self.store.filter == BoardFilter()
        hidden = () if open_to_all else (t.id for t in tickets if not self.store.matches(t))
        self._dimmed = frozenset(hidden)
        self.viewport().update()

    def _follow_selection(self) -> None:
        if not self._own_choice and self.selection.tickets:
            self.reveal(self.selection.tickets[-1])
        self.describe()
        self.viewport().update()

    def _pass_time(self) -> None:
        self.chart.tick(self.store.clock())
        self.viewport().update()

    def _arrange(self) -> None:
        lines = arranged(
            self.chart.rows,
            self.store.board.regions,
            self.grouping,
            self.sorting,
            self._collapsed,
            COMPACT_ROW_PX if self.compact else ROW_PX,
            self.chart.horizon.length_s,
        )
        self.show_lines(lines)

    # Events

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802
        super().scrollContentsBy(dx, dy)
        if dy and self.row_marks.tickets:
            self.price_rows(self.row_marks.tickets)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        for part in event.region():  # pyright: ignore[reportGeneralTypeIssues] - the stub lacks it
            painter.setClipRect(part)
            paint(painter, self.scene(part))
        painter.end()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._pass_time()
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._clock.stop()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._clock.stop()
        super().closeEvent(event)

    def event(self, event: QEvent) -> bool:
        # Keys of the timeline come before shortcuts of the window that use the same key.
        overriding = event.type() == QEvent.Type.ShortcutOverride
        if overriding and isinstance(event, QKeyEvent) and self._keyboard.knows(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keyboard.press(event):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.pointer.context_menu(event)
