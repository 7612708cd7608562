"""What is written is what is read; anything else is refused with its path."""

import json
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning import codec
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.messages import (
    Cancel,
    Failed,
    Finished,
    Improved,
    Solve,
    Started,
)
from dispatch_console.planning.problem import GreatCircle, Matrices, Problem
from dispatch_console.planning.solution import Objective, Solution, Term
from dispatch_console.planning.travel import passable
from dispatch_console.support.resources import resource
from tests.planning.instances import FEATURES, field_service, random_problem, wild
from tests.planning.town import METRES, town

HOLED = {"car": Matrices(np.array([[0, np.nan, 9], [-1, 0, 9], [9, 9, 0]]), METRES)}


def through_text(value: object) -> Any:
    return json.loads(json.dumps(value))


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_a_problem_survives_the_way_through_text(seed):
    problem = random_problem(seed, features=set(FEATURES) - {"holes"})
    assert codec.problem_from_json(through_text(codec.problem_to_json(problem))) == problem


def test_matrices_survive_the_way_through_text():
    found = codec.problem_from_json(through_text(codec.problem_to_json(town())))
    travel, given_travel = found.travel["car"], town().travel["car"]
    assert isinstance(travel, Matrices)
    assert isinstance(given_travel, Matrices)
    assert np.array_equal(travel.durations, given_travel.durations)
    assert travel.durations.dtype == np.int64


def test_holes_in_a_matrix_are_written_as_null_and_read_as_holes():
    written = through_text(codec.problem_to_json(town(travel=HOLED)))
    assert written["travel"]["car"]["durations"] == [[0, None, 9], [None, 0, 9], [9, 9, 0]]
    found = codec.problem_from_json(written).travel["car"]
    assert isinstance(found, Matrices)
    assert passable(found).tolist() == [[True, False, True], [False, True, True], [True] * 3]


def test_a_great_circle_all_at_default_stays_one():
    problem = Problem(travel={"van": GreatCircle()})
    assert codec.problem_from_json(codec.problem_to_json(problem)) == problem


def test_solutions_commands_and_events_survive_the_way_through_text():
    solution = Evaluator(town()).solution({7: (1, 2)})
    assert codec.solution_from_json(through_text(codec.solution_to_json(solution))) == solution
    for event in (
        Started(1, 2),
        Improved(solution, 1.5, 0.5),
        Finished(Solution((), (1,), Objective({Term.LOAD: 1.0})), 2.0, True),
        Failed("solver.died", {"exit_code": 9}),
    ):
        assert codec.event_from_json(through_text(codec.event_to_json(event))) == event
    for command in (Cancel(), Solve(problem=wild(3), start={1: (2, 3)}, iterations=5)):
        assert codec.command_from_json(through_text(codec.command_to_json(command))) == command


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ([], "$"),
        ({"colour": 1}, "colour"),
        ({"tickets": [{"place": 0, "service_s": 1}]}, "tickets[0].id"),
        ({"tickets": [{"id": 1, "place": 0, "service_s": "1"}]}, "tickets[0].service_s"),
        ({"tickets": [{"id": 1, "place": True, "service_s": 1}]}, "tickets[0].place"),
        (
            {"tickets": [{"id": 1, "place": 0, "service_s": 1, "windows": [[1]]}]},
            "tickets[0].windows[0]",
        ),
        ({"travel": {"car": {"durations": [[0, 1]], "distances": []}}}, "travel.car.durations[0]"),
        (
            {"travel": {"car": {"durations": [["near"]], "distances": [[0]]}}},
            "travel.car.durations[0][0]",
        ),
        ({"travel": {"car": {"speed": 3}}}, "travel.car"),
        ({"aim": "fun"}, "aim"),
        ({"weights": {"load": float("nan")}}, "weights.load"),
        ({"origin": "2026-01-01T00:00:00"}, "origin"),
        ({"time_scale": 1.5}, "time_scale"),
    ],
)
def test_a_wrong_field_is_refused_with_its_path(data, path):
    with pytest.raises(DomainError) as error:
        codec.problem_from_json(data)
    assert error.value.code in ("problem.field", "problem.unknown_field", "problem.missing_field")
    assert error.value.params["path"] == path


def test_the_published_schemas_fit_what_is_written():
    for name, kind, value in (
        ("problem", Problem, codec.problem_to_json(field_service(12, 3, 1))),
        ("problem", Problem, codec.problem_to_json(random_problem(2))),
        ("problem", Problem, codec.problem_to_json(town(travel=HOLED))),
        ("solution", Solution, codec.solution_to_json(Evaluator(town()).solution({7: (1, 2)}))),
    ):
        text = resource("schema", f"{name}.schema.json").read_text(encoding="utf-8")
        schema = json.loads(text)
        Draft202012Validator(schema).validate(through_text(value))
        described = schema["$defs"][kind.__name__]["properties"]
        assert set(described) == {field.name for field in fields(kind)}
