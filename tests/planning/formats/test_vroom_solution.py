"""VROOM's own answers are judged as VROOM judges them, and ours are written as VROOM writes."""

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.checker import check
from dispatch_console.planning.construct import construct
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.formats import vroom, vroom_solution
from dispatch_console.planning.problem import (
    Aim,
    DepotSpec,
    EngineerSpec,
    Matrices,
    Problem,
    ShiftSpec,
    TicketSpec,
)
from dispatch_console.planning.solution import Rule, Term

ANSWERS = sorted((Path(__file__).parent / "vroom_answers").glob("*.json"))
"""Made-up problems with the answers that VROOM 1.15 gave to them."""


def answer(name: str) -> dict[str, Any]:
    path = next(path for path in ANSWERS if path.stem == name)
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", [path.stem for path in ANSWERS])
def test_an_answer_of_vroom_is_feasible_at_the_cost_and_priority_it_says(name: str) -> None:
    said = answer(name)
    problem = vroom.read(said["input"])
    solution = vroom_solution.read(problem, said["output"])
    verdict = check(problem, solution)
    assert verdict.violations == ()
    served = {ticket for route in solution.routes for ticket in route.tickets}
    summary = said["output"]["summary"]
    assert sum(t.priority for t in problem.tickets if t.id in served) == summary["priority"]
    # Every route's cost is cut to a whole number, and every leg to a second.
    assert verdict.objective.terms[Term.TRAVEL] == pytest.approx(summary["cost"], rel=0.002, abs=4)


@pytest.mark.parametrize("name", [path.stem for path in ANSWERS])
def test_an_answer_that_hurries_is_refused(name: str) -> None:
    said = answer(name)
    problem = vroom.read(said["input"])
    hurried = copy.deepcopy(said["output"])
    for step in hurried["routes"][0]["steps"][1:]:
        step["arrival"] -= 30
        step["duration"] = max(0, step["duration"] - 30)
    assert not check(problem, vroom_solution.read(problem, hurried)).feasible


def random_document(draw: Any) -> dict[str, Any]:
    n = draw(st.integers(2, 6))
    cell = st.integers(0, 900)
    square = st.lists(st.lists(cell, min_size=n, max_size=n), min_size=n, max_size=n)
    place = st.integers(0, n - 1)
    jobs = [
        {
            "id": 10 + i,
            "location_index": draw(place),
            "service": draw(cell),
            "setup": draw(cell),
            "priority": draw(st.integers(0, 100)),
            "delivery": [draw(st.integers(0, 4))],
        }
        for i in range(draw(st.integers(1, 6)))
    ]
    vehicles = [
        {
            "id": i,
            "start_index": draw(place),
            **draw(st.sampled_from([{}, {"end_index": 0}])),
            "time_window": [0, draw(st.integers(1000, 9000))],
            "speed_factor": draw(st.sampled_from([1.0, 0.7, 1.33])),
            "capacity": [draw(st.integers(0, 9))],
            "breaks": [
                {"id": k, "time_windows": [[400 * k, 400 * k + 300]], "service": draw(cell)}
                for k in range(draw(st.integers(0, 2)))
            ],
        }
        for i in range(draw(st.integers(1, 2)))
    ]
    matrices = {"car": {"durations": draw(square), "distances": draw(square)}}
    return {"jobs": jobs, "vehicles": vehicles, "matrices": matrices}


@given(st.composite(random_document)())
@settings(max_examples=60, deadline=None)
def test_what_is_written_reads_back_the_same_and_passes_the_check(doc: dict[str, Any]) -> None:
    problem = vroom.read(doc)
    evaluator = Evaluator(problem)
    solution = evaluator.solution(construct(evaluator))
    written = json.loads(json.dumps(vroom_solution.write(problem, solution)))
    again = vroom_solution.read(problem, written)
    assert again.routes == tuple(route for route in solution.routes if route.tickets)
    assert check(problem, again).feasible
    priorities = {ticket.id: ticket.priority for ticket in problem.tickets}
    missed = sum(priorities[ticket] for ticket in again.unserved)
    assert written["summary"]["priority"] + missed == sum(priorities.values())


@pytest.mark.parametrize("start", [0, None])
def test_a_stop_at_a_depot_is_a_pickup_and_reads_back(start: int | None) -> None:
    ways = np.array([[0, 300, 100], [300, 0, 250], [100, 250, 0]])
    problem = Problem(
        places=((31.2, 121.4), (31.3, 121.5), (31.1, 121.3)),
        travel={"car": Matrices(ways, 10 * ways)},
        tickets=(TicketSpec(id=4, place=1, service_s=60, setup_s=30, parts={"fan": 1}),),
        shifts=(ShiftSpec(id=1, engineer=1, start_place=start, end_place=None, start=0, end=9000),),
        engineers=(EngineerSpec(id=1),),
        depots=(DepotSpec(id=7, place=2, service_s=90, stock={"fan": 2}, name="Store"),),
        aim=Aim.PRIORITY_THEN_TRAVEL,
    )
    solution = Evaluator(problem).solution({1: (4,)})
    written = vroom_solution.write(problem, solution)
    steps = written["routes"][0]["steps"]
    assert [step["type"] for step in steps] == ["start", "pickup", "job", "end"]
    assert steps[1] | {"id": 7, "location_index": 2, "service": 90} == steps[1]
    assert steps[0]["location_index"] == (2 if start is None else 0)
    assert vroom_solution.read(problem, written).routes == solution.routes


def test_an_unknown_break_is_a_violation_by_name() -> None:
    said = answer("rounded_speed")
    problem = vroom.read(said["input"])
    next(s for s in said["output"]["routes"][0]["steps"] if s["type"] == "break")["id"] = 99
    rules = {
        v.rule for v in check(problem, vroom_solution.read(problem, said["output"])).violations
    }
    assert Rule.UNKNOWN in rules


def steps(*listed: dict[str, Any]) -> dict[str, Any]:
    return {"routes": [{"vehicle": 7, "steps": list(listed)}]}


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"code": 2, "error": "no"}, "format.missing"),
        ({"routes": [5]}, "format.value"),
        ({"routes": [{"vehicle": "a"}]}, "format.value"),
        ({"routes": [], "unassigned": [{}]}, "format.value"),
        (steps({"type": "job"}), "format.value"),
        (steps({"type": "job", "arrival": 1, "id": 1, "setup": "x"}), "format.value"),
        (steps({"type": "pickup", "arrival": 1}), "format.unsupported"),
    ],
)
def test_what_is_no_solution_says_where(document: dict[str, Any], code: str) -> None:
    problem = vroom.read(answer("rounded_speed")["input"])
    with pytest.raises(DomainError) as refusal:
        vroom_solution.read(problem, document)
    assert refusal.value.code == code
