"""Docks stand where this user left them on these screens, and never out of reach."""

import json
import os
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board
from dispatch_console.ui.board import BoardPanel
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.shell.layout import Layout
from dispatch_console.ui.shell.screens import GRIP, Screen, brought_in, set_up, within_reach
from dispatch_console.ui.store import BoardStore
from tests.factories import NOW

LEFT = Screen("left", QRect(0, 0, 450, 800))
RIGHT = Screen("right", QRect(450, 0, 350, 800))
THERE = QPoint(500, 60)
"""All on the one screen of the platform without display: Qt lets no dock be restored beyond it."""


class Desk:
    """A window with two docks, on screens that a test plugs in and out."""

    def __init__(self, qtbot: QtBot, user: str = "Tester", *screens: Screen) -> None:
        self.screens = screens or (LEFT, RIGHT)
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.window.setCentralWidget(QLabel("centre"))
        self.layout = Layout(self.window, user, lambda: self.screens)
        left = Qt.DockWidgetArea.LeftDockWidgetArea
        self.board, self.map = (
            self.layout.add(name, name, QLabel(name), left) for name in ("board", "map")
        )
        store = BoardStore(Board(read_at=NOW), lambda: NOW)
        self.panel = BoardPanel(store, Selection(), Intents(), ZoneInfo("UTC"))
        qtbot.addWidget(self.panel)
        self.window.setGeometry(40, 100, 300, 300)
        self.found = self.layout.restore(self.panel)
        self.window.show()

    def plug(self, *screens: Screen) -> None:
        """Connect these instead."""
        self.screens = screens
        self.layout._follow_screens()

    def reachable(self, dock: QDockWidget) -> bool:
        return within_reach(dock.frameGeometry(), self.screens)

    def keep(self) -> None:
        self.layout.keep(self.panel)


def away(dock: QDockWidget) -> None:
    dock.setFloating(True)
    dock.resize(200, 200)
    dock.move(THERE)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DISPATCH_DATA_DIR", str(tmp_path))
    return tmp_path


