"""OR-Tools on one small problem: from a plan to a better one, or to none."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.model_builder import RoutingModel


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to try: `seconds` at most, and `checks` of OR-Tools where a run is to repeat."""

    seconds: float
    checks: int | None = None


def improve(
    evaluator: Evaluator, plan: Plan, effort: Effort, cancelled: Callable[[], bool]
) -> dict[int, tuple[int, ...]] | None:
    """What OR-Tools makes of `plan`, broken rules left to the caller to find; None if nothing."""
    if not evaluator.problem.tickets or not evaluator.problem.shifts:
        return None
    deadline = time.monotonic() + effort.seconds
    model = RoutingModel(evaluator, plan)
    parameters = _parameters(effort, deadline)
    if parameters is None or not model.tickets:
        return None
    routing = model.routing
    routing.CloseModelWithParameters(parameters)
    routing.AddSearchMonitor(_until(routing, effort, cancelled))
    routes = [
        [model.index[ticket] for ticket in plan.get(shift.id, ()) if ticket in model.index]
        for shift in model.shifts
    ]
    start = routing.ReadAssignmentFromRoutes(routes, True)
    found = (
        routing.SolveFromAssignmentWithParameters(start, parameters)
        if start is not None
        else routing.SolveWithParameters(parameters)
    )
    return None if found is None else _read(model, found)


def _parameters(effort: Effort, deadline: float) -> object | None:
    left_ms = int(1000 * (deadline - time.monotonic()))
    if left_ms <= 0:
        return None
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    parameters.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    parameters.time_limit.FromMilliseconds(left_ms)
    return parameters


def _until(
    routing: pywrapcp.RoutingModel, effort: Effort, cancelled: Callable[[], bool]
) -> pywrapcp.SearchMonitor:
    """A limit that is asked now and then; that also lets the thread that hears Cancel run."""
    asked = itertools.count()

    def over() -> bool:
        time.sleep(0)
        return cancelled() or (effort.checks is not None and next(asked) >= effort.checks)

    return routing.solver().CustomLimit(over)


def _read(model: RoutingModel, found: pywrapcp.Assignment) -> dict[int, tuple[int, ...]]:
    plan: dict[int, tuple[int, ...]] = {}
    for vehicle, shift in enumerate(model.shifts):
        index, tickets = model.routing.Start(vehicle), []
        while not model.routing.IsEnd(index := found.Value(model.routing.NextVar(index))):
            tickets.append(model.tickets[model.manager.IndexToNode(index)].id)
        plan[shift.id] = tuple(tickets)
    return plan
