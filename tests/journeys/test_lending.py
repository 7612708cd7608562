"""An engineer lent to a region for some hours: by the dialog, told where one looks, taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QDateTime, QPointF

from dispatch_console.domain.engineer import Engineer
from dispatch_console.services.pricing import price
from dispatch_console.storage.database import Database
from dispatch_console.ui.shell import MainWindow
from dispatch_console.ui.workload.lend_dialog import LendDialog
from dispatch_console.ui.workload.sheet import Cell
from tests.factories import DAY, NOW, make_engineer, make_region, make_shift, make_ticket
from tests.journeys.conftest import OpenWindow

WAIT = 60_000


@pytest.fixture
def two_regions(database: Database) -> None:
    """A ticket in an exclusive region, and an engineer of another on duty for two days."""
    with database.unit(user="setup") as unit:
        own, other = unit.regions.add([make_region(1), make_region(2, exclusive=True)])
        (engineer,) = unit.engineers.add([make_engineer(1, skills=(), regions=(own.id,))])
        unit.shifts.add([make_shift(1 + day, engineer.id, day=day) for day in range(2)])
        ticket = replace(make_ticket(1, skills=(), region_id=other.id), number="")
        unit.tickets.add([ticket])
        unit.commit()


@pytest.mark.usefixtures("two_regions")
def test_an_engineer_is_lent_for_a_day_and_taken_back(qtbot, open_window: OpenWindow) -> None:
    window = open_window()
    qtbot.waitUntil(lambda: bool(window.store.board.tickets), timeout=WAIT)
    (engineer,) = window.store.board.engineers.values()
    window.selection.select_engineer(engineer.id)
    window.workload.show()
    qtbot.waitUntil(lambda: window.workload.panel.map.engineer == engineer.id, timeout=WAIT)
    assert not possible(window, engineer)

    dialog = asked(window, engineer)
    assert dialog.region.count() == 1
    dialog.start.setDateTime(QDateTime.fromSecsSinceEpoch(round(DAY.timestamp())))
    dialog.end.setDateTime(dialog.start.dateTime().addDays(1))
    dialog.lend.click()
    qtbot.waitUntil(lambda: possible(window, engineer), timeout=WAIT)
    assert "is lent to Region 2" in window.messages.sentence
    assert "Lent to Region 2: 03-02" in tooltip(window, engineer)
    qtbot.waitUntil(lambda: [c.lent_to is not None for c in cells(window)][:2] == [True, False])

    dialog = asked(window, engineer)
    dialog.start.setDateTime(dialog.start.dateTime().addDays(-20))
    dialog.end.setDateTime(dialog.start.dateTime().addDays(1))
    dialog.lend.click()
    qtbot.waitUntil(lambda: "has no shift in that time" in window.messages.sentence, timeout=WAIT)

    window.intents.end_lending.emit(engineer.id)
    qtbot.waitUntil(lambda: not possible(window, engineer), timeout=WAIT)
    assert "no longer lent" in window.messages.sentence
    assert not any(line.startswith("Lent") for line in tooltip(window, engineer))


def asked(window: MainWindow, engineer: Engineer) -> LendDialog:
    """The dialog that asks where to and for how long."""
    window.intents.lend.emit(engineer.id)
    return next(d for d in window.findChildren(LendDialog) if d.isVisible())


def possible(window: MainWindow, engineer: Engineer) -> bool:
    """Whether the engineer may be given the ticket of the other region on that day."""
    board = window.store.board
    start = DAY + timedelta(hours=4)
    return price(board, list(board.tickets), engineer.id, start, now=NOW).allowed


def tooltip(window: MainWindow, engineer: Engineer) -> list[str]:
    """What the timeline says of the engineer when the pointer is on the name."""
    canvas = window.timeline.canvas
    canvas.reveal_row(engineer.id)
    line = canvas.view.lines.of(engineer.id)
    assert line is not None
    return canvas.pointer.tooltip(QPointF(20, canvas.view.top(line) + line.height / 2))


def cells(window: MainWindow) -> tuple[Cell, ...]:
    """The days of the engineer's row in the workload."""
    return next(row.cells for row in window.workload.panel.map._sheet.rows if row.cells)
