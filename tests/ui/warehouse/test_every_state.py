"""A requisition gets by the window's own buttons and forms to every state there is."""

from functools import partial
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from dispatch_console.domain.requisition import Action, State
from dispatch_console.services.context import Context
from dispatch_console.services.parts import reading
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.warehouse.desk import Desk
from dispatch_console.ui.warehouse.step_buttons import StepButtons
from dispatch_console.ui.warehouse.window import WarehouseWindow
from dispatch_console.ui.widgets.form import FormDialog
from dispatch_console.words import parts as words
from tests.services.parts.store import asked, furnished, level, row, stocked
from tests.ui.warehouse.test_warehouse import at_once, unexpected

A, S = Action, State
ZONE = ZoneInfo("Asia/Shanghai")
WAYS: dict[tuple[Action, ...], tuple[State, ...]] = {
    (A.APPROVE, A.RESERVE, A.PICK, A.HAND_OUT, A.USE): (
        *(S.APPROVED, S.RESERVED, S.PICKED, S.HANDED_OUT, S.USED),
    ),
    (A.APPROVE, A.WAIT, A.WAIT, A.RESERVE, A.RELEASE, A.RESERVE, A.PICK, A.SHIP, A.RETURN): (
        *(S.APPROVED, S.WAITING, S.WAITING, S.RESERVED, S.APPROVED, S.RESERVED, S.PICKED),
        *(S.SHIPPED, S.RETURNED),
    ),
    (A.REFUSE,): (S.REFUSED,),
    (A.APPROVE, A.CANCEL): (S.APPROVED, S.CANCELLED),
}


def test_the_ways_lead_by_all_steps_to_all_states() -> None:
    assert {step for way in WAYS for step in way} == set(Action)
    assert {state for way in WAYS.values() for state in way} | {S.REQUESTED} == set(State)


@pytest.mark.parametrize("serialised", [False, True], ids=["by number", "by piece"])
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way[-1].value)
def test_each_step_is_a_button_and_its_form_is_sent_as_it_opens(
    qtbot: QtBot, context: Context, way: tuple[Action, ...], serialised: bool
) -> None:
    store = furnished(context)
    stocked(context, store)
    key = asked(context, store, store.board if serialised else store.fuse)
    window = WarehouseWindow(Intents(), ZONE)
    buttons = StepButtons(Intents())
    for widget in (window, buttons):
        qtbot.addWidget(widget)
    desk = Desk(context, ZONE, partial(at_once, context), window)
    said: list[str] = []
    buttons.wanted.connect(
        lambda action: desk.take(
            action, row(context, key), reading.stores(context), said.append, unexpected
        )
    )
    for action, wanted in zip(way, WAYS[way], strict=True):
        window.show_stores(reading.stores(context))
        buttons.offer(row(context, key))
        offered = {
            button.text(): button
            for button in buttons.findChildren(QPushButton)
            if not button.isHidden()
        }
        count = len(said)
        offered[words.action_name(action)].click()
        for form in window.findChildren(FormDialog):
            if form.isVisible():
                why = form.fields.get("why")
                if isinstance(why, QLineEdit):
                    why.setText("as it was agreed")
                form.do.click()
                assert not form._error.text()
        assert len(said) == count + 1
        assert row(context, key).state is wanted
    part = store.board if serialised else store.fuse
    assert level(context, part, store.main)[1] == 0
