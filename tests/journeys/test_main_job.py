"""The main job in the real window: import → plan → drag → publish → restart, all still there."""

import json
import time
from datetime import timedelta
from pathlib import Path

import psutil
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from dispatch_console.domain.ids import EngineerId
from dispatch_console.domain.lifecycle import PLANNABLE
from dispatch_console.domain.ticket import Ticket
from dispatch_console.planning.checker import check
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.planning import build_problem, current_solution
from dispatch_console.ui.dialogs.import_dialog import ImportDialog
from dispatch_console.ui.shell import MainWindow
from tests.factories import DAY
from tests.journeys.conftest import OpenWindow, close

WAIT = 30_000

ENGINEERS = """工号,姓名,技能,家庭纬度,家庭经度,班次日期,上班时间,下班时间,休息,最晚休息,休息时长
E1,李伟,lift:3; hvac:2,31.22,121.45,2026-03-02,10:00,19:00,12:30,14:00,45
E2,Anna Berg,lift:2; network:4,31.25,121.50,2026-03-02,10:00,19:00,12:30,14:00,45
E3,王芳,hvac:4; network:1,31.20,121.42,2026-03-02,10:00,19:00,12:30,14:00,45
"""


def write_tickets(path: Path) -> None:
    """Twelve good tickets and a broken one, in GB18030 as an older Chinese system writes it."""
    skills = ("lift:2", "hvac:2", "network:1")
    rows = ["工单编号,标题,优先级,所需技能,预计时长,纬度,经度,创建时间"]
    rows += [
        f"R{n},电梯异响 {n},P{1 + n % 4},{skills[n % 3]},45 min,{31.2 + n / 200:.4f},"
        f"{121.4 + n / 150:.4f},2026-03-01 09:00"
        for n in range(12)
    ]
    rows.append("R99,,P2,lift:1,45 min,31.2,121.4,2026-03-01 09:00")
    path.write_bytes("\n".join(rows).encode("gb18030"))


def import_file(qtbot, window: MainWindow, path: Path, kind: Kind) -> None:
    """Import the good rows of a file through the dialog."""
    window.dialogs.import_file()
    dialog = next(w for w in window.findChildren(ImportDialog) if w.isVisible())
    dialog.open_file(path, kind)
    qtbot.waitUntil(lambda: dialog._report is not None and not dialog._work.busy, timeout=WAIT)
    dialog._good.setChecked(True)
    qtbot.waitUntil(dialog._import.isEnabled, timeout=WAIT)
    with qtbot.waitSignal(dialog.imported, timeout=WAIT):
        qtbot.mouseClick(dialog._import, Qt.MouseButton.LeftButton)
    dialog.close()


