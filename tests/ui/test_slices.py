"""Work cut into slices: little is done at once, much in turns, new work replaces old."""

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from dispatch_console.ui import slices
from dispatch_console.ui.slices import Slices


def give(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """So long may such work take, at once and in a turn."""
    for name in ("AT_ONCE_S", "SLICE_S", "LEAST_S"):
        monkeypatch.setattr(slices, name, seconds)


def _steps(done: list[int], count: int) -> Iterator[None]:
    for number in range(count):
        done.append(number)
        yield


def test_what_takes_no_longer_than_a_slice_is_done_at_once(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, 60.0)
    owner, done = QObject(), list[int]()
    work = Slices(owner)
    work.run(_steps(done, 5))
    assert done == [0, 1, 2, 3, 4]
    assert not work.busy


def test_the_rest_is_done_between_other_events(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, 0.0)
    owner, done = QObject(), list[int]()
    work = Slices(owner)
    work.run(_steps(done, 5))
    assert done == [0]
    qtbot.waitUntil(lambda: not work.busy)
    assert done == [0, 1, 2, 3, 4]


def test_new_work_takes_the_place_of_what_is_not_done(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, 0.0)
    owner, old, new = QObject(), list[int](), list[int]()
    work = Slices(owner)
    work.run(_steps(old, 5))
    work.run(_steps(new, 2))
    qtbot.waitUntil(lambda: not work.busy)
    assert (old, new) == ([0], [0, 1])


def test_several_share_a_slice_instead_of_taking_one_each(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, 0.005)
    owner = QObject()
    works = [Slices(owner) for _ in range(4)]
    turns: list[int] = []

    def long() -> Iterator[None]:
        for _ in range(5):
            turns.append(0)
            time.sleep(0.006)
            yield

    qtbot.wait(1)
    for work in works:
        work.run(long())
    assert len(turns) == 1
    qtbot.waitUntil(lambda: not any(work.busy for work in works))
    assert len(turns) == 20


def test_what_else_a_turn_brings_shortens_the_slice(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, 0.0)
    monkeypatch.setattr(slices, "SLICE_S", 0.01)
    owner, done, seen = QObject(), list[int](), set[int]()
    work, other = Slices(owner), QTimer(owner, interval=0)

    def toil() -> None:
        seen.add(len(done))
        time.sleep(0.02)

    other.timeout.connect(toil)
    other.start()
    work.run(_steps(done, 5))
    qtbot.waitUntil(lambda: not work.busy)
    assert {2, 3, 4} <= seen


def test_work_for_what_is_gone_is_not_done(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, 0.0)
    owner, done = QObject(), list[int]()
    Slices(owner).run(_steps(done, 5))
    delete(owner)
    qtbot.wait(20)
    assert done == [0]


def test_a_picture_finds_everything_done(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, 0.0)
    owner, done = QObject(), [list[int](), list[int]()]
    for one in done:
        Slices(owner).run(_steps(one, 5))
    slices.finish()
    assert done == [[0, 1, 2, 3, 4]] * 2
