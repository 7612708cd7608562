"""No plan is better than its bound, and the bound is of use where there is something to prove."""

import random
from dataclasses import replace

import pytest

from dispatch_console.planning.bound import assignment_bound, lower_bound, worded
from dispatch_console.planning.column_generation import columns_apply, columns_bound
from dispatch_console.planning.construct import construct
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.messages import Bound, Proof
from dispatch_console.planning.problem import Aim, DepotSpec, Link, Problem, Weights
from tests.planning.instances import HOUR, field_service, wild
from tests.planning.test_master import by_force, everything
from tests.planning.town import town


def rich(seed: int, aim: Aim) -> Problem:
    """A wild problem with everything else a ticket or a shift may ask for."""
    rng = random.Random(seed)
    problem = wild(seed, tickets=4, shifts=2, aim=aim)
    tickets = tuple(
        replace(
            ticket,
            promise=(9 * HOUR, 11 * HOUR) if rng.random() < 0.5 else None,
            preferred_engineers=frozenset({0}) if rng.random() < 0.5 else frozenset(),
            parts={"fan": 1} if rng.random() < 0.3 else {},
        )
        for ticket in problem.tickets
    )
    shifts = tuple(
        replace(s, labour_per_hour=rng.choice((0, 900)), max_work_s=rng.choice((None, 2 * HOUR)))
        for s in problem.shifts
    )
    depot = DepotSpec(id=1, place=tickets[0].place, service_s=300, stock={"fan": 1})
    return replace(
        problem,
        tickets=tickets,
        shifts=shifts,
        depots=(depot,),
        links=(Link(first=1, second=2),) if rng.random() < 0.5 else (),
        weights=replace(problem.weights, worst_late_s=1.0, late_s=5.0),
    )


@pytest.mark.parametrize("aim", list(Aim))
@pytest.mark.parametrize("seed", range(12))
def test_no_plan_costs_less_than_the_bound(seed, aim):
    evaluator = Evaluator(rich(seed, aim))
    best = by_force(evaluator, everything(evaluator, 4))
    bound = assignment_bound(evaluator, seconds=5)
    assert 0 <= bound <= best * (1 + 1e-9) + 1e-6


@pytest.mark.parametrize("aim", list(Aim))
@pytest.mark.parametrize("seed", range(8))
def test_no_plan_costs_less_than_the_bound_of_all_routes(seed, aim):
    problem = rich(seed, aim)
    assert not columns_apply(Evaluator(problem))
    evaluator = Evaluator(replace(problem, depots=()))
    assert columns_apply(evaluator)
    best = by_force(evaluator, everything(evaluator, 4))
    assert 0 < columns_bound(evaluator, {}, 5.0) <= best * (1 + 1e-9)


def test_all_routes_prove_more_than_an_assignment():
    evaluator = Evaluator(town(aim=Aim.DISTANCE))
    bound = lower_bound(evaluator, {7: (1, 2)})
    assert bound.proof is Proof.COLUMNS
    assert bound.value == pytest.approx(30_000, rel=1e-3)
    assert bound.gap == pytest.approx(0.0, abs=1e-3)


def test_one_ticket_is_bounded_to_the_unit_by_its_way_there():
    evaluator = Evaluator(town(b={"unserved_cost": 0}))
    # To A it is ten minutes; the way home is what the relaxation leaves out.
    assert assignment_bound(evaluator, seconds=5) == pytest.approx(600, rel=1e-3)


def test_work_beyond_the_shifts_stays_unserved():
    evaluator = Evaluator(town(shift={"end": 6600, "overtime_s": 0}, weights=Weights(load=0.0)))
    # A and B take 5,400 of work and 1,500 of travel; 6,600 less the way home are there.
    travel, unserved = 1500, 10_000 * (5400 + 1500 - 6000) / (3600 + 900)
    bound = assignment_bound(evaluator, seconds=5)
    assert bound == pytest.approx(travel + unserved, rel=0.1)


def test_the_linear_program_lifts_the_bound_where_time_is_short():
    evaluator = Evaluator(field_service(40, 3, 1))
    total = evaluator.solution(construct(evaluator)).objective.total
    program = assignment_bound(evaluator, seconds=5)
    assert assignment_bound(evaluator, seconds=0) < program <= total


def test_no_tickets_and_no_shifts_are_no_trouble():
    assert lower_bound(Evaluator(Problem()), {}) == Bound()
    alone = replace(field_service(3, 1, 1), shifts=())
    assert assignment_bound(Evaluator(alone), 1.0) >= sum(t.unserved_cost for t in alone.tickets)


def test_a_wide_gap_is_no_useful_bound():
    assert worded(Proof.ASSIGNMENT, 40.0, 100.0) == Bound()
    assert worded(Proof.ASSIGNMENT, -1.0, 0.0) == Bound()
    assert worded(Proof.ASSIGNMENT, 90.0, 100.0) == Bound(Proof.ASSIGNMENT, 90.0, 0.1)
