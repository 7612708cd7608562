from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Engineer, Shift
from dispatch_console.domain.ids import EngineerId, RegionId, ShiftId, TicketId
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.plan import MoveKind
from dispatch_console.domain.ticket import Lock, Priority, Status, Ticket
from dispatch_console.insight.load import current_visits
from dispatch_console.planning.checker import check
from dispatch_console.planning.construct import construct
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import TicketSpec
from dispatch_console.services.planning import (
    build_problem,
    current_plan,
    current_solution,
    figures,
    planning_scope,
    propose,
)
from dispatch_console.services.scope import LeftOut, Scope, draw_up
from tests.factories import (
    DAY,
    make_board,
    make_engineer,
    make_region,
    make_shift,
    make_ticket,
    make_visit,
)

EARLY = DAY - timedelta(hours=2)
END = DAY + timedelta(days=1)


def at(hours: float) -> datetime:
    return DAY + timedelta(hours=hours)


def told(number: int, hours: float, minutes: int = 60, **fields: object) -> Ticket:
    """A ticket assigned to engineer 1 of shift 1."""
    visit = make_visit(number, 1, 1, at(hours), minutes)
    given: dict[str, object] = {"status": Status.ASSIGNED, "visit": visit} | fields
    return make_ticket(number, **given)  # pyright: ignore[reportArgumentType]


def board_of(
    *tickets: Ticket,
    engineers: tuple[Engineer, ...] = (make_engineer(1),),
    shifts: tuple[Shift, ...] = (make_shift(1, 1),),
) -> Board:
    regions = [make_region(1), make_region(2, exclusive=True)]
    return Board(
        read_at=EARLY,
        tickets={ticket.id: ticket for ticket in tickets},
        engineers={engineer.id: engineer for engineer in engineers},
        shifts={shift.id: shift for shift in shifts},
        regions={region.id: region for region in regions},
    )


def scope(board: Board, now: datetime = EARLY, **fields: object) -> Scope:
    given: dict[str, object] = {"now": now, "start": DAY, "end": END} | fields
    return draw_up(board, **given)  # pyright: ignore[reportArgumentType]


def spec(found: Scope, number: int) -> TicketSpec:
    return next(ticket for ticket in found.problem.tickets if ticket.id == number)


@pytest.mark.parametrize(
    ("ticket", "why"),
    [
        (make_ticket(1, location=None), LeftOut.NO_LOCATION),
        (make_ticket(1, status=Status.ON_HOLD), LeftOut.STATUS),
        (make_ticket(1, windows=(TimeWindow(at(-9), at(-3)),)), LeftOut.WINDOW_PAST),
        (make_ticket(1, windows=(TimeWindow(at(50), at(52)),)), LeftOut.WINDOW_LATER),
        (
            make_ticket(1, status=Status.ASSIGNED, visit=make_visit(1, 1, 2, at(26), 60)),
            LeftOut.HORIZON,
        ),
    ],
)
def test_what_cannot_be_planned_is_left_out_with_its_reason(ticket: Ticket, why: LeftOut):
    found = scope(board_of(ticket, shifts=(make_shift(1, 1), make_shift(2, 1, day=1))))
    assert found.left_out == {1: why}
    assert found.problem.tickets == ()


@given(st.integers(1, 500), st.floats(-3, 12), st.sets(st.integers(1, 3), max_size=2))
@settings(max_examples=25, deadline=None)
def test_every_ticket_is_in_the_problem_or_left_out_never_both(
    seed: int, hours: float, regions: set[int]
):
    board = make_board(24, 5, 3, seed)
    chosen = frozenset(map(RegionId, regions))
    found = scope(board, at(hours), regions=chosen)
    inside = {ticket.id for ticket in found.problem.tickets}
    assert inside | set(found.left_out) == set(board.tickets)
    assert not inside & set(found.left_out)


@given(st.integers(1, 500), st.floats(-3, 12))
@settings(max_examples=25, deadline=None)
def test_a_plan_of_any_board_passes_the_checker_and_starts_nothing_in_the_past(
    seed: int, hours: float
):
    board = make_board(24, 5, 3, seed)
    now = at(hours)
    problem = build_problem(board, now=now, start=DAY, end=END)
    evaluator = Evaluator(problem)
    solution = evaluator.solution(construct(evaluator, current_plan(problem)))
    assert check(problem, solution).feasible
    proposal = propose(board, problem, solution, now=now)
    for move in proposal.moves:
        assert move.after is None or move.after.start > now
        assert move.before is None or move.before.start > now


