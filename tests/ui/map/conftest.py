"""A map that is open and drawn. What its page complains of is logged, and so fails the test."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board
from dispatch_console.services.tiles.source import TileSource
from dispatch_console.ui.background import Background
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.map.panel import MapPanel
from dispatch_console.ui.map.web import MapWeb
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.store import BoardStore
from tests.factories import NOW, make_board


@dataclass
class OpenMap:
    """A shown panel with all it is wired to."""

    panel: MapPanel
    store: BoardStore
    selection: Selection
    intents: Intents
    qtbot: QtBot
    requests: list[str] = field(default_factory=list)

    @property
    def web(self) -> MapWeb:
        assert self.panel.web is not None
        return self.panel.web

    def settle(self) -> None:
        """Wait until all that was sent has been drawn."""
        done: list[bool] = []
        self.panel.await_rendered(lambda: done.append(True))
        self.qtbot.waitUntil(lambda: bool(done), timeout=20_000)

    def ask(self, script: str) -> object:
        """The value of a JavaScript expression in the page."""
        answers: list[object] = []
        self.web.page.runJavaScript(script, answers.append)
        self.qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
        return answers[0]


@pytest.fixture
def board() -> Board:
    return make_board(tickets=30, engineers=6)


@pytest.fixture
def tiles() -> TileSource | None:
    """None, unless a test lays some upon the ground."""
    return None


@pytest.fixture
def open_map(
    qtbot: QtBot, board: Board, background: Background, tiles: TileSource | None
) -> Iterator[OpenMap]:
    wiring = QObject()
    store, selection, intents = BoardStore(board, lambda: NOW), Selection(wiring), Intents(wiring)
    panel = MapPanel(
        store,
        selection,
        intents,
        ZoneInfo("Asia/Shanghai"),
        background=background,
        tiles=tiles,
    )
    panel.resize(700, 500)
    opened = OpenMap(panel, store, selection, intents, qtbot)
    panel.show()
    qtbot.waitUntil(lambda: panel.web is not None, timeout=20_000)
    opened.web.guard.seen = opened.requests.append
    opened.settle()
    yield opened
    panel.close()
    with qtbot.waitSignal(panel.destroyed):
        panel.deleteLater()
