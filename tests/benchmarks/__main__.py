"""One entry for all benchmarks."""

import argparse
import importlib
import json
import pkgutil
import sys
from pathlib import Path

import tests.benchmarks as package
from tests.benchmarks.rows import Row

NOT_BENCHMARKS = {"__main__", "rows"}


def modules() -> list[str]:
    return sorted(
        found.name
        for found in pkgutil.iter_modules(package.__path__)
        if found.name not in NOT_BENCHMARKS
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"which of: {', '.join(modules())}; none: all")
    parser.add_argument("--json", type=Path, help="write the rows there")
    chosen = parser.parse_args()
    unknown = [name for name in chosen.names if name not in modules()]
    if unknown:
        print(f"No such benchmark: {', '.join(unknown)}. There are: {', '.join(modules())}")
        return 2
    rows: list[Row] = []
    for name in chosen.names or modules():
        for row in importlib.import_module(f"tests.benchmarks.{name}").run():
            rows.append(row)
            ratio = "" if row["ratio"] is None else f"  = {row['ratio']} × {row['compared_to']}"
            print(f"{row['name']:<36} {row['value']:>12,.4g} {row['unit']:<6}{ratio}", flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
