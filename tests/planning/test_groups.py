"""Any choice of groups is legal; all make the proposed plan, none leave the standing one."""

import random
from collections.abc import Collection
from dataclasses import replace
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.planning.checker import check
from dispatch_console.planning.constraints.disturbed import disturbed
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.groups import Split, split
from dispatch_console.planning.problem import (
    DepotSpec,
    Engineers,
    EngineerSpec,
    GreatCircle,
    Link,
    Problem,
    ShiftSpec,
    Since,
    TicketSpec,
)
from dispatch_console.planning.solution import Objective, Route, Rule, Solution
from dispatch_console.planning.told import placed
from dispatch_console.planning.variants import broken
from tests.planning.instances import FEATURES, HOUR, random_problem

Rows = dict[int, tuple[int, ...]]


def shaken(evaluator: Evaluator, start: Rows, rng: random.Random, tries: int) -> Rows:
    """The plan after random moves in, out and about, none of which breaks a new rule."""
    problem = evaluator.problem
    allowed = broken(problem, evaluator.solution(start))
    rows = dict(start)
    for _ in range(tries):
        ticket = rng.choice(problem.tickets).id
        shift = rng.choice(problem.shifts).id
        tried = {s: tuple(t for t in row if t != ticket) for s, row in rows.items()}
        if rng.random() < 0.8:
            row = list(tried.get(shift, ()))
            row.insert(rng.randint(0, len(row)), ticket)
            tried[shift] = tuple(row)
        if broken(problem, evaluator.solution(tried)) <= allowed:
            rows = tried
    return rows


def told(problem: Problem, plan: Solution) -> Problem:
    """The problem once people were told the plan."""
    where = placed(plan.routes)
    return replace(
        problem,
        tickets=tuple(
            replace(ticket, current_shift=at[0], current_start=at[1])
            if (at := where.get(ticket.id))
            else replace(ticket, current_shift=None, current_start=None)
            for ticket in problem.tickets
        ),
    )


def two_plans(
    seed: int, features: Collection[str], spoil: bool
) -> tuple[Evaluator, Solution, Solution]:
    """A standing plan, which breaks a rule or two if it is to be spoilt, and another one."""
    rng = random.Random(seed)
    problem = random_problem(seed, rng.randint(4, 14), rng.randint(2, 5), features=features)
    budget, cap = problem.max_changes, problem.max_disturbed
    problem = replace(problem, max_changes=None, max_disturbed=None)
    first = Evaluator(problem)
    rows = shaken(first, {}, rng, 40)
    if spoil:
        out = [t.id for t in problem.tickets if all(t.id not in row for row in rows.values())]
        for ticket in out[:2]:
            shift = rng.choice(problem.shifts).id
            rows[shift] = (*rows.get(shift, ()), ticket)
    standing = first.solution(rows)
    bound = replace(told(problem, standing), max_changes=budget, max_disturbed=cap)
    second = Evaluator(bound)
    proposed = second.solution(shaken(second, rows, rng, 40))
    return second, standing, proposed


def mixed(problem: Problem, found: Split, made: Collection[int]) -> Solution:
    routes = found.routes(made)
    served = {ticket for route in routes for ticket in route.tickets}
    out = tuple(t.id for t in problem.tickets if t.id not in served)
    return Solution(routes, out, Objective({}))


def choices(found: Split, rng: random.Random, most: int = 64) -> list[tuple[int, ...]]:
    numbers = range(len(found.groups))
    if 2 ** len(numbers) <= most:
        return list(chain.from_iterable(combinations(numbers, n) for n in range(len(numbers) + 1)))
    return [tuple(n for n in numbers if rng.random() < 0.5) for _ in range(most)]


def kept(plan: Solution) -> dict[int, Route]:
    return {route.shift: route for route in plan.routes if route.tickets}


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 100_000),
    st.sets(st.sampled_from(FEATURES)),
    st.booleans(),
)
def test_any_choice_of_groups_breaks_no_rule_that_the_standing_plan_keeps_to(
    seed: int, features: set[str], spoil: bool
) -> None:
    evaluator, standing, proposed = two_plans(seed, sorted(features), spoil)
    found = split(evaluator, standing, proposed)
    allowed = broken(evaluator.problem, standing)
    everything = range(len(found.groups))
    assert kept(mixed(evaluator.problem, found, ())) == kept(standing)
    assert kept(mixed(evaluator.problem, found, everything)) == kept(proposed)
    for made in choices(found, random.Random(seed)):
        assert broken(evaluator.problem, mixed(evaluator.problem, found, made)) <= allowed


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 100_000), st.sets(st.sampled_from(FEATURES)), st.booleans())
def test_any_choice_between_settled_plans_leaves_each_ticket_where_and_when_one_of_them_has_it(
    seed: int, features: set[str], spoil: bool
) -> None:
    evaluator, standing, proposed = two_plans(seed, sorted(features), spoil)
    found = split(evaluator, standing, proposed, settled=True)
    allowed = broken(evaluator.problem, standing)
    before, after = placed(standing.routes), placed(proposed.routes)
    for made in choices(found, random.Random(seed)):
        mix = mixed(evaluator.problem, found, made)
        assert broken(evaluator.problem, mix) <= allowed
        where = placed(mix.routes)
        for ticket in before.keys() | after.keys():
            assert where.get(ticket) in (before.get(ticket), after.get(ticket))


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 100_000), st.sets(st.sampled_from(FEATURES)))
def test_no_choice_changes_the_days_of_more_engineers_than_the_cap_that_both_plans_keep_to(
    seed: int, features: set[str]
) -> None:
    """People were told a third plan: each choice may change other days than both its ends."""
    evaluator, standing, proposed = two_plans(seed, sorted(features), spoil=False)
    free = replace(evaluator.problem, max_changes=None, max_disturbed=None)
    rng = random.Random(seed)
    rows = {route.shift: route.tickets for route in rng.choice((standing, proposed)).routes}
    third = Evaluator(free).solution(shaken(Evaluator(free), rows, rng, rng.choice((0, 3, 20))))
    known = told(free, third)
    cap = max(len(disturbed(known, plan.routes)) for plan in (standing, proposed))
    capped = Evaluator(replace(known, max_disturbed=cap))
    found = split(capped, standing, proposed)
    allowed = broken(capped.problem, standing)
    assert Rule.DISTURBED not in {rule for rule, _, _ in allowed}
    assert kept(mixed(capped.problem, found, range(len(found.groups)))) == kept(proposed)
    for made in choices(found, rng):
        assert broken(capped.problem, mixed(capped.problem, found, made)) <= allowed


