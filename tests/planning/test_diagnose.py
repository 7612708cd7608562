"""A bad problem is told before it is solved."""

import inspect
import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning import remarks
from dispatch_console.planning.diagnose import diagnose, faults
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.explain import obstacles
from dispatch_console.planning.insertion import candidates
from dispatch_console.planning.problem import (
    BreakSpec,
    DepotSpec,
    Engineers,
    EngineerSpec,
    GreatCircle,
    Link,
    Matrices,
)
from dispatch_console.planning.remarks import Remark
from dispatch_console.planning.solution import Rule
from dispatch_console.planning.travel import great_circle_m, resolve
from dispatch_console.support.resources import resource
from tests.planning.instances import field_service
from tests.planning.town import DURATIONS, ENGINEER, METRES, SHIFT, TICKET_A, town

RECKONED = {"car": GreatCircle()}
SHOP, NOWHERE = (31.2, 121.4), (float("nan"), 121.4)

CUT_OFF = np.array([[0, 600, np.nan], [600, 0, np.inf], [1500, 900, np.nan]])
"""No way leads to B."""


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
        (town(a={"promise": (9, 3)}), "problem.ticket_promise"),
        (town(a={"parts": {"pump": -1}}), "problem.ticket_negative"),
        (town(shift={"stock": {"pump": -1}}), "problem.shift_negative"),
        (town(depots=(DepotSpec(id=1, place=3),)), "problem.depot_place"),
        (town(depots=(DepotSpec(id=1, place=0),) * 2), "problem.duplicate_depot"),
        (town(depots=(DepotSpec(id=1, place=0, service_s=-1),)), "problem.depot_negative"),
        (town(links=(Link(first=1, second=9),)), "problem.link_ticket"),
        (town(links=(Link(first=1, second=1),)), "problem.link_self"),
        (town(links=(Link(first=1, second=2, min_gap_s=5, max_gap_s=4),)), "problem.link_gap"),
        (town(max_changes=-1), "problem.max_changes"),
        (town(max_disturbed=-1), "problem.max_disturbed"),
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
        ({"car": Matrices(DURATIONS, METRES[:2])}, (), "travel.shape"),
    ],
)
def test_travel_that_cannot_be_is_refused(travel, places, code):
    with pytest.raises(DomainError) as error:
        resolve(town(travel=travel, places=places))
    assert error.value.code == code


SAME = Link(first=1, second=2, engineers=Engineers.SAME)


@pytest.mark.parametrize(
    ("problem", "code", "tickets"),
    [
        (town(tickets=()), "remark.no_tickets", ()),
        (town(engineers=(), shifts=()), "remark.no_engineers", ()),
        (town(shifts=()), "remark.no_shifts", ()),
        (town(engineers=(ENGINEER, EngineerSpec(id=6))), "remark.idle_engineers", ()),
        (town(a={"windows": ((-9, -1),)}), "remark.window_before", (1,)),
        (town(b={"windows": ((36_001, 40_000),)}), "remark.window_missed", (2,)),
        (town(a={"skills": {"lift": 1}}), "remark.skill", (1,)),
        (
            town(a={"skills": {"lift": 3}}, engineer={"skills": {"lift": 2}}),
            "remark.skill",
            (1,),
        ),
        (town(b={"parts": {"pump": 3}}, shift={"stock": {"pump": 2}}), "remark.supplies", (2,)),
        (town(b={"tools": frozenset({"gauge"})}), "remark.supplies", (2,)),
        (town(a={"lock_shift": 9}), "remark.lock", (1,)),
        (
            town(links=(Link(first=1, second=2), Link(first=2, second=1))),
            "remark.link_circle",
            (1, 2),
        ),
        (
            town(links=(SAME, replace(SAME, engineers=Engineers.APART))),
            "remark.link_engineers",
            (1, 2),
        ),
        (town(travel={"car": Matrices(DURATIONS - 901, METRES)}), "remark.travel_holes", ()),
        (town(travel={"car": Matrices(CUT_OFF, METRES)}), "remark.cut_off", (2,)),
        (town(travel=RECKONED, places=(SHOP, SHOP, (91.0, 1.0))), "remark.ticket_place", (2,)),
        (town(travel=RECKONED, places=(NOWHERE, SHOP, SHOP)), "remark.shift_place", ()),
        (
            town(
                travel=RECKONED,
                places=(SHOP, SHOP, SHOP, NOWHERE),
                depots=(DepotSpec(id=1, place=3),),
            ),
            "remark.depot_place",
            (),
        ),
    ],
)
def test_what_can_be_worked_round_is_remarked_and_not_refused(problem, code, tickets):
    found = {one.code: one.tickets for one in diagnose(problem) if isinstance(one, Remark)}
    assert found[code] == tickets
    Evaluator(problem)


def test_every_remark_has_its_sentence_in_both_languages():
    for language in ("en", "zh_CN"):
        text = resource("translations", language, "planning.po").read_text(encoding="utf-8")
        codes = re.findall(r'"(remark\.\w+)"', inspect.getsource(remarks))
        assert codes
        assert [code for code in codes if f'msgid "{code}"' not in text] == []
        why = re.findall(r'msgid "rule\.link_(\w+)"', text)
        assert sorted(why) == ["alone", "apart", "early", "late", "same"]


def test_a_sound_problem_is_remarked_on_by_nothing():
    assert diagnose(town()) == ()


def test_a_fault_of_travel_is_told_too():
    assert [fault.code for fault in diagnose(town(travel={}, places=((1, 1),) * 3))] == [
        "travel.profile"
    ]


def test_work_goes_on_round_a_hole():
    evaluator = Evaluator(town(travel={"car": Matrices(CUT_OFF, METRES)}))
    assert evaluator.violations({7: (1,)}) == ()
    assert obstacles(evaluator, 2)[7][0].code == "rule.travel_unreachable"


@pytest.mark.parametrize("nowhere", [NOWHERE, (31.0, 181.0), (-90.1, 0.0)])
def test_work_goes_on_round_a_place_that_is_none(nowhere):
    evaluator = Evaluator(town(travel=RECKONED, places=(SHOP, SHOP, nowhere)))
    assert evaluator.violations({7: (1,)}) == ()
    assert obstacles(evaluator, 2)[7][0].code == "rule.travel_unreachable"


def test_a_problem_too_large_for_the_machine_is_told_before_anything_is_made(monkeypatch):
    places = tuple((31.0, 121.0) for _ in range(9000))
    problem = town(places=places, travel={"car": GreatCircle()})
    assert "problem.too_large" not in {fault.code for fault in faults(problem)}
    monkeypatch.setattr(
        "dispatch_console.planning.diagnose.psutil.virtual_memory",
        lambda: SimpleNamespace(available=300_000_000),
    )
    (fault,) = diagnose(problem)
    assert isinstance(fault, DomainError)
    assert fault.code == "problem.too_large"
    assert fault.params == {"tickets": 2, "shifts": 1, "needed_gb": 0.3, "free_gb": 0.3}


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
