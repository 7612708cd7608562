import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RegionId
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.region import Region, contains
from dispatch_console.domain.skill import SkillLevel, missing_skills
from tests.factories import DAY, make_region

# An L: the square of 0..2 without its north-east quarter.
L_SHAPE = ((0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0), (1.0, 2.0), (0.0, 2.0))


def region_of(*rings: tuple[tuple[float, float], ...]) -> Region:
    return Region(id=RegionId(1), code="L", name_en="L", name_zh="L", rings=rings)


@pytest.mark.parametrize("closed", [False, True])
def test_a_bent_region_holds_its_arms_and_not_the_gap(closed: bool):
    ring = (*L_SHAPE, L_SHAPE[0]) if closed else L_SHAPE
    region = region_of(ring)
    assert contains(region, Location(0.5, 1.5))
    assert contains(region, Location(1.5, 0.5))
    assert not contains(region, Location(1.5, 1.5))
    assert not contains(region, Location(0.5, -0.5))


def test_a_region_of_two_parts_holds_both():
    east = tuple((x + 5, y) for x, y in L_SHAPE)
    assert contains(region_of(L_SHAPE, east), Location(0.5, 5.5))


def test_a_hole_is_outside_and_an_island_in_it_inside():
    outer, hole, island = (
        ((a, a), (b, a), (b, b), (a, b)) for a, b in ((0.0, 9.0), (2.0, 7.0), (4.0, 5.0))
    )
    region = region_of(outer, hole, island)
    assert contains(region, Location(1, 1))
    assert not contains(region, Location(3, 3))
    assert contains(region, Location(4.5, 4.5))


def test_a_region_without_outline_holds_nothing():
    assert not contains(region_of(), Location(0, 0))


@given(st.floats(121.21, 121.79), st.floats(31.11, 31.19))
def test_neighbouring_regions_share_no_place(lon: float, lat: float):
    holding = [n for n in range(1, 6) if contains(make_region(n), Location(lat, lon))]
    assert len(holding) <= 1
    if lon > 121.3:
        assert len(holding) == 1


@pytest.mark.parametrize(("lat", "lon"), [(90.1, 0), (0, 180.1), (float("nan"), 0)])
def test_a_place_off_the_globe_is_refused(lat: float, lon: float):
    with pytest.raises(DomainError) as refused:
        Location(lat, lon)
    assert refused.value.code == "place.coordinates"


def test_a_window_that_ends_before_it_starts_is_refused():
    with pytest.raises(DomainError):
        TimeWindow(DAY, DAY.replace(year=2025))


def test_skills_are_missing_below_their_level_and_in_the_order_needed():
    needed = (SkillLevel("pump", 2), SkillLevel("lift", 3), SkillLevel("hvac", 1))
    held = (SkillLevel("lift", 2), SkillLevel("hvac", 4))
    assert missing_skills(needed, held) == needed[:2]


@pytest.mark.parametrize("level", [0, 6])
def test_a_level_outside_one_to_five_is_refused(level: int):
    with pytest.raises(DomainError):
        SkillLevel("lift", level)
