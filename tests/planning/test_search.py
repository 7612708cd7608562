"""The search: every plan sound, no worse than the first, the same for the same seed."""

import random
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.checker import check
from dispatch_console.planning.construct import construct
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.kernel.cuts import cut
from dispatch_console.planning.kernel.engine import Engine, Walker
from dispatch_console.planning.messages import Solve
from dispatch_console.planning.partition import extract, neighbourhood
from dispatch_console.planning.problem import Aim, Problem
from dispatch_console.planning.search import Search
from dispatch_console.planning.solution import Solution
from dispatch_console.planning.submodel import Effort, improve
from tests.benchmarks.planning.field import FieldSet, tied
from tests.planning.instances import field_service, random_problem, wild
from tests.planning.town import town


def search(problem: Problem, **command: object) -> tuple[Solution, list[Solution]]:
    """The final plan and those told on the way."""
    given_command: dict[str, object] = {"seconds": 20.0, "cores": 1, "iterations": 40}
    solve = Solve(problem=problem, **(given_command | command))  # pyright: ignore[reportArgumentType]
    evaluator, told = Evaluator(problem), []
    with Search(solve, evaluator, lambda plan, _: told.append(plan), lambda: False) as running:
        return evaluator.solution(running.run()), told


@given(st.integers(0, 10_000), st.integers(1, 9), st.integers(1, 3), st.sampled_from(Aim))
@settings(max_examples=40, deadline=None)
def test_every_plan_passes_the_checker_and_none_is_worse_than_the_first(seed, tickets, shifts, aim):
    problem = wild(seed, tickets, shifts, aim)
    final, told = search(problem, seed=seed)
    for plan in (*told, final):
        verdict = check(problem, plan)
        assert verdict.feasible
        assert verdict.objective.total == pytest.approx(plan.objective.total, abs=1e-3)
    assert final.objective.total <= told[0].objective.total


@pytest.mark.parametrize("seed", range(6))
def test_a_plain_ticket_never_delays_a_crew_that_waits_for_its_other_half(seed):
    problem = tied(FieldSet(100, 8).problem(seed))
    final, told = search(problem, seed=seed, iterations=600)
    assert all(check(problem, plan).feasible for plan in (*told, final))
    assert final.objective.total < told[0].objective.total


def test_the_same_seed_and_steps_give_the_same_plan():
    problem = field_service(30, 6, 1, 2)
    assert search(problem, seed=3)[0] == search(problem, seed=3)[0]


def test_the_same_seed_and_steps_give_the_same_plan_on_two_cores():
    problem = field_service(320, 45, 1, 3)
    command = {"cores": 2, "iterations": 4000, "seconds": 60.0}
    one, _ = search(problem, **command)
    assert check(problem, one).feasible
    assert one == search(problem, **command)[0]


@pytest.mark.parametrize("problem", [Problem(), town(tickets=()), town(shifts=())])
def test_a_problem_with_nothing_to_do_ends_at_once(problem):
    begun = time.monotonic()
    final, _ = search(problem, iterations=None)
    assert final.routes == ()
    assert time.monotonic() - begun < 5


def test_where_nobody_is_on_duty_and_nothing_may_change_no_plan_is_told():
    told = town(a={"current_shift": 7, "current_start": 600}, max_changes=0)
    with pytest.raises(DomainError) as refused:
        search(replace(told, shifts=()))
    assert (refused.value.code, refused.value.params["rule"]) == ("plan.refused", "changes")


def test_a_start_plan_is_kept_as_far_as_it_is_sound():
    evaluator = Evaluator(town(shift={"max_tickets": 1}))
    assert construct(evaluator, {7: (2, 99, 2, 1), 8: (1,)}) == {7: (2,)}


def test_locked_tickets_stay_where_they_are_told():
    problem = wild(11, 9, 3)
    final, _ = search(problem)
    where = {ticket: route.shift for route in final.routes for ticket in route.tickets}
    for ticket in problem.tickets:
        if ticket.lock_shift is not None and ticket.id in where:
            assert where[ticket.id] == ticket.lock_shift


def test_the_routing_model_finds_what_is_plain_to_see():
    """Both tickets pay their way; a model that saw time, travel or drops wrongly would not know."""
    evaluator = Evaluator(town())
    found = improve(evaluator, {7: ()}, Effort(2.0, 300), lambda: False)
    assert found is not None
    assert sorted(found[7]) == [1, 2]


@pytest.mark.parametrize("window", [(-7200, -3600), (10**7, 10**7 + 3600)])
def test_a_ticket_whose_windows_cannot_be_met_does_not_spoil_the_model(window):
    evaluator = Evaluator(town(a={"windows": (window,)}))
    found = improve(evaluator, {7: ()}, Effort(2.0, 300), lambda: False)
    assert found == {7: (2,)}


