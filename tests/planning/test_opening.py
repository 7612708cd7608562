"""A search with a cap on engineers: it holds, it pays, and it costs nothing where it is not set."""

import itertools
import random
from collections.abc import Collection
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.checker import check
from dispatch_console.planning.constraints.disturbed import disturbed
from dispatch_console.planning.construct import construct
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.messages import Solve
from dispatch_console.planning.partition import extract
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.search import Search
from dispatch_console.planning.solution import Solution
from dispatch_console.planning.told import bind, hold, rows
from tests.planning.instances import FEATURES, field_service, random_problem


def told(problem: Problem, lately: int) -> tuple[Problem, Solution]:
    """People know a plan without the last tickets; nobody may come sooner than they know."""
    before = replace(problem, tickets=problem.tickets[: len(problem.tickets) - lately], links=())
    known = Evaluator(problem).solution(construct(Evaluator(before)))
    free = replace(problem.weights, reassign=0.0, retime=0.0)
    return hold(bind(replace(problem, weights=free), known), None, 0), known


def solved(problem: Problem, **fields: object) -> Solution:
    given: dict[str, object] = {"seconds": 60.0, "cores": 1, "iterations": 6000} | fields
    evaluator = Evaluator(problem)
    command = Solve(problem=problem, **given)  # pyright: ignore[reportArgumentType]
    with Search(command, evaluator, lambda *_: None, lambda: False) as search:
        return evaluator.solution(search.run())


def gain(problem: Problem, known: Solution, found: Solution) -> float:
    return Evaluator(problem).objective(known.routes).total - found.objective.total


@pytest.mark.parametrize("days", [1, 2])
def test_the_cap_holds_and_each_engineer_more_makes_the_plan_no_worse(days: int) -> None:
    problem, known = told(field_service(36, 6, days, 2, 3), 6)
    gains = []
    for cap in (0, 1, 2, 4, 6):
        capped = replace(problem, max_disturbed=cap)
        found = solved(capped)
        assert not check(capped, found).violations
        assert len(disturbed(problem, found.routes)) <= cap
        gains.append(gain(problem, known, found))
    assert gains[0] == pytest.approx(0.0, abs=1e-3)
    assert gains[1] > 0
    for fewer, more in itertools.pairwise(gains):
        assert more > 0.97 * fewer


@pytest.mark.parametrize("cap", [1, 2])
def test_no_choice_of_engineers_solved_by_itself_is_much_better(cap: int) -> None:
    problem, known = told(field_service(36, 6, 1, 2, 3), 6)
    found = gain(problem, known, solved(replace(problem, max_disturbed=cap), iterations=12_000))
    best = max(
        apart(problem, known, chosen)
        for chosen in itertools.combinations([e.id for e in problem.engineers], cap)
    )
    assert found > 0.98 * best > 0


def apart(problem: Problem, known: Solution, engineers: Collection[int]) -> float:
    """What is gained where just these engineers' days may change."""
    plan = rows(known)
    shifts = {shift.id for shift in problem.shifts if shift.engineer in engineers}
    mine = {shift: plan.get(shift, ()) for shift in shifts}
    inside = {ticket for row in mine.values() for ticket in row} | set(known.unserved)
    part = extract(problem, plan, shifts, inside)
    before = Evaluator(part).solution(mine)
    return before.objective.total - solved(part, iterations=1500).objective.total


@settings(deadline=None, max_examples=25)
@given(
    st.integers(0, 100_000),
    st.sets(st.sampled_from([f for f in FEATURES if f not in ("budget", "cap")])),
    st.integers(0, 3),
    st.sampled_from((None, 1, 3)),
)
def test_with_every_rule_on_what_is_told_keeps_to_the_cap_and_to_the_budget(
    seed: int, features: set[str], cap: int, budget: int | None
) -> None:
    problem, known = told(random_problem(seed, 9, 4, features=sorted(features)), 3)
    capped = replace(problem, max_disturbed=cap, max_changes=budget)
    assume(check(capped, known).feasible)
    if Evaluator(capped).violations(rows(known)):
        # What cannot stand as told is a change that nobody chose.
        return
    found = solved(capped, iterations=600, seed=seed)
    assert not check(capped, found).violations
    again = Evaluator(problem).solution(rows(known))
    assert found.objective.total <= again.objective.total + 1e-3


def test_the_same_seed_and_steps_give_the_same_plan_and_a_trace_gives_it_again() -> None:
    problem, _ = told(field_service(36, 6, 1, 2, 3), 6)
    capped = replace(problem, max_disturbed=2)
    assert solved(capped, seed=5) == solved(capped, seed=5)
    evaluator = Evaluator(capped)
    command = Solve(problem=capped, seconds=1.0, cores=2)
    with Search(command, evaluator, lambda *_: None, lambda: False) as first:
        plan = first.run()
    again = replace(command, trace=first.trace)
    with Search(again, evaluator, lambda *_: None, lambda: False) as second:
        assert second.run() == plan


def test_a_cap_that_lets_everybody_change_is_none() -> None:
    problem, _ = told(field_service(36, 6, 1, 2, 3), 6)
    free = replace(problem, max_disturbed=len(problem.engineers))
    one, other = solved(free, iterations=900), solved(problem, iterations=900)
    assert one.routes == other.routes


def test_a_plan_to_begin_from_is_kept_where_it_keeps_to_the_cap() -> None:
    problem, known = told(field_service(36, 6, 1, 2, 3), 6)
    capped = replace(problem, max_disturbed=2)
    good = solved(capped)
    again = solved(capped, iterations=300, start=rows(good), seed=9)
    assert again.objective.total <= good.objective.total + 1e-3
    wide = solved(replace(problem, max_disturbed=5))
    narrow = solved(capped, iterations=300, start=rows(wide), seed=9)
    assert not check(capped, narrow).violations
    assert gain(problem, known, narrow) >= 0


def test_who_was_told_what_cannot_be_is_refused_in_the_words_of_the_rule() -> None:
    problem, known = told(field_service(36, 6, 1, 2, 3), 6)
    working = random.Random(1).sample([route.shift for route in known.routes if route.tickets], 2)
    shorter = tuple(
        replace(shift, start=shift.end - 60, overtime_s=0) if shift.id in working else shift
        for shift in problem.shifts
    )
    with pytest.raises(DomainError) as refused:
        solved(replace(problem, shifts=shorter, max_disturbed=1), iterations=600)
    assert (refused.value.code, refused.value.params["rule"]) == ("plan.refused", "disturbed")
    assert refused.value.params["limit"] == 1
