"""An after-sales repair from the first call to the archive: handed to an expert, held up by a part,
done badly, opened again by what the customer says of it, and done well."""

from datetime import timedelta
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.service_level.policy import Goal
from dispatch_console.domain.signature import Way
from dispatch_console.domain.survey import Answer, State
from dispatch_console.domain.ticket import HoldReason, Status
from dispatch_console.domain.workflow_templates import AFTER_SALES
from dispatch_console.services import confirming, handing_over, survey, ticket_timeline
from dispatch_console.services.context import Context
from dispatch_console.services.parts import serving
from dispatch_console.support.i18n import set_language
from dispatch_console.ui.conversation.dialogs import HandOverDialog
from dispatch_console.ui.lifecycle.step_dialog import StepDialog
from dispatch_console.words import text
from dispatch_console.words.conversation import heading
from tests.journeys.conftest import OpenWindow
from tests.journeys.lives.ticket_life import (
    ADDRESS,
    ZONE,
    Ahead,
    Journey,
    department,
    fill,
    furnished,
    shown,
    spoken,
    told,
)

CALLS = {
    "en": ("Lift stops between floors", "Is the control board known to fail?"),
    "zh_CN": ("电梯停在两层之间", "这批控制板是否有已知缺陷？"),
}

TOLD = (
    (
        "timeline.created",
        "timeline.handed_over",
        "timeline.hand_over_accepted",
        "timeline.visit",
        *["timeline.step"] * 6,
        "timeline.public",
        *["timeline.step"] * 4,
        "timeline.visit",
        *["timeline.step"] * 6,
    ),
    ("timeline.part_asked", "timeline.part_hand_out", "timeline.part_use"),
    ("timeline.survey", "timeline.survey_answer_nps"),
)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_repair_goes_from_the_call_to_the_archive(
    qtbot: QtBot, ctx: Context, clock: Ahead, open_window: OpenWindow, language: str
) -> None:
    set_language(language)
    house = furnished(ctx, AFTER_SALES, "expert", covered=True)
    it = Journey(qtbot, open_window(), ctx, house)
    window, inspector = it.window, it.window.inspector
    it.until(lambda: window.store.board.cursor)
    title, question = CALLS[language]

    _take_call(it, title)
    begun = it.ticket
    assert (begun.type, begun.asset_id) == (AFTER_SALES, house.asset)
    assert dict(begun.custom)["model"] == "X-200"

    # To an expert, who takes it over.
    it.look(inspector.tabs.conversation, lambda: inspector.tabs.conversation.conversation)
    inspector.tabs.conversation.hand_over.click()
    form = it.dialog(HandOverDialog)
    expert = department(ctx, "expert")
    form.queue.setCurrentIndex(form.queue.findData(expert.id))
    form.words.setPlainText(question)
    form.ok.click()
    it.until(lambda: it.ticket.queue_id == expert.id)
    pending = ticket_timeline.read(ctx, it.id).open_hand_over
    assert pending is not None
    handing_over.settle(it.as_("zhao"), uuid4(), pending.id, taken=True)
    assert it.ticket.owner == "zhao"

    # There, and no part.
    it.assign()
    it.step(Status.ACCEPTED, Status.EN_ROUTE)
    visit = it.ticket.visit
    assert visit is not None
    clock.go_to(visit.start + timedelta(minutes=5))
    it.step(Status.IN_PROGRESS)
    key = it.ask_for_part()
    expected = clock() + timedelta(hours=2)
    serving.wait(it.as_("keeper"), uuid4(), key, expected)
    it.on_board(Status.ON_HOLD)
    assert (it.ticket.hold_reason, it.ticket.not_before) == (HoldReason.PART, expected)
    it.round()
    held = it.deadline(Goal.RESOLUTION)
    assert held.due is None
    assert [pause.hold_reason for pause in held.pauses] == [HoldReason.PART]
    it.look(inspector.tabs.sla, lambda: inspector.tabs.sla.tree.topLevelItemCount() == 2)
    assert spoken(shown(inspector.tabs.sla.tree), language)

    # It comes, and the work goes on.
    it.goods_arrive()
    it.on_board(Status.IN_PROGRESS)
    assert it.ticket.not_before is None
    it.hand_out(key)
    it.use(key)
    parts = inspector.tabs.parts
    it.look(parts, lambda: "B-77" in shown(parts.table))
    assert spoken(shown(parts.table), language)
    composer = inspector.tabs.conversation.composer
    it.look(inspector.tabs.conversation, lambda: inspector.tabs.conversation.conversation)
    composer.show_for(public=True)
    composer.words.setPlainText(title)
    composer.send.click()
    it.until(lambda: title in [entry.body for entry in it.said() if entry.public])
    it.look(inspector.tabs.costs, lambda: inspector.tabs.costs.table.topLevelItemCount() == 4)
    assert spoken(shown(inspector.tabs.costs.table), language)
    it.look(
        inspector.tabs.life, lambda: inspector.tabs.life.steps.topLevelItemCount() == len(it.steps)
    )
    assert text.status_name(Status.ON_HOLD) in shown(inspector.tabs.life.steps)
    assert spoken(inspector.tabs.life.workflow.text(), language)
    clock.go_to(visit.start + timedelta(minutes=60))
    it.step_with_form(Status.RESOLVED, "defect", title)
    it.left_board(Status.RESOLVED)
    it.round()
    done = it.deadline(Goal.RESOLUTION)
    (pause,) = (one for one in done.pauses if one.status is Status.ON_HOLD)
    assert pause.end is not None
    whole = timedelta(hours=10) + (pause.end - pause.start)
    assert done.due is not None
    assert abs(done.due - (it.ticket.created_at + whole)) < timedelta(seconds=2)
    for goal in (Goal.RESPONSE, Goal.RESOLUTION):
        one = it.deadline(goal)
        assert one.met_at is not None
        assert one.due is not None
        assert one.met_at < one.due

    # It left the board: what it waits for is told in its window.
    tabs = it.closed().tabs
    it.look(tabs.satisfaction, lambda: ADDRESS in told(tabs.satisfaction))
    assert tabs.satisfaction.confirm.isVisible()
    it.look(tabs.conversation, lambda: title in [entry.body for entry in it.said(tabs)])
    it.look(tabs.parts, lambda: "B-77" in shown(tabs.parts.table))
    assert spoken(shown(tabs.parts.table), language)

    # The customer signs by the link, is asked, and is not content.
    signed = it.link("confirm")
    confirming.confirm(it.as_("web"), signed, solved=True)
    assert it.ticket.status is Status.CONFIRMED
    assert it.steps[-1].data["signature"]
    clock.wait(days=8)
    it.round()
    assert it.ticket.status is Status.CLOSED
    answered = it.answer(1, title)
    it.on_board(Status.REOPENED)
    window.open_ticket(it.id)
    panel = inspector.tabs.satisfaction
    it.look(panel, lambda: panel._survey is not None)
    assert not panel.enter.isVisible()
    with pytest.raises(DomainError, match=r"survey\.answered"):
        survey.answer(it.as_("web"), answered, Answer(csat=5))

    # Once more, and well.
    it.assign()
    it.step(Status.EN_ROUTE, Status.IN_PROGRESS)
    visit = it.ticket.visit
    assert visit is not None
    clock.go_to(visit.start + timedelta(minutes=60))
    window.intents.ask_status((it.id,), Status.RESOLVED)
    it.left_board(Status.RESOLVED)
    it.step_from_closed(Status.CONFIRMED)
    sign = it.dialog(StepDialog)
    assert sign.signature is not None
    sign.signature.name.setText("Li 李")
    sign.signature.way.setCurrentIndex(sign.signature.way.findData(Way.TYPED))
    sign.take.click()
    it.until(lambda: it.ticket.status is Status.CONFIRMED)
    it.step_from_closed(Status.CLOSED)
    it.until(lambda: it.ticket.status is Status.CLOSED)
    it.look(tabs.costs, lambda: tabs.costs.table.topLevelItemCount() == 7)
    assert spoken(shown(tabs.costs.table), language)
    it.look(tabs.life, lambda: tabs.life.steps.topLevelItemCount() == len(it.steps))
    clock.wait(days=91)
    it.round()

    found = it.survey
    assert found is not None
    assert (found.state(clock()), found.csat, found.answered_by) == (State.ANSWERED, 1, "")
    letters = [body for medium, body, _ in it.outbox() if medium == "email" and "/survey/" in body]
    assert len(letters) == 1
    it.ended(TOLD, visits=2, covered=True)
    entries = ticket_timeline.read(ctx, it.id).entries
    assert all(heading(entry, ZONE) != entry.code for entry in entries)


def _take_call(it: Journey, title: str) -> None:
    """Who it is, which device, what is wrong."""
    it.window.calls.show()
    intake = it.window.calls.intake
    QTest.keyClicks(intake.form.phone, "021 5888")
    it.until(lambda: intake.callers.topLevelItemCount() == 1)
    QTest.keyClick(intake.form.phone, Qt.Key.Key_Return)
    box = intake.form.device.box
    box.setCurrentIndex(box.findData(it.house.asset))
    assert intake.form.device.asset == it.house.asset
    intake.form.title.setText(title)
    intake.form.type.setCurrentIndex(intake.form.type.findData(AFTER_SALES))
    fill(intake.form.custom.widgets, [ADDRESS, "X-200"])
    intake.save.click()
    it.until(lambda: intake.draft.empty and not intake.busy)
    (ticket,) = it.window.selection.tickets
    it.window.calls.hide()
    it.begin(ticket)
