"""Coordinates in cells: pairs, decimal commas, exchanged columns, placeholders."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from dispatch_console.domain.place import Location
from dispatch_console.domain.region import Region, contains
from dispatch_console.services.importing.issues import UnreadableError
from dispatch_console.services.importing.values import number, says_nothing

NEAR_DEGREES, FAR_DEGREES = 5.0, 20.0
"""A point is taken as exchanged if that brings it this near to the others from this far off."""

ENOUGH = 5
"""Points that must agree before they tell anything about another one."""

SAMPLE = 2_000
PLACEHOLDERS = frozenset({(0.0, 0.0), (-1.0, -1.0), (999.0, 999.0), (-999.0, -999.0)})

Warn = Callable[[str], None]

_POINT = re.compile(r"^POINT\s*\(\s*(\S+)\s+(\S+?)\s*\)$", re.IGNORECASE)
_SIDE = re.compile(r"^(.*?)\s*°?\s*([NSEW北南东西])?$", re.IGNORECASE | re.DOTALL)


def pair(text: str) -> tuple[float, float]:
    """(lat, lon) of "(40.7, -73.8)", "40,7; -73,8" or WKT "POINT (-73.8 40.7)"; unchecked.

    Raises UnreadableError `import.error.pair`.
    """
    plain = text.strip()
    try:
        if found := _POINT.match(plain):
            return number(found[2]), number(found[1])
        inner = plain.strip("()[]（） ")
        for separator in (r"[;；]", r",\s+|，", r",", r"\s+"):
            parts = [part for part in re.split(separator, inner) if part.strip()]
            if len(parts) == 2:
                return degrees(parts[0]), degrees(parts[1])
    except UnreadableError:
        pass
    raise UnreadableError("import.error.pair")


def degrees(text: str) -> float:
    """Decimal degrees, south and west negative. Raises UnreadableError `import.error.number`."""
    found = _SIDE.match(text.strip())
    plain, side = (found[1], found[2] or "") if found else (text, "")
    value = number(plain)
    return -abs(value) if side.upper() in ("S", "W", "南", "西") and side else value


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the points of a file lie: their median, and the regions known."""

    centre: tuple[float, float] | None = None
    regions: tuple[Region, ...] = ()

    def exchanged(self, lat: float, lon: float) -> bool:
        """Whether the point makes sense only with latitude and longitude exchanged."""
        if not -90 <= lon <= 90:
            return False
        if not -90 <= lat <= 90:
            return abs(lat) <= 180
        if self.centre is not None:
            here, there = _apart(self.centre, (lat, lon)), _apart(self.centre, (lon, lat))
            if here > FAR_DEGREES and there < NEAR_DEGREES:
                return True
            if here < NEAR_DEGREES:
                return False
        if not self.regions or abs(lat) == abs(lon):
            return False
        return not self._known(lat, lon) and self._known(lon, lat)

    def _known(self, lat: float, lon: float) -> bool:
        point = Location(lat, lon)
        return any(contains(region, point) for region in self.regions)


def whereabouts(points: Sequence[tuple[float, float]], regions: Sequence[Region]) -> Whereabouts:
    """What the plausible points of a file say together; nothing if they are few or scattered."""
    good = [p for p in points if p not in PLACEHOLDERS and abs(p[0]) <= 90 and abs(p[1]) <= 180]
    if len(good) < ENOUGH:
        return Whereabouts(None, tuple(regions))
    centre = (median(p[0] for p in good), median(p[1] for p in good))
    near = sum(_apart(centre, point) < NEAR_DEGREES for point in good)
    return Whereabouts(centre if near > 0.6 * len(good) else None, tuple(regions))


def location(lat: float, lon: float, known: Whereabouts, warn: Warn) -> Location | None:
    """The place; None for a placeholder or a point that is not on Earth, with a warning."""
    if (lat, lon) in PLACEHOLDERS:
        warn("import.warning.zero_place")
        return None
    if known.exchanged(lat, lon):
        warn("import.warning.exchanged")
        lat, lon = lon, lat
    if abs(lat) > 90 or abs(lon) > 180:
        warn("import.warning.no_place_on_earth")
        return None
    return Location(lat, lon)


def coordinates(latitude: str, longitude: str, both: str, warn: Warn) -> tuple[float, float] | None:
    """(lat, lon) from two cells, else from the cell with both; None (warned) if none will do."""
    if not says_nothing(latitude) and not says_nothing(longitude):
        try:
            return degrees(latitude), degrees(longitude)
        except UnreadableError:
            warn("import.warning.unreadable_place")
    elif says_nothing(latitude) != says_nothing(longitude):
        warn("import.warning.half_place")
    if says_nothing(both):
        return None
    try:
        return pair(both)
    except UnreadableError:
        # A column called "location" often holds an address: that is no fault of the row.
        if any(c.isdigit() for c in both) and not re.search(r"[^\W\d_]{3,}", both):
            warn("import.warning.unreadable_place")
        return None


def _apart(a: tuple[float, float], b: tuple[float, float]) -> float:
    return max(abs(a[0] - b[0]), abs(a[1] - b[1]))
