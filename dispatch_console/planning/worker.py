"""The solver process: ``python -m dispatch_console.planning.worker``.

Reads commands and writes events, a line of JSON each. The protocol has the real standard output to
itself: whatever else prints, C++ included, goes to the error stream. It may solve several times;
it ends when its input closes, which is also how it dies with whoever started it.
"""

import json
import os
import queue
import sys
import threading
import time
import traceback
from typing import BinaryIO

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.checker import check
from dispatch_console.planning.codec import command_from_json, event_to_json
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.messages import (
    Cancel,
    Event,
    Failed,
    Finished,
    Improved,
    Solve,
    Started,
)
from dispatch_console.planning.search import Search
from dispatch_console.planning.solution import Solution

NICE = 10
"""It wants every core for as long as it may; the window that somebody sits at goes first."""

_AGREED = 1e-6
"""Relative difference of objectives up to which evaluator and checker agree."""


class Worker:
    """Solves what it is told, one problem at a time."""

    def __init__(self, commands: BinaryIO, events: BinaryIO) -> None:
        self._commands = commands
        self._events = events
        self._waiting: queue.Queue[Solve | Failed] = queue.Queue()
        self._cancel = threading.Event()

    def run(self) -> None:
        """Serve until the input closes; does not return."""
        threading.Thread(target=self._listen, name="commands", daemon=True).start()
        while True:
            command = self._waiting.get()
            if isinstance(command, Failed):
                self._say(command)
            else:
                self._say(self._outcome(command))

    def _listen(self) -> None:
        for line in self._commands:
            try:
                command = command_from_json(json.loads(line))
            except DomainError as error:
                self._waiting.put(Failed(error.code, dict(error.params)))
            except ValueError as error:
                self._waiting.put(Failed("problem.json", {}, str(error)))
            else:
                if isinstance(command, Cancel):
                    self._cancel.set()
                else:
                    self._cancel.clear()
                    self._waiting.put(command)
        # Nobody is left to hear an answer, and the main thread may be deep in the solver.
        os._exit(0)

    def _outcome(self, command: Solve) -> Finished | Failed:
        try:
            return self._solve(command)
        except DomainError as error:
            return Failed(error.code, dict(error.params))
        except MemoryError:
            return Failed("solver.memory", {}, traceback.format_exc())
        except Exception:
            return Failed("solver.failed", {}, traceback.format_exc())

    def _solve(self, command: Solve) -> Finished | Failed:
        begun = time.monotonic()
        evaluator = Evaluator(command.problem)
        self._say(Started(len(command.problem.tickets), len(command.problem.shifts)))

        def improved(solution: Solution, progress: float) -> None:
            self._say(Improved(solution, time.monotonic() - begun, progress))

        with Search(command, evaluator, improved, self._cancel.is_set) as search:
            search.run()
        solution = search.solution
        assert solution is not None, "a search that ends has a plan"
        verdict = check(command.problem, solution)
        difference = abs(verdict.objective.total - solution.objective.total)
        if not verdict.feasible:
            first = verdict.violations[0]
            return Failed("plan.refused", {"rule": first.rule.value, **first.params})
        if difference > _AGREED * max(1.0, abs(solution.objective.total)):
            return Failed("plan.refused", {"rule": "objective"}, str(verdict.objective))
        elapsed = time.monotonic() - begun
        cancelled = self._cancel.is_set()
        return Finished(solution, elapsed, cancelled, search.trace, search.baseline)

    def _say(self, event: Event) -> None:
        try:
            self._events.write(json.dumps(event_to_json(event)).encode() + b"\n")
            self._events.flush()
        except OSError:
            os._exit(0)


def main() -> None:
    """Keep the protocol's stream apart from everything else that prints, then serve."""
    if sys.platform != "win32":  # where whoever starts it says so
        os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))
    events = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    Worker(sys.stdin.buffer, events).run()


if __name__ == "__main__":
    main()
