"""VROOM on an encoded instance: `python peer_vroom.py INSTANCE SECONDS CORES SEED`.

Runs under any interpreter that has pyvroom. The fullest exploration, all cores; the time limit is
what is left when the instance is built. There is no seed: VROOM is deterministic but for timing.
"""

import json
import sys
import time
from datetime import timedelta
from importlib.metadata import version

import numpy as np
import vroom  # pyright: ignore[reportMissingImports]

FULLEST = 5


def main() -> None:
    """Print routes, seconds taken and version as JSON."""
    path, seconds, cores = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    with np.load(path) as arrays:
        durations = arrays["durations"]
        instance = json.loads(str(arrays["instance"]))
    begun = time.perf_counter()
    model = vroom.Input()
    model.set_durations_matrix("car", durations)
    model.add_vehicle(
        [
            vroom.Vehicle(
                shift["id"],
                start=shift["start_place"],
                end=shift["end_place"],
                capacity=shift["capacity"],
                skills=set(shift["skills"]),
                time_window=vroom.TimeWindow(shift["start"], shift["end"]),
            )
            for shift in instance["shifts"]
        ]
    )
    model.add_job(
        [
            vroom.Job(
                ticket["id"],
                location=ticket["place"],
                default_service=ticket["service"],
                delivery=vroom.Amount(ticket["demand"]),
                skills=set(ticket["skills"]),
                priority=ticket["priority"],
                time_windows=[vroom.TimeWindow(*w) for w in ticket["windows"]],
            )
            for ticket in instance["tickets"]
        ]
    )
    left = max(0.05, seconds - (time.perf_counter() - begun))
    found = model.solve(FULLEST, nb_threads=cores, timeout=timedelta(seconds=left)).to_dict()
    taken = time.perf_counter() - begun
    routes = {
        route["vehicle"]: [step["id"] for step in route["steps"] if step["type"] == "job"]
        for route in found["routes"]
    }
    print(json.dumps({"routes": routes, "wall_s": taken, "version": version("pyvroom")}))


if __name__ == "__main__":
    main()
