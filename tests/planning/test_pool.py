"""The pool knows each route once, in its cheapest order, and keeps what is worth keeping."""

from dataclasses import replace

from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.pool import Lead, Pool, Visit
from dispatch_console.planning.problem import DepotSpec, Link, Weights
from tests.planning.instances import field_service
from tests.planning.town import A, town


def test_a_route_is_taken_in_once():
    pool = Pool(Evaluator(town()))
    assert pool.add(7, (1, 2))
    assert not pool.add(7, [1, 2])
    assert len(pool) == 1


def test_of_two_orders_of_the_same_tickets_the_cheaper_stays():
    evaluator = Evaluator(town(a={"response_due": 600}))
    pool = Pool(evaluator)
    pool.add(7, (2, 1))
    pool.add(7, (1, 2))
    (column,) = pool.columns()
    assert column.tickets == (1, 2)
    assert column.cost == evaluator.trials.cost(7, (1, 2))


def test_a_route_that_breaks_a_rule_is_not_taken_in():
    assert not Pool(Evaluator(town(shift={"max_tickets": 1}))).add(7, (1, 2))


def test_the_most_promising_routes_are_kept_and_those_of_the_best_plan():
    evaluator = Evaluator(field_service(20, 2, 1))
    pool = Pool(evaluator, per_shift=3)
    able = [t.id for t in evaluator.problem.tickets if evaluator.trials.cost(1, (t.id,))]
    worst = min(able, key=lambda t: evaluator.pricing.unserved(evaluator.lookup.tickets[t]))
    pool.keep({1: (worst,)})
    for ticket in able:
        pool.add(1, (ticket,))
    kept = [column for column in pool.columns() if column.shift == 1]
    assert len(kept) <= 4
    assert (worst,) in [column.tickets for column in kept]
    best = max(kept, key=pool.worth)
    assert all(pool.worth(column) <= pool.worth(best) for column in kept)


def test_a_column_knows_what_the_rules_between_engineers_ask():
    problem = town(
        a={"parts": {"fan": 3}, "response_due": 100},
        b={"current_shift": 7, "current_start": 0},
        links=(Link(first=1, second=3),),
        depots=(DepotSpec(id=4, place=A, stock={"fan": 9}),),
        shift={"stock": {"fan": 1}},
        max_changes=1,
        weights=Weights(worst_late_s=1.0),
    )
    problem = replace(problem, tickets=(*problem.tickets, replace(problem.tickets[0], id=3)))
    column = Pool(Evaluator(problem)).column(7, (1, 2))
    assert column is not None
    assert column.visits == {1: Visit(600, 2400, 28_200)}
    assert column.changes == 1
    assert column.late == 500
    assert column.pickups == {(4, "fan"): 2}


def test_a_column_knows_whether_it_changes_a_day_where_that_counts():
    known = {"current_shift": 7, "current_start": 600}
    pool = Pool(Evaluator(town(a=known, max_disturbed=1)))
    changed = {tickets: pool.column(7, tickets) for tickets in ((1,), (1, 2), (2,))}
    assert {tickets: c is not None and c.disturbs for tickets, c in changed.items()} == {
        (1,): False,
        (1, 2): True,
        (2,): True,
    }
    free = Pool(Evaluator(town(a=known))).column(7, (2,))
    assert free is not None
    assert not free.disturbs


def test_linked_tickets_of_one_route_lie_apart_by_work_and_travel():
    pool = Pool(Evaluator(town(links=(Link(first=1, second=2),))))
    column = pool.column(7, (1, 2))
    assert column is not None
    assert column.leads == (Lead(1, 2, 1800 + 900),)
