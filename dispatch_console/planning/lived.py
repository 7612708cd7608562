"""A network of stops lived through many times: delays pass on, and lateness is traced back."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from dispatch_console.planning.network import ANY_TIME, Network, Node, Step
from dispatch_console.planning.problem import Since, TicketSpec
from dispatch_console.planning.randomness import Floats, Luck
from dispatch_console.planning.risks import Cause, Origin, ShiftRisk, TicketRisk, Uncertainty
from dispatch_console.planning.solution import Route, Stop

Mask = npt.NDArray[np.bool_]


class Lived:
    """One network in all runs. Arrays are (runs,) float32, differences from the plan."""

    def __init__(self, network: Network, model: Uncertainty, luck: Luck) -> None:
        self._network = network
        self._model = model
        self._luck = luck
        count = len(network.nodes)
        self._starts: list[Floats] = [luck.nothing] * count
        self._extra_work = [self._work(node) for node in network.nodes]
        self._extra_way = [self._way(node) for node in network.nodes]
        self._bound: list[npt.NDArray[np.int16]] = []
        self._step_of = [0] * count
        for number, step in enumerate(network.steps):
            self._walk(step)
            for node in step.nodes:
                self._step_of[node] = number

    def tickets(self) -> list[TicketRisk]:
        """The risk of every ticket served."""
        nodes = enumerate(self._network.nodes)
        return [self._risk(i, node, node.ticket) for i, node in nodes if node.ticket is not None]

    def shifts(self) -> list[ShiftRisk]:
        """The risk of every route."""
        found = []
        for shift, route, row in self._network.routes:
            finish = self._finish(route, row[-1]) + (route.finish - shift.end)
            found.append(
                ShiftRisk(
                    shift.id,
                    float(np.mean(finish > 0)),
                    float(np.mean(np.maximum(finish, 0), dtype=np.float64)),
                    float(np.mean(finish > shift.overtime_s)),
                )
            )
        return found

    def _work(self, node: Node) -> Floats:
        """What the stop takes more than planned; a break takes what it takes."""
        stop, model = node.stop, self._model
        planned = stop.end - stop.start
        if stop.break_index is not None or planned == 0:
            return self._luck.nothing
        if node.ticket is None:
            key = (2, node.shift, node.position)
            return planned * (self._luck.factor(key, model.service_cv) - 1)
        cv = model.ticket_cv.get(node.ticket.id, model.service_cv)
        extra = planned * (self._luck.factor((1, node.ticket.id), cv) - 1)
        if model.no_show:
            absent = self._luck.happens((3, node.ticket.id), model.no_show)
            extra = np.where(absent, np.float32(model.no_show_s - planned), extra)
        return extra

    def _way(self, node: Node) -> Floats:
        """What the leg to the stop takes more than planned."""
        stop = node.stop
        if stop.travel_s == 0:
            return self._luck.nothing
        key = (5, node.shift, node.position) if stop.ticket is None else (4, stop.ticket)
        return self._leg(key, stop.travel_s, stop.arrival - stop.travel_s)

    def _leg(self, key: tuple[int, ...], planned: int, begins: int) -> Floats:
        factor = self._luck.factor(key, self._model.travel_cv) * self._luck.traffic(begins)
        return planned * (factor - 1)

    def _walk(self, step: Step) -> None:
        """When the step starts, and what of all it is behind decided that; -1: it waited anyway."""
        latest = self._luck.nothing
        bound = np.zeros(self._luck.runs, dtype=np.int16)
        for number, behind in enumerate(step.behind):
            time: Floats = self._luck.nothing
            if behind.first is not None:
                time = self._starts[behind.first]
                if behind.since is Since.END:
                    time = time + self._extra_work[behind.first]
            if behind.leg:
                time = time + self._extra_way[self._leg_node(step, number)]
            time = time - np.float32(behind.slack)
            if number == 0:
                latest = time
            else:
                bound[time > latest] = number
                latest = np.maximum(latest, time)
        start = latest
        for node in step.nodes:
            start = _opened(self._network.nodes[node], start)
        bound[start > latest] = -1
        for node in step.nodes:
            self._starts[node] = start
        self._bound.append(bound)

    def _leg_node(self, step: Step, number: int) -> int:
        """The node to which the leg among what the step is behind leads: legs come one a node."""
        return step.nodes[sum(behind.leg for behind in step.behind[:number])]

    def _finish(self, route: Route, last: int) -> Floats:
        end = self._starts[last] + self._extra_work[last]
        if route.back_s == 0:
            return end
        key = (6, route.shift)
        return end + self._leg(key, route.back_s, route.finish - route.back_s)

    def _risk(self, index: int, node: Node, ticket: TicketSpec) -> TicketRisk:
        start = self._starts[index]
        end = start + self._extra_work[index]
        planned = node.stop
        given = {
            name: (end if at_end else start) + np.float32(lag)
            for name, at_end, lag in _lags(ticket, planned)
        }
        worst = np.maximum(0, np.max([*given.values(), self._luck.nothing], axis=0))
        chance = {name: float(np.mean(over > 0)) for name, over in given.items()}
        if ticket.promise is not None:
            chance["promise"] += float(np.mean(start < ticket.promise[0] - planned.start))
        ever = bool(worst.any())
        return TicketRisk(
            ticket=ticket.id,
            shift=node.shift,
            response=chance.get("response", 0.0),
            resolution=chance.get("resolution", 0.0),
            window=chance.get("window", 0.0),
            promise=chance.get("promise", 0.0),
            late=float(np.mean(worst > 0)),
            mean_late_s=float(np.mean(worst, dtype=np.float64)),
            p90_late_s=float(np.quantile(worst, 0.9)) if ever else 0.0,
            causes=self._causes(index, worst, given.get("resolution")) if ever else (),
        )

    def _causes(self, index: int, worst: Floats, by_end: Floats | None) -> tuple[Cause, ...]:
        """The charges, see the module, as shares."""
        late = worst > 0
        charges: dict[tuple[Origin, int], float] = {}

        def charge(origin: Origin, node: int, extra: Floats, runs: Mask) -> None:
            key = (origin, node)
            charges[key] = charges.get(key, 0.0) + float(extra[runs].sum(dtype=np.float64))

        if by_end is not None:
            charge(Origin.SERVICE, index, self._extra_work[index], late & (by_end >= worst))
        masks = {self._step_of[index]: late}
        while masks:
            number = max(masks)
            runs, step, bound = masks.pop(number), self._network.steps[number], self._bound[number]
            for which, behind in enumerate(step.behind):
                held = runs & (bound == which)
                if not held.any():
                    continue
                if behind.leg:
                    node = self._leg_node(step, which)
                    charge(Origin.TRAVEL, node, self._extra_way[node], held)
                if behind.first is None:
                    continue
                if behind.since is Since.END:
                    charge(Origin.SERVICE, behind.first, self._extra_work[behind.first], held)
                before = self._step_of[behind.first]
                masks[before] = masks[before] | held if before in masks else held
        node = self._network.nodes[index]
        lags = _lags(node.ticket, node.stop) if node.ticket is not None else ()
        planned = max((lag for _, _, lag in lags), default=0)
        if planned > 0:
            charges[Origin.PLAN, index] = planned * float(late.sum())
        return self._shares(charges)

    def _shares(self, charges: Mapping[tuple[Origin, int], float]) -> tuple[Cause, ...]:
        total = sum(amount for amount in charges.values() if amount > 0)
        found = []
        for (origin, number), amount in charges.items():
            if amount > 0:
                node = self._network.nodes[number]
                share = amount / total
                found.append(Cause(origin, node.shift, node.position, node.stop.ticket, share))
        return tuple(sorted(found, key=lambda cause: -cause.share))


def _opened(node: Node, time: Floats) -> Floats:
    """`network.opened` for all runs, and not before the floor."""
    if node.floor > ANY_TIME:
        time = np.maximum(time, np.float32(node.floor))
    found = time
    for first, last in reversed(node.windows):
        found = np.where(time <= last, np.maximum(time, np.float32(first)), found)
    return found


def _lags(ticket: TicketSpec, stop: Stop) -> list[tuple[str, bool, int]]:
    """(what is due, whether by the end of the visit, planned moment minus due) for all that is."""
    starts = {
        "response": ticket.response_due,
        "window": max((last for _, last in ticket.windows), default=None),
        "promise": ticket.promise[1] if ticket.promise is not None else None,
    }
    found = [(name, False, stop.start - due) for name, due in starts.items() if due is not None]
    if ticket.resolution_due is not None:
        found.append(("resolution", True, stop.end - ticket.resolution_due))
    return found
