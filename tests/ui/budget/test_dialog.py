"""The change budget: points appear as they come, one is chosen, its plan comes up for review."""

import itertools
import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.budgeting import Curve, Option
from dispatch_console.support.i18n import set_language, tr
from dispatch_console.ui.background import Background
from dispatch_console.ui.budget import BudgetDialog
from dispatch_console.ui.budget.chart import CurveChart
from tests.legibility import clipped

NONE: Any = None
OPTIONS = tuple(
    Option(budget, changes, (changes + 1) // 2, 40 + changes, 3600.0 * changes, NONE)
    for budget, changes in ((0, 0), (1, 1), (2, 2), (4, 3), (64, 21), (None, 40))
)
PROPOSAL: Any = object()


class Bench:
    """A dialog whose search waits for leave to go on."""

    def __init__(
        self, background: Background, options: tuple[Option, ...] = OPTIONS, *, held: bool = False
    ) -> None:
        self.go = threading.Event()
        self.stopped = False
        self.caps: list[int | None] = []
        if not held:
            self.go.set()
        self.chosen: list[Option] = []
        self.proposed: list[object] = []

        def search(
            cap: int | None, stop: Callable[[], bool], tell: Callable[[Option], object]
        ) -> Curve:
            self.caps.append(cap)
            for option in options[:2]:
                tell(option)
            while not (self.go.wait(0.01) or stop()):
                pass
            self.stopped = stop()
            for option in options[2:]:
                tell(option)
            return Curve(NONE, NONE, options)

        def choose(curve: Curve, option: Option) -> Any:
            self.chosen.append(option)
            return PROPOSAL

        self.dialog = BudgetDialog(search, choose, background)
        self.dialog.proposed.connect(self.proposed.append)
        self.dialog.show()


def test_points_appear_while_the_search_goes_on(qtbot, background: Background) -> None:
    bench = Bench(background, held=True)
    qtbot.waitUntil(lambda: bench.dialog.table.topLevelItemCount() == 2)
    assert not bench.dialog.review.isEnabled()
    bench.go.set()
    qtbot.waitUntil(lambda: bench.dialog.table.topLevelItemCount() == len(OPTIONS))
    qtbot.waitUntil(bench.dialog.review.isEnabled)
    bench.dialog.reject()


def test_a_point_of_the_chart_is_a_row_of_the_table_and_its_plan_is_reviewed(
    qtbot, background: Background
) -> None:
    bench = Bench(background)
    qtbot.waitUntil(bench.dialog.review.isEnabled)
    chart = bench.dialog.chart
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.place(3).toPoint())
    assert bench.dialog._number() == 3
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert bench.dialog._number() == 2
    assert "2 made" in chart.accessibleDescription()
    qtbot.mouseClick(bench.dialog.review, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bench.proposed == [PROPOSAL])
    assert bench.chosen == [OPTIONS[2]]


def test_the_plan_as_it_is_cannot_be_reviewed(qtbot, background: Background) -> None:
    bench = Bench(background)
    qtbot.waitUntil(bench.dialog.review.isEnabled)
    bench.dialog.choose(0)
    assert not bench.dialog.review.isEnabled()
    bench.dialog.reject()


