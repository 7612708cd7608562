"""Queues and custom fields on the board: columns, order, groups, and the words of a search."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board, BoardPatch
from dispatch_console.domain.custom import Choice, CustomField, FieldKind
from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.ids import QueueId, TicketId
from dispatch_console.domain.queue import Queue
from dispatch_console.domain.ticket import CustomValue, Ticket
from dispatch_console.ui.board.columns_dialog import ColumnsDialog
from dispatch_console.ui.board.custom import custom_key
from dispatch_console.ui.board.grouping import GroupBy, groups
from dispatch_console.ui.board.rows import COLUMNS, FIRST, Column
from dispatch_console.ui.field_words import field_words
from dispatch_console.ui.views import shelf
from tests.factories import NOW, make_board, make_ticket
from tests.ui.board.test_panel import Desk

FIELDS = (
    CustomField(
        type="general", code="floor", name_en="Floor", name_zh="楼层", kind=FieldKind.NUMBER
    ),
    CustomField(
        type="general", code="ready", name_en="Ready by", name_zh="备妥", kind=FieldKind.DATE
    ),
    CustomField(
        type="general",
        code="access",
        name_en="Access",
        name_zh="出入",
        kind=FieldKind.CHOICE,
        choices=(Choice("open", "Open door", "开放"), Choice("badge", "Badge", "门禁卡")),
    ),
    CustomField(type="general", code="room", name_en="Room", name_zh="房间"),
    CustomField(type="general", code="gone", name_en="Gone", name_zh="已停用", active=False),
)
QUEUES = {
    QueueId(1): Queue(id=QueueId(1), code="IT", name_en="IT desk", name_zh="信息组"),
    QueueId(2): Queue(id=QueueId(2), code="FM", name_en="Facility", name_zh="设施组"),
}


def ticket(number: int, queue: int | None = None, **custom: CustomValue) -> Ticket:
    return make_ticket(
        number,
        queue_id=None if queue is None else QueueId(queue),
        custom=tuple(sorted(custom.items())),
    )


def board(*tickets: Ticket) -> Board:
    return replace(
        make_board(0),
        tickets={one.id: one for one in tickets},
        definitions=Definitions(fields=FIELDS),
        queues=QUEUES,
    )


BOARD = board(
    ticket(1, 1, floor="10", ready="2026-04-02", access="badge", room="B 12"),
    ticket(2, 2, floor="9.5", ready="2026-03-30", access="open"),
    ticket(3, floor="-2"),
    ticket(4, 1, gone="x"),
)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot, BOARD)


def found(text: str, given_board: Board = BOARD) -> set[int]:
    rest, tests = field_words(text, given_board)
    assert not rest, rest
    return {key for key, one in given_board.tickets.items() if all(t(one) for t in tests)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("floor:10", {1}),
        ("楼层：10", {1}),
        ("Floor>9", {1, 2}),
        ("floor<=9.5", {2, 3}),
        ("floor:", {1, 2, 3}),
        ("floor:-", {4}),
        ("floor:many", set()),
        ("ready:2026-03", {2}),
        ('"ready by">2026-03', {1}),
        ("readyby<2026/04/01", {2}),
        ("access:door", {2}),
        ("出入:门禁卡", {1}),
        ('room:"b 12"', {1}),
        ("queue:it", {1, 4}),
        ("队列:设施", {2}),
        ("部门:无", {3}),
        ("floor>0 queue:it", {1}),
    ],
)
def test_a_search_asks_for_one_field(text: str, wanted: set[int]) -> None:
    assert found(text) == wanted


def test_what_names_no_field_is_searched_as_before() -> None:
    for text in ("12:30", "https://x.cn", "gone:x", "lift > 3", "空调故障", "a<b"):
        assert field_words(text, BOARD) == (text, ())
    rest, tests = field_words("lift floor:3 hall", BOARD)
    assert (rest.split(), len(tests)) == (["lift", "hall"], 1)


def test_the_search_field_finds_by_words_and_fields_together(desk: Desk) -> None:
    desk.store.set_filter(text="T-0000 floor>0")
    assert set(desk.panel.model.ids) == {1, 2}
    desk.store.set_filter(text="T-00001 floor>0")
    assert desk.panel.model.ids == (1,)
    fewer = tuple(one for one in FIELDS if one.code != "floor")
    desk.store.set_board(replace(BOARD, definitions=Definitions(fields=fewer)))
    assert desk.panel.model.ids == ()  # no field any more, and no ticket has the word


def test_columns_are_offered_by_label_and_sorted_by_kind(desk: Desk) -> None:
    panel, model = desk.panel, desk.panel.model
    assert panel.table.columns() == FIRST
    names = model.columns[len(COLUMNS) :]
    assert [model.heading(name) for name in names] == ["Floor", "Ready by", "Access", "Room"]
    panel.arrange_columns()
    dialog = panel.findChild(ColumnsDialog)
    assert dialog is not None
    listed = dialog.findChild(QListWidget)
    assert listed is not None
    items = {listed.item(row).text(): listed.item(row) for row in range(listed.count())}
    for label in ("Queue", "Floor"):
        items[label].setCheckState(Qt.CheckState.Checked)
    dialog.close()
    assert {Column.QUEUE, "custom.floor"} <= set(panel.table.columns())
    panel.table.sort_by("custom.floor")
    assert model.ids == (3, 2, 1, 4)
    panel.table.sort_by("custom.ready")
    assert model.ids == (2, 1, 3, 4)
    panel.table.sort_by("custom.access")
    assert model.ids == (2, 1, 3, 4)
    panel.table.sort_by(Column.QUEUE)
    assert model.ids == (2, 1, 4, 3)
    row = model.row(TicketId(1))
    assert [row.cell(name) for name in (Column.QUEUE, *names)] == [
        "IT desk", "10", "2026-04-02", "Badge", "B 12",
    ]  # fmt: skip


def test_a_view_keeps_columns_groups_and_queues(desk: Desk) -> None:
    panel = desk.panel
    panel.table.show_columns([Column.NUMBER, "custom.floor"])
    panel.table.sort_by("custom.floor", descending=True)
    panel.group_by("custom.access")
    desk.store.set_filter(queues=frozenset({QueueId(1), None}))
    panel.views.save("Mine")
    kept = panel.views.dump()
    panel.views.choose("All open")
    panel.views.set_shelf(shelf(kept))
    panel.views.choose("Mine")
    assert panel.table.columns() == (Column.NUMBER, "custom.floor")
    assert panel.table.sorting() == ("custom.floor", True)
    assert panel.table.grouping == "custom.access"
    assert set(panel.model.ids) == {1, 3, 4}


def test_fields_that_come_and_go_leave_the_other_columns_as_they_were(desk: Desk) -> None:
    table = desk.panel.table
    table.show_columns([Column.TITLE, "custom.room", Column.NUMBER])
    table.setColumnWidth(COLUMNS.index(Column.TITLE), 333)
    desk.panel.group_by("custom.floor")
    fewer = Definitions(fields=tuple(one for one in FIELDS if one.code != "floor"))
    desk.store.set_board(replace(BOARD, definitions=fewer))
    assert table.columns() == (Column.TITLE, "custom.room", Column.NUMBER)
    assert table.columnWidth(COLUMNS.index(Column.TITLE)) == 333
    assert table.grouping == GroupBy.NONE
    desk.store.set_board(replace(BOARD, definitions=Definitions()))
    assert table.columns() == (Column.TITLE, Column.NUMBER)


def test_a_look_kept_with_fields_or_before_there_were_any_comes_back(
    desk: Desk, qtbot: QtBot
) -> None:
    table = desk.panel.table
    old = table.horizontalHeader().saveState()
    table.show_columns([Column.TITLE, "custom.room"])
    table.sort_by("custom.room")
    kept = table.header_state()
    plain = Desk(qtbot, make_board(3)).panel.table
    plain.restore_header(kept)
    assert plain.columns() == (Column.TITLE,)
    late = Desk(qtbot, make_board(3))  # as at a start, before the board has been read
    late.panel.table.restore_header(kept)
    late.panel.group_by("custom.floor")
    assert late.panel.table.grouping == GroupBy.NONE
    late.store.set_board(BOARD)
    assert late.panel.table.columns() == (Column.TITLE, "custom.room")
    assert late.panel.table.grouping == "custom.floor"
    other = Desk(qtbot, BOARD).panel.table
    other.restore_header(kept)
    assert other.columns() == (Column.TITLE, "custom.room")
    assert other.sorting() == ("custom.room", False)
    other.restore_header(old)
    assert other.columns() == FIRST
    plain.restore_header(QByteArray(b"{broken"))
    assert plain.columns() == (Column.TITLE,)


def test_groups_stand_in_the_order_of_their_values() -> None:
    by_floor = groups(BOARD, BOARD.tickets, "custom.floor", NOW)
    assert [group.name for group in by_floor] == ["-2", "9.5", "10", "Not given"]
    by_queue = groups(BOARD, BOARD.tickets, GroupBy.QUEUE, NOW)
    assert [(group.name, group.tickets) for group in by_queue] == [
        ("Facility", (2,)), ("IT desk", (1, 4)), ("No queue", (3,)),
    ]  # fmt: skip


def test_another_name_of_a_queue_is_shown_at_once(desk: Desk) -> None:
    renamed = QUEUES | {QueueId(1): replace(QUEUES[QueueId(1)], name_en="Help desk")}
    desk.store.apply(BoardPatch(read_at=NOW, cursor="2", queues=renamed))
    assert desk.panel.model.row(TicketId(1)).cell(Column.QUEUE) == "Help desk"


@given(st.lists(st.one_of(st.none(), st.decimals(-1000, 1000, places=2)), max_size=20))
def test_numbers_are_sorted_as_numbers_and_none_comes_last(values: list[Decimal | None]) -> None:
    given_board = board(
        *(ticket(n) if v is None else ticket(n, floor=str(v)) for n, v in enumerate(values, 1))
    )
    order = sorted(given_board.tickets.values(), key=custom_key(given_board, "custom.floor"))
    shown = [values[one.id - 1] for one in order]
    there = [value for value in shown if value is not None]
    assert there == sorted(there)
    assert shown == [*there, *[None] * (len(shown) - len(there))]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-40, 40))
def test_dates_are_compared_as_days(day: date, days: int) -> None:
    given_board = board(ticket(1, ready=day.isoformat()))
    other = day + timedelta(days=days)
    assert (found(f"ready<{other}", given_board) == {1}) == (day < other)
    assert (found(f"ready>={other}", given_board) == {1}) == (day >= other)
