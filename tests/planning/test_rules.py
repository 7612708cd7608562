"""Each hard rule once kept and once broken, on the road of three places; A then B, then home.

By hand: leave 0, A 600-2400, B 3300-6900, home 8400; 3,000 s and 30 km of travel.
"""

import pytest

from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import BreakSpec, Problem
from dispatch_console.planning.solution import Rule
from tests.planning.town import town

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
]


def rules_broken(problem: Problem) -> tuple[set[Rule], set[Rule]]:
    """As evaluator and checker find them for A then B."""
    evaluator = Evaluator(problem)
    scheduled = evaluator.schedule(7, (1, 2))
    verdict = check(problem, evaluator.solution({7: (1, 2)}))
    return {v.rule for v in scheduled.violations}, {v.rule for v in verdict.violations}


@pytest.mark.parametrize(("rule", "kept", "broken"), KEPT_AND_BROKEN)
def test_a_rule_kept_is_not_reported_and_a_rule_broken_is(rule, kept, broken):
    assert rules_broken(kept) == (set(), set())
    assert rules_broken(broken) == ({rule}, {rule})


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
    assert rules_broken(problem) == (set(), set())
