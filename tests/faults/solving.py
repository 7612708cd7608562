"""A plan of the real solver, in its child process, which may be killed at what it says."""

import os
import signal
import threading
from collections.abc import Callable

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.plan import Proposal
from dispatch_console.planning.host import Running, SolverHost
from dispatch_console.planning.messages import Event, Failed, Finished, Solve
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.planning import current_plan, planning_scope, propose
from tests.factories import DAY
from tests.services.company import END

SEED = 7
BORN = "Born"
"""Before the child has said anything."""


def solved(ctx: Context, seconds: float, heard: Callable[[str, int], None]) -> Proposal:
    """The proposal; `heard` is told each event's name and the child's process id.

    Raises what the solver failed with.
    """
    board, now = load(ctx), ctx.clock()
    scope = planning_scope(board, now=now, start=DAY, end=END)
    ended: list[Finished | Failed] = []
    begun = threading.Event()
    running: list[Running] = []

    def hear(event: Event) -> None:
        begun.wait()
        heard(type(event).__name__, running[0].process_id)
        if isinstance(event, Finished | Failed):
            ended.append(event)

    told = current_plan(scope.problem)
    solve = Solve(problem=scope.problem, seconds=seconds, seed=SEED, start=told)
    running.append(SolverHost().solve(solve, hear))
    heard(BORN, running[0].process_id)
    begun.set()
    running[0].wait()
    last = ended[-1]
    if isinstance(last, Failed):
        raise DomainError(last.code, **last.params)
    return propose(board, scope.problem, last.solution, now=now, scope=scope)


def killing(at: str) -> Callable[[str, int], None]:
    """Kill -9 the child when it says `at` (or is born)."""

    def heard(event: str, pid: int) -> None:
        if event == at:
            os.kill(pid, signal.SIGKILL)

    return heard
