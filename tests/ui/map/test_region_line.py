"""The line above the map while regions are edited is one line, however small the map is."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dispatch_console.support.i18n import set_language
from dispatch_console.ui.map.region_bar import RegionBar
from tests.factories import make_board, make_region

SMALL_MAP, WIDE_MAP = 288, 900
LONG = "Two regions would share the same place, and there the other one counts. " * 2


@pytest.fixture(params=["en", "zh_CN"])
def bar(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[RegionBar]:
    set_language(request.param)
    made = RegionBar()
    made.list_regions(make_board(4, 2), None)
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(made)
    column.addStretch(1)
    holder.resize(SMALL_MAP, 300)
    holder.show()
    yield made
    set_language("en")


def settle(bar: RegionBar, width: int) -> None:
    holder = bar.parentWidget()
    layout = holder.layout() if holder is not None else None
    assert holder is not None
    assert layout is not None
    holder.resize(width, 300)
    # Once for the new width, once for what was arranged for it.
    for _ in range(2):
        QApplication.sendPostedEvents()
        layout.activate()


def in_line(bar: RegionBar) -> list[QWidget]:
    """What can be used in the bar itself."""
    kinds = (QAbstractButton, QComboBox, QLineEdit)
    return [w for w in bar.findChildren(QWidget) if isinstance(w, kinds) and w.isVisibleTo(bar)]


def lines(bar: RegionBar) -> int:
    middles = sorted(w.mapTo(bar, w.rect().center()).y() for w in in_line(bar))
    return 1 + sum(after - before > 8 for before, after in pairwise(middles))


def fits(bar: RegionBar) -> bool:
    return all(w.mapTo(bar, w.rect().topRight()).x() < bar.width() for w in in_line(bar))


@pytest.mark.parametrize("width", [SMALL_MAP, 420, WIDE_MAP])
@pytest.mark.parametrize("face", ["choice", "new", "known", "warned"])
def test_all_of_it_is_one_line(bar: RegionBar, width: int, face: str) -> None:
    if face == "choice":
        bar.show_choice()
    else:
        bar.show_drawing(None if face == "new" else make_region())
        if face == "warned":
            bar.ask_again(LONG)
    settle(bar, width)
    assert bar.minimumSizeHint().width() <= SMALL_MAP
    assert bar.width() == width
    assert lines(bar) == 1
    assert fits(bar)
    assert bar.save.isVisibleTo(bar) == (face != "choice")


def test_on_a_small_map_a_new_region_is_in_the_menu(bar: RegionBar, qtbot: QtBot) -> None:
    settle(bar, SMALL_MAP)
    assert not bar.new.isVisibleTo(bar)
    with qtbot.waitSignal(bar.new_wanted):
        bar.new_in_menu.trigger()
    settle(bar, WIDE_MAP)
    assert bar.new.isVisibleTo(bar)
    assert not bar.new_in_menu.isVisible()


def test_names_are_asked_for_before_a_region_without_them_is_saved(
    bar: RegionBar, qtbot: QtBot
) -> None:
    bar.show_drawing(None)
    settle(bar, SMALL_MAP)
    bar.save.setEnabled(True)
    with qtbot.assertNotEmitted(bar.save_wanted):
        bar.save.click()
    assert bar.details.isVisible()
    bar.details.code.setText("N")
    bar.details.name_en.setText("North")
    with qtbot.waitSignal(bar.save_wanted):
        bar.save.click()
    assert not bar.details.isVisible()


def test_what_is_typed_stays_when_the_map_grows(bar: RegionBar) -> None:
    bar.show_drawing(make_region(2))
    settle(bar, SMALL_MAP)
    bar.details.name_en.setText("Harbour")
    bar.details.edited.emit()
    settle(bar, WIDE_MAP)
    assert bar.details.isVisibleTo(bar)
    assert bar.details.name_en.text() == "Harbour"
    settle(bar, SMALL_MAP)
    assert not bar.details.isVisible()
    assert bar.details.name_en.text() == "Harbour"
