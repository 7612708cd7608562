"""How soon a change is on the other screens: twenty consoles on one server."""

import multiprocessing
import os
import random
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psycopg
from PySide6.QtCore import QCoreApplication

from dispatch_console.domain.board import Board, apply
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Status
from dispatch_console.services.board import load, read_changes
from dispatch_console.services.context import Context
from dispatch_console.services.watch import Watcher
from dispatch_console.storage.database import Database
from dispatch_console.storage.embedded import EmbeddedServer
from dispatch_console.support.clock import utc_now
from dispatch_console.ui.background import Background
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.store import BoardStore
from tests.benchmarks.rows import Row, p95, row
from tests.services.company import found, scattered

TICKETS, CHANGES = 5000, 100
PROCESSES, IN_EACH = 4, 5
PAUSE_S = 0.05
PATIENCE_S = 10
AIM_MS = 250


def run() -> list[Row]:
    """From before a change is written until a console holds it, over all consoles, in ms.

    Twenty consoles are watcher, reader and board in four processes; one more has a real store and
    change hub on an event loop. All have a seat. The yardstick is a NOTIFY from one bare connection
    to another, on the same server with the same consoles connected.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    rng = random.Random(7)
    tickets = [scattered(number, rng) for number in range(1, TICKETS + 1)]
    with tempfile.TemporaryDirectory() as folder, EmbeddedServer.start(Path(folder)) as server:
        database = Database.open(server.url)
        context = Context(database=database, user="benchmark", clock=utc_now)
        changed = found(context, *tickets, engineers=100).tickets[:CHANGES]
        starts, boards, bare = _watched(context, changed)
        database.close()
    taken = [(at[key] - start) * 1000 for at in boards for key, start in starts.items()]
    value, yardstick = p95(taken), p95(bare)
    aim = f"the {AIM_MS} ms aimed at"
    return [
        row("database.change_latency_p95", value, "ms", aim, value / AIM_MS),
        row("database.change_latency_ratio", value / yardstick, "×"),
    ]


Moments = dict[TicketId, float]
"""When a ticket's change was written or seen; the clock is the same in all processes."""


def _watched(
    ctx: Context, changed: tuple[TicketId, ...]
) -> tuple[Moments, list[Moments], list[float]]:
    spawn = multiprocessing.get_context("spawn")
    url = ctx.database.url
    pipes: list[Any] = []
    processes = []
    for _ in range(PROCESSES):
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=_consoles, args=(url, theirs), daemon=True)
        process.start()
        pipes.append(ours)
        processes.append(process)
    window = _Window(ctx)
    for pipe in pipes:
        pipe.recv()
    bare = _round_trips(url)
    starts: Moments = {}
    for key in changed:
        starts[key] = time.monotonic()
        writing = threading.Thread(target=_hold, args=(ctx, key))
        writing.start()
        window.run(PAUSE_S)
        writing.join()
    window.run(PATIENCE_S, lambda: len(window.seen) == len(changed))
    time.sleep(1)
    for pipe in pipes:
        pipe.send("end")
    boards = [moments for pipe in pipes for moments in pipe.recv()]
    for process in processes:
        process.join()
    boards.append(dict(window.seen))
    window.close()
    return starts, boards, bare


def _hold(ctx: Context, key: TicketId) -> None:
    with ctx.database.unit(user=ctx.user) as unit:
        unit.tickets.set_status({key: Status.ON_HOLD})
        unit.commit()


class _Window:
    """A console with its store, as the main window has it."""

    def __init__(self, ctx: Context) -> None:
        self._app = QCoreApplication.instance() or QCoreApplication([])
        self.seen: Moments = {}
        self._background = Background()
        self._store = BoardStore(Board(read_at=utc_now()), utc_now)
        self._hub = ChangeHub(ctx, self._background, self._store)
        self._store.changed.connect(
            lambda changes: self.seen.update(dict.fromkeys(changes.tickets, time.monotonic()))
        )
        self._hub.start()
        self.run(PATIENCE_S, lambda: bool(self._store.board.cursor))

    def run(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Let events come until it is so, or for so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not until():
            self._app.processEvents()
            time.sleep(0.001)

    def close(self) -> None:
        watcher = self._hub.detach()
        if watcher is not None:
            watcher.stop()
        self._background.close()


class _Console:
    """A console without a screen; its reads take place on the watcher's thread."""

    def __init__(self, url: str, number: int) -> None:
        self._database = Database.open(url)
        self._context = Context(database=self._database, user=f"user {number}", clock=utc_now)
        self._board = load(self._context)
        self.seen: Moments = {}
        self._watcher = Watcher(url, user=self._context.user)
        self._watcher.start(self._catch_up)

    def _catch_up(self) -> None:
        patch = read_changes(self._context, self._board.cursor)
        self._board = apply(self._board, patch)
        self.seen.update(dict.fromkeys(patch.tickets, time.monotonic()))

    def close(self) -> None:
        self._watcher.stop()
        self._database.close()


def _consoles(url: str, pipe: Connection) -> None:
    consoles = [_Console(url, number) for number in range(IN_EACH)]
    pipe.send("ready")
    pipe.recv()
    for console in consoles:
        console.close()
    pipe.send([console.seen for console in consoles])


def _round_trips(url: str) -> list[float]:
    """Milliseconds from NOTIFY until another connection hears it."""
    taken: list[float] = []
    with (
        psycopg.connect(url, autocommit=True) as listening,
        psycopg.connect(url, autocommit=True) as telling,
    ):
        listening.execute("LISTEN round_trip")
        for _ in range(CHANGES):
            start = time.perf_counter()
            telling.execute("NOTIFY round_trip")
            list(listening.notifies(timeout=PATIENCE_S, stop_after=1))
            taken.append((time.perf_counter() - start) * 1000)
    return taken
