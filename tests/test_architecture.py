"""The import contracts hold, and each has been seen to go red."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINT = "from importlinter.cli import lint_imports_command as command; command()"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contracts")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(
        ROOT / "dispatch_console",
        folder / "dispatch_console",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    return folder


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("domain/ids.py", "import dispatch_console.services", "layers"),
        ("planning/problem.py", "import dispatch_console.storage", "layers"),
        ("services/__init__.py", "import PySide6", "Qt and folium"),
        ("services/__init__.py", "import sqlalchemy", "SQLAlchemy"),
        ("ui/store.py", "import ortools", "OR-Tools"),
        ("services/__init__.py", "import fastapi", "FastAPI"),
        ("gateway/health.py", "import dispatch_console.ui", "layers"),
        ("ui/board/__init__.py", "import dispatch_console.ui.map", "do not know each other"),
    ],
)
def test_each_contract_goes_red_when_broken(
    copy: Path, module: str, line: str, contract: str
) -> None:
    path = copy / "dispatch_console" / module
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\n{line}\n", encoding="utf-8")
    try:
        outcome = lint(copy)
    finally:
        path.write_text(text, encoding="utf-8")
    assert outcome.returncode == 1
    broken = [row for row in outcome.stdout.splitlines() if "BROKEN" in row]
    assert any(contract in row for row in broken), outcome.stdout


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("dispatch_console.planning.host", "ortools"),
        ("dispatch_console.ui.shell", "folium"),
        ("dispatch_console.app.cli", "PySide6"),
        ("dispatch_console.app.cli", "ortools"),
    ],
)
def test_importing_a_module_does_not_bring_what_is_slow(module: str, absent: str) -> None:
    code = f"import sys, {module}; sys.exit({absent!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_no_module_grows_beyond_five_hundred_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in (ROOT / "dispatch_console").rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert not long
