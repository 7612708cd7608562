"""Tickets carried over the real page, onto engineers and the legs of routes."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.place import Location
from dispatch_console.services.pricing import DropPrice
from dispatch_console.ui.widgets.drag import ticket_mime
from tests.factories import DAY, NOW, make_engineer, make_shift, make_ticket, make_visit
from tests.ui.map.conftest import OpenMap
from tests.ui.map.pointer import hold, let_go, position, surface

HOME = Location(31.10, 121.30)
FIRST, SECOND = Location(31.10, 121.40), Location(31.20, 121.40)
FREE = Location(31.20, 121.30)
NINE = DAY + timedelta(hours=1)
FIRST_ENDS = NINE + timedelta(hours=1)


@pytest.fixture
def board() -> Board:
    """An engineer with a route of two visits around a square, and a ticket nobody has."""
    first = make_ticket(1, location=FIRST, visit=make_visit(1, 1, 1, NINE, 60))
    second = make_ticket(
        2, location=SECOND, visit=make_visit(2, 1, 1, NINE + timedelta(hours=4), 60)
    )
    free = make_ticket(3, location=FREE)
    return Board(
        read_at=NOW,
        tickets={ticket.id: ticket for ticket in (first, second, free)},
        engineers={EngineerId(1): make_engineer(1, home=HOME)},
        shifts={ShiftId(1): make_shift(1, 1)},
    )


def between(opened: OpenMap, one: Location, other: Location) -> QPoint:
    return (position(opened, one) + position(opened, other)) / 2


def card(opened: OpenMap) -> list[str]:
    found = opened.ask(
        "[...document.querySelectorAll('.card div')].map(e => e.textContent).join('|')"
    )
    return [line for line in str(found).split("|") if line]


def test_a_ticket_dropped_on_a_leg_is_wanted_after_the_visit_the_leg_comes_from(
    open_map: OpenMap,
) -> None:
    leg = between(open_map, FIRST, SECOND)
    with open_map.qtbot.waitSignal(open_map.intents.price_wanted) as wanted:
        hold(open_map, [position(open_map, FREE), leg])
    assert wanted.args == [(3,), 1, FIRST_ENDS]
    with open_map.qtbot.waitSignal(open_map.intents.assign) as asked:
        let_go(open_map, leg)
    assert asked.args == [(3,), 1, FIRST_ENDS]
    assert open_map.ask("document.querySelectorAll('.card, .strings').length") == 0


def test_the_price_shows_before_the_drop(open_map: OpenMap) -> None:
    leg = between(open_map, FIRST, SECOND)
    with open_map.qtbot.waitSignal(open_map.intents.price_wanted):
        hold(open_map, [position(open_map, FREE), leg])
    price = DropPrice(
        tickets=(TicketId(3),),
        engineer_id=EngineerId(1),
        start=FIRST_ENDS + timedelta(minutes=20),
        travel_s=600,
    )
    open_map.intents.priced.emit(price)
    open_map.settle()
    numbers = [open_map.store.board.tickets[TicketId(n)].number for n in (1, 2, 3)]
    name = open_map.store.board.engineers[EngineerId(1)].name
    shown = card(open_map)
    assert shown[0] == f"✓ {numbers[2]} → {name}"
    assert shown[1] == f"Between {numbers[0]} and {numbers[1]}"
    assert any("Travel +" in line for line in shown)
    let_go(open_map, leg)


def test_escape_ends_the_drag_and_nothing_is_assigned(open_map: OpenMap) -> None:
    leg = between(open_map, FIRST, SECOND)
    hold(open_map, [position(open_map, FREE), leg])
    assert open_map.ask("document.querySelectorAll('.card').length") == 1
    QTest.keyClick(surface(open_map), Qt.Key.Key_Escape)
    open_map.qtbot.waitUntil(
        lambda: open_map.ask("document.querySelectorAll('.card, .strings').length") == 0
    )
    with open_map.qtbot.assertNotEmitted(open_map.intents.assign, wait=150):
        let_go(open_map, leg)


def test_a_drop_on_empty_ground_does_nothing(open_map: OpenMap) -> None:
    middle = between(open_map, HOME, FREE)
    hold(open_map, [position(open_map, FREE), middle])
    with open_map.qtbot.assertNotEmitted(open_map.intents.assign, wait=150):
        let_go(open_map, middle)
    assert open_map.selection.tickets == ()


def test_a_ticket_is_not_dropped_on_the_way_to_itself(open_map: OpenMap) -> None:
    near = between(open_map, FIRST, SECOND)
    hold(open_map, [position(open_map, FIRST), near])
    with open_map.qtbot.assertNotEmitted(open_map.intents.assign, wait=150):
        let_go(open_map, near)


def test_tickets_from_another_panel_may_be_dropped_on_a_leg(open_map: OpenMap) -> None:
    at, view = between(open_map, FIRST, SECOND), open_map.web.view
    carried = ticket_mime([TicketId(3)])
    action, left = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(view, QDragEnterEvent(at, action, carried, left, none))
    with open_map.qtbot.waitSignal(open_map.intents.price_wanted) as wanted:
        QApplication.sendEvent(view, QDragMoveEvent(at, action, carried, left, none))
    assert wanted.args == [(3,), 1, FIRST_ENDS]
    QApplication.sendEvent(view, QDragLeaveEvent())
    open_map.settle()
    assert card(open_map) == []
    QApplication.sendEvent(view, QDragEnterEvent(at, action, carried, left, none))
    with open_map.qtbot.waitSignal(open_map.intents.assign) as asked:
        QApplication.sendEvent(view, QDropEvent(QPointF(at), action, carried, left, none))
    assert asked.args == [(3,), 1, FIRST_ENDS]
