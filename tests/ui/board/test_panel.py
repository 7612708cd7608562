"""The board as a person uses it."""

from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Lock, Status
from dispatch_console.ui.board import BoardPanel
from dispatch_console.ui.board.menu import ticket_menu
from dispatch_console.ui.board.rows import COLUMNS, Column
from dispatch_console.ui.board.table import ROW_HEIGHT
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.store import BoardFilter, BoardStore
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.row_hover import RowHover
from tests.factories import NOW, make_board, make_ticket
from tests.ui.board.hovering import hover, leave

ZONE = ZoneInfo("Asia/Shanghai")


class Desk:
    """A shown board with all it is wired to."""

    def __init__(self, qtbot: QtBot, board: Board) -> None:
        self.store = BoardStore(board, lambda: NOW)
        self.selection, self.intents = Selection(), Intents()
        self.panel = BoardPanel(self.store, self.selection, self.intents, ZONE)
        qtbot.addWidget(self.panel)
        self.panel.resize(900, 600)
        with qtbot.waitExposed(self.panel):
            self.panel.show()

    def select_row(self, row: int) -> TicketId:
        table = self.panel.table
        table.selectRow(row)
        return self.panel.model.ids[row]

    @property
    def empty_words(self) -> str:
        states = [s for s in self.panel.findChildren(EmptyState) if s.isVisible()]
        return states[0].accessibleName() if states else ""


def test_table_and_cards_are_chosen_both_ways(qtbot: QtBot) -> None:
    panel = Desk(qtbot, make_board(30)).panel
    panel.show_kanban(True)
    assert panel.kanban.isVisible()
    panel.show_kanban(False)
    assert panel.table.isVisible()


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot, make_board(30))


def labels(menu: QMenu) -> dict[str, bool]:
    return {action.text(): action.isEnabled() for action in menu.actions() if action.text()}


def test_a_row_selected_in_the_table_is_selected_everywhere(desk: Desk) -> None:
    ticket = desk.select_row(3)
    assert desk.selection.tickets == (ticket,)


def test_a_selection_made_elsewhere_shows_in_table_and_cards(desk: Desk) -> None:
    ticket = next(t.id for t in desk.store.board.tickets.values() if t.status is Status.NEW)
    desk.selection.select_tickets([ticket])
    rows = desk.panel.table.chosen_rows()
    assert {desk.panel.model.ids[row] for row in rows} == {ticket}
    desk.panel.show_kanban(True)
    assert desk.panel.kanban.lane(Status.NEW).chosen() == [ticket]


def test_the_selection_survives_a_filter_and_comes_back(desk: Desk) -> None:
    ticket = desk.select_row(0)
    desk.store.set_filter(text="no such words")
    assert desk.selection.tickets == (ticket,)
    desk.panel.filters.clear()
    rows = desk.panel.table.chosen_rows()
    assert [desk.panel.model.ids[row] for row in rows] == [ticket]


def test_the_order_of_choice_is_kept(desk: Desk) -> None:
    later, first = desk.select_row(5), desk.panel.model.ids[1]
    flag = QItemSelectionModel.SelectionFlag
    index = desk.panel.model.index(1, 0)
    desk.panel.table.selectionModel().select(index, flag.Select | flag.Rows)
    assert desk.selection.tickets == (later, first)


