"""The search: a first plan quickly, then better ones until the time is up."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from dispatch_console.planning.construct import construct
from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.messages import Solve
from dispatch_console.planning.solution import Solution


class Search:
    """One solve. `improved` is told every better plan and the share of time used."""

    def __init__(
        self,
        command: Solve,
        evaluator: Evaluator,
        improved: Callable[[Solution, float], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self._command = command
        self._evaluator = evaluator
        self._improved = improved
        self._cancelled = cancelled
        self._begun = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def run(self) -> Plan:
        """The best plan found."""
        plan = construct(self._evaluator, self._command.start, self._cancelled)
        self._improved(self._evaluator.solution(plan), 0.0)
        return plan
