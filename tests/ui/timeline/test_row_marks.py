"""While tickets are in the air every row in sight says what they would cost there."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDragLeaveEvent

from dispatch_console.domain.board import Board, BoardPatch
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.services.pricing import DropPrice
from dispatch_console.services.refusing import Broken
from dispatch_console.ui.price_words import Judgement
from tests.factories import DAY, NOW, make_board
from tests.ui.timeline.test_panel import Bench, drag_over, mime

SEVEN = (TicketId(7),)


class Asking(Bench):
    """A bench that notes which rows it wants priced."""

    def __init__(self, qtbot, board: Board) -> None:
        super().__init__(qtbot, board)
        self.wanted: list[tuple] = []


@pytest.fixture
def bench(qtbot):
    made = Asking(qtbot, make_board(engineers=40))
    made.intents.row_prices_wanted.connect(lambda *given: made.wanted.append(given))
    return made


def in_sight(bench: Asking) -> set[EngineerId]:
    lines = bench.canvas.view.visible_lines()
    return {line.engineer for line in lines if line.engineer is not None}


def answer(bench: Asking, rows: Iterable[EngineerId], tickets=SEVEN, **fields) -> None:
    given: dict[str, Any] = {
        "start": DAY + timedelta(hours=3),
        "end": DAY + timedelta(hours=4),
    } | fields
    prices = {
        who: DropPrice(tickets=tickets, engineer_id=who, travel_s=60 * who, **given) for who in rows
    }
    bench.intents.rows_priced.emit(tickets, prices)


def test_a_drag_asks_for_all_rows_in_sight_at_once_and_paints_the_answer(bench):
    at = bench.point(EngineerId(2), 13 * 3600)
    drag_over(bench, mime([7]), at)
    drag_over(bench, mime([7]), at)
    ((tickets, rows),) = bench.wanted
    assert tickets == SEVEN
    assert set(rows) == in_sight(bench)
    before = bench.canvas.grab().toImage()
    answer(bench, rows)
    assert bench.canvas.scene().marks.keys() == set(rows)
    assert bench.canvas.grab().toImage() != before
    bench.send(QDragLeaveEvent())
    assert not bench.canvas.scene().marks


def test_the_three_cheapest_rows_bear_their_rank_and_refusals_their_rule(bench):
    bench.canvas.price_rows(SEVEN)
    rows = sorted(in_sight(bench))
    answer(bench, rows[1:])
    answer(bench, rows[:1], broken=(Broken(code="rule.skill", params={"skill": "lift"}),))
    marks = bench.canvas.row_marks.marks
    assert [marks[who].rank for who in rows[:6]] == [0, 1, 2, 3, 0, 0]
    refused = marks[rows[0]]
    assert (refused.judgement, refused.span) == (Judgement.REFUSED, None)
    assert refused.text.startswith("lacks ")
    fine = marks[rows[1]]
    assert fine.judgement is Judgement.FINE
    assert fine.text == f"best 11:00, +{rows[1]} min"


def test_rows_made_late_are_no_better_than_those_that_cost_more_travel(bench):
    bench.canvas.price_rows(SEVEN)
    rows = sorted(in_sight(bench))
    answer(bench, rows[1:])
    answer(bench, rows[:1], newly_late=(TicketId(3),))
    late = bench.canvas.row_marks.marks[rows[0]]
    assert (late.rank, late.judgement) == (0, Judgement.COSTLY)
    assert late.text.endswith("1 late")


def test_rows_scrolled_into_sight_are_priced_too_and_none_twice(bench):
    bench.canvas.price_rows(SEVEN)
    first = set(bench.wanted[-1][1])
    answer(bench, first)
    bench.canvas.verticalScrollBar().setValue(200)
    assert set(bench.wanted[-1][1]) == in_sight(bench) - first
    assert in_sight(bench) - first
    answer(bench, bench.wanted[-1][1])
    asked = len(bench.wanted)
    bench.canvas.verticalScrollBar().setValue(0)
    assert len(bench.wanted) == asked


def test_what_another_view_carries_is_priced_until_it_lets_go(bench):
    bench.intents.carried.emit(SEVEN)
    answer(bench, in_sight(bench))
    assert bench.canvas.row_marks.marks
    drag_over(bench, mime([7]), bench.point(EngineerId(2), 13 * 3600))
    bench.send(QDragLeaveEvent())
    assert bench.canvas.row_marks.marks
    bench.intents.carried.emit(())
    assert not bench.canvas.row_marks.marks


def test_answers_about_other_tickets_are_left_aside(bench):
    bench.canvas.price_rows(SEVEN)
    answer(bench, in_sight(bench), tickets=(TicketId(8),))
    assert not bench.canvas.row_marks.marks


def test_a_board_that_changes_meanwhile_is_asked_anew(bench):
    bench.canvas.price_rows(SEVEN)
    answer(bench, in_sight(bench))
    ticket = bench.store.board.tickets[TicketId(9)]
    changed = {ticket.id: replace(ticket, title="Another")}
    bench.store.apply(BoardPatch(read_at=NOW, cursor="1", tickets=changed))
    assert set(bench.wanted[-1][1]) == in_sight(bench)
    assert bench.canvas.row_marks.marks


def test_by_keyboard_the_chosen_visit_is_priced_until_the_key_is_pressed_again(bench):
    ticket = bench.assigned()[0]
    bench.selection.select_tickets([ticket])
    bench.key(Qt.Key.Key_P)
    assert bench.wanted[-1][0] == (ticket,)
    answer(bench, in_sight(bench), tickets=(ticket,))
    who = min(in_sight(bench))
    bench.canvas.choose((), who)
    assert bench.canvas.row_marks.marks[who].text in bench.canvas.accessibleDescription()
    bench.selection.select_tickets([ticket])
    bench.key(Qt.Key.Key_P)
    assert not bench.canvas.row_marks.marks
    bench.key(Qt.Key.Key_P)
    bench.key(Qt.Key.Key_Escape)
    assert not bench.canvas.row_marks.tickets