def test_stopping_keeps_what_was_found(qtbot, background: Background) -> None:
    bench = Bench(background, held=True)
    qtbot.mouseClick(bench.dialog.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(bench.dialog.review.isEnabled)
    assert bench.stopped
    bench.dialog.reject()


def test_closing_it_ends_the_search(qtbot, background: Background) -> None:
    bench = Bench(background, held=True)
    qtbot.waitUntil(lambda: bench.dialog.table.topLevelItemCount() == 2)
    bench.dialog.reject()
    qtbot.waitUntil(lambda: bench.stopped)
    QApplication.processEvents()
    assert bench.proposed == []


def test_another_cap_on_engineers_is_searched_anew(qtbot, background: Background) -> None:
    bench = Bench(background)
    qtbot.waitUntil(bench.dialog.review.isEnabled)
    assert bench.caps == [None]
    assert not bench.dialog.again.isEnabled()
    assert bench.dialog.engineers.text() == "any number"
    bench.dialog.engineers.setValue(2)
    qtbot.mouseClick(bench.dialog.again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(bench.dialog.review.isEnabled)
    assert bench.caps == [None, 2]
    assert bench.dialog.table.topLevelItemCount() == len(OPTIONS)
    assert not bench.dialog.again.isEnabled()
    bench.dialog.engineers.setValue(0)
    assert bench.dialog.again.isEnabled()
    bench.dialog.reject()


def test_what_the_search_before_finds_is_not_shown(qtbot, background: Background) -> None:
    bench = Bench(background, held=True)
    qtbot.waitUntil(lambda: bench.dialog.table.topLevelItemCount() == 2)
    bench.dialog.engineers.setValue(3)
    qtbot.mouseClick(bench.dialog.again, Qt.MouseButton.LeftButton)
    assert bench.dialog.table.topLevelItemCount() == 0
    qtbot.waitUntil(lambda: bench.caps == [None, 3])
    qtbot.waitUntil(lambda: bench.dialog.table.topLevelItemCount() == 2)
    assert not bench.dialog.review.isEnabled()
    bench.go.set()
    qtbot.waitUntil(bench.dialog.review.isEnabled)
    assert bench.dialog.table.topLevelItemCount() == len(OPTIONS)
    bench.dialog.reject()


def test_each_option_says_how_many_engineers_it_moves(qtbot, background: Background) -> None:
    bench = Bench(background)
    qtbot.waitUntil(bench.dialog.review.isEnabled)
    table = bench.dialog.table
    rows = [table.topLevelItem(number) for number in range(len(OPTIONS))]
    assert [row.text(2) for row in rows if row] == ["0", "1", "1", "2", "11", "20"]
    bench.dialog.choose(3)
    assert "engineers whose day changes: 2" in bench.dialog.said.text()
    bench.dialog.reject()


def test_no_better_plan_is_said(qtbot, background: Background) -> None:
    flat = tuple(Option(n, 0, 0, 40, 0.0, NONE) for n in (0, 1, 2))
    bench = Bench(background, flat)
    qtbot.waitUntil(lambda: "No plan was found" in bench.dialog.said.text())
    assert not bench.dialog.review.isEnabled()
    bench.dialog.reject()


def test_a_refusal_is_told_in_words(qtbot, background: Background) -> None:
    def refuse(*_: object) -> Curve:
        raise DomainError("late.no_shift", engineer="Anna")

    dialog = BudgetDialog(refuse, lambda curve, option: PROPOSAL, background)
    dialog.show()
    qtbot.waitUntil(lambda: "Anna" in dialog.said.text())
    dialog.reject()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nothing_is_clipped(
    qtbot, background: Background, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    set_language(language)
    written: list[tuple[str, QRectF, int]] = []
    write = CurveChart._write

    def spy(painter: QPainter, place: QRectF, label: str, where: Qt.AlignmentFlag) -> None:
        wide = QFontMetrics(painter.font()).horizontalAdvance(label)
        written.append((label, place, wide))
        write(painter, place, label, where)

    monkeypatch.setattr(CurveChart, "_write", staticmethod(spy))
    bench = Bench(background)
    qtbot.waitUntil(bench.dialog.review.isEnabled)
    bench.dialog.chart.grab()
    inside = bench.dialog.chart.rect().toRectF()
    assert [label for label, place, wide in written if wide > place.width()] == []
    assert [label for label, place, _ in written if not inside.contains(place)] == []
    names = {str(option.budget) for option in OPTIONS} | {tr("any")}
    ticks = sorted((place for label, place, _ in written if label in names), key=QRectF.left)
    assert len(ticks) == len(OPTIONS)
    assert all(a.right() <= b.left() for a, b in itertools.pairwise(ticks))
    assert not clipped(bench.dialog)
    bench.dialog.reject()
