"""The board's model: honest to Qt, equal to the store whatever happens."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from dispatch_console.domain.board import BoardPatch
from dispatch_console.domain.ids import EngineerId, RegionId, TicketId
from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import Priority, Status
from dispatch_console.ui.board.model import FEW, Role, TicketModel
from dispatch_console.ui.board.rows import COLUMNS, Column
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.drag import dragged_tickets
from tests.factories import NOW, make_board, make_ticket

ZONE = ZoneInfo("Asia/Shanghai")
BOARD = make_board(24)


class Clock:
    """A clock that a test may turn."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(qapp: QApplication, clock: Clock) -> BoardStore:
    return BoardStore(BOARD, clock)


@pytest.fixture
def model(store: BoardStore) -> Iterator[TicketModel]:
    made = TicketModel(store, ZONE)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    assert tester.model() is made


def patch(**tickets: object) -> BoardPatch:
    return BoardPatch(
        read_at=NOW,
        cursor="1",
        tickets={TicketId(int(key[1:])): value for key, value in tickets.items()},  # pyright: ignore[reportArgumentType]
    )


def column_texts(model: TicketModel, column: Column) -> list[object]:
    return [model.index(row, COLUMNS.index(column)).data() for row in range(model.rowCount())]


def test_it_shows_every_ticket_of_the_store(model: TicketModel) -> None:
    assert set(model.ids) == set(BOARD.tickets)
    assert model.columnCount() == len(COLUMNS)
    assert {b"ticket", b"row"} <= set(model.roleNames().values())


def test_it_is_sorted_by_deadline_at_first(model: TicketModel) -> None:
    dues = [due for ticket in model.ids if (due := BOARD.tickets[ticket].response_due)]
    assert len(dues) == len(BOARD.tickets)
    assert dues == sorted(dues)


@pytest.mark.parametrize("column", range(len(COLUMNS)))
@pytest.mark.parametrize("order", [Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder])
def test_sorting_keeps_every_ticket_and_follows_persistent_indexes(
    model: TicketModel, column: int, order: Qt.SortOrder
) -> None:
    kept = QPersistentModelIndex(model.index(3, 0))
    ticket = kept.data(Role.TICKET)
    model.sort(column, order)
    assert set(model.ids) == set(BOARD.tickets)
    assert kept.data(Role.TICKET) == ticket


def test_text_search_finds_words_in_any_field(store: BoardStore, model: TicketModel) -> None:
    store.set_filter(text="customer 7")
    assert TicketId(7) in model.ids
    assert len(model.ids) < len(BOARD.tickets)


def test_a_ticket_that_leaves_the_filter_leaves_the_model(
    store: BoardStore, model: TicketModel
) -> None:
    store.set_filter(statuses=frozenset({Status.NEW}))
    ticket = BOARD.tickets[model.ids[0]]
    store.apply(patch(**{f"t{ticket.id}": replace(ticket, status=Status.ON_HOLD)}))
    assert ticket.id not in model.ids


def test_a_new_ticket_takes_its_place_in_the_order(store: BoardStore, model: TicketModel) -> None:
    model.sort(COLUMNS.index(Column.TITLE))
    store.apply(patch(t99=make_ticket(99, title="aaa"), t98=make_ticket(98, title="zzz 中")))
    titles = [store.board.tickets[ticket].title.casefold() for ticket in model.ids]
    assert titles == sorted(titles)


def test_an_engineers_new_name_is_shown_and_sorted(store: BoardStore, model: TicketModel) -> None:
    model.sort(COLUMNS.index(Column.ENGINEER))
    key = EngineerId(4)
    named = replace(BOARD.engineers[key], name="Aaron First")
    store.apply(BoardPatch(read_at=NOW, cursor="1", engineers={key: named}))
    assert column_texts(model, Column.ENGINEER)[0] == "Aaron First"


def test_many_changes_at_once_are_taken_whole(store: BoardStore, model: TicketModel) -> None:
    many = {f"t{n}": make_ticket(n) for n in range(200, 200 + FEW + 5)}
    store.apply(patch(**many))
    assert len(model.ids) == len(BOARD.tickets) + FEW + 5


def test_time_passing_moves_tickets_through_the_sla_filter(
    store: BoardStore, model: TicketModel, clock: Clock
) -> None:
    store.set_filter(sla=frozenset({SlaState.BREACHED}))
    before = len(model.ids)
    clock.now = NOW + timedelta(days=2)
    model.tick()
    assert len(model.ids) > before


def test_dragged_rows_carry_their_tickets_in_order(model: TicketModel) -> None:
    indexes = [model.index(row, column) for row in (5, 2) for column in (0, 3)]
    assert dragged_tickets(model.mimeData(indexes)) == (model.ids[2], model.ids[5])


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[str, Any]]:
    one = st.one_of(
        st.tuples(
            st.just("patch"),
            st.dictionaries(
                st.integers(1, 30),
                st.one_of(
                    st.none(),
                    st.tuples(
                        st.sampled_from(Priority),
                        st.sampled_from([Status.NEW, Status.ON_HOLD, Status.ASSIGNED]),
                        st.sampled_from([1, 2, 3]),
                        st.integers(0, 40),
                    ),
                ),
                max_size=6,
            ),
        ),
        st.tuples(st.just("sort"), st.tuples(st.integers(0, len(COLUMNS) - 1), st.booleans())),
        st.tuples(
            st.just("filter"),
            st.frozensets(st.sampled_from([Status.NEW, Status.ASSIGNED]), max_size=2),
        ),
    )
    return draw(st.lists(one, max_size=8))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps())
def test_whatever_happens_it_equals_a_model_made_anew(
    qapp: QApplication, happenings: list[tuple[str, Any]]
) -> None:
    store = BoardStore(make_board(12), lambda: NOW)
    model = TicketModel(store, ZONE)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    sorting = (0, False)
    for kind, what in happenings:
        if kind == "patch":
            store.apply(_changed(what))
        elif kind == "sort":
            sorting = what
            model.sort(what[0], _order(what[1]))
        else:
            store.set_filter(statuses=what)
    fresh = TicketModel(store, ZONE)
    fresh.sort(sorting[0], _order(sorting[1]))
    assert model.ids == fresh.ids
    assert [model.row(ticket) for ticket in model.ids] == [fresh.row(t) for t in fresh.ids]
    assert tester.model() is model


def _changed(changes: dict[int, tuple[Priority, Status, int, int] | None]) -> BoardPatch:
    made: dict[TicketId, object] = {}
    for key, values in changes.items():
        ticket = None
        if values is not None:
            priority, status, region, hour = values
            ticket = make_ticket(
                key,
                priority=priority,
                status=status,
                region_id=RegionId(region),
                created_at=NOW - timedelta(hours=hour),
            )
        made[TicketId(key)] = ticket
    return BoardPatch(read_at=NOW, cursor="1", tickets=made)  # pyright: ignore[reportArgumentType]


def _order(descending: bool) -> Qt.SortOrder:
    return Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
