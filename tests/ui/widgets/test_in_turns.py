"""What changes all panels is painted panel by panel, and all of them are in the end."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow
from pytestqt.qtbot import QtBot

from dispatch_console.ui.widgets.in_turns import InTurns


def test_held_panels_are_painted_again_one_after_the_other(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    panels = [QDockWidget(name, window) for name in ("board", "map", "timeline")]
    for panel in panels:
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, panel)
    panels[1].hide()
    window.show()
    turns = InTurns(window)
    turns.hold()
    assert [panel.updatesEnabled() for panel in panels] == [False, True, False]
    turns.hold()
    qtbot.waitUntil(lambda: panels[0].updatesEnabled())
    qtbot.waitUntil(lambda: all(panel.updatesEnabled() for panel in panels))


def test_a_panel_that_is_gone_meanwhile_holds_up_no_other(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    gone, stays = QDockWidget("board", window), QDockWidget("map", window)
    for panel in (gone, stays):
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, panel)
    window.show()
    turns = InTurns(window)
    turns.hold()
    gone.deleteLater()
    qtbot.waitUntil(stays.updatesEnabled)