def test_typing_in_the_search_field_filters_after_a_rest(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(desk.panel.filters.search, "Customer 13")
    qtbot.waitUntil(lambda: desk.store.filter.text == "Customer 13")
    assert desk.panel.model.ids == (TicketId(13),)


def test_clearing_the_filter_clears_all_of_it(desk: Desk) -> None:
    desk.store.set_filter(text="x", unassigned_only=True, statuses=frozenset({Status.NEW}))
    desk.panel.filters.clear()
    assert desk.store.filter == BoardFilter()
    assert desk.panel.filters.search.text() == ""


@pytest.mark.parametrize(
    ("key", "signal"), [(Qt.Key.Key_Delete, "unassign"), (Qt.Key.Key_A, "choose_engineer")]
)
def test_keys_ask_for_what_they_promise(desk: Desk, qtbot: QtBot, key: Qt.Key, signal: str) -> None:
    ticket = desk.select_row(2)
    with qtbot.waitSignal(getattr(desk.intents, signal)) as asked:
        qtbot.keyClick(desk.panel.table, key)
    assert asked.args == [(ticket,)]


def test_return_opens_the_ticket(desk: Desk, qtbot: QtBot) -> None:
    ticket = desk.select_row(2)
    with qtbot.waitSignal(desk.intents.open_ticket) as asked:
        qtbot.keyClick(desk.panel.table, Qt.Key.Key_Return)
    assert asked.args == [ticket]


def test_an_empty_board_says_what_to_do_first(qtbot: QtBot) -> None:
    desk = Desk(qtbot, Board(read_at=NOW))
    assert "No open tickets yet" in desk.empty_words
    desk.panel.set_loading(True)
    assert "Reading" in desk.empty_words


def test_a_filter_that_hides_everything_says_so(desk: Desk) -> None:
    desk.store.set_filter(text="no such words")
    assert "No ticket matches" in desk.empty_words
    desk.panel.filters.clear()
    assert desk.empty_words == ""


def test_the_menu_offers_only_what_is_legal(desk: Desk) -> None:
    board = Board(
        read_at=NOW,
        tickets={
            TicketId(1): make_ticket(1),
            TicketId(2): make_ticket(2, status=Status.IN_PROGRESS),
        },
    )
    desk.store.set_board(board)
    new = labels(ticket_menu(desk.panel, desk.store, desk.intents, [TicketId(1)]))
    assert new["Assign to…"]
    assert not new["Unassign"]
    assert "Resolve" not in new
    working = labels(ticket_menu(desk.panel, desk.store, desk.intents, [TicketId(2)]))
    assert not working["Assign to…"]
    assert working["Resolve"]
    both = labels(ticket_menu(desk.panel, desk.store, desk.intents, [TicketId(1), TicketId(2)]))
    assert "Resolve" not in both


def test_a_lock_is_asked_for_from_the_menu(desk: Desk, qtbot: QtBot) -> None:
    menu = ticket_menu(desk.panel, desk.store, desk.intents, [TicketId(1)])
    locks = next(a.menu() for a in menu.actions() if a.text() == "Lock")
    assert isinstance(locks, QMenu)
    with qtbot.waitSignal(desk.intents.set_lock) as asked:
        locks.actions()[list(Lock).index(Lock.ALL)].trigger()
    assert asked.args == [(TicketId(1),), Lock.ALL]


def test_cards_are_dealt_by_status(desk: Desk) -> None:
    desk.panel.show_kanban(True)
    dealt = desk.panel.kanban.lane(Status.NEW).model().rowCount()
    assert dealt == sum(t.status is Status.NEW for t in desk.store.board.tickets.values())


def test_a_card_dropped_on_another_lane_asks_for_the_step(desk: Desk, qtbot: QtBot) -> None:
    tickets = desk.store.board.tickets.values()
    told = next(t.id for t in tickets if t.status is Status.ASSIGNED)
    with qtbot.waitSignal(desk.intents.set_status) as asked:
        desk.panel.kanban.dropped.emit((told,), Status.EN_ROUTE)
    assert asked.args == [(told,), Status.EN_ROUTE]
    with qtbot.waitSignal(desk.intents.unassign):
        desk.panel.kanban.dropped.emit((told,), Status.NEW)
    with qtbot.assertNotEmitted(desk.intents.set_status):
        desk.panel.kanban.dropped.emit((told,), Status.IN_PROGRESS)


def test_hidden_columns_are_remembered(desk: Desk, qtbot: QtBot) -> None:
    last = len(COLUMNS) - 1
    desk.panel.table.column_menu().actions()[last].setChecked(False)
    kanban, columns = desk.panel.state()
    other = Desk(qtbot, make_board(5))
    other.panel.restore(kanban, columns)
    assert other.panel.table.isColumnHidden(last)


def test_a_ticket_that_left_the_board_leaves_the_selection(desk: Desk) -> None:
    desk.select_row(0)
    desk.store.set_board(Board(read_at=NOW))
    assert desk.selection.tickets == ()


def test_what_is_dragged_out_is_told_until_it_is_let_go(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    desk.intents.carried.connect(told.append)
    monkeypatch.setattr(QDrag, "exec", lambda *_: told.append(("in the air",)))
    ticket = desk.select_row(3)
    desk.panel.table.startDrag(Qt.DropAction.MoveAction)
    assert told == [(ticket,), ("in the air",), ()]
    told.clear()
    new = next(t.id for t in desk.store.board.tickets.values() if t.status is Status.NEW)
    desk.panel.show_kanban(True)
    desk.selection.select_tickets([new])
    desk.panel.kanban.lane(Status.NEW).startDrag(Qt.DropAction.MoveAction)
    assert told == [(new,), ("in the air",), ()]


def test_a_click_on_a_long_title_leaves_the_deadline_in_sight(desk: Desk, qtbot: QtBot) -> None:
    table = desk.panel.table
    desk.panel.resize(420, 500)
    title = COLUMNS.index(Column.TITLE)
    across = table.horizontalScrollBar()
    assert across.maximum() > 0
    table.setCurrentIndex(table.model().index(4, title))
    table.scrollTo(table.model().index(4, title))
    assert across.value() == 0
    for _ in COLUMNS:
        qtbot.keyClick(table, Qt.Key.Key_Right)
    assert across.value() > 0


def test_what_is_dragged_shows_as_a_small_chip_beside_the_pointer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    drags: list[QDrag] = []
    monkeypatch.setattr(QDrag, "exec", lambda drag, *_: drags.append(drag))
    desk.select_row(3)
    desk.panel.table.startDrag(Qt.DropAction.MoveAction)
    size = drags[0].pixmap().deviceIndependentSize()
    assert size.height() < ROW_HEIGHT
    assert size.width() < desk.panel.table.width() / 3
    assert drags[0].hotSpot().x() > size.width()
    assert drags[0].hotSpot().y() > size.height()


def test_the_whole_row_below_the_pointer_is_lit_and_follows_when_scrolled(
    desk: Desk, qtbot: QtBot
) -> None:
    table = desk.panel.table
    veil = table.findChild(RowHover)
    assert veil is not None
    hover(table, QPoint(300, 2 * ROW_HEIGHT + 5))
    assert veil.isVisible()
    assert (veil.y(), veil.height()) == (2 * ROW_HEIGHT, ROW_HEIGHT)
    assert veil.width() == table.viewport().width()
    first = table.rowAt(veil.y())
    table.verticalScrollBar().setValue(3)
    assert table.rowAt(veil.y()) == first + 3
    leave(table)
    assert veil.isHidden()
