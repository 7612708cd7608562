import time
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.place import Location
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Lock, Status, Ticket
from dispatch_console.services.pricing import DropPrice, price
from tests.factories import DAY, make_board, make_engineer, make_shift, make_ticket, make_visit

NOW = DAY
ONE, TWO = EngineerId(1), EngineerId(2)
EAST = Location(31.12, 121.39)


def at(hours: float) -> datetime:
    return DAY + timedelta(hours=hours)


def board_of(*tickets: Ticket) -> Board:
    return Board(
        read_at=NOW,
        tickets={ticket.id: ticket for ticket in tickets},
        engineers={n: make_engineer(n) for n in (ONE, TWO)},
        shifts={make_shift(n, n).id: make_shift(n, n) for n in (1, 2)},
    )


def told(number: int, hours: float, **fields: object) -> Ticket:
    visit = make_visit(number, 1, 1, at(hours), 60)
    given: dict[str, object] = {"status": Status.ASSIGNED, "visit": visit} | fields
    return make_ticket(number, **given)


def drop(board: Board, ticket: int, who: EngineerId, hours: float | None) -> DropPrice:
    start = None if hours is None else at(hours)
    return price(board, [TicketId(ticket)], who, start, now=NOW)


def test_a_free_place_is_taken_at_just_the_time_pointed_at():
    found = drop(board_of(make_ticket(1)), 1, ONE, 2)
    assert found.allowed
    assert (found.start, found.end, found.shift_id) == (at(2), at(3), 1)
    assert found.travel_s > 0


def test_a_time_at_which_the_engineer_is_busy_moves_on_to_the_end_of_the_visit():
    found = drop(board_of(told(1, 2), make_ticket(2)), 2, ONE, 2.5)
    assert found.start == at(3)


def test_moving_within_a_route_costs_nothing_where_nothing_is_driven_more():
    found = drop(board_of(told(1, 2)), 1, ONE, 6)
    assert (found.start, found.travel_s) == (at(6), 0)


def test_taking_a_ticket_over_saves_the_first_engineer_the_way():
    board = board_of(told(1, 2), make_ticket(2))
    assert drop(board, 1, TWO, 2).travel_s == 0
    assert drop(board, 2, TWO, 2).travel_s > 0


def test_a_ticket_that_would_miss_its_deadline_is_named():
    tight = told(1, 3, response_due=at(3.1), resolution_due=None)
    found = drop(board_of(tight, make_ticket(2)), 2, ONE, 2.5)
    assert found.newly_late == (1,)
    assert drop(board_of(tight, make_ticket(2)), 2, ONE, 5).newly_late == ()


def test_a_locked_neighbour_does_not_give_way():
    board = board_of(told(1, 3, lock=Lock.TIME), make_ticket(2))
    found = drop(board, 2, ONE, 2.5)
    assert [broken.code for broken in found.broken] == ["rule.lock"]


def test_a_missing_skill_is_named_with_the_levels():
    board = board_of(make_ticket(1, skills=(SkillLevel("lift", 5),)))
    (broken,) = drop(board, 1, ONE, 2).broken
    assert (broken.code, broken.ticket_id) == ("rule.skill", 1)
    assert (broken.params["needed"], broken.params["held"]) == (5, 3)


def test_moments_in_a_reason_are_datetimes():
    found = drop(board_of(make_ticket(1, duration_s=11 * 3600)), 1, ONE, 2)
    (broken,) = [one for one in found.broken if one.code == "rule.shift"]
    assert broken.params["limit_at"] == at(10.5)


@pytest.mark.parametrize(
    ("ticket", "who", "code"),
    [
        (make_ticket(1, status=Status.RESOLVED), ONE, "ticket.step"),
        (make_ticket(1, location=None), ONE, "dispatch.no_location"),
        (make_ticket(1), EngineerId(9), "dispatch.engineer_gone"),
        (make_ticket(2), ONE, "ticket.gone"),
    ],
)
def test_what_cannot_be_dropped_at_all_says_why(ticket: Ticket, who: EngineerId, code: str):
    assert [broken.code for broken in drop(board_of(ticket), 1, who, 2).broken] == [code]


def test_a_visit_under_way_stays_first():
    under_way = told(1, -0.5, status=Status.IN_PROGRESS)
    found = drop(board_of(under_way, make_ticket(2, location=EAST)), 2, ONE, -1)
    assert found.allowed
    assert found.start is not None
    assert found.start > at(0.5)


@given(st.integers(1, 300), st.integers(1, 24), st.integers(1, 5), st.floats(0, 10))
@settings(max_examples=60, deadline=None)
def test_an_allowed_drop_starts_no_sooner_than_asked(
    seed: int, ticket: int, engineer: int, hours: float
):
    board = make_board(24, 5, 3, seed)
    wanted = at(hours).replace(microsecond=0)
    found = price(board, [TicketId(ticket)], EngineerId(engineer), wanted, now=NOW)
    assert found.broken or (found.start is not None and found.start >= wanted)


def test_a_row_is_priced_before_the_hand_has_moved_on():
    board = make_board(400, 60, 4)
    waiting = [key for key, ticket in board.tickets.items() if ticket.visit is None][:1]
    began = time.perf_counter()
    for engineer in board.engineers:
        price(board, waiting, engineer, at(4), now=NOW)
    assert (time.perf_counter() - began) / len(board.engineers) < 0.05
