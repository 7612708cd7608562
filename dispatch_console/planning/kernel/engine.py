"""The kernel from outside: plans in and out, first plan, walks on one or several threads."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from dispatch_console.planning.kernel import layout as c
from dispatch_console.planning.kernel.crews import TRIED
from dispatch_console.planning.kernel.layout import NEVER, NOWHERE, Kernel
from dispatch_console.planning.kernel.share import enrol, join, lay
from dispatch_console.planning.kernel.tables import tabulate
from dispatch_console.planning.kernel.walk import fill, objective, walk
from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.objective import Pricing

Plan = Mapping[int, tuple[int, ...]]

Rows = tuple[np.ndarray, np.ndarray]
"""A plan by position: (m, L) int64 tickets in order, (m,) int64 how many."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many steps while cooling from `hot` to `cold` (objective units)."""

    steps: int
    hot: float
    cold: float


class Engine:
    """One problem made ready for searching; walkers share its tables. Setting `cancel[0]` stops
    them all soon."""

    def __init__(self, lookup: Lookup, pricing: Pricing) -> None:
        problem = lookup.problem
        self.tables = tabulate(lookup, pricing)
        self.tickets = [spec.id for spec in problem.tickets]
        self.shifts = [spec.id for spec in problem.shifts]
        self._ticket_at = {ticket: number for number, ticket in enumerate(self.tickets)}
        self._shift_at = {shift: number for number, shift in enumerate(self.shifts)}
        hours = 3600 * problem.time_scale
        self.past_load = np.array([e.past_load_s / hours for e in problem.engineers])
        self.budget = float("inf") if problem.max_changes is None else float(problem.max_changes)
        self.longest = _longest(self.tables.ticket, self.tables.shift)
        self.linked = 1 if problem.links else None
        self.cancel = np.zeros(1, dtype=np.int64)

    def rows(self, plan: Plan) -> Rows:
        """The plan by position."""
        row = np.zeros((len(self.shifts), self.longest), dtype=np.int64)
        length = np.zeros(len(self.shifts), dtype=np.int64)
        for shift, tickets in plan.items():
            number = self._shift_at[shift]
            length[number] = len(tickets)
            row[number, : len(tickets)] = [self._ticket_at[ticket] for ticket in tickets]
        return row, length

    def plan(self, rows: Rows) -> dict[int, tuple[int, ...]]:
        """The plan by id, shifts that serve nothing left out."""
        row, length = rows
        return {
            self.shifts[shift]: tuple(self.tickets[t] for t in row[shift, : length[shift]])
            for shift in np.flatnonzero(length)
        }


