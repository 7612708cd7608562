"""After a ticket has left the board: confirmed, talked about, charged for, closed and opened again,
all in its window, while others go on with it elsewhere."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from dispatch_console.domain.cost import CostKind
from dispatch_console.domain.requisition import Action, State
from dispatch_console.domain.signature import Way
from dispatch_console.domain.ticket import Status
from dispatch_console.domain.workflow_templates import AFTER_SALES
from dispatch_console.services import commenting
from dispatch_console.services.context import Context
from dispatch_console.services.parts import asking, serving
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.support.i18n import set_language, tr
from dispatch_console.ui.inspector.closed_dialog import ClosedTicketDialog
from dispatch_console.ui.lifecycle.step_dialog import StepDialog
from dispatch_console.ui.widgets.form import FormDialog
from tests.journeys.conftest import OpenWindow
from tests.journeys.lives.ticket_life import ADDRESS, HERE, Ahead, Journey, furnished, shown

REASON = "It drips again"


@pytest.fixture
def it(qtbot: QtBot, ctx: Context, clock: Ahead, open_window: OpenWindow) -> Journey:
    """A ticket just resolved, with a part still out, in a window of its own."""
    set_language("en")
    house = furnished(ctx, AFTER_SALES, "expert")
    made = Journey(qtbot, open_window(), ctx, house)
    made.until(lambda: made.window.store.board.cursor)
    new = NewTicket(
        title="Tap drips",
        type=AFTER_SALES,
        customer_name="Li",
        phone="021 5888 1234",
        location=HERE,
        custom={"email": ADDRESS, "model": "X-200"},
    )
    made.begin(create(ctx, uuid4(), new).id)
    made.assign()
    made.step(Status.ACCEPTED, Status.EN_ROUTE)
    visit = made.ticket.visit
    assert visit is not None
    clock.go_to(visit.start + timedelta(minutes=5))
    made.step(Status.IN_PROGRESS)
    made.goods_arrive()
    asking.request(made.as_("engineer"), uuid4(), made.id, house.part, Decimal(1))
    key = made.requisition(State.REQUESTED)
    asking.approve(made.as_("keeper"), uuid4(), key)
    serving.reserve(made.as_("keeper"), uuid4(), key, house.warehouse)
    made.hand_out(key)
    clock.go_to(visit.start + timedelta(minutes=30))
    made.step_with_form(Status.RESOLVED, "defect", "Washer replaced")
    made.left_board(Status.RESOLVED)
    return made


def follows(it: Journey, closed: ClosedTicketDialog, status: Status) -> None:
    """The step is taken in the database, and the window shows it by itself."""
    it.until(lambda: it.ticket.status is status)
    it.until(lambda: closed.ticket is not None and closed.ticket.status is status)


def test_a_ticket_off_the_board_is_brought_to_its_end_and_back_in_its_window(it: Journey) -> None:
    # The inspector leads to it.
    it.press(it.window.inspector, tr("Open {ticket}", ticket=it.ticket.number))
    closed = it.dialog(ClosedTicketDialog)
    tabs = closed.tabs

    # Confirmed, by who signs.
    panel = tabs.satisfaction
    it.look(panel, panel.confirm.isVisible)
    panel.confirm.click()
    form = it.dialog(StepDialog)
    assert form.signature is not None
    form.signature.name.setText("Li 李")
    form.signature.way.setCurrentIndex(form.signature.way.findData(Way.TYPED))
    form.take.click()
    follows(it, closed, Status.CONFIRMED)
    it.until(lambda: not panel.confirm.isVisible())
    assert it.steps[-1].data["signature"] == "Li 李"

    # The customer is written to; somebody elsewhere answers, which is heard.
    it.look(tabs.conversation, lambda: tabs.conversation.conversation)
    composer = tabs.conversation.composer
    composer.show_for(public=True)
    composer.words.setPlainText("Thank you")
    composer.send.click()
    it.until(lambda: "Thank you" in [entry.body for entry in it.said(tabs) if entry.public])
    commenting.say(it.as_("zhao"), uuid4(), it.id, "Invoice sent")
    it.until(lambda: "Invoice sent" in [entry.body for entry in it.said(tabs)])

    # What somebody else charges for the work comes in late.
    before = tabs.costs.table.topLevelItemCount
    it.look(tabs.costs, before)
    tabs.costs.add.click()
    outside = it.dialog(FormDialog)
    for key, words in (("what", "Crane"), ("cost", "120")):
        field = outside.fields[key]
        assert isinstance(field, QLineEdit)
        field.setText(words)
    outside.do.click()
    it.until(lambda: "Crane" in shown(tabs.costs.table))
    spent = [line.cost for line in it.costs.lines if line.kind is CostKind.OUTSIDE]
    assert spent == [Decimal("120.00")]

    # The part that was not needed goes back.
    it.look(tabs.parts, lambda: tabs.parts.table.topLevelItemCount() == 1)
    tabs.parts.table.setCurrentIndex(tabs.parts.table.model().index(0, 0))
    tabs.parts.steps.wanted.emit(Action.RETURN)
    it.dialog(FormDialog).do.click()
    it.requisition(State.RETURNED)
    assert not tabs.parts.ask.isEnabled()

    # Every other tab tells of it as well.
    it.look(tabs.life, lambda: tabs.life.steps.topLevelItemCount() == len(it.steps))
    it.look(tabs.history, lambda: tabs.history.events.topLevelItemCount() > 0)
    it.look(tabs.sla, lambda: tabs.sla.tree.topLevelItemCount() == 2)
    it.look(tabs.asset, lambda: tabs.asset._card is not None)

    # Closed, and opened again for a reason: it is on the board, where the window leads.
    it.step_from_closed(Status.CLOSED)
    follows(it, closed, Status.CLOSED)
    it.step_from_closed(Status.REOPENED)
    again = it.dialog(StepDialog)
    assert again.reason is not None
    again.reason.setCurrentText(REASON)
    again.take.click()
    follows(it, closed, Status.REOPENED)
    assert it.steps[-1].reason == REASON
    it.on_board(Status.REOPENED)
    it.press(closed, tr("Show on the board"))
    it.until(lambda: it.window.inspector.ticket and it.window.inspector.ticket.id == it.id)
    assert not closed.isVisible()
