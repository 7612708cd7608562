"""One entry for all benchmarks."""

import argparse
import importlib
import json
import pkgutil
import subprocess
import sys
import tempfile
from pathlib import Path

import tests.benchmarks as package
from tests.benchmarks.planning import command
from tests.benchmarks.rows import Row, show

NOT_BENCHMARKS = {"__main__", "heartbeat", "rows", "planning"}

GROUPS = ("console", "database")
"""Names that stand for all benchmarks whose names begin with them."""


def modules() -> list[str]:
    return sorted(
        found.name
        for found in pkgutil.iter_modules(package.__path__)
        if found.name not in NOT_BENCHMARKS
    )


def measure(name: str) -> list[Row]:
    rows = importlib.import_module(f"tests.benchmarks.{name}").run()
    for row in rows:
        show(row)
    return rows


def apart(name: str) -> list[Row]:
    """Measured in a process of its own, so that none warms or burdens the next."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "rows.json"
        command = [sys.executable, "-m", "tests.benchmarks", name, "--json", str(found)]
        subprocess.run(command, check=True)
        return json.loads(found.read_text(encoding="utf-8"))


def _members(name: str) -> list[str]:
    """The benchmarks of a group; else the one of that name."""
    if name not in GROUPS:
        return [name]
    return [found for found in modules() if found.startswith(f"{name}_")]


def main() -> int:
    if sys.argv[1:2] == ["planning"]:
        return command.main(sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "names",
        nargs="*",
        help=f"which of: {', '.join((*GROUPS, *modules()))}; none: all; or planning --help",
    )
    parser.add_argument("--json", type=Path, help="write the rows there")
    chosen = parser.parse_args()
    names = [name for given in chosen.names for name in _members(given)] or modules()
    unknown = [name for name in names if name not in modules()]
    if unknown:
        print(f"No such benchmark: {', '.join(unknown)}. There are: {', '.join(modules())}")
        return 2
    rows = measure(names[0]) if len(names) == 1 else [r for name in names for r in apart(name)]
    if chosen.json:
        chosen.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
