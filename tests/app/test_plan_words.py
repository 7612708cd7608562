"""Figures and violations as sentences, in the units of the problem's own file."""

import dataclasses
from datetime import UTC, datetime

from dispatch_console.app.plan_words import (
    objective_terms,
    plan_figures,
    summary,
    travel_source,
    violation_sentence,
)
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.formats import vroom, vrp
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Rule, Violation
from tests.planning.formats.test_vroom import document, served
from tests.planning.formats.test_vrp import TEXT
from tests.planning.instances import field_service

LATE = Violation(Rule.WINDOW, 1, 1, {"start_at": 7200, "latest_at": 3600})


def test_times_are_the_files_own_numbers_unless_it_says_when_they_begin() -> None:
    problem = field_service(3, 1, 1, 1)
    plain = dataclasses.replace(problem, origin=Problem().origin)
    assert "would start at 7,200, outside" in violation_sentence(plain, LATE)
    dated = dataclasses.replace(problem, origin=datetime(2026, 3, 2, tzinfo=UTC))
    assert "would start at 2026-03-02 02:00 UTC" in violation_sentence(dated, LATE)


def test_tenths_are_shown_as_the_file_has_them() -> None:
    problem = vrp.read(TEXT)
    assert "would start at 720, outside" in violation_sentence(problem, LATE)


def test_numbers_nobody_knows_are_said_as_numbers() -> None:
    problem = vroom.read(document())
    assert "number 99" in violation_sentence(problem, Violation(Rule.UNKNOWN, 99, 98, {"id": 99}))


def test_each_aim_has_its_own_figures() -> None:
    problem, solution = served([11, 12], document())
    assert summary(problem, solution) == (
        "Tickets served 2 / 2, Routes 1, Travel 8 min, Priority 10, Cost 450"
    )
    assert objective_terms(problem, solution.objective) == []
    tenths = vrp.read(TEXT)
    plan = Evaluator(tenths).solution({1: (1,), 2: (2,)})
    assert ("Distance", "12.8") in plan_figures(tenths, plan, plan.objective)
    field = field_service(3, 1, 1, 1)
    nothing = Evaluator(field).solution({})
    assert objective_terms(field, nothing.objective)[0][0] == "Unserved"


def test_reckoned_travel_is_said_and_given_travel_is_not() -> None:
    reckoned = {"jobs": [{"id": 1, "location": [1, 1]}], "vehicles": [{"id": 1, "start": [1, 1]}]}
    assert "as the crow flies × 1.35 at 28 km/h" in (travel_source(vroom.read(reckoned)) or "")
    assert travel_source(vroom.read(document())) is None
    assert travel_source(Problem()) is None
