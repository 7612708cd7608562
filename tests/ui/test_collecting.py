"""Garbage is looked for where it does no harm."""

import gc
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.ui import collecting


@pytest.fixture
def considerate(qapp: QApplication) -> Iterator[None]:
    """As in the running program; afterwards as it was."""
    gc.collect()  # what a whole run has left is more than is looked through
    turn, before = sys.getswitchinterval(), set(qapp.findChildren(QTimer))
    collecting.be_considerate(qapp)
    yield
    for timer in set(qapp.findChildren(QTimer)) - before:
        timer.stop()
        timer.deleteLater()
    qapp.applicationStateChanged.disconnect(collecting._look_at_all)
    sys.setswitchinterval(turn)
    gc.unfreeze()
    gc.enable()


def make_cycles(count: int) -> list[list[object]]:
    """Lists that hold themselves, and each other."""
    made: list[list[object]] = [[] for _ in range(count)]
    for one in made:
        one.append(one)
    return made


@pytest.mark.usefixtures("considerate")
def test_what_lives_on_the_window_s_thread_is_only_deleted_there(qtbot: QtBot) -> None:
    deleted_on: list[int] = []
    owner = QObject()
    timer = QTimer()
    timer.destroyed.connect(
        lambda: deleted_on.append(threading.get_ident()), Qt.ConnectionType.DirectConnection
    )
    timer.setProperty("cycle", 1)
    owner.timer, timer.owner = timer, owner  # pyright: ignore[reportAttributeAccessIssue]
    del owner, timer

    worker = threading.Thread(target=lambda: make_cycles(20_000))
    worker.start()
    worker.join()
    assert deleted_on == []
    qtbot.waitUntil(lambda: bool(deleted_on))
    assert deleted_on == [threading.get_ident()]


@pytest.mark.usefixtures("considerate")
def test_a_board_just_read_is_not_looked_through() -> None:
    gc.collect()
    frozen = gc.get_freeze_count()
    kept = make_cycles(collecting.MANY + 1)
    collecting.look()
    assert gc.get_freeze_count() >= frozen + len(kept)
    assert gc.get_count()[0] < collecting.THRESHOLDS[0]
