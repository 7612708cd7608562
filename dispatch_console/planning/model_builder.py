"""A problem as an OR-Tools routing model: nodes are its tickets, then its shifts' ends.

The model is a close likeness, not the judge: set-up is always reckoned, the later of two due times
is left aside, and an engineer's load beyond this shift is taken as it stands. Whatever it finds is
weighed by the evaluator.
"""

import itertools
from collections.abc import Sequence

import numpy as np
from ortools.constraint_solver import pywrapcp

from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.problem import ShiftSpec, TicketSpec
from dispatch_console.planning.timetable import Tour

SCALE = 100
"""Model cost per objective unit: the model reckons in whole numbers."""

LOAD_UNIT_H = 0.1
"""Hours in a unit of the load dimension."""


class RoutingModel:
    """`routing` and `manager` of OR-Tools for one problem; tickets that fit no shift are left out.

    `base` is the plan from which loads of an engineer's other shifts are taken.
    """

    def __init__(self, evaluator: Evaluator, base: Plan) -> None:
        self._evaluator = evaluator
        self._pricing = evaluator.pricing
        problem = evaluator.problem
        self.shifts: Sequence[ShiftSpec] = problem.shifts
        self.origin = min((shift.start for shift in self.shifts), default=0)
        self._horizon = max((s.end + s.overtime_s for s in self.shifts), default=0) - self.origin
        self._allowed = {ticket.id: self._vehicles(ticket) for ticket in problem.tickets}
        self.tickets = [ticket for ticket in problem.tickets if self._allowed[ticket.id]]
        self.index = {ticket.id: node for node, ticket in enumerate(self.tickets)}
        self._places, begins, ends = self._nodes()
        self.manager = pywrapcp.RoutingIndexManager(
            len(self._places), len(self.shifts), begins, ends
        )
        self.routing = pywrapcp.RoutingModel(self.manager)
        self._legs = self._matrices()
        self._work = [t.service_s + t.setup_s for t in self.tickets]
        self._work += [0] * (len(self._places) - len(self.tickets))
        self._add_costs(base)
        self._add_times()
        self._add_limits()
        self._add_tickets()

    def _vehicles(self, ticket: TicketSpec) -> list[int]:
        able = set(self._evaluator.trials.able_shifts(ticket.id))
        return [vehicle for vehicle, shift in enumerate(self.shifts) if shift.id in able]

    def _nodes(self) -> tuple[list[int | None], list[int], list[int]]:
        """Place of each node, and the nodes at which vehicles begin and end; None is open."""
        places: list[int | None] = [ticket.place for ticket in self.tickets]
        known: dict[int | None, int] = {}
        ends: list[int] = []
        for shift in self.shifts:
            for place in (shift.start_place, shift.end_place):
                if place not in known:
                    known[place] = len(places)
                    places.append(place)
                ends.append(known[place])
        return places, ends[::2], ends[1::2]

    def _matrices(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """For each vehicle: (n, n) time units and metres between nodes; shared where equal."""
        index = np.array([place if place is not None else 0 for place in self._places])
        opens = np.array([place is None for place in self._places])
        travel = self._evaluator.lookup.travel
        found: dict[tuple[str, float], tuple[np.ndarray, np.ndarray]] = {}
        legs = []
        for shift in self.shifts:
            key = (shift.profile, shift.speed_factor)
            if key not in found:
                pair = []
                for full in (travel.shift_durations(shift), travel.distances[shift.profile]):
                    part = full[np.ix_(index, index)]
                    part[opens, :] = 0
                    part[:, opens] = 0
                    pair.append(part)
                found[key] = (pair[0], pair[1])
            legs.append(found[key])
        return legs

    def _add_costs(self, base: Plan) -> None:
        loads = self._evaluator.loads(base)
        for vehicle, shift in enumerate(self.shifts):
            own = sum(self._evaluator.lookup.tickets[t].load_s for t in base.get(shift.id, ()))
            extra = self._ticket_costs(vehicle, shift, loads[shift.engineer] - own)
            per_s, per_m = self._pricing.travel_rates(shift)
            durations, distances = self._legs[vehicle]
            cost = np.rint(SCALE * (per_s * durations + per_m * distances + extra[None, :]))
            matrix = self.routing.RegisterTransitMatrix(cost.astype(np.int64).tolist())
            self.routing.SetArcCostEvaluatorOfVehicle(matrix, vehicle)
            self.routing.SetFixedCostOfVehicle(round(SCALE * self._pricing.fixed(shift)), vehicle)
        self._add_load()

    def _ticket_costs(self, vehicle: int, shift: ShiftSpec, load_s: float) -> np.ndarray:
        """Per node: the pair's cost, and the linear part of what its load adds to `load_s`."""
        trials, pricing = self._evaluator.trials, self._pricing
        costs = np.zeros(len(self._places))
        for node, ticket in enumerate(self.tickets):
            pair = trials.pair_cost(ticket.id, shift.id) or 0.0
            alone = pricing.load(ticket.load_s)
            step = pricing.load(load_s + ticket.load_s) - pricing.load(load_s) - alone
            costs[node] = pair + step
        return costs

    def _add_load(self) -> None:
        hour = 3600 * self._evaluator.problem.time_scale
        square = round(SCALE * self._pricing.load(hour) * LOAD_UNIT_H**2)
        if not square:
            return
        units = [round(ticket.load_s / hour / LOAD_UNIT_H) for ticket in self.tickets]
        units += [0] * (len(self._places) - len(units))
        dimension = self._add_sum("load", units, [1 << 30] * len(self.shifts))
        for vehicle in range(len(self.shifts)):
            dimension.SetQuadraticCostSoftSpanUpperBoundForVehicle(
                pywrapcp.BoundCost(0, square), vehicle
            )

    def _add_sum(
        self, name: str, amounts: list[int], limits: list[int]
    ) -> pywrapcp.RoutingDimension:
        """A dimension that adds up `amounts` of nodes up to `limits` of vehicles."""
        vector = self.routing.RegisterUnaryTransitVector(amounts)
        self.routing.AddDimensionWithVehicleCapacity(vector, 0, limits, True, name)
        return self.routing.GetDimensionOrDie(name)

    def _add_times(self) -> None:
        work = np.array(self._work, dtype=np.int64)
        known: dict[int, int] = {}
        transits = []
        for durations, _ in self._legs:
            if id(durations) not in known:
                matrix = (durations + work[:, None]).tolist()
                known[id(durations)] = self.routing.RegisterTransitMatrix(matrix)
            transits.append(known[id(durations)])
        self.routing.AddDimensionWithVehicleTransitAndCapacity(
            transits, self._horizon, [self._horizon] * len(self.shifts), False, "time"
        )
        self._time = self.routing.GetDimensionOrDie("time")
        overtime = round(SCALE * self._pricing.overtime_rate)
        for vehicle, shift in enumerate(self.shifts):
            limit = shift.end + shift.overtime_s - self.origin
            begin, end = self.routing.Start(vehicle), self.routing.End(vehicle)
            self._time.CumulVar(begin).SetRange(shift.start - self.origin, limit)
            self._time.CumulVar(end).SetRange(shift.start - self.origin, limit)
            if overtime and shift.overtime_s:
                self._time.SetCumulVarSoftUpperBound(end, shift.end - self.origin, overtime)
            self.routing.AddVariableMinimizedByFinalizer(self._time.CumulVar(begin))
            self.routing.AddVariableMinimizedByFinalizer(self._time.CumulVar(end))
            self._add_breaks(vehicle, shift)

    def _add_breaks(self, vehicle: int, shift: ShiftSpec) -> None:
        solver, intervals = self.routing.solver(), []
        for number, (windows, duration) in enumerate(self._tour(shift).rests):
            first, last = windows[0][0] - self.origin, windows[-1][1] - self.origin
            name = f"break {vehicle} {number}"
            interval = solver.FixedDurationIntervalVar(
                max(0, first), max(0, last), duration, False, name
            )
            for (_, closes), (opens, _) in itertools.pairwise(windows):
                gap = (closes + 1 - self.origin, opens - 1 - self.origin)
                interval.StartExpr().Var().RemoveInterval(*gap)
            intervals.append(interval)
        if intervals:
            work = [
                self._work[self.manager.IndexToNode(index)] for index in range(self.routing.Size())
            ]
            self._time.SetBreakIntervalsOfVehicle(intervals, vehicle, work)

    def _tour(self, shift: ShiftSpec) -> Tour:
        return self._evaluator.trials.tours[shift.id]

    def _add_limits(self) -> None:
        free = 1 << 40
        nodes = len(self._places)
        if any(shift.max_tickets is not None for shift in self.shifts):
            ones = [1] * len(self.tickets) + [0] * (nodes - len(self.tickets))
            limits = [free if s.max_tickets is None else s.max_tickets for s in self.shifts]
            self._add_sum("tickets", ones, limits)
        for dimension in range(max((len(t.demand) for t in self.tickets), default=0)):
            amounts = [(*t.demand, *[0] * (dimension + 1))[dimension] for t in self.tickets]
            limits = [
                (*s.capacity, *[0] * (dimension + 1))[dimension] if s.capacity else free
                for s in self.shifts
            ]
            if min(limits, default=free) < free:
                amounts += [0] * (nodes - len(amounts))
                self._add_sum(f"demand {dimension}", amounts, limits)
        for which, name in enumerate(("max_travel_s", "max_distance_m")):
            given = [getattr(shift, name) for shift in self.shifts]
            if any(limit is not None for limit in given):
                matrices = [
                    self.routing.RegisterTransitMatrix(legs[which].tolist()) for legs in self._legs
                ]
                limits = [free if limit is None else limit for limit in given]
                self.routing.AddDimensionWithVehicleTransitAndCapacity(
                    matrices, 0, limits, True, name
                )

    def _add_tickets(self) -> None:
        late = round(SCALE * self._pricing.late_rate)
        for node, ticket in enumerate(self.tickets):
            index = self.manager.NodeToIndex(node)
            penalty = round(SCALE * self._pricing.unserved(ticket))
            self.routing.AddDisjunction([index], penalty)
            self.routing.VehicleVar(index).SetValues([-1, *self._allowed[ticket.id]])
            self._set_windows(index, ticket)
            due = _due(ticket)
            if late and due is not None:
                bound = max(0, due - self.origin)
                self._time.SetCumulVarSoftUpperBound(index, bound, late)

    def _set_windows(self, index: int, ticket: TicketSpec) -> None:
        windows = self._evaluator.trials.jobs[ticket.id].windows
        if not windows:
            return
        start = self._time.CumulVar(index)
        shifted = [(a - self.origin, b - self.origin) for a, b in windows if b >= self.origin]
        if not shifted or shifted[0][0] > self._horizon:
            self.routing.ActiveVar(index).SetValue(0)  # no window can still be met
            return
        start.SetRange(max(0, shifted[0][0]), min(self._horizon, shifted[-1][1]))
        for (_, closes), (opens, _) in itertools.pairwise(shifted):
            start.RemoveInterval(closes + 1, opens - 1)


def _due(ticket: TicketSpec) -> int | None:
    """The start from which the ticket is late."""
    dues = []
    if ticket.response_due is not None:
        dues.append(ticket.response_due)
    if ticket.resolution_due is not None:
        dues.append(ticket.resolution_due - ticket.service_s - ticket.setup_s)
    return min(dues, default=None)
