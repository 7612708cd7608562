"""From GCJ-02, the shifted datum of Chinese web maps, back to WGS-84."""

from math import cos, pi, radians, sin, sqrt

SEMI_MAJOR_M = 6_378_245.0
ECCENTRICITY_2 = 0.00669342162296594323
"""The Krasovsky 1940 ellipsoid, on which the shift is defined."""


def gcj02_to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """The (lon, lat) whose shifted position is the given one, to better than a centimetre.

    The shift has no closed inverse; it varies so slowly that repeated correction converges.
    """
    guess_lon, guess_lat = lon, lat
    for _ in range(6):
        shift_lon, shift_lat = _shift(guess_lon, guess_lat)
        guess_lon, guess_lat = lon - shift_lon, lat - shift_lat
    return guess_lon, guess_lat


def _shift(lon: float, lat: float) -> tuple[float, float]:
    """How far GCJ-02 moves a WGS-84 point, in degrees (east, north)."""
    x, y = lon - 105.0, lat - 35.0
    ripple = (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + ripple
    north_m += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north_m += (160 * sin(y / 12 * pi) + 320 * sin(y / 30 * pi)) * 2 / 3
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + ripple
    east_m += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east_m += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    phi = radians(lat)
    root = sqrt(1 - ECCENTRICITY_2 * sin(phi) ** 2)
    metres_per_radian_north = SEMI_MAJOR_M * (1 - ECCENTRICITY_2) / root**3
    metres_per_radian_east = SEMI_MAJOR_M / root * cos(phi)
    return (
        east_m / metres_per_radian_east * 180 / pi,
        north_m / metres_per_radian_north * 180 / pi,
    )
