"""The inspector shows the selected ticket and what is legal now."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from dispatch_console.domain.board import Board, BoardPatch
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.ui.candidates import Candidate
from dispatch_console.ui.inspector import InspectorPanel
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.candidate_list import CandidateList
from tests.factories import DAY, NOW, SKILLS, make_engineer, make_region, make_ticket, make_visit

ZONE = ZoneInfo("Asia/Shanghai")


class Desk:
    def __init__(self, qtbot: QtBot, ticket: Ticket) -> None:
        engineer, region = make_engineer(1), make_region(1)
        board = Board(
            read_at=NOW,
            tickets={ticket.id: ticket},
            engineers={engineer.id: engineer},
            regions={region.id: region},
            skills=SKILLS,
        )
        self.store = BoardStore(board, lambda: NOW)
        self.selection, self.intents = Selection(), Intents()
        self.panel = InspectorPanel(self.store, self.selection, self.intents, ZONE)
        qtbot.addWidget(self.panel)
        self.panel.resize(1100, 260)
        with qtbot.waitExposed(self.panel):
            self.panel.show()
        self.selection.select_tickets([ticket.id])

    @property
    def buttons(self) -> dict[str, QPushButton]:
        QApplication.processEvents()  # a new button shows once its layout has placed it
        found = self.panel.findChildren(QPushButton)
        return {button.text(): button for button in found if button.isVisible()}

    @property
    def words(self) -> set[str]:
        return {label.text() for label in self.panel.findChildren(QLabel) if label.isVisible()}


def test_it_says_where_nothing_is_selected(qtbot: QtBot) -> None:
    desk = Desk(qtbot, make_ticket())
    desk.selection.select_tickets([])
    assert "No ticket selected" in desk.words


def test_one_that_has_left_the_board_is_offered_where_it_is_now(qtbot: QtBot) -> None:
    desk = Desk(qtbot, make_ticket())
    desk.store.apply(BoardPatch(read_at=NOW, cursor="1", tickets={TicketId(1): None}))
    desk.selection.select_tickets([])
    assert "T-00001 has left the board" in desk.words
    with qtbot.waitSignal(desk.intents.open_ticket) as asked:
        desk.buttons["Open T-00001"].click()
    assert asked.args == [TicketId(1)]
    desk.store.show_past(desk.store.board)
    assert "No ticket selected" in desk.words
    assert "Open T-00001" not in desk.buttons


def test_of_several_selected_it_says_that_it_shows_the_first(qtbot: QtBot) -> None:
    desk = Desk(qtbot, make_ticket())
    desk.selection.select_tickets([TicketId(1), TicketId(2), TicketId(3)])
    assert "T-00001, first of 3" in desk.words


def test_it_shows_the_facts(qtbot: QtBot) -> None:
    visit = make_visit(1, 1, 1, DAY + timedelta(hours=2), 60)
    desk = Desk(qtbot, make_ticket(visit=visit, status=Status.ASSIGNED))
    assert {"T-00001", "Customer 1", "Region 1", "Lifts 2", "03-02 10:00–11:00"} <= desk.words
    assert "30 min, 12.0 km" in desk.words


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        (Status.NEW, {"Assign to…", "Cancel ticket"}),
        (Status.EN_ROUTE, {"Start work", "Put on hold", "Cancel ticket"}),
        (Status.IN_PROGRESS, {"Put on hold", "Resolve"}),
    ],
)
def test_only_legal_steps_are_offered(qtbot: QtBot, status: Status, offered: set[str]) -> None:
    assert set(Desk(qtbot, make_ticket(status=status)).buttons) == offered | {"Edit…", "More"}


def test_what_cannot_be_written_is_greyed_with_the_reason_and_the_form_still_opens(
    qtbot: QtBot,
) -> None:
    desk = Desk(qtbot, make_ticket())
    desk.intents.gate.close("test", "The server is away.")
    assert not desk.buttons["Assign to…"].isEnabled()
    assert desk.buttons["Assign to…"].toolTip() == "The server is away."
    assert desk.buttons["Edit…"].isEnabled()
    desk.intents.gate.open("test")
    assert all(button.isEnabled() for button in desk.buttons.values())


def test_in_the_past_nothing_is_offered(qtbot: QtBot) -> None:
    desk = Desk(qtbot, make_ticket())
    desk.store.show_past(desk.store.board)
    assert not any(button.isEnabled() for button in desk.buttons.values())


def test_a_step_is_asked_for(qtbot: QtBot) -> None:
    desk = Desk(qtbot, make_ticket(status=Status.IN_PROGRESS))
    with qtbot.waitSignal(desk.intents.set_status) as asked:
        desk.buttons["Resolve"].click()
    assert asked.args == [(TicketId(1),), Status.RESOLVED]


def test_it_follows_changes_of_the_ticket(qtbot: QtBot) -> None:
    desk = Desk(qtbot, make_ticket())
    changed = make_ticket(status=Status.IN_PROGRESS, title="Another title")
    desk.store.apply(BoardPatch(read_at=NOW, cursor="1", tickets={changed.id: changed}))
    assert "Another title" in desk.words
    assert "Resolve" in desk.buttons


def test_untrusted_text_is_shown_as_it_is(qtbot: QtBot) -> None:
    desk = Desk(qtbot, make_ticket(title="<b>x</b>", customer_name="<img src=x>"))
    assert {"<b>x</b>", "<img src=x>"} <= desk.words
    rich = [label for label in desk.panel.findChildren(QLabel) if "<img" in label.text()]
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in rich)


def candidate(number: int, *reasons: str) -> Candidate:
    return Candidate(
        engineer_id=EngineerId(number),
        name=f"Engineer {number}",
        start=NOW,
        travel_s=600,
        late=0,
        reasons=reasons,
    )


def test_candidates_are_asked_for_shown_and_taken(qtbot: QtBot) -> None:
    desk = Desk(qtbot, make_ticket())
    with qtbot.waitSignal(desk.panel.candidates_wanted) as asked:
        desk.panel.show_candidates()
    assert asked.args == [TicketId(1)]
    desk.panel.set_candidates(TicketId(1), [candidate(1), candidate(2, "No lift skill.")])
    shown = desk.panel.findChild(CandidateList)
    assert shown is not None
    assert shown.topLevelItemCount() == 2
    with qtbot.waitSignal(desk.intents.assign) as taken:
        qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert taken.args == [(TicketId(1),), EngineerId(1), NOW]


def test_an_answer_for_another_ticket_is_left_aside(qtbot: QtBot) -> None:
    desk = Desk(qtbot, make_ticket())
    desk.panel.show_candidates()
    desk.panel.set_candidates(TicketId(9), [candidate(1)])
    shown = desk.panel.findChild(CandidateList)
    assert shown is not None
    assert shown.topLevelItemCount() == 0


def test_a_ticket_without_a_place_has_no_candidates(qtbot: QtBot) -> None:
    desk = Desk(qtbot, make_ticket(location=None))
    with qtbot.assertNotEmitted(desk.panel.candidates_wanted):
        desk.panel.show_candidates()
    assert "The place of this ticket is not known" in desk.words


def test_who_may_not_come_cannot_be_chosen(qtbot: QtBot) -> None:
    shown = CandidateList(ZONE)
    qtbot.addWidget(shown)
    shown.show_candidates([candidate(2, "No lift skill.")])
    assert shown.chosen() is None