def test_days_changed_and_put_right_again_are_one_group_where_the_cap_wants_it() -> None:
    """Of people's plan the one on 1 has gone to 2 and is to come back, while 3 gets another."""
    problem = town(job(1), job(2), shifts=3)
    people = told(problem, Evaluator(problem).solution({1: (1,)}))
    before, after = {2: (1,)}, {1: (1,), 3: (2,)}
    assert parted(replace(people, max_disturbed=3), before, after) == [{1}, {2}]
    assert parted(replace(people, max_disturbed=2), before, after) == [{1, 2}]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 100_000), st.booleans())
def test_every_ticket_that_changes_its_shift_is_in_one_group(seed: int, spoil: bool) -> None:
    evaluator, standing, proposed = two_plans(seed, FEATURES, spoil)
    found = split(evaluator, standing, proposed)
    before, after = placed(standing.routes), placed(proposed.routes)
    moved = {
        ticket
        for ticket in before.keys() | after.keys()
        if before.get(ticket, (None,))[0] != after.get(ticket, (None,))[0]
    }
    grouped = [ticket for group in found.groups for ticket in group.tickets]
    assert sorted(grouped) == sorted(moved)


HOME = (31.2, 121.4)


def town(*tickets: TicketSpec, shifts: int = 2, **fields: object) -> Problem:
    """Engineers at one home with a day each."""
    given: dict[str, object] = {
        "places": (HOME, (31.21, 121.41), (31.22, 121.43), (31.19, 121.42), (31.23, 121.39)),
        "travel": {"car": GreatCircle()},
        "tickets": tickets,
        "shifts": tuple(
            ShiftSpec(id=n, engineer=n, start_place=0, end_place=0, start=0, end=9 * HOUR)
            for n in range(1, shifts + 1)
        ),
        "engineers": tuple(EngineerSpec(id=n, name=f"E{n}") for n in range(1, shifts + 1)),
    } | fields
    return Problem(**given)  # pyright: ignore[reportArgumentType]


def job(number: int, **fields: object) -> TicketSpec:
    given: dict[str, object] = {"id": number, "place": number % 5, "service_s": HOUR} | fields
    return TicketSpec(**given)  # pyright: ignore[reportArgumentType]


def parted(problem: Problem, before: Rows, after: Rows) -> list[set[int]]:
    """The groups' tickets."""
    evaluator = Evaluator(problem)
    found = split(evaluator, evaluator.solution(before), evaluator.solution(after))
    assert check(problem, evaluator.solution(after)).feasible
    return [set(group.tickets) for group in found.groups]


def test_tickets_added_to_one_route_can_be_taken_one_by_one() -> None:
    problem = town(job(1), job(2), job(3))
    assert parted(problem, {1: (1,)}, {1: (1, 2, 3)}) == [{2}, {3}]


def test_an_exchange_between_full_routes_is_one_group() -> None:
    shifts = tuple(replace(shift, max_tickets=1) for shift in town().shifts)
    problem = town(job(1), job(2), shifts=2)
    assert parted(problem, {1: (1,), 2: (2,)}, {1: (2,), 2: (1,)}) == [{1}, {2}]
    problem = replace(problem, shifts=shifts)
    assert parted(problem, {1: (1,), 2: (2,)}, {1: (2,), 2: (1,)}) == [{1, 2}]


def test_a_crew_comes_together_or_not_at_all() -> None:
    crew = Link(first=1, second=2, max_gap_s=0, since=Since.START, engineers=Engineers.APART)
    pair = town(job(1, place=1), job(2, place=1))
    assert parted(pair, {}, {1: (1,), 2: (2,)}) == [{1}, {2}]
    tied = replace(pair, links=(replace(crew, together=True),))
    assert parted(tied, {}, {1: (1,), 2: (2,)}) == [{1, 2}]


def test_two_routes_that_share_scarce_stock_are_one_group() -> None:
    def with_stock(amount: int) -> Problem:
        return town(
            *(job(n, parts={"pump": 1}) for n in (1, 2, 3, 4)),
            depots=(DepotSpec(id=9, place=0, stock={"pump": amount}),),
        )

    before, after = {1: (1,), 2: (2, 3)}, {1: (1, 4), 2: (2,)}
    assert parted(with_stock(4), before, after) == [{3}, {4}]
    assert parted(with_stock(3), before, after) == [{3, 4}]


@pytest.mark.parametrize("budget", [None, 1])
def test_new_times_alone_are_a_group_without_tickets(budget: int | None) -> None:
    problem = town(job(1), max_changes=budget)
    evaluator = Evaluator(problem)
    late = evaluator.schedule(1, (1,), {1: 3 * HOUR}).route
    standing = Solution((late,), (), Objective({}))
    problem = told(problem, standing)
    found = split(Evaluator(problem), standing, evaluator.solution({1: (1,)}))
    assert [(set(g.tickets), set(g.shifts)) for g in found.groups] == [(set(), {1})]
