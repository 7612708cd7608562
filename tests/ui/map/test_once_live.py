"""What is asked of the map before its page is there is done once it is."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board
from dispatch_console.ui.background import Background
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.map.panel import MapPanel
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.store import BoardStore
from tests.factories import NOW
from tests.ui.map.conftest import OpenMap


def test_it_is_done_once_the_page_is_there(
    qtbot: QtBot, board: Board, background: Background
) -> None:
    wiring = QObject()
    store, selection, intents = BoardStore(board, lambda: NOW), Selection(wiring), Intents(wiring)
    zone = ZoneInfo("Asia/Shanghai")
    panel = MapPanel(store, selection, intents, zone, background=background)
    panel.resize(700, 500)
    panel.once_live(panel.draw_lasso)
    panel.once_live(panel.show_legend)
    panel.show()
    qtbot.waitUntil(lambda: panel.web is not None, timeout=20_000)
    opened = OpenMap(panel, store, selection, intents, qtbot)
    opened.settle()
    armed = "document.querySelector('.tools button:nth-child(5)').getAttribute('aria-pressed')"
    assert opened.ask(armed) == "true"
    assert opened.ask("document.querySelector('details.legend').open")
    panel.show_legend()
    opened.settle()
    assert not opened.ask("document.querySelector('details.legend').open")
    panel.close()
    with qtbot.waitSignal(panel.destroyed):
        panel.deleteLater()
