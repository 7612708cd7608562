import json
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton

from dispatch_console.domain.board import Board, BoardPatch
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.ticket import Lock, Priority
from dispatch_console.services.pricing import DropPrice
from dispatch_console.services.refusing import Broken
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.price_words import Judgement
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.timeline import TimelinePanel, pointer
from dispatch_console.ui.timeline.canvas import TimelineCanvas
from dispatch_console.ui.timeline.dropping import ASK_EVERY_MS
from dispatch_console.ui.timeline.lines import Grouping, Sorting
from dispatch_console.ui.timeline.menu import visit_menu
from dispatch_console.ui.timeline.view import HEADER_PX
from dispatch_console.ui.timeline.zoom import Zoom
from dispatch_console.ui.widgets.drag import dragged_tickets
from tests.factories import DAY, NOW, make_board, make_engineer, make_visit

ZONE = ZoneInfo("Asia/Shanghai")
MOVE = Qt.DropAction.MoveAction
LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier


class Bench:
    """A shown panel with what it is wired to, and what it asked for."""

    def __init__(self, qtbot, board: Board) -> None:
        self.store = BoardStore(board, lambda: NOW)
        self.store.set_horizon(DAY - timedelta(hours=8), DAY + timedelta(hours=64))
        self.selection, self.intents = Selection(), Intents()
        self.panel = TimelinePanel(self.store, self.selection, self.intents, ZONE)
        qtbot.addWidget(self.panel)
        self.panel.resize(900, 500)
        self.panel.show()
        qtbot.waitExposed(self.panel)
        self.asked: list[tuple] = []
        self.intents.assign.connect(lambda *given: self.asked.append(("assign", *given)))
        self.intents.unassign.connect(lambda *given: self.asked.append(("unassign", *given)))
        self.intents.set_lock.connect(lambda *given: self.asked.append(("lock", *given)))
        self.intents.open_ticket.connect(lambda *given: self.asked.append(("open", *given)))
        self.intents.price_wanted.connect(lambda *given: self.asked.append(("price", *given)))

    @property
    def canvas(self) -> TimelineCanvas:
        return self.panel.canvas

    def assigned(self) -> list[TicketId]:
        return [t.id for t in self.store.board.tickets.values() if t.visit is not None]

    def place(self, ticket: TicketId) -> QPoint:
        """The middle of the ticket's bar in the viewport."""
        assert self.canvas.reveal(ticket)
        found = self.canvas.chart.find(ticket)
        assert found is not None
        line = self.canvas.view.lines.of(found[0])
        assert line is not None
        left, top, width, height = self.canvas.view.bar_rect(line, found[1])
        return QPointF(left + width / 2, top + height / 2).toPoint()

    def point(self, engineer: EngineerId, second: float) -> QPoint:
        self.canvas.reveal_row(engineer)
        view = self.canvas.view
        line = view.lines.of(engineer)
        assert line is not None
        return QPointF(view.x(second), view.top(line) + line.height / 2).toPoint()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers)
        QApplication.sendEvent(self.canvas, event)

    def send(self, event: QEvent) -> QEvent:
        QApplication.sendEvent(self.canvas.viewport(), event)
        return event


def mime(tickets: list[int]) -> QMimeData:
    data = QMimeData()
    data.setData("application/x-dispatch-tickets", json.dumps(tickets).encode())
    return data


def drag_over(bench: Bench, data: QMimeData, at: QPoint) -> None:
    bench.send(QDragEnterEvent(at, MOVE, data, LEFT, PLAIN))
    bench.send(QDragMoveEvent(at, MOVE, data, LEFT, PLAIN))


@pytest.fixture
def bench(qtbot):
    made = Bench(qtbot, make_board())
    yield made
    made.panel.close()


def test_pressing_a_visit_selects_its_ticket_and_engineer(bench, qtbot):
    ticket = bench.assigned()[3]
    qtbot.mouseClick(bench.canvas.viewport(), LEFT, pos=bench.place(ticket))
    found = bench.canvas.chart.find(ticket)
    assert bench.selection.tickets == (ticket,)
    assert bench.selection.engineer == found[0]
    assert bench.store.board.tickets[ticket].number in bench.canvas.accessibleDescription()


