"""Where things are: WGS-84 locations and time windows."""

from dataclasses import dataclass
from datetime import datetime

from dispatch_console.domain.errors import DomainError


@dataclass(frozen=True, slots=True)
class Location:
    """A WGS-84 point in degrees. Raises `place.coordinates` outside ±90 / ±180."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise DomainError("place.coordinates", lat=self.lat, lon=self.lon)


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """A span in which work may start, both ends included. Raises `place.window` if reversed."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise DomainError("place.window", start=self.start, end=self.end)
