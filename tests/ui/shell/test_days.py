"""The days shown: first those somebody works, then what the dispatcher chooses."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import ShiftId
from dispatch_console.ui.shell.days import Days
from dispatch_console.ui.shell.horizon import Horizon, Length
from dispatch_console.ui.store import BoardStore
from tests.factories import DAY, make_shift

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = DAY.astimezone(SHANGHAI).date()


@pytest.fixture
def owner(qtbot: QtBot) -> QObject:
    return QObject()


def _store(*days: int) -> BoardStore:
    shifts = {ShiftId(day): make_shift(day, 1, day) for day in days}
    return BoardStore(Board(read_at=DAY, shifts=shifts), lambda: DAY)


def _shown(store: BoardStore) -> tuple[date, date]:
    start, end = store.horizon
    return _date(start), _date(end)


def _date(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def test_the_first_board_read_brings_the_first_day_with_shifts_and_later_ones_do_not(
    owner: QObject,
) -> None:
    store = _store(2, 3)
    days = Days(store, SHANGHAI, keep=False, parent=owner)
    days.board_read()
    assert days.horizon.first.toordinal() == TODAY.toordinal() + 2
    days.show_today()
    days.board_read()
    assert days.horizon.first == TODAY


def test_a_new_window_keeps_the_days_of_the_former_one(owner: QObject) -> None:
    store = _store(2)
    former = Days(store, SHANGHAI, keep=False, parent=owner)
    former.show(Horizon(TODAY, Length.WEEK, SHANGHAI))
    former.step(1)
    after = Days(store, SHANGHAI, keep=True, parent=owner)
    after.board_read()
    assert after.horizon == former.horizon


def test_the_store_shows_the_days_that_are_chosen(owner: QObject, qtbot: QtBot) -> None:
    store = _store()
    days = Days(store, SHANGHAI, keep=False, parent=owner)
    with qtbot.waitSignal(days.changed):
        days.set_length(3)
    first, end = _shown(store)
    assert (first, (end - first).days) == (TODAY, 3)
