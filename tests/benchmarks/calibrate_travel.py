"""Fit the embedded travel model to real roads: `CALIBRATED` and docs/travel.md come from here.

Needs the package osrm-bindings and maps it has prepared (`osrm-extract`, `osrm-contract`). A map to
fit on is given as NAME=PATH.osrm:SOUTH,NORTH,WEST,EAST, one only to try on with `?` before it:

    python -m tests.benchmarks.calibrate_travel li=map.osrm:47.05,47.27,9.47,9.63 ?hel=…
"""

import sys
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from dispatch_console.planning.problem import GreatCircle
from dispatch_console.planning.travel import CALIBRATED, great_circle_m
from dispatch_console.planning.travel.reckoned import Stretch

BEGINS = (0.0, 1000.0, 4000.0)
SEED, DRAWN, NEAR_ROAD_M = 7, 4000, 200.0
BANDS = np.geomspace(100, 25_600, 17)
"""Pairs are drawn evenly from these spans of distance: short legs are what routes are made of."""
A_BAND = 2000


@dataclass(frozen=True)
class Pairs:
    """Legs of one map: metres as the crow flies, seconds and metres by road; (n,) float64."""

    arcs: np.ndarray
    seconds: np.ndarray
    metres: np.ndarray


def main(arguments: list[str]) -> None:
    """Print the fit, and how well it does on legs between places it was not fitted on."""
    rng = np.random.default_rng(SEED)
    fitted, tried = [], {}
    for argument in arguments:
        name, _, rest = argument.lstrip("?").partition("=")
        even, odd = routed(rest, rng)
        tried[name] = odd
        if not argument.startswith("?"):
            fitted.append(even)
    arcs, seconds, metres = (
        np.concatenate([getattr(pairs, field) for pairs in fitted])
        for field in ("arcs", "seconds", "metres")
    )
    for begins in ((0.0,), BEGINS):
        ways, times = fit(arcs, metres, begins), fit(arcs, seconds, begins)
        bands = [
            (begin, round(way, 2), round(3.6 * way / time, 1))
            for begin, way, time in zip(begins, ways, times, strict=True)
        ]
        (_, detour, speed), *farther = bands
        report("fitted", GreatCircle(speed, detour, tuple(farther)), tried)
    report("shipped", CALIBRATED, tried)
    report("as it was", GreatCircle(28.0, 1.35), tried)


def routed(given: str, rng: np.random.Generator) -> tuple[Pairs, Pairs]:
    """Legs between two halves of the places drawn on a map, each half among itself."""
    import osrm  # pyright: ignore[reportMissingImports]

    path, _, box = given.rpartition(":")
    south, north, west, east = map(float, box.split(","))
    engine = osrm.OSRM(storage_config=path, algorithm="CH", use_shared_memory=False)
    drawn = zip(rng.uniform(west, east, DRAWN), rng.uniform(south, north, DRAWN), strict=True)
    places = [near for point in drawn if (near := _on_road(engine, osrm, point))]
    table = engine.Table(
        osrm.TableParameters(coordinates=places, annotations=["duration", "distance"])
    )
    seconds, metres = (
        np.array(table[name], dtype=np.float64) for name in ("durations", "distances")
    )
    arcs = great_circle_m([(lat, lon) for lon, lat in places])
    even = np.arange(len(places)) % 2 == 0
    found = []
    for half in (even, ~even):
        usable = half[:, None] & half[None, :] & (seconds > 0)
        kept = np.flatnonzero(usable)
        chosen = kept[_spread(arcs.ravel()[kept], rng)]
        found.append(Pairs(*(m.ravel()[chosen] for m in (arcs, seconds, metres))))
    return found[0], found[1]


def _on_road(engine: Any, osrm: Any, point: tuple[float, float]) -> tuple[float, float] | None:
    asked = osrm.NearestParameters(coordinates=[(float(point[0]), float(point[1]))])
    (nearest,) = engine.Nearest(asked)["waypoints"]
    lon, lat = nearest["location"]
    return (float(lon), float(lat)) if nearest["distance"] <= NEAR_ROAD_M else None


def _spread(arcs: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    chosen = []
    for low, high in pairwise(BANDS):
        inside = np.flatnonzero((arcs >= low) & (arcs < high))
        chosen.append(rng.choice(inside, min(A_BAND, len(inside)), replace=False))
    return np.concatenate(chosen)


def fit(arcs: np.ndarray, wanted: np.ndarray, begins: tuple[float, ...]) -> np.ndarray:
    """What each metre of the stretches costs: least absolute relative error, reweighted."""
    ends = (*begins[1:], np.inf)
    shares = np.stack(
        [np.clip(arcs - low, 0, high - low) for low, high in zip(begins, ends, strict=True)], axis=1
    )
    shares = shares / wanted[:, None]
    weights, found = np.ones(len(arcs)), np.zeros(len(begins))
    for _ in range(60):
        found = np.linalg.lstsq(shares * weights[:, None], weights, rcond=None)[0]
        weights = 1 / np.sqrt(np.maximum(abs(shares @ found - 1), 1e-3))
    return found


def report(name: str, travel: GreatCircle, tried: dict[str, Pairs]) -> None:
    """The model and, for each map, the median and the 90th percentile of its relative errors."""
    print(f"{name}: {travel}")
    stretch = Stretch(name, travel)
    for where, pairs in tried.items():
        times = _errors(stretch.seconds(pairs.arcs), pairs.seconds)
        ways = _errors(stretch.metres(pairs.arcs), pairs.metres)
        print(f"  {where:12} {len(pairs.arcs):6} legs   times {times}   distances {ways}")


def _errors(found: np.ndarray, wanted: np.ndarray) -> str:
    errors = abs(found - wanted) / wanted
    return f"{np.median(errors):6.1%} {np.quantile(errors, 0.9):6.1%}"


if __name__ == "__main__":
    main(sys.argv[1:])