def test_times_count_from_a_full_hour_and_places_are_listed_once():
    found = scope(board_of(told(1, 2.0), make_ticket(2), make_ticket(3)), at(-1.7))
    assert found.problem.origin == at(-2)
    assert spec(found, 1).current_start == 4 * 3600
    assert len(found.problem.places) == 2


def test_urgent_and_old_tickets_cost_more_to_leave_out():
    plain: dict[str, object] = {"response_due": None, "resolution_due": None}
    found = scope(
        board_of(
            make_ticket(1, **plain, priority=Priority.P1),
            make_ticket(2, priority=Priority.P4, **plain),
            make_ticket(3, priority=Priority.P4, created_at=at(-72), **plain),
        )
    )
    one, four, old = (spec(found, number).unserved_cost for number in (1, 2, 3))
    assert one == 8 * four
    assert four < old <= 2 * four


def test_a_ticket_hopelessly_late_still_costs_more_left_out_than_served():
    found = scope(board_of(make_ticket(1, created_at=at(-500))))
    evaluator = Evaluator(found.problem)
    assert construct(evaluator) == {1: (1,)}


@pytest.mark.parametrize(
    ("lock", "engineer", "time"),
    [
        (Lock.NONE, False, False),
        (Lock.ENGINEER, True, False),
        (Lock.TIME, False, True),
        (Lock.ALL, True, True),
    ],
)
def test_a_lock_binds_what_it_names(lock: Lock, engineer: bool, time: bool):
    found = spec(scope(board_of(told(1, 2, lock=lock))), 1)
    assert (found.lock_shift == 1, found.lock_start == found.current_start) == (engineer, time)


def test_a_locked_time_that_can_no_longer_be_kept_is_eased_and_told():
    board = board_of(told(1, 2, lock=Lock.TIME), told(2, 2.5, lock=Lock.TIME))
    found = scope(board)
    assert found.eased == {1, 2}
    assert spec(found, 1).lock_start is None


def test_windows_are_clipped_to_what_is_left_of_them():
    ticket = make_ticket(
        1, windows=(TimeWindow(at(0), at(1)), TimeWindow(at(2), at(5)), TimeWindow(at(40), at(41)))
    )
    found = scope(board_of(ticket), at(3))
    first = found.problem.origin
    assert spec(found, 1).windows == (
        (int((at(3) - first).total_seconds()), int((at(5) - first).total_seconds())),
    )


@pytest.mark.parametrize("status", [Status.ASSIGNED, Status.EN_ROUTE, Status.IN_PROGRESS])
def test_a_visit_that_has_begun_stays_and_the_route_goes_on_from_it(status: Status):
    board = board_of(told(1, 2, status=status), told(2, 5), make_ticket(3))
    found = scope(board, at(2.5))
    shift = found.problem.shifts[0]
    assert spec(found, 1).lock_shift == 1
    assert spec(found, 1).lock_start == spec(found, 1).current_start == shift.start
    assert shift.start_place is None
    assert spec(found, 2).lock_start is None


def test_a_visit_that_lasts_longer_than_planned_is_not_thought_over():
    found = scope(board_of(told(1, 2, status=Status.IN_PROGRESS), told(2, 7)), at(4))
    assert spec(found, 1).service_s == 2 * 3600


def test_of_the_visits_begun_only_the_last_is_in_the_problem():
    found = scope(board_of(told(1, 1), told(2, 2.5), told(3, 6)), at(3))
    assert found.left_out == {1: LeftOut.BEGUN}
    assert found.problem.engineers[0].past_load_s > 0


def test_a_shift_half_over_starts_now_and_one_that_is_over_is_left_out():
    board = board_of(make_ticket(1), shifts=(make_shift(1, 1), make_shift(2, 1, day=-1)))
    found = scope(board, at(4))
    (shift,) = found.problem.shifts
    assert found.problem.origin + timedelta(seconds=shift.start) == at(4)


