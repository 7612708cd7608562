"""A ticket dragged on the map between two visits of a route gets its visit there; undo frees it."""

import json
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.place import Location
from dispatch_console.services.importing.fields import Kind
from dispatch_console.ui.shell import MainWindow
from tests.journeys.conftest import OpenWindow
from tests.journeys.test_main_job import WAIT, import_file

ENGINEERS = """工号,姓名,技能,家庭纬度,家庭经度,班次日期,上班时间,下班时间,休息,最晚休息,休息时长
E1,李伟,hvac:3,31.10,121.30,2026-03-02,10:00,19:00,12:30,14:00,45
"""
TICKETS = """工单编号,标题,优先级,所需技能,预计时长,纬度,经度,创建时间
R1,空调不制冷,P3,hvac:1,45 min,31.10,121.40,2026-03-01 09:00
R2,空调漏水,P3,hvac:1,45 min,31.20,121.40,2026-03-01 09:00
R3,空调异响,P3,hvac:1,45 min,31.20,121.30,2026-03-01 09:00
"""


def ask(qtbot, window: MainWindow, script: str) -> object:
    assert window.map.web is not None
    answers: list[object] = []
    window.map.web.page.runJavaScript(script, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT)
    return answers[0]


def settle(qtbot, window: MainWindow) -> None:
    drawn: list[bool] = []
    window.map.await_rendered(lambda: drawn.append(True))
    qtbot.waitUntil(lambda: bool(drawn), timeout=WAIT)


def position(qtbot, window: MainWindow, place: Location) -> QPoint:
    at = f"DISPATCH.map.latLngToContainerPoint([{place.lat}, {place.lon}]).round()"
    found = json.loads(str(ask(qtbot, window, f"JSON.stringify({at})")))
    return QPoint(found["x"], found["y"])


def test_a_ticket_dragged_onto_a_leg_is_assigned_between_its_visits_and_undone(
    qtbot, open_window: OpenWindow, tmp_path: Path
) -> None:
    window = open_window()
    staff, work = tmp_path / "staff.csv", tmp_path / "work.csv"
    staff.write_text(ENGINEERS, encoding="utf-8")
    work.write_text(TICKETS, encoding="utf-8")
    import_file(qtbot, window, staff, Kind.ENGINEERS)
    import_file(qtbot, window, work, Kind.TICKETS)
    store = window.store
    qtbot.waitUntil(lambda: len(store.board.tickets) == 3, timeout=WAIT)
    first, second, free = sorted(store.board.tickets.values(), key=lambda t: t.number)
    engineer = next(iter(store.board.engineers))

    def start(ticket: TicketId) -> datetime | None:
        visit = store.board.tickets[ticket].visit
        return visit.start if visit is not None else None

    for ticket in (first, second):
        window.intents.ask_assign((ticket.id,), engineer, None)
        qtbot.waitUntil(lambda ticket=ticket: start(ticket.id) is not None, timeout=WAIT)
    window.map.zoom_to_all()
    settle(qtbot, window)
    one, other = sorted((first, second), key=lambda t: str(start(t.id)))
    assert first.location
    assert second.location
    assert free.location
    pressed = position(qtbot, window, free.location)
    leg = (position(qtbot, window, first.location) + position(qtbot, window, second.location)) / 2
    assert window.map.web is not None
    surface, left = window.map.web.view.focusProxy(), Qt.MouseButton.LeftButton
    assert isinstance(surface, QWidget)
    none = Qt.KeyboardModifier.NoModifier
    QTest.mousePress(surface, left, none, pressed)
    for step in range(1, 6):
        QTest.mouseMove(surface, pressed + (leg - pressed) * step / 5)
        qtbot.wait(20)
    judged = "document.querySelector('.card')?.dataset.judgement"
    qtbot.waitUntil(lambda: ask(qtbot, window, judged) in ("fine", "costly"), timeout=WAIT)
    QTest.mouseRelease(surface, left, none, leg)
    qtbot.waitUntil(lambda: start(free.id) is not None, timeout=WAIT)
    assert str(start(one.id)) < str(start(free.id)) < str(start(other.id))
    window.undoing.undo()
    qtbot.waitUntil(lambda: start(free.id) is None, timeout=WAIT)
