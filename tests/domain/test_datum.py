"""Python's transforms against published points and each other, and the map page's against Python's.

`CITIES` are figures from the fixtures of gcoord (MIT): WGS-84, GCJ-02, BD-09 and BD-09MC of cities
from the corners of the country. Their WGS-84 was made by a one-step inverse, good to 0.7 m.
`SHIFTED` are the test vectors of eviltransform (BSD), given to six places, `BAIDU` is geotool's.
"""

from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain import datum

Point = tuple[float, float]

CITIES: list[tuple[Point, Point, Point, Point]] = [
    (
        (114.0164322, 33.0133556),
        (114.022306, 33.0115324),
        (114.0287781, 33.0176697),
        (12693763.634, 3874151.929),
    ),
    (
        (123.4253306, 41.8032629),
        (123.4314787, 41.8057023),
        (123.438095, 41.8114013),
        (13741215.395, 5104015.047),
    ),
    (
        (92.0499619, 31.4784436),
        (92.0512438, 31.4762063),
        (92.0576832, 31.4824421),
        (10247925.918, 3673043.553),
    ),
    (
        (108.6503952, 21.9828281),
        (108.6541485, 21.9799392),
        (108.6607283, 21.9856319),
        (12096188.561, 2493660.013),
    ),
    (
        (116.0414035, 43.9312805),
        (116.0482308, 43.9334573),
        (116.0546232, 43.9397782),
        (12919282.125, 5426197.163),
    ),
    (
        (118.6711365, 24.8770487),
        (118.6756787, 24.8741363),
        (118.6821251, 24.8804872),
        (13211777.488, 2842932.595),
    ),
    (
        (98.4937175, 39.7319946),
        (98.4943595, 39.7328234),
        (98.5008441, 39.7388949),
        (10965183.117, 4800499.115),
    ),
    (
        (101.5265949, 25.048566),
        (101.5280737, 25.0455363),
        (101.5344863, 25.0518094),
        (11302890.3, 2863852.941),
    ),
]
SHIFTED: list[tuple[Point, Point]] = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171774808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
]
BAIDU: list[tuple[Point, Point]] = [
    ((121.0917077, 30.6107779), (121.10271732371203, 30.61484572185035)),
]
ABROAD: list[Point] = [
    (-73.98, 40.75),
    (139.69, 35.69),
    (126.98, 37.57),
    (106.9, 47.9),
    (105.85, 21.03),
    (77.2, 28.6),
    (121.56, 25.03),  # Taipei: its maps are not shifted
]
MAINLAND = st.tuples(st.floats(100.0, 119.0), st.floats(24.0, 39.0))
MC_WORLD = st.tuples(st.floats(-180, 180), st.floats(-73.9, 73.9))


def metres(one: Point, other: Point) -> float:
    """Between two points in degrees that are close together."""
    return 111_320 * hypot((one[0] - other[0]) * cos(radians(one[1])), one[1] - other[1])


@pytest.mark.parametrize(("place", "shown"), SHIFTED)
def test_gcj02_is_as_published(place: Point, shown: Point) -> None:
    assert metres(datum.wgs84_to_gcj02(*place), shown) < 0.2
    assert metres(datum.gcj02_to_wgs84(*shown), place) < 0.2


@pytest.mark.parametrize(("place", "shown"), BAIDU)
def test_bd09_is_as_published(place: Point, shown: Point) -> None:
    assert metres(datum.wgs84_to_bd09(*place), shown) < 0.01
    assert metres(datum.bd09_to_wgs84(*shown), place) < 0.01


@pytest.mark.parametrize(("place", "gcj02", "bd09", "bd09mc"), CITIES)
def test_published_cities_are_met_within_a_metre(
    place: Point, gcj02: Point, bd09: Point, bd09mc: Point
) -> None:
    assert metres(datum.wgs84_to_gcj02(*place), gcj02) < 1
    assert metres(datum.wgs84_to_bd09(*place), bd09) < 1
    projected = datum.bd09_to_bd09mc(*bd09)
    assert hypot(projected[0] - bd09mc[0], projected[1] - bd09mc[1]) < 0.05
    assert metres(datum.bd09_to_wgs84(*datum.bd09mc_to_bd09(*bd09mc)), place) < 1


@given(MAINLAND)
def test_there_and_back_again_is_within_a_centimetre(place: Point) -> None:
    assert metres(datum.gcj02_to_wgs84(*datum.wgs84_to_gcj02(*place)), place) < 0.01
    assert metres(datum.bd09_to_wgs84(*datum.wgs84_to_bd09(*place)), place) < 0.01


@given(MC_WORLD)
def test_baidu_s_projection_and_back_is_within_a_centimetre(place: Point) -> None:
    assert metres(datum.bd09mc_to_bd09(*datum.bd09_to_bd09mc(*place)), place) < 0.01


@pytest.mark.parametrize("place", ABROAD)
def test_nothing_moves_abroad(place: Point) -> None:
    for transform in (
        datum.wgs84_to_gcj02,
        datum.gcj02_to_wgs84,
        datum.wgs84_to_bd09,
        datum.bd09_to_wgs84,
    ):
        assert transform(*place) == place


@pytest.mark.parametrize("place", [(114.17, 22.3), (113.54, 22.19)])
def test_hong_kong_and_macau_are_shifted_like_the_mainland(place: Point) -> None:
    assert 300 < metres(datum.wgs84_to_gcj02(*place), place) < 800
