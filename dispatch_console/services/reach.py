"""How far one gets from a place: drive-time areas by the travel times that plans are made with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.place import Location
from dispatch_console.planning.travel import CALIBRATED, Area, areas, inside, legs
from dispatch_console.services.travel.in_use import road_book
from dispatch_console.services.travel.road_book import RoadBook

MINUTES = (15, 30, 45, 60)

FURTHER = 1.6
"""How much further than reckoned is looked for places that a road server says are in time."""

RAYS, STEPS, ROUNDS = 36, 16, 4
"""What a road server is asked for: 576 places, then 144 of them four times over."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Areas about an origin, by minutes as in `MINUTES`, in the traffic of the hour from `at`.

    `reckoned` says that the times are reckoned, not known by road; `fault` why, where a road
    server was to be asked.
    """

    origin: Location
    at: datetime
    areas: tuple[Area, ...]
    reckoned: bool
    fault: DomainError | None = None

    def within(self, places: Sequence[Location]) -> tuple[int | None, ...]:
        """For each place the least of `MINUTES` in whose area it lies; None beyond them all."""
        points = [(place.lat, place.lon) for place in places]
        found: list[int | None] = [None] * len(points)
        for minutes, area in reversed(list(zip(MINUTES, self.areas, strict=True))):
            for index in np.flatnonzero(inside(area, points)):
                found[int(index)] = minutes
        return tuple(found)


def reach(origin: Location, at: datetime, book: RoadBook | None = None) -> Reach:
    """The areas from the origin; asks the road server of the settings, if any. Takes its time."""
    book = book or road_book()
    pace = book.pace(at, at + timedelta(minutes=MINUTES[-1]))
    limits = [minutes * 60.0 * pace for minutes in MINUTES]
    start = (origin.lat, origin.lon)
    far = _reckoned_reach_m(limits[-1])
    fault: DomainError | None = None
    if book.asks:
        try:
            found = areas(
                start,
                limits,
                lambda places: book.times_from(start, places),
                reach_m=FURTHER * far,
                rays=RAYS,
                steps=STEPS,
                rounds=ROUNDS,
            )
            return Reach(origin, at, found, reckoned=False)
        except DomainError as error:
            fault = error
    found = areas(
        start, limits, lambda places: legs(CALIBRATED, [start], places)[0][0], reach_m=1.05 * far
    )
    return Reach(origin, at, found, reckoned=True, fault=fault)


def _reckoned_reach_m(seconds: float) -> float:
    """How far one gets as the crow flies, by halving; 500 km at most."""
    low, high = 0.0, 500_000.0
    for _ in range(30):
        middle = (low + high) / 2
        # Along a meridian from the equator one degree is as long as anywhere.
        time = legs(CALIBRATED, [(0.0, 0.0)], [(middle / 111_195.0, 0.0)])[0][0, 0]
        low, high = (middle, high) if time <= seconds else (low, middle)
    return low
