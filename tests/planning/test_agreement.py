"""Evaluator, trials and checker are three hands that must write the same figures."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.pairs import pair_table
from dispatch_console.planning.problem import Aim
from tests.planning.instances import FEATURES, random_problem

problems = st.builds(
    random_problem,
    st.integers(0, 10_000),
    st.integers(1, 9),
    st.integers(1, 4),
    st.sampled_from(Aim),
    st.sets(st.sampled_from(FEATURES)),
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
    broken = {(v.rule, v.ticket, v.shift) for v in evaluator.violations(plan)}
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
    for term, value in price.delta.terms.items():
        difference = then.objective.terms[term] - before.objective.terms[term]
        assert value == pytest.approx(difference, abs=1e-6)
    assert price.route.tickets == after[shift]
    known = {(v.rule, v.ticket, v.shift) for v in evaluator.violations(plan)}
    broken = {(v.rule, v.ticket, v.shift) for v in evaluator.violations(after)}
    assert {(v.rule, v.ticket, v.shift) for v in price.violations} == broken - known


@given(problems)
@settings(max_examples=100, deadline=None)
def test_the_table_of_pairs_holds_what_each_pair_costs(problem):
    trials = Evaluator(problem).trials
    table = pair_table(trials.lookup, trials.pricing)
    costs = [[trials.pair_cost(t.id, s.id) for s in problem.shifts] for t in problem.tickets]
    told = [[math.inf if cost is None else cost for cost in row] for row in costs]
    assert table.shape == (len(problem.tickets), len(problem.shifts))
    assert table.ravel().tolist() == pytest.approx([cost for row in told for cost in row])


@given(problems, st.integers(0, 1000), st.data())
@settings(max_examples=100, deadline=None)
def test_no_position_is_cheaper_than_the_best_one(problem, seed, data):
    evaluator = Evaluator(problem)
    trials, plan = evaluator.trials, random_plan(evaluator, seed)
    ticket = data.draw(st.sampled_from([t.id for t in problem.tickets]))
    for shift, tickets in plan.items():
        rest = tuple(other for other in tickets if other != ticket)
        base = trials.cost(shift, rest)
        if base is None:
            continue
        rows = [(*rest[:i], ticket, *rest[i:]) for i in range(len(rest) + 1)]
        costs = [
            cost - base for cost in (trials.cost(shift, row) for row in rows) if cost is not None
        ]
        best = trials.best_position(shift, rest, ticket)
        assert (best is None) == (not costs)
        if best is not None:
            assert best[0] == pytest.approx(min(costs), abs=1e-6)
