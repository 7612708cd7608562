"""Set-up from a checkout: what is missing is installed, or the one command for it is named."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run", ROOT / "installer" / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_user_is_told_the_one_command_for_missing_libraries(run, monkeypatch) -> None:
    monkeypatch.setattr(run.shutil, "which", lambda _: "/usr/bin/dpkg-query")
    monkeypatch.setattr(run, "is_installed", lambda name: name != "libnss3")
    monkeypatch.setattr(run.os, "geteuid", lambda: 1000, raising=False)
    told = run.ensure_system_libraries(testing=False)
    assert "sudo apt-get update && sudo apt-get install" in told
    assert told.endswith("libnss3")


def test_where_there_is_no_dpkg_nothing_is_asked_for(run, monkeypatch) -> None:
    monkeypatch.setattr(run.shutil, "which", lambda _: None)
    assert run.ensure_system_libraries(testing=True) == ""


def test_an_environment_that_cannot_be_made_is_one_clear_line(run, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(run, "ENVIRONMENT", tmp_path / "file" / "environment")
    (tmp_path / "file").write_text("in the way")
    told = run.ensure_environment(testing=False)
    assert "could not be set up" in told
    assert "Traceback" not in told


def test_an_environment_that_is_up_to_date_is_left_alone(run, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(run, "ENVIRONMENT", tmp_path)
    lock = ROOT / "installer" / "requirements.txt"
    digest = run.hashlib.sha256(lock.read_bytes()).hexdigest() + str(run.ROOT)
    (tmp_path / ".installed-requirements").write_text(digest)
    monkeypatch.setattr(run.subprocess, "run", None)
    assert run.ensure_environment(testing=False) == ""


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_every_locked_package_has_a_version_and_a_hash(name: str) -> None:
    text = (ROOT / "installer" / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert entries
    assert [e.split()[0] for e in entries if "==" not in e or "--hash=sha256:" not in e] == []
    assert "://" not in text


def test_the_locks_hold_what_the_project_asks_for() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    locked = (ROOT / "installer" / "requirements-test.txt").read_text(encoding="utf-8")
    names = {line.split("==")[0].split("[")[0] for line in locked.splitlines() if "==" in line}
    asked = {re.split(r"[\[<>=; ]", entry)[0].lower() for entry in wanted}
    assert asked - names == set()


def test_checks_stop_at_the_first_failure() -> None:
    code = (
        "import runpy, subprocess, sys\n"
        "calls = []\n"
        "subprocess.call = lambda command, **_: calls.append(command) or 3\n"
        "sys.argv = ['checks.py']\n"
        "try:\n    runpy.run_path('installer/checks.py', run_name='__main__')\n"
        "except SystemExit as end:\n    print(end.code, len(calls))\n"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert shown.splitlines()[-1] == "3 1"
