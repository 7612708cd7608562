"""Where one more ticket would go: exact, lawful, and best first."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.insertion import Insertion, candidates
from dispatch_console.planning.problem import Aim, Problem
from tests.planning.instances import FEATURES, field_service, random_problem
from tests.planning.town import SHIFT, town

problems = st.builds(
    random_problem,
    st.integers(0, 10_000),
    st.integers(2, 9),
    st.integers(1, 4),
    st.sampled_from(Aim),
    st.sets(st.sampled_from(FEATURES)),
)


def filled(evaluator: Evaluator, leaving: int = 2) -> Insertion:
    """Nearly all tickets that find a place, one after the other in theirs."""
    insertion = Insertion(evaluator, {})
    for ticket in [spec.id for spec in evaluator.problem.tickets][leaving:]:
        for price in insertion.candidates(ticket, 1):
            insertion.update(
                put(insertion.plan, ticket, price.shift, price.position), [price.shift]
            )
    return insertion


def put(plan, ticket: int, shift: int, position: int) -> dict[int, tuple[int, ...]]:
    """The plan with the ticket there and nowhere else."""
    after = {key: tuple(t for t in row if t != ticket) for key, row in plan.items()}
    row = after.get(shift, ())
    return after | {shift: (*row[:position], ticket, *row[position:])}


def known(violations) -> set[tuple[object, ...]]:
    return {(v.rule, v.ticket, v.shift) for v in violations}


@given(problems, st.data())
@settings(max_examples=80, deadline=None)
def test_a_candidate_taken_breaks_no_rule_and_costs_exactly_its_delta(problem: Problem, data):
    evaluator = Evaluator(problem)
    insertion = filled(evaluator)
    ticket = data.draw(st.sampled_from([t.id for t in problem.tickets]))
    before = evaluator.solution(insertion.plan)
    for price in insertion.candidates(ticket, 3):
        after = put(insertion.plan, ticket, price.shift, price.position)
        new = known(evaluator.violations(after)) - known(evaluator.violations(insertion.plan))
        assert not new
        delta = evaluator.solution(after).objective.total - before.objective.total
        assert price.delta.total == pytest.approx(delta, rel=1e-9, abs=1e-3)


@given(problems, st.data())
@settings(max_examples=80, deadline=None)
def test_a_standing_plan_answers_as_the_evaluator_does_with_all_of_it(problem: Problem, data):
    evaluator = Evaluator(problem)
    insertion = filled(evaluator)
    ticket = data.draw(st.sampled_from([t.id for t in problem.tickets]))
    shift = data.draw(st.sampled_from([s.id for s in problem.shifts]))
    here, there = insertion.price(ticket, shift), evaluator.price(insertion.plan, ticket, shift)
    assert here.delta.total == pytest.approx(there.delta.total, rel=1e-9, abs=1e-3)
    assert known(here.violations) == known(there.violations)
    assert (here.position, here.start) == (there.position, there.start)


@given(problems, st.data())
@settings(max_examples=60, deadline=None)
def test_without_ties_no_shift_that_would_do_better_is_missed(problem: Problem, data):
    plain = replace(
        problem,
        links=(),
        depots=(),
        max_changes=None,
        max_disturbed=None,
        tickets=tuple(replace(t, parts={}, tools=frozenset()) for t in problem.tickets),
        weights=replace(problem.weights, worst_late_s=0.0),
    )
    evaluator = Evaluator(plain)
    plan = filled(evaluator).plan
    ticket = data.draw(st.sampled_from([t.id for t in plain.tickets]))
    prices = [evaluator.price(plan, ticket, shift.id) for shift in plain.shifts]
    best = sorted(price.delta.total for price in prices if not price.violations)
    found = [price.delta.total for price in candidates(evaluator, plan, ticket, 2)]
    assert found == pytest.approx(best[:2], rel=1e-9, abs=1e-2)


def test_candidates_come_one_a_shift_and_no_more_than_asked_for():
    problem = field_service(40, 8, 1, 2)
    found = filled(Evaluator(problem)).candidates(1, limit=3)
    assert len({price.shift for price in found}) == len(found) <= 3
    assert [p.delta.total for p in found] == sorted(p.delta.total for p in found)


def test_a_changed_shift_is_heeded_from_then_on():
    other = replace(SHIFT, id=8)
    insertion = Insertion(Evaluator(town(shifts=(replace(SHIFT, max_tickets=1), other))), {})
    assert {price.shift for price in insertion.candidates(2)} == {7, 8}
    insertion.update({7: (1,)}, [7])
    assert [price.shift for price in insertion.candidates(2)] == [8]
    assert insertion.shift_of(1) == 7
    insertion.update({}, [7])
    assert insertion.shift_of(1) is None
    assert {price.shift for price in insertion.candidates(2)} == {7, 8}


def test_asking_about_a_served_ticket_leaves_the_plan_as_it_is():
    insertion = Insertion(Evaluator(town()), {7: (1, 2)})
    (price,) = insertion.candidates(1)
    assert price.delta.total == pytest.approx(0)
    assert insertion.plan == {7: (1, 2)}
    assert insertion.shift_of(1) == 7


def test_an_unknown_ticket_or_shift_is_refused():
    insertion = Insertion(Evaluator(town()), {})
    with pytest.raises(DomainError, match=r"plan\.ticket"):
        insertion.candidates(99)
    with pytest.raises(DomainError, match=r"plan\.shift"):
        insertion.update({}, [99])
