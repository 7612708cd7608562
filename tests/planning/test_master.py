"""The master finds the best choice of routes that the rules between engineers allow."""

import itertools
import random
import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.master import choose
from dispatch_console.planning.pool import Pool
from dispatch_console.planning.problem import (
    Aim,
    DepotSpec,
    Engineers,
    EngineerSpec,
    Link,
    Matrices,
    Problem,
    ShiftSpec,
    Since,
    TicketSpec,
    Weights,
)
from tests.planning.instances import field_service, wild

HOUR = 3600


def level(count: int, staff: int, **changes: object) -> Problem:
    """One place, so that only what ties engineers together counts; an hour's work a ticket."""
    base = Problem(
        travel={"car": Matrices(np.zeros((1, 1), np.int64), np.zeros((1, 1), np.int64))},
        tickets=tuple(
            TicketSpec(id=i, place=0, service_s=HOUR, unserved_cost=10_000, load_s=HOUR)
            for i in range(1, count + 1)
        ),
        shifts=tuple(
            ShiftSpec(id=i, engineer=i, start_place=0, end_place=0, start=0, end=10 * HOUR)
            for i in range(1, staff + 1)
        ),
        engineers=tuple(EngineerSpec(id=i) for i in range(1, staff + 1)),
    )
    return replace(base, **changes)  # pyright: ignore[reportArgumentType]


def everything(evaluator: Evaluator, longest: int = 3) -> Pool:
    """A pool of all routes up to a length."""
    pool = Pool(evaluator, per_shift=5000)
    tickets = [ticket.id for ticket in evaluator.problem.tickets]
    for shift in evaluator.problem.shifts:
        for count in range(1, longest + 1):
            for row in itertools.permutations(tickets, count):
                pool.add(shift.id, row)
    return pool


def by_force(evaluator: Evaluator, pool: Pool) -> float:
    """The best objective of any choice from the pool that breaks no rule."""
    rows = {
        shift.id: [(), *(c.tickets for c in pool.columns() if c.shift == shift.id)]
        for shift in evaluator.problem.shifts
    }
    best = float("inf")
    for chosen in itertools.product(*rows.values()):
        served = [ticket for row in chosen for ticket in row]
        if len(served) != len(set(served)):
            continue
        plan = dict(zip(rows, chosen, strict=True))
        cost = evaluator.solution(plan).objective.total
        if cost < best and not evaluator.violations(plan):
            best = cost
    return best


def chosen(problem: Problem, incumbent: Plan | None = None, longest: int = 3) -> Plan:
    evaluator = Evaluator(problem)
    pool = everything(evaluator, longest)
    plan = choose(evaluator, pool, incumbent or {}, seconds=20)
    assert plan is not None
    assert not evaluator.violations(plan)
    return plan


@pytest.mark.parametrize("aim", [Aim.FIELD, Aim.PRIORITY_THEN_TRAVEL])
@pytest.mark.parametrize("seed", range(6))
def test_the_choice_is_the_best_there_is(seed, aim):
    problem = wild(seed, tickets=5, shifts=2, aim=aim)
    weights = replace(problem.weights, worst_late_s=3.0)
    # One engineer for both shifts: what each adds to the load depends on the other.
    one = replace(problem.shifts[1], engineer=problem.shifts[0].engineer)
    problem = replace(problem, weights=weights, shifts=(problem.shifts[0], one))
    evaluator = Evaluator(problem)
    pool = everything(evaluator)
    plan = choose(evaluator, pool, {}, seconds=20)
    best = by_force(evaluator, pool)
    if plan is None:
        assert best == pytest.approx(evaluator.solution({}).objective.total)
    else:
        assert evaluator.solution(plan).objective.total == pytest.approx(best)


def test_load_is_spread_with_the_ledger_of_past_weeks():
    problem = level(4, 2, engineers=(EngineerSpec(id=1, past_load_s=2 * HOUR), EngineerSpec(id=2)))
    plan = chosen(problem)
    assert sorted(map(len, plan.values())) == [1, 3]
    assert len(plan[1]) == 1


def test_load_of_several_shifts_of_one_engineer_counts_together():
    shifts = tuple(replace(s, engineer=min(s.id, 2)) for s in level(4, 3).shifts)
    plan = chosen(level(4, 3, shifts=shifts))
    assert len(plan[1]) == 2


def test_the_change_budget_holds():
    tickets = tuple(
        replace(t, current_shift=1, current_start=(t.id - 1) * HOUR) for t in level(4, 2).tickets
    )
    weights = Weights(load=1000.0)
    free = chosen(level(4, 2, tickets=tickets, weights=weights), longest=4)
    assert len(free[2]) == 2
    start = {1: (1, 2, 3, 4)}
    held = chosen(level(4, 2, tickets=tickets, weights=weights, max_changes=1), start, 4)
    assert held[1] == (1, 2, 3)
    assert held[2] == (4,)


