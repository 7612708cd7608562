"""A map of the smallest size that the window leaves it: every tool in sight, lines not broken."""

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.domain.ids import EngineerId
from dispatch_console.support.i18n import set_language, tr
from dispatch_console.ui.map.reach_bar import ReachBar
from tests.legibility import clipped
from tests.ui.map.conftest import OpenMap

WIDTH = 288
"""Pixels of the map's column on a screen of 1366."""


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_line_of_drive_times_is_one_line_with_one_line_below(
    language: str, qtbot: QtBot
) -> None:
    set_language(language)
    bar = ReachBar()
    qtbot.addWidget(bar)
    words = tr(
        "Unassigned {unassigned} of {tickets} · Engineers {engineers}",
        tickets=1234,
        unassigned=567,
        engineers=89,
    )
    bar.show_within(words, 567, 1234, [(EngineerId(1), "Anna Berg")])
    bar.say(tr("From {name}, travel times reckoned", name="T-00366"))
    bar.resize(WIDTH, bar.heightForWidth(WIDTH))
    bar.show()
    set_language("en")
    left, right = bar.minutes.geometry(), bar.close_button.geometry()
    assert abs(left.center().y() - right.center().y()) <= 1
    assert bar.within.text() == bar.within.words, "the figures are read whole"
    assert bar.note.height() < 2 * bar.note.fontMetrics().height()
    assert not clipped(bar)


@pytest.mark.parametrize("height", [150, 200, 244, 246, 400])
def test_every_tool_of_the_page_is_in_sight_however_low_it_is(
    open_map: OpenMap, height: int
) -> None:
    open_map.web.setFixedSize(WIDTH, height)
    open_map.qtbot.waitUntil(lambda: open_map.ask("innerHeight") == height, timeout=20_000)
    last = "[...document.querySelectorAll('.tools button')].at(-1).getBoundingClientRect()"
    bottom, right = open_map.ask(f"{last}.bottom"), open_map.ask(f"{last}.right")
    assert isinstance(bottom, int | float)
    assert isinstance(right, int | float)
    assert bottom <= height
    assert right <= WIDTH
