"""The painted part of the timeline: what is shown, scrolling and zooming, and following the store.

Mouse and drag are heard by `pointer`, keys by `keyboard`; both act through the methods here.
"""

from datetime import timedelta
from math import ceil
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QCloseEvent,
    QContextMenuEvent,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.store import BoardFilter, BoardStore
from dispatch_console.ui.timeline import words
from dispatch_console.ui.timeline.axis import Axis
from dispatch_console.ui.timeline.chart import Chart
from dispatch_console.ui.timeline.dropping import Dropping
from dispatch_console.ui.timeline.ink import Ink
from dispatch_console.ui.timeline.keyboard import Keyboard
from dispatch_console.ui.timeline.lines import Grouping, Lines, Sorting, arranged
from dispatch_console.ui.timeline.paint import paint
from dispatch_console.ui.timeline.pointer import Pointer
from dispatch_console.ui.timeline.scene import Scene
from dispatch_console.ui.timeline.view import HEADER_PX, View
from dispatch_console.ui.timeline.zoom import Zoom, zoom_for

ROW_PX, COMPACT_ROW_PX = 46, 28
TICK_MS = 30_000
_REVEAL_MARGIN_PX = 24
_STICKY_PX = 200


class TimelineCanvas(QAbstractScrollArea):
    """Engineers × time, painted from a `Chart`. `zoomed(Zoom | None)`: the step now in force."""

    zoomed = Signal(object)

    def __init__(
        self,
        store: BoardStore,
        selection: Selection,
        intents: Intents,
        zone: ZoneInfo,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.store, self.selection, self.intents, self.zone = store, selection, intents, zone
        self.grouping, self.sorting, self.compact = Grouping.REGION, Sorting.NAME, False
        self.dropping = Dropping(store, intents, zone, self)
        self.pointer = Pointer(self)
        self._keyboard = Keyboard(self)
        self._collapsed: set[str] = set()
        self._dimmed: frozenset[TicketId] = frozenset()
        self._axis = Axis(zone)
        self._lines = Lines()
        self._ink: Ink | None = None
        self._own_choice = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(tr("Timeline"))
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self._pass_time)
        store.reset.connect(self._rebuild)
        store.proposal_changed.connect(self._rebuild)
        store.horizon_changed.connect(self._change_horizon)
        store.changed.connect(self._update_rows)
        store.filter_changed.connect(self._filter)
        selection.changed.connect(self._follow_selection)
        self.dropping.changed.connect(self.viewport().update)
        self.chart = self._new_chart()
        self._rebuild()

    # What is shown

    @property
    def view(self) -> View:
        """Scale, rows and scroll position as they are now."""
        width = self.viewport().width()
        return View(
            scale=self._axis.scale,
            lines=self._lines,
            scroll_x=self.horizontalScrollBar().value(),
            scroll_y=self.verticalScrollBar().value(),
            width=width,
            height=self.viewport().height(),
            names_px=min(232, max(150, round(width * 0.24))),
        )

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
            compact=self.compact,
            chosen=frozenset(self.selection.tickets),
            engineer=self.selection.engineer,
            dimmed=self._dimmed,
            hovered=self.pointer.hovered,
            pointer_x=self.pointer.over_body_x,
            ghost=self.dropping.ghost,
            dragged=self.pointer.dragged,
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

    # Zoom and scroll

    @property
    def zoom(self) -> Zoom | None:
        """The zoom step in force, None after free zooming."""
        return self._axis.zoom

    def set_zoom(self, zoom: Zoom) -> None:
        """Show the hours, day or days about now if that is in sight, else about the left edge."""
        first, last = self.view.seconds
        self._axis.zoom = zoom
        self._fit(self.chart.now if first <= self.chart.now <= last else first + 1)
        self.zoomed.emit(zoom)

    def zoom_by(self, steps: float, x: float | None = None) -> None:
        """Zoom in (out, if negative), keeping the moment at pixel `x` (None: the middle)."""
        view = self.view
        x = view.names_px + view.body[2] / 2 if x is None else max(x, view.names_px)
        second = view.second(x)
        self._axis.zoom_by(steps, view.body[2])
        self._set_ranges()
        self._scroll_to(second, x - view.names_px)
        self.zoomed.emit(None)

    def show_now(self) -> None:
        """Scroll the present to the first third of the body."""
        self._scroll_to(self.chart.now, self.view.body[2] / 3)

    def scroll_by(self, delta: QPoint) -> None:
        """Move the body under the viewport."""
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + delta.x())
        down.setValue(down.value() + delta.y())

    def reveal(self, ticket: TicketId) -> bool:
        """Scroll to the ticket's visit, opening its group; False if it is not on the timeline."""
        found = self.chart.find(ticket)
        if found is None:
            return False
        engineer, bar = found
        self.reveal_row(engineer)
        view = self.view
        left, right = view.x(bar.start), view.x(bar.end)
        first, last = view.names_px + _REVEAL_MARGIN_PX, view.width - _REVEAL_MARGIN_PX
        if left < first or (right > last and right - left < view.body[2]):
            self._scroll_to(bar.start, view.body[2] / 3)
        return True

    def reveal_row(self, engineer: EngineerId) -> None:
        """Scroll the engineer's row into sight, opening its group."""
        if self._lines.of(engineer) is None and self._collapsed:
            self._collapsed.clear()
            self._arrange()
        line = self._lines.of(engineer)
        scroll, height = self.verticalScrollBar(), self.view.body[3]
        if line is None:
            return
        if line.top < scroll.value():
            scroll.setValue(line.top)
        elif line.top + line.height > scroll.value() + height:
            scroll.setValue(round(line.top + line.height - height))

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
            text = ". ".join(words.visit_lines(self.store.board, self.chart, *found, self.zone))
        elif engineer is not None and engineer in self.chart.rows:
            text = words.row_summary(self.chart.rows[engineer])
        self.setAccessibleDescription(text)
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )

    # Following the store

    def _new_chart(self) -> Chart:
        store = self.store
        return Chart(store.board, store.proposal, store.horizon, store.clock())

    def _rebuild(self) -> None:
        left = self.chart.horizon.origin + timedelta(seconds=self.view.seconds[0] + 1)
        self.chart = self._new_chart()
        self._filter()
        self._arrange()
        self._fit(self.chart.horizon.second(left), keep_left=True)
        self.describe()

    def _change_horizon(self) -> None:
        before = self.chart.horizon.length_s
        self.chart = self._new_chart()
        if before and before != self.chart.horizon.length_s:
            self._axis.zoom = zoom_for(self.chart.horizon.length_s)
            self.zoomed.emit(self._axis.zoom)
        self._arrange()
        self._fit(self.chart.now)

    def _update_rows(self, changes: ChangeSet) -> None:
        self.chart.update(self.store.board, changes)
        self._filter()
        self._arrange()
        if self.chart.folds != self._axis.scale.folds:
            self._fit(self.view.seconds[0] + 1, keep_left=True)
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
        self._lines = arranged(
            self.chart.rows,
            self.store.board.regions,
            self.grouping,
            self.sorting,
            self._collapsed,
            COMPACT_ROW_PX if self.compact else ROW_PX,
            self.chart.horizon.length_s,
        )
        self._set_ranges()
        self.viewport().update()

    def _fit(self, around: float, *, keep_left: bool = False) -> None:
        """Scale to the zoom step; scroll to its span, or to `around` if that is to stay left."""
        chart = self.chart
        start = self._axis.fit(chart.horizon, chart.folds, around, self.view.body[2])
        self._set_ranges()
        self._scroll_to(around if keep_left else start)

    def _scroll_to(self, second: float, offset: float = 0) -> None:
        """Scroll the moment to `offset` pixels right of the names."""
        self.horizontalScrollBar().setValue(round(self._axis.scale.x(second) - offset))
        self.viewport().update()

    def _set_ranges(self) -> None:
        _, _, width, height = self.view.body
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(0, ceil(self._axis.scale.width - width - 1)))
        across.setPageStep(round(max(1, width)))
        across.setSingleStep(40)
        down.setRange(0, max(0, ceil(self._lines.height - height)))
        down.setPageStep(round(max(1, height)))
        down.setSingleStep(COMPACT_ROW_PX if self.compact else ROW_PX)

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        for part in event.region():
            painter.setClipRect(part)
            paint(painter, self.scene(part))
        painter.end()

    def update_header(self) -> None:
        """Repaint the header alone."""
        self.viewport().update(QRect(0, 0, self.viewport().width(), HEADER_PX))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(self.view.second(self.view.names_px), keep_left=True)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted already, so that only what comes into sight is painted anew."""
        viewport, body = self.viewport(), QRectF(*self.view.body).toRect()
        if (dx and dy) or self.dropping.ghost is not None:
            viewport.update()
        elif dy:
            viewport.scroll(0, dy, QRect(0, HEADER_PX, viewport.width(), body.height()))
        else:
            viewport.scroll(dx, 0, body)
            self.update_header()
            # Bars cut off on the left keep their words in sight: those are set anew.
            viewport.update(QRect(body.x(), body.y(), _STICKY_PX, body.height()))

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

    def viewportEvent(self, event: QEvent) -> bool:
        return self.pointer.viewport_event(event) or super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keyboard.press(event):
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(event.angleDelta().y() / 120, event.position().x())
            event.accept()
        else:
            super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.pointer.context_menu(event)
