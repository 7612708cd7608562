"""A bad problem is told before it is solved."""

import numpy as np
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.diagnose import faults
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.explain import Reason, obstacles, unserved
from dispatch_console.planning.insertion import candidates
from dispatch_console.planning.problem import BreakSpec, GreatCircle, Matrices
from dispatch_console.planning.solution import Rule
from dispatch_console.planning.travel import great_circle_m, resolve
from tests.planning.instances import field_service
from tests.planning.town import DURATIONS, METRES, SHIFT, TICKET_A, town


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (town(tickets=(TICKET_A, TICKET_A)), "problem.duplicate_ticket"),
        (town(shifts=(SHIFT, SHIFT)), "problem.duplicate_shift"),
        (town(engineers=()), "problem.engineer"),
        (town(a={"place": 3}), "problem.ticket_place"),
        (town(a={"place": -1}), "problem.ticket_place"),
        (town(a={"windows": ((9, 3),)}), "problem.ticket_window"),
        (town(a={"service_s": -1}), "problem.ticket_negative"),
        (town(shift={"end_place": 9}), "problem.shift_place"),
        (town(shift={"end": -5}), "problem.shift_times"),
        (town(shift={"overtime_s": -5}), "problem.shift_negative"),
        (town(shift={"breaks": (BreakSpec((), 5),)}), "problem.break"),
        (town(time_scale=0), "problem.time_scale"),
    ],
)
def test_a_fault_is_named_and_stops_the_evaluator(problem, code):
    assert code in {fault.code for fault in faults(problem)}
    with pytest.raises(DomainError):
        Evaluator(problem)


def test_a_sound_problem_has_no_fault():
    assert faults(town()) == ()
    assert faults(field_service(20, 5, 1)) == ()


@pytest.mark.parametrize(
    ("travel", "places", "code"),
    [
        ({}, (), "travel.profile"),
        ({"car": GreatCircle(speed_kmh=0)}, ((1, 1),) * 3, "travel.speed"),
        ({"car": GreatCircle()}, ((91, 1),) * 3, "travel.place"),
        ({"car": GreatCircle()}, ((float("nan"), 1),) * 3, "travel.place"),
        ({"car": Matrices(DURATIONS, METRES[:2])}, (), "travel.shape"),
        ({"car": Matrices(DURATIONS - 1, METRES)}, (), "travel.hole"),
        ({"car": Matrices(np.full((3, 3), np.nan), METRES)}, (), "travel.hole"),
    ],
)
def test_travel_that_cannot_be_is_refused(travel, places, code):
    with pytest.raises(DomainError) as error:
        resolve(town(travel=travel, places=places))
    assert error.value.code == code


def test_great_circle_travel_is_the_arc_times_detour_at_speed():
    shanghai, beijing = (31.2304, 121.4737), (39.9042, 116.4074)
    metres = great_circle_m((shanghai, beijing))[0, 1]
    assert metres == pytest.approx(1_067_000, rel=0.002)
    problem = town(places=(shanghai, beijing, shanghai), travel={"car": GreatCircle(36, 1.5)})
    times = resolve(problem)
    assert times.distances["car"][0, 1] == pytest.approx(metres * 1.5, abs=1)
    assert times.durations["car"][0, 1] == pytest.approx(metres * 1.5 / 10, abs=1)


def test_a_speed_factor_divides_the_durations_of_the_shift():
    problem = town(shift={"speed_factor": 2.0})
    assert Evaluator(problem).schedule(7, (1,)).route.stops[0].travel_s == 300


def test_an_impossible_ticket_is_told_from_one_that_finds_no_room():
    evaluator = Evaluator(town(a={"skills": {"lift": 1}}, shift={"max_tickets": 1}))
    assert {v.rule for v in obstacles(evaluator, 1)[7]} == {Rule.SKILL}
    assert unserved(evaluator, {7: (2,)}, 1).reason is Reason.IMPOSSIBLE
    evaluator = Evaluator(town(shift={"max_tickets": 1}))
    assert unserved(evaluator, {7: (2,)}, 1).reason is Reason.NO_ROOM
    assert unserved(evaluator, {7: ()}, 1).reason is Reason.NOT_WORTH


def test_candidates_come_best_first_and_break_no_rule():
    problem = field_service(40, 8, 1, 2)
    evaluator = Evaluator(problem)
    plan = {shift.id: () for shift in problem.shifts}
    found = candidates(evaluator, plan, 5, limit=4)
    deltas = [price.delta.total for price in found]
    assert deltas == sorted(deltas)
    assert 0 < len(found) <= 4
    assert not any(price.violations for price in found)


def test_a_ticket_dropped_at_a_time_starts_no_earlier_and_falls_between_its_neighbours():
    evaluator = Evaluator(town())
    price = evaluator.price({7: (1,)}, 2, 7, at=9000)
    assert (price.position, price.start, price.violations) == (1, 9000, ())
    early = evaluator.price({7: (1,)}, 2, 7, at=0)
    assert (early.position, early.start) == (0, 1500)


def test_a_drop_that_makes_another_ticket_late_says_which():
    evaluator = Evaluator(town(a={"response_due": 700}))
    assert evaluator.price({7: (1,)}, 2, 7, at=0).newly_late == (1,)


def test_a_drop_on_an_engineer_without_the_skill_tells_the_rule():
    evaluator = Evaluator(town(b={"skills": {"lift": 2}}))
    (violation,) = evaluator.price({7: (1,)}, 2, 7).violations
    assert violation.rule is Rule.SKILL
    assert violation.params == {
        "ticket": "B",
        "engineer": "Li",
        "skill": "lift",
        "needed": 2,
        "held": 0,
    }
