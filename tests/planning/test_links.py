"""Times of linked tickets, reckoned by hand: A from home in 600 s, B in 1,500 s; see `town`."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.planning.circles import circular
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import Engineers, EngineerSpec, Link, Problem, Since
from dispatch_console.planning.solution import Rule
from tests.planning.instances import random_problem
from tests.planning.test_agreement import random_plan
from tests.planning.town import ENGINEER, SHIFT, town

APART = {7: (1,), 8: (2,)}


def two(
    *links: Link, a: Mapping[str, object] | None = None, b: Mapping[str, object] | None = None
) -> Problem:
    """The town with two engineers and these links."""
    return town(
        a,
        b,
        links=links,
        shifts=(SHIFT, replace(SHIFT, id=8, engineer=6)),
        engineers=(ENGINEER, EngineerSpec(id=6)),
    )


def starts(problem: Problem, plan: dict[int, tuple[int, ...]]) -> dict[int, int]:
    routes = Evaluator(problem).routes(plan).values()
    return {s.ticket: s.start for r in routes for s in r.stops if s.ticket is not None}


CREW = Link(first=1, second=2, max_gap_s=0, since=Since.START, engineers=Engineers.APART)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        # The first of a crew waits at the door, whichever it is.
        (CREW, {1: 1500, 2: 1500}),
        (replace(CREW, first=2, second=1), {1: 1500, 2: 1500}),
        # A ends at 2,400.
        (Link(first=1, second=2), {1: 600, 2: 2400}),
        (Link(first=1, second=2, min_gap_s=100, max_gap_s=200), {1: 600, 2: 2500}),
        # B ends at 5,100.
        (Link(first=2, second=1), {1: 5100, 2: 1500}),
        # B starts at 1,500: A no more than 300 s before that.
        (Link(first=1, second=2, since=Since.START, max_gap_s=300), {1: 1200, 2: 1500}),
    ],
)
def test_a_linked_ticket_waits_no_longer_than_it_must(link, expected):
    problem = two(link)
    assert starts(problem, APART) == expected
    assert Evaluator(problem).violations(APART) == ()


def test_windows_are_kept_while_a_crew_comes_together():
    problem = two(
        CREW, a={"windows": ((0, 800), (4000, 5000))}, b={"windows": ((0, 2000), (4500, 6000))}
    )
    assert starts(problem, APART) == {1: 4500, 2: 4500}


def test_what_follows_a_crew_on_its_routes_is_late_with_it():
    problem = two(CREW)
    problem = replace(problem, tickets=(*problem.tickets, replace(problem.tickets[0], id=3)))
    assert starts(problem, {7: (1, 3), 8: (2,)}) == {1: 1500, 3: 3300, 2: 1500}


@pytest.mark.parametrize(
    "links",
    [
        (Link(first=1, second=2), Link(first=2, second=1)),
        (CREW, Link(first=1, second=2, min_gap_s=1)),
    ],
)
def test_links_that_contradict_each_other_are_broken_at_times_as_if_there_were_none(links):
    problem = two(*links)
    assert starts(problem, APART) == {1: 600, 2: 1500}
    assert {v.rule for v in Evaluator(problem).violations(APART)} == {Rule.LINK}
    assert circular(problem) == (1, 2)


def test_a_route_against_the_order_of_its_link_breaks_it():
    problem = town(links=(Link(first=2, second=1),))
    assert {v.rule for v in Evaluator(problem).violations({7: (1, 2)})} == {Rule.LINK}
    assert Evaluator(problem).violations({7: (2, 1)}) == ()
    assert circular(problem) == ()


def test_a_crew_is_no_circle():
    assert circular(two(CREW)) == ()


def test_a_price_finds_the_position_at_which_the_link_holds():
    problem = town(links=(Link(first=2, second=1),))
    price = Evaluator(problem).price({7: (2,)}, 1, 7)
    assert (price.position, price.violations) == (1, ())


def test_a_price_tells_the_ticket_that_a_link_makes_late_in_another_route():
    problem = two(CREW, a={"response_due": 700})
    price = Evaluator(problem).price({7: (1,)}, 2, 8)
    assert price.newly_late == (1,)


@given(st.integers(0, 10_000), st.integers(2, 8), st.integers(1, 4), st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_times_that_hold_every_link_are_not_below_those_without_links(
    seed, size, shifts, plan_seed
):
    problem = random_problem(seed, size, shifts, features=("links",))
    plan = random_plan(Evaluator(problem), plan_seed)
    free = starts(replace(problem, links=()), plan)
    if any(v.rule is Rule.LINK for v in Evaluator(problem).violations(plan)):
        return
    linked = {link.first for link in problem.links} | {link.second for link in problem.links}
    tied = starts(problem, plan)
    firsts = {row[0] for row in plan.values() if row} & linked
    assert all(tied[ticket] >= free[ticket] for ticket in firsts)
