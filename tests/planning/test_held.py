"""A ticket held back: the quick trial and the bound beside the evaluator's own word."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import Problem
from tests.planning.instances import HOUR
from tests.planning.test_insertion import filled, problems


@given(problems, st.integers(0, 30))
@settings(max_examples=60, deadline=None)
def test_a_trial_held_back_costs_and_starts_as_the_evaluator_says(problem: Problem, hour: int):
    evaluator = Evaluator(problem)
    insertion = filled(evaluator, leaving=1)
    ticket, floor = problem.tickets[0].id, hour * HOUR // 2
    for shift, row in insertion.plan.items():
        tickets = (*row, ticket)
        scheduled = evaluator.schedule(shift, tickets, {ticket: floor})
        held = evaluator.trials.held(shift, tickets, {ticket: floor})
        assert (held is None) == bool(scheduled.violations)
        if held is not None:
            cost = sum(evaluator.pricing.route_terms(scheduled.route).values())
            assert held[0] == pytest.approx(cost, rel=1e-9, abs=1e-3)
            stops = {s.ticket: s.start for s in scheduled.route.stops if s.ticket is not None}
            assert {key: held[1][key] for key in tickets} == stops


@given(problems, st.integers(0, 30))
@settings(max_examples=60, deadline=None)
def test_no_ticket_starts_before_what_the_gaps_say(problem: Problem, hour: int):
    assume(not problem.depots)
    insertion = filled(Evaluator(problem), leaving=1)
    spec, floor = problem.tickets[0], hour * HOUR // 2
    reach = insertion.gaps.reach(spec, insertion.loads)
    begins = reach.begins(floor)
    assert np.all(begins >= np.maximum(reach.earliest, floor))
    for row, position, bound in zip(reach.rows, reach.positions, begins, strict=True):
        shift = insertion.gaps.shifts[row].id
        tickets = list(insertion.plan[shift])
        tickets.insert(position, spec.id)
        held = insertion.evaluator.trials.held(shift, tuple(tickets), {spec.id: floor})
        if held is not None:
            assert held[1][spec.id] >= bound
