from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.ids import EngineerId, ShiftId
from dispatch_console.domain.plan import MoveKind, PlannedVisit, moves, planned
from dispatch_console.domain.ticket import Ticket
from tests.factories import NOW, make_board, make_ticket, make_visit

TICKET = make_ticket(1, visit=make_visit(1, 1, 1, NOW, 60))
VISIT = PlannedVisit(
    ticket_id=TICKET.id,
    engineer_id=EngineerId(1),
    shift_id=ShiftId(1),
    start=NOW,
    end=NOW + timedelta(hours=1),
    travel_s=1800,
    travel_m=12000,
)


def kinds(ticket: Ticket, visit: PlannedVisit | None) -> list[MoveKind]:
    return [move.kind for move in moves([ticket], {ticket.id: visit} if visit else {})]


def test_each_difference_has_its_kind():
    assert kinds(make_ticket(1), VISIT) == [MoveKind.ASSIGN]
    assert kinds(TICKET, None) == [MoveKind.UNASSIGN]
    assert kinds(TICKET, replace(VISIT, engineer_id=EngineerId(2), shift_id=ShiftId(2))) == [
        MoveKind.REASSIGN
    ]
    assert kinds(TICKET, replace(VISIT, start=NOW + timedelta(minutes=5))) == [MoveKind.RETIME]


def test_travel_alone_is_no_move():
    assert kinds(TICKET, replace(VISIT, travel_s=1, travel_m=1)) == []


def test_a_ticket_without_visit_before_and_after_does_not_move():
    assert planned(make_ticket(1)) is None
    assert planned(TICKET) == VISIT
    assert kinds(make_ticket(1), None) == []


@given(st.integers(1, 1000))
def test_a_board_against_itself_has_no_moves(seed: int):
    tickets = make_board(12, 3, 1, seed).tickets.values()
    visits = {visit.ticket_id: visit for visit in map(planned, tickets) if visit}
    assert moves(tickets, visits) == ()


@given(st.integers(1, 1000))
def test_moves_are_ordered_by_ticket_and_say_before_and_after(seed: int):
    tickets = make_board(12, 3, 1, seed).tickets
    found = moves(list(tickets.values())[::-1], {})
    assert [move.ticket_id for move in found] == sorted(
        ticket.id for ticket in tickets.values() if ticket.visit
    )
    assert all(move.before == planned(tickets[move.ticket_id]) for move in found)
