"""Our solver as the product runs it: `SolverHost` and its child process, memory watched."""

import threading
from collections.abc import Mapping

import psutil

from dispatch_console.planning.host import SolverHost
from dispatch_console.planning.messages import Event, Failed, Finished, Improved, Solve
from dispatch_console.planning.problem import Problem
from tests.benchmarks.planning.outcome import Outcome

NAME = "ours"
LOOK_S = 0.05
MB = 1 << 20


def solve(
    problem: Problem,
    seconds: float,
    cores: int,
    seed: int,
    start: Mapping[int, tuple[int, ...]] | None = None,
) -> Outcome:
    """The product's plan within `seconds` on `cores`; a plan to `start` from is optional."""
    command = Solve(problem=problem, seconds=seconds, cores=cores, seed=seed, start=start or {})
    first: list[float] = []
    ended: list[Finished | Failed] = []

    def hear(event: Event) -> None:
        if isinstance(event, Improved) and not first:
            first.append(event.elapsed_s)
        elif isinstance(event, Finished | Failed):
            ended.append(event)

    running = SolverHost().solve(command, hear)
    with _Memory(running.process_id) as memory:
        running.wait()
    last = ended[-1] if ended else Failed("solver.died", {})
    if isinstance(last, Failed):
        wrong = f"{last.code} {last.params} {last.detail.strip()[-300:]}"
        return Outcome(NAME, wrong=wrong, peak_mb=memory.peak_mb)
    return Outcome(
        NAME,
        routes={route.shift: route.tickets for route in last.solution.routes},
        wall_s=last.elapsed_s,
        first_s=first[0] if first else last.elapsed_s,
        peak_mb=memory.peak_mb,
        solution=last.solution,
    )


def warm_up() -> None:
    """Let compiled code be there before anything is timed: as after installation."""
    from tests.benchmarks.planning.field import FieldSet

    solve(FieldSet(130, 8).problem(0), 1.0, 2, 0)


class _Memory:
    """The most that a process and its children ever held in memory together."""

    def __init__(self, process_id: int) -> None:
        self._process_id = process_id
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.peak_mb = 0.0

    def __enter__(self) -> "_Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(LOOK_S):
            try:
                process = psutil.Process(self._process_id)
                family = [process, *process.children(recursive=True)]
                held = sum(member.memory_info().rss for member in family)
            except psutil.Error:
                continue
            self.peak_mb = max(self.peak_mb, held / MB)