def test_control_adds_to_the_selection_and_takes_from_it(bench, qtbot):
    one, two = bench.assigned()[:2]
    viewport, control = bench.canvas.viewport(), Qt.KeyboardModifier.ControlModifier
    qtbot.mouseClick(viewport, LEFT, pos=bench.place(one))
    qtbot.mouseClick(viewport, LEFT, control, bench.place(two))
    assert bench.selection.tickets == (one, two)
    qtbot.mouseClick(viewport, LEFT, control, bench.place(one))
    assert bench.selection.tickets == (two,)


def test_an_empty_place_selects_the_row_alone(bench, qtbot):
    ticket = bench.assigned()[0]
    bench.selection.select_tickets([ticket])
    engineer = bench.canvas.chart.find(ticket)[0]
    night = bench.canvas.chart.rows[engineer].duty[0][1] - 60
    qtbot.mouseClick(bench.canvas.viewport(), LEFT, pos=bench.point(engineer, night))
    assert bench.selection.tickets == ()
    assert bench.selection.engineer == engineer


def test_a_ticket_selected_elsewhere_comes_into_sight(bench):
    bench.panel.resize(900, 220)
    order = bench.canvas.view.lines.engineers()
    busy = [e for e in order if bench.canvas.chart.rows[e].bars]
    last = bench.canvas.chart.rows[busy[-1]].bars[0].ticket
    bench.canvas.verticalScrollBar().setValue(0)
    bench.canvas.toggle_group(bench.canvas.view.lines.items[0].group.key)
    bench.selection.select_tickets([last])
    place = bench.place(last)
    assert bench.canvas.viewport().rect().contains(place)
    assert place.y() > HEADER_PX


def test_a_double_click_opens_the_ticket(bench, qtbot):
    ticket = bench.assigned()[0]
    qtbot.mouseDClick(bench.canvas.viewport(), LEFT, pos=bench.place(ticket))
    assert ("open", ticket) in bench.asked


def test_a_drop_asks_for_the_assignment_at_the_snapped_time(bench):
    engineer = EngineerId(2)
    at = bench.point(engineer, 13 * 3600 + 130)
    data = mime([7])
    drag_over(bench, data, at)
    ghost = bench.canvas.dropping.ghost
    assert ghost is not None
    assert ghost.engineer == engineer
    assert bench.asked[0][0] == "price"

    bench.send(QDropEvent(at, MOVE, data, LEFT, PLAIN))
    name, tickets, who, start = bench.asked[-1]
    assert (name, tickets, who) == ("assign", (7,), engineer)
    assert start.timestamp() % 300 == 0
    assert abs((start - DAY + timedelta(hours=8)).total_seconds() - 13 * 3600 - 130) < 300
    assert bench.canvas.dropping.ghost is None


def test_a_drop_on_the_name_asks_for_the_best_place(bench):
    at = bench.point(EngineerId(2), 0)
    at.setX(40)
    data = mime([7, 8])
    drag_over(bench, data, at)
    bench.send(QDropEvent(at, MOVE, data, LEFT, PLAIN))
    assert bench.asked[-1] == ("assign", (7, 8), EngineerId(2), None)


def test_a_drop_beside_the_rows_asks_for_nothing(bench):
    at = QPoint(400, 5)
    data = mime([7])
    drag_over(bench, data, at)
    event = bench.send(QDropEvent(at, MOVE, data, LEFT, PLAIN))
    assert not event.isAccepted()
    assert bench.asked == []


@pytest.mark.parametrize("content", [b"{", b"7", b'["x"]', b"\xff"])
def test_drag_data_that_is_no_list_of_tickets_is_refused(bench, content):
    data = QMimeData()
    data.setData("application/x-dispatch-tickets", content)
    at = bench.point(EngineerId(2), 13 * 3600)
    bench.send(QDropEvent(at, MOVE, data, LEFT, PLAIN))
    assert bench.asked == []


def test_prices_are_asked_for_at_most_ten_times_a_second(bench, qtbot):
    data = mime([7])
    for minute in range(0, 200, 5):
        drag_over(bench, data, bench.point(EngineerId(2), 10 * 3600 + minute * 60))
    asked = [given for given in bench.asked if given[0] == "price"]
    assert len(asked) <= 2
    qtbot.wait(2 * ASK_EVERY_MS)
    last = [given for given in bench.asked if given[0] == "price"][-1]
    assert last[3] == bench.canvas.dropping.target.start


