import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RegionId
from dispatch_console.domain.outline import (
    area_m2,
    checked,
    first_crossing,
    name_point,
    overlap_m2,
)
from dispatch_console.domain.region import Region, Ring, contains


def square(west: float, south: float, size: float = 0.1) -> Ring:
    east, north = west + size, south + size
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


SQUARE = square(121.3, 31.1)
BOW = ((0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0))


def refusal(*rings: tuple[tuple[float, float], ...]) -> DomainError:
    with pytest.raises(DomainError) as caught:
        checked(rings)
    return caught.value


def test_an_open_ring_is_closed_and_loses_what_is_given_twice():
    assert checked([(SQUARE[0], SQUARE[0], *SQUARE[1:4])]) == (SQUARE,)


def test_what_is_no_outline_is_refused_by_its_reason():
    assert refusal().code == "region.no_outline"
    assert refusal(SQUARE[:2]).code == "region.few_points"
    assert refusal(((0.0, 0.0), (1.0, 1.0), (0.0, 0.0), (1.0, 1.0))).code == "region.few_points"
    assert refusal(((0.0, 0.0), (1.0, 1.0), (2.0, 2.0))).code == "region.no_area"
    assert refusal(((0.0, 0.0), (1.0, 91.0), (2.0, 2.0))).code == "region.coordinates"
    assert refusal(((0.0, 0.0), (1.0, float("nan")), (2.0, 2.0))).code == "region.coordinates"


def test_a_border_that_crosses_itself_is_told_with_the_place():
    assert first_crossing(checked([BOW])) == (0.5, 0.5)


def test_a_hole_that_crosses_the_border_is_told():
    assert first_crossing([SQUARE, square(121.35, 31.15)]) is not None


def test_parts_and_holes_are_no_crossing_nor_are_borders_that_touch():
    hole, part, beside = square(121.32, 31.12, 0.02), square(121.6, 31.1), square(121.4, 31.1)
    assert first_crossing([SQUARE, hole, part, beside]) is None


def test_an_area_is_that_of_the_parts_without_the_holes():
    whole = area_m2([SQUARE])
    assert whole == pytest.approx(0.01 * 111_195**2 * 0.8563, rel=0.01)
    assert area_m2([SQUARE, square(121.32, 31.12, 0.05)]) == pytest.approx(0.75 * whole, rel=0.01)


def test_neighbours_with_one_border_do_not_overlap():
    assert overlap_m2([SQUARE], [square(121.4, 31.1)]) == pytest.approx(0, abs=1)
    assert overlap_m2([SQUARE], [square(121.3, 31.2)]) == pytest.approx(0, abs=1)


@given(st.floats(0, 0.1), st.floats(0, 0.1))
def test_two_squares_overlap_by_their_common_rectangle(right: float, up: float):
    shared = overlap_m2([SQUARE], [square(121.3 + right, 31.1 + up)])
    expected = (0.1 - right) * (0.1 - up) * 111_195**2 * 0.8563
    assert shared == pytest.approx(expected, rel=0.02, abs=1)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=6, unique=True))
def test_the_name_stands_inside_whatever_is_drawn(corners: list[tuple[float, float]]):
    try:
        rings = checked([corners])
    except DomainError:
        return
    region = Region(id=RegionId(1), code="A", name_en="", name_zh="", rings=rings)
    assert area_m2(rings) > 0
    south, north = min(y for _, y in corners), max(y for _, y in corners)
    if north - south > 1e-6 and area_m2(rings) > 1e6:
        assert contains(region, name_point(rings))


def test_the_name_of_a_ring_stands_in_the_ring_and_not_in_its_hole():
    region = Region(
        id=RegionId(1),
        code="A",
        name_en="",
        name_zh="",
        rings=(SQUARE, square(121.31, 31.11, 0.08)),
    )
    assert contains(region, name_point(region.rings))
