"""Questions asked while somebody types: late answers are left aside."""

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.services.context import Context
from dispatch_console.ui.background import Background
from dispatch_console.ui.intake import Draft, asking
from dispatch_console.ui.intake.asking import Asking
from dispatch_console.ui.store import BoardStore
from tests.factories import NOW
from tests.ui.intake.conftest import ZONE, Known, caller


@pytest.fixture
def asker(background: Background, store: BoardStore, known: Known) -> Asking:
    database: Any = SimpleNamespace(url="")
    context = Context(database=database, user="Tester", clock=lambda: NOW)
    return Asking(context, background, store, ZONE)


def test_letters_in_a_row_are_one_question(qtbot: QtBot, asker: Asking, known: Known) -> None:
    for typed in ("0215", "02158", "021588"):
        asker.follow(Draft(phone=typed))
    with qtbot.waitSignal(asker.callers_found):
        pass
    assert known.typed == ["021588"]


def test_an_answer_to_what_is_no_longer_asked_is_left_aside(
    qtbot: QtBot, asker: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, found = threading.Event(), []

    def slow(ctx: Context, typed: str) -> tuple[object, ...]:
        if typed == "0215":
            goes_on.wait(5)
        return (caller(name=typed),)

    monkeypatch.setattr(asking, "callers", slow)
    asker.callers_found.connect(lambda callers: found.append(callers[0].name))
    asker.follow(Draft(phone="0215"))
    qtbot.wait(2 * asking.PAUSE_MS)
    asker.follow(Draft(phone="02158"))
    goes_on.set()
    qtbot.waitUntil(lambda: bool(found))
    assert found == ["02158"]


def test_what_no_question_depends_on_asks_nothing(
    qtbot: QtBot, asker: Asking, known: Known
) -> None:
    asker.follow(Draft(customer_name="Hotel", category="repair"))
    qtbot.wait(2 * asking.PAUSE_MS)
    assert known.typed == []


def test_nothing_is_asked_once_nobody_is_looking(qtbot: QtBot, asker: Asking, known: Known) -> None:
    asker.follow(Draft(phone="0215"))
    asker.rest()
    qtbot.wait(2 * asking.PAUSE_MS)
    assert known.typed == []
