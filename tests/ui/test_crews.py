"""A crew is one ticket on the board and as many bars on the timeline, bound together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Status
from dispatch_console.insight.kpi import kpis
from dispatch_console.ui.board.model import TicketModel
from dispatch_console.ui.board.rows import Column
from dispatch_console.ui.dialogs.ties_dialog import TiesDialog
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.tie_words import crew_names, tie_facts
from dispatch_console.ui.timeline.lines import Grouping
from tests.factories import (
    DAY,
    NOW,
    make_engineer,
    make_region,
    make_shift,
    make_ticket,
    make_visit,
)
from tests.ui.timeline.test_panel import ZONE, Bench

LEAD, MATE, LATER, ALONE = map(TicketId, (1, 2, 3, 4))
AT = DAY + timedelta(hours=4)


def board(*, whole: bool = True) -> Board:
    """A crew of two from 4 to 5 (of which without `whole` one is missing), one after it."""
    told = {"status": Status.ASSIGNED}
    lead = make_ticket(1, crew_size=2, visit=make_visit(1, 1, 1, AT, 60), **told)
    mate = replace(
        lead,
        id=MATE,
        number="T-00001/2",
        crew_of=LEAD,
        crew_place=2,
        visit=make_visit(2, 2, 2, AT, 60) if whole else None,
        status=Status.ASSIGNED if whole else Status.NEW,
    )
    later = make_ticket(
        3, after=(LEAD,), visit=make_visit(3, 3, 3, AT + timedelta(hours=2), 60), **told
    )
    return Board(
        read_at=NOW,
        tickets={t.id: t for t in (lead, mate, later, make_ticket(4))},
        engineers={e.id: e for e in map(make_engineer, (1, 2, 3))},
        shifts={s.id: s for s in (make_shift(n, n) for n in (1, 2, 3))},
        regions={make_region().id: make_region()},
    )


@pytest.fixture
def bench(qtbot) -> Bench:
    shown = Bench(qtbot, board())
    shown.canvas.arrange(grouping=Grouping.NONE)
    return shown


def store_of(shown: Board) -> BoardStore:
    return BoardStore(shown, lambda: NOW)


def test_the_board_has_one_row_for_a_crew_that_names_all_of_it(qapp):
    model = TicketModel(store_of(board()), ZONE)
    assert set(model.ids) == {LEAD, LATER, ALONE}
    names = [make_engineer(n).name for n in (1, 2)]
    assert model.row(LEAD).cell(Column.ENGINEER) == f"2 of 2 · {', '.join(names)}"
    assert model.positions([MATE]) == model.positions([LEAD])


@pytest.mark.parametrize(("whole", "missing"), [(True, {ALONE}), (False, {LEAD, ALONE})])
def test_a_crew_that_lacks_somebody_counts_as_unassigned(qapp, whole: bool, missing: set[TicketId]):
    store = store_of(board(whole=whole))
    store.set_filter(unassigned_only=True)
    assert set(TicketModel(store, ZONE).ids) == missing
    end = DAY + timedelta(days=1)
    assert kpis(store.board, NOW, DAY, end).unassigned == len(missing)


def test_who_is_given_a_crew_that_lacks_somebody_gets_the_free_place(qapp):
    assert store_of(board(whole=False)).to_fill([LEAD, ALONE]) == (MATE, ALONE)
    assert store_of(board()).to_fill([LEAD]) == (LEAD,)
    assert store_of(board()).held([LEAD, ALONE]) == (LEAD, MATE, ALONE)


def test_crew_and_order_are_said_in_words(qapp):
    store = store_of(board(whole=False))
    tickets = store.board.tickets
    assert crew_names(store, tickets[LEAD]).startswith("1 of 2 · ")
    assert ("Comes before", "T-00003") in tie_facts(store, tickets[MATE])
    assert tie_facts(store, tickets[LATER]) == [("Comes after", "T-00001")]
    assert tie_facts(store, tickets[ALONE]) == []


def test_whatever_bar_is_chosen_the_whole_crew_is_lit(bench: Bench):
    bench.selection.select_tickets([MATE])
    assert bench.canvas.scene().chosen == {LEAD, MATE}


def painted(bench: Bench, place: Callable[[Bench], QRect]) -> QImage:
    return bench.canvas.viewport().grab(place(bench)).toImage()


def between_the_rows(bench: Bench) -> QRect:
    """A strip of the row between the two of the crew, from where their bars begin."""
    found = bench.canvas.chart.find(LATER)
    assert found is not None
    line = bench.canvas.view.lines.of(found[0])
    assert line is not None
    left = bench.canvas.view.x(bench.canvas.chart.horizon.second(AT))
    top = bench.canvas.view.top(line)
    return QRect(round(left) - 2, round(top) + 2, 40, round(line.height) - 4)


def test_a_bond_and_an_arrow_are_drawn_while_the_ticket_is_chosen(bench: Bench):
    plain = painted(bench, between_the_rows)
    bench.selection.select_tickets([LEAD])
    chosen = painted(bench, between_the_rows)
    assert chosen != plain
    bench.selection.select_tickets([ALONE])
    assert painted(bench, between_the_rows) == plain


def test_the_dialog_asks_for_a_crew_and_what_comes_first(qtbot):
    store = store_of(board())
    dialog = TiesDialog(store, store.board.tickets[ALONE])
    qtbot.addWidget(dialog)
    asked: list[tuple[object, ...]] = []
    dialog.wanted.connect(lambda *given: asked.append(given))
    dialog.size_box.setValue(3)
    dialog.after_line.setText("t-00001， T-99999")
    dialog.accept()
    assert "T-99999" in dialog.fault
    assert asked == []
    dialog.after_line.setText("T-00001 T-00003")
    dialog.same_box.setChecked(True)
    dialog.accept()
    assert asked == [(3, (LEAD, LATER), True)]
