"""The warehouse's window with its forms, and the parts of a ticket in the inspector."""

from dataclasses import replace

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.requisition import Action, State
from dispatch_console.ui.warehouse.count_dialog import COUNTED, CountDialog
from dispatch_console.ui.warehouse.deeds import (
    form_of,
    lend_form,
    limits_form,
    place_form,
    tool_form,
    use_form,
)
from dispatch_console.ui.warehouse.questions import question
from dispatch_console.ui.warehouse.stock_page import DEEDS
from dispatch_console.ui.warehouse.table import Table
from dispatch_console.ui.warehouse.window import WarehouseWindow
from dispatch_console.ui.widgets.form import FormDialog
from tests.factories import NOW
from tests.ui.shell.stage import LONG, NONE, Seen, Stage
from tests.ui.warehouse.samples import (
    PARTS,
    PLACES,
    SHEET,
    STORES,
    TICKET,
    TOOLS,
    requisition,
    ticket_parts,
)

NOTHING = replace(
    STORES,
    parts={},
    places={},
    stock={},
    points={},
    suggestions=(),
    requisitions={},
    tools={},
    serials=(),
    moves=(),
)


def choose(table: Table, row: int) -> None:
    item = table.topLevelItem(row)
    assert item is not None
    table.setCurrentItem(item)


def warehouse(stage: Stage) -> Seen:
    main = stage.main
    window = WarehouseWindow(main.intents, main.session.zone, main)
    window.show()
    yield "warehouse-reading", window
    window.show_failure(LONG)
    yield "warehouse-unread", window
    window.show_stores(NOTHING)
    for number in range(window.tabs.count()):
        window.tabs.setCurrentIndex(number)
        yield f"warehouse-empty-{number}", window
    window.show_stores(STORES)
    for number in range(window.tabs.count()):
        window.tabs.setCurrentIndex(number)
        yield f"warehouse-{number}", window
    table = window.requisitions.table
    window.tabs.setCurrentIndex(0)
    for row, state in enumerate(State):
        choose(table, row)
        if state in (State.REQUESTED, State.RESERVED, State.HANDED_OUT, State.USED):
            yield f"warehouse-{state.value}", window
    window.tabs.setCurrentIndex(1)
    choose(window.stock.table, 0)
    window.stock.low.setChecked(True)
    window.tell(LONG, failed=True)
    yield "warehouse-low", window
    window.close()


def warehouse_forms(stage: Stage) -> Seen:
    main = stage.main
    zone, shelf = main.session.zone, next(iter(STORES.stock))
    for state, action in (
        (State.REQUESTED, Action.REFUSE),
        (State.APPROVED, Action.RESERVE),
        (State.APPROVED, Action.WAIT),
        (State.RESERVED, Action.PICK),
        (State.PICKED, Action.HAND_OUT),
        (State.PICKED, Action.SHIP),
        (State.HANDED_OUT, Action.USE),
        (State.HANDED_OUT, Action.RETURN),
    ):
        asked = question(action, requisition(1, state, 1, 1), STORES, NOW)
        form = FormDialog("R-00001", asked.about, asked.fields, "OK", NONE, zone, main)
        form.show()
        yield f"warehouse-step-{action.value}", form
        form.reject()
    forms = [form_of(deed, shelf, STORES) for deed in DEEDS if deed != "count"]
    forms += [limits_form(STORES), use_form(TICKET, PARTS[0].id, STORES, PLACES[2].id)]
    forms += [lend_form(TOOLS[0], STORES), tool_form(STORES)]
    forms += [place_form(one, STORES) for one in (None, *PLACES[:3])]
    for number, given in enumerate(forms):
        form = FormDialog(given.title, given.about, given.fields, given.verb, NONE, zone, main)
        form.show()
        form.refuse(DomainError("stock.serial_count", number="DB-2210", wanted=2, given=1))
        yield f"warehouse-form-{number}", form
        form.reject()


def stocktake(stage: Stage) -> Seen:
    dialog = CountDialog("SH-1", stage.main)
    dialog.show()
    yield "stocktake-reading", dialog
    dialog.show_sheet(SHEET)
    for row, typed in enumerate(("KD-2026-00017", "KD-2026-00017, KD-2026-00018", "37", "x")):
        cell = dialog.sheet.item(row, COUNTED)
        assert cell is not None
        cell.setText(typed)
    yield "stocktake", dialog
    dialog.post.click()
    yield "stocktake-refused", dialog
    dialog.reject()


def parts_of_a_ticket(stage: Stage) -> Seen:
    main, panel = stage.main, stage.main.inspector.tabs.parts
    main.selection.select_tickets([stage.ticket(visited=True)])
    tabs = main.inspector.tabs
    # What is shown is given below, not read.
    tabs.blockSignals(True)
    tabs.setCurrentWidget(panel)
    stage.wait(panel.isVisible)
    panel.show_reading()
    yield "parts-reading", main
    panel.show_failure(LONG)
    yield "parts-failed", main
    panel.show_parts(ticket_parts())
    yield "parts-none", main
    rows = [requisition(n, state, 1 + n % 4) for n, state in enumerate(State, 1)]
    panel.show_parts(ticket_parts(*rows))
    choose(panel.table, 5)
    yield "parts", main
    tabs.setCurrentIndex(0)
    tabs.blockSignals(False)
    main.selection.select_tickets([])


PARTS_SCENES = (warehouse, warehouse_forms, stocktake, parts_of_a_ticket)
