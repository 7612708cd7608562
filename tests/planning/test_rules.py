"""Each hard rule once kept and once broken, on the road of three places; A then B, then home.

By hand: leave 0, A 600-2400, B 3300-6900, home 8400; 3,000 s and 30 km of travel.
"""

from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.problem import (
    BreakSpec,
    DepotSpec,
    Engineers,
    EngineerSpec,
    Link,
    Matrices,
    Problem,
    Since,
)
from dispatch_console.planning.solution import Rule
from tests.planning.town import DURATIONS, ENGINEER, METRES, SHIFT, town

BOTH = {7: (1, 2)}
HOLED_HOME = np.where(DURATIONS == 1500, np.nan, DURATIONS)
"""No way is known between home and B."""

ALSO = {Rule.TRAVEL: {Rule.SHIFT}}
"""What else the case of a rule breaks: nobody is back in time from where no way leads."""

TEAM = {
    "shifts": (SHIFT, replace(SHIFT, id=8, engineer=6)),
    "engineers": (ENGINEER, EngineerSpec(id=6)),
}
TWO_DAYS = (SHIFT, replace(SHIFT, id=8))
STORE = DepotSpec(id=3, place=0, service_s=120, stock={"pump": 2}, tools=frozenset({"ladder"}))
CREW = Link(
    first=1,
    second=2,
    max_gap_s=0,
    since=Since.START,
    engineers=Engineers.APART,
    together=True,
)
TOLD = {"current_shift": 7, "current_start": 600}


NOON = BreakSpec(((3000, 4000),), 600)

KEPT_AND_BROKEN = [
    (
        Rule.SKILL,
        town(a={"skills": {"lift": 3}}, engineer={"skills": {"lift": 3}}),
        town(a={"skills": {"lift": 3}}, engineer={"skills": {"lift": 2}}),
    ),
    (
        Rule.REGION,
        town(a={"region": 1}, engineer={"regions": (1,)}, exclusive_regions=frozenset({1})),
        town(a={"region": 1}, engineer={"regions": (2,)}, exclusive_regions=frozenset({1})),
    ),
    (
        Rule.ALLOWED,
        town(a={"allowed_shifts": frozenset({7})}),
        town(a={"allowed_shifts": frozenset({8})}),
    ),
    (Rule.LOCK, town(a={"lock_shift": 7}), town(a={"lock_shift": 8})),
    (Rule.LOCK, town(a={"lock_start": 600}), town(a={"lock_start": 599})),
    (Rule.WINDOW, town(b={"windows": ((0, 3300),)}), town(b={"windows": ((0, 3299),)})),
    (Rule.SHIFT, town(shift={"end": 8000, "overtime_s": 400}), town(shift={"end": 8399})),
    (
        Rule.BREAK,
        town(shift={"breaks": (NOON,)}),
        town(shift={"breaks": (BreakSpec(((-90, -1),), 600),)}),
    ),
    (
        Rule.CAPACITY,
        town(a={"demand": (2,)}, b={"demand": (1,)}, shift={"capacity": (3,)}),
        town(a={"demand": (2,)}, b={"demand": (2,)}, shift={"capacity": (3,)}),
    ),
    (Rule.MAX_TICKETS, town(shift={"max_tickets": 2}), town(shift={"max_tickets": 1})),
    (Rule.MAX_TRAVEL, town(shift={"max_travel_s": 3000}), town(shift={"max_travel_s": 2999})),
    (
        Rule.MAX_TRAVEL,
        town(shift={"max_distance_m": 30_000}),
        town(shift={"max_distance_m": 29_999}),
    ),
    # 1,800 s and 3,600 s of service; set-up does not count.
    (
        Rule.MAX_WORK,
        town(a={"setup_s": 60}, shift={"max_work_s": 5400}),
        town(shift={"max_work_s": 5399}),
    ),
    (
        Rule.PARTS,
        town(a={"parts": {"pump": 1}}, b={"parts": {"pump": 1}}, shift={"stock": {"pump": 2}}),
        town(a={"parts": {"pump": 1}}, b={"parts": {"pump": 1}}, shift={"stock": {"pump": 1}}),
    ),
    (
        Rule.PARTS,
        town(b={"parts": {"pump": 2}, "tools": frozenset({"ladder"})}, depots=(STORE,)),
        town(b={"parts": {"pump": 2}, "tools": frozenset({"gauge"})}, depots=(STORE,)),
    ),
    # A is over at 2,400 and B begins at 3,300.
    (
        Rule.LINK,
        town(links=(Link(first=1, second=2, min_gap_s=900, max_gap_s=900),)),
        town(links=(Link(first=1, second=2, max_gap_s=899),)),
    ),
    (
        Rule.LINK,
        town(links=(Link(first=1, second=2, engineers=Engineers.SAME),)),
        town(links=(Link(first=1, second=2, engineers=Engineers.APART),)),
    ),
    (
        Rule.CHANGES,
        town(a=TOLD, b={"current_shift": 7, "current_start": 3000}, max_changes=1),
        town(a=TOLD, b={"current_shift": 7, "current_start": 3000}, max_changes=0),
    ),
    # A is as told, B is not; A and B are of one engineer.
    (Rule.DISTURBED, town(a=TOLD, max_disturbed=1), town(a=TOLD, max_disturbed=0)),
    (
        Rule.TRAVEL,
        town(travel={"car": Matrices(HOLED_HOME, METRES)}, shift={"end_place": None}),
        town(travel={"car": Matrices(HOLED_HOME, METRES)}),
    ),
]

