"""A review: any choice of groups is a proposal with its exact figures, and amending keeps it so."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.plan import MoveKind, moves, planned
from dispatch_console.domain.ticket import Lock, Status
from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.solution import Solution
from dispatch_console.planning.start import sound
from dispatch_console.planning.variants import broken
from dispatch_console.services.amending import Amendment, Reopened, amended, reopen
from dispatch_console.services.planning import (
    current_plan,
    current_solution,
    figures,
    part_of,
    propose,
    route_visits,
)
from dispatch_console.services.review import LEFT, Review, open_review
from dispatch_console.services.scope import Scope, draw_up
from tests.factories import DAY, make_board, make_visit
from tests.services.test_planning import EARLY, END


def free(board: Board) -> Board:
    """The board without locks, so that there is something to move."""
    unlocked = {key: replace(t, lock=Lock.NONE) for key, t in board.tickets.items()}
    return replace(board, tickets=unlocked)


def drawn(board: Board) -> Scope:
    return draw_up(board, now=EARLY, start=DAY, end=END)


def filled(evaluator: Evaluator, start: Plan) -> Solution:
    """What of `start` can stand, and every other ticket where it costs least, one by one."""
    rows = sound(evaluator, start)
    for ticket in evaluator.problem.tickets:
        if any(ticket.id in row for row in rows.values()):
            continue
        places = {
            shift: place
            for shift, row in rows.items()
            if (place := evaluator.trials.best_position(shift, row, ticket.id)) is not None
        }
        if places:
            shift = min(places, key=lambda key: places[key][0])
            at = places[shift][1]
            rows[shift] = (*rows[shift][:at], ticket.id, *rows[shift][at:])
    return evaluator.solution(rows)


def planned_anew(scope: Scope, keep: float, rng: random.Random) -> Solution:
    """A plan that starts from a share of what people were told."""
    evaluator = Evaluator(scope.problem)
    told = current_plan(scope.problem)
    start = {s: tuple(t for t in row if rng.random() < keep) for s, row in told.items()}
    return filled(evaluator, start)


def told(board: Board) -> Board:
    """The board once a plan that can be driven has been published for two tickets in three."""
    bare = {
        key: replace(ticket, visit=None, status=Status.NEW, lock=Lock.NONE)
        for key, ticket in board.tickets.items()
    }
    some = replace(board, tickets={key: t for key, t in bare.items() if key % 3})
    problem = drawn(some).problem
    for route in filled(Evaluator(problem), {}).routes:
        for key, visit in route_visits(some, problem, route).items():
            minutes = round((visit.end - visit.start).total_seconds() / 60)
            row = make_visit(key, visit.engineer_id, visit.shift_id, visit.start, minutes)
            row = replace(row, travel_s=visit.travel_s, travel_m=visit.travel_m)
            bare[key] = replace(bare[key], visit=row, status=Status.ASSIGNED)
    return replace(board, tickets=bare)


def opened(
    tickets: int = 40, engineers: int = 8, seed: int = 7, keep: float = 0.8, *, sane: bool = True
) -> Review:
    """A review on a board with a plan that can be driven, if it is to be `sane`."""
    board = make_board(tickets, engineers, seed=seed)
    board = told(board) if sane else free(board)
    scope = drawn(board)
    solution = planned_anew(scope, keep, random.Random(seed))
    return open_review(board, scope, solution, now=EARLY)


def answered(again: Reopened) -> Solution:
    """The part planned from nothing but the ticket that is kept."""
    spec = next(spec for spec in again.part.tickets if spec.id == again.ticket)
    start = {} if spec.lock_shift is None else {spec.lock_shift: (spec.id,)}
    return filled(Evaluator(again.part), start)


def test_at_first_the_whole_proposal_is_accepted() -> None:
    board = free(make_board(40, 8))
    scope = drawn(board)
    solution = planned_anew(scope, 0.8, random.Random(7))
    review = open_review(board, scope, solution, now=EARLY)
    whole = propose(board, scope.problem, solution, now=EARLY, scope=scope)
    assert review.proposal.moves == whole.moves
    assert len(review.groups) > 3
    assert sorted(t for g in review.groups for t in g.tickets) == [m.ticket_id for m in whole.moves]
    assert review.rejected_moves == 0
    gains = [group.gain for group in review.groups]
    assert gains == sorted(gains, reverse=True)


def test_with_nothing_accepted_the_plan_stays_as_it_is() -> None:
    review = opened().taking(())
    assert review.proposal.moves == ()
    assert review.proposal.after == review.proposal.before
    assert review.rejected_moves == sum(len(group.moves) for group in review.groups)
    board = review.case.board
    told = {t.id: visit for t in board.tickets.values() if (visit := planned(t))}
    assert review.proposal.visits == {k: v for k, v in told.items() if k in review.proposal.base}


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 1000), st.floats(0.3, 1), st.booleans())
def test_figures_and_moves_of_any_choice_are_exact(seed: int, keep: float, sane: bool) -> None:
    review = opened(30, 6, seed, keep, sane=sane)
    rng, case = random.Random(seed), review.case
    part = part_of(case.board, case.scope.problem, case.whole.base)
    for _ in range(5):
        chosen = review.taking(g.number for g in review.groups if rng.random() < 0.5)
        proposal = chosen.proposal
        expected = figures(part, proposal.visits.values())
        for name in ("served", "unserved", "late", "travel_s", "travel_m", "overtime_s"):
            assert getattr(proposal.after, name) == getattr(expected, name), name
        for name in ("load_mean_h", "load_spread_h", "utilisation"):
            assert getattr(proposal.after, name) == pytest.approx(getattr(expected, name))
        assert proposal.moves == moves(part.tickets.values(), proposal.visits)


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 1000), st.floats(0.3, 1), st.booleans())
def test_any_choice_is_legal_and_a_group_gains_what_the_checker_reckons(
    seed: int, keep: float, sane: bool
) -> None:
    review = opened(30, 6, seed, keep, sane=sane)
    rng, case = random.Random(seed), review.case
    problem = case.scope.problem
    standing = current_solution(problem)
    was = check(problem, standing).objective.total
    allowed = broken(problem, standing)
    for group in rng.sample(review.groups, min(4, len(review.groups))):
        alone = check(problem, solution_of(review, (group.number,)))
        assert was - alone.objective.total == pytest.approx(group.gain, abs=1e-3)
    for _ in range(5):
        chosen = [g.number for g in review.groups if rng.random() < 0.5]
        assert broken(problem, solution_of(review, chosen)) <= allowed


def solution_of(review: Review, chosen: list[int] | tuple[int, ...]) -> Solution:
    problem = review.case.scope.problem
    routes = review.case.split.routes(chosen)
    served = {ticket for route in routes for ticket in route.tickets}
    out = tuple(t.id for t in problem.tickets if t.id not in served)
    return Solution(routes, out, Evaluator(problem).objective(routes))


def test_a_ticket_kept_where_it_is_is_moved_no_more_and_what_was_rejected_still_is() -> None:
    review = opened(keep=0.5)
    kinds = (MoveKind.REASSIGN, MoveKind.RETIME)
    move = next(m for g in review.groups for m in g.moves if m.kind in kinds)
    other = next(g for g in review.groups if move.ticket_id not in g.tickets)
    review = review.taking(review.accepted - {other.number})
    again = reopen(review, move.ticket_id, Amendment.KEEP)
    assert len(again.part.shifts) <= len(again.problem.shifts)
    result = amended(review, again, answered(again), now=EARLY)
    assert result.group_of(move.ticket_id) is None
    visit = result.proposal.visits[move.ticket_id]
    assert move.before is not None
    assert (visit.shift_id, visit.start) == (move.before.shift_id, move.before.start)
    before = {m.ticket_id for m in other.moves}
    assert before.isdisjoint(m.ticket_id for m in result.proposal.moves)


def test_a_ticket_left_without_a_visit_says_so() -> None:
    review = opened(keep=0.5)
    move = next(m for g in review.groups for m in g.moves if m.kind is MoveKind.ASSIGN)
    again = reopen(review, move.ticket_id, Amendment.LEAVE)
    result = amended(review, again, answered(again), now=EARLY)
    assert move.ticket_id not in result.proposal.visits
    assert result.proposal.unserved[move.ticket_id] == LEFT


def test_an_answer_that_moves_the_ticket_all_the_same_is_refused() -> None:
    review = opened(keep=0.5)
    move = next(m for g in review.groups for m in g.moves if m.kind is MoveKind.REASSIGN)
    again = reopen(review, move.ticket_id, Amendment.KEEP)
    empty = Solution(
        (), tuple(t.id for t in again.part.tickets), Evaluator(again.part).objective(())
    )
    with pytest.raises(DomainError, match="not_kept"):
        amended(review, again, empty, now=EARLY)
    with pytest.raises(DomainError, match="not_moved"):
        reopen(review, TicketId(10_000), Amendment.KEEP)
