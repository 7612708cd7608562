"""The search: a first plan quickly, then better ones until the time is up.

The kernel walks; OR-Tools decides what the kernel cannot see: the master picks one route for each
shift from all routes found, under the rules that tie engineers together, and a small problem is
also given to OR-Tools whole. The evaluator has the last word on every plan that is told.
"""

import itertools
import random
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.drive import Drive, typical_leg
from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.kernel.engine import Stretch
from dispatch_console.planning.master import choose
from dispatch_console.planning.messages import Solve, Trace
from dispatch_console.planning.partition import extract, neighbourhood
from dispatch_console.planning.pool import Pool
from dispatch_console.planning.solution import Objective, Solution
from dispatch_console.planning.submodel import Effort, improve

HOT = 8.0
"""First temperature, in what a typical leg costs."""

COLD = 0.0025
"""Last temperature, as a share of the first."""

ROUND_S = (0.1, 1.0)
"""Shortest and longest round of walking."""

ROUNDS = 40
"""How many rounds a solve has, as far as that gives rounds of such length."""

FIRST_STEPS = 300
"""Steps of the first round, from which the speed is known."""

MASTER_AT = (0.5, 0.75, 0.95)
"""When the master is asked, as shares of the time."""

MASTER_SHARE = 0.03
"""Share of the time that it gets each time."""

MASTER_EFFORT = 0.5
"""CP-SAT's deterministic time for each second."""

WHOLE_TICKETS, WHOLE_SHIFTS = 50, 30
"""Up to this size OR-Tools is also given all of it."""

WHOLE_SHARE = 0.15
"""Share of the time that it gets then."""

SUBMODELS = True
"""Whether OR-Tools also looks at a neighbourhood of a large problem after each master."""

SUBMODEL_CHECKS = 150
"""Checks of OR-Tools for one neighbourhood: a fraction of a second."""

CHECKS_A_STEP = 0.2
"""Checks of OR-Tools that count as one step where the effort is counted."""

STEPS_A_SECOND = 5_000
"""How many steps count as a second where the effort is counted."""

PATIENCE = 10.0
"""How much longer than meant the master may take before its answer is not waited for."""

TELL_EVERY_S = 0.5

TELL_SHARE = 0.05
"""Share of the time that judging and telling plans may take."""

CLOSING = 3.0
"""How much longer than telling a plan it takes to judge the last one."""

Round = tuple[Stretch, float]
"""A stretch to walk, and the effort that the master gets after it."""


