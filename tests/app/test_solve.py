"""`solve` and `check`: own, VROOM and VRPLIB files; what is written passes the check."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from dispatch_console.app.cli import FAILED, main
from dispatch_console.planning.codec import problem_to_json
from tests.planning.formats.test_vroom import document
from tests.planning.formats.test_vrp import TEXT
from tests.planning.instances import field_service

HOSTILE = "\x1b[31mred\x1b]0;t\x07\u202eabc\nnext"


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A small problem file of each family."""
    folder = tmp_path_factory.mktemp("problems")
    texts = {
        "own": json.dumps(problem_to_json(field_service(12, 3, 1, 3))),
        "vroom": json.dumps(document()),
        "vrplib": TEXT,
    }
    for family, text in texts.items():
        (folder / family).write_text(text, encoding="utf-8")
    return {family: folder / family for family in texts}


def solve(problem: Path, family: str, out: Path) -> int:
    arguments = ["solve", str(problem), "--format", family, "--out", str(out)]
    return main([*arguments, "--seconds", "0.3", "--cores", "1"])


def write(folder: Path, name: str, content: Any) -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize("family", ["own", "vroom", "vrplib"])
def test_what_is_solved_passes_the_check(
    family: str, problems: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "plan"
    assert solve(problems[family], family, out) == 0
    told = capsys.readouterr()
    assert f"Written to {out}" in told.out
    assert list(tmp_path.iterdir()) == [out]
    assert main(["check", str(problems[family]), str(out), "--format", family]) == 0
    assert capsys.readouterr().out.startswith("Feasible: no hard rule is broken.")


@pytest.mark.parametrize(
    ("family", "content"),
    [
        ("own", {}),
        ("own", {"places": [[31, 121]], "tickets": [{"id": 1, "place": 0, "service_s": 9}]}),
        ("vroom", {"jobs": [], "vehicles": [{"id": 1, "start": [121, 31]}]}),
        ("vroom", {"jobs": [{"id": 1, "location": [121, 31]}], "vehicles": []}),
    ],
)
def test_nothing_to_do_or_nobody_to_do_it_is_a_plan_too(
    family: str, content: dict[str, Any], tmp_path: Path
) -> None:
    problem, out = write(tmp_path, "problem", content), tmp_path / "plan"
    assert solve(problem, family, out) == 0
    assert main(["check", str(problem), str(out), "--format", family]) == 0


def test_a_check_says_every_violation_in_words_and_fails(
    problems: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = [{"type": "job", "id": 12, "arrival": 0}]
    claim = write(tmp_path, "plan", {"routes": [{"vehicle": 7, "steps": steps}]})
    assert main(["check", str(problems["vroom"]), str(claim), "--format", "vroom"]) == FAILED
    lines = capsys.readouterr().out.splitlines()
    assert "ticket 12 would start at 0, outside its windows; the last one ends at 900" in lines
    assert any(line.startswith("ticket 11 is in the plan 0 times") for line in lines)
    assert "Not feasible: 6 violations." in lines


def test_names_cannot_command_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    doc = document()
    doc["jobs"][0]["description"] = doc["vehicles"][0]["description"] = HOSTILE
    problem = write(tmp_path, "problem", doc)
    steps = [{"type": "job", "id": 11, "arrival": 0}]
    claim = write(tmp_path, "plan", {"routes": [{"vehicle": 7, "steps": steps}]})
    assert main(["check", str(problem), str(claim), "--format", "vroom"]) == FAILED
    told = capsys.readouterr().out
    assert "red" in told
    assert not {"\x1b", "\x07", "\u202e"} & set(told)
    assert not any(line.startswith("next") for line in told.splitlines())


@pytest.mark.parametrize(
    ("family", "content", "words"),
    [
        ("own", "{", "is not the JSON that was expected"),
        ("own", "[]", "is not the JSON that was expected"),
        ("own", "[" * 50_000, "is not the JSON that was expected"),
        ("own", '{"time_scale": NaN}', "is not the JSON that was expected: NaN"),
        ("own", '{"places": [[1e999, 1]]}', "places[0][0] should be number"),
        ("own", {"tickets": [{"id": 1, "place": 0}]}, "tickets[0].service_s is missing"),
        ("own", {"colour": 1}, "nobody knows the field colour"),
        ("own", {"jobs": [], "vehicles": []}, "looks like vroom. Try --format vroom."),
        ("own", TEXT, "looks like vrplib"),
        ("own", "\0\0", "is not a text file"),
        ("vroom", {"shifts": []}, "looks like own"),
        ("vroom", {"jobs": 3}, "jobs is 3"),
        ("vroom", {"jobs": [], "vehicles": [{"id": 1}]}, "vehicles[0].start"),
        ("vrplib", "{}", "not a VRPLIB file"),
        ("vrplib", TEXT.replace("3 1 1", "3 nan 1"), "NODE_COORD_SECTION"),
    ],
)
def test_a_flawed_problem_is_one_clear_line(
    family: str, content: Any, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = write(tmp_path, "problem", content)
    assert solve(problem, family, tmp_path / "plan") == FAILED
    told = capsys.readouterr()
    (line,) = told.err.splitlines()
    assert words in line
    assert told.out == ""
    assert not (tmp_path / "plan").exists()


def test_what_cannot_be_done_is_said_and_the_rest_is_planned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tickets = [
        {"id": 1, "place": 0, "service_s": 60, "unserved_cost": 9999},
        {"id": 2, "place": 1, "service_s": 60, "unserved_cost": 9999, "name": "T-2"},
    ]
    shift = {"id": 1, "engineer": 1, "start_place": 0, "end_place": 0, "start": 0, "end": 9000}
    content = {
        "places": [[31, 121], [95, 121]],
        "tickets": tickets,
        "shifts": [shift],
        "engineers": [{"id": 1}],
    }
    assert solve(write(tmp_path, "problem", content), "own", tmp_path / "plan") == 0
    told = capsys.readouterr()
    assert "cannot be reached: 1, such as T-2" in told.err
    assert "Tickets served 1 / 2" in told.out
    assert "Greedy first plan 9,999, this plan 9,999: 0.0 % less" in told.out


def test_the_same_number_twice_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job = {"id": 11, "location_index": 1}
    problem = write(tmp_path, "problem", document(jobs=[job, job]))
    assert solve(problem, "vroom", tmp_path / "plan") == FAILED
    assert "11 appears more than once" in capsys.readouterr().err


@pytest.mark.parametrize("out", ["nowhere/plan", "", "."])
def test_a_place_that_cannot_be_written_is_refused_before_solving(
    out: str,
    problems: dict[str, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    began = time.monotonic()
    assert main(["solve", str(problems["own"]), "--seconds", "60", "--out", out]) == FAILED
    assert time.monotonic() - began < 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_said(
    problems: dict[str, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPATCH_LANGUAGE", "zh_CN")
    assert solve(problems["vroom"], "vroom", Path("/dev/full")) == FAILED
    assert capsys.readouterr().err.splitlines() == [
        "无法写入 /dev/full：磁盘已满。请换一个位置或释放空间。"
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="no process groups to interrupt")
def test_ctrl_c_writes_the_best_plan_so_far(problems: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "plan"
    command = [sys.executable, "-m", "dispatch_console", "solve", str(problems["own"])]
    with subprocess.Popen(
        [*command, "--seconds", "60", "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        while not psutil.Process(process.pid).children():
            time.sleep(0.05)
        time.sleep(1)
        # As a terminal does it: to every process of the group, a solver that starts among them.
        os.killpg(process.pid, signal.SIGINT)
        told, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert told.startswith("Stopped early")
    assert main(["check", str(problems["own"]), str(out)]) == 0
