"""Reckoned travel: right on the globe, reproducible leg by leg, small in memory."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.problem import GreatCircle, Problem, ShiftSpec
from dispatch_console.planning.travel import (
    CALIBRATED,
    UNREACHABLE,
    TravelTimes,
    great_circle_m,
    legs,
    resolve,
)

SHANGHAI, BEIJING = (31.2304, 121.4737), (39.9042, 116.4074)
SHIFT = ShiftSpec(id=1, engineer=1, start_place=0, end_place=0, start=0, end=9)
PLACES = st.lists(
    st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=2, max_size=80, unique=True
)


def times(places: object, travel: GreatCircle = CALIBRATED, **shift: object) -> TravelTimes:
    spec = ShiftSpec(id=1, engineer=1, start_place=0, end_place=0, start=0, end=9, **shift)  # pyright: ignore[reportArgumentType]
    return resolve(Problem(places=tuple(places), travel={"car": travel}, shifts=(spec,)))  # pyright: ignore[reportArgumentType]


@given(PLACES)
@settings(max_examples=40, deadline=None)
def test_one_leg_is_what_the_matrix_says(places):
    alone, whole = times(places), times(places)
    matrix = whole.distances["car"]
    for origin in range(len(places)):
        for place in range(0, len(places), 7):
            assert alone.metres("car", origin, place) == matrix[origin, place]
            assert alone.metres("car", place, origin) == whole.metres("car", origin, place)


@given(PLACES)
@settings(max_examples=40, deadline=None)
def test_matrices_are_contiguous_symmetric_and_cannot_overflow(places):
    found = times(places, speed_factor=0.01)
    for matrix in (found.shift_durations(SHIFT), found.durations["car"], found.distances["car"]):
        assert matrix.dtype == np.int32
        assert matrix.flags.c_contiguous
        assert np.array_equal(matrix, matrix.T)
        assert not matrix.diagonal().any()
        assert 0 <= matrix.min() <= matrix.max() <= UNREACHABLE < 2**30


def test_a_part_of_the_places_has_the_same_figures():
    rng = np.random.default_rng(1)
    places = [tuple(place) for place in rng.normal((31, 121), 0.3, (300, 2))]
    chosen = sorted(rng.choice(300, 40, replace=False))
    whole, part = times(places), times([places[i] for i in chosen])
    cells = np.ix_(chosen, chosen)
    assert np.array_equal(whole.durations["car"][cells], part.durations["car"])
    assert np.array_equal(whole.distances["car"][cells], part.distances["car"])


def test_the_arc_is_right_for_near_far_and_opposite_places():
    metres = great_circle_m((SHANGHAI, BEIJING, (-31.2304, -58.5263)))
    assert metres[0, 1] == pytest.approx(1_067_000, rel=0.002)
    assert metres[0, 2] == pytest.approx(np.pi * 6_371_008.8, rel=1e-6)
    near = great_circle_m((SHANGHAI, (31.2305, 121.4737)))[0, 1]
    assert near == pytest.approx(11.12, abs=0.01)


def test_each_stretch_is_gone_at_its_own_speed():
    travel = GreatCircle(36, 1.0, farther=((1000, 2.0, 72), (3000, 1.0, 72)))
    place = (0.0, 0.0)
    east = [(0.0, metres / 111_195.08) for metres in (500, 1000, 2000, 4000)]
    seconds, metres = legs(travel, [place], east)
    assert metres[0].tolist() == [500, 1000, 3000, 6000]
    assert seconds[0].tolist() == [50, 100, 200, 350]


def test_a_longer_way_is_never_quicker_by_the_calibrated_model():
    seconds, metres = legs(CALIBRATED, [(0.0, 0.0)], [(0.0, at / 1000) for at in range(500)])
    assert (np.diff(seconds[0]) > 0).all()
    assert (np.diff(metres[0]) > 0).all()


@pytest.mark.parametrize(
    "travel",
    [
        GreatCircle(detour=0),
        GreatCircle(farther=((1000, 1.2, 0),)),
        GreatCircle(farther=((1000, 1.2, 50), (500, 1.2, 50))),
        GreatCircle(farther=((0, 1.2, 50),)),
        GreatCircle(farther=((float("nan"), 1.2, 50),)),
    ],
)
def test_a_model_that_cannot_be_is_refused(travel):
    with pytest.raises(DomainError) as error:
        times((SHANGHAI, BEIJING), travel)
    assert error.value.code == "travel.speed"


def test_shifts_of_one_pace_share_their_matrix():
    found = times((SHANGHAI, BEIJING), speed_factor=0.7)
    other = ShiftSpec(
        id=2, engineer=2, start_place=None, end_place=None, start=0, end=1, speed_factor=0.7
    )
    assert found.shift_durations(SHIFT) is not found.shift_durations(other)
    assert found.shift_durations(other) is found.shift_durations(other)
    quick, slow = found.durations["car"][0, 1], found.shift_durations(other)[0, 1]
    assert slow == pytest.approx(quick / 0.7, abs=1)


def test_rows_of_many_places_know_every_leg():
    rng = np.random.default_rng(2)
    places = [tuple(place) for place in rng.normal((31, 121), 0.3, (1600, 2))]
    found = times(places)
    rows = found.distance_rows(SHIFT)
    assert rows[3][1599] == found.distances["car"][3, 1599]
    assert found.duration_rows(SHIFT)[3][1599] == found.durations["car"][3, 1599]


def test_no_way_leads_to_or_from_a_place_that_is_none():
    places = (SHANGHAI, (91.0, 0.0), BEIJING, (float("nan"), 1.0))
    found = times(places, speed_factor=0.5)
    for figures in (found.durations["car"], found.distances["car"]):
        cut = figures >= UNREACHABLE
        assert cut[[1, 3]].sum() == cut[:, [1, 3]].sum() == 6
        assert not cut[np.ix_((0, 2), (0, 2))].any()
        assert not figures.diagonal().any()
    fresh = times(places)
    one_by_one = [[fresh.metres("car", a, b) for b in range(4)] for a in range(4)]
    assert found.distances["car"].tolist() == one_by_one
