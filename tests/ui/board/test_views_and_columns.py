"""The board's views, columns and the results among closed tickets, as a person uses them."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from dispatch_console.domain.ticket import Status
from dispatch_console.services.searching import ClosedTickets
from dispatch_console.ui.board.columns_dialog import ColumnsDialog
from dispatch_console.ui.board.rows import COLUMNS, FIRST, Column
from dispatch_console.ui.views import Shelf, shelf
from tests.factories import make_board, make_ticket
from tests.ui.board.test_panel import Desk


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot, make_board(30))


def test_a_view_brings_back_filter_sorting_columns_and_cards(desk: Desk) -> None:
    panel = desk.panel
    desk.store.set_filter(text="lift", unassigned_only=True)
    panel.table.sort_by(Column.TITLE, descending=True)
    panel.table.show_columns([Column.TITLE, Column.NUMBER])
    panel.show_kanban(True)
    panel.views.save("Mine")
    shown = panel.model.ids
    panel.views.choose("All open")
    panel.table.show_columns(COLUMNS)
    assert len(panel.model.ids) == 30
    panel.views.choose("Mine")
    assert panel.model.ids == shown
    assert panel.table.columns() == (Column.TITLE, Column.NUMBER)
    assert panel.table.sorting() == (Column.TITLE, True)
    assert panel.state()[0]


def test_a_star_says_that_the_board_differs_from_the_view(desk: Desk) -> None:
    views = desk.panel.views
    views.choose("Unassigned")
    assert views.text() == "Unassigned"
    desk.store.set_filter(text="lift")
    assert views.text() == "Unassigned *"
    views.save("Unassigned")
    assert views.text() == "Unassigned"


def test_views_are_renamed_deleted_and_stepped_through(desk: Desk) -> None:
    views = desk.panel.views
    views.set_shelf(shelf("[]"))
    for name in ("a", "b"):
        desk.store.set_filter(text=name)
        views.save(name)
    views.step(1)
    assert desk.store.filter.text == "a"
    views.step(-1)
    assert desk.store.filter.text == "b"
    views.rename("c")
    assert views.names == ("a", "c")
    views.remove()
    assert views.names == ("a",)
    assert shelf(views.dump()).names == ("a",)


def test_a_view_of_another_version_does_no_harm(desk: Desk) -> None:
    odd = shelf('[{"name": "odd", "sort": "colour", "columns": ["smell"], "statuses": ["x"]}]')
    desk.panel.views.set_shelf(odd)
    desk.panel.views.choose("odd")
    assert len(desk.panel.table.columns()) == len(FIRST)
    assert isinstance(odd, Shelf)


def test_columns_are_chosen_and_moved_by_keyboard_and_shown_at_once(
    desk: Desk, qtbot: QtBot
) -> None:
    button = next(
        b for b in desk.panel.findChildren(QToolButton) if b.accessibleName() == "Columns shown"
    )
    button.click()
    dialog = desk.panel.findChild(ColumnsDialog)
    assert dialog is not None
    dialog.move_column(1)
    assert desk.panel.table.columns()[:2] == (COLUMNS[1], COLUMNS[0])
    dialog.close()


def test_the_headings_menu_hides_a_column_and_keeps_the_last(desk: Desk) -> None:
    table = desk.panel.table
    table.show_columns([Column.TITLE, Column.NUMBER])
    menu = table.column_menu()
    ticks = {a.text(): a for a in menu.actions() if a.isCheckable()}
    ticks["Number"].setChecked(False)
    assert table.columns() == (Column.TITLE,)
    assert not ticks["Title"].isEnabled()
    menu.deleteLater()


def test_closed_tickets_found_are_listed_apart(desk: Desk) -> None:
    closed = desk.panel.closed
    assert closed.isHidden()
    found = (replace(make_ticket(901), status=Status.CLOSED), make_ticket(900))
    closed.show_found(ClosedTickets("lift", found, more=True))
    assert closed.isVisible()
    assert closed.numbers == ("T-00901", "T-00900")
    assert "newest 2" in closed.sentence
    closed.show_found(ClosedTickets("nothing"))
    assert closed.sentence == "No closed ticket matches"
    closed.show_found(ClosedTickets(""))
    assert closed.isHidden()
