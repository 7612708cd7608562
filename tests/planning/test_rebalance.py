"""Rebalance: fewest moves to even load; locks and the cost limit are kept."""

import itertools
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.planning.checker import check
from dispatch_console.planning.construct import construct
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import EngineerSpec, Problem, ShiftSpec, TicketSpec
from dispatch_console.planning.rebalance import LEAST_GAIN, rebalance
from dispatch_console.planning.solution import Term
from tests.planning.instances import field_service

HOUR = 3600


def team(rows: list[list[int]], **ticket: object) -> tuple[Problem, dict[int, tuple[int, ...]]]:
    """One engineer a row of ticket lengths in seconds, all at one place; and the plan."""
    tickets: list[TicketSpec] = []
    plan = {}
    for engineer, row in enumerate(rows):
        first = len(tickets)
        tickets += [
            TicketSpec(id=first + i, place=0, service_s=s, load_s=s) for i, s in enumerate(row)
        ]
        plan[engineer] = tuple(range(first, len(tickets)))
    changed = tuple(replace(t, **ticket) for t in tickets)  # pyright: ignore[reportArgumentType]
    shifts = tuple(
        ShiftSpec(id=e, engineer=e, start_place=0, end_place=0, start=0, end=24 * HOUR)
        for e in range(len(rows))
    )
    staff = tuple(EngineerSpec(id=e) for e in range(len(rows)))
    return Problem(places=((31.0, 121.0),), tickets=changed, shifts=shifts, engineers=staff), plan


def hours(problem: Problem, plan: dict[int, tuple[int, ...]]) -> list[float]:
    return sorted(load / HOUR for load in Evaluator(problem).loads(plan).values())


@pytest.mark.parametrize(
    ("before", "moves", "spread"), [([6, 6, 0, 0], 2, 72.0), ([6, 2, 2, 2], 1, 48.0)]
)
def test_loads_with_the_same_maximum_differ(before: list[int], moves: int, spread: float) -> None:
    problem, plan = team([[2 * HOUR] * (load // 2) for load in before])
    found = rebalance(problem, Evaluator(problem).solution(plan), cost_limit=0)
    assert found.spread_before == spread
    assert found.spread_after == 40.0
    assert len(found.moves) == moves
    after = {route.shift: route.tickets for route in found.solution.routes}
    assert hours(problem, after) == [2, 2, 4, 4]
    assert found.cost.terms[Term.LOAD] == problem.weights.load * (40 - spread)


def test_past_load_counts() -> None:
    problem, plan = team([[HOUR] * 2, []])
    staff = (problem.engineers[0], replace(problem.engineers[1], past_load_s=2 * HOUR))
    problem = replace(problem, engineers=staff)
    found = rebalance(problem, Evaluator(problem).solution(plan), cost_limit=0)
    assert found.moves == ()
    assert found.spread_before == found.spread_after == 8.0


def test_locked_tickets_stay_and_each_move_says_how_the_plan_then_stands() -> None:
    problem, plan = team([[HOUR] * 6, [], []])
    locked = tuple(replace(t, lock_shift=0) if t.id < 3 else t for t in problem.tickets)
    problem = replace(problem, tickets=locked)
    found = rebalance(problem, Evaluator(problem).solution(plan), cost_limit=0)
    assert {move.ticket for move in found.moves} == {3, 4, 5}
    spreads = [found.spread_before, *(move.spread for move in found.moves)]
    assert spreads == sorted(spreads, reverse=True)
    assert spreads[-1] == found.spread_after == 9 + 4 + 1


def test_the_first_moves_are_those_that_do_most_and_no_more_than_asked_for() -> None:
    problem, plan = team([[HOUR] * 6, [], []])
    solution = Evaluator(problem).solution(plan)
    assert len(rebalance(problem, solution, cost_limit=0, max_moves=1).moves) == 1
    assert rebalance(problem, solution, cost_limit=0, max_moves=0).moves == ()
    assert rebalance(problem, solution, cost_limit=0, cancelled=lambda: True).moves == ()


def test_two_tickets_trade_places_where_one_alone_has_no_room() -> None:
    problem, plan = team([[3 * HOUR, 3 * HOUR], [HOUR, HOUR]])
    problem = replace(problem, shifts=tuple(replace(s, max_tickets=2) for s in problem.shifts))
    found = rebalance(problem, Evaluator(problem).solution(plan), cost_limit=0)
    assert [move.trade for move in found.moves] == [True, False]
    after = {route.shift: route.tickets for route in found.solution.routes}
    assert hours(problem, after) == [4, 4]


@given(st.integers(0, 10_000), st.sampled_from([0.0, 2000.0, 20_000.0]))
@settings(max_examples=12, deadline=None)
def test_a_rebalanced_plan_is_sound_more_even_and_within_its_limit(seed: int, limit: float) -> None:
    problem = field_service(24, 8, 1, 3, seed)
    evaluator = Evaluator(problem)
    before = evaluator.solution(construct(evaluator))
    found = rebalance(problem, before, cost_limit=limit)
    verdict = check(problem, found.solution)
    assert verdict.feasible
    assert found.spread_after <= found.spread_before
    dearer = verdict.objective.total - before.objective.total
    assert dearer == pytest.approx(found.cost.total, abs=1e-3)
    beside = found.cost.total - found.cost.terms[Term.LOAD]
    assert beside <= limit + 1e-6
    if found.moves:
        assert found.moves[-1].cost == pytest.approx(beside, abs=1e-3)
        load = problem.weights.load * (found.spread_after - found.spread_before)
        assert found.cost.terms[Term.LOAD] == pytest.approx(load, abs=1e-3)


@pytest.mark.parametrize("seed", range(6))
def test_no_fewer_moves_reach_the_same_evenness(seed: int) -> None:
    rng = random.Random(seed)
    rows = [[rng.randrange(1, 12) * 900 for _ in range(count)] for count in (5, 2, 0)]
    problem, plan = team(rows)
    found = rebalance(problem, Evaluator(problem).solution(plan), cost_limit=0)
    owner = {ticket: shift for shift, row in plan.items() for ticket in row}
    loads = [ticket.load_s / HOUR for ticket in problem.tickets]

    def value(assigned: tuple[int, ...]) -> float:
        spread = sum(
            sum(loads[t] for t, engineer in enumerate(assigned) if engineer == wanted) ** 2
            for wanted in range(3)
        )
        return spread + LEAST_GAIN * sum(
            owner[t] != engineer for t, engineer in enumerate(assigned)
        )

    best = min(value(assigned) for assigned in itertools.product(range(3), repeat=7))
    assert found.spread_after + LEAST_GAIN * len(found.moves) == pytest.approx(best, abs=0.01)