@given(st.integers(0, 10_000), st.sampled_from(Aim))
@settings(max_examples=15, deadline=None)
def test_what_the_routing_model_offers_breaks_no_rule(seed, aim):
    problem = wild(seed, 8, 3, aim)
    evaluator = Evaluator(problem)
    found = improve(evaluator, construct(evaluator), Effort(2.0, 200), lambda: False)
    if found is not None:
        broken = [evaluator.schedule(shift, row).violations for shift, row in found.items()]
        assert not any(broken)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_a_part_falls_in_objective_by_as_much_as_the_whole(seed):
    problem = field_service(24, 4, 2, 2, seed)
    evaluator = Evaluator(problem)
    plan = construct(evaluator)
    rng = random.Random(seed)
    shifts, tickets = neighbourhood(evaluator, plan, rng, 10, 4)
    part = Evaluator(extract(problem, plan, shifts, tickets))
    before = {shift: plan[shift] for shift in shifts}
    after = {**before, min(shifts): ()} if shifts else before
    whole = evaluator.solution({**plan, **after}).objective.total
    whole -= evaluator.solution(plan).objective.total
    apart = part.solution(after).objective.total - part.solution(before).objective.total
    assert apart == pytest.approx(whole, abs=1e-3)


@given(st.integers(0, 10_000), st.integers(1, 4))
@settings(max_examples=30, deadline=None)
def test_parts_are_disjoint_and_keep_an_engineer_s_shifts_together(seed, count):
    problem = field_service(24, 6, 2, 2, seed)
    evaluator = Evaluator(problem)
    plan = construct(evaluator)
    engine = Engine(evaluator.lookup, evaluator.pricing)
    walker = Walker(engine)
    walker.adopt(engine.rows(plan))
    parts = cut(walker.kernel, count, random.Random(seed))
    walker.close()
    assert (np.sum(parts, axis=0) == 1).all()
    engineers = [
        {s.engineer for s, mine in zip(problem.shifts, part, strict=True) if mine} for part in parts
    ]
    assert sum(map(len, engineers)) == len(set().union(*engineers))


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_with_every_rule_on_each_plan_told_passes_the_checker(seed):
    problem = replace(random_problem(seed, 9, 4), max_changes=None, max_disturbed=None)
    final, told = search(problem, seed=seed, iterations=400)
    for plan in (*told, final):
        verdict = check(problem, plan)
        assert not verdict.violations
        assert verdict.objective.total == pytest.approx(plan.objective.total, abs=1e-3)


def test_a_change_budget_is_kept():
    problem = field_service(40, 6, 1, 5)
    first, _ = search(problem, iterations=400)
    told = {
        s.ticket: (r.shift, s.start) for r in first.routes for s in r.stops if s.ticket is not None
    }
    bound = tuple(
        replace(t, current_shift=told[t.id][0], current_start=told[t.id][1]) if t.id in told else t
        for t in problem.tickets
    )
    sick = {first.routes[0].shift}
    shifts = tuple(shift for shift in problem.shifts if shift.id not in sick)
    lost = len(first.routes[0].tickets)
    left = replace(problem, tickets=bound, shifts=shifts, max_changes=lost + 2)
    final, _ = search(left, iterations=2000)
    assert not check(left, final).violations
    with pytest.raises(DomainError) as refused:
        search(replace(left, max_changes=lost - 1), iterations=400)
    assert refused.value.params["rule"] == "changes"


def test_a_recorded_search_gives_the_same_plan_again():
    problem = field_service(60, 8, 1, 4)
    evaluator = Evaluator(problem)
    with Search(Solve(problem=problem, seconds=1.5, cores=1), evaluator, _ignore, _never) as first:
        plan = first.run()
    again = Solve(problem=problem, seconds=1.5, cores=1, trace=first.trace)
    with Search(again, evaluator, _ignore, _never) as second:
        assert second.run() == plan


def test_a_cancelled_search_ends_soon_with_the_best_plan_so_far():
    problem = field_service(300, 40, 1, 4)
    evaluator, told = Evaluator(problem), []
    begun = time.monotonic()
    cancelled_at: list[float] = []

    def cancelled() -> bool:
        if time.monotonic() - begun > 3.0:
            cancelled_at.append(time.monotonic())
        return bool(cancelled_at)

    with Search(
        Solve(problem=problem, seconds=60.0),
        evaluator,
        lambda plan, _: told.append(plan),
        cancelled,
    ) as running:
        plan = running.run()
    assert time.monotonic() - cancelled_at[0] < 2.0
    # What it found as it was ending is in the plan, and need not have been told.
    assert evaluator.solution(plan).objective.total <= 1.000001 * told[-1].objective.total


def _ignore(plan: Solution, progress: float) -> None: ...


def _never() -> bool:
    return False