def drop_on_row(window: MainWindow, ticket: Ticket, engineer: EngineerId, hour: int) -> None:
    """Drag the ticket over the engineer's row to that hour of Shanghai's day, and let go."""
    canvas = window.timeline.canvas
    at = DAY + timedelta(hours=hour - 8)
    canvas.reveal_row(engineer)
    view = canvas.view
    line = view.lines.of(engineer)
    assert line is not None
    second = (at - window.store.horizon[0]).total_seconds()
    point = QPointF(view.x(second), view.top(line) + line.height / 2).toPoint()
    data = QMimeData()
    data.setData("application/x-dispatch-tickets", json.dumps([ticket.id]).encode())
    move, left, none = (
        Qt.DropAction.MoveAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    for event in (
        QDragEnterEvent(point, move, data, left, none),
        QDragMoveEvent(point, move, data, left, none),
        QDropEvent(QPointF(point), move, data, left, none),
    ):
        QApplication.sendEvent(canvas.viewport(), event)


def tickets_by_external_id(window: MainWindow) -> dict[str, Ticket]:
    return {t.external_id or "": t for t in window.store.board.tickets.values()}


def test_import_plan_drag_publish_restart(qtbot, open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window()
    qtbot.waitUntil(lambda: bool(window.store.board.cursor), timeout=WAIT)

    (tmp_path / "engineers.csv").write_text(ENGINEERS, encoding="utf-8-sig")
    write_tickets(tmp_path / "tickets.csv")
    import_file(qtbot, window, tmp_path / "engineers.csv", Kind.ENGINEERS)
    import_file(qtbot, window, tmp_path / "tickets.csv", Kind.TICKETS)
    qtbot.waitUntil(lambda: len(window.store.board.tickets) == 12, timeout=WAIT)
    assert len(window.store.board.engineers) == 3

    qtbot.waitUntil(lambda: window.planning.idle and bool(window.store.board.shifts), timeout=WAIT)
    qtbot.mouseClick(window.top_bar.plan, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.store.proposal is not None, timeout=WAIT)
    proposal = window.store.proposal
    assert proposal is not None
    assert len(proposal.visits) == 12
    window.planning.publish()
    qtbot.waitUntil(
        lambda: all(t.visit is not None for t in window.store.board.tickets.values()), timeout=WAIT
    )

    moved = next(t for t in tickets_by_external_id(window).values() if t.skills[0].code == "lift")
    assert moved.visit is not None
    able = [
        e.id
        for e in window.store.board.engineers.values()
        if e.id != moved.visit.engineer_id and any(s.code == "lift" for s in e.skills)
    ]
    drop_on_row(window, moved, able[0], 17)
    qtbot.waitUntil(
        lambda: (
            (v := window.store.board.tickets[moved.id].visit) is not None
            and v.engineer_id == able[0]
        ),
        timeout=WAIT,
    )

    unable = next(
        e.id
        for e in window.store.board.engineers.values()
        if not any(s.code == "lift" for s in e.skills)
    )
    drop_on_row(window, moved, unable, 15)
    qtbot.waitUntil(lambda: bool(window.messages.sentence), timeout=WAIT)
    qtbot.wait(200)
    kept = window.store.board.tickets[moved.id].visit
    assert kept is not None
    assert kept.engineer_id == able[0]

    before = window.store.board
    close(qtbot, window)
    again = open_window()
    qtbot.waitUntil(lambda: len(again.store.board.tickets) == 12, timeout=WAIT)
    assert again.store.board.tickets == before.tickets
    assert again.store.board.engineers == before.engineers
    problem = build_problem(again.store.board, now=DAY, start=DAY, end=DAY + timedelta(days=1))
    assert check(problem, current_solution(problem)).feasible
    assert all(t.status in PLANNABLE for t in again.store.board.tickets.values())


def test_a_second_console_sees_the_published_plan(
    qtbot, open_window: OpenWindow, tmp_path: Path
) -> None:
    first, second = open_window(), open_window()
    (tmp_path / "engineers.csv").write_text(ENGINEERS, encoding="utf-8-sig")
    write_tickets(tmp_path / "tickets.csv")
    qtbot.waitUntil(lambda: bool(second.store.board.cursor), timeout=WAIT)
    import_file(qtbot, first, tmp_path / "engineers.csv", Kind.ENGINEERS)
    import_file(qtbot, first, tmp_path / "tickets.csv", Kind.TICKETS)
    qtbot.waitUntil(lambda: len(first.store.board.tickets) == 12, timeout=WAIT)
    first.planning.plan()
    qtbot.waitUntil(lambda: first.store.proposal is not None, timeout=WAIT)
    first.planning.publish()
    qtbot.waitUntil(
        lambda: (
            len(second.store.board.tickets) == 12
            and all(t.visit is not None for t in second.store.board.tickets.values())
        ),
        timeout=WAIT,
    )


def test_closing_in_mid_solve_leaves_no_process_and_changes_nothing(
    qtbot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window()
    (tmp_path / "engineers.csv").write_text(ENGINEERS, encoding="utf-8-sig")
    write_tickets(tmp_path / "tickets.csv")
    qtbot.waitUntil(lambda: bool(window.store.board.cursor), timeout=WAIT)
    import_file(qtbot, window, tmp_path / "engineers.csv", Kind.ENGINEERS)
    import_file(qtbot, window, tmp_path / "tickets.csv", Kind.TICKETS)
    qtbot.waitUntil(lambda: len(window.store.board.tickets) == 12, timeout=WAIT)
    window.planning.plan()
    qtbot.waitUntil(lambda: bool(solvers()), timeout=WAIT)
    close(qtbot, window)
    deadline = time.monotonic() + 5
    while solvers() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not solvers()
    again = open_window()
    qtbot.waitUntil(lambda: len(again.store.board.tickets) == 12, timeout=WAIT)
    assert all(t.visit is None for t in again.store.board.tickets.values())


def solvers() -> list[psutil.Process]:
    """Solver processes of this test run."""
    return [
        child
        for child in psutil.Process().children(recursive=True)
        if "dispatch_console.planning.worker" in " ".join(_command(child))
    ]


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
