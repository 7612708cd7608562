"""The live map: how long 5,000 tickets take to show, and a change of 1,000 of them."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from dispatch_console.domain.board import Board, BoardPatch
from dispatch_console.domain.place import Location
from dispatch_console.ui.background import Background
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.map import scheme
from dispatch_console.ui.map.panel import MapPanel
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.store import BoardStore
from tests.benchmarks.rows import Row, row
from tests.factories import NOW, make_board

TICKETS, CHANGED, ENGINEERS = 5000, 1000, 500


def run() -> list[Row]:
    """Seconds from the change of the store to the painted frame, the page's start apart."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    scheme.prepare_environment()
    scheme.register()
    app = QApplication.instance() or QApplication([])
    background, wiring = Background(), QObject()
    store = BoardStore(make_board(10, 2), lambda: NOW)
    selection, intents = Selection(wiring), Intents(wiring)
    panel = MapPanel(store, selection, intents, ZoneInfo("Asia/Shanghai"), background=background)
    panel.resize(900, 700)
    board = make_board(TICKETS, ENGINEERS)
    opening = _until_drawn(panel, panel.show)
    showing = _until_drawn(panel, lambda: store.set_board(board))
    panel.zoom_to_all()
    moving = _until_drawn(panel, lambda: store.apply(_moves(board)))
    panel.close()
    panel.deleteLater()
    for _ in range(2):  # the page's profile waits for the page
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        app.processEvents()
    background.close()
    return [
        row("map.open_page", opening, "s"),
        row(f"map.show_{TICKETS}", showing, "s", "opening", showing / opening),
        row(f"map.update_{CHANGED}", moving, "s", "showing", moving / showing),
    ]


def _moves(board: Board) -> BoardPatch:
    moved = {}
    for ticket in list(board.tickets.values())[:CHANGED]:
        assert ticket.location is not None
        place = Location(ticket.location.lat + 0.01, ticket.location.lon)
        moved[ticket.id] = replace(ticket, location=place)
    return BoardPatch(read_at=NOW, cursor="1", tickets=moved)


def _until_drawn(panel: MapPanel, work: Callable[[], object]) -> float:
    loop = QEventLoop()
    start = time.perf_counter()
    work()
    panel.await_rendered(loop.quit)
    QTimer.singleShot(60_000, loop.quit)
    loop.exec()
    return time.perf_counter() - start