def test_the_price_colours_the_row_until_the_drag_leaves(bench):
    engineer = EngineerId(2)
    drag_over(bench, mime([7]), bench.point(engineer, 13 * 3600))
    start = bench.canvas.dropping.target.start
    price = DropPrice(tickets=(TicketId(7),), engineer_id=engineer, start=start, travel_s=300)
    other = replace(price, engineer_id=EngineerId(3), broken=(Broken(code="rule.skill"),))

    bench.intents.priced.emit(other)
    assert bench.canvas.dropping.ghost.judgement is Judgement.PENDING
    bench.intents.priced.emit(price)
    assert bench.canvas.dropping.ghost.judgement is Judgement.FINE
    assert bench.canvas.dropping.ghost.lines
    bench.panel.grab()
    bench.send(QDragLeaveEvent())
    assert bench.canvas.dropping.ghost is None


def test_arrows_walk_from_visit_to_visit_and_row_to_row(bench):
    bench.key(Qt.Key.Key_Right)
    first = bench.selection.tickets[0]
    engineer, bar = bench.canvas.chart.find(first)
    row = bench.canvas.chart.rows[engineer]
    assert bar is row.bars[0]
    bench.key(Qt.Key.Key_Right)
    assert bench.selection.tickets == (row.bars[1].ticket,)
    bench.key(Qt.Key.Key_Down)
    order = bench.canvas.view.lines.engineers()
    assert bench.selection.engineer == order[order.index(engineer) + 1]
    bench.key(Qt.Key.Key_Escape)
    assert bench.selection.tickets == ()


def test_alt_arrows_move_the_visit_in_time_and_to_the_next_row(bench):
    ticket = bench.assigned()[2]
    bench.selection.select_tickets([ticket])
    visit = bench.store.board.tickets[ticket].visit
    bench.key(Qt.Key.Key_Right, ALT)
    bench.key(Qt.Key.Key_Left, ALT)
    quarter = timedelta(minutes=15)
    assert bench.asked == [
        ("assign", (ticket,), visit.engineer_id, visit.start + quarter),
        ("assign", (ticket,), visit.engineer_id, visit.start - quarter),
    ]
    bench.key(Qt.Key.Key_Down, ALT)
    order = bench.canvas.view.lines.engineers()
    place = order.index(visit.engineer_id)
    below = order[min(place + 1, len(order) - 1)]
    if below != visit.engineer_id:
        assert bench.asked[-1] == ("assign", (ticket,), below, visit.start)


def test_keys_open_unassign_and_lock(bench):
    ticket = next(t for t in bench.assigned() if bench.store.board.tickets[t].lock is Lock.NONE)
    locked = next(t for t in bench.assigned() if bench.store.board.tickets[t].lock is Lock.ALL)
    bench.selection.select_tickets([ticket])
    bench.key(Qt.Key.Key_Return)
    bench.key(Qt.Key.Key_Delete)
    bench.key(Qt.Key.Key_L)
    bench.selection.select_tickets([locked])
    bench.key(Qt.Key.Key_L)
    assert bench.asked == [
        ("open", ticket),
        ("unassign", (ticket,)),
        ("lock", (ticket,), Lock.ALL),
        ("lock", (locked,), Lock.NONE),
    ]


def test_the_timeline_s_keys_come_before_the_windows_shortcuts(bench):
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_L, PLAIN)
    event.ignore()
    QApplication.sendEvent(bench.canvas, event)
    assert event.isAccepted()
    control = Qt.KeyboardModifier.ControlModifier
    other = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_L, control)
    other.ignore()
    QApplication.sendEvent(bench.canvas, other)
    assert not other.isAccepted()


def test_zooming_keeps_the_moment_under_the_pointer(bench):
    canvas = bench.canvas
    bench.key(Qt.Key.Key_Home)
    view = canvas.view
    second = view.second(500)
    canvas.zoom_by(3, 500)
    assert canvas.view.second(500) == pytest.approx(second, abs=120)
    assert canvas.zoom is None
    canvas.set_zoom(Zoom.THREE_DAYS)
    assert canvas.horizontalScrollBar().maximum() == 0


