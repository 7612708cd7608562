"""A ticket held back: the quick trial and the bound beside the evaluator's own word."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.insertion import Insertion
from dispatch_console.planning.problem import (
    BreakSpec,
    DepotSpec,
    EngineerSpec,
    Matrices,
    Problem,
    ShiftSpec,
    TicketSpec,
)
from tests.planning.instances import HOUR
from tests.planning.test_insertion import filled, problems

MINUTE = 60


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
@settings(max_examples=120, deadline=None)
def test_no_ticket_starts_before_what_the_gaps_say_and_none_finds_a_gap_left_out(
    problem: Problem, hour: int
):
    hold_to(filled(Evaluator(problem), leaving=1), problem.tickets[0], hour * HOUR // 2)


def hold_to(insertion: Insertion, spec: TicketSpec, floor: int) -> int:
    """Every start of the ticket, held back to the floor, is within what its gap says; how many."""
    reach = insertion.gaps.reach(spec, insertion.loads)
    begins = reach.begins(floor)
    assert np.all(begins >= np.maximum(reach.earliest, floor))
    gaps = zip(reach.rows.tolist(), reach.positions.tolist(), strict=True)
    bounds = dict(zip(gaps, zip(begins, reach.latest, strict=True), strict=True))
    found = 0
    for row, shift in enumerate(insertion.gaps.shifts):
        served = insertion.plan[shift.id]
        for position in range(len(served) + 1):
            tickets = (*served[:position], spec.id, *served[position:])
            held = insertion.evaluator.trials.held(shift.id, tickets, {spec.id: floor})
            if held is not None:
                first, last = bounds[row, position]
                assert first <= held[1][spec.id] <= last
                found += 1
    return found


def test_a_gap_behind_a_break_counts_what_the_break_would_leave_if_it_came_later():
    """B begins at 12:20, or at 12:45 after the break, which ends the day sooner. With C, which may
    begin at 13:00 or not before 16:00, the break had better come behind both."""
    day = ShiftSpec(
        id=7,
        engineer=1,
        start_place=0,
        end_place=0,
        start=9 * HOUR,
        end=18 * HOUR,
        breaks=(BreakSpec(((12 * HOUR, 14 * HOUR),), 45 * MINUTE),),
    )
    problem = Problem(
        travel={"car": Matrices(np.full((2, 2), 10 * MINUTE), np.zeros((2, 2)))},
        tickets=(
            TicketSpec(
                id=3,
                place=1,
                service_s=30 * MINUTE,
                windows=((13 * HOUR, 13 * HOUR + 5 * MINUTE), (16 * HOUR, 17 * HOUR)),
                unserved_cost=99 * HOUR,
            ),
            TicketSpec(
                id=2, place=1, service_s=HOUR // 2, windows=((12 * HOUR + 1200, 13 * HOUR),)
            ),
        ),
        shifts=(day,),
        engineers=(EngineerSpec(id=1),),
    )
    insertion = Insertion(Evaluator(problem), {7: (2,)})
    route = insertion.evaluator.schedule(7, (2,)).route
    assert [(s.break_index, s.start) for s in route.stops] == [
        (0, 12 * HOUR),
        (None, 12 * HOUR + 45 * MINUTE),
    ]
    with_it = insertion.evaluator.schedule(7, (2, 3)).route
    assert with_it.starts[3] == 13 * HOUR
    assert hold_to(insertion, problem.tickets[0], 0) == 1
    assert [price.position for price in insertion.candidates(3)] == [1]


def test_a_gap_behind_a_pick_up_counts_that_it_may_come_later_or_save_the_set_up():
    """The pump for B is fetched before A, at whose site the depot is: there is no setting up twice.
    With C at another depot before B the pump is fetched there."""
    away = 20 * MINUTE
    durations = np.array(
        [
            [0, away, away, away],
            [away, 0, away, away],
            [away, away, 0, away],
            [away, away, away, 0],
        ]
    )
    store = DepotSpec(id=1, place=1, service_s=10 * MINUTE, stock={"pump": 1})
    problem = Problem(
        travel={"car": Matrices(durations, np.zeros((4, 4)))},
        tickets=(
            TicketSpec(id=3, place=3, service_s=HOUR, unserved_cost=99 * HOUR),
            TicketSpec(id=1, place=1, service_s=HOUR, setup_s=15 * MINUTE),
            TicketSpec(id=2, place=2, service_s=HOUR, parts={"pump": 1}),
        ),
        shifts=(ShiftSpec(id=7, engineer=1, start_place=0, end_place=0, start=0, end=9 * HOUR),),
        engineers=(EngineerSpec(id=1),),
        depots=(store, replace(store, id=2, place=3)),
    )
    insertion = Insertion(Evaluator(problem), {7: (1, 2)})
    assert hold_to(insertion, problem.tickets[0], 0) == 3
