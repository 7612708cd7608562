"""The real page in the real web engine, offscreen."""

import os
import signal
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board, BoardPatch
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.place import Location
from dispatch_console.domain.ticket import Status
from dispatch_console.support.i18n import set_language
from dispatch_console.ui import theme
from dispatch_console.ui.map.assets import make_profile
from dispatch_console.ui.map.tile_store import TileStore
from dispatch_console.ui.widgets.drag import ticket_mime
from dispatch_console.ui.widgets.empty_state import EmptyState
from tests.factories import DAY, NOW, make_board, make_engineer, make_ticket
from tests.ui.conftest import StrayRecords
from tests.ui.map.conftest import OpenMap
from tests.ui.map.pointer import click, drag, position, surface

HOSTILE = "<img src=x onerror=\"document.title='hit'\"><script>document.title='hit'</script>"

ALONE = Location(31.15, 121.35)
ELSEWHERE = Location(31.17, 121.38)


@pytest.fixture
def board(request: pytest.FixtureRequest) -> Board:
    """Two tickets and an engineer, well apart, unless a test asks for a number of tickets."""
    if hasattr(request, "param"):
        return make_board(request.param, 20) if request.param else Board(read_at=DAY)
    tickets = [
        replace(make_ticket(1, location=ALONE), title=HOSTILE, number=HOSTILE),
        make_ticket(2, location=ELSEWHERE),
    ]
    engineer = make_engineer(1, name=HOSTILE, home=Location(31.16, 121.365))
    return Board(
        read_at=NOW,
        tickets={ticket.id: ticket for ticket in tickets},
        engineers={engineer.id: engineer},
        regions=make_board().regions,
    )


def test_the_page_opens_and_asks_no_network_for_anything(open_map: OpenMap) -> None:
    assert open_map.requests == []
    assert open_map.ask("document.querySelectorAll('.engineer-at').length") == 1


def test_the_page_s_policy_stops_what_would_leave_the_machine(
    open_map: OpenMap, log_records: StrayRecords
) -> None:
    log_records.expect("Content Security Policy")
    open_map.ask(
        "document.addEventListener('securitypolicyviolation', () => { window.stopped = true; });"
        "new Image().src = 'https://evil.example/x.png'; 1"
    )
    open_map.qtbot.waitUntil(lambda: open_map.ask("window.stopped") is True, timeout=5000)
    assert open_map.requests == []


def test_the_profile_stops_it_where_a_page_has_no_policy(
    qtbot: QtBot, log_records: StrayRecords
) -> None:
    log_records.expect("Blocked a request")
    owner = QObject()
    profile, _assets, guard = make_profile(owner, TileStore(None))
    page = QWebEnginePage(profile)
    seen: list[str] = []
    guard.seen = seen.append
    page.setHtml('<img src="http://127.0.0.1:65000/x.png">', QUrl("about:blank"))
    qtbot.waitUntil(lambda: bool(seen), timeout=10_000)
    assert seen == ["http://127.0.0.1:65000/x.png"]
    page.deleteLater()
    with qtbot.waitSignal(page.destroyed):
        pass


def test_a_click_selects_and_ctrl_adds(open_map: OpenMap) -> None:
    with open_map.qtbot.waitSignal(open_map.selection.changed):
        click(open_map, ALONE)
    assert open_map.selection.tickets == (1,)
    with open_map.qtbot.waitSignal(open_map.selection.changed):
        click(open_map, ELSEWHERE, Qt.KeyboardModifier.ControlModifier)
    assert open_map.selection.tickets == (1, 2)


def test_shift_and_drag_select_what_lies_in_the_box(open_map: OpenMap) -> None:
    corner, reach = position(open_map, ALONE), QPoint(20, 20)
    with open_map.qtbot.waitSignal(open_map.selection.changed):
        drag(open_map, corner - reach, corner + reach, Qt.KeyboardModifier.ShiftModifier)
    assert open_map.selection.tickets == (1,)


def test_a_ticket_dragged_onto_an_engineer_is_to_be_assigned(open_map: OpenMap) -> None:
    start, end = position(open_map, ALONE), position(open_map, Location(31.16, 121.365))
    with open_map.qtbot.waitSignal(open_map.intents.assign) as asked:
        drag(open_map, start, end - QPoint(0, 16), Qt.KeyboardModifier.NoModifier)
    assert asked.args == [(TicketId(1),), EngineerId(1), None]


