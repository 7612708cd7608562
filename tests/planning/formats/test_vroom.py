"""VROOM's JSON: read right, refused by name, and solved as VROOM would have it."""

from typing import Any

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.formats import vroom, vroom_solution
from dispatch_console.planning.solution import Rule, Solution
from dispatch_console.planning.travel import resolve

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
        ({"jobs": [{"id": 1, "location": ["0", 0]}]}, "format.value"),
        ({"jobs": 3}, "format.value"),
        ({"matrices": {"car": {"durations": [[0, 1], [2]]}}}, "format.value"),
        ({"matrices": {"car": {}}}, "format.missing"),
        ({"matrices": 5}, "format.value"),
        ({"vehicles": [{"id": 1, "start_index": 0, "costs": {"per_km": 2}}]}, "format.missing"),
        ({"vehicles": [{"id": 1}]}, "format.missing"),
        ({"vehicles": [{"id": 1, "start_index": 0, "profile": "bike"}]}, "format.missing"),
        ({"vehicles": [{"id": 1, "start_index": 0, "speed_factor": 6}]}, "format.value"),
        ({"vehicles": [{"id": 1, "start_index": 0, "time_window": [-1, 5]}]}, "format.value"),
        (
            {"vehicles": [{"id": 1, "start_index": 0, "breaks": [{"id": 1}, {"id": 1}]}]},
            "format.duplicate",
        ),
        ({"jobs": [{"id": 1, "location_index": 1, "time_windows": []}]}, "format.value"),
        ({"jobs": [{"id": 1, "location_index": 1, "service": 1 << 32}]}, "format.value"),
        ({"jobs": [{"id": 1 << 53, "location_index": 1}]}, "format.value"),
        ({"jobs": [{"id": 1, "location_index": 1, "description": 5}]}, "format.value"),
        ({"jobs": [{"id": 1, "location_index": 1, "priority": 101}]}, "format.value"),
        ({"jobs": [{"id": 1, "location_index": 1, "delivery": [1]}]}, "format.missing"),
        ({"matrices": {"car": {"durations": [[0, 1 << 32], [0, 0]]}}}, "format.value"),
    ],
)
def test_a_flawed_document_says_where(change: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        vroom.read(document(**change))
    assert refusal.value.code == code


def test_amounts_and_capacities_must_be_of_one_length() -> None:
    vehicles = [{"id": 1, "start_index": 0, "capacity": [5, 5]}]
    jobs = [{"id": 1, "location_index": 1, "delivery": [1]}]
    with pytest.raises(DomainError) as refusal:
        vroom.read(document(jobs=jobs, vehicles=vehicles))
    assert refusal.value.params["path"] == "jobs[0].delivery"


def test_values_that_mean_nothing_are_not_unsupported() -> None:
    costs = {"fixed": 5, "per_task_hour": 0}
    vehicles = [{"id": 1, "start_index": 0, "type": "van", "costs": costs, "steps": []}]
    assert vroom.read(document(shipments=[], vehicles=vehicles)).shifts[0].fixed_cost == 5


def test_breaks_are_taken_in_the_order_of_their_windows() -> None:
    breaks = [{"id": 1, "time_windows": [[900, 950]]}, {"id": 2, "time_windows": [[300, 350]]}]
    vehicles = [{"id": 1, "start_index": 0, "breaks": breaks}]
    (shift,) = vroom.read(document(vehicles=vehicles)).shifts
    assert [rest.id for rest in shift.breaks] == [2, 1]


def test_a_speed_factor_multiplies_in_hundredths_as_vroom_does() -> None:
    vehicles = [
        {"id": 1, "start_index": 0},
        {"id": 2, "start_index": 0, "speed_factor": 1.6},
        {"id": 3, "start_index": 0, "speed_factor": 0.9},
    ]
    travel = resolve(problem := vroom.read(document(vehicles=vehicles)))
    legs = [int(travel.shift_durations(shift)[0, 2]) for shift in problem.shifts]
    assert legs == [200, 126, 222]


def test_a_vehicle_without_hours_serves_windows_of_any_year() -> None:
    at = 1_900_000_000
    jobs = [{"id": 1, "location_index": 1, "time_windows": [[at, at + 60]]}]
    vehicles = [{"id": 7, "start_index": 0}]
    problem, solution = served([1], document(jobs=jobs, vehicles=vehicles))
    assert check(problem, solution).feasible
    assert solution.routes[0].depart == at - 100


def test_without_matrices_travel_comes_from_the_coordinates() -> None:
    doc = {
        "jobs": [{"id": 1, "location": [121.5, 31.2]}, {"id": 2, "location": [121.5, 31.2]}],
        "vehicles": [{"id": 1, "start": [121.4, 31.2]}],
    }
    problem = vroom.read(doc)
    assert len(problem.places) == 2
    assert problem.places[problem.tickets[0].place] == (31.2, 121.5)
    assert 0 < Evaluator(problem).schedule(1, [1]).route.stops[0].travel_s < 7200
