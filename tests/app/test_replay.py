"""`replay` finds the certified plan again, or says why not."""

import json
from pathlib import Path

import pytest

from dispatch_console.app.certifying import bound_line
from dispatch_console.app.cli import FAILED, main
from dispatch_console.app.commands import replay
from dispatch_console.planning.certificate import Claim, make, to_document
from dispatch_console.planning.codec import problem_to_json
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.messages import Bound, Finished, Proof, Solve, Trace
from dispatch_console.support.i18n import set_language, tr
from tests.planning.town import town


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(problem_to_json(town())), encoding="utf-8")
    return path


def certificate(folder: Path, trace: Trace | None) -> Path:
    finished = Finished(Evaluator(town()).solution({7: (1, 2)}), 1.0, False, trace)
    path = folder / "certificate.json"
    made = make(Solve(problem=town()), finished)
    path.write_text(json.dumps(to_document(made)), encoding="utf-8")
    return path


def test_solving_writes_a_certificate(
    problem: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, proof = tmp_path / "plan", tmp_path / "proof"
    arguments = ["solve", str(problem), "--seconds", "0.3", "--cores", "1", "--out", str(out)]
    assert main([*arguments, "--certificate", str(proof)]) == 0
    assert f"Certificate written to {proof}" in capsys.readouterr().out
    assert json.loads(proof.read_text(encoding="utf-8"))["objective"]["terms"]


@pytest.mark.parametrize(("order", "code"), [((1, 2), 0), ((2, 1), 1)])
def test_the_plan_found_is_compared(
    order: tuple[int, ...],
    code: int,
    problem: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def solve(command: Solve) -> Finished:
        assert command.trace == Trace(seed=9)
        return Finished(Evaluator(command.problem).solution({7: order}), 1.0, False)

    monkeypatch.setattr(replay, "solve_in_child", solve)
    path = certificate(tmp_path, Trace(seed=9))
    assert main(["replay", str(path), str(problem)]) == code
    told = capsys.readouterr().out
    assert ("The same plan" if code == 0 else "Another plan") in told


def test_another_problem_and_a_search_not_recorded_are_refused(
    problem: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", str(certificate(tmp_path, None)), str(problem)]) == FAILED
    assert "does not record the search" in capsys.readouterr().err
    other = tmp_path / "other.json"
    other.write_text(json.dumps(problem_to_json(town(max_changes=1))), encoding="utf-8")
    assert main(["replay", str(certificate(tmp_path, None)), str(other)]) == FAILED
    assert "not the problem" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "[]", '{"product": 1}', "\udcff"])
def test_a_file_that_is_no_certificate_is_refused(
    content: str, problem: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "certificate.json"
    path.write_bytes(content.encode("utf-8", errors="surrogateescape"))
    assert main(["replay", str(path), str(problem)]) == FAILED
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_claim_and_proof_has_its_words(language: str) -> None:
    set_language(language)
    try:
        for key in (*(f"claim.{claim.value}" for claim in Claim), "proof.columns"):
            assert tr(key) != key
        assert "12.5" in bound_line(town(), Bound(Proof.ASSIGNMENT, 100.0, 0.125))
    finally:
        set_language("en")
