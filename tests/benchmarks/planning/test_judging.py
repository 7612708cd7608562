"""What judges the solvers must itself be right, and what peers are told must be the same day."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import EngineerSpec, Problem, ShiftSpec
from dispatch_console.planning.solution import Term
from dispatch_console.planning.travel import resolve
from tests.benchmarks.planning import report
from tests.benchmarks.planning.contest import compare, versus
from tests.benchmarks.planning.field import FieldSet, rich
from tests.benchmarks.planning.peers import encode
from tests.benchmarks.planning.score import score
from tests.benchmarks.planning.settings import Cell, Findings, Settings

DAY = FieldSet(24, 8).problem(7)


@given(
    st.lists(st.integers(1, 24), max_size=12, unique=True),
    st.lists(st.integers(1, 3), min_size=12, max_size=12),
)
@settings(max_examples=60, deadline=None)
def test_the_score_and_the_checker_agree_on_any_plan(tickets: list[int], who: list[int]) -> None:
    plan: dict[int, tuple[int, ...]] = {1: (), 2: (), 3: ()}
    for ticket, shift in zip(tickets, who, strict=False):
        plan[shift] = (*plan[shift], ticket)
    verdict = check(DAY, Evaluator(DAY).solution(plan))
    found = score(DAY, plan)
    assert bool(found.wrong) == (not verdict.feasible)
    assert found.travel == verdict.objective.terms[Term.TRAVEL]
    assert found.unserved_cost == verdict.objective.terms[Term.UNSERVED]


def test_a_ticket_served_twice_is_wrong() -> None:
    assert any("2 times" in said for said in score(DAY, {1: (1,), 2: (1,)}).wrong)


def test_a_seed_gives_the_same_day_and_another_seed_another() -> None:
    again, other = FieldSet(24, 8).problem(7), FieldSet(24, 8).problem(8)
    assert again == DAY
    assert other.tickets != DAY.tickets


def test_every_ticket_of_a_day_is_within_somebodys_skills() -> None:
    day = FieldSet(300, 8).problem(3)
    for ticket in day.tickets:
        assert any(_may(engineer, ticket.skills, ticket.region) for engineer in day.engineers)


def _may(engineer: EngineerSpec, skills: object, region: int | None) -> bool:
    assert isinstance(skills, dict)
    able = all(engineer.skills.get(skill, 0) >= level for skill, level in skills.items())
    return able and (region != 0 or 0 in engineer.regions)


def test_rich_terms_change_no_hard_rule() -> None:
    hard = ("windows", "skills", "region", "service_s", "place", "unserved_cost")
    for before, after in zip(DAY.tickets, rich(DAY, 1).tickets, strict=True):
        assert [getattr(before, name) for name in hard] == [getattr(after, name) for name in hard]


def test_peers_are_told_the_same_day(tmp_path: Path) -> None:
    encode(DAY, tmp_path / "day.npz")
    with np.load(tmp_path / "day.npz") as arrays:
        durations, day = arrays["durations"], json.loads(str(arrays["instance"]))
    given_durations = resolve(DAY).durations["car"]
    for shift, told in zip(DAY.shifts, day["shifts"], strict=True):
        for ticket, job in zip(DAY.tickets, day["tickets"], strict=True):
            leg = given_durations[shift.start_place, ticket.place]
            assert durations[told["start_place"], job["place"]] == leg
            able = set(told["skills"]) >= set(job["skills"])
            assert able == _may(DAY.engineers[shift.engineer - 1], ticket.skills, ticket.region)


def test_what_peers_cannot_express_is_not_given_to_them(tmp_path: Path) -> None:
    late = tuple(dataclasses.replace(shift, overtime_s=60) for shift in DAY.shifts)
    loose = tuple(dataclasses.replace(shift, end_place=None) for shift in DAY.shifts)
    for shifts in (late, loose):
        with pytest.raises(ValueError, match="peers"):
            encode(_with(shifts), tmp_path / "day.npz")


def _with(shifts: tuple[ShiftSpec, ...]) -> Problem:
    return dataclasses.replace(DAY, shifts=shifts)


def cell(solver: str, seed: int, objective: float, wrong: str = "") -> Cell:
    return Cell(
        set="field_24_p8",
        seed=seed,
        seconds=5.0,
        cores=1,
        solver=solver,
        tickets=24,
        served=24,
        objective=objective,
        travel=objective,
        priority=1,
        wall_s=5.0,
        first_s=None,
        peak_mb=None,
        wrong=wrong,
    )


CELLS = [
    cell("ours", 1, 50),
    cell("ours", 2, 80),
    cell("ours", 3, 1, "breaks a rule"),
    cell("vroom", 1, 100),
    cell("vroom", 2, 100),
    cell("vroom", 3, 100),
]


def test_only_sound_plans_of_the_same_instance_are_compared() -> None:
    assert compare(CELLS, "vroom", lambda each: each.objective) == (65, pytest.approx(0.65))
    assert compare(CELLS, "pyvrp", lambda each: each.objective) is None


def test_the_page_names_the_ratios_and_the_plans_that_do_not_count(tmp_path: Path) -> None:
    rows = versus("planning.field_24_p8", CELLS, ("vroom", "pyvrp"))
    assert [row["name"] for row in rows] == [
        "planning.field_24_p8_5s_vs_vroom",
        "planning.field_24_p8_vs_vroom",
    ]
    page = tmp_path / "page.md"
    report.write(page, Settings(), Findings(rows, CELLS), {"vroom": "1", "pyvrp": None})
    text = page.read_text(encoding="utf-8")
    assert "| `planning.field_24_p8_5s_vs_vroom` | 65 units | vroom | 0.650 |" in text
    assert "pyvrp (absent)" in text
    assert "seed 3, 5 s, ours: `breaks a rule`" in text
