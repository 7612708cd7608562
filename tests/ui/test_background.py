"""Work off the GUI thread: answers arrive here, in order, and only while somebody is there."""

import threading
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject

from dispatch_console.domain.errors import DomainError
from dispatch_console.ui.background import Background


class Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    def hear(self, *answer: object) -> None:
        self.heard.append(answer[-1])


def test_the_answer_arrives_on_the_gui_thread(qtbot, background) -> None:
    threads: list[threading.Thread] = []
    background.free(threading.current_thread, threads.append)
    background.free(lambda: None, lambda _: threads.append(threading.current_thread()))
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert threading.main_thread() in threads
    assert any(thread is not threading.main_thread() for thread in threads)


def test_a_failure_goes_to_whoever_asked_else_to_the_window(qtbot, background) -> None:
    def fail() -> None:
        raise DomainError("database.unreachable", server="s", reason="r")

    own: list[Exception] = []
    unhandled: list[Exception] = []
    background.unhandled.connect(unhandled.append)
    background.database(fail, print, own.append)
    background.database(fail, print)
    qtbot.waitUntil(lambda: len(own) == len(unhandled) == 1)


@pytest.mark.parametrize("wrap", [lambda call: call, lambda call: partial(call, "kept")])
def test_nobody_is_told_who_is_gone(qtbot, background, wrap) -> None:
    gone, there = Receiver(), Receiver()
    release = threading.Event()
    background.free(release.wait, wrap(gone.hear))
    background.free(release.wait, wrap(there.hear))
    gone.deleteLater()
    QCoreApplication.sendPostedEvents(gone, QEvent.Type.DeferredDelete)
    release.set()
    qtbot.waitUntil(lambda: there.heard == [True])
    assert gone.heard == []


def test_a_closed_share_hears_nothing_more(qtbot, background) -> None:
    owner, heard = QObject(), []
    share = background.share(owner)
    share.close()
    share.free(lambda: 1, heard.append)
    background.free(lambda: 2, heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [2]


def test_what_is_asked_when_the_threads_have_ended_is_not_done(qtbot) -> None:
    owner = Background()
    window = owner.share(owner)
    owner.close()
    done: list[object] = []
    assert window.free(lambda: done.append(1), done.append).cancelled()
    assert done == []


def test_what_is_read_for_long_keeps_nothing_else_of_the_database_waiting(
    qtbot, background
) -> None:
    release, heard = threading.Event(), []
    background.reading(lambda: release.wait(60) and "report", heard.append)
    background.database(lambda: "board", heard.append)
    qtbot.waitUntil(lambda: heard == ["board"], timeout=60_000)
    release.set()
    qtbot.waitUntil(lambda: heard == ["board", "report"], timeout=60_000)
