"""Compiles the kernel ahead of its first use: ``python -m dispatch_console.planning.warm``.

Takes about a minute the first time and a second or two afterwards: what was compiled is kept.
"""

import sys

import numpy as np

from dispatch_console.planning.column_generation import columns_bound
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.messages import Solve
from dispatch_console.planning.problem import (
    Aim,
    EngineerSpec,
    Link,
    Matrices,
    Problem,
    ShiftSpec,
    TicketSpec,
)
from dispatch_console.planning.search import Search

WAY_S = 60


def example(*, linked: bool, aim: Aim = Aim.FIELD) -> Problem:
    """Two tickets and a shift, with or without a ticket that waits for the other."""
    way = np.array([[0, WAY_S], [WAY_S, 0]])
    return Problem(
        travel={"car": Matrices(way, way)},
        tickets=tuple(TicketSpec(id=n, place=n, service_s=60, unserved_cost=9999) for n in (0, 1)),
        shifts=(ShiftSpec(id=1, engineer=1, start_place=0, end_place=0, start=0, end=3600),),
        engineers=(EngineerSpec(id=1),),
        links=(Link(first=0, second=1),) if linked else (),
        aim=aim,
    )


def ready(*, linked: bool = False) -> None:
    """Load what a search for such problems calls, so that loading costs no search time."""
    problem = example(linked=linked)
    command = Solve(problem=problem, seconds=600, cores=1, iterations=50)
    with Search(command, Evaluator(problem), lambda *_: None, lambda: False) as search:
        search.run()


def main() -> int:
    """Solve one small problem of each kind that is compiled apart."""
    for linked in (False, True):
        ready(linked=linked)
    columns_bound(Evaluator(example(linked=False, aim=Aim.DISTANCE)), {}, 600)
    return 0


if __name__ == "__main__":
    sys.exit(main())
