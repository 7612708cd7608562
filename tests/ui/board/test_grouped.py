"""The table in groups: honest to Qt, equal to the ticket model, usable by keyboard."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board, BoardPatch
from dispatch_console.domain.ids import RegionId, TicketId
from dispatch_console.domain.sla import SlaState, sla_state
from dispatch_console.ui.board.grouped import GroupedModel
from dispatch_console.ui.board.grouping import GroupBy, groups
from dispatch_console.ui.board.model import Role, TicketModel
from dispatch_console.ui.store import BoardStore
from tests.factories import NOW, make_board, make_ticket
from tests.ui.board.test_panel import Desk

ZONE = ZoneInfo("Asia/Shanghai")
BOARD = make_board(24)


@pytest.fixture
def store(qapp: QApplication) -> BoardStore:
    return BoardStore(BOARD, lambda: NOW)


@pytest.fixture
def grouped(store: BoardStore) -> Iterator[GroupedModel]:
    tickets = TicketModel(store, ZONE)
    made = GroupedModel(tickets, store)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield made
    assert tester.model() is made
    tickets.deleteLater()


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot, BOARD)


def shown(model: GroupedModel) -> list[TicketId]:
    return [ticket for ticket in model.ids if ticket is not None]


@pytest.mark.parametrize("by", [GroupBy.REGION, GroupBy.SKILL, GroupBy.SLA])
def test_every_ticket_stands_once_under_its_group(
    store: BoardStore, grouped: GroupedModel, by: GroupBy
) -> None:
    grouped.group_by(by)
    assert sorted(shown(grouped)) == sorted(BOARD.tickets)
    headings = [group for row in range(grouped.rowCount()) if (group := grouped.group(row))]
    assert [len(group.tickets) for group in headings] == [
        len(group.tickets) for group in groups(BOARD, BOARD.tickets, by, NOW)
    ]
    assert grouped.rowCount() == len(BOARD.tickets) + len(headings)


def test_the_sla_groups_stand_by_urgency_and_those_without_last() -> None:
    found = groups(BOARD, BOARD.tickets, GroupBy.SLA, NOW)
    order = [SlaState.BREACHED, SlaState.AT_RISK, SlaState.OK, SlaState.NONE]
    assert [group.key for group in found] == [s.value for s in order if s.value in _keys(found)]
    board = Board(
        read_at=NOW,
        tickets={TicketId(1): make_ticket(1, region_id=None), TicketId(2): make_ticket(2)},
    )
    assert groups(board, board.tickets, GroupBy.REGION, NOW)[-1].key == ""


def _keys(found: object) -> set[str]:
    assert isinstance(found, tuple)
    return {group.key for group in found}


def test_it_follows_filter_and_changes(store: BoardStore, grouped: GroupedModel) -> None:
    grouped.group_by(GroupBy.REGION)
    first = shown(grouped)[0]
    moved = replace(BOARD.tickets[first], region_id=RegionId(3))
    store.apply(BoardPatch(read_at=NOW, cursor="1", tickets={first: moved, TicketId(2): None}))
    last = groups(store.board, store.board.tickets, GroupBy.REGION, NOW)[-1]
    assert first in last.tickets
    assert sorted(shown(grouped)) == sorted(store.board.tickets)
    store.set_filter(text="no such words")
    assert grouped.rowCount() == 0
    store.set_filter(text="")
    assert len(shown(grouped)) == 23


def test_time_moves_tickets_from_one_sla_group_to_another(qapp: QApplication) -> None:
    now = [NOW]
    store = BoardStore(BOARD, lambda: now[0])
    tickets = TicketModel(store, ZONE)
    grouped = GroupedModel(tickets, store)
    grouped.group_by(GroupBy.SLA)
    now[0] = NOW + timedelta(days=9)
    tickets.tick()
    found = grouped.group(0)
    assert found is not None
    assert found.key == SlaState.BREACHED
    assert all(sla_state(BOARD.tickets[key], now[0]) is SlaState.BREACHED for key in found.tickets)


def test_a_closed_group_hides_its_tickets_and_stays_closed(
    store: BoardStore, grouped: GroupedModel
) -> None:
    grouped.group_by(GroupBy.REGION)
    group = grouped.group(0)
    assert group is not None
    grouped.toggle(group)
    assert not set(group.tickets) & set(shown(grouped))
    store.set_filter(text="x")
    store.set_filter(text="")
    assert not set(group.tickets) & set(shown(grouped))
    grouped.toggle(group)
    assert set(group.tickets) <= set(shown(grouped))


def test_the_keyboard_closes_and_opens_a_group_and_keeps_the_selection(
    desk: Desk, qtbot: QtBot
) -> None:
    table = desk.panel.table
    last = desk.panel.model.ids[-1]
    desk.selection.select_tickets([last])
    desk.panel.group_by("region")
    assert desk.selection.tickets == (last,)
    before = table.model().rowCount()
    table.setCurrentIndex(table.model().index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert table.model().rowCount() < before
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert table.model().rowCount() == before
    assert table.columns()
    desk.panel.group_by("none")
    assert table.model() is desk.panel.model
    assert [desk.panel.model.ids[row] for row in table.chosen_rows()] == [last]


def test_selecting_all_chooses_tickets_and_no_headings(desk: Desk) -> None:
    desk.panel.group_by("sla")
    desk.panel.table.selectAll()
    assert sorted(desk.selection.tickets) == sorted(BOARD.tickets)


def test_a_heading_speaks_and_says_how_many(desk: Desk) -> None:
    desk.panel.group_by("region")
    index = desk.panel.table.model().index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Region 1: 10"
    assert index.data(Role.ROW) is None


def test_a_view_keeps_its_groups(desk: Desk) -> None:
    desk.panel.group_by("skill")
    desk.panel.views.save("By skill")
    desk.panel.views.choose("All open")
    assert desk.panel.table.grouping is GroupBy.NONE
    desk.panel.views.choose("By skill")
    assert desk.panel.table.grouping is GroupBy.SKILL


def test_by_owner_those_of_nobody_come_last() -> None:
    owned = [make_ticket(n, owner=name) for n, name in enumerate(("", "li", "anna", "li"), 1)]
    board = replace(BOARD, tickets={ticket.id: ticket for ticket in owned})
    found = groups(board, board.tickets, GroupBy.OWNER, NOW)
    assert [(group.name, group.tickets) for group in found] == [
        ("anna", (3,)),
        ("li", (2, 4)),
        ("No owner", (1,)),
    ]
