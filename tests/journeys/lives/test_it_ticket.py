"""An IT ticket from the requester's words to the archive: an expert is asked, a part is built in,
what nobody objects to is confirmed and closed by itself, and the requester is content."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.requisition import State as Stand
from dispatch_console.domain.service_level.policy import Goal
from dispatch_console.domain.survey import Answer, State
from dispatch_console.domain.ticket import Channel, HoldReason, Status
from dispatch_console.domain.workflow_templates import IT
from dispatch_console.services import confirming, helping, survey, ticket_timeline
from dispatch_console.services.context import Context
from dispatch_console.services.parts import serving
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.support.i18n import set_language, tr
from dispatch_console.ui.conversation.dialogs import HelpDialog
from dispatch_console.ui.satisfaction.window import SatisfactionWindow
from dispatch_console.words import text
from dispatch_console.words.conversation import heading
from tests.journeys.conftest import OpenWindow
from tests.journeys.lives.ticket_life import (
    ADDRESS,
    HERE,
    ZONE,
    Ahead,
    Journey,
    department,
    furnished,
    shown,
    spoken,
    told,
)

WORDS = {
    "en": (
        "No network on the third floor",
        "Which switch serves the third floor?",
        "The upper one",
    ),
    "zh_CN": ("三楼没有网络", "三楼接在哪台交换机上？", "上面那台"),
}

TOLD = (
    (
        "timeline.created",
        "timeline.help_asked",
        "timeline.help_answered",
        "timeline.visit",
        *["timeline.step"] * 9,
    ),
    ("timeline.part_asked", "timeline.part_hand_out", "timeline.part_use"),
    ("timeline.survey", "timeline.survey_answer_nps"),
)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_an_it_ticket_goes_from_the_first_words_to_the_archive(
    qtbot: QtBot, ctx: Context, clock: Ahead, open_window: OpenWindow, language: str
) -> None:
    set_language(language)
    house = furnished(ctx, IT, "it")
    it = Journey(qtbot, open_window(), ctx, house)
    window, inspector = it.window, it.window.inspector
    it.until(lambda: window.store.board.cursor)
    title, question, answer = WORDS[language]
    it.goods_arrive()

    new = NewTicket(
        title=title,
        channel=Channel.EMAIL,
        type=IT,
        customer_name="Li",
        phone="021 5888 1234",
        location=HERE,
        custom={"system": "network", "email": ADDRESS},
    )
    with pytest.raises(DomainError, match=r"field\.required"):
        create(it.as_("web"), uuid4(), replace(new, custom={"email": ADDRESS}))
    it.begin(create(it.as_("web"), uuid4(), new).id)
    due = {one.goal: one.due for one in it.explanation.deadlines}
    assert due == {
        Goal.RESPONSE: it.ticket.created_at + timedelta(hours=4),
        Goal.RESOLUTION: it.ticket.created_at + timedelta(hours=10),
    }

    # Somebody knows, and the ticket stays whose it is.
    it.look(inspector.tabs.conversation, lambda: inspector.tabs.conversation.conversation)
    owner = it.ticket.owner
    inspector.tabs.conversation.help.click()
    form = it.dialog(HelpDialog)
    queue = department(ctx, "it")
    at = [form.whom.itemData(row) for row in range(form.whom.count())].index(("queue", queue.id))
    form.whom.setCurrentIndex(at)
    form.words.setPlainText(question)
    form.ok.click()
    it.until(lambda: ticket_timeline.read(ctx, it.id).open_help)
    (asked,) = ticket_timeline.read(ctx, it.id).open_help
    helping.answer(it.as_("zhao"), uuid4(), asked.id, answer)
    assert it.ticket.owner == owner

    # There; the part is in stock, so the work rests only until it is brought.
    it.assign()
    it.step(Status.ACCEPTED, Status.EN_ROUTE, Status.IN_PROGRESS)
    visit = it.ticket.visit
    assert visit is not None
    key = it.ask_for_part()
    it.step_with_form(Status.ON_HOLD, hold=HoldReason.PART)
    it.on_board(Status.ON_HOLD)
    serving.reserve(it.as_("keeper"), uuid4(), key, house.warehouse)
    it.hand_out(key)
    assert it.deadline(Goal.RESOLUTION).due is None
    it.step(Status.IN_PROGRESS)
    assert it.ticket.hold_reason is HoldReason.NONE
    it.use(key)
    assert it.requisition(Stand.USED) == key
    it.look(inspector.tabs.parts, lambda: "B-77" in shown(inspector.tabs.parts.table))
    assert spoken(shown(inspector.tabs.parts.table), language)
    it.look(inspector.tabs.sla, lambda: inspector.tabs.sla.tree.topLevelItemCount() == 2)
    assert spoken(shown(inspector.tabs.sla.tree), language)
    it.look(
        inspector.tabs.life, lambda: inspector.tabs.life.steps.topLevelItemCount() == len(it.steps)
    )
    assert text.status_name(Status.ON_HOLD) in shown(inspector.tabs.life.steps)
    it.look(inspector.tabs.costs, lambda: inspector.tabs.costs.table.topLevelItemCount() >= 2)
    assert spoken(shown(inspector.tabs.costs.table), language)
    it.look(inspector.tabs.conversation, lambda: answer in [entry.body for entry in it.said()])
    it.look(
        inspector.tabs.conversation,
        lambda: "timeline.part_use" in [entry.code for entry in it.said()],
    )
    used = next(entry for entry in it.said() if entry.code == "timeline.part_use")
    assert spoken(heading(used, ZONE), language)
    clock.go_to(visit.start + timedelta(minutes=45))
    it.step_with_form(Status.RESOLVED, title)
    it.left_board(Status.RESOLVED)
    it.round()
    done = {one.goal: one for one in it.explanation.deadlines}
    for one in done.values():
        assert one.met_at is not None
        assert one.due is not None
        assert one.met_at < one.due
    (pause,) = (one for one in done[Goal.RESOLUTION].pauses if one.status is Status.ON_HOLD)
    assert pause.hold_reason is HoldReason.PART
    tabs = it.closed().tabs
    it.look(tabs.sla, lambda: tabs.sla.tree.topLevelItemCount() == 2)
    assert spoken(shown(tabs.sla.tree), language)
    it.look(tabs.costs, lambda: tabs.costs.table.topLevelItemCount() >= 2)
    it.look(tabs.satisfaction, lambda: ADDRESS in told(tabs.satisfaction))

    # Nobody objects; then the requester says how it went, once.
    for status in (Status.CONFIRMED, Status.CLOSED):
        clock.wait(days=4)
        it.round()
        assert it.ticket.status is status
    signed = it.answer(5, answer)
    next(one for one in window.findChildren(QAction) if one.text() == tr("Satisfaction…")).trigger()
    satisfaction = it.dialog(SatisfactionWindow)
    it.until(lambda: answer in shown(satisfaction.answers))
    assert it.ticket.number in shown(satisfaction.answers)
    satisfaction.ticket_wanted.emit(it.id)
    closed = it.closed()
    it.look(closed.tabs.satisfaction, lambda: answer in told(closed.tabs.satisfaction))
    it.until(lambda: closed.ticket is not None and closed.ticket.status is Status.CLOSED)
    closed.reject()
    satisfaction.reject()
    with pytest.raises(DomainError, match=r"survey\.answered"):
        survey.answer(it.as_("web"), signed, Answer(csat=1))
    with pytest.raises(DomainError, match=r"survey\.decided"):
        confirming.confirm(it.as_("web"), it.link("confirm"), solved=False)
    clock.wait(days=91)
    it.round()
    found = it.survey
    assert found is not None
    assert (found.state(clock()), found.csat, found.words) == (State.ANSWERED, 5, answer)
    it.ended(TOLD, visits=1, covered=False)