def test_the_hours_keep_their_scale_and_place_when_the_board_is_read_anew(bench, qtbot):
    canvas = bench.canvas
    canvas.set_zoom(Zoom.HOUR)
    first, last = canvas.view.seconds
    assert first <= canvas.chart.now <= last
    before = canvas.chart
    bench.store.set_board(bench.store.board)
    qtbot.waitUntil(lambda: canvas.chart is not before)
    assert canvas.view.seconds == pytest.approx((first, last), abs=900)  # the fold at the left
    canvas.horizontalScrollBar().setValue(canvas.horizontalScrollBar().maximum())
    left = canvas.view.seconds[0]
    canvas.set_zoom(Zoom.HOUR)
    assert canvas.view.seconds[0] == pytest.approx(left, abs=900)


def test_a_change_lays_out_only_the_rows_it_touches(bench):
    ticket = bench.store.board.tickets[bench.assigned()[0]]
    rows = dict(bench.canvas.chart.rows)
    former = ticket.visit.engineer_id
    latter = next(e for e in rows if e != former)
    visit = make_visit(ticket.id, latter, latter, DAY + timedelta(hours=9), 30)
    moved = replace(ticket, visit=visit)
    bench.store.apply(BoardPatch(read_at=NOW, cursor="1", tickets={ticket.id: moved}))
    after = bench.canvas.chart.rows
    assert {e for e in rows if after[e] is not rows[e]} == {former, latter}
    assert bench.canvas.chart.find(ticket.id)[0] == latter


def test_what_the_filter_hides_is_dimmed(bench):
    bench.store.set_filter(priorities=frozenset({Priority.P1}))
    dimmed = bench.canvas.scene().dimmed
    assert dimmed
    assert all(bench.store.board.tickets[t].priority is not Priority.P1 for t in dimmed)
    bench.store.set_filter(priorities=frozenset())
    assert bench.canvas.scene().dimmed == frozenset()


def test_a_tooltip_shows_untrusted_words_literally(bench):
    ticket = bench.assigned()[0]
    board = bench.store.board
    evil = replace(board.tickets[ticket], title="<img src=x>", address="<b>x</b>")
    bench.store.apply(BoardPatch(read_at=NOW, cursor="1", tickets={ticket: evil}))
    lines = bench.canvas.pointer.tooltip(QPointF(bench.place(ticket)))
    assert any("<img src=x>" in line for line in lines)


def test_the_menu_offers_what_is_legal(bench):
    ticket = bench.assigned()[0]
    menu = visit_menu(bench.panel, bench.store, bench.intents, (ticket,))
    labels = [action.text() for action in menu.actions() if action.text()]
    assert labels[0] == "Open ticket"
    assert "Unassign" in labels
    next(action for action in menu.actions() if action.text() == "Unassign").trigger()
    assert bench.asked == [("unassign", (ticket,))]


def test_without_engineers_it_says_what_to_do(qtbot):
    bench = Bench(qtbot, make_board(tickets=0, engineers=0))
    assert not bench.canvas.isVisible()
    who = make_engineer(1)
    bench.store.apply(BoardPatch(read_at=NOW, cursor="1", engineers={who.id: who}))
    assert bench.canvas.isVisible()
    bench.panel.grab()


def test_rows_can_be_ungrouped_and_dense(bench):
    bench.canvas.arrange(grouping=Grouping.NONE, compact=True)
    lines = bench.canvas.view.lines
    assert all(line.group is None for line in lines.items)
    bench.panel.grab()


def test_the_clock_stops_when_the_panel_closes(bench):
    assert any(timer.isActive() for timer in bench.canvas.findChildren(QTimer))
    bench.panel.close()
    assert not any(timer.isActive() for timer in bench.canvas.findChildren(QTimer))


def on_screen(bench: Bench) -> QImage:
    """What the window shows, without painting it again."""
    QApplication.processEvents()
    return bench.panel.screen().grabWindow(bench.panel.winId()).toImage()


