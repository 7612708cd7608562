from datetime import timedelta

import pytest

from dispatch_console.domain.board import Board
from dispatch_console.domain.ticket import Priority, Status, Ticket
from dispatch_console.insight.kpi import kpis
from tests.factories import DAY, NOW, make_engineer, make_shift, make_ticket, make_visit

END = DAY + timedelta(days=1)


def board_of(*tickets: Ticket) -> Board:
    return Board(
        read_at=NOW,
        tickets={ticket.id: ticket for ticket in tickets},
        engineers={make_engineer(1).id: make_engineer(1)},
        shifts={make_shift(1, 1).id: make_shift(1, 1)},
    )


def test_an_empty_board_has_zero_everywhere():
    figures = kpis(Board(read_at=NOW), NOW, DAY, END)
    assert (figures.unassigned, figures.utilisation, figures.travel_share) == (0, 0.0, 0.0)


def test_tickets_are_counted_by_what_they_wait_for():
    visit = make_visit(2, 1, 1, DAY + timedelta(hours=1), 60)
    figures = kpis(
        board_of(
            make_ticket(1),
            make_ticket(2, status=Status.IN_PROGRESS, visit=visit),
            make_ticket(3, status=Status.ON_HOLD),
            make_ticket(4, priority=Priority.P1, created_at=DAY - timedelta(hours=3)),
            make_ticket(5, priority=Priority.P1),
        ),
        NOW,
        DAY,
        END,
    )
    assert (figures.unassigned, figures.on_site) == (3, 1)
    assert (figures.breached, figures.at_risk) == (1, 1)


def test_utilisation_and_travel_share_are_those_of_the_horizon():
    visit = make_visit(1, 1, 1, DAY + timedelta(hours=2), 90)
    board = board_of(make_ticket(1, status=Status.ASSIGNED, visit=visit))
    figures = kpis(board, NOW, DAY, END)
    assert figures.utilisation == pytest.approx(1.5 / 9)
    assert figures.travel_share == pytest.approx(0.25)
    assert kpis(board, NOW, END, END + timedelta(days=1)).travel_share == 0.0


def test_a_visit_half_in_the_horizon_counts_by_half():
    visit = make_visit(1, 1, 1, DAY + timedelta(hours=2), 60)
    board = board_of(make_ticket(1, status=Status.ASSIGNED, visit=visit))
    half = kpis(board, NOW, DAY, DAY + timedelta(hours=2, minutes=30))
    assert half.utilisation == pytest.approx(0.5 / 2)