def test_tickets_dropped_from_the_board_onto_an_engineer_are_to_be_assigned(
    open_map: OpenMap,
) -> None:
    at = position(open_map, Location(31.16, 121.365)) - QPoint(0, 16)
    carried = ticket_mime([TicketId(2), TicketId(1)])
    action, left = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    view = open_map.web.view
    entering = QDragEnterEvent(at, action, carried, left, none)
    QApplication.sendEvent(view, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(view, QDragMoveEvent(at, action, carried, left, none))
    open_map.settle()
    assert open_map.ask("document.querySelectorAll('.target').length") == 1
    with open_map.qtbot.waitSignal(open_map.intents.assign) as asked:
        QApplication.sendEvent(view, QDropEvent(QPointF(at), action, carried, left, none))
    assert asked.args == [(2, 1), EngineerId(1), None]
    open_map.settle()
    assert open_map.ask("document.querySelectorAll('.target').length") == 0


def test_text_from_outside_stays_text(open_map: OpenMap) -> None:
    widget = surface(open_map)
    QTest.mouseMove(widget, position(open_map, ALONE))
    open_map.qtbot.wait(50)
    QTest.mouseMove(widget, position(open_map, ALONE) + QPoint(1, 0))
    tip = "document.querySelector('.tip').textContent"
    open_map.qtbot.waitUntil(lambda: "onerror" in str(open_map.ask(tip)), timeout=5000)
    assert open_map.ask("document.querySelectorAll('.tip img, .engineer img').length") == 0
    assert open_map.ask("document.title") != "hit"


def test_the_selection_made_elsewhere_is_shown_and_zoomed_to(open_map: OpenMap) -> None:
    before = open_map.ask("DISPATCH.map.getZoom()")
    open_map.selection.select_tickets([TicketId(2)])
    open_map.panel.zoom_to_selection()
    open_map.settle()
    assert isinstance(before, float | int)
    after = open_map.ask("DISPATCH.map.getZoom()")
    assert isinstance(after, float | int)
    assert after > before
    assert open_map.ask("DISPATCH.map.getBounds().contains([31.17, 121.38])") is True


def test_language_and_theme_change_without_a_reload(open_map: OpenMap) -> None:
    open_map.ask("window.stillHere = true")
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    try:
        set_language("zh_CN")
        theme.apply(app, "dark")
        open_map.panel.show_language()
        open_map.panel.show_theme()
        open_map.settle()
        assert open_map.ask("document.documentElement.lang") == "zh"
        assert open_map.ask("document.querySelector('summary').textContent") == "图例"
        assert open_map.ask("document.documentElement.dataset.theme") == "dark"
        assert open_map.ask("window.stillHere") is True
    finally:
        set_language("en")
        theme.apply(app, "light")


def test_a_change_of_the_board_reaches_the_page(open_map: OpenMap) -> None:
    moved = replace(open_map.store.board.tickets[TicketId(2)], status=Status.ON_HOLD)
    later = NOW + timedelta(seconds=1)
    engineer = make_engineer(7, home=Location(31.14, 121.33))
    open_map.store.apply(
        BoardPatch(
            read_at=later,
            cursor="2",
            tickets={TicketId(1): None, moved.id: moved},
            engineers={engineer.id: engineer},
        )
    )
    open_map.settle()
    assert open_map.ask("document.querySelectorAll('.engineer-at').length") == 2
    click(open_map, ALONE)
    open_map.qtbot.wait(100)
    assert open_map.selection.tickets == ()


@pytest.mark.parametrize("board", [5000], indirect=True)
def test_thousands_of_tickets_are_drawn(open_map: OpenMap) -> None:
    shot = open_map.panel.grab().toImage()
    colours = {QColor(shot.pixel(x, y)).name() for x in range(0, 700, 3) for y in range(0, 500, 3)}
    assert len(colours) > 20
    assert open_map.requests == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a kill by signal")
def test_a_page_whose_process_died_can_be_reloaded(open_map: OpenMap) -> None:
    with open_map.qtbot.waitSignal(open_map.web.crashed):
        os.kill(open_map.web.page.renderProcessPid(), signal.SIGKILL)
    assert not open_map.web.isVisible()
    notice = open_map.panel.findChild(EmptyState)
    assert isinstance(notice, EmptyState)
    reload_button = notice.findChild(QPushButton)
    assert isinstance(reload_button, QPushButton)
    assert reload_button.isVisible()
    reload_button.click()
    open_map.settle()
    assert open_map.web.isVisible()
    assert open_map.ask("document.querySelectorAll('.engineer-at').length") == 1


@pytest.mark.parametrize("board", [0], indirect=True)
def test_an_empty_board_opens_and_fits_to_the_first_tickets(open_map: OpenMap) -> None:
    assert open_map.ask("DISPATCH.map.getZoom() < 6") is True
    open_map.store.set_board(make_board(tickets=5, engineers=2))
    open_map.settle()
    assert open_map.ask("DISPATCH.map.getZoom() > 8") is True
