"""Which of many possible moves even out loads best with the fewest of them: a CP-SAT model."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

UNITS = 60
"""Load is reckoned in parts of an hour: minutes."""

EFFORT = 2.0
"""Deterministic time for one choice; about as many seconds."""


@dataclass(frozen=True, slots=True)
class Option:
    """Moves that go together: (ticket, from shift, to shift) each.

    They take `load` time units from `giver` to `taker` and cost `cost` by themselves.
    """

    giver: int
    taker: int
    load: int
    cost: float
    moves: tuple[tuple[int, int, int], ...]

    @property
    def tickets(self) -> tuple[int, ...]:
        """The tickets moved."""
        return tuple(ticket for ticket, _, _ in self.moves)

    def gain(self, loads: Mapping[int, int]) -> int:
        """By how much the sum of squared loads rises; less than zero is more even."""
        return 2 * self.load * (self.load + loads[self.taker] - loads[self.giver])


def choose(
    options: Sequence[Option],
    loads: Mapping[int, int],
    hour: int,
    cost_limit: float,
    least_gain: float,
    most: int | None,
) -> list[Option]:
    """The options with the least sum of squared load hours and `least_gain` of it for each move.

    They cost at most `cost_limit` together, move no ticket twice and at most `most` tickets.
    `hour` is in time units. Nothing if nothing pays.
    """
    if not options:
        return []
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in options]
    by_ticket: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    steps: dict[int, list[tuple[int, cp_model.IntVar]]] = defaultdict(list)
    for option, choice in zip(options, taken, strict=True):
        load = round(option.load * UNITS / hour)
        steps[option.giver].append((-load, choice))
        steps[option.taker].append((load, choice))
        for ticket in option.tickets:
            by_ticket[ticket].append(choice)
    for choices in by_ticket.values():
        model.add_at_most_one(choices)
    counted = [len(option.moves) * choice for option, choice in zip(options, taken, strict=True)]
    if most is not None:
        model.add(sum(counted) <= most)
    costs = [round(option.cost * 10) for option in options]
    model.add(cp_model.LinearExpr.weighted_sum(taken, costs) <= int(cost_limit * 10))
    squares = [
        _square(model, round(loads[engineer] * UNITS / hour), mine)
        for engineer, mine in steps.items()
    ]
    price = max(1, round(least_gain * UNITS * UNITS))
    # Of choices as good in both, the cheaper: costs come last, as a share of a square minute.
    model.minimize(1000 * (sum(squares) + price * sum(counted)) + _cheapness(taken, costs))
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = EFFORT
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return []
    return [o for o, choice in zip(options, taken, strict=True) if solver.boolean_value(choice)]


def _square(
    model: cp_model.CpModel, now: int, steps: list[tuple[int, cp_model.IntVar]]
) -> cp_model.IntVar:
    """The square of an engineer's load in minutes."""
    least = now + sum(step for step, _ in steps if step < 0)
    most = now + sum(step for step, _ in steps if step > 0)
    load = model.new_int_var(least, most, "")
    model.add(load == now + sum(step * choice for step, choice in steps))
    square = model.new_int_var(0, max(least * least, most * most), "")
    model.add_multiplication_equality(square, load, load)
    return square


def _cheapness(taken: list[cp_model.IntVar], costs: list[int]) -> cp_model.LinearExpr:
    """Costs scaled to stay below one square minute."""
    total = max(1, sum(map(abs, costs)))
    scaled = [cost * 400 // total for cost in costs]
    return sum((cost * choice for cost, choice in zip(scaled, taken, strict=True)), 0 * taken[0])
