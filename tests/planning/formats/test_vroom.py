"""VROOM's JSON: read right, refused by name, and solved as VROOM would have it."""

from typing import Any

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.formats import vroom, vroom_solution
from dispatch_console.planning.solution import Rule, Solution

DURATIONS = [[0, 100, 200], [100, 0, 150], [200, 150, 0]]


def document(**changes: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "jobs": [
            {"id": 11, "location_index": 1, "service": 60, "priority": 10, "skills": [1]},
            {"id": 12, "location_index": 2, "service": 30, "time_windows": [[400, 900]]},
        ],
        "vehicles": [
            {
                "id": 7,
                "start_index": 0,
                "end_index": 0,
                "skills": [1],
                "time_window": [0, 2000],
                "breaks": [{"id": 5, "time_windows": [[150, 300]], "service": 50}],
                "max_tasks": 4,
            }
        ],
        "matrices": {"car": {"durations": DURATIONS}},
    }
    return base | changes


def served(order: list[int], doc: dict[str, Any]) -> tuple[Any, Solution]:
    problem = vroom.read(doc)
    evaluator = Evaluator(problem)
    route = evaluator.schedule(7, order).route
    left = tuple(ticket.id for ticket in problem.tickets if ticket.id not in order)
    return problem, Solution((route,), left, evaluator.objective([route]))


def test_jobs_and_vehicles_become_tickets_and_shifts() -> None:
    problem = vroom.read(document())
    first, second = problem.tickets
    assert (first.id, first.place, first.service_s, first.priority) == (11, 1, 60, 10)
    assert first.skills == {"1": 1}
    assert second.windows == ((400, 900),)
    (shift,) = problem.shifts
    assert (shift.start, shift.end, shift.max_tickets) == (0, 2000, 4)
    assert shift.breaks[0].windows == ((150, 300),)


def test_a_written_solution_reads_back_and_passes_the_checker() -> None:
    problem, solution = served([11, 12], document())
    written = vroom_solution.write(problem, solution)
    assert written["summary"]["duration"] == 450
    assert written["summary"]["cost"] == 450
    assert written["summary"]["priority"] == 10
    assert [step["type"] for step in written["routes"][0]["steps"]].count("break") == 1
    again = vroom_solution.read(problem, written)
    assert check(problem, again).feasible
    assert again.routes == solution.routes


def test_a_solution_that_skips_travel_is_refused_by_the_checker() -> None:
    problem, solution = served([11, 12], document())
    written = vroom_solution.write(problem, solution)
    written["routes"][0]["steps"][1]["arrival"] -= 50
    assert not check(problem, vroom_solution.read(problem, written)).feasible


def test_a_job_beyond_the_skills_is_a_violation_by_name() -> None:
    doc = document()
    doc["jobs"][0]["skills"] = [2]
    problem, solution = served([11, 12], doc)
    rules = {violation.rule for violation in check(problem, solution).violations}
    assert rules == {Rule.SKILL}


def test_priority_outweighs_number_and_number_outweighs_travel() -> None:
    doc = document()
    problem = vroom.read(doc)
    evaluator = Evaluator(problem)
    costs = [
        evaluator.objective([evaluator.schedule(7, order).route]).total
        for order in ([11, 12], [11], [12], [])
    ]
    assert costs == sorted(costs)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"shipments": [{"amount": [1]}]}, "shipments"),
        ({"vehicles": [{"id": 1, "start_index": 0, "steps": [{"type": "start"}]}]}, "steps"),
        (
            {"matrices": {"car": {"durations": DURATIONS, "costs": DURATIONS}}},
            "matrices.car.costs",
        ),
        (
            {
                "jobs": [
                    {"id": 1, "location_index": 1, "pickup": [1]},
                    {"id": 2, "location_index": 1, "delivery": [1]},
                ]
            },
            "pickup",
        ),
    ],
)
def test_what_is_not_supported_is_named(change: dict[str, Any], path: str) -> None:
    with pytest.raises(DomainError) as refusal:
        vroom.read(document(**change))
    assert refusal.value.code == "format.unsupported"
    assert path in str(refusal.value.params["path"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"jbos": []}, "format.field"),
        ({"jobs": [{"id": 1}]}, "format.missing"),
        ({"jobs": [{"id": 1, "location_index": 9}]}, "format.value"),
        ({"jobs": [{"id": "x", "location_index": 1}]}, "format.value"),
        ({"jobs": [{"id": 1, "location_index": 1, "time_windows": [[5, 1]]}]}, "format.value"),
        ({"jobs": [{"id": 1, "location": [500, 0]}]}, "format.value"),
        ({"jobs": 3}, "format.value"),
        ({"matrices": {"car": {"durations": [[0, 1], [2]]}}}, "format.value"),
        ({"matrices": {"car": {}}}, "format.missing"),
        ({"matrices": 5}, "format.value"),
        ({"vehicles": [{"id": 1, "start_index": 0, "costs": {"per_km": 2}}]}, "format.missing"),
    ],
)
def test_a_flawed_document_says_where(change: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        vroom.read(document(**change))
    assert refusal.value.code == code


def test_without_matrices_travel_comes_from_the_coordinates() -> None:
    doc = {
        "jobs": [{"id": 1, "location": [121.5, 31.2]}, {"id": 2, "location": [121.5, 31.2]}],
        "vehicles": [{"id": 1, "start": [121.4, 31.2]}],
    }
    problem = vroom.read(doc)
    assert len(problem.places) == 2
    assert problem.places[problem.tickets[0].place] == (31.2, 121.5)
    assert 0 < Evaluator(problem).schedule(1, [1]).route.stops[0].travel_s < 7200
