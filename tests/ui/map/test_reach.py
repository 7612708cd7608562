"""Drive-time areas on the page, and what the line above says lies within them."""

import pytest

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.support.i18n import set_language
from dispatch_console.ui.map.reach_mode import ReachMode
from tests.ui.map.conftest import OpenMap


@pytest.fixture
def mode(open_map: OpenMap) -> ReachMode:
    return open_map.panel.tools.reach


def await_areas(open_map: OpenMap, mode: ReachMode) -> None:
    open_map.qtbot.waitUntil(lambda: mode.reach is not None)
    open_map.qtbot.waitUntil(lambda: mode.bar.tickets.isEnabled())
    open_map.settle()


def test_areas_are_drawn_from_the_selected_engineer_and_tickets_within_selected(
    open_map: OpenMap, mode: ReachMode
):
    open_map.selection.select_engineer(EngineerId(1))
    mode.toggle()
    await_areas(open_map, mode)
    labels = "[...document.querySelectorAll('.minutes')].map(e => e.textContent).join()"
    assert open_map.ask(labels) == "15 min,30 min,45 min,60 min"
    name = open_map.store.board.engineers[EngineerId(1)].name
    assert name in mode.bar.note.text()
    assert mode.bar.within.words.startswith("Unassigned ")
    mode.bar.tickets.trigger()
    inside = open_map.selection.tickets
    assert inside
    mode.bar.minutes.setCurrentIndex(3)
    mode.bar.tickets.trigger()
    assert set(inside) <= set(open_map.selection.tickets)
    mode.toggle()
    open_map.settle()
    assert open_map.ask(labels) == ""


def test_a_place_is_picked_by_a_click(open_map: OpenMap, mode: ReachMode):
    mode.toggle()
    assert "Click a place" in mode.bar.note.text()
    open_map.settle()
    assert open_map.ask("document.querySelector('.picking') !== null")
    open_map.ask(
        "window.DISPATCH.map.fire('click', {latlng: L.latLng(31.15, 121.35),"
        " originalEvent: new MouseEvent('click')}) && 1"
    )
    await_areas(open_map, mode)
    assert "31.1500, 121.3500" in mode.bar.note.text()


def test_only_one_of_the_tools_is_open(open_map: OpenMap, mode: ReachMode):
    open_map.selection.select_tickets([TicketId(1)])
    mode.toggle()
    open_map.panel.tools.regions.toggle()
    assert not mode.on
    assert open_map.panel.tools.regions.on
    mode.toggle()
    assert not open_map.panel.tools.regions.on


ESCAPE = (
    "DISPATCH.map.getContainer().dispatchEvent("
    "new KeyboardEvent('keydown', {key: 'Escape', bubbles: true})) && 1"
)


def test_escape_ends_the_picking_and_the_line_says_what_is_shown(
    open_map: OpenMap, mode: ReachMode
):
    open_map.selection.select_engineer(EngineerId(1))
    mode.toggle()
    await_areas(open_map, mode)
    shown = mode.bar.note.text()
    mode.bar.pick.trigger()
    assert "Esc" in mode.bar.note.text()
    open_map.settle()
    open_map.ask(ESCAPE)
    open_map.qtbot.waitUntil(lambda: mode.bar.note.text() == shown)
    assert mode.on
    mode.bar.pick.trigger()
    mode.bar.leave_wanted.emit()
    open_map.settle()
    assert open_map.ask("document.querySelector('.picking') === null")
    assert mode.on
    mode.bar.leave_wanted.emit()
    assert not mode.on


def test_escape_with_no_areas_closes_the_tool(open_map: OpenMap, mode: ReachMode):
    mode.toggle()
    open_map.settle()
    open_map.ask(ESCAPE)
    open_map.qtbot.waitUntil(lambda: not mode.on)


def test_the_bands_speak_the_language_that_is_chosen_later(open_map: OpenMap, mode: ReachMode):
    open_map.selection.select_engineer(EngineerId(1))
    mode.toggle()
    await_areas(open_map, mode)
    labels = "[...document.querySelectorAll('.minutes')].map(e => e.textContent).join()"
    set_language("zh_CN")
    try:
        open_map.panel.show_language()
        open_map.settle()
        assert "分钟" in str(open_map.ask(labels))
    finally:
        set_language("en")
