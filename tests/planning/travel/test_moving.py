"""A place that moves: every figure is as if it had always been there."""

import random
from dataclasses import replace

import numpy as np
import pytest

from dispatch_console.planning.problem import (
    DEFAULT_PROFILE,
    EngineerSpec,
    GreatCircle,
    Matrices,
    Problem,
    ShiftSpec,
)
from dispatch_console.planning.travel import CALIBRATED, legs, resolve

SHIFT = ShiftSpec(id=1, engineer=1, start_place=0, end_place=0, start=0, end=9, speed_factor=0.7)
THERE = (31.31, 121.41)


def problem(places: int) -> Problem:
    rng = random.Random(places)
    return Problem(
        places=tuple((31 + rng.random(), 121 + rng.random()) for _ in range(places)),
        travel={DEFAULT_PROFILE: GreatCircle(farther=((1000.0, 1.2, 40.0),))},
        shifts=(SHIFT,),
        engineers=(EngineerSpec(id=1),),
    )


@pytest.mark.parametrize("places", [40, 1600])
def test_reckoned_travel_is_as_if_it_had_always_been_there(places: int) -> None:
    """Few places have their rows as lists, many as views; metres come leg by leg then."""
    given, last = problem(places), places - 1
    moved = resolve(given)
    rows, metres = moved.duration_rows(SHIFT), moved.distance_rows(SHIFT)
    far = metres[0][last]
    moved.move(last, THERE)
    new = resolve(replace(given, places=(*given.places[:-1], THERE)))
    assert np.array_equal(moved.shift_durations(SHIFT), new.shift_durations(SHIFT))
    for at in (0, 7, last):
        assert rows[at][last] == new.duration_rows(SHIFT)[at][last]
        assert rows[last][at] == new.duration_rows(SHIFT)[last][at]
        assert metres[at][last] == new.distance_rows(SHIFT)[at][last]
        assert moved.metres(DEFAULT_PROFILE, at, last) == new.metres(DEFAULT_PROFILE, at, last)
    assert metres[0][last] != far
    assert np.array_equal(moved.distances[DEFAULT_PROFILE], new.distances[DEFAULT_PROFILE])


def test_a_place_that_was_none_may_become_one() -> None:
    given = problem(5)
    moved = resolve(replace(given, places=(*given.places[:-1], (99.0, 999.0))))
    moved.shift_durations(SHIFT)
    moved.move(4, THERE)
    new = resolve(replace(given, places=(*given.places[:-1], THERE)))
    assert np.array_equal(moved.shift_durations(SHIFT), new.shift_durations(SHIFT))


def test_given_legs_stay_and_those_of_the_moved_place_are_reckoned() -> None:
    given = problem(6)
    times = np.full((6, 6), 600) - 600 * np.eye(6, dtype=int)
    moved = resolve(replace(given, travel={DEFAULT_PROFILE: Matrices(times, 10 * times)}))
    slow = moved.shift_durations(SHIFT)
    moved.move(5, THERE)
    seconds, metres = legs(CALIBRATED, [THERE], given.places)
    fast = moved.durations[DEFAULT_PROFILE]
    assert np.array_equal(fast[5, :5], seconds[0, :5])
    assert np.array_equal(moved.distances[DEFAULT_PROFILE][:5, 5], metres[0, :5])
    assert fast[5, 5] == 0
    assert np.array_equal(fast[:5, :5], times[:5, :5])
    assert np.array_equal(slow[:5, 5], np.rint(fast[:5, 5] / 0.7).astype(np.int32))
