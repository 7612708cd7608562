"""`simulate`, `replan`, `curve` and `rebalance` on files: figures told, plans written and sound."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dispatch_console.app.cli import FAILED, main
from dispatch_console.planning.codec import problem_to_json, solution_to_json
from dispatch_console.planning.construct import construct
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Solution
from dispatch_console.planning.told import bind, hold
from tests.planning.instances import field_service

Files = tuple[str, str, Problem, Solution]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A problem and a plan of it, as files and as they are."""
    folder = tmp_path_factory.mktemp("plan")
    problem = field_service(24, 6, 1, 2, 5)
    evaluator = Evaluator(problem)
    solution = evaluator.solution(construct(evaluator))
    one, other = folder / "problem.json", folder / "plan.json"
    one.write_text(json.dumps(problem_to_json(problem)), encoding="utf-8")
    other.write_text(json.dumps(solution_to_json(solution)), encoding="utf-8")
    return str(one), str(other), problem, solution


def test_simulate_tells_the_risks_and_writes_all_of_them(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem, plan, _, solution = files
    out = tmp_path / "risks.json"
    assert main(["simulate", problem, plan, "--runs", "500", "--json", str(out)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("500 runs: ")
    assert "Main cause" in told
    found = json.loads(out.read_text(encoding="utf-8"))
    served = sum(len(route.tickets) for route in solution.routes)
    assert len(found["tickets"]) == served
    assert {"late", "response", "causes"} <= found["tickets"][0].keys()


@pytest.mark.parametrize(
    "what",
    [
        ["--sick", "1", "--from", "36000"],
        ["--sick", "1", "--from", "1970-01-01T10:00+00:00", "--until", "1970-01-03T10:00+00:00"],
        ["--late", "2", "--by", "3600"],
    ],
)
def test_replan_writes_a_plan_that_is_sound_for_the_day_as_it_now_is(
    what: list[str], files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem, plan, _, _ = files
    out, day = str(tmp_path / "plan"), str(tmp_path / "problem")
    assert main(["replan", problem, plan, *what, "--out", out, "--problem-out", day]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Changes: ")
    assert main(["check", day, out]) == 0


def test_replan_refuses_who_is_not_there_and_what_has_a_place(
    files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    problem, plan, _, solution = files
    assert main(["replan", problem, plan, "--sick", "99"]) == FAILED
    assert "Engineer 99" in capsys.readouterr().err
    served = str(solution.routes[0].tickets[0])
    assert main(["replan", problem, plan, "--urgent", served]) == FAILED
    assert "has a place" in capsys.readouterr().err


@pytest.mark.parametrize(
    "what", [[], ["--sick", "1", "--from", "noon"], ["--late", "1", "--by", "0"]]
)
def test_replan_says_what_is_wrong_with_its_arguments(
    what: list[str], files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replan", files[0], files[1], *what]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_curve_writes_a_plan_for_each_budget(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem, plan, _, _ = files
    budgets = ["--budgets", "0,2,all", "--seconds", "0.6", "--out", str(tmp_path)]
    assert main(["curve", problem, plan, *budgets]) == 0
    assert "any" in capsys.readouterr().out
    written = {path.name for path in tmp_path.iterdir()}
    assert written == {"plan-0.json", "plan-2.json", "plan-all.json"}
    assert main(["check", problem, str(tmp_path / "plan-2.json")]) == 0


def test_curve_keeps_to_a_cap_on_engineers_and_says_how_many_it_moves(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem, plan, made, solution = files
    asked = ["--budgets", "0,all", "--engineers", "1", "--seconds", "0.6", "--out", str(tmp_path)]
    assert main(["curve", problem, plan, *asked]) == 0
    assert "Engineers whose day changes" in capsys.readouterr().out
    capped = tmp_path / "capped.json"
    bound = replace(bind(made, solution), max_disturbed=1)
    capped.write_text(json.dumps(problem_to_json(bound)), encoding="utf-8")
    assert main(["check", str(capped), str(tmp_path / "plan-all.json")]) == 0


@pytest.mark.parametrize("wrong", ["-1", "two", "1.5"])
def test_a_cap_that_is_no_number_of_engineers_is_refused(
    files: Files, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["curve", files[0], files[1], "--engineers", wrong]) != 0
    assert "--engineers: must be a whole number from 0" in capsys.readouterr().err


def test_solve_keeps_to_the_cap_that_the_problem_names(files: Files, tmp_path: Path) -> None:
    _, _, made, solution = files
    bound = hold(bind(made, solution), None, 0)
    capped, out = tmp_path / "capped.json", tmp_path / "solved.json"
    text = json.dumps(problem_to_json(replace(bound, max_disturbed=2)))
    capped.write_text(text, encoding="utf-8")
    assert main(["solve", str(capped), "--seconds", "1", "-o", str(out)]) == 0
    assert main(["check", str(capped), str(out)]) == 0


def test_rebalance_tells_the_moves_and_writes_the_plan(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem, plan, _, _ = files
    out = str(tmp_path / "plan")
    assert main(["rebalance", problem, plan, "--cost-limit", "50000", "--out", out]) == 0
    assert "unevenness" in capsys.readouterr().out
    assert main(["check", problem, out]) == 0


def test_a_plan_of_another_problem_is_refused(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps(problem_to_json(field_service(3, 1, 1, 1))), encoding="utf-8")
    assert main(["simulate", str(other), files[1]]) == FAILED
    assert "is not a plan for this problem" in capsys.readouterr().err
