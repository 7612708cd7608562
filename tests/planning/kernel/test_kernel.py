"""The kernel and the evaluator are of one mind about every route and every plan."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.kernel import layout as c
from dispatch_console.planning.kernel.engine import Engine, Stretch, Walker
from dispatch_console.planning.kernel.route import price
from dispatch_console.planning.problem import Aim, Problem
from dispatch_console.planning.solution import Rule
from tests.planning.instances import FEATURES, field_service, random_problem

PLAIN = tuple(name for name in FEATURES if "link" not in name)


def walker_of(problem: Problem) -> tuple[Evaluator, Engine, Walker]:
    evaluator = Evaluator(problem)
    engine = Engine(evaluator.lookup, evaluator.pricing)
    return evaluator, engine, Walker(engine)


@given(st.integers(0, 100_000), st.sampled_from(Aim))
@settings(max_examples=150, deadline=None)
def test_a_route_costs_what_the_evaluator_says(seed, aim):
    problem = random_problem(seed, 7, 3, aim, features=PLAIN)
    evaluator, engine, walker = walker_of(problem)
    walker.adopt(engine.rows({}))
    rng = random.Random(seed)
    for shift in problem.shifts:
        tickets = tuple(t.id for t in rng.sample(problem.tickets, rng.randint(1, 5)))
        expected = evaluator.trials.cost(shift.id, tickets)
        found = _price(engine, walker, shift.id, tickets)
        if expected is None or _over(problem, shift.id, tickets):
            continue
        assert found == pytest.approx(expected, rel=1e-6, abs=0.01)
    walker.close()


def _price(engine: Engine, walker: Walker, shift: int, tickets: tuple[int, ...]) -> float:
    row = np.array([engine.tickets.index(ticket) for ticket in tickets] + [0], dtype=np.int64)
    k, number = walker.kernel, engine.shifts.index(shift)
    return price(k, number, row, len(tickets), k.lists[c.STARTS], k.lists[c.FREE], k.history)[0]


def _over(problem: Problem, shift: int, tickets: tuple[int, ...]) -> bool:
    """Longer than the kernel's rows can be: such a route is over its time anyway."""
    return len(tickets) > len(problem.tickets)


@given(st.integers(0, 100_000), st.sampled_from(Aim))
@settings(max_examples=150, deadline=None)
def test_a_route_that_breaks_a_rule_of_time_or_pair_costs_infinitely_much(seed, aim):
    problem = random_problem(seed, 7, 3, aim, features=PLAIN)
    evaluator, engine, walker = walker_of(problem)
    walker.adopt(engine.rows({}))
    rng = random.Random(seed)
    sums = {"capacity", "max_tickets", "max_work"}
    for shift in problem.shifts:
        tickets = tuple(t.id for t in rng.sample(problem.tickets, rng.randint(1, 5)))
        broken = {v.rule.value for v in evaluator.schedule(shift.id, tickets).violations}
        assert math.isinf(_price(engine, walker, shift.id, tickets)) == bool(broken - sums)
    walker.close()


@given(st.integers(0, 100_000))
@settings(max_examples=60, deadline=None)
def test_after_a_walk_the_sums_are_those_of_the_evaluator(seed):
    problem = random_problem(seed, 10, 4)
    evaluator, engine, walker = walker_of(problem)
    empty = walker.adopt(engine.rows({}))
    walker.fill(range(len(problem.tickets)))
    cost, rows = walker.walk(Stretch(300, 3000.0, 10.0), seed)
    plan = engine.plan(rows)
    walker.close()
    counted = {Rule.CHANGES, Rule.DISTURBED}
    assert {violation.rule for violation in evaluator.violations(plan)} <= counted
    gain = evaluator.solution({}).objective.total - evaluator.solution(plan).objective.total
    assert gain == pytest.approx(empty - cost, rel=1e-6, abs=0.05)


def test_what_a_step_undoes_leaves_no_trace():
    problem = field_service(60, 8, 2, 3)
    _, engine, walker = walker_of(problem)
    walker.adopt(engine.rows({}))
    before = walker.fill(range(60))
    rows = walker.now()
    frozen = Stretch(500, 1e-12, 1e-13)
    cost, best = walker.walk(frozen, 1)
    assert cost <= before
    again = walker.adopt(best)
    assert again == pytest.approx(cost)
    assert walker.adopt(rows) == pytest.approx(before)
    walker.close()
