"""Matrices that come with a problem: taken at their word, within what int32 holds."""

import numpy as np
import pytest

from dispatch_console.planning.problem import Matrices, Problem, ShiftSpec
from dispatch_console.planning.travel import UNREACHABLE, place_count, resolve

METRES = np.array([[0, 5], [7, 0]])


def resolved(durations: np.ndarray, distances: np.ndarray = METRES, factor: float = 1.0):
    shift = ShiftSpec(
        id=1, engineer=1, start_place=0, end_place=0, start=0, end=9, speed_factor=factor
    )
    travel = {"car": Matrices(durations, distances)}
    return resolve(Problem(travel=travel, shifts=(shift,))), shift


@pytest.mark.parametrize("dtype", [np.int64, np.int32, np.int16, np.float64, np.float32])
def test_whole_numbers_of_any_kind_become_int32(dtype):
    found, _ = resolved(np.asfortranarray(np.array([[0, 90], [60, 0]], dtype=dtype)))
    assert found.durations["car"].dtype == np.int32
    assert found.durations["car"].flags.c_contiguous
    assert found.durations["car"].tolist() == [[0, 90], [60, 0]]
    assert found.metres("car", 1, 0) == 7


def test_what_is_too_far_stays_unreachable_at_any_speed():
    given = np.array([[0, 2**40], [UNREACHABLE, 0]])
    for factor in (0.5, 1.0, 2.0):
        found, shift = resolved(given, factor=factor)
        assert found.shift_durations(shift).tolist() == [[0, UNREACHABLE], [UNREACHABLE, 0]]


@pytest.mark.parametrize("hole", [np.nan, np.inf, -1.0])
def test_a_leg_without_a_figure_cannot_be_travelled(hole):
    holed = np.array([[0, 1.0], [hole, 0]])
    for durations, distances in ((holed, METRES), (METRES, holed), (holed, holed)):
        found, _ = resolved(durations, distances)
        for matrix in (found.durations["car"], found.distances["car"]):
            assert matrix[1, 0] == UNREACHABLE
            assert matrix[0, 1] < 10


def test_places_are_counted_by_matrices_where_there_are_no_coordinates():
    assert place_count(Problem(travel={"car": Matrices(METRES, METRES)})) == 2
    assert place_count(Problem()) == 0
