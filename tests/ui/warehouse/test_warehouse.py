"""The warehouse's window and forms, on a real database that answers at once."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.requisition import Action, State
from dispatch_console.domain.roles import Role, Seat
from dispatch_console.services.context import Context
from dispatch_console.services.parts import counting, reading
from dispatch_console.services.rights import ALL, Rights
from dispatch_console.support.i18n import set_language
from dispatch_console.ui.inspector.parts_panel import PartsPanel
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.warehouse.count_dialog import COUNTED, CountDialog
from dispatch_console.ui.warehouse.deeds import form_of
from dispatch_console.ui.warehouse.desk import Desk, offered
from dispatch_console.ui.warehouse.stock_page import StockPage
from dispatch_console.ui.warehouse.window import WarehouseWindow
from dispatch_console.ui.widgets.form import FormDialog, open_form
from dispatch_console.words import parts as words
from tests.services.parts.store import asked, furnished, level, row, stocked
from tests.ui.warehouse.samples import (
    PARTS,
    SHEET,
    STORES,
    requisition,
    ticket_parts,
)

ZONE = ZoneInfo("Asia/Shanghai")


def at_once(
    ctx: Context,
    work: Callable[[Context], ChangeSet],
    done: Callable[[ChangeSet], None],
    failed: Callable[[Exception], None],
) -> None:
    try:
        found = work(ctx)
    except DomainError as error:
        failed(error)
    else:
        done(found)


def window_on(qtbot: QtBot, ctx: Context) -> tuple[WarehouseWindow, Desk]:
    window = WarehouseWindow(Intents(), ZONE)
    qtbot.addWidget(window)
    window.show_stores(reading.stores(ctx))
    return window, Desk(ctx, ZONE, partial(at_once, ctx), window)


def unasked() -> None:
    """Nobody waits for the end of this form."""


def unexpected(error: Exception) -> None:
    raise AssertionError(error)


def test_a_step_without_questions_is_taken_at_once(qtbot: QtBot, context: Context) -> None:
    store = furnished(context)
    key = asked(context, store, store.fuse)
    _, desk = window_on(qtbot, context)
    said: list[str] = []
    known = reading.stores(context)
    desk.take(Action.APPROVE, row(context, key), known, said.append, unexpected)
    assert row(context, key).state is State.APPROVED
    assert said == ["R-00001: Approve"]


def test_a_form_keeps_what_was_typed_when_it_is_refused_and_closes_once_it_is_done(
    qtbot: QtBot, context: Context
) -> None:
    store = furnished(context)
    key = asked(context, store, store.fuse, 5)
    window, desk = window_on(qtbot, context)
    said: list[str] = []
    known = reading.stores(context)
    desk.take(Action.REFUSE, row(context, key), known, said.append, unexpected)
    (form,) = window.findChildren(FormDialog)
    why = form.fields["why"]
    assert isinstance(why, QLineEdit)
    why.setText("  ")
    qtbot.mouseClick(form.do, Qt.MouseButton.LeftButton)
    assert form._error.text()
    assert form.do.isEnabled()
    why.setText("there is one in the van")
    with qtbot.waitSignal(form.finished):
        qtbot.mouseClick(form.do, Qt.MouseButton.LeftButton)
    assert row(context, key).reason == "there is one in the van"
    assert said == ["R-00001: Refuse"]


def test_a_number_that_is_none_is_said_to_be_none(qtbot: QtBot, context: Context) -> None:
    store = furnished(context)
    stocked(context, store)
    window, _ = window_on(qtbot, context)
    given = form_of("transfer", (store.fuse.id, store.main), reading.stores(context))
    form = open_form(given, ZONE, partial(at_once, context), window, unasked)
    quantity = form.fields["quantity"]
    assert isinstance(quantity, QLineEdit)
    quantity.setText("many")
    form.do.click()
    assert "many" in form._error.text()
    quantity.setText("3,5")
    form.do.click()
    assert level(context, store.fuse, store.main)[0] == Decimal("6.5")


def test_stock_is_found_by_words_place_and_what_runs_low(qtbot: QtBot) -> None:
    window = WarehouseWindow(Intents(), ZONE)
    qtbot.addWidget(window)
    window.show_stores(STORES)
    page = window.stock
    assert page.table.topLevelItemCount() == 10
    page.search.setText("保险丝")
    assert page.table.topLevelItemCount() == 3
    page.place.setCurrentIndex(1)
    assert page.table.topLevelItemCount() == 1
    page.search.clear()
    page.low.setChecked(True)
    numbers = {page.table.topLevelItem(n).text(0) for n in range(2)}  # pyright: ignore
    assert numbers == {"DB-2210", "FS-0010"}


@pytest.mark.parametrize(
    ("role", "state", "actions"),
    [
        (Role.DISPATCHER, State.REQUESTED, {Action.CANCEL}),
        (Role.DISPATCHER, State.HANDED_OUT, {Action.USE}),
        (Role.WAREHOUSE, State.REQUESTED, {Action.APPROVE, Action.REFUSE, Action.CANCEL}),
        (Role.WAREHOUSE, State.HANDED_OUT, {Action.USE, Action.RETURN}),
        (Role.SUPERVISOR, State.APPROVED, {Action.CANCEL}),
        (Role.VIEWER, State.REQUESTED, set()),
    ],
)
def test_nobody_is_offered_what_the_role_may_not_do(
    role: Role, state: State, actions: set[Action]
) -> None:
    assert set(offered(requisition(1, state), Rights(Seat("li", role)))) == actions
    assert set(offered(requisition(1, state), ALL)) >= actions


def test_a_viewer_moves_no_stock(qtbot: QtBot) -> None:
    intents = Intents()
    intents.set_rights(Rights(Seat("li", Role.VIEWER)))
    window = WarehouseWindow(intents, ZONE)
    qtbot.addWidget(window)
    window.show_stores(STORES)
    assert not any(button.isVisibleTo(window) for button in window.stock.buttons.values())


def test_while_nothing_may_be_written_every_button_says_why(qtbot: QtBot) -> None:
    intents = Intents()
    window = WarehouseWindow(intents, ZONE)
    qtbot.addWidget(window)
    window.show_stores(STORES)
    table = window.requisitions.table
    table.setCurrentItem(table.topLevelItem(0))  # pyright: ignore[reportArgumentType]
    intents.gate.close("test", "The server is away.")
    buttons = [*window.stock.buttons.values()]
    buttons += window.requisitions.steps.findChildren(QPushButton)
    shown = [button for button in buttons if not button.isHidden()]
    assert not any(button.isEnabled() for button in shown)
    assert "The server is away." in {button.toolTip() for button in shown}


def test_a_stocktake_is_posted_as_it_was_filled_in(qtbot: QtBot, context: Context) -> None:
    store = furnished(context)
    stocked(context, store)
    dialog = CountDialog("MAIN", None)
    qtbot.addWidget(dialog)
    dialog.show_sheet(counting.sheet(context, store.main))
    for number, typed in (("B-77", "SN2，SN7"), ("F-10", "9")):
        (found,) = dialog.sheet.findItems(number, Qt.MatchFlag.MatchExactly)
        cell = dialog.sheet.item(found.row(), COUNTED)
        assert cell is not None
        cell.setText(typed)
    dialog.reason.setText("yearly")
    with qtbot.waitSignal(dialog.posted) as posted:
        dialog.post.click()
    assert posted.args is not None
    counts, reason = posted.args
    counting.count(context, uuid4(), store.main, counts, reason)
    assert level(context, store.fuse, store.main)[0] == 9
    again = {line.part.number: line.serials for line in counting.sheet(context, store.main)}
    assert again["B-77"] == ("SN2", "SN7")


def test_a_count_that_is_no_number_is_not_posted(qtbot: QtBot) -> None:
    dialog = CountDialog("MAIN", None)
    qtbot.addWidget(dialog)
    dialog.show_sheet(SHEET)
    cell = dialog.sheet.item(2, COUNTED)
    assert cell is not None
    for typed in ("x", "NaN", "Infinity", ""):
        cell.setText(typed)
        with qtbot.assertNotEmitted(dialog.posted):
            dialog.post.click()


def test_a_part_is_found_by_words_and_asked_for(qtbot: QtBot) -> None:
    panel = PartsPanel(ZONE, Intents())
    qtbot.addWidget(panel)
    panel.show_parts(ticket_parts())
    with qtbot.waitSignal(panel.search_wanted) as wanted:
        panel.search.setText("保险")
        panel.search.textEdited.emit("保险")
    assert wanted.args == ["保险"]
    assert not panel.ask.isEnabled()
    panel.show_found([(PARTS[2], Decimal(40))])
    panel.search.completer().activated.emit(panel._found.item(0).text())
    panel.quantity.setText("3")
    with qtbot.waitSignal(panel.request_wanted) as requested:
        panel.ask.click()
    assert requested.args == [PARTS[2].id, Decimal(3)]
    panel.requested()
    assert panel.search.text() == ""


def test_quantities_units_and_money_are_written_as_people_write_them() -> None:
    set_language("en")
    assert words.quantity(Decimal("10.000"), "pcs") == "10 pcs"
    assert words.quantity(Decimal("1E+3")) == "1000"
    assert words.quantity(Decimal("0.500"), "furlong") == "0.5 furlong"
    assert words.money({"USD": Decimal(2), "CNY": Decimal("1234.5")}) == "1,234.50 CNY, 2.00 USD"
    assert words.numbers_of(" a1,\n\na2，a3 ") == ("a1", "a2", "a3")


def test_a_price_is_entered_and_seen_and_taken_back_by_leaving_it_empty(
    qtbot: QtBot, context: Context
) -> None:
    store = furnished(context)
    stocked(context, store)
    shelf = (store.fuse.id, store.main)

    def shown() -> list[str]:
        page = StockPage(Intents())
        qtbot.addWidget(page)
        page.show_stores(reading.stores(context))
        items = [page.table.topLevelItem(n) for n in range(page.table.topLevelItemCount())]
        return [it.text(9) for it in items if it is not None and it.text(0) == store.fuse.number]

    def enter(**typed: str) -> str:
        window, _ = window_on(qtbot, context)
        given = form_of("price", shelf, reading.stores(context))
        form = open_form(given, ZONE, partial(at_once, context), window, unasked)
        for name, said in typed.items():
            field = form.fields[name]
            assert isinstance(field, QLineEdit)
            field.setText(said)
        qtbot.mouseClick(form.do, Qt.MouseButton.LeftButton)
        return form._error.text()

    assert set(shown()) == {"by markup"}
    assert not enter(price="8", currency="cny")
    assert set(shown()) == {"8.00 CNY"}
    assert "2026-13-01" in enter(price="9", since="2026-13-01")
    assert "yuan" in enter(price="9", currency="yuan").lower()
    assert not enter(price="")
    assert set(shown()) == {"by markup"}
