"""Home-care instances: who needs whom and when, and plans at the cost the literature reckons."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dispatch_console.app.cli import main
from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.checker import check
from dispatch_console.planning.formats import hhcrsp, hhcrsp_solution
from dispatch_console.planning.formats.files import (
    Family,
    family_of,
    load_problem,
    load_solution,
    save_solution,
)
from dispatch_console.planning.problem import Engineers, Link, Matrices, Since
from dispatch_console.planning.solution import Term
from tests.benchmarks.planning.hhcrsp_score import score
from tests.planning.formats.test_vroom import document
from tests.planning.formats.test_vrp import TEXT

SETS = Path(__file__).parents[3].parent / "shared" / "data" / "hhcrsp"


def instance() -> dict[str, Any]:
    """One patient with one caregiver, one with two at once, one with two in turn."""
    return {
        "patients": [
            {
                "id": "p1",
                "location": [3.0, 4.0],
                "time_window": [10, 30],
                "required_caregivers": [{"service": "wash"}],
            },
            {
                "id": "p2",
                "time_window": [0.5, 20],
                "required_caregivers": [
                    {"service": "wash", "duration": 5},
                    {"service": "lift", "duration": 6},
                ],
                "synchronization": {"type": "simultaneous"},
            },
            {
                "id": "p3",
                "time_window": [0, 8],
                "required_caregivers": [
                    {"service": "lift", "duration": 7},
                    {"service": "wash", "duration": 8},
                ],
                "synchronization": {"type": "sequential", "distance": [12, 90]},
                "incompatible_caregivers": ["c3"],
            },
        ],
        "services": [{"id": "wash", "default_duration": 14.0}, {"id": "lift"}],
        "caregivers": [
            {"id": "c1", "abilities": ["wash"]},
            {"id": "c2", "abilities": ["lift"]},
            {"id": "c3", "abilities": ["wash", "lift"]},
        ],
        "central_offices": [{"id": "d", "location": [0.0, 0.0]}],
        "distances": [[0, 5.001, 4, 9], [5.001, 0, 2, 6], [4, 2, 0, 7], [9, 6, 7, 0]],
    }


def plan() -> dict[str, Any]:
    """A plan in which p3 is first served a unit late, and p2's caregivers wait for each other."""
    routes = {
        "c1": [("p3", "wash", 21, 29), ("p1", "wash", 35, 49)],
        "c2": [("p3", "lift", 9, 16), ("p2", "lift", 23, 29)],
        "c3": [("p2", "wash", 23, 28)],
    }
    names = ("patient_id", "service_id", "arrival_time", "departure_time")
    return {
        "routes": [
            {"caregiver_id": who, "locations": [dict(zip(names, v, strict=True)) for v in visits]}
            for who, visits in routes.items()
        ]
    }


def test_every_required_service_is_a_ticket_and_two_are_linked() -> None:
    problem = hhcrsp.read(instance())
    assert [(t.id, t.name, t.place, dict(t.skills), t.service_s) for t in problem.tickets] == [
        (1, "p1", 1, {"wash": 1}, 14_000),
        (2, "p2", 2, {"wash": 1}, 5_000),
        (3, "p2", 2, {"lift": 1}, 6_000),
        (4, "p3", 3, {"lift": 1}, 7_000),
        (5, "p3", 3, {"wash": 1}, 8_000),
    ]
    crew = {"since": Since.START, "engineers": Engineers.APART, "together": True}
    assert problem.links == (
        Link(first=2, second=3, min_gap_s=0, max_gap_s=0, **crew),
        Link(first=4, second=5, min_gap_s=12_000, max_gap_s=90_000, **crew),
    )
    assert problem.tickets[4].allowed_shifts == {1, 2}


def test_the_window_opens_hard_and_closes_softly() -> None:
    problem = hhcrsp.read(instance())
    second = problem.tickets[1]
    assert second.windows[0][0] == 500
    assert second.response_due == 20_000
    assert second.windows[0][1] == problem.shifts[0].end > 20_000


def test_a_plan_costs_what_the_literature_says() -> None:
    found = score(instance(), plan())
    assert found.wrong == ()
    assert found.distance == pytest.approx((9 + 6 + 5.001) + (9 + 7 + 4) + 4 + 4)
    assert (found.worst_tardiness, found.total_tardiness) == (13, 1 + 13 + 5 + 3 + 3)


def test_our_objective_is_that_cost() -> None:
    problem = hhcrsp.read(instance())
    solution = hhcrsp_solution.read(problem, plan())
    verdict = check(problem, solution)
    assert verdict.feasible
    terms = verdict.objective.terms
    found = score(instance(), plan())
    assert terms[Term.TRAVEL] * 3 == pytest.approx(found.distance)
    assert terms[Term.LATE] * 3 == pytest.approx(found.total_tardiness)
    assert terms[Term.WORST_LATE] * 3 == pytest.approx(found.worst_tardiness)
    assert terms[Term.UNSERVED] == 0


