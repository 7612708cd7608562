"""The change-budget curve: each point keeps to its budget and is no worse than the one before."""

from dataclasses import replace

import pytest

from dispatch_console.planning.checker import check
from dispatch_console.planning.constraints.disturbed import disturbed
from dispatch_console.planning.construct import construct
from dispatch_console.planning.curve import curve, default_budgets
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Solution, Term
from dispatch_console.planning.told import bind, broken, changes
from tests.planning.instances import field_service


def standing(seed: int = 3) -> tuple[Problem, Solution]:
    problem = field_service(30, 6, 1, 2, seed)
    evaluator = Evaluator(problem)
    return problem, evaluator.solution(construct(evaluator))


def test_budgets_double_up_to_all() -> None:
    _, plan = standing()
    served = sum(len(route.tickets) for route in plan.routes)
    assert 16 < served <= 32
    assert default_budgets(plan) == (0, 1, 2, 4, 8, 16, None)


def test_each_point_keeps_to_its_budget_and_none_is_worse_than_the_one_before() -> None:
    problem, plan = standing()
    points = curve(problem, plan, (0, 1, 2, 4, 8, None), seconds=30, iterations=300)
    assert [point.budget for point in points] == [0, 1, 2, 4, 8, None]
    for point in points:
        assert point.budget is None or point.broken <= point.budget
        assert point.changes == changes(plan, point.solution)
        assert point.broken == broken(point.changes)
        assert point.objective.terms[Term.STABILITY] == 0
        assert check(problem, point.solution).feasible
    totals = [point.objective.total for point in points]
    assert totals == sorted(totals, reverse=True)
    assert totals[-1] < totals[0]


def test_the_same_seed_and_steps_give_the_same_curve() -> None:
    problem, plan = standing()
    one = curve(problem, plan, (0, 4), seconds=30, iterations=100, seed=5)
    assert one == curve(problem, plan, (0, 4), seconds=30, iterations=100, seed=5)


@pytest.mark.parametrize("cap", [1, 3])
def test_with_a_cap_on_engineers_no_point_changes_the_days_of_more(cap: int) -> None:
    problem, plan = standing()
    budgets = (0, 1, 4, 16, None)
    points = curve(problem, plan, budgets, engineers=cap, seconds=60, iterations=1500)
    free = curve(problem, plan, budgets, seconds=60, iterations=1500)
    bound = bind(problem, plan)
    for point in points:
        assert point.engineers == len(disturbed(bound, point.solution.routes)) <= cap
        assert point.budget is None or point.broken <= point.budget
        capped = replace(bound, max_disturbed=cap, max_changes=point.budget)
        assert not check(capped, point.solution).violations
    totals = [point.objective.total for point in points]
    assert totals == sorted(totals, reverse=True)
    assert totals[-1] < totals[0]
    assert max(point.engineers for point in free) > cap
    said = curve(replace(problem, max_disturbed=cap), plan, budgets, seconds=60, iterations=1500)
    assert [point.objective.total for point in said] == totals


def test_cancelled_it_offers_the_plan_as_it_is() -> None:
    problem, plan = standing()
    points = curve(problem, plan, (0, 8, None), cancelled=lambda: True)
    assert [point.solution for point in points] == [plan] * 3
    assert points[0].objective.total == pytest.approx(plan.objective.total)
