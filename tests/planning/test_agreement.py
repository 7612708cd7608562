"""Evaluator, trials and checker are three hands that must write the same figures."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import Aim
from tests.planning.instances import wild

problems = st.builds(
    wild,
    st.integers(0, 10_000),
    st.integers(1, 9),
    st.integers(1, 4),
    st.sampled_from(Aim),
)


def random_plan(evaluator: Evaluator, seed: int) -> dict[int, tuple[int, ...]]:
    """Any plan, most of them breaking rules."""
    rng = random.Random(seed)
    shifts = [shift.id for shift in evaluator.problem.shifts]
    plan: dict[int, tuple[int, ...]] = dict.fromkeys(shifts, ())
    for ticket in rng.sample(evaluator.problem.tickets, len(evaluator.problem.tickets)):
        if rng.random() < 0.7:
            where = rng.choice(shifts)
            plan[where] = (*plan[where], ticket.id)
    return plan


@given(problems, st.integers(0, 1000))
@settings(max_examples=150, deadline=None)
def test_the_checker_finds_the_rules_and_the_objective_that_the_evaluator_finds(problem, seed):
    evaluator = Evaluator(problem)
    plan = random_plan(evaluator, seed)
    solution = evaluator.solution(plan)
    verdict = check(problem, solution)
    scheduled = [evaluator.schedule(shift, tickets) for shift, tickets in plan.items() if tickets]
    broken = {(v.rule, v.ticket, v.shift) for s in scheduled for v in s.violations}
    assert {(v.rule, v.ticket, v.shift) for v in verdict.violations} == broken
    for term, value in solution.objective.terms.items():
        assert verdict.objective.terms[term] == pytest.approx(value, abs=1e-6)


@given(problems, st.integers(0, 1000))
@settings(max_examples=150, deadline=None)
def test_a_trial_costs_what_the_route_costs_and_is_refused_when_it_breaks_a_rule(problem, seed):
    evaluator = Evaluator(problem)
    for shift, tickets in random_plan(evaluator, seed).items():
        cost = evaluator.trials.cost(shift, tickets)
        scheduled = evaluator.schedule(shift, tickets)
        assert (cost is None) == bool(scheduled.violations)
        if cost is not None:
            terms = evaluator.pricing.route_terms(scheduled.route)
            assert cost == pytest.approx(sum(terms.values()), abs=1e-6)


@given(problems, st.integers(0, 1000), st.data())
@settings(max_examples=150, deadline=None)
def test_a_price_is_the_difference_that_applying_it_makes(problem, seed, data):
    evaluator = Evaluator(problem)
    plan = random_plan(evaluator, seed)
    ticket = data.draw(st.sampled_from([t.id for t in problem.tickets]))
    shift = data.draw(st.sampled_from([s.id for s in problem.shifts]))
    price = evaluator.price(plan, ticket, shift)
    without = {where: tuple(t for t in route if t != ticket) for where, route in plan.items()}
    row = without[shift]
    after = without | {shift: (*row[: price.position], ticket, *row[price.position :])}
    before, then = evaluator.solution(plan), evaluator.solution(after)
    assert price.delta.total == pytest.approx(
        then.objective.total - before.objective.total, abs=1e-3
    )
    assert price.route.tickets == after[shift]
