"""The shifted datums of Chinese web maps, and back to WGS-84. Nothing is kept in them.

Points are ``(lon, lat)`` in degrees. GCJ-02 moves WGS-84 by up to 700 m, differently from place to
place; BD-09 moves GCJ-02 by about a kilometre more; BD-09MC is Baidu's own Mercator projection of
that, in metres. Formulas as in the public libraries eviltransform and gcoord. None has a closed
inverse: repeated correction converges, to less than a millimetre.

Outside China nothing moves. `in_china` knows the mainland, Hong Kong and Macau, whose tiles the
Chinese services shift alike, by rectangles only: within about 100 km of its borders a place abroad
may count as inside. Taiwan is left out, as its maps are not shifted.
"""

from math import atan, atan2, cos, degrees, exp, hypot, pi, radians, sin, sqrt

SEMI_MAJOR_M = 6_378_245.0
ECCENTRICITY_2 = 0.00669342162296594323
"""The Krasovsky 1940 ellipsoid, on which the shift is defined."""

SPHERE_M = 6_378_137.0
"""The sphere of Web Mercator, from which the search for BD-09MC's inverse starts."""

INSIDE = (
    (79.4462, 42.8899, 96.3300, 49.2204),
    (109.6872, 39.3742, 135.0002, 54.1415),
    (73.1246, 29.5297, 124.1433, 42.8899),
    (82.9684, 26.7186, 97.0352, 29.5297),
    (97.0253, 20.4141, 124.3674, 29.5297),
    (107.9758, 17.8715, 111.7441, 20.4141),
    (111.0000, 15.7000, 113.0000, 17.3000),
)
OUTSIDE = (
    (119.9213, 21.7850, 122.4976, 25.3986),
    (101.8652, 20.0988, 106.6650, 22.2840),
    (106.4525, 20.4878, 108.0510, 21.5422),
    (109.0323, 50.3257, 119.1270, 55.8175),
    (127.7500, 49.5574, 137.0227, 55.8175),
    (131.2662, 42.5692, 137.0227, 44.8922),
)
"""West, south, east, north: what `INSIDE` covers is China save what `OUTSIDE` cuts away."""

BAIDU_TURN = pi * 3000 / 180
BAIDU_LIMIT = 74.0
BAIDU_BANDS = (
    (
        75.0,
        82.5,
        (
            -0.0015702102444,
            111320.7020616939,
            1704480524535203.0,
            -10338987376042340.0,
            26112667856603880.0,
            -35149669176653700.0,
            26595700718403920.0,
            -10725012454188240.0,
            1800819912950474.0,
        ),
    ),
    (
        60.0,
        67.5,
        (
            0.0008277824516172526,
            111320.7020463578,
            647795574.6671607,
            -4082003173.641316,
            10774905663.51142,
            -15171875531.51559,
            12053065338.62167,
            -5124939663.577472,
            913311935.9512032,
        ),
    ),
    (
        45.0,
        52.5,
        (
            0.00337398766765,
            111320.7020202162,
            4481351.045890365,
            -23393751.19931662,
            79682215.47186455,
            -115964993.2797253,
            97236711.15602145,
            -43661946.33752821,
            8477230.501135234,
        ),
    ),
    (
        30.0,
        37.5,
        (
            0.00220636496208,
            111320.7020209128,
            51751.86112841131,
            3796837.749470245,
            992013.7397791013,
            -1221952.21711287,
            1340652.697009075,
            -620943.6990984312,
            144416.9293806241,
        ),
    ),
    (
        15.0,
        22.5,
        (
            -0.0003441963504368392,
            111320.7020576856,
            278.2353980772752,
            2485758.690035394,
            6070.750963243378,
            54821.18345352118,
            9540.606633304236,
            -2710.55326746645,
            1405.483844121726,
        ),
    ),
    (
        0.0,
        7.45,
        (
            -0.0003218135878613132,
            111320.7020701615,
            0.00369383431289,
            823725.6402795718,
            0.46104986909093,
            2351.343141331292,
            1.58060784298199,
            8.77738589078284,
            0.37238884252424,
        ),
    ),
)
"""From which latitude, divisor of the latitude, then: two factors for x, seven powers for y."""

Point = tuple[float, float]


def in_china(lon: float, lat: float) -> bool:
    """Whether Chinese web maps shift this WGS-84 place."""
    return _in_any(INSIDE, lon, lat) and not _in_any(OUTSIDE, lon, lat)


def wgs84_to_gcj02(lon: float, lat: float) -> Point:
    """Where a map in GCJ-02 shows the place."""
    if not in_china(lon, lat):
        return lon, lat
    east, north = _shift(lon, lat)
    return lon + east, lat + north


def gcj02_to_wgs84(lon: float, lat: float) -> Point:
    """The place that a map in GCJ-02 shows there."""
    guess_lon, guess_lat = lon, lat
    for _ in range(6):
        east, north = _shift(guess_lon, guess_lat)
        guess_lon, guess_lat = lon - east, lat - north
    return (guess_lon, guess_lat) if in_china(guess_lon, guess_lat) else (lon, lat)


def wgs84_to_bd09(lon: float, lat: float) -> Point:
    """Where a map in BD-09 shows the place."""
    if not in_china(lon, lat):
        return lon, lat
    return _gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: float, lat: float) -> Point:
    """The place that a map in BD-09 shows there."""
    guess_lon, guess_lat = lon - 0.0065, lat - 0.006
    for _ in range(8):
        got_lon, got_lat = _gcj02_to_bd09(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + lon - got_lon, guess_lat + lat - got_lat
    place = gcj02_to_wgs84(guess_lon, guess_lat)
    return place if in_china(*place) else (lon, lat)


def bd09_to_bd09mc(lon: float, lat: float) -> Point:
    """Metres east and north in Baidu's projection; beyond 74° north or south as at 74°."""
    size = min(abs(lat), BAIDU_LIMIT)
    divisor, terms = next((by, terms) for least, by, terms in BAIDU_BANDS if size >= least)
    part = size / divisor
    x = terms[0] + terms[1] * abs(lon)
    y = sum(term * part**power for power, term in enumerate(terms[2:]))
    return (x if lon >= 0 else -x), (y if lat >= 0 else -y)


def bd09mc_to_bd09(x: float, y: float) -> Point:
    """Degrees from Baidu's metres: the inverse of `bd09_to_bd09mc`."""
    lon, lat = degrees(x / SPHERE_M), degrees(2 * atan(exp(y / SPHERE_M)) - pi / 2)
    for _ in range(12):
        got_x, got_y = bd09_to_bd09mc(lon, lat)
        lon += degrees((x - got_x) / SPHERE_M)
        lat += degrees((y - got_y) / SPHERE_M) * cos(radians(lat))
        lat = max(-BAIDU_LIMIT, min(BAIDU_LIMIT, lat))
    return lon, lat


def _in_any(boxes: tuple[tuple[float, float, float, float], ...], lon: float, lat: float) -> bool:
    return any(west <= lon <= east and south <= lat <= north for west, south, east, north in boxes)


def _shift(lon: float, lat: float) -> Point:
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


def _gcj02_to_bd09(lon: float, lat: float) -> Point:
    reach = hypot(lon, lat) + 0.00002 * sin(lat * BAIDU_TURN)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * BAIDU_TURN)
    return reach * cos(angle) + 0.0065, reach * sin(angle) + 0.006
