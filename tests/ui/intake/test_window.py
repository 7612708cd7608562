"""Taking a call in the window: found, proposed, offered, and never lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTreeWidget, QTreeWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.plan import Proposal
from dispatch_console.domain.skill import Skill, SkillLevel
from dispatch_console.domain.ticket import Priority
from dispatch_console.services.intake import Booking
from dispatch_console.services.offers import SlotOffer
from dispatch_console.services.tickets import NewTicket
from dispatch_console.support.i18n import set_language
from dispatch_console.ui.intake import Draft, IntakeWindow
from dispatch_console.ui.store import BoardStore
from tests.factories import make_ticket
from tests.legibility import clipped
from tests.ui.intake.conftest import BUND, HERE, HOTEL, Known, caller

WAIT = 10_000
T1 = TicketId(1)


def words(window: QWidget) -> str:
    return " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def row(tree: QTreeWidget, number: int) -> QTreeWidgetItem:
    found = tree.topLevelItem(number)
    assert found is not None
    return found


def await_offers(qtbot: QtBot, intake: IntakeWindow) -> tuple[SlotOffer, ...]:
    intake.form.place.setText(f"{HERE.lat}, {HERE.lon}")
    qtbot.waitUntil(lambda: bool(intake.offered.list.open_offers), timeout=WAIT)
    return intake.offered.list.open_offers


def await_callers(qtbot: QtBot, intake: IntakeWindow, known: Known) -> None:
    known.callers = (caller(open=(make_ticket(1),)),)
    qtbot.keyClicks(intake.form.phone, "021 5888")
    qtbot.waitUntil(lambda: intake.callers.topLevelItemCount() == 1, timeout=WAIT)


def submitted(qtbot: QtBot, intake: IntakeWindow, keys: str) -> tuple[NewTicket, Booking | None]:
    key = {"save": Qt.Key.Key_Return, "book": Qt.Key.Key_B}[keys]
    with qtbot.waitSignal(intake.take_wanted) as asked:
        qtbot.keyClick(intake.form.title, key, Qt.KeyboardModifier.ControlModifier)
    assert asked.args is not None
    return asked.args[0], asked.args[1]


# Who is calling


def test_the_number_typed_finds_the_customer_and_return_fills_the_fields(
    qtbot: QtBot, intake: IntakeWindow, known: Known
) -> None:
    await_callers(qtbot, intake, known)
    assert known.typed[-1] == "021 5888"
    qtbot.keyClick(intake.form.phone, Qt.Key.Key_Return)
    draft = intake.draft
    assert (draft.customer_id, draft.customer_name, draft.site_id) == (HOTEL.id, "Hotel", BUND.id)
    assert (draft.phone, draft.address, draft.location) == (HOTEL.phone, "1 Bund", HERE)
    assert intake.form.region.text() == "Region 1"


def test_the_down_key_goes_from_the_number_to_who_is_calling(
    qtbot: QtBot, intake: IntakeWindow, known: Known
) -> None:
    await_callers(qtbot, intake, known)
    qtbot.keyClick(intake.form.phone, Qt.Key.Key_Down)
    assert intake.focusWidget() is intake.callers


def test_another_name_or_place_than_the_chosen_is_another_customer_or_site(
    qtbot: QtBot, intake: IntakeWindow, known: Known
) -> None:
    intake.form.pick(caller(), BUND)
    qtbot.keyClicks(intake.form.address, "a")
    assert (intake.draft.customer_id, intake.draft.site_id) == (HOTEL.id, None)
    qtbot.keyClicks(intake.form.customer, "x")
    assert intake.draft.customer_id is None


def test_a_ticket_of_the_caller_is_opened(qtbot: QtBot, intake: IntakeWindow, known: Known) -> None:
    await_callers(qtbot, intake, known)
    head = row(intake.callers, 0)
    with qtbot.waitSignal(intake.opened) as opened:
        intake.callers.itemActivated.emit(head.child(1), 0)
    assert opened.args == [T1]


def test_a_database_that_does_not_answer_is_told_and_stops_no_typing(
    qtbot: QtBot, intake: IntakeWindow, known: Known
) -> None:
    known.callers = DomainError("database.lost", server="here")
    qtbot.keyClicks(intake.form.phone, "0215888")
    qtbot.waitUntil(lambda: "here" in words(intake), timeout=WAIT)
    assert intake.draft.phone == "0215888"


# Proposals


def test_what_is_typed_proposes_and_tab_takes_it(qtbot: QtBot, intake: IntakeWindow) -> None:
    qtbot.keyClicks(intake.form.title, "people trapped in the lift, come at once")
    proposals = intake.form.proposals
    qtbot.waitUntil(lambda: bool(proposals["skill"].label.text()), timeout=WAIT)
    assert "lift" in proposals["skill"].label.text()
    assert intake.draft.skill == ""
    for field in (intake.form.category, intake.form.priority, intake.form.skill):
        qtbot.keyClick(field, Qt.Key.Key_Tab)
    draft = intake.draft
    assert (draft.category, draft.priority, draft.skill) == ("repair", Priority.P1, "lift")
    assert not proposals["priority"].label.text()


def test_what_a_person_has_chosen_is_never_proposed_over(
    qtbot: QtBot, intake: IntakeWindow
) -> None:
    intake.form.priority.activated.emit(3)
    intake.form.priority.setCurrentIndex(3)
    qtbot.keyClicks(intake.form.title, "people trapped in the lift, come at once")
    qtbot.waitUntil(lambda: bool(intake.form.proposals["skill"].label.text()), timeout=WAIT)
    assert not intake.form.proposals["priority"].label.text()
    qtbot.keyClick(intake.form.priority, Qt.Key.Key_Tab)
    assert intake.draft.priority is Priority.P4


def test_a_customer_chosen_later_takes_no_proposal_away(qtbot: QtBot, intake: IntakeWindow) -> None:
    qtbot.keyClicks(intake.form.title, "lift stuck")
    qtbot.waitUntil(lambda: bool(intake.form.proposals["skill"].label.text()), timeout=WAIT)
    intake.form.pick(caller(), BUND)
    assert intake.form.proposals["skill"].label.text()
    intake.show_draft(Draft())
    qtbot.waitUntil(lambda: not intake.form.proposals["skill"].label.text(), timeout=WAIT)


def test_shift_tab_takes_nothing(qtbot: QtBot, intake: IntakeWindow) -> None:
    qtbot.keyClicks(intake.form.title, "lift stuck")
    qtbot.waitUntil(lambda: bool(intake.form.proposals["skill"].label.text()), timeout=WAIT)
    qtbot.keyClick(intake.form.skill, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert intake.draft.skill == ""


# Duplicates


def test_a_likely_duplicate_is_shown_with_its_reason_and_takes_the_note(
    qtbot: QtBot, intake: IntakeWindow, store: BoardStore
) -> None:
    tickets = dict(store.board.tickets)
    tickets[T1] = replace(tickets[T1], phone="02158881234", title="Lift stuck")
    store.set_board(replace(store.board, tickets=tickets))
    intake.form.phone.setText("021-5888 1234")
    qtbot.keyClicks(intake.form.title, "the lift is stuck again")
    qtbot.waitUntil(lambda: intake.alike.topLevelItemCount() == 1, timeout=WAIT)
    qtbot.waitUntil(lambda: "2 words alike" in row(intake.alike, 0).text(3), timeout=WAIT)
    assert "same phone" in row(intake.alike, 0).text(3)
    intake.alike.setCurrentItem(row(intake.alike, 0))
    with qtbot.waitSignal(intake.opened) as opened:
        qtbot.keyClick(intake.alike, Qt.Key.Key_Return)
    assert opened.args == [T1]
    with qtbot.waitSignal(intake.note_wanted) as noted:
        qtbot.keyClick(intake.alike, Qt.Key.Key_N)
    assert noted.args == [T1, "the lift is stuck again"]
    assert intake.busy


def test_without_the_database_the_board_alone_is_looked_through(
    qtbot: QtBot, intake: IntakeWindow, store: BoardStore, known: Known
) -> None:
    known.lost = DomainError("database.lost", server="here")
    there = store.board.tickets[T1].location
    assert there is not None
    intake.form.place.setText(f"{there.lat}, {there.lon}")
    intake.form.title.setText(store.board.tickets[T1].title)
    qtbot.waitUntil(lambda: intake.alike.topLevelItemCount() > 0, timeout=WAIT)
    qtbot.waitUntil(lambda: "here" in words(intake), timeout=WAIT)


# Offers


def test_offers_come_once_the_place_is_known_and_go_with_it(
    qtbot: QtBot, intake: IntakeWindow
) -> None:
    assert "once the place is known" in words(intake)
    await_offers(qtbot, intake)
    first = row(intake.offered.list, 0)
    assert "could come" in first.text(0)
    assert first.text(1).startswith("best: ")
    intake.form.place.clear()
    assert intake.offered.list.topLevelItemCount() == 0


def test_windows_for_another_place_are_none_to_read_out(qtbot: QtBot, intake: IntakeWindow) -> None:
    await_offers(qtbot, intake)
    intake.form.place.setText("31.2, 121.5")
    assert not intake.offered.list.open_offers
    assert "looking at the plan" in words(intake)
    qtbot.waitUntil(lambda: bool(intake.offered.list.open_offers), timeout=WAIT)


def test_offers_follow_duration_and_width(qtbot: QtBot, intake: IntakeWindow) -> None:
    before = await_offers(qtbot, intake)
    intake.form.minutes.setValue(240)
    qtbot.waitUntil(lambda: intake.offered.list.open_offers != before, timeout=WAIT)
    intake.offered.width_hours.setCurrentIndex(2)
    qtbot.waitUntil(
        lambda: all(o.end - o.start == timedelta(hours=4) for o in intake.offered.list.open_offers),
        timeout=WAIT,
    )


def test_a_skill_nobody_has_leaves_no_offer(qtbot: QtBot, intake: IntakeWindow) -> None:
    await_offers(qtbot, intake)
    intake.form._take_skill(SkillLevel("lift", 5))
    qtbot.waitUntil(lambda: not intake.offered.list.open_offers, timeout=WAIT)
    assert "nobody can" in words(intake)


def test_an_offer_taken_is_promised_and_booked(qtbot: QtBot, intake: IntakeWindow) -> None:
    offer = await_offers(qtbot, intake)[1]
    assert not intake.book.isEnabled()
    intake.offered.list.setCurrentItem(row(intake.offered.list, 1))
    qtbot.keyClick(intake.offered.list, Qt.Key.Key_Return)
    assert "Promised: " in words(intake)
    intake.form.title.setText("Lift stuck")
    new, booking = submitted(qtbot, intake, "book")
    assert [(w.start, w.end) for w in new.windows] == [(offer.start, offer.end)]
    assert offer.arrival is not None
    assert booking == Booking(offer.engineers[0], offer.arrival)


def test_a_crew_is_offered_whom_it_brings_together_and_booked_as_one(
    qtbot: QtBot, intake: IntakeWindow
) -> None:
    await_offers(qtbot, intake)
    intake.form.crew.setValue(2)
    assert not intake.offered.list.open_offers
    offer = await_offers(qtbot, intake)[0]
    assert len(offer.team) == 2
    assert offer.arrival is not None
    intake.offered.list.setCurrentItem(row(intake.offered.list, 0))
    qtbot.keyClick(intake.offered.list, Qt.Key.Key_Return)
    assert " and " in words(intake)
    intake.form.title.setText("Lift stuck")
    new, booking = submitted(qtbot, intake, "book")
    assert new.crew_size == 2
    assert booking == Booking(offer.team[0], offer.arrival, offer.team[1:])


def test_a_promise_alone_books_nobody_and_is_taken_back_by_choosing_it_again(
    qtbot: QtBot, intake: IntakeWindow
) -> None:
    offer = await_offers(qtbot, intake)[0]
    intake.form.title.setText("Lift stuck")
    intake.offered.list.taken.emit(offer)
    assert submitted(qtbot, intake, "save")[1] is None
    intake.not_done("no")
    intake.offered.list.taken.emit(offer)
    assert submitted(qtbot, intake, "save")[0].windows == ()


def test_nothing_is_booked_while_a_proposal_is_reviewed(
    qtbot: QtBot, intake: IntakeWindow, store: BoardStore, proposal: Proposal
) -> None:
    intake.form.title.setText("Lift stuck")
    intake.offered.list.taken.emit(await_offers(qtbot, intake)[0])
    store.set_proposal(proposal)
    with qtbot.assertNotEmitted(intake.take_wanted):
        intake.book.click()
    assert "under review" in intake.messages.sentence


# Saving


def test_what_is_missing_is_said_beside_the_field_until_it_is_there(
    qtbot: QtBot, intake: IntakeWindow
) -> None:
    intake.form.place.setText("behind the church")
    with qtbot.assertNotEmitted(intake.take_wanted):
        intake.save.click()
    assert "behind the church" in words(intake)
    wrong = intake.form._wrong
    assert wrong["title"].isVisible()
    qtbot.keyClicks(intake.form.title, "Lift")
    assert not wrong["title"].isVisible()
    assert wrong["place"].isVisible()


def test_after_a_failure_everything_typed_is_still_there(
    qtbot: QtBot, intake: IntakeWindow
) -> None:
    intake.form.pick(caller(), BUND)
    intake.form.title.setText("Lift stuck")
    before = intake.draft
    submitted(qtbot, intake, "save")
    assert not intake.save.isEnabled()
    intake.not_done("The database is away.")
    assert intake.draft == before
    assert intake.save.isEnabled()
    assert intake.messages.sentence == "The database is away."


def test_the_next_call_starts_empty_and_the_last_ones_number_is_told(
    qtbot: QtBot, intake: IntakeWindow
) -> None:
    intake.form.title.setText("Lift stuck")
    submitted(qtbot, intake, "save")
    intake.taken("Ticket T-00031 created.")
    assert intake.draft.empty
    assert intake.messages.sentence == "Ticket T-00031 created."
    assert intake.form.phone.hasFocus()


def test_esc_hides_and_keeps_the_call(qtbot: QtBot, intake: IntakeWindow) -> None:
    intake.form.title.setText("Lift stuck")
    qtbot.keyClick(intake.form.title, Qt.Key.Key_Escape)
    assert not intake.isVisible()
    intake.show()
    assert intake.draft.title == "Lift stuck"


def test_a_call_cleared_by_mistake_comes_back(qtbot: QtBot, intake: IntakeWindow) -> None:
    intake.form.title.setText("Lift stuck")
    before = intake.draft
    intake._clear.click()
    assert intake.draft.empty
    intake.messages._action.click()
    assert intake.draft == before


def test_another_window_goes_on_with_the_call(
    qtbot: QtBot, intake: IntakeWindow, open_intake: Callable[[], IntakeWindow]
) -> None:
    intake.form.pick(caller(), BUND)
    intake.form.title.setText("电梯停了")
    intake.offered.list.taken.emit(await_offers(qtbot, intake)[0])
    intake.form.category.setEditText("odd jobs")
    intake.form.minutes.setValue(90)
    other = open_intake()
    other.show_draft(intake.draft)
    assert other.draft == intake.draft


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nothing_is_clipped_in_either_language(
    qtbot: QtBot, open_intake: Callable[[], IntakeWindow], language: str
) -> None:
    set_language(language)
    window = open_intake()
    window.resize(1240, 700)
    window.form.pick(caller(), BUND)
    window.form.title.setText(
        "3号电梯困人，请马上来 air conditioning stuck, people trapped at once"
    )
    offers = await_offers(qtbot, window)
    window.offered.list.taken.emit(offers[0])
    qtbot.waitUntil(lambda: bool(window.form.proposals["skill"].label.text()), timeout=WAIT)
    assert not clipped(window)
    window.show_draft(replace(Draft(), place="x"))
    window.save.click()
    qtbot.wait(50)
    assert not clipped(window)
    assert window.width() <= 1366
    assert window.height() <= 768


def test_tab_goes_the_way_of_a_call_and_reaches_everything(intake: IntakeWindow) -> None:
    seen: list[QWidget] = []
    at = intake.form.phone.nextInFocusChain()
    while at is not None and at is not intake.form.phone:
        seen.append(at)
        at = at.nextInFocusChain()
    wanted = [intake.callers, *intake.form.fields, intake.alike, intake.offered.list, intake.save]
    places = [seen.index(field) for field in wanted]
    assert places == sorted(places)


def test_a_number_that_is_not_the_customers_own_stays_as_typed(intake: IntakeWindow) -> None:
    intake.form.phone.setText("13812345678")
    intake.form.pick(caller(), BUND)
    assert intake.draft.phone == "13812345678"


def test_nothing_can_be_typed_that_the_next_call_would_clear(
    qtbot: QtBot, intake: IntakeWindow
) -> None:
    intake.form.title.setText("Lift stuck")
    intake.form.title.setFocus()
    intake.save.click()
    assert not intake.form.title.isEnabled()
    with qtbot.assertNotEmitted(intake.take_wanted):
        intake._submit(book=False)
    intake.not_done("no")
    assert intake.form.title.isEnabled()


def test_a_board_read_later_brings_skills_and_leaves_what_was_typed(
    intake: IntakeWindow, store: BoardStore
) -> None:
    intake.form.skill.setCurrentIndex(intake.form.skill.findData("lift"))
    intake.form.category.setEditText("odd jobs")
    before = intake.draft
    store.set_board(
        replace(store.board, skills={**store.board.skills, "ev": Skill("ev", "EV", "")})
    )
    assert intake.form.skill.findData("ev") > 0
    assert intake.draft == before


@pytest.mark.parametrize("field", ["phone", "title", "description", "skill", "minutes"])
def test_the_keys_of_the_window_are_heard_in_every_field(
    qtbot: QtBot, intake: IntakeWindow, field: str
) -> None:
    intake.form.title.setText("Lift stuck")
    where = getattr(intake.form, field)
    where.setFocus()
    with qtbot.waitSignal(intake.take_wanted):
        qtbot.keyClick(where, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert intake.draft.description == ""
