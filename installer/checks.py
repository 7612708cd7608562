"""Every check and test, in the order in which a failure is cheapest to find.

Run by `installer/run.py test`. With arguments, only pytest runs, and gets them. The whole run tries
the same examples in every property each time; a run of pytest tries others.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

PYTEST = [sys.executable, "-m", "pytest"]

CHECKS = (
    ("format", [sys.executable, "-m", "ruff", "format", "--check", "--quiet", "."]),
    ("lint", [sys.executable, "-m", "ruff", "check", "--quiet", "."]),
    (
        "import contracts",
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
    ),
    ("types", [sys.executable, "-m", "basedpyright", "--level", "error"]),
    ("planner compiled", [sys.executable, "-m", "dispatch_console.planning.warm"]),
    ("tests", [*PYTEST, "-n", "auto", "--hypothesis-profile", "same"]),
)


def main(arguments: list[str]) -> int:
    """Run all checks, or pytest alone with `arguments`; returns the first failing exit code."""
    chosen = [("tests", [*PYTEST, *arguments])] if arguments else CHECKS
    for name, command in chosen:
        print(f"== {name}", flush=True)
        code = subprocess.call(command, cwd=ROOT, env=os.environ | {"PYTHONUTF8": "1"})
        if code:
            print(f"{name} failed", flush=True)
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
