"""The live map with 5,000 tickets and 500 engineers: showing, changing, moving about."""

import json
import os
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer

from dispatch_console.app.desktop import make_application
from dispatch_console.domain.board import Board, BoardPatch
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.place import Location
from dispatch_console.domain.ticket import Priority, Ticket
from dispatch_console.ui.background import Background
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.map import scheme
from dispatch_console.ui.map.panel import MapPanel
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.store import BoardStore
from tests.benchmarks.rows import Row, p95, row
from tests.factories import NOW, make_board

TICKETS, CHANGED, ENGINEERS = 5000, 1000, 500
ROUNDS = 60
AIM_MS, AIM_FPS = 100, 50
SEED = 11
DEADLINE_MS = 60_000
CITY, STREETS = 11, 15
"""Zooms at which most tickets are in groups, and at which each is by itself."""

FRAMES = """(() => {
  const map = window.DISPATCH.map;
  const taken = [];
  let last = null;
  const step = (now) => {
    if (last !== null) taken.push(now - last);
    last = now;
    if (taken.length === 160) { window.measured = JSON.stringify(taken); return; }
    act(taken.length);
    requestAnimationFrame(step);
  };
  ACT
  window.measured = "";
  requestAnimationFrame(step);
})(); 1"""

PAN = """
  const frame = map.getContainer().getBoundingClientRect();
  const at = { x: frame.left + frame.width / 2, y: frame.top + 40 };
  map.setView(map.getCenter(), LEVEL, { animate: false });
  const fire = (kind, target) => target.dispatchEvent(new MouseEvent(kind, {
    bubbles: true, cancelable: true, view: window, clientX: at.x, clientY: at.y, button: 0,
    buttons: 1,
  }));
  const act = (n) => {
    if (n % 40 === 0) { fire("mousedown", map.getPane("mapPane")); return; }
    if (n % 40 === 39) { fire("mouseup", document.body); return; }
    at.x += n % 80 < 40 ? 8 : -8;
    at.y += 3 * Math.sin(n / 5);
    fire("mousemove", document.body);
  };"""
"""Dragged by the mouse to and fro, and let go."""

ZOOM = """
  const act = (n) => { if (n % 40 === 0) map.setZoom(n % 80 ? 11 : 13); };"""


def run() -> list[Row]:
    """From the change of the store to the painted frame, the page's start apart; and the frames
    a second while the map is dragged and zoomed about."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    scheme.register()
    app = make_application()
    background, wiring = Background(), QObject()
    store = BoardStore(make_board(10, 2), lambda: NOW)
    selection, intents = Selection(wiring), Intents(wiring)
    panel = MapPanel(store, selection, intents, ZoneInfo("Asia/Shanghai"), background=background)
    panel.resize(900, 700)
    board = make_board(TICKETS, ENGINEERS)
    opening = _until_drawn(panel, panel.show)
    showing = _until_drawn(panel, lambda: store.set_board(board))
    panel.zoom_to_all()
    _until_drawn(panel, lambda: None)
    rng = random.Random(SEED)
    idle = [_until_drawn(panel, lambda: None) * 1000 for _ in range(20)]
    taken: list[float] = []
    for _ in range(ROUNDS):
        # Read and made beside the window's thread, where a board changes.
        patch = _changes(store.board, rng)
        taken.append(_until_drawn(panel, partial(store.apply, patch)) * 1000)
    frames = {
        "pan_city": _frames(panel, PAN.replace("LEVEL", str(CITY))),
        "pan_streets": _frames(panel, PAN.replace("LEVEL", str(STREETS))),
        "zoom": _frames(panel, ZOOM),
    }
    panel.close()
    panel.deleteLater()
    for _ in range(2):  # the page's profile waits for the page
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        app.processEvents()
    background.close()
    aim, aim_fps = f"the {AIM_MS} ms aimed at", f"the {AIM_FPS} aimed at"
    worst, middle, nothing = p95(taken), statistics.median(taken), statistics.median(idle)
    return [
        row("map.open_page", opening, "s"),
        row(f"map.show_{TICKETS}", showing, "s", "opening", showing / opening),
        row("map.update_none_median", nothing, "ms"),
        row(f"console.map_update_{CHANGED}_median", middle, "ms", aim, middle / AIM_MS),
        row(f"console.map_update_{CHANGED}_p95", worst, "ms", aim, worst / AIM_MS),
        *(
            row(f"console.map_{what}_fps", fps, "1/s", aim_fps, fps / AIM_FPS)
            for what, fps in frames.items()
        ),
    ]


def _changes(board: Board, rng: random.Random) -> BoardPatch:
    """A thousand tickets that move, or swap engineers, or become more or less urgent."""
    chosen = [board.tickets[TicketId(n)] for n in rng.sample(range(1, TICKETS + 1), CHANGED)]
    changed = {ticket.id: _changed(ticket, rng) for ticket in chosen}
    return BoardPatch(read_at=NOW, cursor="1", tickets=changed)


def _changed(ticket: Ticket, rng: random.Random) -> Ticket:
    place = ticket.location
    assert place is not None
    step = rng.uniform(-0.01, 0.01)
    moved = Location(min(31.21, max(31.09, place.lat + step)), place.lon)
    priorities = [p for p in Priority if p is not ticket.priority]
    return replace(ticket, location=moved, priority=rng.choice(priorities))


def _frames(panel: MapPanel, script: str) -> float:
    """Frames a second at the 95th percentile of the time between two."""
    assert panel.web is not None
    page, found = panel.web.page, [""]
    loop, poll = QEventLoop(), QTimer()

    def heard(answer: object) -> None:
        if isinstance(answer, str) and answer:
            found[0] = answer
            loop.quit()

    page.runJavaScript(FRAMES.replace("ACT", script))
    poll.timeout.connect(lambda: page.runJavaScript("window.measured", heard))
    poll.start(500)
    QTimer.singleShot(DEADLINE_MS, loop.quit)
    loop.exec()
    poll.stop()
    return 1000 / p95(json.loads(found[0]))


def _until_drawn(panel: MapPanel, work: Callable[[], object]) -> float:
    loop = QEventLoop()
    start = time.perf_counter()
    work()
    panel.await_rendered(loop.quit)
    QTimer.singleShot(DEADLINE_MS, loop.quit)
    loop.exec()
    return time.perf_counter() - start