PLANS = [
    # Two routes take a pump each; the store has two, or one.
    (
        Rule.STOCK,
        town(a={"parts": {"pump": 1}}, b={"parts": {"pump": 1}}, depots=(STORE,), **TEAM),
        town(
            a={"parts": {"pump": 1}},
            b={"parts": {"pump": 1}},
            depots=(replace(STORE, stock={"pump": 1}),),
            **TEAM,
        ),
        {7: (1,), 8: (2,)},
    ),
    (
        Rule.LINK,
        town(links=(CREW,), **TEAM),
        town(links=(replace(CREW, engineers=Engineers.SAME),), **TEAM),
        {7: (1,), 8: (2,)},
    ),
    (Rule.LINK, town(links=(Link(first=1, second=2),)), town(links=(CREW,)), {7: (1,)}),
    (Rule.LINK, town(), town(links=(Link(first=1, second=2),)), {7: (2,)}),
    (Rule.CHANGES, town(a=TOLD, max_changes=1), town(a=TOLD, max_changes=0), {}),
    # One engineer loses A to another; whoever has the same as told does not count.
    (
        Rule.DISTURBED,
        town(a=TOLD, max_disturbed=2, **TEAM),
        town(a=TOLD, max_disturbed=1, **TEAM),
        {8: (1,)},
    ),
    (
        Rule.DISTURBED,
        town(a=TOLD, max_disturbed=1, **TEAM),
        town(a=TOLD, max_disturbed=0, **TEAM),
        {7: (1,), 8: (2,)},
    ),
    # Both shifts are of one engineer.
    (
        Rule.DISTURBED,
        town(a=TOLD, max_disturbed=1, shifts=TWO_DAYS),
        town(a=TOLD, max_disturbed=0, shifts=TWO_DAYS),
        {8: (1,)},
    ),
]
"""Rules that look at all routes: kept, broken, and the plan."""


def rules_broken(problem: Problem, plan: Plan) -> tuple[set[Rule], set[Rule]]:
    """As evaluator and checker find them."""
    evaluator = Evaluator(problem)
    verdict = check(problem, evaluator.solution(plan))
    return {v.rule for v in evaluator.violations(plan)}, {v.rule for v in verdict.violations}


@pytest.mark.parametrize(
    ("rule", "kept", "broken", "plan"),
    [*((rule, kept, broken, BOTH) for rule, kept, broken in KEPT_AND_BROKEN), *PLANS],
)
def test_a_rule_kept_is_not_reported_and_a_rule_broken_is(rule, kept, broken, plan):
    assert rules_broken(kept, plan) == (set(), set())
    found = rules_broken(broken, plan)
    assert found[0] == found[1]
    assert rule in found[0]
    assert found[0] - {rule} <= ALSO.get(rule, set())


FILES = {Rule.BREAK: "rest", Rule.TRAVEL: "reach"}
CHECKER_ALONE = {Rule.UNKNOWN, Rule.TIMES}
"""What no evaluator can do wrong."""


@pytest.mark.parametrize("rule", sorted(set(Rule) - CHECKER_ALONE))
def test_every_rule_has_a_module_that_says_what_it_protects_and_why_it_is_hard(rule: Rule):
    name = FILES.get(rule, rule.value)
    text = import_module(f"dispatch_console.planning.constraints.{name}").__doc__ or ""
    assert "\nProtects: " in text
    assert "\nWhy hard: " in text


def test_every_rule_is_broken_in_a_case():
    cases = {rule for rule, *_ in (*KEPT_AND_BROKEN, *PLANS)}
    assert cases == set(Rule) - CHECKER_ALONE - {Rule.ONCE}
    assert rules_broken(town(), {7: (1, 2, 1)}) == ({Rule.ONCE}, {Rule.ONCE})


def test_the_route_is_as_reckoned_by_hand():
    route = Evaluator(town()).schedule(7, (1, 2)).route
    assert [(s.arrival, s.start, s.end) for s in route.stops] == [
        (600, 600, 2400),
        (3300, 3300, 6900),
    ]
    assert (route.depart, route.finish, route.back_s, route.back_m) == (0, 8400, 1500, 15_000)


def test_the_engineer_leaves_in_time_for_the_first_window_and_not_sooner():
    route = Evaluator(town(a={"windows": ((5000, 6000),)})).schedule(7, (1,)).route
    assert (route.depart, route.stops[0].arrival, route.stops[0].start) == (4400, 5000, 5000)


def test_set_up_is_left_out_when_the_engineer_is_already_there():
    problem = town(a={"setup_s": 300}, b={"place": 1, "setup_s": 300})
    stops = Evaluator(problem).schedule(7, (1, 2)).route.stops
    assert [stop.end - stop.start for stop in stops] == [2100, 3600]


def test_a_break_may_fall_on_the_road_and_lengthens_the_way_by_itself():
    rest = BreakSpec(((2700, 2700),), 900)
    route = Evaluator(town(shift={"breaks": (rest,)})).schedule(7, (1, 2)).route
    pause, b = route.stops[1:]
    assert (pause.ticket, pause.start, pause.travel_s) == (None, 2700, 300)
    assert (b.travel_s, b.start, route.finish) == (600, 4200, 9300)


def test_a_break_is_taken_even_when_the_work_is_done_before():
    rest = BreakSpec(((20_000, 21_000),), 900)
    route = Evaluator(town(shift={"breaks": (rest,)})).schedule(7, (1, 2)).route
    assert (route.stops[-1].start, route.back_s, route.finish) == (20_000, 0, 20_900)


def test_a_lock_waives_what_a_supervisor_has_overridden():
    problem = town(
        a={"lock_shift": 7, "lock_start": 600, "skills": {"lift": 3}, "windows": ((0, 10),)}
    )
    assert rules_broken(problem, BOTH) == (set(), set())
