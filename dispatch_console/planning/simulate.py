"""A plan put to the test of chance: how likely each promise is to be broken, and by what.

Order and engineers stay as planned; how long work and ways take is drawn at random, log-normal with
the planned length as its mean. Everything happens as early as it can, but nobody starts before a
window opens, before the promised span or before another the visit is linked to; a break keeps its
place in the order and begins no earlier than its window; whoever comes too late for a window serves
at once. Tickets that are late have causes: in every run in which a ticket is late, the way back
from it along what held it up, to the last point at which somebody waited anyway, is charged with
what each visit and leg on it took more than planned. A cause's share is its part of these charges,
summed over runs, of those above zero. Charges of one run add up to the delay, so that nothing is
counted twice, and a stop before a wait that absorbs its delay gets no blame.
"""

from dataclasses import dataclass

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.lived import Lived
from dispatch_console.planning.network import networks
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.randomness import Luck
from dispatch_console.planning.risks import ShiftRisk, TicketRisk, Uncertainty
from dispatch_console.planning.solution import Solution

MOST_RUNS = 1_000_000


@dataclass(frozen=True, slots=True)
class Simulation:
    """The risks of all served tickets and working shifts, in the order of the routes."""

    runs: int
    seed: int
    tickets: tuple[TicketRisk, ...]
    shifts: tuple[ShiftRisk, ...]


def simulate(
    problem: Problem,
    solution: Solution,
    *,
    runs: int = 10_000,
    seed: int = 1,
    model: Uncertainty | None = None,
) -> Simulation:
    """The plan lived through `runs` times; a ticket's luck depends on `seed` and its id alone.

    Memory grows with `runs` and the largest group of routes that links tie together. Raises
    `simulate.runs`, `simulate.model`, `plan.shift`, `plan.ticket` and `plan.cycle`.
    """
    model = model or Uncertainty()
    if not 1 <= runs <= MOST_RUNS:
        raise DomainError("simulate.runs", runs=runs, most=MOST_RUNS)
    _require_sound(model)
    luck = Luck(seed, runs, model.traffic_cv, model.traffic_memory, 3600 * problem.time_scale)
    tickets: list[TicketRisk] = []
    shifts: list[ShiftRisk] = []
    for network in networks(problem, solution, model.earliness_s):
        lived = Lived(network, model, luck)
        tickets += lived.tickets()
        shifts += lived.shifts()
    order = {route.shift: number for number, route in enumerate(solution.routes)}
    tickets.sort(key=lambda risk: order[risk.shift])
    shifts.sort(key=lambda risk: order[risk.shift])
    return Simulation(runs, seed, tuple(tickets), tuple(shifts))


def _require_sound(model: Uncertainty) -> None:
    variations = (model.service_cv, model.travel_cv, model.traffic_cv, *model.ticket_cv.values())
    shares = (model.no_show, model.traffic_memory)
    sound = all(0 <= cv <= 10 for cv in variations) and all(0 <= share <= 1 for share in shares)
    if not sound or model.no_show_s < 0 or (model.earliness_s or 0) < 0:
        raise DomainError("simulate.model")