class Search:
    """One solve. `improved` is told better plans and the share of time used.

    Afterwards `solution` is the plan with its times, `trace` says what was done, `baseline` what
    the first plan came to. Leaving the context ends the threads.
    """

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
        self._told_at = self._begun
        self._tell_s = 0.0
        self._plan: dict[int, tuple[int, ...]] = {}
        self._drive: Drive | None = None
        self._rounds: list[tuple[int, float, float]] = []
        self._masters: list[float] = []
        self._aside = 0.0
        self.baseline: Objective | None = None
        self.solution: Solution | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._drive is not None:
            self._drive.close()

    @property
    def trace(self) -> Trace:
        """What was done so far."""
        return Trace(
            seed=self._command.seed,
            parts=self._command.cores,
            rounds=tuple(self._rounds),
            masters=tuple(self._masters),
        )

    def run(self) -> Plan:
        """The best plan found; at once the first one if there is nothing to improve.

        Raises `plan.refused` where no plan keeps every rule: a change budget that what people were
        told has already overrun.
        """
        evaluator, command = self._evaluator, self._command
        if not evaluator.problem.tickets or not evaluator.problem.shifts:
            self._tell({})
            self._require_told({})
            return self._plan
        cores = command.cores if command.trace is None else command.trace.parts
        drive = self._drive = Drive(evaluator, cores, self._cancelled)
        drive.begin(command.start)
        self._tell(drive.best)
        self.baseline = (self.solution or evaluator.solution({})).objective
        if not self._over():
            self._walk(drive)
        self._require_told(drive.best)
        return self._plan

    def _require_told(self, best: Plan) -> None:
        """Some plan was sound; if none was, the best one tells which rule it breaks."""
        if self.solution is None:
            first = self._evaluator.violations(best)[0]
            raise DomainError("plan.refused", rule=first.rule.value, **first.params)

    def _over(self) -> bool:
        timed_out = self._command.trace is None and self._used() >= 1.0
        return self._cancelled() or timed_out

    def _used(self) -> float:
        limit = self._command.seconds - CLOSING * self._tell_s
        return (time.monotonic() - self._begun) / max(1e-3, limit)

    def _walk(self, drive: Drive) -> None:
        """Rounds of walking, the master in between; then the whole of a small problem."""
        pool = Pool(self._evaluator)
        pool.keep(drive.best)
        leg = typical_leg(self._evaluator, drive.best)
        rounds = self._recorded() or self._counted(leg) or self._timed(leg)
        for number, (stretch, effort) in enumerate(rounds):
            if not drive.walk(stretch, self._seed(number)):
                break
            self._rounds.append((stretch.steps, stretch.hot, stretch.cold))
            pool.keep(drive.best)
            for plan in drive.current:
                pool.keep(plan)
            self._masters.append(effort)
            if effort:
                self._ask_master(drive, pool, effort)
                self._ask_library(drive, number)
            if time.monotonic() - self._told_at >= max(TELL_EVERY_S, self._tell_s / TELL_SHARE):
                self._tell(drive.best)
            if self._cancelled():
                break
        self._tell(drive.best)
        if self._is_small() and not self._cancelled():
            self._whole()

    def _seed(self, number: int) -> int:
        return self._command.seed * 1_000_003 + number * 64

    def _recorded(self) -> Iterator[Round] | None:
        """The rounds of the trace to be run again."""
        trace = self._command.trace
        if trace is None:
            return None
        rounds = (Stretch(*each) for each in trace.rounds)
        return zip(rounds, itertools.chain(trace.masters, itertools.repeat(0.0)), strict=False)

    def _counted(self, leg: float) -> Iterator[Round] | None:
        """Rounds of equal length for the steps allowed."""
        steps = self._command.iterations
        if steps is None:
            return None
        count = max(1, min(ROUNDS, steps // FIRST_STEPS))
        effort = MASTER_EFFORT * MASTER_SHARE * steps / STEPS_A_SECOND
        ask = {round(count * share) for share in MASTER_AT}
        return (
            (self._stretch(leg, steps // count, number / count, (number + 1) / count), effort)
            if number in ask
            else (self._stretch(leg, steps // count, number / count, (number + 1) / count), 0.0)
            for number in range(count)
            if not self._over()
        )

    def _timed(self, leg: float) -> Iterator[Round]:
        """Rounds by the clock, each as long as the speed of the last lets expect."""
        share = 1.0 - (WHOLE_SHARE if self._is_small() else 0.0)
        wanted = min(ROUND_S[1], max(ROUND_S[0], self._command.seconds / ROUNDS))
        asked, steps = 0, FIRST_STEPS
        while (done := self._used() / share) < 1.0:
            begun = time.monotonic()
            length = min(wanted, (1.0 - done) * share * self._command.seconds)
            effort = 0.0
            if asked < len(MASTER_AT) and done >= MASTER_AT[asked]:
                asked, effort = asked + 1, MASTER_EFFORT * MASTER_SHARE * self._command.seconds
            until = min(1.0, done + length / (share * self._command.seconds))
            yield self._stretch(leg, steps, done, until), effort
            took = max(1e-3, time.monotonic() - begun - self._aside)
            self._aside = 0.0
            steps = max(10, int(steps * min(4.0, length / took)))

    def _stretch(self, leg: float, steps: int, begin: float, end: float) -> Stretch:
        low, high = self._command.cooling

        def temperature(done: float) -> float:
            return HOT * leg * COLD ** (low + (high - low) * done)

        return Stretch(steps, temperature(begin), temperature(end))

    def _ask_master(self, drive: Drive, pool: Pool, effort: float) -> None:
        """Let CP-SAT choose among all routes found; the walk goes on from its choice."""
        begun = time.monotonic()
        found = choose(
            self._evaluator,
            pool,
            drive.best,
            seconds=PATIENCE * max(1.0, effort / MASTER_EFFORT),
            deterministic=effort,
            seed=self._command.seed,
            cancelled=self._cancelled,
        )
        if found is not None:
            drive.adopt(found)
        self._aside += time.monotonic() - begun

    def _ask_library(self, drive: Drive, number: int) -> None:
        """Let the routing library look at a neighbourhood; the walk goes on from what it finds."""
        if not SUBMODELS or self._is_tied():
            return
        begun = time.monotonic()
        rng = random.Random(self._seed(number))
        plan = drive.best
        shifts, tickets = neighbourhood(self._evaluator, plan, rng, WHOLE_TICKETS, WHOLE_SHIFTS)
        part = Evaluator(extract(self._evaluator.problem, plan, shifts, tickets))
        rows = {shift: plan.get(shift, ()) for shift in shifts}
        found = improve(part, rows, Effort(PATIENCE, SUBMODEL_CHECKS), self._cancelled)
        if found is not None:
            drive.offer({**plan, **found})
        self._aside += time.monotonic() - begun

    def _is_tied(self) -> bool:
        """Whether rules tie engineers together that the routing model does not know."""
        problem = self._evaluator.problem
        counted = problem.max_changes is not None or problem.max_disturbed is not None
        return bool(problem.links or problem.depots) or counted

    def _is_small(self) -> bool:
        problem = self._evaluator.problem
        fits = len(problem.tickets) <= WHOLE_TICKETS and len(problem.shifts) <= WHOLE_SHIFTS
        return fits and not self._is_tied()

    def _whole(self) -> None:
        """OR-Tools' routing library on all of a small problem; kept if the evaluator agrees."""
        checks = None
        done = sum(steps for steps, _, _ in self._rounds)
        if self._command.iterations is not None or self._command.trace is not None:
            checks = int(done * CHECKS_A_STEP)
        left = PATIENCE * 10 if checks else self._command.seconds * (1.0 - self._used())
        found = improve(self._evaluator, self._plan, Effort(left, checks), self._cancelled)
        if found is not None:
            self._tell({**self._plan, **found})

    def _tell(self, plan: Plan) -> None:
        """Keep and tell the plan if the evaluator finds it sound and better."""
        begun = time.monotonic()
        solution = self._evaluator.solution(plan)
        told = float("inf") if self.solution is None else self.solution.objective.total
        better = solution.objective.total < told - 1e-6
        if better and not self._evaluator.broken(solution.routes):
            self.solution, self._plan = solution, dict(plan)
            if not self._cancelled():  # The last word follows at once.
                self._improved(solution, min(1.0, self._used()))
        self._told_at = time.monotonic()
        self._tell_s = max(self._tell_s, self._told_at - begun)