class Walker:
    """One plan under search, cut into at most `parts` pieces that are walked side by side."""

    def __init__(self, engine: Engine, parts: int = 1) -> None:
        self.engine = engine
        shared = _shared(engine)
        self._parts = [Kernel(**shared, **_own(engine), cancel=engine.cancel) for _ in range(parts)]
        self._threads = ThreadPoolExecutor(parts, thread_name_prefix="walk")

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown()

    def adopt(self, rows: Rows) -> float:
        """Go on from this plan; its objective, infinite if it breaks a rule."""
        kernel = self._parts[0]
        if not lay(kernel, *rows, self.engine.past_load, self.engine.linked):
            return float("inf")
        self._enrol_whole()
        return float(objective(kernel))

    def fill(self, order: Sequence[int]) -> float:
        """Put in the tickets (by position) that are unserved and pay their way; the objective.

        None where that would overrun the change budget: others are late by them.
        """
        before = self.now()
        self._enrol_whole()
        if not self._filled(order, self.engine.budget):
            return self.adopt(before)
        return float(objective(self._parts[0]))

    def _filled(self, order: Sequence[int], budget: float) -> bool:
        """Put in what pays its way; whether no more than the budget is changed by it."""
        kernel = self._parts[0]
        before = float(kernel.sums[c.CHANGE_SUM])
        fill(kernel, np.array(order, dtype=np.int64), self.engine.linked)
        return float(kernel.sums[c.CHANGE_SUM]) <= max(budget, before)

    @property
    def kernel(self) -> Kernel:
        """The arrays, as the first part sees them."""
        return self._parts[0]

    def now(self) -> Rows:
        """The plan as it is."""
        kernel = self._parts[0]
        return kernel.rows[c.NOW].copy(), kernel.shift[:, c.LENGTH].copy()

    def walk(
        self, stretch: Stretch, seed: int, cuts: Sequence[np.ndarray] = ()
    ) -> tuple[float, Rows]:
        """Walk on; objective and rows of the best plan seen on the way.

        `cuts` are (m,) bool masks of shifts, one a part, no two with shifts of one engineer; none:
        the whole is one part.
        """
        cuts = cuts or [np.ones(len(self.engine.shifts), dtype=np.bool_)]
        parts = self._parts[: len(cuts)]
        owner = self._owners(cuts)
        begun = []
        for number, (cut, part) in enumerate(zip(cuts, parts, strict=True)):
            enrol(part, number, cut, owner == number, _chance(seed, number))
            begun.append(float(objective(part)))
        budgets = self._budgets(parts)
        steps = max(1, stretch.steps // len(cuts))
        linked = self.engine.linked

        def run(number: int) -> float:
            budget, before = budgets[number], begun[number]
            part = parts[number]
            return float(walk(part, steps, stretch.hot, stretch.cold, budget, before, linked))

        best = [run(0)] if len(cuts) == 1 else list(self._threads.map(run, range(len(cuts))))
        row, length = self.now()
        for part in parts:
            join(part, row, length)
        if linked:
            # A mate's former place may still hold times back: laid anew, the sums are the rows'.
            rows = self.engine.rows(self.engine.plan((row, length)))
            return self.adopt(rows), rows
        return sum(best), (row, length)

    def walk_within(
        self, opened: np.ndarray, rows: Rows, stretch: Stretch, seed: int
    ) -> tuple[float, Rows]:
        """From the plan `rows` on, fill and walk the `opened` shifts, (m,) bool; the others keep
        their tickets. The objective of the whole and its rows; infinite if `rows` break a rule.
        """
        if self.adopt(rows) == float("inf"):
            return float("inf"), rows
        kernel = self._parts[0]
        able = np.any(np.isfinite(kernel.pair[:, opened]), axis=1)
        waiting = np.flatnonzero(able & (kernel.ticket[:, c.WHERE] < 0))
        worth = kernel.worth[waiting, c.UNSERVED]
        budget = self._open(opened, able, seed)
        if not self._filled(waiting[np.argsort(-worth, kind="stable")].tolist(), budget):
            self.adopt(rows)
            self._open(opened, able, seed)
        begun = float(objective(kernel))
        walk(kernel, stretch.steps, stretch.hot, stretch.cold, budget, begun, self.engine.linked)
        row, length = self.now()
        join(kernel, row, length)
        return self.adopt((row, length)), (row, length)

    def _open(self, opened: np.ndarray, able: np.ndarray, seed: int) -> float:
        """Enrol the tickets of the opened shifts and, of those unserved, the able; how many of them
        may change, after what is changed elsewhere."""
        kernel = self._parts[0]
        left = self.engine.budget - float(kernel.sums[c.CHANGE_SUM])
        where = kernel.ticket[:, c.WHERE]
        kernel.ticket[:, c.TICKET_PART] = NOWHERE
        kernel.shift[:, c.SHIFT_PART] = NOWHERE
        inside = np.where(where >= 0, opened[where], able)
        enrol(kernel, 0, opened, inside, _chance(seed, 0))
        return left + float(kernel.sums[c.CHANGE_SUM])

    def _enrol_whole(self) -> None:
        shifts = np.ones(len(self.engine.shifts), dtype=np.bool_)
        tickets = np.ones(len(self.engine.tickets), dtype=np.bool_)
        enrol(self._parts[0], 0, shifts, tickets, _chance(0, 0))

    def _owners(self, cuts: Sequence[np.ndarray]) -> np.ndarray:
        """(n,) which part each ticket is in: its shift's, or if unserved that of the nearest."""
        kernel = self._parts[0]
        where = kernel.ticket[:, c.WHERE]
        part_of = np.full(len(self.engine.shifts) + 1, -1, dtype=np.int64)
        for number, cut in enumerate(cuts):
            part_of[:-1][cut] = number
        if len(cuts) == 1:
            return np.zeros(len(where), dtype=np.int64)
        owner = part_of[where]
        near, homes = kernel.near[:, : -c.HOMES], kernel.near[:, -c.HOMES]
        for ticket in np.flatnonzero(where < 0):
            found = part_of[where[near[ticket]]]
            found = found[found >= 0]
            owner[ticket] = found[0] if len(found) else max(0, part_of[homes[ticket]])
        return owner

    def _budgets(self, parts: Sequence[Kernel]) -> list[float]:
        """How many changes each part may end up with: its own, and its share of what is left."""
        made = [float(part.sums[c.CHANGE_SUM]) for part in parts]
        left = self.engine.budget - sum(made)
        share = left // len(parts) if np.isfinite(left) else left
        return [own + share for own in made]


def _chance(seed: int, number: int) -> int:
    """Where a part's random numbers begin: never zero, and far apart for near seeds."""
    state = np.random.SeedSequence((seed, number)).generate_state(1, np.uint64)[0]
    return int(np.int64(state >> np.uint64(1)) | 1)


def _longest(ticket: np.ndarray, shift: np.ndarray) -> int:
    """The most tickets a route can hold, by time and by number, and room to spare."""
    if not len(ticket) or not len(shift):
        return 3
    span = int((shift[:, c.LIMIT] - shift[:, c.START]).max())
    by_time = int((np.cumsum(np.sort(ticket[:, c.SERVICE])) <= span).sum())
    by_number = max(0, int(min(NEVER, shift[:, c.CAPACITY].max())))
    return min(len(ticket), by_time, by_number) + 3


def _shared(engine: Engine) -> dict[str, np.ndarray]:
    """The arrays that all parts of a walker work on."""
    tables = engine.tables
    routes = (len(engine.shifts), engine.longest)
    return {
        **tables.fixed,
        "ticket": tables.ticket.copy(),
        "shift": tables.shift.copy(),
        "worth": tables.worth.copy(),
        "money": tables.money.copy(),
        "rows": np.zeros((3, *routes), np.int64),
        "times": np.zeros((2 * c.PLANES, *routes), np.int64),
        "load": engine.past_load.copy(),
    }


def _own(engine: Engine) -> dict[str, np.ndarray]:
    """The arrays that each part has for itself."""
    shift = engine.tables.shift
    n, m = len(engine.tickets), len(shift)
    rests = int((shift[:, c.BREAK_TO] - shift[:, c.BREAK_FROM]).max()) if m else 0
    return {
        "lists": np.zeros((14, n + m + len(engine.past_load) + engine.longest + 2), np.int64),
        "count": np.zeros(19, np.int64),
        "sums": np.zeros(8),
        "costs": np.zeros(TRIED),
        "options": np.zeros(n + m + 2),
        "history": np.zeros((2, engine.longest + 3, rests + 1), np.int64),
    }