def test_visits_outside_the_chosen_regions_stay_fixed_and_block_their_time():
    board = board_of(
        told(1, 2, region_id=RegionId(2)), told(2, 5), make_ticket(3, region_id=RegionId(2))
    )
    found = scope(board, regions=frozenset({RegionId(1)}))
    assert found.left_out == {3: LeftOut.REGION}
    assert spec(found, 1).lock_start == spec(found, 1).current_start
    assert spec(found, 1).lock_shift == 1
    assert spec(found, 2).lock_shift is None


def test_only_engineers_concerned_with_the_chosen_regions_take_part():
    engineers = (make_engineer(1), make_engineer(2, regions=(RegionId(2),)))
    board = board_of(
        make_ticket(1), engineers=engineers, shifts=(make_shift(1, 1), make_shift(2, 2))
    )
    found = scope(board, regions=frozenset({RegionId(1)}))
    assert [shift.engineer for shift in found.problem.shifts] == [1]


def test_the_visit_of_an_engineer_who_left_goes_to_somebody_else():
    engineers = (make_engineer(1, active=False), make_engineer(2))
    board = board_of(told(1, 2), engineers=engineers, shifts=(make_shift(1, 1), make_shift(2, 2)))
    problem = scope(board).problem
    evaluator = Evaluator(problem)
    plan = evaluator.solution(construct(evaluator))
    (move,) = propose(board, problem, plan, now=EARLY).moves
    assert (move.kind, move.after and move.after.engineer_id) == (MoveKind.REASSIGN, 2)


def test_breaks_over_are_gone_and_those_ahead_stay():
    board = board_of(make_ticket(1))
    assert len(scope(board, at(1)).problem.shifts[0].breaks) == 1
    assert scope(board, at(6)).problem.shifts[0].breaks == ()


def test_nothing_changes_within_the_time_a_review_takes():
    board = board_of(told(1, 2), make_ticket(2))
    now = at(2) - timedelta(seconds=1800) - timedelta(minutes=5)
    found = planning_scope(board, now=now, start=DAY, end=END)
    assert spec(found, 1).lock_start is not None


def test_what_nobody_can_do_is_remarked_on_before_planning():
    expert = make_ticket(2, skills=(replace(make_ticket().skills[0], level=5),))
    found = planning_scope(board_of(make_ticket(1), expert), now=EARLY, start=DAY, end=END)
    assert [(one.code, one.tickets) for one in found.remarks] == [("remark.skill", (2,))]


def test_the_plan_as_told_is_read_back_in_order():
    problem = scope(board_of(told(2, 4), told(1, 6), make_ticket(3))).problem
    assert current_plan(problem) == {1: (2, 1)}
    assert current_solution(problem).unserved == (3,)


def test_a_proposal_knows_its_rows_its_moves_and_why_a_ticket_waits():
    far = make_ticket(3, skills=(), location=Location(32.63, 121.32))
    expert = make_ticket(2, skills=(replace(make_ticket().skills[0], level=5),))
    board = board_of(make_ticket(1, plan_version=7), expert, far)
    problem = scope(board).problem
    evaluator = Evaluator(problem)
    proposal = propose(board, problem, evaluator.solution({1: (1,)}), now=EARLY)
    assert proposal.base == {1: 7, 2: 1, 3: 1}
    assert [move.ticket_id for move in proposal.moves] == [1]
    assert proposal.unserved.keys() == {2, 3}
    assert proposal.unserved[TicketId(2)] == "unserved.skill"
    # By the road figures in use the far one is out of reach, or only beside the other.
    assert proposal.unserved[TicketId(3)] in {"unserved.impossible", "unserved.crowded_out"}
    assert (proposal.before.served, proposal.after.served, proposal.after.unserved) == (0, 1, 2)


def test_figures_of_a_plan_are_added_up():
    board = board_of(told(1, 2), told(2, 9, minutes=90), make_ticket(3))
    found = figures(board, current_visits(board))
    assert (found.served, found.unserved, found.travel_s, found.travel_m) == (2, 1, 3600, 24000)
    assert (found.late, found.overtime_s) == (1, 3600)
    assert found.utilisation == pytest.approx(2.5 / 9)
    assert found.load_spread_h == 0


def test_ids_of_the_problem_are_those_of_the_database():
    problem = scope(board_of(told(1, 2))).problem
    assert problem.tickets[0].id == TicketId(1)
    assert (problem.shifts[0].id, problem.engineers[0].id) == (ShiftId(1), EngineerId(1))
