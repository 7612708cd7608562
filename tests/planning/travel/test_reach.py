"""Drive-time areas hold what can be reached in time, and more of it the more time there is."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.planning.travel import CALIBRATED, UNREACHABLE, Area, areas, inside, legs
from dispatch_console.planning.travel.reach import Place, Times

ORIGIN = (31.2, 121.5)
LIMITS = (900.0, 1800.0, 2700.0, 3600.0)


def reckoned(places: Sequence[Place]) -> np.ndarray:
    return legs(CALIBRATED, [ORIGIN], places)[0][0]


def slow_east(seed: int) -> Times:
    """Roads of every quality: each bearing has a pace of its own, and a river has one crossing."""

    def times(places: Sequence[Place]) -> np.ndarray:
        found = reckoned(places).astype(np.float64)
        for n, (lat, lon) in enumerate(places):
            turn = math.atan2(lon - ORIGIN[1], lat - ORIGIN[0])
            found[n] *= 1.5 + math.sin(seed + 3 * turn)
            if lon > 121.6:
                found[n] += 1200
            if lon > 121.9:
                found[n] = UNREACHABLE
        return found

    return times


def radii(area: Area) -> list[float]:
    return [math.dist((lat, lon), ORIGIN) for lon, lat in area.ring]


@given(st.integers(0, 50))
def test_every_corner_is_reached_in_time(seed: int):
    times = slow_east(seed)
    for area in areas(ORIGIN, LIMITS, times, reach_m=60_000, rays=24, rounds=5):
        corners = [(lat, lon) for lon, lat in area.ring]
        assert (times(corners) <= area.limit_s).all()


@given(st.integers(0, 50), st.lists(st.floats(60, 4000), min_size=2, max_size=4, unique=True))
def test_an_area_holds_those_of_shorter_times(seed: int, limits: list[float]):
    found = areas(ORIGIN, sorted(limits), slow_east(seed), reach_m=60_000, rays=24, rounds=4)
    for small, large in pairwise(found):
        if small.ring:
            pairs = zip(radii(small), radii(large), strict=True)
            assert all(near <= far + 1e-9 for near, far in pairs)


def test_reckoned_travel_gives_what_the_model_says_all_around():
    for area in areas(ORIGIN, LIMITS, reckoned, reach_m=100_000, rounds=20):
        corners = [(lat, lon) for lon, lat in area.ring]
        assert reckoned(corners) == pytest.approx(area.limit_s, abs=1.5)


def test_places_are_told_inside_just_as_they_are_reached():
    rng = np.random.default_rng(7)
    places = [(ORIGIN[0] + y, ORIGIN[1] + x) for x, y in rng.uniform(-0.4, 0.4, (500, 2))]
    times = reckoned(places)
    for area in areas(ORIGIN, LIMITS, reckoned, reach_m=100_000, rays=144, rounds=20):
        within = inside(area, places)
        assert (times[within] <= area.limit_s).all()
        # Between two corners the border is a chord: a narrow rim is left out.
        assert within[times < 0.99 * area.limit_s].all()


def test_where_no_way_leads_out_there_is_no_area():
    nowhere = areas(
        ORIGIN, (900.0,), lambda places: np.full(len(places), UNREACHABLE), reach_m=10_000
    )
    assert nowhere == (Area(900.0, ()),)
    assert not inside(nowhere[0], [ORIGIN]).any()


def test_an_area_ends_where_it_is_no_longer_looked():
    (area,) = areas(ORIGIN, (1e6,), reckoned, reach_m=10_000)
    assert len(area.ring) == 73
    assert inside(area, [ORIGIN, (31.2, 121.55), (31.2, 122.0)]).tolist() == [True, True, False]
