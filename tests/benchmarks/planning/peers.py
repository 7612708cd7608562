"""Other solvers on the same instance, each in processes of its own, judged by our score.

They get matrices and plain numbers: building their model counts, reading the file and starting
Python do not. VROOM works on all cores itself; PyVRP is single-threaded, so it runs once a core
with a seed each, and the best plan counts.
"""

import json
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dispatch_console.planning.problem import Problem, ShiftSpec, TicketSpec
from dispatch_console.planning.travel import resolve
from tests.benchmarks.planning.outcome import Outcome
from tests.benchmarks.planning.score import score

HERE = Path(__file__).parent
GRACE_S = 600.0
"""How much longer than told a peer may take before it is stopped."""

FOREVER = 1 << 31


@dataclass(frozen=True, slots=True)
class Peer:
    """A solver from a package; `threaded` if it uses several cores by itself."""

    name: str
    package: str
    script: str
    threaded: bool


PEERS = {
    "vroom": Peer("vroom", "pyvroom", "peer_vroom.py", threaded=True),
    "pyvrp": Peer("pyvrp", "pyvrp", "peer_pyvrp.py", threaded=False),
}


class Bench:
    """Runs peers under the interpreter `python`, which has their packages."""

    def __init__(self, python: str) -> None:
        self._python = python

    def version(self, peer: Peer) -> str | None:
        """The version of the peer, None if it cannot be used."""
        code = f"import importlib.metadata as m; print(m.version({peer.package!r}))"
        found = subprocess.run([self._python, "-c", code], capture_output=True, text=True)
        return found.stdout.strip() if found.returncode == 0 else None

    def solve(self, peer: Peer, problem: Problem, seconds: float, cores: int, seed: int) -> Outcome:
        """The peer's best plan; raises ValueError for a problem that peers cannot express."""
        runs = 1 if peer.threaded else cores
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "instance.npz"
            encode(problem, path)
            started = [
                self._start(peer, path, seconds, cores, seed * runs + run) for run in range(runs)
            ]
            found = [_outcome(peer, process, seconds) for process in started]
        return min(found, key=lambda outcome: _rank(problem, outcome))

    def _start(
        self, peer: Peer, path: Path, seconds: float, cores: int, seed: int
    ) -> "subprocess.Popen[str]":
        script = str(HERE / peer.script)
        command = [self._python, script, str(path), str(seconds), str(cores), str(seed)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True)


def encode(problem: Problem, path: Path) -> None:
    """The instance in numbers: `durations` (n, n) int64 and a JSON text `instance`.

    Places are renumbered, a place of its own for each ticket, then those of the shifts. Skill
    levels and clearances become plain skills, as peers know no levels.
    """
    if problem.links or any(shift.breaks or shift.overtime_s for shift in problem.shifts):
        raise ValueError("peers know no links, breaks or overtime")
    if any(ticket.setup_s or len(ticket.windows) > 1 for ticket in problem.tickets):
        raise ValueError("peers are given neither set-up times nor several windows")
    bases = sorted({place for shift in problem.shifts for place in _bases(shift)})
    order = [*(ticket.place for ticket in problem.tickets), *bases]
    (durations,) = resolve(problem).durations.values()
    codes = _Codes(problem)
    tickets = [
        _ticket(ticket, number, codes, problem) for number, ticket in enumerate(problem.tickets)
    ]
    shifts = [
        _shift(shift, [len(tickets) + bases.index(place) for place in _bases(shift)], codes)
        for shift in problem.shifts
    ]
    instance = json.dumps({"tickets": tickets, "shifts": shifts})
    np.savez(path, durations=durations[np.ix_(order, order)], instance=np.array(instance))


class _Codes:
    """Numbers for each level of each skill, and for each closed region."""

    def __init__(self, problem: Problem) -> None:
        self._closed = problem.exclusive_regions
        self._engineers = {engineer.id: engineer for engineer in problem.engineers}
        names = {
            (skill, level) for ticket in problem.tickets for skill, level in ticket.skills.items()
        }
        self._skills = {name: number for number, name in enumerate(sorted(names))}

    def needed(self, ticket: TicketSpec) -> list[int]:
        """What an engineer must have to serve the ticket."""
        found = [self._skills[name] for name in ticket.skills.items()]
        if ticket.region is not None and ticket.region in self._closed:
            found.append(len(self._skills) + ticket.region)
        return found

    def held(self, shift: ShiftSpec) -> list[int]:
        """What the engineer of the shift has."""
        engineer = self._engineers[shift.engineer]
        levels = [
            number
            for (skill, level), number in self._skills.items()
            if engineer.skills.get(skill, 0) >= level
        ]
        cleared = [len(self._skills) + region for region in self._closed & {*engineer.regions}]
        return sorted([*levels, *cleared])


def _ticket(ticket: TicketSpec, place: int, codes: _Codes, problem: Problem) -> dict[str, Any]:
    end = max((shift.end for shift in problem.shifts), default=FOREVER)
    return {
        "id": ticket.id,
        "place": place,
        "service": ticket.service_s,
        "windows": list(ticket.windows) or [(0, end)],
        "demand": list(ticket.demand),
        "skills": codes.needed(ticket),
        "priority": ticket.priority,
        "unserved_cost": ticket.unserved_cost,
    }


def _shift(shift: ShiftSpec, places: Iterable[int], codes: _Codes) -> dict[str, Any]:
    start, end = places
    return {
        "id": shift.id,
        "start_place": start,
        "end_place": end,
        "start": shift.start,
        "end": shift.end,
        "capacity": list(shift.capacity),
        "skills": codes.held(shift),
    }


def _bases(shift: ShiftSpec) -> tuple[int, int]:
    if shift.start_place is None or shift.end_place is None:
        raise ValueError("peers are given only routes with both ends fixed")
    return shift.start_place, shift.end_place


def _outcome(peer: Peer, process: "subprocess.Popen[str]", seconds: float) -> Outcome:
    try:
        out, err = process.communicate(timeout=seconds + GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return Outcome(peer.name, wrong="did not end")
    if process.returncode != 0:
        return Outcome(peer.name, wrong=err.strip()[-300:] or f"exit {process.returncode}")
    answer: Mapping[str, Any] = json.loads(out.strip().splitlines()[-1])
    routes = {int(shift): tuple(tickets) for shift, tickets in answer["routes"].items()}
    return Outcome(peer.name, routes=routes, wall_s=answer["wall_s"])


def _rank(problem: Problem, outcome: Outcome) -> tuple[bool, int, float]:
    found = score(problem, outcome.routes)
    unserved = len(problem.tickets) - found.served
    broken = bool(outcome.wrong or found.wrong)
    return broken, 0 if found.unserved_cost else unserved, found.plain
