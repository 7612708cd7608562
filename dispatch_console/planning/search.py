"""The search: a first plan quickly, then better ones until the time is up.

Ruin and recreate does the walking; OR-Tools gets the whole of a small problem, and neighbourhoods
of a large one, and whatever it offers is kept only if the evaluator finds it better. On several
cores the problem is cut anew each round, and workers like this one improve the parts.
"""

import itertools
import random
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from dispatch_console.planning.construct import construct, insert
from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.messages import Solve
from dispatch_console.planning.partition import extract, neighbourhood, split
from dispatch_console.planning.recreate import Chain
from dispatch_console.planning.solution import Solution
from dispatch_console.planning.submodel import Effort, improve
from dispatch_console.planning.team import PartPlan, Team

HOT = 2.5
"""First temperature of the annealing, in travel costs of a typical leg."""

COLD = 0.005
"""Last temperature, as a share of the first."""

ROUND_S = 5.0
"""About how long the parts are worked on before they are put together and cut anew."""

MARGIN_S = 0.2
"""What handing over and putting together a round of parts takes."""

MAX_ROUNDS = 20

PART_TICKETS = 60
"""Fewer tickets than this for each core are not worth cutting."""

POLISH, POLISH_SMALL = 0.1, 0.3
"""Share of the effort that OR-Tools gets, and of that on a problem small enough for one model."""

WHOLE_TICKETS, WHOLE_SHIFTS = 50, 30
"""Up to this size OR-Tools is given all of it; and this much of a larger problem."""

POLISH_S = 0.6
"""How long OR-Tools may look at one neighbourhood."""

CHECKS_A_STEP = 10
"""Checks of OR-Tools that count as one step where the effort is counted."""

TELL_EVERY_S = 0.5