def test_a_dock_on_a_further_screen_is_there_again_next_time(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    assert not desk.found
    away(desk.map)
    desk.keep()
    again = Desk(qtbot)
    assert again.found
    assert again.map.isFloating()
    assert again.map.pos() == THERE
    assert not again.board.isFloating()


def test_each_user_has_a_layout_of_their_own(qtbot: QtBot) -> None:
    desk = Desk(qtbot, "Anna")
    away(desk.map)
    desk.keep()
    assert not Desk(qtbot, "Tom").map.isFloating()
    assert Desk(qtbot, "Anna").map.isFloating()


def test_each_set_of_screens_has_a_layout_of_its_own(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    away(desk.map)
    desk.keep()
    alone = Desk(qtbot, "Tester", LEFT)
    alone.map.setFloating(False)
    alone.keep()
    assert not Desk(qtbot, "Tester", LEFT).map.isFloating()
    assert Desk(qtbot).map.pos() == THERE


def test_screens_never_seen_take_the_last_layout_with_all_of_it_within_reach(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    away(desk.map)
    desk.keep()
    other = Desk(qtbot, "Tester", Screen("beamer", QRect(0, 0, 420, 400)))
    assert other.map.isFloating()
    assert other.reachable(other.map)


def test_a_screen_that_goes_gives_back_its_docks_and_takes_them_when_it_returns(
    qtbot: QtBot,
) -> None:
    desk = Desk(qtbot)
    away(desk.map)
    qtbot.waitUntil(lambda: desk.layout._set_up in desk.layout._seen and not moving(desk))
    desk.plug(LEFT)
    assert desk.reachable(desk.map)
    assert LEFT.area.contains(desk.map.frameGeometry())
    desk.plug(RIGHT, LEFT)
    assert desk.map.pos() == THERE


def moving(desk: Desk) -> bool:
    return desk.layout._moved.isActive()


def test_the_window_itself_comes_back_from_a_screen_that_is_gone(qtbot: QtBot) -> None:
    desk = Desk(qtbot)
    desk.window.move(THERE)
    desk.plug(LEFT)
    assert LEFT.area.contains(desk.window.frameGeometry())


def test_the_order_of_plugging_in_makes_no_other_set_up() -> None:
    assert set_up((LEFT, RIGHT)) == set_up((RIGHT, LEFT)) != set_up((LEFT,))


rectangles = st.builds(
    QRect,
    st.integers(-4000, 4000),
    st.integers(-4000, 4000),
    st.integers(GRIP, 3000),
    st.integers(GRIP, 3000),
)


@given(rectangles)
def test_whatever_is_brought_in_lies_whole_on_the_screen_and_within_reach(frame: QRect) -> None:
    place = brought_in(frame, RIGHT.area)
    assert RIGHT.area.contains(place)
    assert within_reach(place, (RIGHT,))
    if RIGHT.area.contains(frame):
        assert place == frame


CHILD = """
import sys
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from zoneinfo import ZoneInfo
from dispatch_console.ui.shell.session import Opening
from dispatch_console.ui.shell.window import MainWindow
from tests.factories import NOW, make_board
app = QApplication([])
opening = Opening(board=make_board(9), clock=lambda: NOW, zone=ZoneInfo("UTC"), user=sys.argv[1])
window = MainWindow(opening)
window.appear()
app.processEvents()
board, dock = window.layout_.docks[0], window.map_dock
if "float" in sys.argv:
    for one, at in ((dock, (2100, 60)), (board, (2000, 20))):
        one.setFloating(True)
        one.resize(400, 300)
        one.move(*at)
if "back" in sys.argv:
    dock.setFloating(False)
if "reset" in sys.argv:
    window.reset_layout()
app.processEvents()
for one in (dock, board):
    where = (one.screen().name(), one.x(), one.y()) if one.isFloating() else ("docked",)
    print(*where, end=";")
print(window.dockWidgetArea(dock).name)
if "keep" in sys.argv:
    window.layout_.keep(window.board)
"""


def run_on(folder: Path, *screens: Screen, asked: str = "", user: str = "Anna") -> list[str]:
    """What the real window says of map and board on these screens, and of the map's area."""
    described = [
        {
            "name": screen.name,
            "x": screen.area.x(),
            "y": screen.area.y(),
            "width": screen.area.width(),
            "height": screen.area.height(),
            "logicalDpi": 96,
            "logicalBaseDpi": 96,
            "dpr": 1.0,
        }
        for screen in screens
    ]
    file = folder / "screens.json"
    file.write_text(json.dumps({"screens": described}), encoding="utf-8")
    environment = os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={file}"}
    done = subprocess.run(
        [sys.executable, "-c", CHILD, user, *asked.split()],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip().split(";")


def test_on_real_screens_docks_go_out_come_in_and_go_out_again(own_folder: Path) -> None:
    there = ["right 2100 60", "right 2000 20", "RightDockWidgetArea"]
    left = Screen("left", QRect(0, 0, 1920, 1080))
    right = Screen("right", QRect(1920, 0, 1366, 768))
    assert run_on(own_folder, left, right, asked="float keep") == there
    alone = run_on(own_folder, left, asked="keep")
    assert [one.split()[0] for one in alone[:2]] == ["left", "left"]
    assert run_on(own_folder, left, right) == there
    docked = ["docked", "docked", "RightDockWidgetArea"]
    assert run_on(own_folder, left, right, user="Tom") == docked
    back = ["docked", "right 2000 20", "RightDockWidgetArea"]
    assert run_on(own_folder, left, right, asked="back keep") == back
    assert run_on(own_folder, left, right) == back
    assert run_on(own_folder, left, right, asked="reset keep") == docked
    assert run_on(own_folder, left, right) == docked
