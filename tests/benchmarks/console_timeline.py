"""Frames a second of the timeline: 500 rows × 5,000 visits, scrolled and zoomed off screen."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from dispatch_console.domain.board import Board, BoardPatch
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.ticket import Status
from dispatch_console.ui import theme
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.timeline import TimelinePanel
from dispatch_console.ui.timeline.chart import Chart
from dispatch_console.ui.timeline.zoom import Zoom
from tests.benchmarks.rows import Row, row, timed
from tests.factories import (
    DAY,
    NOW,
    SKILLS,
    make_engineer,
    make_region,
    make_shift,
    make_ticket,
    make_visit,
)

ENGINEERS, VISITS, DAYS, REGIONS = 500, 5000, 3, 10
SMOOTH_MS = 1000 / 60
FRAMES = 60
AIM_FPS = 50


def board() -> Board:
    """Ten visits an engineer over three days, one after the other."""
    engineers, shifts, tickets = {}, {}, {}
    for n in range(1, ENGINEERS + 1):
        engineers[EngineerId(n)] = make_engineer(n, regions=(1 + n % REGIONS,))
        for day in range(DAYS):
            key = n + ENGINEERS * day
            shifts[ShiftId(key)] = make_shift(key, n, day)
    for n in range(1, VISITS + 1):
        who, place = 1 + n % ENGINEERS, n // ENGINEERS
        day = place % DAYS
        start = DAY + timedelta(days=day, hours=1, minutes=105 * (place // DAYS))
        visit = make_visit(n, who, who + ENGINEERS * day, start, 60)
        tickets[TicketId(n)] = make_ticket(n, status=Status.ASSIGNED, visit=visit)
    regions = {region.id: region for region in map(make_region, range(1, REGIONS + 1))}
    return Board(
        read_at=NOW,
        tickets=tickets,
        engineers=engineers,
        shifts=shifts,
        regions=regions,
        skills=SKILLS,
    )


def run() -> list[Row]:
    """Milliseconds a frame against the 16.7 ms of a 60 Hz screen; updates likewise."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    given = board()
    store = BoardStore(given, lambda: NOW)
    store.set_horizon(DAY - timedelta(hours=8), DAY + timedelta(hours=24 * DAYS - 8))
    panel = TimelinePanel(store, Selection(), Intents(), ZoneInfo("Asia/Shanghai"))
    panel.resize(1200, 1000)
    panel.show()
    _laid_out(app, panel, None)
    frames = [
        _frames(app, panel, "timeline.scroll_down", _scroll_down(panel)),
        _frames(app, panel, "timeline.scroll_days", _scroll_days(panel)),
        _frames(app, panel, "timeline.zoom", _zoom(panel)),
    ]
    slowest = min(found["value"] for found in frames)
    rows = [
        *frames,
        row("console.timeline_fps", slowest, "fps", f"the {AIM_FPS} aimed at", slowest / AIM_FPS),
        _measured("timeline.one_change", _change(store, given)),
        _measured("timeline.new_board", lambda: _new_board(app, panel, given)),
    ]
    panel.close()
    return rows


def _new_board(app: QApplication, panel: TimelinePanel, given: Board) -> None:
    """From the change of the store to the chart that has it; other events are served meanwhile."""
    before = panel.canvas.chart
    panel.canvas.store.set_board(given)
    _laid_out(app, panel, before)


def _laid_out(app: QApplication, panel: TimelinePanel, before: Chart | None) -> None:
    """Let events be served until another chart than this has all rows and bars."""
    while panel.canvas.chart is before or len(panel.canvas.chart.rows) < ENGINEERS:
        app.processEvents()
    assert sum(len(row.bars) for row in panel.canvas.chart.rows.values()) == VISITS


def _frames(
    app: QApplication, panel: TimelinePanel, name: str, step: Callable[[int], object]
) -> Row:
    picture = QPixmap(panel.canvas.viewport().size())

    def all_frames() -> None:
        for number in range(FRAMES):
            step(number)
            panel.canvas.viewport().render(picture)

    frame_ms = timed(all_frames, repeats=3) / FRAMES * 1000
    app.processEvents()
    return row(name, 1000 / frame_ms, "fps", "60 fps", 1000 / frame_ms / 60)


def _measured(name: str, work: Callable[[], Any]) -> Row:
    taken = timed(work) * 1000
    return row(name, taken, "ms", "a frame at 60 Hz", taken / SMOOTH_MS)


def _scroll_down(panel: TimelinePanel) -> Callable[[int], object]:
    bar = panel.canvas.verticalScrollBar()
    panel.canvas.set_zoom(Zoom.DAY)
    return lambda number: bar.setValue(number * 37)


def _scroll_days(panel: TimelinePanel) -> Callable[[int], object]:
    bar = panel.canvas.horizontalScrollBar()
    panel.canvas.set_zoom(Zoom.DAY)
    return lambda number: bar.setValue(number * 23)


def _zoom(panel: TimelinePanel) -> Callable[[int], object]:
    panel.canvas.set_zoom(Zoom.THREE_DAYS)
    return lambda number: panel.canvas.zoom_by(0.5 if number < FRAMES / 2 else -0.5, 500)


def _change(store: BoardStore, given: Board) -> Callable[[], object]:
    ticket = given.tickets[TicketId(7)]
    titles = iter(range(1_000_000))

    def change() -> None:
        changed = replace(ticket, title=f"Changed {next(titles)}")
        store.apply(BoardPatch(read_at=NOW, cursor="1", tickets={ticket.id: changed}))

    return change
