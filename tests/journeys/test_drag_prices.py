"""A ticket dragged over the real window: prices on every row, and the drop does what was shown."""

import json
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from dispatch_console.domain.ids import EngineerId
from dispatch_console.services.importing.fields import Kind
from dispatch_console.ui.shell import MainWindow
from dispatch_console.ui.timeline.scene import Judgement
from tests.journeys.conftest import OpenWindow
from tests.journeys.test_main_job import ENGINEERS, WAIT, import_file, write_tickets

MOVE, LEFT, PLAIN = (
    Qt.DropAction.MoveAction,
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.NoModifier,
)


def name_of(window: MainWindow, engineer: EngineerId) -> QPoint:
    """A point on the engineer's name: dropped there, a ticket goes to its best place."""
    canvas = window.timeline.canvas
    canvas.reveal_row(engineer)
    line = canvas.view.lines.of(engineer)
    assert line is not None
    return QPointF(20, canvas.view.top(line) + line.height / 2).toPoint()


def test_a_drag_shows_prices_on_all_rows_and_the_drop_does_what_was_shown(
    qtbot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window()
    qtbot.waitUntil(lambda: bool(window.store.board.cursor), timeout=WAIT)
    (tmp_path / "engineers.csv").write_text(ENGINEERS, encoding="utf-8-sig")
    write_tickets(tmp_path / "tickets.csv")
    import_file(qtbot, window, tmp_path / "engineers.csv", Kind.ENGINEERS)
    import_file(qtbot, window, tmp_path / "tickets.csv", Kind.TICKETS)
    qtbot.waitUntil(lambda: len(window.store.board.tickets) == 12, timeout=WAIT)
    qtbot.waitUntil(lambda: window.planning.idle and bool(window.store.board.shifts), timeout=WAIT)

    board, canvas = window.store.board, window.timeline.canvas
    lift = next(t for t in board.tickets.values() if t.skills[0].code == "lift")
    able = [e.id for e in board.engineers.values() if any(s.code == "lift" for s in e.skills)]
    (unable,) = board.engineers.keys() - set(able)
    data = QMimeData()
    data.setData("application/x-dispatch-tickets", json.dumps([lift.id]).encode())
    over = name_of(window, able[0])
    for kind in (QDragEnterEvent, QDragMoveEvent):
        QApplication.sendEvent(canvas.viewport(), kind(over, MOVE, data, LEFT, PLAIN))
    marks = canvas.row_marks
    qtbot.waitUntil(lambda: marks.marks.keys() == board.engineers.keys(), timeout=WAIT)
    assert marks.marks[unable].judgement is Judgement.REFUSED
    assert {marks.marks[who].rank for who in able} == {1, 2}
    shown = marks.marks[able[0]]
    assert shown.span is not None

    QApplication.sendEvent(canvas.viewport(), QDropEvent(QPointF(over), MOVE, data, LEFT, PLAIN))
    assert not marks.marks
    qtbot.waitUntil(lambda: window.store.board.tickets[lift.id].visit is not None, timeout=WAIT)
    visit = window.store.board.tickets[lift.id].visit
    assert visit is not None
    assert visit.engineer_id == able[0]
    assert canvas.chart.horizon.second(visit.start) == shown.span[0]
