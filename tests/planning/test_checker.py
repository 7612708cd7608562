"""The checker takes nobody's word: forged plans are refused by name."""

from dataclasses import replace

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import BreakSpec, DepotSpec
from dispatch_console.planning.solution import Rule, Solution, Stop
from tests.planning.town import town

PROBLEM = town(shift={"breaks": (BreakSpec(((3000, 4000),), 600),)})


def plan() -> Solution:
    """A sound plan: A, then B, a break between."""
    return Evaluator(PROBLEM).solution({7: (1, 2)})


def forged(index: int, **fields: object) -> Solution:
    """The plan with one stop changed."""
    good = plan()
    stops = list(good.routes[0].stops)
    stops[index] = replace(stops[index], **fields)  # pyright: ignore[reportArgumentType]
    return replace(good, routes=(replace(good.routes[0], stops=tuple(stops)),))


def rules(solution: Solution) -> set[Rule]:
    return {violation.rule for violation in check(PROBLEM, solution).violations}


def test_a_sound_plan_passes():
    assert check(PROBLEM, plan()).feasible
    assert [stop.ticket for stop in plan().routes[0].stops] == [1, None, 2]


@pytest.mark.parametrize(
    ("solution", "rule"),
    [
        (forged(0, end=2300), Rule.TIMES),
        (forged(0, arrival=500), Rule.TIMES),
        (forged(0, start=500, end=2300), Rule.TIMES),
        (forged(0, travel_s=500), Rule.TRAVEL),
        (forged(0, travel_m=1), Rule.TRAVEL),
        (forged(1, start=2400, end=3000), Rule.BREAK),
        (forged(1, break_index=3), Rule.UNKNOWN),
        (forged(0, ticket=99), Rule.UNKNOWN),
        (forged(0, ticket=2), Rule.ONCE),
        (replace(plan(), unserved=(1,)), Rule.ONCE),
        (replace(plan(), unserved=(99,)), Rule.UNKNOWN),
        (replace(plan(), routes=()), Rule.ONCE),
        (replace(plan(), routes=plan().routes * 2), Rule.ONCE),
        (replace(plan(), routes=(replace(plan().routes[0], shift=99),)), Rule.UNKNOWN),
        (replace(plan(), routes=(replace(plan().routes[0], finish=5),)), Rule.TIMES),
        (replace(plan(), routes=(replace(plan().routes[0], back_s=5),)), Rule.TRAVEL),
        (replace(plan(), routes=(replace(plan().routes[0], depart=-9),)), Rule.SHIFT),
    ],
)
def test_a_forged_plan_is_refused(solution: Solution, rule: Rule):
    assert rule in rules(solution)


STORE = DepotSpec(id=3, place=0, stock={"pump": 1}, service_s=60)
STOCKED = town(a={"parts": {"pump": 1}}, depots=(STORE,))


def with_stops(*stops: Stop) -> Solution:
    """What a route that needs a pump makes of these stops."""
    good = Evaluator(STOCKED).solution({7: (1, 2)})
    return replace(good, routes=(replace(good.routes[0], stops=stops),))


def test_a_forged_pick_up_is_refused():
    good = Evaluator(STOCKED).solution({7: (1, 2)})
    store, a, b = good.routes[0].stops
    assert check(STOCKED, good).feasible
    forgeries = [
        (with_stops(a, b), Rule.PARTS),
        (with_stops(a, store, b), Rule.PARTS),
        (with_stops(store, store, a, b), Rule.PARTS),
        (with_stops(replace(store, depot=4), a, b), Rule.UNKNOWN),
        (with_stops(replace(store, break_index=0), a, b), Rule.UNKNOWN),
        (with_stops(replace(store, end=store.start), a, b), Rule.TIMES),
        (with_stops(store, replace(a, depot=3), b), Rule.UNKNOWN),
    ]
    for solution, rule in forgeries:
        assert rule in {violation.rule for violation in check(STOCKED, solution).violations}


def test_an_unsound_problem_is_told_before_anything_is_checked():
    with pytest.raises(DomainError) as error:
        check(town(a={"windows": ((5, 1),)}), plan())
    assert error.value.code == "problem.ticket_window"