@pytest.mark.parametrize(("across", "down"), [(40, 0), (-23, 0), (0, 33), (0, -12), (9, 9)])
def test_scrolling_shows_what_painting_anew_would(bench, across, down):
    bench.panel.resize(900, 300)
    bench.canvas.zoom_by(4)
    bench.canvas.scroll_by(QPoint(300, 60))
    on_screen(bench)
    bench.canvas.scroll_by(QPoint(across, down))
    scrolled = on_screen(bench)
    bench.canvas.viewport().update()
    assert scrolled == on_screen(bench)


def test_dragging_a_chosen_visit_carries_all_that_are_chosen(bench, qtbot, monkeypatch):
    one, two = bench.assigned()[:2]
    carried = []

    class Drag:
        def __init__(self, source):
            assert source is bench.canvas.viewport()

        def setMimeData(self, data):  # noqa: N802
            carried.append(dragged_tickets(data))

        def exec(self, *actions):
            carried.append(bench.canvas.pointer.dragged)

    monkeypatch.setattr(pointer, "QDrag", Drag)
    bench.selection.select_tickets([one, two])
    start = bench.place(one)
    qtbot.mousePress(bench.canvas.viewport(), LEFT, pos=start)
    for step in (6, 12, 18):
        at = QPointF(start + QPoint(step, 0))
        bench.send(QMouseEvent(QEvent.Type.MouseMove, at, at, LEFT, LEFT, PLAIN))
    assert carried == [(one, two), frozenset({one, two})]
    assert bench.canvas.pointer.dragged == frozenset()


def test_an_empty_place_pans(bench, qtbot):
    bench.canvas.zoom_by(4)
    bench.canvas.scroll_by(QPoint(200, 0))
    before = bench.canvas.horizontalScrollBar().value()
    qtbot.mousePress(bench.canvas.viewport(), LEFT, pos=QPoint(600, HEADER_PX + 10))
    bench.canvas.toggle_group(bench.canvas.lines.items[0].group.key)
    for step in (20, 40):
        at = QPointF(600 - step, HEADER_PX + 10)
        bench.send(QMouseEvent(QEvent.Type.MouseMove, at, at, LEFT, LEFT, PLAIN))
    assert bench.canvas.horizontalScrollBar().value() == before + 40


def test_a_horizon_without_length_is_shown_until_one_is_set(qtbot):
    store = BoardStore(make_board(), lambda: NOW)
    panel = TimelinePanel(store, Selection(), Intents(), ZONE)
    qtbot.addWidget(panel)
    panel.grab()
    store.set_horizon(DAY, DAY + timedelta(days=7))
    assert panel.canvas.zoom is Zoom.DAY
    store.set_horizon(DAY, DAY + timedelta(days=3))
    assert panel.canvas.zoom is Zoom.THREE_DAYS
    panel.grab()


def test_the_boxes_gather_and_order_the_rows(bench):
    canvas = bench.panel.canvas
    for box, wanted in (
        ("Group rows", Grouping.NONE),
        ("Group rows", Grouping.TEAM),
        ("Sort rows", Sorting.LOAD),
    ):
        combo = next(b for b in bench.panel.findChildren(QComboBox) if b.accessibleName() == box)
        combo.activated.emit(combo.findData(wanted))
        # Rows are compared by identity: an equal plain string would gather nothing.
        assert (canvas.sorting if wanted is Sorting.LOAD else canvas.grouping) is wanted


def test_only_steps_no_longer_than_the_days_shown_can_be_pressed(qtbot):
    store = BoardStore(make_board(), lambda: NOW)
    panel = TimelinePanel(store, Selection(), Intents(), ZONE)
    qtbot.addWidget(panel)

    def pressable() -> list[Zoom]:
        return [b.property("zoom") for b in panel._zooms.buttons() if b.isEnabled()]

    for days, wanted in ((1, Zoom.DAY), (3, Zoom.THREE_DAYS), (7, Zoom.WEEK)):
        store.set_horizon(DAY, DAY + timedelta(days=days))
        steps = list(Zoom)
        assert pressable() == steps[: steps.index(wanted) + 1]


def test_the_empty_timeline_offers_the_engineers_import(qtbot):
    panel = TimelinePanel(BoardStore(Board(read_at=NOW), lambda: NOW), Selection(), Intents(), ZONE)
    qtbot.addWidget(panel)
    (button,) = panel._empty.findChildren(QPushButton)
    with qtbot.waitSignal(panel.import_wanted):
        button.click()
