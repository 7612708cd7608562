"""Idle is who touches neither keys nor mouse, by the wall clock."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from dispatch_console.ui.login.idle import IdleWatch
from tests.factories import NOW

LIMIT = timedelta(hours=12)


class Bench:
    """A watch on a clock that stands still."""

    def __init__(self) -> None:
        self.now = NOW
        self.watch = IdleWatch(LIMIT, lambda: self.now)
        self.expired: list[bool] = []
        self.watch.expired.connect(lambda: self.expired.append(True))

    def pass_(self, time: timedelta) -> None:
        self.now += time
        self.watch.look()


@pytest.fixture
def bench(qapp: object) -> Iterator[Bench]:
    made = Bench()
    yield made
    made.watch.stop()
    made.watch.deleteLater()


def test_it_expires_once_nobody_has_touched_anything_for_the_limit(bench: Bench) -> None:
    bench.pass_(LIMIT - timedelta(seconds=1))
    assert not bench.expired
    bench.pass_(timedelta(seconds=1))
    assert bench.expired == [True]


def test_a_key_or_the_mouse_begins_it_anew(bench: Bench, qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    bench.pass_(LIMIT - timedelta(seconds=1))
    window = field.windowHandle()
    QTest.keyClick(window, Qt.Key.Key_A)
    bench.pass_(timedelta(hours=11))
    QTest.mouseClick(window, Qt.MouseButton.LeftButton)
    bench.pass_(timedelta(hours=11))
    assert not bench.expired
    bench.pass_(timedelta(hours=1))
    assert bench.expired == [True]


def test_what_nobody_did_does_not_count_as_use(bench: Bench, qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    bench.pass_(LIMIT / 2)
    field.setText("read from the database")
    field.repaint()
    bench.pass_(LIMIT / 2)
    assert bench.expired == [True]
