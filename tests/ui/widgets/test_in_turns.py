"""What changes all panels is painted panel by panel, and all of them are in the end."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from dispatch_console.ui.widgets.in_turns import InTurns


def test_held_panels_are_painted_again_one_after_the_other(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    panels = [QDockWidget(name, window) for name in ("board", "map", "timeline")]
    for panel in panels:
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, panel)
    panels[1].hide()
    middle = QWidget()
    window.setCentralWidget(middle)
    window.show()
    qtbot.waitExposed(window)
    turns, painted = InTurns(window), list[str]()
    seen = Paints(painted)
    for panel, name in ((panels[0], "board"), (panels[2], "timeline"), (middle, "middle")):
        panel.setObjectName(name)
        panel.installEventFilter(seen)
    turns.hold()
    assert [panel.updatesEnabled() for panel in (*panels, middle)] == [False, True, False, False]
    turns.hold()
    qtbot.waitUntil(lambda: len(set(painted)) == 3)
    assert list(dict.fromkeys(painted)) == ["board", "timeline", "middle"]
    qtbot.waitUntil(lambda: all(panel.updatesEnabled() for panel in panels))


def two_held(window: QMainWindow) -> tuple[QDockWidget, QDockWidget]:
    """Panels of the window, which is shown, both held."""
    one, other = QDockWidget("board", window), QDockWidget("map", window)
    for panel in (one, other):
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, panel)
    window.show()
    InTurns(window).hold()
    return one, other


def test_a_panel_that_is_not_painted_holds_up_the_others_no_long(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    one, other = two_held(window)
    one.hide()
    qtbot.waitUntil(other.updatesEnabled)


class Paints(QObject):
    """Names of what is painted, in order."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self.names = names

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.names.append(watched.objectName())
        return False


def test_a_panel_that_is_gone_meanwhile_holds_up_no_other(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    gone, stays = two_held(window)
    gone.deleteLater()
    qtbot.waitUntil(stays.updatesEnabled)