class Search:
    """One solve. `improved` is told better plans and the share of time used.

    Leaving the context ends the workers that helped.
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
        self._random = random.Random(command.seed)
        self._begun = time.monotonic()
        self._told_at = self._begun
        self._told_cost = float("inf")
        self._plan: dict[int, tuple[int, ...]] = {}
        self._team = Team()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._team.dismiss()

    def run(self) -> Plan:
        """The best plan found; at once the first one if there is nothing to improve."""
        parts = min(self._command.cores, len(self._evaluator.problem.tickets) // PART_TICKETS)
        if parts > 1:
            self._team.call(parts)
        self._plan = construct(self._evaluator, self._command.start, self._over)
        self._tell(self._plan)
        if parts > 1:
            self._rounds(parts)
        elif not self._over():
            chain = Chain(self._evaluator, self._plan, self._command.seed)
            if not chain.idle:
                self._alone(chain, self._command.cooling)
        return self._plan

    def _over(self) -> bool:
        return self._cancelled() or self._used() >= 1.0

    def _used(self) -> float:
        return (time.monotonic() - self._begun) / max(1e-3, self._command.seconds)

    def _tell(self, plan: Plan) -> None:
        solution = self._evaluator.solution(plan)
        if solution.objective.total < self._told_cost:
            self._told_cost = solution.objective.total
            self._told_at = time.monotonic()
            self._improved(solution, min(1.0, self._used()))

    def _tell_sometimes(self, plan: Plan) -> None:
        if time.monotonic() - self._told_at >= TELL_EVERY_S:
            self._tell(plan)

    def _offer(self, plan: Plan) -> bool:
        """Keep `plan` if it is sound and better than what we have."""
        costs = self._evaluator.trials.cost
        if any(costs(shift, row) is None for shift, row in plan.items()):
            return False
        now = self._evaluator.solution(self._plan).objective.total
        if self._evaluator.solution(plan).objective.total >= now - 1e-6:
            return False
        self._plan = dict(plan)
        self._tell_sometimes(plan)
        return True

    def _alone(self, chain: Chain, cooling: tuple[float, float]) -> None:
        """Anneal, then polish, within the command's whole time."""
        share = POLISH_SMALL if self._is_small() else POLISH
        self._anneal(chain, cooling, self._used(), 1.0 - share * (1.0 - self._used()), 1.0 - share)
        self._offer(chain.best)
        self._polish(chain, share)
        self._tell(self._plan)

    def _is_small(self) -> bool:
        problem = self._evaluator.problem
        return len(problem.tickets) <= WHOLE_TICKETS and len(problem.shifts) <= WHOLE_SHIFTS

    def _anneal(
        self,
        chain: Chain,
        cooling: tuple[float, float],
        begin: float,
        end: float,
        share: float,
    ) -> None:
        """Steps of the chain from `begin` to `end` of the time, or `share` of the steps allowed."""
        steps = self._command.iterations
        limit = None if steps is None else int(steps * share)
        hot = HOT * max(1.0, chain.typical_leg)
        for step in itertools.count():
            used = self._used()
            if used >= end or self._cancelled() or (limit is not None and step >= limit):
                return
            if limit is None:
                done = (used - begin) / max(1e-9, end - begin)
            else:
                done = step / limit
            place = cooling[0] + (cooling[1] - cooling[0]) * done
            if chain.step(hot * COLD**place):
                self._tell_sometimes(chain.best)

    def _polish(self, chain: Chain, share: float) -> None:
        """OR-Tools on the whole of a small problem, else on one neighbourhood after another."""
        checks = None
        if self._command.iterations is not None:
            checks = int(self._command.iterations * share * CHECKS_A_STEP)
        if self._is_small():
            left = self._command.seconds * (1.0 - self._used())
            found = improve(self._evaluator, self._plan, Effort(left, checks), self._cancelled)
            if found is not None:
                self._offer({**self._plan, **found})
            return
        count = 4 if checks is not None else None
        for number in itertools.count():
            if self._over() or number == count:
                return
            self._polish_one(chain, None if checks is None else checks // 4)

    def _polish_one(self, chain: Chain, checks: int | None) -> None:
        near = chain.neighbours_of_any(self._random)
        shifts, tickets = neighbourhood(
            self._evaluator, self._plan, near, WHOLE_TICKETS, WHOLE_SHIFTS // 2
        )
        part = Evaluator(extract(self._evaluator.problem, self._plan, shifts, tickets))
        plan = {shift: self._plan.get(shift, ()) for shift in shifts}
        left = self._command.seconds * (1.0 - self._used())
        seconds = min(POLISH_S, left) if checks is None else left
        found = improve(part, plan, Effort(seconds, checks), self._cancelled)
        if found is not None:
            self._offer({**self._plan, **found})

    def _rounds(self, parts: int) -> None:
        """Cut, improve the parts side by side, put together; again until the time is up."""
        rounds = round(self._command.seconds / ROUND_S)
        if self._command.iterations is not None:
            rounds = 3
        rounds = min(MAX_ROUNDS, max(1, rounds))
        for number in range(rounds):
            if self._over():
                break
            left = self._command.seconds * (1.0 - self._used())
            seconds = max(MARGIN_S, left / (rounds - number) - MARGIN_S)
            self._round(parts, number, rounds, seconds)
            self._fill()
            self._tell(self._plan)

    def _round(self, parts: int, number: int, rounds: int, seconds: float) -> None:
        low, high = self._command.cooling
        step = (high - low) / rounds
        cooling = (low + step * number, low + step * (number + 1))
        steps = self._command.iterations
        commands = [
            Solve(
                problem=extract(self._evaluator.problem, self._plan, shifts, tickets),
                seconds=seconds,
                seed=self._random.getrandbits(31),
                cores=1,
                iterations=None if steps is None else steps // rounds // parts,
                start={shift: self._plan.get(shift, ()) for shift in sorted(shifts)},
                cooling=cooling,
            )
            for shifts, tickets in split(self._evaluator, self._plan, parts, self._random)
        ]
        found = self._team.solve(commands, self._cancelled, self._watch)
        self._offer(self._joined(found))

    def _watch(self, found: list[PartPlan]) -> None:
        if found and time.monotonic() - self._told_at >= TELL_EVERY_S:
            self._tell(self._joined(found))

    def _joined(self, found: list[PartPlan]) -> dict[int, tuple[int, ...]]:
        """The plan with what became of the parts."""
        plan = dict(self._plan)
        for part in found:
            plan.update(dict.fromkeys(part.start, ()))
            plan.update(part.plan)
        return plan

    def _fill(self) -> None:
        """Tickets that found no room in their part may find it elsewhere."""
        served = {ticket for row in self._plan.values() for ticket in row}
        missing = [t.id for t in self._evaluator.problem.tickets if t.id not in served]
        filled = dict(self._plan)
        insert(self._evaluator, filled, missing, self._over)
        self._offer(filled)
