"""PyVRP on an encoded instance: `python peer_pyvrp.py INSTANCE SECONDS CORES SEED`.

Runs under any interpreter that has pyvrp. It works on one core; the caller runs several seeds side
by side. Equal shifts are one vehicle type, equal abilities one routing profile, in which a ticket
out of reach is too dear to enter. What may be left out has a prize of what leaving it out costs.
"""

import json
import sys
import time
from collections import Counter
from importlib.metadata import version
from typing import Any

import numpy as np
import pyvrp  # pyright: ignore[reportMissingImports]
from pyvrp.search import NeighbourhoodParams  # pyright: ignore[reportMissingImports]

NEIGHBOURS = 100
"""For days with abilities, whose nearest neighbours are often out of reach; else the default."""


class Model:
    """The instance as PyVRP's data, and the way back from its routes."""

    def __init__(self, durations: np.ndarray, instance: dict[str, Any]) -> None:
        self.tickets, self.shifts = instance["tickets"], instance["shifts"]
        kinds = Counter(_kind(shift) for shift in self.shifts)
        self.kinds = list(kinds)
        abilities = sorted({kind[-1] for kind in kinds})
        dear = 2 * max([1 + t["unserved_cost"] for t in self.tickets] + [int(durations.max())])
        depots = sorted({place for kind in kinds for place in kind[:2]})
        self.data = pyvrp.ProblemData(
            locations=[pyvrp.Location(0, 0) for _ in durations],
            clients=[self._client(ticket) for ticket in self.tickets],
            depots=[pyvrp.Depot(place) for place in depots],
            vehicle_types=[
                pyvrp.VehicleType(
                    num_available=kinds[kind],
                    capacity=list(kind[4]),
                    start_depot=depots.index(kind[0]),
                    end_depot=depots.index(kind[1]),
                    tw_early=kind[2],
                    tw_late=kind[3],
                    profile=abilities.index(kind[-1]),
                )
                for kind in self.kinds
            ],
            distance_matrices=[self._ways(durations, set(able), dear) for able in abilities],
            duration_matrices=[durations] * len(abilities),
        )

    def routes(self, best: Any) -> dict[int, list[int]]:
        """Shift → tickets, without those that its engineer is not able to serve."""
        free = {kind: [s for s in self.shifts if _kind(s) == kind] for kind in self.kinds}
        found = {}
        for route in best.routes():
            shift = free[self.kinds[route.vehicle_type()]].pop()
            tickets = [self.tickets[a.idx] for a in route if a.is_client()]
            able = set(shift["skills"])
            found[shift["id"]] = [t["id"] for t in tickets if able >= set(t["skills"])]
        return found

    def _client(self, ticket: dict[str, Any]) -> pyvrp.Client:
        (window,) = ticket["windows"]
        return pyvrp.Client(
            location=ticket["place"],
            delivery=ticket["demand"],
            service_duration=ticket["service"],
            tw_early=window[0],
            tw_late=window[1],
            prize=ticket["unserved_cost"],
            required=ticket["unserved_cost"] == 0,
        )

    def _ways(self, durations: np.ndarray, able: set[int], dear: int) -> np.ndarray:
        barred = [t["place"] for t in self.tickets if not able >= set(t["skills"])]
        ways = durations.copy()
        ways[:, barred] = dear
        np.fill_diagonal(ways, 0)
        return ways


class Until:
    """Stops when the clock has come so far, building the model included."""

    def __init__(self, moment: float) -> None:
        self._moment = moment

    def __call__(self, best_cost: float) -> bool:
        """Whether it is time."""
        return time.perf_counter() >= self._moment


def main() -> None:
    """Print routes, seconds taken and version as JSON."""
    path, seconds, seed = sys.argv[1], float(sys.argv[2]), int(sys.argv[4])
    with np.load(path) as arrays:
        durations = arrays["durations"]
        instance = json.loads(str(arrays["instance"]))
    begun = time.perf_counter()
    model = Model(durations, instance)
    optional = any(ticket["unserved_cost"] for ticket in instance["tickets"])
    near = NeighbourhoodParams(num_neighbours=NEIGHBOURS) if optional else NeighbourhoodParams()
    params = pyvrp.SolveParams(neighbourhood=near)
    until = Until(begun + seconds)
    found = pyvrp.solve(model.data, until, seed, collect_stats=False, params=params)
    taken = time.perf_counter() - begun
    routes = model.routes(found.best) if found.is_feasible() else {}
    print(json.dumps({"routes": routes, "wall_s": taken, "version": version("pyvrp")}))


def _kind(shift: dict[str, Any]) -> tuple[Any, ...]:
    """What makes two shifts equal to the solver."""
    places = shift["start_place"], shift["end_place"]
    return (*places, shift["start"], shift["end"], tuple(shift["capacity"]), tuple(shift["skills"]))


if __name__ == "__main__":
    main()
