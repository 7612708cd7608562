"""The scrolling of the timeline: time across, rows down, zoom about any moment.

Scrolling moves what is painted already; only what comes into sight is painted anew.
"""

from math import ceil
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from dispatch_console.domain.ids import EngineerId
from dispatch_console.ui.timeline.axis import Axis
from dispatch_console.ui.timeline.chart import Chart
from dispatch_console.ui.timeline.layout import Bar
from dispatch_console.ui.timeline.lines import Lines
from dispatch_console.ui.timeline.view import HEADER_PX, View
from dispatch_console.ui.timeline.zoom import Zoom, about

ROW_PX, COMPACT_ROW_PX = 46, 28
_REVEAL_MARGIN_PX = 24
_STICKY_PX = 200


class TimeArea(QAbstractScrollArea):
    """A viewport over a chart's rows and time. `zoomed(Zoom | None)`: the step now in force."""

    zoomed = Signal(object)

    def __init__(self, chart: Chart, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = chart
        self.lines = Lines()
        self._axis = Axis(zone)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def covered(self) -> bool:
        """Whether something lies over the body that does not scroll with it."""
        return False

    @property
    def view(self) -> View:
        """Scale, rows and scroll position as they are now."""
        width = self.viewport().width()
        return View(
            scale=self._axis.scale,
            lines=self.lines,
            scroll_x=self.horizontalScrollBar().value(),
            scroll_y=self.verticalScrollBar().value(),
            width=width,
            height=self.viewport().height(),
            names_px=min(232, max(150, round(width * 0.24))),
        )

    @property
    def zoom(self) -> Zoom | None:
        """The zoom step in force, None after free zooming."""
        return self._axis.zoom

    def set_zoom(self, zoom: Zoom) -> None:
        """Show the hours, day or days about now if that is in sight, else from the left edge on."""
        first, last = self.view.seconds
        self._axis.zoom = zoom
        seen = first <= self.chart.now <= last
        self.fit(self.chart.now if seen else about(zoom, first + 1))
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

    def reveal_bar(self, engineer: EngineerId, bar: Bar) -> None:
        """Scroll a visit into sight."""
        self.reveal_row(engineer)
        view = self.view
        left, right = view.x(bar.start), view.x(bar.end)
        first, last = view.names_px + _REVEAL_MARGIN_PX, view.width - _REVEAL_MARGIN_PX
        if left < first or (right > last and right - left < view.body[2]):
            self._scroll_to(bar.start, view.body[2] / 3)

    def reveal_row(self, engineer: EngineerId) -> None:
        """Scroll the engineer's row into sight."""
        line = self.lines.of(engineer)
        scroll, height = self.verticalScrollBar(), self.view.body[3]
        if line is None:
            return
        if line.top < scroll.value():
            scroll.setValue(line.top)
        elif line.top + line.height > scroll.value() + height:
            scroll.setValue(round(line.top + line.height - height))

    def show_lines(self, lines: Lines) -> None:
        """These are the rows from now on."""
        self.lines = lines
        self._set_ranges()
        self.viewport().update()

    def update_header(self) -> None:
        """Repaint the header alone."""
        self.viewport().update(QRect(0, 0, self.viewport().width(), HEADER_PX))

    def fit(self, around: float, *, keep_left: bool = False) -> None:
        """Scale to the zoom step; scroll to its span, or to `around` if that is to stay left."""
        chart = self.chart
        centre = about(self._axis.zoom, around) if keep_left else around
        start = self._axis.fit(chart.horizon, chart.folds, centre, self.view.body[2])
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
        down.setRange(0, max(0, ceil(self.lines.height - height)))
        down.setPageStep(round(max(1, height)))
        down.setSingleStep(ROW_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit(self.view.second(self.view.names_px), keep_left=True)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802
        viewport, body = self.viewport(), QRectF(*self.view.body).toRect()
        if (dx and dy) or self.covered:
            viewport.update()
        elif dy:
            viewport.scroll(0, dy, QRect(0, HEADER_PX, viewport.width(), body.height()))
        else:
            viewport.scroll(dx, 0, body)
            self.update_header()
            # Bars cut off on the left keep their words in sight: those are set anew.
            viewport.update(QRect(body.x(), body.y(), _STICKY_PX, body.height()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(event.angleDelta().y() / 120, event.position().x())
            event.accept()
        else:
            super().wheelEvent(event)
