"""Only the newest question counts."""

import threading

from pytestqt.qtbot import QtBot

from dispatch_console.ui.background import Background
from dispatch_console.ui.latest import Latest


def test_of_many_questions_the_first_runs_and_the_last_is_answered(
    qtbot: QtBot, background: Background
) -> None:
    latest, gate = Latest(background.free), threading.Event()
    ran: list[int] = []
    answers: list[int] = []

    def work(number: int) -> int:
        if number == 0:
            gate.wait(5)
        ran.append(number)
        return number

    for number in range(20):
        latest.ask(lambda number=number: work(number), answers.append)
    gate.set()
    qtbot.waitUntil(lambda: bool(answers))
    assert ran == [0, 19]
    assert answers == [19]


def test_a_failure_does_not_block_the_next(qtbot: QtBot, background: Background) -> None:
    latest = Latest(background.free)
    failures: list[Exception] = []
    answers: list[int] = []
    latest.ask(lambda: 1 // 0, answers.append, failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    latest.ask(lambda: 7, answers.append)
    qtbot.waitUntil(lambda: answers == [7])
