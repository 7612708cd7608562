"""The longest the window does not answer while 5,000 tickets are imported, planned and published.

The real window on an embedded server, with the map; 400 engineers take about 2,000 visits a day.
"""

import csv
import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop

from dispatch_console.app.desktop import make_application
from dispatch_console.planning.host import SolverHost
from dispatch_console.services.context import Context
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.results import Mode
from dispatch_console.storage.database import Database
from dispatch_console.storage.embedded import EmbeddedServer
from dispatch_console.support.settings import Settings
from dispatch_console.ui import collecting, theme
from dispatch_console.ui.background import Background
from dispatch_console.ui.dialogs.import_dialog import ImportDialog
from dispatch_console.ui.shell import MainWindow, Session
from tests.benchmarks.heartbeat import BOUND_MS, Heartbeat
from tests.benchmarks.rows import Row, row
from tests.benchmarks.waiting import let, until
from tests.factories import NOW, SKILLS
from tests.services.company import found

TICKETS, ENGINEERS = 5000, 400
SOLVE_S = 8
SEED = 23


def run() -> list[Row]:
    """Milliseconds; the histogram of all beats is printed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
    theme.apply(make_application(), "light")
    heart = Heartbeat()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DISPATCH_DATA_DIR"] = folder
        file = Path(folder) / "tickets.csv"
        _write(file)
        with _window(Path(folder)) as window:
            until(lambda: bool(window.store.board.engineers))
            until(lambda: window.map._live)
            let(2000)
            _measure(heart, window, file)
    heart.show()
    value = heart.longest
    return [
        row("console.gui_stall_max", value, "ms", f"the {BOUND_MS:g} ms allowed", value / BOUND_MS)
    ]


def _measure(heart: Heartbeat, window: MainWindow, file: Path) -> None:
    store = window.store
    window.dialogs.import_file()
    dialog = next(found for found in window.findChildren(ImportDialog) if found.isVisible())
    with heart.during("preview"):
        dialog.open_file(file, Kind.TICKETS)
        until(lambda: dialog._work.ready)
        let(300)
    with heart.during("import"):
        dialog._work.carry_out(Mode.GOOD_ROWS_ONLY)
        until(lambda: len(store.board.tickets) == TICKETS)
        let(1500)
    dialog.close()
    let(300)
    with heart.during("solve"):
        window.planning.plan()
        until(lambda: store.proposal is not None)
        let(1500)
    with heart.during("publish"):
        window.planning.publish()
        until(lambda: any(ticket.visit for ticket in store.board.tickets.values()))
        let(1500)
    print(f"{sum(1 for t in store.board.tickets.values() if t.visit)} visits published")


@contextmanager
def _window(folder: Path) -> Iterator[MainWindow]:
    """The window on a server of its own, with engineers on duty and no tickets yet."""
    background = Background()
    with EmbeddedServer.start(folder) as server:
        database = Database.open(server.url)
        context = Context(database=database, user="benchmark", clock=lambda: NOW)
        found(context, engineers=ENGINEERS)
        session = Session(
            context=context,
            background=background,
            settings=Settings(solve_seconds=SOLVE_S),
            solver=SolverHost(),
            zone=ZoneInfo("Asia/Shanghai"),
        )
        window = MainWindow(session)
        window.hub.loaded.connect(collecting.spare)
        window.resize(1600, 960)
        window.show()
        try:
            yield window
        finally:
            ended = QEventLoop()
            window.ended.connect(ended.quit)
            window.close()
            ended.exec()
            for _ in range(2):  # the map's profile waits for its page
                QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
                QCoreApplication.processEvents()
            background.close()
            database.close()


def _write(path: Path) -> None:
    rng = random.Random(SEED)
    names = (
        "external id",
        "title",
        "priority",
        "skills",
        "duration",
        "latitude",
        "longitude",
        "created at",
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(names)
        for number in range(TICKETS):
            rows.writerow(
                (
                    f"B{number}",
                    f"Lift stuck on floor {number % 40}",
                    f"P{rng.randint(1, 4)}",
                    f"{rng.choice(list(SKILLS))}:{rng.randint(1, 3)}",
                    f"{rng.choice((30, 45, 60, 90))} min",
                    f"{31.1 + rng.random() * 0.2:.5f}",
                    f"{121.3 + rng.random() * 0.2:.5f}",
                    "2026-03-01 09:00",
                )
            )
