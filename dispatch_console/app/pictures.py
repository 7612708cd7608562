"""Board, timeline and map as pictures, drawn without a display."""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.plan import PlannedVisit, planned
from dispatch_console.support.clock import utc_now
from dispatch_console.support.settings import Settings
from dispatch_console.ui.display import has_display

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QWidget

BOARD, TIMELINE, MAP = (1600, 1000), (1920, 1400), (1600, 1100)
MAP_DEADLINE_MS = 60_000
STILL_MS = 300
"""A map that looks the same for so long is drawn."""


def draw(board: Board, settings: Settings, out: Path) -> None:
    """Write ``board.png``, ``timeline.png``, ``map.png`` and ``map.html`` into `out`.

    Raises `picture.map` if the map page does not come to be drawn, `file.unwritable`.
    """
    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from dispatch_console.ui.map.scheme import prepare_environment, register

    prepare_environment()
    register()
    from PySide6.QtWidgets import QApplication, QWidget

    from dispatch_console.app import qt_log
    from dispatch_console.ui import slices, theme
    from dispatch_console.ui.board import BoardPanel
    from dispatch_console.ui.intents import Intents
    from dispatch_console.ui.map.export import write_map_html
    from dispatch_console.ui.map.panel import MapPanel
    from dispatch_console.ui.selection import Selection
    from dispatch_console.ui.shell.horizon import Horizon, Length
    from dispatch_console.ui.store import BoardStore
    from dispatch_console.ui.timeline import TimelinePanel

    qt_log.install()
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "dark" if settings.theme == "dark" else "light")
    zone = ZoneInfo(settings.time_zone)
    store, selection, intents = BoardStore(board, utc_now), Selection(), Intents()
    visits = {t.id: visit for t in board.tickets.values() if (visit := planned(t))}
    store.set_horizon(*Horizon(_day_shown(board, visits.values(), zone), Length.DAY, zone).span)

    def grab(widget: QWidget, size: tuple[int, int], name: str) -> None:
        widget.resize(*size)
        widget.show()
        app.processEvents()
        slices.finish()
        _save(widget.grab(), out / name)

    try:
        write_map_html(board, visits, out / "map.html", zone=zone)
    except OSError as error:
        raise DomainError(
            "file.unwritable", path=str(out / "map.html"), reason=error.strerror
        ) from error
    grab(BoardPanel(store, selection, intents, zone), BOARD, "board.png")
    grab(TimelinePanel(store, selection, intents, zone), TIMELINE, "timeline.png")
    map_panel = MapPanel(store, selection, intents, zone)
    map_panel.resize(*MAP)
    map_panel.show()
    _await_map(map_panel.await_rendered)
    _await_still(map_panel)
    grab(map_panel, MAP, "map.png")
    map_panel.close()


def _day_shown(board: Board, visits: Iterable[PlannedVisit], zone: ZoneInfo) -> date:
    """The day on which most is planned, the first of equals."""
    days = Counter(visit.start.astimezone(zone).date() for visit in visits)
    today = board.read_at.astimezone(zone).date()
    return max(sorted(days), key=lambda day: days[day], default=today)


def _await_map(await_rendered: Callable[[Callable[[], object]], None]) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    drawn: list[bool] = []
    await_rendered(lambda: (drawn.append(True), loop.quit()))
    QTimer.singleShot(MAP_DEADLINE_MS, loop.quit)
    if not drawn:
        loop.exec()
    if not drawn:
        raise DomainError("picture.map")


def _await_still(widget: "QWidget") -> None:
    """What the page has painted comes to the widget some frames later, on a busy machine many."""
    from PySide6.QtCore import QEventLoop, QTimer

    before = None
    for _ in range(MAP_DEADLINE_MS // STILL_MS):
        now = widget.grab().toImage()
        if now == before:
            return
        before = now
        loop = QEventLoop()
        QTimer.singleShot(STILL_MS, loop.quit)
        loop.exec()


def _save(picture: "QPixmap", path: Path) -> None:
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    try:
        path.write_bytes(buffer.data().data())
    except OSError as error:
        raise DomainError("file.unwritable", path=str(path), reason=error.strerror) from error
