"""The one stop for parts and tools, reckoned by hand on the road of three places.

Home to A 600 s, A to B 900 s, home to B 1,500 s: everything lies on one road.
"""

from dataclasses import replace

import pytest

from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import BreakSpec, DepotSpec
from dispatch_console.planning.solution import Rule
from tests.planning.town import HOME, A, B, town

PUMP = {"parts": {"pump": 1}}


def depot(place: int, identity: int = 3, **fields: object) -> DepotSpec:
    """One with pumps enough, two minutes a stop."""
    spec = DepotSpec(id=identity, place=place, service_s=120, stock={"pump": 9})
    return replace(spec, **fields)  # pyright: ignore[reportArgumentType]


def stops(problem, tickets=(1, 2)):
    """(ticket or depot, start, end) of each stop."""
    route = Evaluator(problem).schedule(7, tickets).route
    return [
        (s.ticket if s.ticket is not None else f"depot {s.depot}", s.start, s.end)
        for s in route.stops
    ]


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        # Nothing is lacking: no stop.
        (
            town(a=PUMP, shift={"stock": {"pump": 1}}, depots=(depot(A),)),
            [(1, 600, 2400), (2, 3300, 6900)],
        ),
        # At home, before leaving.
        (
            town(a=PUMP, depots=(depot(HOME),)),
            [("depot 3", 0, 120), (1, 720, 2520), (2, 3420, 7020)],
        ),
        # On the way to A though only B lacks it: both ways add nothing, the first one is taken.
        (
            town(b=PUMP, depots=(depot(A),)),
            [("depot 3", 600, 720), (1, 720, 2520), (2, 3420, 7020)],
        ),
        # B lies beyond A: the way to A by B adds 1,800 s, that to B nothing.
        (
            town(b=PUMP, depots=(depot(B),)),
            [(1, 600, 2400), ("depot 3", 3300, 3420), (2, 3420, 7020)],
        ),
        # A itself lacks it, so it must be before A, whatever the way.
        (
            town(a=PUMP, depots=(depot(B),)),
            [("depot 3", 1500, 1620), (1, 2520, 4320), (2, 5220, 8820)],
        ),
        # The van has one of two: the stop may wait until B lacks the second.
        (
            town(a=PUMP, b=PUMP, shift={"stock": {"pump": 1}}, depots=(depot(B),)),
            [(1, 600, 2400), ("depot 3", 3300, 3420), (2, 3420, 7020)],
        ),
        # Of two depots just as good the first; one that has not all of it is none.
        (
            town(a=PUMP, depots=(depot(HOME, 4, stock={}), depot(HOME, 5), depot(HOME, 6))),
            [("depot 5", 0, 120), (1, 720, 2520), (2, 3420, 7020)],
        ),
        # Tools are lent, not used up.
        (
            town(
                a={"tools": frozenset({"ladder"})},
                b={"tools": frozenset({"ladder"})},
                depots=(depot(HOME, tools=frozenset({"ladder"})),),
            ),
            [("depot 3", 0, 120), (1, 720, 2520), (2, 3420, 7020)],
        ),
    ],
)
def test_the_stop_is_where_it_adds_least_and_in_time(problem, expected):
    assert stops(problem) == expected
    solution = Evaluator(problem).solution({7: (1, 2)})
    assert check(problem, solution).feasible


def test_set_up_follows_the_stop_unless_the_depot_is_there():
    away = town(a={"setup_s": 300, **PUMP}, depots=(depot(HOME),))
    assert stops(away, (1,)) == [("depot 3", 0, 120), (1, 720, 2820)]
    there = town(a={"setup_s": 300, **PUMP}, depots=(depot(A),))
    assert stops(there, (1,)) == [("depot 3", 600, 720), (1, 720, 2520)]


def test_the_break_finds_its_place_beside_the_stop():
    rest = BreakSpec(((60, 1000),), 900)
    problem = town(a=PUMP, depots=(depot(HOME),), shift={"breaks": (rest,)})
    route = Evaluator(problem).schedule(7, (1,)).route
    kinds = [(s.ticket, s.break_index, s.depot) for s in route.stops]
    assert sorted(kinds, key=str) == [(1, None, None), (None, 0, None), (None, None, 3)]
    assert check(problem, Evaluator(problem).solution({7: (1,)})).violations == ()


def test_without_a_depot_that_offers_all_the_route_makes_no_stop_and_breaks_the_rule():
    problem = town(
        a=PUMP,
        b={"tools": frozenset({"ladder"})},
        depots=(depot(HOME), depot(A, 4, stock={}, tools=frozenset({"ladder"}))),
    )
    scheduled = Evaluator(problem).schedule(7, (1, 2))
    assert stops(problem) == [(1, 600, 2400), (2, 3300, 6900)]
    assert [(v.rule, v.ticket) for v in scheduled.violations] == [(Rule.PARTS, 1)]