def test_the_cap_on_engineers_holds():
    tickets = tuple(
        replace(t, current_shift=1, current_start=(t.id - 1) * HOUR) for t in level(6, 3).tickets
    )
    weights = Weights(load=1000.0)
    start = {1: (1, 2, 3, 4, 5, 6)}
    free = chosen(level(6, 3, tickets=tickets, weights=weights), start, 6)
    assert sorted(map(len, free.values())) == [2, 2, 2]
    held = chosen(level(6, 3, tickets=tickets, weights=weights, max_disturbed=2), start, 6)
    assert sorted(map(len, held.values())) == [0, 3, 3]
    evaluator = Evaluator(level(6, 3, tickets=tickets, weights=weights, max_disturbed=0))
    assert choose(evaluator, everything(evaluator, 6), start, seconds=20) is None


def test_what_a_depot_lacks_is_not_picked_up():
    tickets = tuple(replace(t, parts={"fan": 2}) for t in level(3, 3).tickets)
    depots = (DepotSpec(id=1, place=0, stock={"fan": 5}),)
    plan = chosen(level(3, 3, tickets=tickets, depots=depots))
    assert sum(map(len, plan.values())) == 2


def test_a_crew_starts_together_though_one_is_free_before():
    crew = Link(
        first=1, second=2, max_gap_s=0, since=Since.START, engineers=Engineers.APART, together=True
    )
    problem = level(3, 2, links=(crew,))
    late = replace(problem.shifts[1], start=2 * HOUR)
    evaluator = Evaluator(replace(problem, shifts=(problem.shifts[0], late)))
    plan = choose(evaluator, everything(evaluator), {}, seconds=20)
    assert plan is not None
    assert not evaluator.violations(plan)
    assert sum(map(len, plan.values())) == 3


def test_a_crew_comes_whole_or_not_at_all():
    crew = Link(
        first=1, second=2, max_gap_s=0, since=Since.START, engineers=Engineers.APART, together=True
    )
    plan = chosen(level(2, 1, links=(crew,), tickets=(*level(2, 1).tickets, _spare())))
    assert plan[1] == (3,)


@pytest.mark.parametrize("engineers", [Engineers.SAME, Engineers.ANY, Engineers.APART])
def test_a_second_ticket_waits_for_its_first(engineers):
    link = Link(first=2, second=1, min_gap_s=HOUR, max_gap_s=2 * HOUR, engineers=engineers)
    plan = chosen(level(3, 2, links=(link,)))
    assert sum(map(len, plan.values())) == 3
    together = any({1, 2} <= set(row) for row in plan.values())
    assert together is (engineers is Engineers.SAME) or engineers is Engineers.ANY


def test_links_come_out_as_by_force():
    for seed in range(6):
        rng = random.Random(seed)
        a, b, c = rng.sample(range(1, 5), 3)
        links = (
            Link(first=a, second=b, min_gap_s=rng.randrange(3) * HOUR, together=seed % 2 == 0),
            Link(first=b, second=c, max_gap_s=HOUR, since=Since.START),
        )
        base = field_service(4, 2, 1, 1, seed)
        shifts = tuple(replace(shift, breaks=()) for shift in base.shifts)
        tickets = tuple(replace(t, skills={}, windows=()) for t in base.tickets)
        problem = replace(base, shifts=shifts, tickets=tickets, links=links)
        evaluator = Evaluator(problem)
        pool = everything(evaluator, 4)
        plan = choose(evaluator, pool, {}, seconds=20)
        assert plan is not None
        total = evaluator.solution(plan).objective.total
        assert total <= by_force(evaluator, pool) * 1.02 + 1


def test_nothing_better_is_nothing():
    evaluator = Evaluator(level(2, 2))
    assert choose(evaluator, everything(evaluator), {1: (1,), 2: (2,)}, seconds=5) is None


def test_the_same_pool_and_effort_give_the_same_plan():
    def once() -> Plan | None:
        evaluator = Evaluator(wild(3, tickets=6, shifts=3))
        return choose(evaluator, everything(evaluator, 2), {}, seconds=60, deterministic=0.05)

    assert once() == once()


def test_a_cancelled_search_ends_at_once():
    evaluator = Evaluator(field_service(60, 8, 3))
    pool, rng = Pool(evaluator), random.Random(1)
    tickets = [ticket.id for ticket in evaluator.problem.tickets]
    for shift in evaluator.problem.shifts:
        for _ in range(200):
            pool.add(shift.id, rng.sample(tickets, rng.randint(1, 3)))
    cancel = threading.Event()
    threading.Timer(0.3, cancel.set).start()
    begun = time.monotonic()
    choose(evaluator, pool, {}, seconds=60, cancelled=cancel.is_set)
    assert time.monotonic() - begun < 3.0


def _spare() -> TicketSpec:
    return TicketSpec(id=3, place=0, service_s=HOUR, unserved_cost=1000)
