"""Rebalance and lend: what is asked, what is shown, what comes of it."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, RegionId, TicketId
from dispatch_console.services.rebalancing import Evened, Step
from dispatch_console.support.i18n import set_language
from dispatch_console.ui.background import Background
from dispatch_console.ui.workload.lend_dialog import LendDialog
from dispatch_console.ui.workload.rebalance_dialog import RebalanceDialog
from tests.factories import DAY, make_board
from tests.legibility import clipped
from tests.ui.workload.bench import ZONE

BOARD = make_board(30, 6)
PROPOSAL: Any = object()
STEP = Step(TicketId(1), EngineerId(1), EngineerId(2), 900.0, 0.5, False)


def evened(*steps: Step) -> Evened:
    return Evened(steps, 2.0, 0.5, 900.0, PROPOSAL)


class Bench:
    def __init__(self, qtbot, background: Background, answer: Callable[..., Evened]) -> None:
        self.asked: list[tuple[float, int | None]] = []

        def find(price: float, most: int | None, stop: Callable[[], bool]) -> Evened:
            self.asked.append((price, most))
            return answer(stop)

        self.dialog = RebalanceDialog(BOARD, find, background)
        self.proposed: list[object] = []
        self.dialog.proposed.connect(self.proposed.append)
        self.dialog.show()

    def look(self, qtbot) -> None:
        qtbot.mouseClick(self.dialog.look, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_moves_within_the_price_come_up_for_review(
    qtbot, background: Background, language: str
) -> None:
    set_language(language)
    bench = Bench(qtbot, background, lambda stop: evened(STEP))
    bench.dialog.price.setValue(90)
    bench.dialog.most.setValue(4)
    assert bench.dialog._slider.value() == 90
    assert not bench.dialog.review.isEnabled()
    bench.look(qtbot)
    qtbot.waitUntil(bench.dialog.review.isEnabled)
    assert bench.asked == [(5400.0, 4)]
    assert bench.dialog.moves.topLevelItemCount() == 1
    assert "2.00" in bench.dialog.said.text()
    assert not clipped(bench.dialog)
    qtbot.mouseClick(bench.dialog.review, Qt.MouseButton.LeftButton)
    assert bench.proposed == [PROPOSAL]


def test_nothing_found_is_said_and_cannot_be_reviewed(qtbot, background: Background) -> None:
    bench = Bench(qtbot, background, lambda stop: evened())
    bench.look(qtbot)
    qtbot.waitUntil(lambda: "No move" in bench.dialog.said.text())
    assert not bench.dialog.review.isEnabled()
    bench.dialog.reject()


def test_a_refusal_is_told_in_words(qtbot, background: Background) -> None:
    def refuse(stop: Callable[[], bool]) -> Evened:
        raise DomainError("late.no_shift", engineer="Anna")

    bench = Bench(qtbot, background, refuse)
    bench.look(qtbot)
    qtbot.waitUntil(lambda: "Anna" in bench.dialog.said.text())
    assert bench.dialog.look.isEnabled()
    bench.dialog.reject()


def test_closing_it_ends_the_search(qtbot, background: Background) -> None:
    ended = threading.Event()

    def search(stop: Callable[[], bool]) -> Evened:
        while not stop():
            threading.Event().wait(0.01)
        ended.set()
        return evened(STEP)

    bench = Bench(qtbot, background, search)
    bench.look(qtbot)
    qtbot.waitUntil(lambda: bool(bench.asked))
    bench.dialog.reject()
    qtbot.waitUntil(ended.is_set)
    QApplication.processEvents()
    assert bench.proposed == []


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_an_engineer_is_lent_to_a_region_that_is_not_theirs(qtbot, language: str) -> None:
    set_language(language)
    engineer = BOARD.engineers[EngineerId(1)]
    span = (DAY, DAY + timedelta(days=1))
    dialog = LendDialog(BOARD, engineer, span, ZONE)
    asked: list[tuple[object, ...]] = []
    dialog.lend_wanted.connect(lambda *given: asked.append(given))
    dialog.show()
    assert not clipped(dialog)
    offered = {dialog.region.itemData(n) for n in range(dialog.region.count())}
    assert offered == set(BOARD.regions) - set(engineer.regions)
    dialog.start.setDateTime(dialog.end.dateTime())
    assert not dialog.lend.isEnabled()
    dialog.start.setDateTime(dialog.end.dateTime().addSecs(-3600))
    dialog.region.setCurrentIndex(dialog.region.findData(RegionId(1)))
    qtbot.mouseClick(dialog.lend, Qt.MouseButton.LeftButton)
    assert asked == [(1, span[1] - timedelta(hours=1), span[1])]