def test_a_plan_is_read_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "instance.json"
    path.write_text(json.dumps(instance()))
    assert family_of(path) is Family.HHCRSP
    problem = load_problem(path, Family.HHCRSP)
    solution = hhcrsp_solution.read(problem, plan())
    save_solution(tmp_path / "plan.json", Family.HHCRSP, problem, solution)
    assert load_solution(tmp_path / "plan.json", Family.HHCRSP, problem) == solution
    written = json.loads((tmp_path / "plan.json").read_text())
    assert written["routes"] == plan()["routes"]
    assert written["global_ordering"] == ["p3", "p2", "p1"]


def test_the_command_line_knows_the_file_by_its_look(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "instance.json").write_text(json.dumps(instance()))
    (tmp_path / "plan.json").write_text(json.dumps(plan()))
    assert main(["check", str(tmp_path / "instance.json"), str(tmp_path / "plan.json")]) == 0
    cost = score(instance(), plan()).cost
    assert f"Objective: {cost:.1f}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "family"),
    [
        (json.dumps(instance()), Family.HHCRSP),
        (json.dumps(document()), Family.VROOM),
        (TEXT, Family.VRPLIB),
        ("{}", Family.OWN),
    ],
)
def test_each_family_is_known_by_its_look(text: str, family: Family, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(text)
    assert family_of(tmp_path / "file") is family


def test_a_file_of_another_family_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text(json.dumps(instance()))
    with pytest.raises(DomainError) as refusal:
        load_problem(tmp_path / "file", Family.OWN)
    assert (refusal.value.code, refusal.value.params["found"]) == ("format.family", "hhcrsp")


@pytest.mark.parametrize(
    ("path", "change", "code"),
    [
        (("colour",), 1, "format.field"),
        (("patients",), None, "format.missing"),
        (("departing_points",), [{"id": "d"}], "format.unsupported"),
        (("central_offices",), [{"id": "a"}, {"id": "b"}], "format.unsupported"),
        (("central_offices",), [], "format.missing"),
        (("distances",), [[0]], "format.value"),
        (("distances", 1, 2), -1, "format.value"),
        (("distances", 1, 2), 1e30, "format.value"),
        (("patients", 0, "time_window"), [9, 3], "format.value"),
        (("patients", 0, "id"), "p2", "format.duplicate"),
        (("patients", 0, "required_caregivers"), [], "format.value"),
        (("patients", 0, "required_caregivers", 0, "service"), "lift", "format.missing"),
        (("patients", 1, "synchronization"), None, "format.missing"),
        (("patients", 1, "synchronization", "type"), "sometimes", "format.value"),
        (("patients", 2, "synchronization", "distance"), [1], "format.value"),
        (("caregivers", 1, "id"), "c1", "format.duplicate"),
        (("caregivers", 1, "working_shift"), [0, 9], "format.unsupported"),
        (("caregivers", 1, "abilities"), [3], "format.value"),
    ],
)
def test_what_cannot_be_read_is_named(path: tuple[Any, ...], change: object, code: str) -> None:
    document = instance()
    entry: Any = document
    for step in path[:-1]:
        entry = entry[step]
    entry[path[-1]] = change
    with pytest.raises(DomainError) as refusal:
        hhcrsp.read(document)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("caregiver_id", "nobody", "format.value"),
        ("patient_id", "p9", "format.ticket_unknown"),
        ("service_id", "sing", "format.ticket_unknown"),
        ("arrival_time", "soon", "format.value"),
        ("departure_time", None, "format.missing"),
    ],
)
def test_a_plan_for_somebody_else_is_refused(name: str, value: object, code: str) -> None:
    document = plan()
    route = document["routes"][0]
    (route if name in route else route["locations"][0])[name] = value
    with pytest.raises(DomainError) as refusal:
        hhcrsp_solution.read(hhcrsp.read(instance()), document)
    assert refusal.value.code == code


def test_the_score_sees_what_is_wrong() -> None:
    wrong = plan()
    carers = {route["caregiver_id"]: route["locations"] for route in wrong["routes"]}
    carers["c1"][0]["arrival_time"] = 20
    carers["c1"][1]["arrival_time"] = 9
    carers["c2"].pop()
    found = " / ".join(score(instance(), wrong).wrong)
    for word in ("cannot be at p1", "p1 before the window", "p2 gets ['wash']", "not 12 to 90"):
        assert word in found


@pytest.mark.skipif(not SETS.is_dir(), reason="the public sets are not beside this checkout")
@pytest.mark.parametrize("path", sorted(SETS.glob("Instanz*_[0-9]*.json")), ids=lambda p: p.stem)
def test_the_public_instances_are_read_exactly(path: Path) -> None:
    problem = load_problem(path, family_of(path))
    document = json.loads(path.read_text())
    assert len(problem.shifts) == len(document["caregivers"])
    assert len(problem.links) == sum("synchronization" in p for p in document["patients"])
    (travel,) = problem.travel.values()
    assert isinstance(travel, Matrices)
    assert (travel.durations / 1000 == np.array(document["distances"])).all()
