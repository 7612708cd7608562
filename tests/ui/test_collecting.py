"""Garbage is looked for where it does no harm."""

import gc
import sys
import threading
import weakref
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


class Marker:
    """Something that can be asked whether it is still there."""


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


def test_a_board_just_read_is_not_looked_through(qapp: QApplication) -> None:
    looker = collecting.Looker(qapp)
    gc.collect()
    frozen = gc.get_freeze_count()
    kept = make_cycles(collecting.MANY + 1)
    looker.look()
    assert gc.get_freeze_count() >= frozen + len(kept)
    assert gc.get_count()[0] < collecting.ENOUGH
    gc.unfreeze()
    looker.deleteLater()


def test_what_was_left_is_looked_through_again(qapp: QApplication) -> None:
    looker = collecting.Looker(qapp)
    gc.collect()
    left: list[object] | None = [Marker()]
    left.append(left)
    gone = weakref.ref(left[0])
    kept: list[object] = []
    for look in range(collecting.LOOKS + 1):
        if look == collecting.LOOKS:
            left = None
        kept.extend(make_cycles(collecting.ENOUGH + 1))
        looker.look()
    assert gone() is None
    looker.deleteLater()


@pytest.mark.usefixtures("considerate")
def test_threads_can_make_tuples_while_garbage_is_looked_for(
    qapp: QApplication, qtbot: QtBot
) -> None:
    """One that is being made must not be handed to anybody, or its thread fails."""
    ended: list[BaseException | None] = []

    def make() -> None:
        try:
            for _ in range(60):
                assert len(tuple([number] for number in range(20_000))) == 20_000
        except BaseException as error:
            ended.append(error)
        else:
            ended.append(None)

    worker = threading.Thread(target=make)
    worker.start()
    looker = collecting.Looker(qapp)
    while worker.is_alive():
        looker.look()
        qtbot.wait(1)
    looker.deleteLater()
    assert ended == [None]
