"""Runs every scenario; exits with 1 if an invariant did not hold."""

import argparse
import json
import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.rows import show
from tests.faults import clocks, cuts, disks, kills, restores, server_clock
from tests.faults.hostile_run import hostile
from tests.faults.server import OwnServer, own_server
from tests.faults.soak import soak
from tests.faults.tally import Tally
from tests.faults.windows import windows

Scenario = Callable[[OwnServer, Tally], None]

MINUTES = 3.0


def scenarios(minutes: float) -> dict[str, Scenario]:
    """All scenarios by name, in the order in which they run."""
    return {
        "consoles-die": kills.consoles,
        "solvers-die": kills.solvers,
        "servers-die": kills.servers,
        "sessions-end": kills.terminated,
        "connections-reset": cuts.resets,
        "answers-lost": cuts.lost_answers,
        "cables-pulled": cuts.silences,
        "disk-full": disks.full,
        "restore-fills-disk": restores.full,
        "clocks-jump": clocks.jumps,
        "server-clock-jumps": server_clock.jumps,
        "windows-die": windows,
        "hostile-text": hostile,
        "soak": lambda server, tally: soak(server, tally, minutes),
    }


def main() -> int:
    """Run the scenarios asked for and report the counts."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    names = list(scenarios(MINUTES))
    parser.add_argument("names", nargs="*", help=f"which of: {', '.join(names)}; none: all")
    parser.add_argument("--json", type=Path, help="write the rows there")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="how long the soak takes")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(names):
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    # What the services log of each failure injected is as it should be, and much.
    logging.disable(logging.WARNING)
    tally = run(chosen.names or names, chosen.minutes)
    for row in tally.rows():
        show(row)
    if chosen.json:
        chosen.json.write_text(json.dumps(tally.rows(), indent=1), encoding="utf-8")
    return 1 if tally.breaches else 0


def run(names: list[str], minutes: float) -> Tally:
    """The scenarios, one after the other on one server."""
    tally = Tally()
    with own_server() as server:
        for name in names:
            begun = time.monotonic()
            scenarios(minutes)[name](server, tally)
            print(f"{name}: {time.monotonic() - begun:.0f} s", flush=True)
    return tally


if __name__ == "__main__":
    sys.exit(main())
