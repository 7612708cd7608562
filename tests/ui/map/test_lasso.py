"""Selecting what lies within a line drawn on the real page, or in view."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from dispatch_console.domain.board import Board
from dispatch_console.domain.place import Location
from tests.factories import NOW, make_ticket
from tests.ui.map.conftest import OpenMap
from tests.ui.map.pointer import hold, let_go, position, surface

CORNERS = [
    Location(31.10, 121.30),
    Location(31.20, 121.30),
    Location(31.20, 121.40),
    Location(31.10, 121.40),
]
MIDDLE = Location(31.15, 121.35)
ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def board() -> Board:
    """A ticket at each corner of a square, and one in its middle."""
    places = [*CORNERS, MIDDLE]
    tickets = [make_ticket(n, location=at) for n, at in enumerate(places, 1)]
    return Board(read_at=NOW, tickets={ticket.id: ticket for ticket in tickets})


def around_the_left(opened: OpenMap) -> list[QPoint]:
    """A line around tickets 1, 2 and, with a bay in its side, not the one in the middle."""
    low, high, middle = (position(opened, at) for at in (CORNERS[0], CORNERS[1], MIDDLE))
    out = QPoint(25, 0)
    return [
        low + QPoint(-25, 25),
        high + QPoint(-25, -25),
        QPoint(middle.x() + 15, high.y() - 25),
        middle - out,
        QPoint(middle.x() + 15, low.y() + 25),
    ]


def draw(opened: OpenMap, keys: Qt.KeyboardModifier) -> None:
    line = around_the_left(opened)
    hold(opened, line, keys)
    let_go(opened, line[-1])


def test_alt_and_drag_select_what_the_line_goes_around(open_map: OpenMap) -> None:
    with open_map.qtbot.waitSignal(open_map.selection.changed):
        draw(open_map, ALT)
    assert open_map.selection.tickets == (1, 2)
    assert open_map.ask("document.querySelectorAll('.lasso').length") == 0


def test_the_button_arms_one_lasso(open_map: OpenMap) -> None:
    button = "document.querySelector('.tools button:nth-child(5)')"
    open_map.ask(f"{button}.click(); 1")
    assert open_map.ask(f"{button}.getAttribute('aria-pressed')") == "true"
    with open_map.qtbot.waitSignal(open_map.selection.changed):
        draw(open_map, NONE)
    assert open_map.selection.tickets == (1, 2)
    assert open_map.ask(f"{button}.getAttribute('aria-pressed')") == "false"


def test_escape_ends_a_lasso_and_leaves_the_selection(open_map: OpenMap) -> None:
    line = around_the_left(open_map)
    open_map.panel.draw_lasso()
    open_map.settle()
    hold(open_map, line)
    assert open_map.ask("document.querySelectorAll('.lasso').length") == 1
    QTest.keyClick(surface(open_map), Qt.Key.Key_Escape)
    open_map.qtbot.waitUntil(
        lambda: open_map.ask("document.querySelectorAll('.lasso').length") == 0
    )
    with open_map.qtbot.assertNotEmitted(open_map.selection.changed, wait=150):
        let_go(open_map, line[-1])


def test_all_in_view_are_selected_by_keyboard(open_map: OpenMap) -> None:
    with open_map.qtbot.waitSignal(open_map.selection.changed):
        open_map.panel.select_all_in_view()
    assert open_map.selection.tickets == (1, 2, 3, 4, 5)
    open_map.ask("DISPATCH.map.setView([31.2, 121.4], 15, { animate: false }); 1")
    with open_map.qtbot.waitSignal(open_map.selection.changed):
        open_map.panel.select_all_in_view()
    assert open_map.selection.tickets == (3,)
